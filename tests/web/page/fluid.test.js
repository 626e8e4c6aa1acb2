// The page stays fluid while six runs take a hundred thousand steps and more: whatever its user does meanwhile, no task of the
// main thread takes long. What counts is a task's own time, not the clock's: other processes take their share of it.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { missingBrowser } from '../../helpers/browser.js';
import { assertFluid, LONG } from '../../helpers/fluid.js';
import {
  chartText,
  choose,
  click,
  fill,
  find,
  raceState,
  unfold,
  untilCurves,
  usePages,
  useServer,
} from '../../helpers/page.js';
import { until } from '../../helpers/patience.js';

/** Minibatches of 5 images, by a network so small that 100,000 steps pass in seconds; it never comes to its end. */
const LINK = 'lang=en&spec.epochs=10000&spec.batchSize=5&layers=2,10';

const server = useServer();

// Only Chromium tells a thread's own time.
describe('the main thread', { skip: missingBrowser('chromium') }, () => {
  const { open } = usePages('chromium', server);

  test(`while six runs take step upon step, no task has more than ${LONG} ms of its own`, async (t) => {
    const page = await open(LINK);
    await page.settled();
    await unfold(page, 'Curves');
    /** @param {string} what @param {() => Promise<unknown>} act */
    const measured = (what, act) => assertFluid(t, page, what, act);
    const clear = async () => {
      await click(page, 'button', 'Clear curves');
      await find(page, 'button', 'Train');
    };
    /** The curves have grown by a hundredth, whatever their axis counts. */
    const goOn = async () => {
      const { to } = await untilCurves(page, 'Training loss', ({ series }) => Object.keys(series).length === 6);
      await untilCurves(page, 'Training loss', (found) => found.to > 1.01 * to);
    };

    await measured('the start', async () => {
      if (!/^Ready/.test(await raceState(page))) await clear();
      await click(page, 'button', 'Train');
      await goOn();
    });
    await untilCurves(page, 'Training loss', ({ to }) => to > 12_000);
    await measured('training', goOn);
    await measured('another axis', async () => {
      for (const axis of ['steps', 'seconds']) await choose(page, 'Horizontal axis', axis);
      for (const axis of ['linear', 'log']) await choose(page, 'Loss axis', axis);
      await until(
        async () => /Seconds from/.test(await chartText(page, 'Training loss')),
        () => 'the axis does not count seconds',
      );
      await goOn();
    });
    await measured('smoothing', async () => {
      for (const memory of ['0.5', '0.99', '0']) await fill(page, 'Smoothing', memory);
      await goOn();
    });
    await measured('the legend', async () => {
      await click(page, 'button', 'SGD', '.race-charts');
      await click(page, 'button', 'SGD', '.race-charts');
      await goOn();
    });
    await measured('the cursor', async () => {
      const box = await (await page.$('.race-charts .chart-hit'))?.boundingBox();
      assert.ok(box);
      for (let n = 0; n < 30; n++) await page.mouse.move(box.x + (box.width * n) / 30, box.y + box.height / 2);
      await goOn();
    });
    await measured('another size', async () => {
      for (const width of [900, 1280]) await page.setViewport({ width, height: 800 });
      await goOn();
    });
    assert.match(await raceState(page), /^Training/, 'the race has gone on until here');
    await measured('its end', async () => {
      if (/^Ready/.test(await raceState(page))) await click(page, 'button', 'Train');
      await clear();
    });
    await page.assertQuiet();
    await page.close();
  });
});
