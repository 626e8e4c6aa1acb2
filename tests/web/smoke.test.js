// Whether everything stands in real browsers: the module gives Node's bits, in the page and in a worker, the page
// loads without a word, and the tests' own watch over a page is not blind.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, describe } from 'node:test';
import { loadDatasets } from '../../wasm/data.js';
import { nodeReader } from '../../wasm/data-node.js';
import { loadEngine } from '../../wasm/index.js';
import { BROWSERS, missingBrowser, openBrowser, openPage, testsOf, withServer } from '../helpers/browser.js';
import { syntheticImages } from '../helpers/datasets.js';

/** A document that needs nothing else. Its scripts are under the page's policy (its styles, in Chromium, are not). */
const DOCUMENT = 'web/vendor/chart.LICENSE.txt';
const FAVICON = [/favicon\.ico/]; // a browser asks for it where a document names no icon, as this one

const isThere = (/** @type {string} */ file) => existsSync(new URL(`../../${file}`, import.meta.url));
const without = (/** @type {string} */ file) => !isThere(file) && `${file} is not there yet`;

const SPEC = {
  model: { layers: [{ units: 20, activation: 'elu' }, { units: 9, activation: 'tanh' }, { units: 3 }] },
  optimizer: { id: 'adam' },
  schedule: { id: '1cycle' },
  batchSize: 32,
  epochs: 3,
  seed: 11,
};
const data = syntheticImages({ count: 300, rows: 9, columns: 7, classes: 3, seed: 4 });

const engine = await loadEngine();
const expected = train(engine, SPEC, engine.createDataset(data));

/**
 * @param {import('../../wasm/index.js').Engine} on
 * @param {unknown} spec
 * @param {import('../../wasm/index.js').Dataset} dataset
 */
function train(on, spec, dataset) {
  const experiment = on.createExperiment(spec, { train: dataset });
  const initial = experiment.weightsHash();
  const losses = Array.from(experiment.runSteps(experiment.state().totalSteps).losses);
  return { initial, hash: experiment.weightsHash(), losses };
}

/** Trains on the starter set, through to the end. @param {import('../../wasm/spec.d.ts').PartialSpec} spec */
async function hashInNode(spec) {
  const full = engine.normalize(spec);
  const datasets = await loadDatasets(engine, full, nodeReader());
  return train(engine, full, datasets.train).hash;
}

for (const name of BROWSERS) {
  describe(name, { skip: missingBrowser(name) }, () => {
    const test = testsOf(name);
    /** @type {import('../helpers/browser.js').TestBrowser} */
    let browser;
    before(async () => {
      browser = await openBrowser(name);
    });
    after(() => browser?.close());

    test.both('the module in the page trains to the bits that Node trains to', async () => {
      await withServer(async ({ url }) => {
        const page = await openPage(browser, url + DOCUMENT);
        const { images, labels, ...shape } = data;
        const found = await page.evaluate(
          async (spec, init) => {
            const { loadEngine: load } = await import('/wasm/index.js');
            const own = await load();
            const dataset = own.createDataset({
              ...init,
              images: Uint8Array.from(init.images),
              labels: Uint8Array.from(init.labels),
            });
            const experiment = own.createExperiment(spec, { train: dataset });
            const initial = experiment.weightsHash();
            const losses = Array.from(experiment.runSteps(experiment.state().totalSteps).losses);
            return { initial, hash: experiment.weightsHash(), losses };
          },
          SPEC,
          { ...shape, images: [...images], labels: [...labels] },
        );
        assert.notEqual(expected.initial, expected.hash);
        assert.ok(expected.losses.length > 20);
        assert.deepEqual(found, expected);
        await page.assertQuiet({ except: FAVICON });
        await page.close();
      });
    });

    test.both('so does the module in a worker', { skip: without('web/engine/pool.js') }, async () => {
      const spec = {
        ...SPEC,
        model: { layers: [...SPEC.model.layers.slice(0, 2), { units: 10 }] },
        data: {
          set: 'starter',
          trainSize: 640,
          validationSize: 0,
        },
      };
      await withServer(async ({ url }) => {
        const page = await openPage(browser, url + DOCUMENT);
        const hash = await page.evaluate(async (wanted) => {
          const { createPool } = await import('/web/engine/pool.js');
          const pool = createPool({ size: 1 });
          return new Promise((resolve, reject) => {
            pool.run(wanted, {
              end: ({ weightsHash }) => resolve(weightsHash),
              error: ({ message }) => reject(new Error(message)),
            });
          });
        }, spec);
        assert.equal(hash, await hashInNode(spec));
        await page.assertQuiet({ except: FAVICON });
        await page.close();
      });
    });

    test('the page may not make code of strings', { skip: without('web/index.html') }, async () => {
      await withServer(async ({ url }) => {
        const page = await openPage(browser, url);
        // Not at once: code that comes through the driver may.
        const outcome = await page.evaluate(
          () =>
            new Promise((resolve) => {
              setTimeout(() => {
                try {
                  resolve(String(new Function('return 2')()));
                } catch (error) {
                  resolve(/** @type {Error} */ (error).name);
                }
              }, 0);
            }),
        );
        assert.equal(outcome, 'EvalError');
        await page.close();
      });
    });

    test(
      'the page loads without a word on the console, and asks no other host',
      {
        skip: without('web/index.html'),
      },
      async () => {
        for (const isolate of [false, true]) {
          await withServer(
            async ({ url }) => {
              const page = await openPage(browser, url);
              assert.equal(await page.evaluate(() => globalThis.location.pathname), '/web/');
              assert.equal(await page.evaluate(() => globalThis.crossOriginIsolated), isolate);
              await page.waitForSelector('#main *');
              await page.settled();
              await page.assertQuiet();
              await page.close();
            },
            { isolate },
          );
        }
      },
    );

    test('a page has the size and the preferences that it is opened with', async () => {
      await withServer(async ({ url }) => {
        const look = () => [
          globalThis.innerWidth,
          globalThis.innerHeight,
          globalThis.navigator.language,
          globalThis.matchMedia('(prefers-color-scheme: dark)').matches,
          globalThis.matchMedia('(prefers-reduced-motion: reduce)').matches,
        ];
        const usual = await openPage(browser, url + DOCUMENT);
        assert.deepEqual(await usual.evaluate(look), [1280, 800, 'en-US', false, false]);
        await usual.close();
        const options = { width: 390, height: 700, language: 'es', dark: true, reducedMotion: true };
        const other = await openPage(browser, url + DOCUMENT, options);
        assert.deepEqual(await other.evaluate(look), [390, 700, 'es', true, true]);
        await other.close();
      });
    });

    /** @type {[what: string, trouble: () => unknown, seen: RegExp][]} */
    const troubles = [
      ['a warning', () => console.warn('take care'), /console warn\w*: take care/],
      ['an error on the console', () => console.error('broken'), /console error: broken/],
      [
        'an uncaught error',
        () =>
          setTimeout(() => {
            throw new Error('thrown late');
          }, 0),
        /thrown late/,
      ],
      ['an unhandled rejection', () => void Promise.reject(new Error('refused')), /refused/],
      ['a file that is not there', () => void fetch('/web/nowhere.js'), /nowhere\.js: 404/],
      [
        'another host',
        () => {
          new Image().src = 'https://example.invalid/x.png';
        },
        /example\.invalid/,
      ],
      ['an inline style', () => void setTimeout(() => document.body.setAttribute('style', 'color: red')), /style-src/],
    ];
    test('what goes wrong in a page is seen', { skip: without('web/index.html') }, async () => {
      await withServer(async ({ url }) => {
        const page = await openPage(browser, url);
        await page.settled();
        await page.assertQuiet();
        for (const [, trouble] of troubles) await page.evaluate(trouble);
        await page.settled();
        for (const [what, , seen] of troubles) assert.match(page.problems.join('\n'), seen, what);
        await assert.rejects(page.assertQuiet({ except: troubles.slice(1).map(([, , seen]) => seen) }), troubles[0][2]);
        await page.close();
      });
    });
  });
}
