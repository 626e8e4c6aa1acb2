// The learning-rate lab: what its pure parts conclude, and the lab in a browser.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { loadEngine } from '../../../wasm/index.js';
import { meanNoise, noiseLaw, noiseSizes, strides } from '../../../web/labs/rate/law.js';
import { classify, finalLoss, summarize, sweepRates } from '../../../web/labs/rate/outcome.js';
import { counted, fitPieces, fitting, ratesByStep, stepsPerEpoch, totalSteps } from '../../../web/runs/plan.js';
import { cellOf, lead } from '../../../web/labs/rate/seeds.js';
import { rampRates, smoothRamp, suggest, suggestOver } from '../../../web/labs/rate/ramp.js';
import { BROWSERS, missingBrowser, testsOf } from '../../helpers/browser.js';
import { click, coloured, openLab, savedBy, useBrowser, useServer, withhold } from '../../helpers/page.js';

const engine = await loadEngine();

/** Losses that go straight from one value to another, and stay. */
const towards = (from, to, steps = 100) =>
  Array.from({ length: steps }, (_, n) => from + (to - from) * Math.min(1, n / 50));

describe('the rates of a sweep', () => {
  test('ascend in equal factors from low to high, as one would write them', () => {
    assert.deepEqual(sweepRates(1e-3, 1, 1), [0.001, 0.01, 0.1, 1]);
    assert.deepEqual(sweepRates(0.01, 1, 2), [0.01, 0.0316, 0.1, 0.316, 1]);
    assert.deepEqual(sweepRates(1, 0.01, 1), [0.01, 0.1, 1], 'in either order');
    assert.deepEqual(sweepRates(0.02, 0.02, 3), [0.02]);
    for (const perDecade of [1, 2, 3, 6]) assert.equal(sweepRates(1e-8, 1000, perDecade).length, 11 * perDecade + 1);
  });
});

describe('the outcome of a rate', () => {
  const outcomes = (trials) => classify(trials).map(({ outcome }) => outcome);
  const trial = (rate, final, more = {}) => ({ rate, diverged: false, losses: towards(2.3, final), ...more });

  test('all five', () => {
    assert.deepEqual(
      outcomes([
        trial(0.001, 2.2),
        trial(0.01, 1),
        trial(0.1, 0.5),
        trial(0.2, 0.54),
        trial(1, 1.9),
        trial(10, 0, { diverged: true }),
      ]),
      ['tooSmall', 'fair', 'good', 'good', 'tooLarge', 'diverged'],
    );
  });

  test('which side of the best it lies on tells too small from too large, not the loss', () => {
    assert.deepEqual(outcomes([trial(0.001, 2.35), trial(0.1, 0.5), trial(1, 2.35)]), ['tooSmall', 'good', 'tooLarge']);
  });

  test('the limits are 1.1 times the best loss and half of its fall', () => {
    const best = 0.3;
    const half = 2.3 - (2.3 - best) / 2;
    assert.deepEqual(
      outcomes([
        trial(1, half + 1e-6),
        trial(2, half - 1e-6),
        trial(3, 1.1 * best + 1e-6),
        trial(4, 1.1 * best - 1e-6),
        trial(5, best),
      ]),
      ['tooSmall', 'fair', 'fair', 'good', 'good'],
    );
    assert.deepEqual(outcomes([trial(1, 0)]), ['good'], 'the best, also where nothing is left of the loss');
  });

  test('where nothing is learnt, those that stayed put and those that were thrown about', () => {
    const thrown = trial(10, 2.3);
    thrown.losses[20] = 60;
    assert.deepEqual(outcomes([trial(1e-6, 2.299), trial(1e-5, 2.29), thrown]), ['tooSmall', 'tooSmall', 'tooLarge']);
  });

  test('all divergent, one run, none', () => {
    assert.deepEqual(
      outcomes([trial(1, 0, { diverged: true, losses: [2.3, 1e30] }), trial(2, 0, { diverged: true, losses: [2.3] })]),
      ['diverged', 'diverged'],
    );
    assert.deepEqual(outcomes([trial(0.1, 0.5)]), ['good']);
    assert.deepEqual(outcomes([]), []);
  });

  test('a divergent run has no final loss; its peak is known', () => {
    const [{ final, peak, first }] = classify([{ rate: 1, diverged: true, losses: [2.3, 5, 1e9] }]);
    assert.ok(Number.isNaN(final));
    assert.deepEqual([first, peak], [2.3, 1e9]);
  });

  test('the final loss is the mean of the last tenth, of ten at least', () => {
    assert.equal(finalLoss([...Array(900).fill(7), ...Array(100).fill(1)]), 1);
    assert.equal(finalLoss([...Array(40).fill(7), ...Array(10).fill(2)]), 2);
    assert.equal(finalLoss([3, 1]), 2);
    assert.ok(Number.isNaN(finalLoss([])));
  });

  test('the summary names the best, and the edge that it lies at', () => {
    const of = (...finals) => summarize(classify(finals.map((final, n) => trial(n + 1, final))));
    assert.deepEqual([of(2, 0.5, 2).best.rate, of(2, 0.5, 2).edge], [2, null]);
    assert.equal(of(2, 1, 0.5).edge, 'high');
    assert.equal(of(0.5, 1, 2).edge, 'low');
    assert.equal(of(2.3, 2.3).best, null);
  });
});

describe('a rate with several seeds', () => {
  const runs = (rate, finals) =>
    cellOf(
      finals.map((final) => ({
        rate,
        diverged: Number.isNaN(final),
        losses: towards(2.3, Number.isNaN(final) ? 1 : final),
      })),
    );

  test('has the mean of its seeds, and diverged where one did', () => {
    const cell = runs(0.1, [0.5, 0.6, 0.7]);
    assert.deepEqual([cell.lost, cell.all, cell.diverged], [0, 3, false]);
    const [{ final }] = classify([cell]);
    assert.ok(Math.abs(final - 0.6) < 1e-12);
    const lost = runs(1, [0.2, NaN, 0.3]);
    assert.deepEqual([lost.lost, lost.diverged], [1, true]);
    assert.ok(Number.isNaN(classify([lost])[0].final), 'no mean of the survivors');
  });

  test('is named the best where seed by seed no other may be as good', () => {
    // Every seed is 0.1 worse at 0.2: paired, that is sure, although the two overlap.
    const [best, worse] = [runs(0.1, [0.5, 0.7, 0.9]), runs(0.2, [0.6, 0.801, 0.999])];
    assert.deepEqual(lead([best, worse], 0.1).rivals, []);
    // t of two degrees of freedom is 4.303: 0.7 ± 4.303 · 0.2/√3.
    const { n, low, high } = lead([best, worse], 0.1).interval;
    assert.equal(n, 3);
    assert.ok(Math.abs(low - (0.7 - (4.302653 * 0.2) / Math.sqrt(3))) < 1e-6 && high > 1.19, `${low} ${high}`);
    // Worse on average, not in each seed: a mean of 0.1 with a deviation of 0.2 is no difference of three seeds.
    assert.deepEqual(lead([best, runs(0.2, [0.4, 0.8, 1.2]), runs(0.3, [0.4, NaN, 0.4])], 0.1).rivals, [0.2]);
  });
});

describe('the range finder', () => {
  const STEPS = 500;
  const rates = rampRates(1e-5, 10, STEPS);

  test('the ramp runs from end to end by equal factors', () => {
    assert.equal(rates.length, STEPS);
    assert.equal(rates[0], 1e-5);
    assert.ok(Math.abs(rates[STEPS - 1] - 10) < 1e-12);
    const factor = 1e6 ** (1 / (STEPS - 1));
    for (let n = 1; n < STEPS; n++) assert.ok(Math.abs(rates[n] / rates[n - 1] / factor - 1) < 1e-12);
  });

  test('smoothing keeps a line, and shifts nothing', () => {
    const line = Array.from({ length: 200 }, (_, n) => 2 - n / 400);
    const smoothed = smoothRamp(line);
    for (let n = 20; n < 180; n++) assert.ok(Math.abs(smoothed[n] - line[n]) < 1e-9);
  });

  /** Falls around one rate, blows up at another; with noise that is the same at every call. */
  const losses = (fallAt, blowAt, noise = 0.1) =>
    Array.from(rates, (rate, n) => {
      const fall = 1.5 / (1 + (fallAt / rate) ** 2);
      const blow = (rate / blowAt) ** 4;
      return 2.3 - fall + blow + noise * Math.sin(97.3 * n * n);
    });

  test('finds the steepest descent and where it climbs again, within a factor of 1.6', () => {
    for (const [fallAt, blowAt] of [
      [0.01, 1],
      [0.001, 0.3],
      [0.03, 3],
    ]) {
      const { steepest, climb, tenth, least } = suggest(rates, losses(fallAt, blowAt));
      assert.ok(Math.abs(Math.log(steepest.rate / fallAt)) < Math.log(1.6), `${steepest.rate} for ${fallAt}`);
      // A quarter of 1.5 is won back where (η / blowAt)⁴ = 0.375.
      const expected = blowAt * 0.375 ** 0.25;
      assert.ok(Math.abs(Math.log(climb.rate / expected)) < Math.log(1.6), `${climb.rate} for ${expected}`);
      assert.equal(tenth, climb.rate / 10);
      assert.ok(steepest.rate < least.rate && least.rate < climb.rate);
    }
  });

  test('one astronomic loss does not drown what came before', () => {
    const wild = losses(0.01, 1).map((loss, n) => (n > 450 ? 1e30 : loss));
    const { steepest } = suggest(rates, wild);
    assert.ok(Math.abs(Math.log(steepest.rate / 0.01)) < Math.log(1.6));
  });

  test('a run that diverged blew up where it stopped', () => {
    const until = losses(0.01, 1e9).slice(0, 400);
    const { climb, tenth } = suggest(rates, until);
    assert.deepEqual([climb.rate, tenth], [rates[399], rates[399] / 10]);
  });

  test('no climb within the range; no fall at all; no data', () => {
    const { steepest, climb, tenth } = suggest(rates, losses(0.01, 1e9, 0.02));
    assert.ok(steepest);
    assert.deepEqual([climb, tenth], [null, null]);
    assert.equal(suggest(rates, Array(STEPS).fill(2.3)).steepest, null);
    assert.equal(suggest(rates, []).steepest, null);
  });
});

describe('the range finder over seeds', () => {
  const rates = rampRates(1e-4, 10, 400);
  const ramp = (fallAt, blowAt) =>
    Array.from(rates, (rate) => 2.3 - 1.5 / (1 + (fallAt / rate) ** 2) + (rate / blowAt) ** 4);

  test('a rule is the geometric mean of its seeds, with the least and the greatest; the band is of the smoothed ones', () => {
    const lists = [ramp(0.01, 0.5), ramp(0.04, 2)];
    const { rules, seeds, mean, deviation } = suggestOver(rates, lists);
    const [steepest, tenth] = rules;
    const single = lists.map((one) => suggest(rates, one));
    const [a, b] = single.map((one) => one.steepest.rate);
    assert.deepEqual([steepest.least, steepest.most, steepest.known, steepest.all], [a, b, 2, 2]);
    assert.ok(Math.abs(steepest.found / Math.sqrt(a * b) - 1) < 1e-12 && steepest.suggested === steepest.found);
    assert.ok(Math.abs(tenth.suggested / tenth.found - 0.1) < 1e-12 && tenth.least === single[0].climb.rate);
    assert.equal(mean.length, 400);
    const half = Math.abs(seeds[0].smoothed[200] - seeds[1].smoothed[200]) / 2;
    assert.ok(Math.abs(deviation[200] - Math.SQRT2 * half) < 1e-12);
  });

  test('where one seed never climbs again there is no mean of the others; a run that diverged ends the curve', () => {
    const lists = [ramp(0.01, 0.5), ramp(0.01, 1e9)];
    const [steepest, tenth] = suggestOver(rates, lists).rules;
    assert.ok(steepest.known === 2 && steepest.found > 0);
    assert.deepEqual([tenth.known, tenth.all, tenth.found, tenth.suggested, tenth.least], [1, 2, NaN, NaN, NaN]);
    assert.equal(suggestOver(rates, [ramp(0.01, 0.5), ramp(0.01, 1e9).slice(0, 300)]).mean.length, 300);
    assert.deepEqual(suggestOver(rates, [[]]).rules, []);
  });

  test('a run that was lost on its way says nothing: where its losses end is no rate that it did not survive', () => {
    const lists = [ramp(0.01, 0.5), ramp(0.01, 1e9).slice(0, 300)];
    const rules = suggestOver(rates, lists, [true, false]).rules.map(({ id, known, all, found }) => [
      id,
      known,
      all,
      found,
    ]);
    assert.deepEqual(rules, [
      ['steepest', 1, 2, NaN],
      ['tenth', 1, 2, NaN],
    ]);
    assert.equal(suggestOver(rates, lists).rules[1].known, 2, 'one that diverged did end there');
  });
});

describe('schedules', () => {
  const spec = (schedule, more = {}) =>
    engine.normalize({ optimizer: { id: 'sgd', learningRate: 0.1 }, schedule, ...more });

  test('what is proposed for each schedule is valid and moves the rate within the run', () => {
    for (const { key } of engine.catalog.schedules)
      for (const per of ['step', 'epoch']) {
        const paths = fitting(key, spec({ id: 'constant', per }));
        const schedule = Object.fromEntries(
          Object.entries(paths).map(([path, value]) => [path.replace('schedule.', ''), value]),
        );
        const full = spec(schedule);
        assert.deepEqual([full.schedule.id, full.schedule.per], [key, key === 'performance' ? 'epoch' : per]);
        const { rates } = ratesByStep(engine, full);
        assert.equal(rates.length, totalSteps(full));
        if (key === 'constant' || key === 'performance') continue;
        assert.ok(Math.max(...rates) > 1.9 * Math.min(...rates), key);
      }
  });

  test('η(t) by step is that of a run per step and per epoch', () => {
    const one = spec({ id: 'power', decaySteps: 2, per: 'epoch' }, { epochs: 4 });
    const { steps, rates } = ratesByStep(engine, one);
    const perEpoch = stepsPerEpoch(one);
    assert.equal(perEpoch, 157);
    assert.deepEqual([steps[0], steps.at(-1)], [1, 4 * perEpoch]);
    rates.forEach((rate, n) => assert.ok(Math.abs(rate - 0.1 / (1 + Math.floor(n / perEpoch) / 2)) < 1e-12));
  });

  test('a plateau is known one epoch beyond the losses that were seen', () => {
    const one = spec({ id: 'performance', patience: 1 }, { epochs: 6 });
    const { rates } = ratesByStep(engine, one, [1, 1, 1]);
    assert.equal(rates.length, 4 * 157);
    assert.deepEqual(
      [0, 157, 314, 471].map((n) => rates[n]),
      [0.1, 0.1, 0.05, 0.025],
    );
    assert.ok(ratesByStep(engine, one).rates.every((rate) => rate === 0.1));
  });

  test('a run of more than a million steps is not drawn', () => {
    const long = (/** @type {number} */ epochs) => spec({ id: 'power' }, { epochs, batchSize: 50 });
    assert.equal(totalSteps(long(10_000)), 1e6);
    const { steps, rates } = ratesByStep(engine, long(10_000));
    assert.deepEqual([steps.length, steps[0], steps[1e6 - 1], rates.length], [1e6, 1, 1e6, 1e6]);
    assert.equal(ratesByStep(engine, spec({ id: 'power' }, { epochs: 10_000, batchSize: 49 })), null);
  });

  test('steps become epochs and back', () => {
    const steps = spec({ id: 'power', decaySteps: 314 });
    assert.deepEqual(counted(steps, 'epoch'), { 'schedule.per': 'epoch', 'schedule.decaySteps': 2 });
    assert.deepEqual(counted(steps, 'step'), {});
    const epochs = spec({ id: 'piecewise', per: 'epoch', boundaries: [3, 6], rates: [1, 0.1, 0.01] });
    assert.deepEqual(counted(epochs, 'step'), { 'schedule.per': 'step', 'schedule.boundaries': [470, 940] });
  });

  test('boundaries and rates always fit each other', () => {
    const before = { boundaries: [100, 200], rates: [0.3, 0.1, 0.03] };
    const check = (key, value, boundaries, rates) => {
      const paths = fitPieces(before, key, value, 0.5);
      assert.deepEqual([paths['schedule.boundaries'], paths['schedule.rates']], [boundaries, rates]);
      spec({ id: 'piecewise', boundaries, rates });
    };
    check('boundaries', [100, 250], [100, 250], [0.3, 0.1, 0.03]);
    check('boundaries', [100, 200, 200], [100, 200, 201], [0.3, 0.1, 0.03, 0.01]);
    check('boundaries', [300, 200], [200, 300], [0.3, 0.1, 0.03]);
    check('boundaries', [200], [200], [0.1, 0.03]);
    check('boundaries', [100], [100], [0.3, 0.03]);
    check('boundaries', [], [], [0.03]);
    check('rates', [0.3, 0.1, 0.03, 0.02], [100, 200, 300], [0.3, 0.1, 0.03, 0.02]);
    check('rates', [0.1, 0.03], [200], [0.1, 0.03]);
    check('rates', [0.3, 0.1], [100], [0.3, 0.1]);
    check('rates', [], [], [0.5]);
  });
});

describe('the law of 1/n', () => {
  const sizes = noiseSizes(64);
  test('sizes are powers of two', () => {
    assert.deepEqual(sizes, [1, 2, 4, 8, 16, 32, 64]);
    assert.deepEqual(noiseSizes(1), [1]);
    assert.equal(noiseSizes(1000).at(-1), 512);
  });

  test('finds σ², the slope and the size at which noise equals the gradient', () => {
    const noise = sizes.map((n) => 12 / n);
    const law = noiseLaw({ sizes, noise, standardError: noise.map((x) => 0.05 * x), gradientNormSquared: 0.5 });
    assert.ok(Math.abs(law.variance - 12) < 1e-9 && Math.abs(law.slope + 1) < 1e-9 && Math.abs(law.equal - 24) < 1e-9);
    assert.equal(law.holds, true);
  });

  test('a path is measured at points that are equally far, and its noise and ‖g‖² are averaged before they are divided', () => {
    assert.deepEqual(strides(300, 5), [60, 60, 60, 60, 60]);
    assert.deepEqual(strides(10, 4), [3, 2, 3, 2]);
    assert.deepEqual(strides(2, 5), [1, 1]);
    const point = (variance, gradientNormSquared, step) => {
      const noise = Float64Array.from(sizes, (n) => variance / n);
      const standardError = noise.map((x) => 0.03 * x);
      return { loss: 1, gradientNormSquared, sizes, noise, standardError, samples: 30, step };
    };
    const mean = meanNoise([point(4, 0.1, 60), point(12, 0.3, 120)]);
    const { variance, equal } = noiseLaw(mean);
    assert.ok(Math.abs(variance - 8) < 1e-9 && Math.abs(equal - 40) < 1e-9, `${variance}, ${equal}`);
    assert.deepEqual([mean.step, mean.samples], [120, 60]);
    assert.ok(Math.abs(mean.standardError[0] - Math.hypot(0.12, 0.36) / 2) < 1e-12);
    assert.equal(noiseLaw(meanNoise([point(4, 0.1, 60), point(4, 1.9, 120)])).equal.toFixed(9), (4).toFixed(9));
  });

  test('says when something else is at work', () => {
    const noise = sizes.map((n) => 12 / Math.sqrt(n));
    assert.equal(
      noiseLaw({ sizes, noise, standardError: noise.map((x) => 0.05 * x), gradientNormSquared: 1 }).holds,
      false,
    );
  });
});

const server = useServer();

for (const name of BROWSERS)
  describe(`in ${name}`, { skip: missingBrowser(name) }, () => {
    const SMALL = 'spec.data.trainSize=400&spec.data.validationSize=100';
    const AXE = new URL('../../../node_modules/axe-core/axe.min.js', import.meta.url);
    const test = testsOf(name);
    const browser = useBrowser(name);

    const use = async (hash, work, options) => {
      const page = await openLab(browser(), server.url, `lab=rate&lang=en&${SMALL}&${hash}`, options);
      await page.waitForSelector('.button.primary');
      await work(page);
      await page.assertQuiet();
      await page.close();
    };
    const finish = (page) => page.waitForFunction(() => document.querySelector('.stage progress').hidden);
    const train = async (page) => {
      await page.click('.button.primary');
      await page.waitForFunction(() => document.querySelectorAll('table.live tbody tr').length > 0);
      await finish(page);
    };
    const state = (page) => page.$eval('.view-state', (element) => element.textContent);
    const rows = (page) =>
      page.$$eval('table.live tbody tr', (list) => list.map((row) => [...row.cells].map((cell) => cell.textContent)));
    const accessible = async (page) => {
      await coloured(page);
      await page.evaluate(await readFile(AXE, 'utf8'));
      const found = await page.evaluate(async () =>
        (await globalThis.axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`),
      );
      assert.deepEqual(found, []);
    };

    /**
     * Keeps back what ends a work that has said how far it is, however short it is, until it is let go.
     * @param {import('../../helpers/browser.js').TestPage} page
     * @param {{ said: string, ends: string }} types of messages: those of a measurement, or of a run
     */
    const withholdEnd = async (page, types = { said: 'measured', ends: 'answer' }) => {
      await page.evaluate(({ said, ends }) => {
        const { set } = Object.getOwnPropertyDescriptor(Worker.prototype, 'onmessage');
        const kept = [];
        let isHeld = false;
        let isOver = false;
        Object.defineProperty(Worker.prototype, 'onmessage', {
          set(receive) {
            set.call(this, (event) => {
              isHeld = !isOver && (isHeld || event.data.type === said);
              if (isHeld && event.data.type === ends) kept.push(() => receive(event));
              else receive(event);
            });
          },
        });
        globalThis.isEndKept = () => kept.length > 0;
        globalThis.letEnd = () => {
          isOver = true;
          kept.forEach((receive) => receive());
        };
      }, types);
      return () => page.evaluate(() => globalThis.letEnd());
    };

    test('sweep: rates from too small to divergent are told apart', () =>
      use(
        'low=0.0001&high=100&perDecade=1&steps=120',
        async (page) => {
          await accessible(page);
          await train(page);
          const outcomes = (await rows(page)).map((row) => row[1]);
          assert.equal(outcomes.length, 7);
          assert.equal(outcomes[0], 'Too small');
          assert.ok(outcomes.includes('Good') && outcomes.includes('Too large'), `${outcomes}`);
          assert.equal(outcomes.at(-1), 'Diverged');
          assert.match(await state(page), /^The lowest final loss is that of η = 0\.1:/);
          assert.equal((await page.$$('.rate-multiples canvas')).length, 7);
          const { name: file, type } = await savedBy(page, /“One run per rate” as a PNG image/);
          assert.deepEqual([type, /\.png$/.test(file)], ['image/png', true]);
          assert.match(
            await page.$eval('.stage', (stage) => stage.textContent),
            /Same initial weights in all runs \(hash [0-9a-f]{8}\)\. Same minibatches/,
          );
          await accessible(page);
        },
        { dark: true },
      ));

    test('runs stay through a change of language and of view, and can be cancelled', () =>
      use('steps=2000&low=0.01&high=0.1&perDecade=6&spec.batchSize=1000&layers=2000,10', async (page) => {
        await page.click('.button.primary');
        await page.waitForFunction(() => document.querySelectorAll('table.live tbody tr').length === 7);
        await page.select('.page-choice select', 'es');
        await page.waitForFunction(() => document.querySelector('.button.primary').textContent.trim() === 'Entrenar');
        await page.waitForFunction(() => document.querySelectorAll('table.live tbody tr').length === 7);
        await page.click('[data-view=noise]');
        await page.waitForFunction(() => document.querySelector('.button.primary').textContent.trim() === 'Medir');
        await page.click('[data-view=sweep]');
        await page.waitForFunction(() => document.querySelectorAll('.rate-multiples canvas').length === 7);
        await page.click('.actions .button:not(.primary)');
        await finish(page);
        const statuses = (await rows(page)).map((row) => row[1]);
        assert.equal(statuses.length, 7);
        assert.ok(statuses.includes('Cancelada'), `${statuses}`);
      }));

    test('finder: a suggested rate opens the race with it', () =>
      use('v=2&view=finder&optimizer=nadam&rampSteps=300&rampLow=0.00001', async (page) => {
        await train(page);
        await page.waitForSelector('.rate-next button');
        assert.match(
          await state(page),
          /^The loss falls fastest near η = \S+, from \S+ to \S+ by seed\. It climbs again/,
        );
        assert.match((await rows(page))[0][1], /^\S+ \(from \S+ to \S+\)$/);
        await accessible(page);
        const [, rate] = /Take (\S+) \(steepest\)/.exec(
          await page.$eval('.rate-next button', (button) => button.textContent),
        );
        // To another optimizer no rate is taken that was found for this one; back at it, it is.
        const offered = () => page.$$eval('.rate-next button', (list) => list.length);
        const found = await offered();
        await page.select('.field[data-key=optimizer] select', 'sgd');
        await page.waitForFunction(() =>
          /found with other settings/.test(document.querySelector('.stage').textContent),
        );
        assert.equal(await offered(), 0);
        await page.select('.field[data-key=optimizer] select', 'nadam');
        await page.waitForSelector('.rate-next button');
        assert.equal(await offered(), found);
        await page.click('.rate-next button');
        // The link is whole when the lab is loaded.
        await page.waitForFunction(() => /lab=race.*optimizers=/.test(location.hash));
        const hash = decodeURIComponent(new URL(page.url()).hash);
        assert.ok(hash.includes(`nadam.optimizer.learningRate=${Number(rate)}`), hash);
        assert.ok(/optimizers=[^&]*nadam/.test(hash) && hash.includes('spec.data.trainSize=400'), hash);
      }));

    test('nothing is proposed of a ramp or a sweep that is cancelled, whatever its runs had come to', async () => {
      const cancel = async (page) => {
        await click(page, 'button', 'Cancel');
        await page.waitForFunction(() => /^Cancelled\./.test(document.querySelector('.view-state').textContent));
        assert.deepEqual(await page.$$eval('.rate-next button', (list) => list.map((one) => one.textContent)), []);
      };
      // A ramp that has all of its losses, and is not over.
      await use('view=finder&seeds=1&rampSteps=300', async (page) => {
        await withholdEnd(page, { said: 'ready', ends: 'end' });
        await click(page, 'button', 'Train');
        await page.waitForFunction(() => globalThis.isEndKept());
        await cancel(page);
        assert.deepEqual(await rows(page), []);
        assert.deepEqual(JSON.parse((await savedBy(page, 'Download JSON')).text).rules, []);
      });
      // A rate that has lowered the loss, and another that has not begun.
      await use('view=sweep&seeds=1&steps=100&low=0.1&high=1&perDecade=1', async (page) => {
        const letGo = await withhold(page, 'run', 1);
        await click(page, 'button', 'Train');
        await page.waitForFunction(() => /Good/.test(document.querySelector('table.live tbody').textContent));
        await cancel(page);
        await letGo();
      });
    });

    test('schedules: every one is drawn at once, pieces stay whole, and it trains', () =>
      use('view=schedules&spec.epochs=3', async (page) => {
        const select = '.field[data-key=id] select';
        const options = await page.$$eval(`${select} option`, (list) => list.map((option) => option.value));
        assert.deepEqual(
          options,
          engine.catalog.schedules.map((row) => row.key),
        );
        for (const id of [...options.slice(1), 'piecewise']) {
          await page.select(select, id);
          await page.waitForFunction((wanted) => location.hash.includes(`spec.schedule.id=${wanted}`), {}, id);
          await page.waitForFunction(() => document.querySelectorAll('.chart.small .legend-item').length === 2);
        }
        const lists = () =>
          page.$$eval('.field[data-kind=list]', (list) => list.map((field) => field.querySelectorAll('input').length));
        assert.deepEqual(await lists(), [2, 3]);
        await page.click('.field[data-key=boundaries] .field-line button.quiet');
        await page.waitForFunction(() => document.querySelectorAll('.field[data-key=rates] li').length === 4);
        assert.deepEqual(await lists(), [3, 4]);
        await page.select('.field[data-key=per] select', 'epoch');
        await page.waitForFunction(() => location.hash.includes('spec.schedule.per=epoch'));
        await train(page);
        const [constant, schedule] = await rows(page);
        assert.deepEqual(
          [constant[0], constant[2], schedule[1], schedule[2]],
          ['Constant rate', '39', 'Finished', '39'],
        );
        await accessible(page);
        await page.goBack();
        await page.waitForFunction(() => document.querySelector('.field[data-key=per] select').value === 'step');
        assert.match(await page.$eval('.stage', (stage) => stage.textContent), /Train brings them up to date/);
      }));

    test('schedules: the file has the rates of each seed, which watches its own validation loss', () =>
      use(
        'view=schedules&seeds=3&spec.epochs=8&spec.schedule.id=performance&spec.schedule.patience=1&sgd.optimizer.learningRate=1',
        async (page) => {
          await train(page);
          const { runs } = JSON.parse((await savedBy(page, 'Download JSON')).text);
          const lines = (await savedBy(page, 'Download CSV')).text.trim().split('\r\n').slice(1);
          const own = (of) => runs.filter(({ spec }) => spec.schedule.id === 'performance').map(of);
          const rates = own(({ epochs }) => epochs.map(({ learningRate }) => learningRate));
          assert.ok(new Set(rates.map(String)).size > 1, `not all seeds are alike: ${rates}`);
          const saved = own(({ spec, epochs }) =>
            epochs.map(({ step }) =>
              Number(lines.find((line) => line.startsWith(`schedule,${spec.seed},${step},`)).split(',')[3]),
            ),
          );
          assert.deepEqual(saved, rates);
        },
      ));

    test('schedules: of seeds of which some diverged no mean is told, but how many did not; intervals are of several seeds', async () => {
      const plan = 'view=schedules&spec.epochs=1&spec.schedule.id=exponential';
      await use(`${plan}&seeds=3`, async (page) => {
        await page.evaluate(() => {
          const { set } = Object.getOwnPropertyDescriptor(Worker.prototype, 'onmessage');
          Object.defineProperty(Worker.prototype, 'onmessage', {
            set(receive) {
              const first = ({ type, run }) => type === 'end' && run === 1;
              set.call(this, (event) =>
                receive(first(event.data) ? { data: { ...event.data, status: 'diverged' } } : event),
              );
            },
          });
        });
        await train(page);
        const [constant, schedule] = await rows(page);
        assert.deepEqual([constant[4], constant[6]], ['2 of 3', '2 of 3']);
        assert.match(schedule[6], /^\d+\.\d% ± /);
        assert.match(
          await state(page),
          /^Exponential: .*loss \d\.\d+, test accuracy \d+\.\d%\. Constant rate: 2 of 3 and 2 of 3\./,
        );
        assert.doesNotMatch(await page.$eval('.stage', (stage) => stage.textContent), /Wilson/);
      });
      await use(`${plan}&seeds=2`, async (page) => {
        await train(page);
        const said = await page.$eval('.stage', (stage) => stage.textContent);
        assert.match(said, /one test set, of .* images.* of Constant rate might have been from .*% to .*% \(Wilson/);
      });
      await use(`${plan}&seeds=1`, async (page) => {
        await train(page);
        assert.match(await state(page), /Another seed shows/);
        assert.doesNotMatch(await page.$eval('.stage', (stage) => stage.textContent), /these intervals/);
      });
    });

    test('noise: training that is cancelled is told as cancelled, not as finished', () =>
      use('view=noise&largest=16&samples=10&noiseSteps=5000&points=1&layers=1000,10', async (page) => {
        await page.evaluate(() => {
          globalThis.heard = [];
          new MutationObserver((records) => {
            for (const { target } of records)
              globalThis.heard.push(target.parentElement?.closest('[role=status]')?.textContent ?? target.textContent);
          }).observe(document.body, { subtree: true, childList: true, characterData: true });
        });
        await click(page, 'button', 'Measure');
        // The measurement's own end is told in its own time.
        await page.waitForFunction(() => globalThis.heard.some((text) => /^Finished/.test(text)));
        await page.waitForSelector('.rate-next button:not([disabled])');
        await page.evaluate(() => (globalThis.heard = []));
        await page.click('.rate-next button');
        await click(page, 'button', 'Cancel');
        await page.waitForFunction(() => globalThis.heard.some((text) => /^(Cancelled|Finished)\./.test(text)));
        assert.deepEqual(await page.evaluate(() => globalThis.heard.filter((text) => /^Finished/.test(text))), []);
      }));

    test('noise: falls as 1/n, at the first weights and later, on a narrow screen too', () =>
      use(
        'view=noise&largest=64&samples=100&points=3',
        async (page) => {
          const letEnd = await withholdEnd(page);
          await page.evaluate(() => {
            const shares = (globalThis.shares = []);
            const note = () => {
              const bar = document.querySelector('.stage progress');
              if (bar?.hasAttribute('value')) shares.push(bar.value);
            };
            new MutationObserver(note).observe(document.querySelector('.stage'), {
              attributes: true,
              attributeFilter: ['value'],
              subtree: true,
            });
          });
          await page.click('.button.primary');
          // It says how far it is.
          await page.waitForFunction(() => globalThis.shares.some((share) => share > 0 && share < 1));
          await letEnd();
          await page.waitForFunction(() => document.querySelectorAll('table.live tbody tr').length === 7);
          await finish(page);
          const shares = await page.evaluate(() => globalThis.shares);
          assert.ok(
            shares.every((share, n) => share <= 1 && !(share < shares[n - 1])),
            `never back: ${shares}`,
          );
          const slope = Number(
            /slope is (\S+?),?;? /
              .exec(await state(page))[1]
              .replace('−', '-')
              .replace(/[,;:]$/, ''),
          );
          assert.ok(slope < -0.8 && slope > -1.2, `${slope}`);
          await page.click('.rate-next button');
          await page.waitForFunction(() => document.querySelectorAll('table.live tbody tr').length === 14);
          await finish(page);
          assert.match(
            await state(page),
            /After 300 steps.* of 3 points of the path; point by point, it goes from \d+ to \d+\./,
          );
          assert.equal((await rows(page))[7][0], 'Mean of 3 points, steps 100 to 300');
          assert.ok(
            await page.$eval('.table-wrap', (one) => one.scrollWidth <= one.clientWidth),
            'nor is the table cut',
          );
          await accessible(page);
          assert.ok(
            await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth),
            'nothing sticks out',
          );
        },
        { width: 390, height: 800 },
      ));
  });
