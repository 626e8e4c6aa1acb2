// A plain page of a course with twelve labs: frames and elements, as they are copied.

import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { presets } from '../../web/lessons/index.js';
import { violations } from '../helpers/axe.js';
import { BROWSERS, missingBrowser, testsOf } from '../helpers/browser.js';
import { EARS, inside, messages, stateOf, untilMessage } from '../helpers/frames.js';
import { ENDLESS, useBrowser, useServer } from '../helpers/page.js';
import { until } from '../helpers/patience.js';
import { picture, snippet, useStage } from '../helpers/stage.js';

const server = useServer();
const stage = useStage();

/** Lessons of the race first: two of them are trained without an end. That of `gd` takes few steps an epoch, and has one. */
const LESSONS = presets
  .filter(({ id }) => id !== 'gd')
  .sort((a, b) => Number(b.lab === 'race') - Number(a.lab === 'race'))
  .slice(0, 12);

/** @param {import('../helpers/browser.js').TestBrowser} browser @param {string} id of the snippet @param {number} [count] */
function openCourse(browser, id, count = LESSONS.length) {
  const labs = LESSONS.slice(0, count).map(({ id: preset, lab }) => {
    const more = lab === 'race' ? `&${ENDLESS}&optimizers=sgd,adam` : '';
    const link = `#lab=${lab}&preset=${preset}&lang=en${more}&hosts=${stage.origin}`;
    return `<p>And now ${preset}.</p>${snippet(id, { base: `${server.url}web/`, title: preset, link, hide: ['rail'], height: 500 })}`;
  });
  stage.write(
    'course.html',
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Course</title><link rel="icon" href="data:,">
    <script>${EARS}</script></head><body><main><h1>Course</h1><p><a href="#end">To the end</a></p>${labs.join('\n')}<p id="end">End.</p></main></body></html>`,
  );
  stage.write(
    'before.html',
    '<!doctype html><html lang="en"><title>Before</title><link rel="icon" href="data:,"><p>Before.</p>',
  );
  return stage.open(browser, 'before.html');
}

for (const name of BROWSERS) {
  describe(name, { skip: missingBrowser(name) }, () => {
    const test = testsOf(name);
    const browser = useBrowser(name, { network: true });

    test('no worker before the first start; two share the cores; who is out of view waits; Back leaves the page', async () => {
      const page = await openCourse(browser(), 'iframe');
      await page.goto(`${stage.url}course.html`);
      const length = await page.evaluate(() => history.length);
      // What is near has come; the others come as somebody gets there.
      for (let n = 0; n < LESSONS.length; n++) {
        await page.$$eval('iframe', (all, at) => all[at].scrollIntoView(), n);
        await untilMessage(page, 'ready', undefined, n);
      }
      assert.deepEqual(page.workers(), []);
      await page.evaluate(() => scrollTo(0, 0));
      await picture(browser(), page, 'plain');
      for (const n of [0, 1]) {
        await page.$$eval('iframe', (all, at) => all[at].scrollIntoView({ block: 'center' }), n);
        await (await (await inside(page, n)).waitForSelector('.cover-start'))?.click();
        await untilMessage(page, 'progress', undefined, n);
      }
      const working = await Promise.all(
        LESSONS.map(async (_, n) => (await messages(page, 'state', n)).some(({ status }) => status === 'running')),
      );
      assert.deepEqual(working.map(Number), [1, 1, ...Array.from({ length: 10 }, () => 0)]);
      const cores = await page.evaluate(() => navigator.hardwareConcurrency);
      // Each has a worker of its own, and the cores that are left go round.
      assert.ok(page.workers().length <= Math.max(2, cores + 1), `${page.workers().length} workers on ${cores} cores`);

      const shares = () => Promise.all([0, 1].map(async (n) => (await stateOf(page, n)).share));
      await page.evaluate(() => document.getElementById('end')?.scrollIntoView());
      const before = await until(
        async () => {
          const some = await shares();
          await new Promise((resolve) => {
            setTimeout(resolve, 400);
          });
          return `${await shares()}` === `${some}` && some;
        },
        () => 'what nobody sees goes on',
      );
      await page.$$eval('iframe', (all) => all[0].scrollIntoView());
      await until(
        async () => (await shares())[0] > before[0],
        () => 'it does not go on',
      );
      assert.equal(await page.evaluate(() => history.length), length);
      // Once back is out of the page, whatever was done in the labs.
      await page.evaluate(() => history.back()).catch(() => {});
      await until(
        () => page.evaluate(() => location.pathname === '/before.html').catch(() => false),
        () => page.evaluate(() => `Back leads to ${location.href} of ${history.length}`),
      );
      // Firefox asks for an icon as it goes back, and may drop the request.
      await page.assertQuiet({ except: [/request to another host/, /favicon\.ico/] });
      await page.close();
    });

    test('axe-core finds nothing: in the page, in the element, in what is inside, before and after the start', async () => {
      const page = await openCourse(browser(), 'element', 2);
      await page.goto(`${stage.url}course.html`);
      const frames = () =>
        page.frames().filter((frame) => frame.url().includes('embed.html') && frame.parentFrame() === page.mainFrame());
      await until(
        () => frames().length === 2,
        () => `frames ${page.frames().map((frame) => frame.url())}`,
      );
      for (const [n, lab] of frames().entries()) {
        await page.$$eval('descenso-lab', (all, at) => all[at].scrollIntoView(), n);
        await lab.waitForSelector('.cover .thumbnail *');
        assert.deepEqual(await violations(lab), []);
      }
      const [lab] = frames();
      await page.evaluate(() => scrollTo(0, 0));
      await (await lab.waitForSelector('.cover-start'))?.click();
      await lab.waitForSelector('.race-charts canvas');
      // The element is as high as what it has.
      await until(
        async () => {
          const told = await lab.evaluate(() => Math.ceil(document.body.getBoundingClientRect().height));
          return (await page.$eval('descenso-lab', (one) => one.getBoundingClientRect().height)) === told;
        },
        () => 'its height does not follow',
      );
      // An epoch has ended: there is something to see.
      await lab.waitForFunction(() => /%/.test(document.querySelector('.race-results table')?.textContent ?? ''));
      await picture(browser(), page, 'element');
      assert.deepEqual(await violations(lab), []);
      assert.deepEqual(await violations(page), []);
      await page.assertQuiet({ except: [/request to another host/] });
      await page.close();
    });
  });
}
