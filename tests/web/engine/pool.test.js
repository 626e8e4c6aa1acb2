// The pool trains what Node trains, to the bit, however it is cut, paused and shared out; the page stays quick.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertFluid } from '../../helpers/fluid.js';
import { OPTIMIZERS, SMALL, hashInNode, inBrowsers, inNode } from './harness.js';

const six = OPTIMIZERS.map((id) => ({ optimizer: { id }, epochs: 1 }));
const sixHashes = await Promise.all(six.map(hashInNode));

inBrowsers((harness, _, name) => {
  test('six runs from a cold start: equal starts, a point of each at once, and the weights of Node', async (t) => {
    const result = await harness.page((page) =>
      page.evaluate(async (specs) => {
        const order = [];
        const pool = createPool({ size: 2 });
        const runs = specs.map((spec, k) => train(pool, spec, {}, () => order.push(k)));
        const logs = await Promise.all(runs.map(({ ended }) => ended));
        const workers = pool.status();
        runs.forEach(({ run }) => run.free());
        return { logs, order, workers, freed: pool.status() };
      }, six),
    );
    assert.deepEqual(
      result.logs.map(({ error }) => error),
      six.map(() => null),
    );
    assert.deepEqual(
      result.logs.map(({ end }) => end.weightsHash),
      sixHashes,
    );
    const { initialHash, orderHash } = result.logs[0].ready;
    for (const { ready, end, losses, slices, progress, epochs } of result.logs) {
      assert.equal(ready.initialHash, initialHash);
      assert.equal(ready.orderHash, orderHash);
      assert.equal(ready.dataSet, 'starter');
      assert.deepEqual([ready.totalSteps, ready.stepsPerEpoch, ready.trainCount], [157, 157, 5000]);
      assert.deepEqual([end.status, end.reason, end.step, end.epoch], ['done', 'epochs', 157, 1]);
      assert.equal(losses.length, 157);
      assert.ok(end.test.accuracy > 0.5 && end.test.loss > 0);
      assert.equal(epochs.length, 1);
      assert.ok(epochs[0].validationAccuracy > 0.5 && epochs[0].seconds > 0 && epochs[0].step === 157);
      let step = 0;
      for (const slice of slices) {
        assert.equal(slice.firstStep, step + 1);
        assert.equal(slice.step, slice.firstStep + slice.count - 1);
        step = slice.step;
      }
      const { done, total } = progress.at(-1);
      assert.ok(done === total && total > 3e6, 'progress ends at the whole');
    }
    for (const worker of [0, 1]) {
      const own = result.order.filter((k) => k % 2 === worker);
      assert.equal(new Set(own.slice(0, 3)).size, 3, 'no curve is long before each has a point');
    }
    for (const { runs, active, alive } of result.workers) assert.deepEqual([runs, active, alive], [3, 0, true]);
    assert.deepEqual(
      result.freed.map(({ runs }) => runs),
      [0, 0],
    );
    const first = Math.max(...result.logs.map(({ slices }) => slices[0].time));
    t.diagnostic(`first point of all six after ${Math.round(first)} ms, nothing loaded before`);
  });

  test('one worker, pauses, single steps and questions change no bit', async () => {
    const spec = { ...SMALL, epochs: 3, optimizer: { id: 'nesterov' } };
    const result = await harness.page((page) =>
      page.evaluate(async (spec) => {
        const pool = createPool({ size: 1 });
        await pool.warm(spec);
        const straight = train(pool, spec);
        const { run, log, ended } = train(pool, spec, { paused: true });
        const states = [];
        states.push(await run.step(5), await run.pause(), await run.step(), run.status);
        const shown = log.losses.length;
        await run.gradientNoise([8, 700], 2);
        await run.resume();
        while (run.active) {
          states.push(await run.pause());
          await run.confusion();
          const before = log.losses.length;
          await sleep(60);
          if (log.losses.length !== before) throw new Error('a paused run went on');
          await run.step(3);
          await run.resume();
          await sleep(10);
        }
        return { states, shown, log: await ended, straight: await straight.ended };
      }, spec),
    );
    const hash = await hashInNode(spec);
    assert.equal(result.log.end.weightsHash, hash);
    assert.equal(result.straight.end.weightsHash, hash);
    assert.deepEqual(result.log.losses, result.straight.losses);
    const [five, paused, six, status] = result.states;
    assert.deepEqual([five.step, paused.step, six.step], [5, 5, 6]);
    assert.equal(result.shown, 6, 'what was taken has been shown when step() answers');
    assert.deepEqual([five.status, status], ['paused', 'paused']);
  });

  test('a learning rate that is set takes effect at the next step; a wrong one is refused', async () => {
    const spec = { ...SMALL, epochs: 2, optimizer: { id: 'momentum' } };
    const { log, state, wrong } = await harness.page((page) =>
      page.evaluate(async (spec) => {
        const { run, ended } = train(createPool({ size: 1 }), spec, { paused: true });
        await run.step(20);
        const wrong = await failure(run.setLearningRate(-1));
        const state = await run.setLearningRate(0.002);
        run.resume();
        return { log: await ended, state, wrong };
      }, spec),
    );
    const hash = await inNode(spec, (experiment) => {
      experiment.runSteps(20);
      experiment.setLearningRate(0.002);
      experiment.runSteps(1e6);
      return experiment.weightsHash();
    });
    assert.equal(log.end.weightsHash, hash);
    assert.deepEqual([state.step, state.learningRate], [20, 0.002]);
    assert.match(wrong.message, /must be .* got -1/);
    assert.equal(log.slices.at(-1).learningRate, 0.002);
  });

  test('rates given step by step: one loss for each, until they end', async () => {
    const rates = Array.from({ length: 100 }, (_, n) => 1e-4 * 1.05 ** n);
    const spec = { ...SMALL, epochs: 1, optimizer: { id: 'sgd' }, schedule: { id: 'exponential' } };
    const { log, wrong } = await harness.page((page) =>
      page.evaluate(
        async (spec, rates) => {
          const pool = createPool({ size: 1 });
          const { run, ended } = train(pool, spec, { rates: Float64Array.from(rates) });
          const wrong = await failure(run.setLearningRate(1));
          return { log: await ended, wrong };
        },
        spec,
        rates,
      ),
    );
    const { hash, losses } = await inNode({ ...spec, schedule: {}, epochs: 10 }, (experiment) => {
      const losses = rates.map((rate) => {
        experiment.setLearningRate(rate);
        return experiment.runSteps(1).losses[0];
      });
      return { hash: experiment.weightsHash(), losses };
    });
    assert.equal(log.ready.totalSteps, 100);
    assert.deepEqual(log.losses, losses);
    assert.equal(log.end.weightsHash, hash);
    assert.equal(log.slices.at(-1).learningRate, rates.at(-1));
    assert.match(wrong.message, /step by step/);
  });

  test('what ends a run: seconds, accuracy, epochs, divergence, early stopping, or a word', async () => {
    // Linear units grow without bound.
    const linear = {
      model: { layers: [{ units: 24, activation: 'linear' }, { units: 24, activation: 'linear' }, { units: 10 }] },
      optimizer: { id: 'sgd', learningRate: 100 },
    };
    const logs = await harness.page((page) =>
      page.evaluate(
        async (spec, linear) => {
          const pool = createPool({ size: 2 });
          const long = { ...spec, epochs: 5000 };
          const loading = train(pool, long);
          loading.run.stop();
          const paused = train(pool, long, { paused: true });
          paused.run.step(2).then(() => paused.run.stop());
          const runs = {
            loading,
            paused,
            seconds: train(pool, long, { stop: { seconds: 0.3 }, evaluateTest: false }),
            accuracy: train(pool, long, { stop: { accuracy: 0.6, seconds: 60 } }),
            epochs: train(pool, long, { stop: { epochs: 2 } }),
            diverged: train(pool, { ...long, ...linear }),
            early: train(pool, { ...long, earlyStopping: { patience: 1, minDelta: 0.2 } }),
            word: train(pool, long, {}, (run, { step }) => step > 100 && run.stop()),
          };
          const logs = {};
          for (const [name, { ended }] of Object.entries(runs)) logs[name] = await ended;
          return logs;
        },
        SMALL,
        linear,
      ),
    );
    const outcomes = Object.fromEntries(
      Object.entries(logs).map(([key, { end }]) => [key, `${end.status}: ${end.reason}`]),
    );
    assert.deepEqual(outcomes, {
      loading: 'stopped: request',
      paused: 'stopped: request',
      seconds: 'done: seconds',
      accuracy: 'done: accuracy',
      epochs: 'done: epochs',
      diverged: 'diverged: diverged',
      early: 'stopped-early: early-stopping',
      word: 'stopped: request',
    });
    const { divergedAt, step } = logs.diverged.end;
    assert.deepEqual(
      [divergedAt, logs.epochs.end.divergedAt],
      [step + 1, undefined],
      'the loss of the next was not finite',
    );
    assert.deepEqual([logs.loading.end.weightsHash, logs.loading.end.test], [null, null]);
    assert.deepEqual([logs.paused.end.step, logs.paused.losses.length], [2, 2]);
    assert.ok(logs.seconds.end.seconds >= 0.3 && logs.seconds.end.test === null);
    const accuracies = logs.accuracy.epochs.map(({ validationAccuracy }) => validationAccuracy);
    assert.deepEqual(
      accuracies.map((a) => a >= 0.6),
      accuracies.map((_, k) => k === accuracies.length - 1),
    );
    assert.equal(logs.epochs.end.step, 2 * logs.epochs.ready.stepsPerEpoch);
    const hash = await hashInNode({ ...SMALL, epochs: 2 });
    assert.equal(logs.epochs.end.weightsHash, hash);
    assert.equal(logs.early.end.bestEpoch, logs.early.epochs.length - 1);
    assert.ok(logs.word.end.step > 100 && logs.word.end.test.accuracy > 0);
  });

  test('a page stays quick while six runs train, and gets about 20 messages a second from each at most', async (t) => {
    const specs = OPTIMIZERS.map((id) => ({ ...SMALL, epochs: 10000, optimizer: { id } }));
    const logs = await harness.page(async (page) => {
      await page.evaluate(async (spec) => {
        globalThis.pools = [createPool({ size: 2 }), createPool({ size: 1 })];
        await Promise.all(globalThis.pools.map((pool) => pool.warm(spec)));
      }, specs[0]);
      const trainAll = () =>
        page.evaluate(async (specs) => {
          const runs = specs.map((spec) => train(globalThis.pools[0], spec, { stop: { seconds: 0.5 } }));
          globalThis.logs = await Promise.all(runs.map(({ ended }) => ended));
          // A run alone in its worker, with an epoch in each few milliseconds, has the most to tell.
          globalThis.logs.push(await train(globalThis.pools[1], specs[0], { stop: { seconds: 1 } }).ended);
        }, specs);
      await (name === 'chromium' ? assertFluid(t, page, 'training', trainAll) : trainAll());
      return page.evaluate(() => globalThis.logs);
    });
    for (const { slices, epochs } of logs) {
      const seconds = slices.at(-1).time / 1000; // since it was asked for: what is late arrives later, not more often
      assert.ok(slices.length <= 22 * seconds + 3, `${slices.length} slices in ${seconds} s`);
      assert.deepEqual(
        epochs.map(({ epoch }) => epoch),
        epochs.map((_, k) => k + 1),
        'no epoch is left out',
      );
    }
  });
});
