// The race as its user sees it: curves by their text alternatives, the table, what the buttons do, the files.

import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { BROWSERS, missingBrowser, testsOf } from '../../helpers/browser.js';
import {
  addressOf,
  click,
  curves,
  ENDLESS,
  fill,
  find,
  last,
  lookInside,
  QUICK,
  raceJSON,
  raceTable,
  runRace,
  savedBy,
  unfold,
  untilCurves,
  untilState,
  usePages,
  useServer,
} from '../../helpers/page.js';
import { until } from '../../helpers/patience.js';

/** @typedef {import('../../helpers/page.js').RaceFile} RaceFile */

const SIX = ['SGD', 'Momentum', 'Nesterov', 'AdaGrad', 'RMSProp', 'Adam'];
const EPOCHS = 3;
const STEPS = EPOCHS * 157;

const server = useServer();

for (const name of BROWSERS) {
  describe(name, { skip: missingBrowser(name) }, () => {
    const test = testsOf(name);
    const pages = usePages(name, server);

    /** @param {string} link @param {Parameters<typeof pages.withPage>[1]} use */
    const withPage = (link, use) => pages.withPage(`lang=en&${link}`, use);

    test('Train: there are curves, the table fills, the start was fair, a run shows its inside, files hold it all', async () => {
      await withPage(`spec.epochs=${EPOCHS}`, async (page) => {
        assert.deepEqual((await curves(page, 'Training loss')).series, {});
        const train = await page.$('::-p-aria([name="Train"][role="button"])');
        assert.ok(train, 'a button with the name Train');
        await train.click();
        await untilState(page, /^Finished\. The best test accuracy is that of/);
        const table = await raceTable(page);
        for (const [entrant, row] of Object.entries(table)) {
          assert.equal(row.State, 'Done', entrant);
          for (const [column, text] of Object.entries(row))
            if (column !== 'Steps to target') assert.match(text, /\d|^(Done|[A-Z]\w+)$/, `${entrant}, ${column}`);
        }
        const steps = await untilCurves(page, 'Training loss', ({ to }) => to === STEPS);
        const validation = await untilCurves(page, 'Validation accuracy', ({ to }) => to === STEPS);
        assert.deepEqual([steps.from, Object.keys(validation.series)], [1, SIX]);
        for (const entrant of SIX) assert.ok(steps.series[entrant].least < 2.3, `${entrant} learns`);

        const { runs, spec } = await raceJSON(page);
        assert.deepEqual(
          runs.map((run) => run.entrant),
          SIX.map((one) => one.toLowerCase()),
        );
        assert.equal(spec.epochs, EPOCHS);
        const fair = await page.$eval('.fairness', (element) => element.textContent ?? '');
        const [, weights, batches] = /initial weights.*\(hash (\w+)\).*minibatches \(hash (\w+)\)/.exec(fair) ?? [];
        for (const run of runs) {
          assert.ok(weights && run.initialWeightsHash.startsWith(weights), fair);
          assert.ok(batches && run.orderHash.startsWith(batches), fair);
          assert.equal(run.losses.length, STEPS);
          assert.equal(run.epochs.length, EPOCHS);
          const shown = Object.values(table)[runs.indexOf(run)];
          assert.equal(`${(100 * run.test.accuracy).toFixed(1)}%`, shown['Test accuracy']);
          assert.equal(`${(100 * (last(run.epochs).validationAccuracy ?? NaN)).toFixed(1)}%`, shown['Valid. accuracy']);
        }
        assert.equal(new Set(runs.map((run) => run.weightsHash)).size, 6, 'they end apart');

        const csv = await savedBy(page, 'Download CSV');
        assert.match(csv.name, /\.csv$/);
        const lines = csv.text.trimEnd().split('\n');
        assert.match(lines[0].trim(), /^entrant,seed,step,seconds,trainingLoss,validationLoss,validationAccuracy,/);
        assert.equal(lines.length, 1 + 6 * STEPS);
        const row = lines[STEPS].split(',');
        assert.deepEqual([row[0], row[2]], ['sgd', String(STEPS)]);
        assert.ok(Math.abs(Number(row[4]) - last(runs[0].losses)) < 1e-6);
        assert.equal(Number(row[6]), last(runs[0].epochs).validationAccuracy);
        assert.equal((await savedBy(page, 'Download “Training loss” as a PNG image')).type, 'image/png');

        await lookInside(page, 'Adam');
        const cells = await page.$$eval('.confusion tbody button', (all) =>
          all.map((one) => one.getAttribute('aria-label') ?? ''),
        );
        const counts = cells.map((label) => Number(/: ([\d,]+)$/.exec(label)?.[1].replace(',', '')));
        const total = counts.reduce((sum, count) => sum + count, 0);
        const right = counts.filter((_, at) => at % 11 === 0).reduce((sum, count) => sum + count, 0);
        assert.equal(right / total, runs[5].test.accuracy);
        const at = counts.findIndex((count, n) => n % 11 !== 0 && count > 1);
        assert.match(cells[at], /^true .+, predicted .+: \d+$/);
        await (await page.$$('.confusion tbody button'))[at].click();
        await page.waitForSelector('.cell-images .images canvas');
        const images = await page.$$eval('.cell-images canvas', (all) =>
          all.map((one) => one.getAttribute('aria-label')),
        );
        assert.equal(images.length, Math.min(24, counts[at]));
        for (const label of images) assert.match(label ?? '', /^Test image number \d+$/);
        const blank = await page.$eval('.cell-images canvas', (one) => {
          const canvas = /** @type {HTMLCanvasElement} */ (one);
          const pixels = canvas.getContext('2d')?.getImageData(0, 0, 28, 28).data ?? [];
          return new Set(pixels).size < 10;
        });
        assert.ok(!blank, 'the image shows something');
        const units = await page.$$eval('.weights .images canvas', (all) =>
          all.map((one) => one.getAttribute('aria-label')),
        );
        assert.equal(units.length, 32);
        assert.match(units[0] ?? '', /^Weights of unit 1, from −\d.* to \d/);
      });
    });

    test('“Entrenar”, in Spanish, trains as well', async () => {
      const page = await pages.open(`lang=es&${QUICK}`);
      const train = await page.$('::-p-aria([name="Entrenar"][role="button"])');
      assert.ok(train, 'a button with the name Entrenar');
      await train.click();
      await untilState(page, /^Terminó/);
      await page.assertQuiet();
      await page.close();
    });

    test('one step is one step, pause is still, resume goes on, clear forgets', async () => {
      await withPage(ENDLESS, async (page) => {
        const steps = async () => (await raceJSON(page)).runs.map((run) => run.losses.length);
        const taken = (/** @type {number} */ to) =>
          untilCurves(
            page,
            'Training loss',
            (found) => found.series.Adam && Object.keys(found.series).length === 6 && (to === 1 || found.to >= to),
          );
        await click(page, 'button', 'One step');
        await taken(1);
        assert.deepEqual(await steps(), [1, 1, 1, 1, 1, 1]);
        await click(page, 'button', 'One step');
        await taken(2);
        assert.deepEqual(await steps(), [2, 2, 2, 2, 2, 2]);
        await click(page, 'button', 'Resume');
        await taken(60);
        await click(page, 'button', 'Pause');
        await untilState(page, /^Paused/);
        // What was under way has come when nothing more does; a race that goes on never comes to that.
        const paused = await until(
          async () => {
            const before = await steps();
            await sleep(500);
            return isDeepStrictEqual(await steps(), before) && before;
          },
          () => 'the race goes on',
        );
        const [row] = Object.values(await raceTable(page));
        assert.equal(row.State, 'Paused');
        await click(page, 'button', 'Resume');
        await untilCurves(page, 'Training loss', ({ to }) => to > Math.max(...paused) + 20);
        const resumed = await steps();
        assert.ok(
          resumed.every((/** @type {number} */ count, /** @type {number} */ n) => count > paused[n]),
          `${resumed}`,
        );
        await click(page, 'button', 'Clear curves');
        await untilCurves(page, 'Training loss', ({ series }) => Object.keys(series).length === 0);
        assert.deepEqual(await raceTable(page), {});
        await find(page, 'button', 'Train');
        await untilState(page, /^Ready/);
      });
    });

    test('the learning rate of a run that is going on can be changed, and that shows', async () => {
      await withPage(`${ENDLESS}&optimizers=sgd,adam`, async (page) => {
        await click(page, 'button', 'Train');
        await untilCurves(page, 'Validation loss', ({ series }) => 'SGD' in series && 'Adam' in series);
        const disabled = () => page.$$eval('.row-button', (all) => all.map((one) => one.getAttribute('aria-disabled')));
        assert.deepEqual(await disabled(), ['true', 'true'], 'what goes on is not to be looked into');
        await fill(page, 'Learning rate of SGD', '0');
        const runs = async () => (await raceJSON(page)).runs;
        const distinct = (/** @type {RaceFile['runs'][number]} */ { epochs }) =>
          new Set(epochs.slice(-3).map((record) => record.validationLoss)).size;
        const apart = await until(
          async () => {
            const all = await runs();
            const isLate = all.every((run) => run.epochs.length >= 3);
            return isLate && distinct(all[0]) === 1 && all;
          },
          () => 'with a rate of 0 the loss goes on changing',
        );
        assert.equal(distinct(apart[1]), 3, 'the other goes on learning');
        const [{ rateChanges, epochs }] = apart;
        assert.deepEqual([rateChanges.length, rateChanges[0].learningRate], [1, 0], 'the file says which rate was set');
        assert.ok(rateChanges[0].step > 0 && rateChanges[0].step <= epochs[epochs.length - 3].step, 'and when');
        await click(page, 'button', 'Pause');
        const table = await raceTable(page);
        assert.deepEqual([table.SGD['Rate η'], table.Adam['Rate η']], ['0', '0.001']);
        // What is refused is told, and the box goes back to what holds.
        await fill(page, 'Learning rate of SGD', '5000');
        const told = () => page.$eval('.race-results [role=alert]', (one) => one.textContent);
        assert.equal(await told(), 'Out of range: from 0 to 1000');
        await page.keyboard.press('Tab');
        const box = async () => (await raceTable(page)).SGD['Rate η'];
        await until(async () => (await box()) === '0', box);
        assert.equal((await runs())[0].rateChanges.length, 1);
        const { length } = (await runs())[0].epochs;
        await click(page, 'button', 'Resume');
        await fill(page, 'Learning rate of SGD', '0.05');
        // Whether it falls depends on how long it has trained: small sets are learned by heart.
        await until(
          async () => {
            const [sgd] = await runs();
            return sgd.rateChanges.length === 2 && sgd.epochs.length >= length + 3 && distinct(sgd) === 3;
          },
          () => 'with a rate above 0 the loss stays what it was',
        );
      });
    });

    test('where all seeds of one diverge, its step is said to be the first, and who is left to be alone', async () => {
      const rate = 'seeds=2&optimizers=sgd,adam&sgd.optimizer.learningRate=1000';
      await withPage(`spec.data.trainSize=640&spec.epochs=1&${rate}`, async (page) => {
        await runRace(page);
        await lookInside(page, 'Adam');
        const title = await page.$eval('.race-details h2', (one) => one.textContent);
        assert.equal(title, 'From inside: Adam (seed 1)');
        const { SGD } = await raceTable(page);
        assert.match(SGD.State, /^Diverged with all seeds, the first time at step \d+$/);
        await untilState(
          page,
          /The mean test accuracy of Adam over 2 seeds is [\d.]+%\. No other contestant came to a result/,
        );
      });
    });

    test('a rate of 1000 makes one diverge, which is told with its step, and the others go on', async () => {
      await withPage('spec.data.trainSize=640&spec.epochs=2&optimizers=sgd,momentum,adam', async (page) => {
        await click(page, 'summary', 'Hyper-parameters and rule');
        await fill(page, /^Learning rate/, '1000');
        assert.match(await addressOf(page), /sgd\.optimizer\.learningRate=1000/);
        await runRace(page);
        const table = await raceTable(page);
        const [, step] = /^Diverged at step (\d+)$/.exec(table.SGD.State) ?? [];
        assert.ok(step, table.SGD.State);
        assert.deepEqual([table.Momentum.State, table.Adam.State], ['Done', 'Done']);
        const {
          runs: [sgd, momentum],
        } = await raceJSON(page);
        assert.equal(sgd.status, 'diverged');
        assert.equal(Number(step), sgd.losses.length + 1, 'the first whose loss is not finite');
        assert.equal(momentum.losses.length, 40);
        assert.match(table.Momentum['Test accuracy'], /%$/);
      });
    });

    test('of a contestant one of whose seeds diverged, neither the table nor the line on the test set has a mean', async () => {
      const link = `spec.seed=1&seeds=3&spec.data.trainSize=640&spec.epochs=1&optimizers=sgd,adam`;
      await withPage(`${link}&sgd.optimizer.learningRate=5`, async (page) => {
        await runRace(page);
        assert.equal((await raceTable(page)).SGD['Test accuracy'], '2 of 3');
        const note = () => page.$eval('.paired > p', (one) => one.textContent ?? '');
        await page.waitForSelector('.paired select');
        assert.doesNotMatch(await note(), /Wilson/);
        await page.select('.paired select', 'adam');
        assert.match(await note(), /of Adam might have been from .*Wilson/);
      });
    });

    test('with three seeds, the table shows means and deviations', async () => {
      await withPage(`${QUICK}&optimizers=sgd,adam`, async (page) => {
        await unfold(page, 'Training');
        await fill(page, 'Seeds (repetitions)', '3');
        await runRace(page);
        const table = await raceTable(page);
        for (const column of ['Loss', 'Valid. accuracy', 'Test accuracy', 'Images/s', 'Time'])
          assert.match(table.Adam[column], /\d.* ± \d/, column);
        const { runs } = await raceJSON(page);
        const adam = runs.filter((run) => run.entrant === 'adam');
        assert.deepEqual(
          adam.map((run) => run.seed),
          [0, 1, 2].map((k) => adam[0].seed + k),
        );
        const accuracies = adam.map((run) => run.test.accuracy);
        const mean = accuracies.reduce((/** @type {number} */ a, /** @type {number} */ b) => a + b) / 3;
        const deviation = Math.sqrt(
          accuracies.reduce((/** @type {number} */ sum, /** @type {number} */ x) => sum + (x - mean) ** 2, 0) / 2,
        );
        const [shownMean, shownDeviation] = table.Adam['Test accuracy']
          .split(' ± ')
          .map((text) => parseFloat(text) / 100);
        assert.ok(
          Math.abs(shownMean - mean) < 6e-4 && Math.abs(shownDeviation - deviation) < 6e-4,
          table.Adam['Test accuracy'],
        );
        // Seed by seed: what two rows of means cannot tell.
        const paired = () => page.$$eval('.paired tbody td', (cells) => cells.map((cell) => cell.textContent ?? ''));
        const sgd = runs.filter((run) => run.entrant === 'sgd');
        const difference = adam.reduce((sum, run, k) => sum + (run.test.accuracy - sgd[k].test.accuracy) / 3, 0);
        await page.waitForSelector('.paired select');
        const shown = parseFloat((await paired())[2].replace('−', '-'));
        assert.ok(Math.abs(shown - 100 * difference) <= 0.05 * Math.abs(shown), `${await paired()}`);
        assert.match((await paired())[2], /^[+−][\d.]+ \([+−]?[\d.]+ to [+−]?[\d.]+\)( · compatible with 0)?$/);
        await page.select('.paired select', 'adam');
        const turned = parseFloat((await paired())[2].replace('−', '-'));
        assert.equal(turned, -shown);
        assert.equal(await page.$eval('.paired tbody th', (head) => head.textContent?.trim()), 'SGD');
        assert.match(
          await page.$eval('.race-state', (state) => state.textContent ?? ''),
          /the mean of 3 seeds|No winner/,
        );
        await untilCurves(page, 'Training loss', ({ to }) => to === 40);

        // Of those that come to a target a mean would be one of survivors.
        const bests = adam.map(({ epochs }) => Math.max(...epochs.map((epoch) => epoch.validationAccuracy)));
        const target = Math.max(...bests);
        const reach = bests.filter((one) => one >= target).length;
        await unfold(page, 'When to stop');
        await fill(page, 'Target accuracy', String(target));
        await until(
          async () => (await raceTable(page)).Adam['Steps to target'] === `${reach} of 3`,
          () => 'k of n alone',
        );
      });
    });

    test('curves are drawn of contestants of whose seeds one has begun, and the others wait for room', async () => {
      const nine = 'sgd,momentum,nesterov,adagrad,rmsprop,adam,adamw,nadam,adamax';
      // Of so large a network a worker holds one, and there are eight workers at most.
      await withPage(`optimizers=${nine}&seeds=2&layers=1600,1600,10&spec.data.trainSize=64`, async (page) => {
        await click(page, 'button', 'One step');
        await untilCurves(page, 'Training loss', ({ series }) => Object.keys(series).length > 0);
        assert.ok(Object.values(await raceTable(page)).some(({ State }) => State === 'In the queue'));
        await click(page, 'button', 'Clear curves');
      });
    });

    test('runs stop after seconds, or at an accuracy', async () => {
      await withPage(`${ENDLESS}&optimizers=momentum,adam`, async (page) => {
        await unfold(page, 'When to stop');
        await fill(page, 'Stop after', '0.5');
        await runRace(page);
        for (const row of Object.values(await raceTable(page))) {
          const seconds = parseFloat(row.Time);
          assert.ok(seconds >= 0.5, row.Time);
        }
        await fill(page, 'Stop after', '0');
        await fill(page, 'Stop at accuracy', '0.6');
        await runRace(page);
        const { runs } = await raceJSON(page);
        for (const run of runs) {
          const reached = run.epochs.map((record) => (record.validationAccuracy ?? 0) >= 0.6);
          assert.equal(reached.indexOf(true), reached.length - 1, `${run.entrant}: ${reached}`);
          assert.ok(run.test.accuracy > 0.4);
        }
      });
    });
  });
}
