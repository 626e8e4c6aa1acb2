// What contestants over several seeds amount to: of how many a figure is, paired differences, who is ahead.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wordAhead } from '../../../web/labs/shared/verdict.js';
import { aheadOf, differenceOf } from '../../../web/runs/paired.js';
import { LossLog } from '../../../web/runs/log.js';
import { outcomeOf } from '../../../web/runs/verify.js';
import { counted, summaryOf, withoutSurvivors } from '../../../web/runs/summary.js';
import { mirroredAccuracyOf } from '../../../web/labs/regularization/outcome.js';

/** @import { Run } from '../../../web/runs/group.js' */

/** Runs that are over, one a seed. @param {(number | null)[]} values null: it diverged */
const runs = (values) =>
  values
    .map((value, n) => ({ seed: n + 1, isOver: true, status: value === null ? 'diverged' : 'done', value }))
    .map((run) => /** @type {Run & { value: number }} */ (/** @type {unknown} */ (run)));
const of = (/** @type {Run} */ run) => /** @type {Run & { value: number | null }} */ (run).value ?? NaN;
/** @param {Record<string, (number | null)[]>} own */
const groupOf = (own) => ({ ids: Object.keys(own), runsOf: (/** @type {string} */ id) => runs(own[id]) });

test('a figure says of how many it is', () => {
  const { mean, known, all } = counted([1, NaN, 3]);
  assert.deepEqual([mean, known, all], [2, 2, 3]);
});

test('differences are of runs of one seed, whatever their order, and only of those that ended well', () => {
  const a = runs([0.5, 0.7, 0.9, null]);
  const b = runs([0.4, 0.5, 0.8, 0.1]).reverse();
  const { n, all, mean, low, high } = differenceOf(a, b, of);
  // Differences 0.1, 0.2, 0.1: t(0.975, 2) = 4.302653, deviation 0.0577350.
  assert.deepEqual([n, all], [3, 4]);
  const half = (4.302653 * 0.057735) / Math.sqrt(3);
  assert.ok(Math.abs(mean - 0.4 / 3) < 1e-12 && Math.abs(Number(high) - Number(low) - 2 * half) < 1e-6);
  const running = a.map((run) => ({ ...run, isOver: false }));
  assert.equal(differenceOf(/** @type {Run[]} */ (/** @type {unknown} */ (running)), b, of).n, 0);
});

test('a winner is one whose intervals all exclude 0, of all seeds', () => {
  const clear = { a: [0.9, 0.91, 0.92], b: [0.8, 0.82, 0.81] };
  assert.deepEqual(aheadOf(groupOf(clear), of), {
    ...{ id: 'a', mean: (0.9 + 0.91 + 0.92) / 3, known: 3, all: 3 },
    ...{ equals: ['a'], compared: 1, rivals: [], sure: true },
  });
  const near = aheadOf(groupOf({ ...clear, c: [0.89, 0.93, 0.9] }), of);
  assert.deepEqual([near?.id, near?.sure, near?.rivals.map(({ id }) => id)], ['a', false, ['c']]);
  assert.equal(aheadOf(groupOf({ ...clear, a: [0.9, 0.91, 0.92, null], b: [0.8, 0.82, 0.81, 0.8] }), of)?.sure, false);
  // Ahead by the seeds that the other lost, and behind, for sure, in those that both have.
  const lucky = aheadOf(groupOf({ a: [0.5, 0.51, 0.52, 0.99, 0.99], b: [0.6, 0.62, 0.61, null, null] }), of);
  assert.deepEqual([lucky?.id, lucky?.sure, lucky?.rivals.map(({ id }) => id)], ['a', false, ['b']]);
  const survivors = aheadOf(groupOf({ a: [0.9, 0.91, null], b: [0.8, 0.82, 0.81] }), of);
  assert.deepEqual([survivors?.id, survivors?.sure], ['b', false]);
  assert.equal(aheadOf(groupOf({ a: [0.9], b: [0.8] }), of)?.sure, false, 'one seed is no proof');
  assert.equal(aheadOf(groupOf({ a: [null], b: [null] }), of), null);
});

test('who is left alone is not said to be ahead, and of one seed all that have the best figure are named', () => {
  const app = {
    t: (/** @type {string} */ key, /** @type {Record<string, string>} */ { name } = {}) =>
      `${key} ${name ?? ''}`.trim(),
    format: { integer: String, list: (/** @type {string[]} */ names) => names.join(' and ') },
  };
  const word = (/** @type {Record<string, (number | null)[]>} */ own) =>
    wordAhead(.../** @type {[never, never]} */ ([app, { ...groupOf(own), runs: Object.values(own).flatMap(runs) }]), {
      of,
      words: 'lab',
      values: (name) => ({ name }),
    });
  const alone = { a: [0.9, 0.91, 0.92], b: [null, null, null] };
  assert.deepEqual([aheadOf(groupOf(alone), of)?.sure, aheadOf(groupOf(alone), of)?.compared], [false, 0]);
  assert.equal(word(alone), 'lab.verdict.aloneOfSeeds a race.verdict.only');
  assert.equal(word({ a: [0.9], b: [null] }), 'lab.verdict.alone a race.verdict.only');
  assert.equal(word({ a: [0.9], b: [0.8] }), 'lab.verdict.one a');
  assert.equal(word({ a: [0.9], b: [0.8], c: [0.9] }), 'lab.verdict.one a and c');
});

test('two seeds that differ alike have no interval, and make no winner', () => {
  const a = { a: [0.75, 0.875], b: [0.5, 0.625] };
  const { mean, low, high } = differenceOf(runs(a.a), runs(a.b), of);
  assert.deepEqual([mean, low, high], [0.25, null, null]);
  assert.equal(aheadOf(groupOf(a), of)?.sure, false);
});

test('a mean of those that are left is told neither in words nor, once all is over, in a table', () => {
  const app = {
    t: (/** @type {string} */ key, /** @type {Record<string, string>} */ named) => `${key} ${named.seeds}`,
    format: { integer: String },
  };
  const word = (/** @type {(number | null)[]} */ values) =>
    wordAhead(.../** @type {[never, never]} */ ([app, { ...groupOf({ a: values }), runs: runs(values) }]), {
      of,
      words: 'lab',
      values: () => ({}),
    });
  assert.equal(word([0.9, 0.8, 0.7]), 'lab.verdict.aloneOfSeeds 3');
  assert.equal(word([0.9, null, 0.7]), 'race.verdict.survivors 3');
  const row = { id: 'a', loss: counted([1, NaN, 3]), accuracy: counted([1, 2, 3]), steps: 7, error: null };
  const { loss, ...others } = withoutSurvivors(row, runs([1, null, 3]));
  assert.deepEqual([loss.mean, loss.deviation, loss.known, loss.all], [NaN, null, 2, 3]);
  assert.deepEqual(others, { id: 'a', accuracy: counted([1, 2, 3]), steps: 7, error: null });
  const going = runs([1, null, 3]).map((run) => ({ ...run, isOver: run.seed < 3 }));
  assert.equal(withoutSurvivors(row, going), row, 'while runs go on, it is of those that have come so far');
});

test('contestants whose figures are not one measure are not compared', () => {
  const clear = { a: [0.9, 0.91, 0.92], b: [0.8, 0.82, 0.81] };
  const app = { t: (/** @type {string} */ key) => key, format: { integer: String } };
  const word = (/** @type {((run: Run) => unknown) | undefined} */ measure) =>
    wordAhead(
      .../** @type {[never, never]} */ ([app, { ...groupOf(clear), runs: [...runs(clear.a), ...runs(clear.b)] }]),
      { of, measure, words: 'lab', values: () => ({}) },
    );
  assert.equal(word(undefined), 'lab.verdict.sure');
  assert.equal(
    word(() => 0),
    'lab.verdict.sure',
  );
  assert.equal(word(of), 'lab.verdict.unlike');
});

test('of runs that were interrupted it is said, and not that they came to no finite loss', () => {
  const app = { t: (/** @type {string} */ key) => key, format: { integer: String } };
  const word = (/** @type {string[]} */ statuses) => {
    const all = statuses.map((status, n) => ({ seed: n, isOver: true, status }));
    const group = { ids: ['a'], runs: all, runsOf: () => all };
    return wordAhead(.../** @type {[never, never]} */ ([app, group]), {
      of: () => NaN,
      words: 'lab',
      values: () => ({}),
    });
  };
  assert.equal(word(['lost', 'lost']), 'race.verdict.lost');
  assert.equal(word(['diverged', 'lost']), 'race.verdict.lost');
  assert.equal(word(['diverged', 'diverged']), 'lab.verdict.none');
});

test('a target is reached at the step at which it is met exactly', () => {
  const epochs = [0.4, 0.5, 0.6].map((validationAccuracy, n) => ({ step: 10 * (n + 1), validationAccuracy }));
  const run = /** @type {Run} */ (/** @type {unknown} */ ({ ...runs([1])[0], epochs, losses: new LossLog() }));
  assert.equal(summaryOf([run], 0, 0.5).stepsToTarget.mean, 20);
  assert.ok(Number.isNaN(summaryOf([run], 0, 0.7).stepsToTarget.mean));
});

for (const wrong of ['diverged', 'failed', 'lost'])
  test(`what a run had before its status was ${wrong} is no value of it, in any column or difference`, () => {
    const losses = new LossLog();
    losses.append(new Float32Array([2.3, 2]), 1);
    const epochs = [{ step: 1, validationLoss: 2, validationAccuracy: 0.3 }];
    const both = /** @type {Run[]} */ (
      /** @type {unknown} */ (
        ['done', wrong].map((status, n) => ({
          ...{ seed: n, isOver: true, status, losses, epochs, value: n },
          end: { test: { accuracy: 0.1 }, mirrored: { accuracy: 0.1 } },
        }))
      )
    );
    const { loss, validationAccuracy, testAccuracy } = summaryOf(both, 0.9, 1);
    for (const { known, all } of [loss, validationAccuracy, testAccuracy]) assert.deepEqual([known, all], [1, 2]);
    assert.ok(Number.isNaN(mirroredAccuracyOf(both[1])));
    const group = { ids: ['a', 'b'], runsOf: (/** @type {string} */ id) => (id === 'a' ? both : both.slice(0, 1)) };
    assert.equal(aheadOf(group, (run) => 1 - of(run))?.sure, false);
    const { n, all } = differenceOf(
      both,
      runs([3, 4]).map((run, k) => ({ ...run, seed: k })),
      of,
    );
    assert.deepEqual([n, all], [1, 2]);
  });

test('a record of which a run could not be run is not said to depart', () => {
  const verdict = (/** @type {object} */ own) =>
    /** @type {never} */ ({ holds: false, departure: null, refused: false, error: null, ...own });
  const [same, other, unrun] = [{ holds: true }, { departure: {} }, { error: new Error('memory') }].map(verdict);
  assert.equal(outcomeOf([same, same], true), 'holds');
  assert.equal(outcomeOf([same, same], false), 'changed');
  assert.equal(outcomeOf([same, unrun, unrun], true), 'unrun');
  assert.equal(outcomeOf([same, unrun], false), 'unrun');
  assert.equal(outcomeOf([unrun, other, same], true), 'departs');
  assert.equal(outcomeOf([same, verdict({ refused: true, error: new Error('rate') })], true), 'departs');
});

test('of seeds that diverged, the step that is told is that of the first to do so', () => {
  const said = (/** @type {number[]} */ steps, /** @type {(number | null)[]} */ others = []) => {
    const all = [...steps.map((length) => ({ ...runs([null])[0], length })), ...runs(others)];
    const full = all.map((run) => {
      const losses = new LossLog();
      losses.append(new Float32Array('length' in run ? run.length : 1), 1);
      return { ...run, losses, epochs: [], ...('length' in run ? { end: { divergedAt: run.length + 1 } } : {}) };
    });
    return summaryOf(/** @type {Run[]} */ (/** @type {unknown} */ (full)), 0, 1).diverged;
  };
  assert.deepEqual([said([6]), said([9, 6, 12], [0.5]), said([], [0.5])], [7, 7, null]);
});

test('the rate that is told is that of a run that goes on, where there is one', () => {
  const of = (/** @type {boolean[]} */ over) =>
    over.map((isOver, n) => ({
      ...runs([0.5])[0],
      seed: n,
      isOver,
      learningRate: n,
      losses: new LossLog(),
      epochs: [],
    }));
  const told = (/** @type {boolean[]} */ over) =>
    summaryOf(/** @type {Run[]} */ (/** @type {unknown} */ (of(over))), 0, 1).learningRate;
  assert.deepEqual([told([true, false, false]), told([false, false]), told([true, true])], [1, 0, 0]);
});
