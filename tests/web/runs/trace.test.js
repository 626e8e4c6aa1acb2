// The race's curves: what a chart is given of its runs, in whatever pieces it comes.
import assert from 'node:assert/strict';
import test from 'node:test';
import { LossLog } from '../../../web/runs/log.js';
import { EpochTrace, LossTrace, Traces } from '../../../web/runs/trace.js';
import { createRandom } from '../../helpers/random.js';

/** A run of so many steps, five an epoch, with losses between 0 and 1. */
function runOf(steps, seed = 1, most = undefined) {
  const next = createRandom(seed);
  const run = { losses: new LossLog(most), isOver: false, epochs: [], ready: { stepsPerEpoch: 5 } };
  const train = (/** @type {number} */ count) => {
    const from = run.losses.length;
    run.losses.append(Array.from({ length: count }, next), (from + count) * 0.01 * seed);
    while ((run.epochs.length + 1) * 5 <= run.losses.length) {
      const epoch = run.epochs.length + 1;
      run.epochs.push({
        epoch,
        step: 5 * epoch,
        seconds: 0.05 * epoch * seed,
        validationLoss: next(),
        validationAccuracy: null,
      });
    }
  };
  train(steps);
  return Object.assign(run, { train });
}

/** The points of a buffer. */
const xsOf = ({ xs, length }) => [...xs.subarray(0, length)];
const ysOf = ({ ys, length }) => [...ys.subarray(0, length)];

/** Σ (1 − m) mⁿ⁻ⁱ yᵢ over the sum of its weights, written out. */
const averageAt = (list, memory, n) => {
  const weights = list.slice(0, n + 1).map((_, i) => memory ** (n - i));
  const total = weights.reduce((sum, weight) => sum + weight);
  return list.slice(0, n + 1).reduce((sum, y, i) => sum + weights[i] * y, 0) / total;
};

const near = (/** @type {number[]} */ got, /** @type {number[]} */ expected) => {
  assert.equal(got.length, expected.length);
  got.forEach((x, n) => assert.ok(Math.abs(x - expected[n]) < 1e-12, `${n}: ${x}, not ${expected[n]}`));
};

test('a loss is the exponential average of those before it, also when it comes in pieces', () => {
  const run = runOf(40);
  const trace = new LossTrace([run], 'steps', 0.9);
  trace.follow(7);
  assert.deepEqual([trace.line.length, trace.complete], [7, false]);
  trace.follow();
  run.train(13);
  assert.equal(trace.complete, false);
  trace.follow();
  const losses = [...run.losses.values];
  near(
    ysOf(trace.line),
    losses.map((_, n) => averageAt(losses, 0.9, n)),
  );
  assert.deepEqual(
    xsOf(trace.line),
    losses.map((_, n) => n + 1),
  );
  assert.equal(trace.band, null);
});

test('with a memory of 0 a loss is what it was', () => {
  const run = runOf(30);
  const trace = new LossTrace([run], 'steps', 0);
  trace.follow();
  assert.deepEqual(ysOf(trace.line), [...run.losses.values]);
});

test('not smoothed, a point of several steps is as high as they are, and read as their mean, as files have it', () => {
  const run = runOf(30, 1, 8);
  run.isOver = true;
  const { losses } = run;
  assert.equal(losses.width, 4);
  const trace = new LossTrace([run], 'steps', 0);
  trace.follow();
  const { line } = trace;
  const found = { least: -1, greatest: -1 };
  for (let n = 0; n < losses.points; n++) {
    const { step, mean, low, high } = losses.point(n, 4, {});
    const at = line.nearest(step);
    assert.deepEqual([line.xs[at], line.ys[at]], [step, mean]);
    line.extremes(3 * n, 3 * n + 3, found);
    assert.deepEqual([line.ys[found.least], line.ys[found.greatest]], [low, high]);
  }
  assert.equal(ysOf(line).at(-1), [...losses.values].at(-1), 'the last value too');
});

test('over seeds: the mean, and a deviation below and above, as far as all have come', () => {
  const runs = [runOf(20, 1), runOf(12, 2), runOf(30, 3)];
  const trace = new LossTrace(runs, 'seconds', 0.5);
  trace.follow(5);
  trace.follow();
  assert.equal(trace.line.length, 12);
  const smoothed = runs.map(({ losses }) => [...losses.values].map((_, n) => averageAt([...losses.values], 0.5, n)));
  const means = Array.from({ length: 12 }, (_, n) => smoothed.reduce((sum, list) => sum + list[n], 0) / 3);
  const deviations = means.map((mean, n) =>
    Math.sqrt(smoothed.reduce((sum, list) => sum + (list[n] - mean) ** 2, 0) / 2),
  );
  near(ysOf(trace.line), means);
  near(
    ysOf(trace.band.low),
    means.map((mean, n) => mean - deviations[n]),
  );
  near(
    ysOf(trace.band.high),
    means.map((mean, n) => mean + deviations[n]),
  );
  near(
    xsOf(trace.line),
    means.map((_, n) => (n + 1) * 0.02),
  );
});

test('axes: steps, epochs as parts of one, figures after each epoch', () => {
  const run = runOf(12);
  const trace = new LossTrace([run], 'epochs', 0.9);
  trace.follow();
  near(
    xsOf(trace.line),
    Array.from({ length: 12 }, (_, n) => (n + 1) / 5),
  );
  const epochs = (axis, what) => {
    const one = new EpochTrace([run], axis, what);
    one.follow();
    return one.line;
  };
  assert.deepEqual(xsOf(epochs('steps', 'validationLoss')), [5, 10]);
  assert.deepEqual(xsOf(epochs('epochs', 'validationLoss')), [1, 2]);
  assert.deepEqual(
    ysOf(epochs('epochs', 'validationLoss')),
    run.epochs.map(({ validationLoss }) => validationLoss),
  );
  assert.deepEqual(ysOf(epochs('seconds', 'validationAccuracy')), [NaN, NaN], 'a figure that is not known is a gap');
});

test('another smoothing makes the smoothed curves anew, and keeps the others; another run keeps nothing', () => {
  const runs = { sgd: [runOf(20, 1)], adam: [runOf(25, 2)] };
  const race = { ids: ['sgd', 'adam'], drawnOf: (/** @type {'sgd' | 'adam'} */ id) => runs[id] };
  const first = new Traces(race, 'steps', 0.9, null);
  assert.equal(first.extent, null);
  assert.ok(first.follow(Infinity));
  assert.deepEqual(first.extent, [1, 25]);
  assert.deepEqual(first.points, { steps: 2 * 45, epochs: 2 * 9 });
  const second = new Traces(race, 'steps', 0.5, first);
  assert.equal(second.of.get('adam').raw, first.of.get('adam').raw);
  assert.equal(second.of.get('adam').loss.line.length, 0);
  assert.notEqual(new Traces(race, 'epochs', 0.9, first).of.get('adam').raw, first.of.get('adam').raw);
  runs.adam = [runOf(3, 4)];
  const third = new Traces(race, 'steps', 0.9, first);
  assert.equal(third.of.get('sgd').raw, first.of.get('sgd').raw);
  assert.notEqual(third.of.get('adam').raw, first.of.get('adam').raw);
});

test('a moment that is over does no more than one piece of work', () => {
  const run = runOf(10_000);
  const race = { ids: ['sgd'], drawnOf: () => [run] };
  const traces = new Traces(race, 'steps', 0.9, null);
  assert.equal(traces.follow(0), false);
  const { steps } = traces.points;
  assert.ok(steps > 0 && steps < 5000, `${steps}`);
  let calls = 1;
  while (!traces.follow(0)) calls++;
  assert.deepEqual(traces.points, { steps: 20_000, epochs: 4000 });
  assert.ok(calls > 3);
});
