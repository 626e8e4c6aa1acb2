// checkpoint.js: runs from files, for --resume, and what --save writes.

import { UsageError, applySettings } from './args.js';
import { readWhole } from './target.js';

/** @typedef {import('../index.js').Engine} Engine */

/** More than any checkpoint: what the module's memory can hold. */
const MAX_BYTES = 2 ** 31;

/** Bytes that an epoch adds to a checkpoint, generously. */
const BYTES_PER_EPOCH = 64;

/**
 * A saved run's bytes, its spec, and how long it is to be, if another length is set.
 * @param {Engine} engine
 * @param {string} file
 * @param {string[]} settings of --set: a run that is resumed can only be made longer
 * @returns {{ bytes: Uint8Array, spec: import('../spec.d.ts').Spec, epochs: number | undefined }}
 */
export function readCheckpoint(engine, file, settings) {
  const changes = applySettings({}, settings, {});
  const other = Object.keys(changes).find((key) => key !== 'epochs');
  if (other) throw new UsageError(`--resume ${file} brings its spec: only epochs can be set, not ${other}`);
  engine.normalize(changes);
  const { epochs } = /** @type {{ epochs?: number }} */ (changes);
  const bytes = readWhole(file, 'the checkpoint', MAX_BYTES);
  const run = engine.restore(bytes, { epochs });
  const { spec } = run;
  run.free();
  return { bytes, spec, epochs };
}

/** As many bytes as a run's checkpoint has at its end, at most. @param {import('../index.js').Experiment} run @returns {Uint8Array} */
export const rehearsal = (run) => Buffer.concat([run.save(), Buffer.alloc(BYTES_PER_EPOCH * run.spec.epochs)]);
