/** What a group's runs were and came to, as the record that `descenso verify` runs again. No document. */
import { fetchAsset } from '../fetch-asset.js';
import { STOPPED, makeRecord, recordText, runRecord } from '../../wasm/record/record.js';
import { VERSION } from '../../wasm/version.js';

/**
 * @typedef {import('./group.js').Run} Run
 * @typedef {import('../../wasm/record/record.js').RunRecord} RunRecord
 */

/** @param {Run} run */
const nameOf = ({ id, member, seed }) => `${id}${member === undefined ? '' : `, network ${member + 1}`}, seed ${seed}`;

/**
 * What a run was and came to.
 * @param {Run} run
 * @param {string} [name]
 * @returns {RunRecord | null} null where it is not over, or had not begun
 */
export function recordOf(run, name = nameOf(run)) {
  const { member, ready, end, rateChanges, epochs, weightsFile } = run;
  if (!ready || !end?.data || !end.weightsHash) return null;
  // What ended it for the page, such as a time or an accuracy, is for the engine a run that goes no further.
  const early = end.status === 'stopped' || (end.status === 'done' && end.step < ready.totalSteps);
  return runRecord({
    name,
    spec: ready.spec,
    ...(member === undefined ? {} : { member }),
    data: end.data,
    initialWeights: ready.initialHash,
    weightsFile,
    changes: rateChanges.map(({ step, learningRate }) => ({ step, learningRate })),
    steps: end.step,
    status: early ? STOPPED : end.status,
    epochs,
    test: end.test,
    weightsHash: end.weightsHash,
  });
}

/**
 * @param {import('../../wasm/planner.js').Planner} engine
 * @param {Run[]} runs those that are not over are left out
 * @returns {Promise<string>} a file
 */
export async function recordFile(engine, runs) {
  const response = await fetchAsset('wasm/descenso.wasm');
  const wasm = engine.sha256(new Uint8Array(await response.arrayBuffer()));
  return recordText(
    makeRecord(
      engine,
      { package: VERSION, wasm },
      runs.flatMap((run) => recordOf(run) ?? []),
    ),
  );
}
