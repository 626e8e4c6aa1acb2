// checkpoint.js: runs in files, for --save and --resume.

import { accessSync, constants, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { UsageError, applySettings } from './args.js';

/** @typedef {import('../index.js').Engine} Engine */

/**
 * Refuses a file that cannot be written before anybody trains for it.
 * @param {string} file
 */
export function checkTarget(file) {
  try {
    accessSync(path.dirname(file), constants.W_OK);
  } catch (error) {
    throw new UsageError(`--save ${file} cannot be written: ${/** @type {Error} */ (error).message}`);
  }
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) throw new UsageError(`--save ${file} is a directory`);
}

/**
 * Under its name the file appears only whole: an older one is kept until then.
 * @param {string} file
 * @param {Uint8Array} bytes
 */
export function writeCheckpoint(file, bytes) {
  const part = `${file}.part`;
  writeFileSync(part, bytes);
  renameSync(part, file);
}

/**
 * A saved run's bytes, its spec, and how long it is to be, if another length is set.
 * @param {Engine} engine
 * @param {string} file
 * @param {string[]} settings of --set: a run that is resumed can only be made longer
 * @returns {{ bytes: Uint8Array, spec: any, epochs: number | undefined }}
 */
export function readCheckpoint(engine, file, settings) {
  const changes = applySettings({}, settings, {});
  const other = Object.keys(changes).find((key) => key !== 'epochs');
  if (other) throw new UsageError(`--resume ${file} brings its spec: only epochs can be set, not ${other}`);
  const { epochs } = changes;
  engine.normalize(changes);
  let bytes;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new UsageError(`the checkpoint ${file} cannot be read: ${/** @type {Error} */ (error).message}`);
  }
  const run = engine.restore(bytes, { epochs });
  const { spec } = run;
  run.free();
  return { bytes, spec, epochs };
}
