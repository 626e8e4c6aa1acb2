// A worker without a browser: what it says of errors, and what it keeps of questions that concern no run.

import assert from 'node:assert/strict';
import { register } from 'node:module';
import { test } from 'node:test';
import { loadEngine } from '../../../wasm/index.js';
import { Networks } from '../../../web/engine/worker/montecarlo.js';
import { Run } from '../../../web/engine/worker/run.js';

/** @typedef {import('../../../web/engine/message-types.js').NetworkRequest} NetworkRequest */

const engine = await loadEngine();
const SIDES = { rows: 28, columns: 28 };
const blank = (/** @type {number} */ count) => ({
  images: new Uint8Array(784 * count),
  labels: new Uint8Array(count),
  ...SIDES,
});

test('a run that is refused while it trains says so as one does that is refused before: with the code and its values', () => {
  const train = engine.createDataset({ ...blank(4), classes: 10 });
  const spec = engine.normalize({ data: { trainSize: 4, validationSize: 0 } });
  const said = /** @type {object[]} */ ([]);
  const run = new Run(engine.createExperiment(spec, { train }), {}, (message) => said.push(message), {
    train,
    test: train,
  });
  const reason = { code: 'memory', values: { what: 'the curvature', bytes: 3e9 } };
  run.fail(Object.assign(new Error('not enough memory for the curvature: 3000000000 bytes'), reason));
  assert.deepEqual(said, [
    {
      type: 'error',
      message: 'not enough memory for the curvature: 3000000000 bytes',
      path: undefined,
      ...reason,
      lost: false,
    },
  ]);
});

test('what a landscape needs and did not come is asked for again', async () => {
  register(
    `data:text/javascript,let failures = 1; export const resolve = (name, context, next) => {
      if (name === './landscape.js' && failures-- > 0) throw new Error('it did not come');
      return next(name, context); }`,
  );
  const networks = new Networks(/** @type {never} */ ({ engine: async () => engine }), () => {});
  /** @type {NetworkRequest} */
  const close = { type: 'landscape', landscape: 1, task: { kind: 'close' } };
  await assert.rejects(networks.answer(close), /it did not come/);
  assert.equal(await networks.answer(close), null);
});
