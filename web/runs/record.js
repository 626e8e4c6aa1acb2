/** What a group's runs were and came to, as the record that `descenso verify` runs again. No document. */
import { asset } from '../asset.js';
import { STOPPED, figuresOf, makeRecord, orNull, recordText } from '../../wasm/record/record.js';
import { VERSION } from '../../wasm/version.js';

/**
 * @typedef {import('./group.js').Run} Run
 * @typedef {import('../../wasm/record/record.js').RunRecord} RunRecord
 */

/** @param {Run} run @returns {RunRecord[]} of one item; of none where it is not over, or had not begun */
function recordOf({ id, seed, ready, end, rateChanges, epochs }) {
  if (!ready || !end?.data || !end.weightsHash) return [];
  // What ended it for the page, such as a time or an accuracy, is for the engine a run that goes no further.
  const early = end.status === 'stopped' || (end.status === 'done' && end.step < ready.totalSteps);
  return [
    {
      name: `${id}, seed ${seed}`,
      spec: ready.spec,
      data: end.data,
      initialWeights: ready.initialHash,
      weightsFile: null,
      changes: rateChanges.map(({ step, learningRate }) => ({ step, learningRate })),
      steps: end.step,
      status: early ? STOPPED : end.status,
      epochs: epochs.map(figuresOf),
      testLoss: orNull(end.test?.loss),
      testAccuracy: orNull(end.test?.accuracy),
      weightsHash: end.weightsHash,
    },
  ];
}

/**
 * @param {import('../../wasm/index.js').Engine} engine
 * @param {Run[]} runs those that are not over are left out
 * @returns {Promise<string>} a file
 */
export async function recordFile(engine, runs) {
  const response = await fetch(asset('wasm/descenso.wasm'));
  if (!response.ok) throw new Error(`descenso.wasm: ${response.status} ${response.statusText}`);
  const wasm = engine.sha256(new Uint8Array(await response.arrayBuffer()));
  return recordText(makeRecord(engine, { package: VERSION, wasm }, runs.flatMap(recordOf)));
}
