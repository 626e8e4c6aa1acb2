// The loss landscape of the depth lab in the browsers: its figures are Node's to the bit, whatever the number of workers; it is
// read by the keyboard, cancelled, and says what it leaves out.

import assert from 'node:assert/strict';
import { describe } from 'node:test';
import {
  Heights,
  keptEvery,
  pathPlane,
  projector,
  randomPlane,
  specOfImages,
  wayOf,
} from '../../../wasm/landscape/index.js';
import { violations } from '../../helpers/axe.js';
import { BROWSERS, missingBrowser, testsOf } from '../../helpers/browser.js';
import { engine, withExperiment } from '../../helpers/lessons.js';
import {
  choose,
  click,
  find,
  linkOf,
  savedBy,
  unfold,
  untilState,
  usePages,
  useServer,
  withhold,
} from '../../helpers/page.js';
import { makeStore } from '../../helpers/store.js';

/** @typedef {import('../../helpers/browser.js').TestPage} TestPage */

/** Two contestants of one function and one of another, with little work. */
const LINK =
  'lang=en&lab=depth&v=2&entrants=plain,by-adam,batchnorm&landscape=true&images=40&spec.epochs=3&spec.data.trainSize=320&layers=16,12,10';
const CSV = 'CSV of the landscape';

const server = useServer();

/** What Node finds of the link's ways: the plane through the end of the first, or a random one there. @param {number | null} seed */
async function inNode(seed) {
  const store = makeStore();
  store.open(`#${LINK}`);
  const specs = ['plain', 'by-adam'].map((id) => store.entrantSpec(id));
  const ways = await Promise.all(
    specs.map((spec) =>
      withExperiment(spec, (run) => {
        const every = keptEvery(spec, run.state().totalSteps, 3);
        return last(wayOf(run, every)).map(({ weights }) => weights);
      }),
    ),
  );
  const center = ways[0].length - 1;
  return withExperiment(specOfImages(specs[0], 40), (_, sets) => {
    const heights = new Heights(engine, specs[0], sets, 40);
    heights.at(ways[0][center]);
    const tensors = heights.experiment.parameters();
    const plane =
      seed === null ? last(pathPlane(ways.flat(), center, 0)).plane : randomPlane(tensors, ways[0][center], seed);
    const nearest = projector(plane);
    const rows = ways.flat().map((theta) => {
      const { a, b, distance } = nearest(theta);
      return [a, b, heights.on(plane, a, b), heights.at(theta), distance];
    });
    heights.free();
    return rows;
  });
}

/** @template R @param {Generator<number, R>} work @returns {R} */
function last(work) {
  for (;;) {
    const next = work.next();
    if (next.done) return next.value;
  }
}

/** Waits until a landscape is whole. @param {TestPage} page @param {RegExp} says */
const untilFound = (page, says) =>
  page.waitForFunction(
    (source) => new RegExp(source).test(document.querySelector('.landscape-state')?.textContent ?? ''),
    {},
    says.source,
  );

/** Not by the pointer: what is pressed moves while the picture grows. @param {TestPage} page @param {string} name of a button */
const press = async (page, name) =>
  (await find(page, 'button', name, '.landscape')).evaluate((one) => /** @type {HTMLElement} */ (one).click());

/** The file's rows of ways and of the grid, as numbers. @param {TestPage} page */
async function saved(page) {
  const { text } = await savedBy(page, CSV);
  const rows = text.trim().split('\r\n').slice(1);
  const numbers = (/** @type {string} */ what, /** @type {number} */ from) =>
    rows.flatMap((row) => (row.startsWith(`${what},`) ? [row.split(',').slice(from).map(Number)] : []));
  return { ways: numbers('way', 3), grid: numbers('grid', 3).map((row) => row.slice(0, 3)) };
}

for (const name of BROWSERS)
  describe(name, { skip: missingBrowser(name) }, () => {
    const test = testsOf(name);
    const { withPage } = usePages(name, server);

    test('ways and losses are Node’s to the bit; another function is left out by name; another plane is in the link', async () => {
      await withPage(LINK, async (page) => {
        await page.waitForSelector('.landscape');
        await click(page, 'button', 'Train');
        await untilState(page, /Finished/);
        await untilFound(page, /The plane has/);
        const [found, expected] = [await saved(page), await inNode(null)];
        assert.deepEqual(found.ways, expected);
        assert.equal(found.grid.length, 65 * 49);
        assert.ok(found.grid.flat().every(Number.isFinite));
        const text = await page.$eval('.landscape', (one) => one.textContent ?? '');
        assert.match(text, /Not drawn: Batch normalization\. .*that of Plain/);

        // By the keyboard: where the way ends, and a step from there.
        const at = async () => page.$eval('.landscape-hit', (one) => one.getAttribute('aria-valuetext') ?? '');
        assert.equal(await at(), 'no values');
        await page.keyboard.press('Tab'); // the focus shows itself from now on
        await page.focus('.landscape-hit');
        const end = await at();
        assert.match(end, /^x .*0.*, y .*0.*: loss \d/);
        await page.keyboard.press('ArrowRight');
        assert.notEqual(await at(), end);
        await page.keyboard.press('Escape');
        assert.equal(await at(), 'no values', 'nothing is said of where the cursor was');
        await page.keyboard.press('End');
        assert.equal(await at(), end);
        await page.keyboard.press('Tab');
        assert.equal(await at(), 'no values');
        assert.deepEqual(await violations(page), []);

        await unfold(page, 'Loss landscape');
        await choose(page, 'Directions of the plane', 'random');
        await untilFound(page, /Two random directions \(seed 1\)/);
        assert.deepEqual((await saved(page)).ways, await inNode(1));
        assert.equal((await linkOf(page)).plane, 'random');
      });
    });

    test('other labs tell of it; what has been found stays when it is cancelled, and is finished when asked again', async () => {
      await withPage(LINK, async (page) => {
        await page.waitForSelector('.landscape');
        const letGo = await withhold(page, 'landscape', 4);
        await click(page, 'button', 'Train');
        await page.waitForFunction(() =>
          /Finding losses/.test(document.querySelector('.landscape')?.textContent ?? ''),
        );
        // Another lab tells that it goes on, and leads back.
        await click(page, 'link', 'Surfaces', '.tabs');
        await click(page, 'button', /Depth/, '.elsewhere');
        await page.waitForSelector('.landscape');
        await press(page, 'Cancel');
        await untilFound(page, /Stopped/);
        await letGo();
        await press(page, 'Find the losses');
        await untilFound(page, /The plane has/);
        assert.equal((await saved(page)).grid.filter(([, , loss]) => Number.isFinite(loss)).length, 65 * 49);
      });
    });
  });
