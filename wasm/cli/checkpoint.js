// checkpoint.js: runs in files, for --save and --resume.

import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { UsageError, applySettings } from './args.js';

/** @typedef {import('../index.js').Engine} Engine */

/** More than any checkpoint: what the module's memory can hold. */
const MAX_BYTES = 2 ** 31;

/** Bytes that an epoch adds to a checkpoint, generously. */
const BYTES_PER_EPOCH = 64;

/** @param {unknown} error */
const messageOf = (error) => /** @type {Error} */ (error).message;

/** What a file is, if it is none to write to or to read from. @param {fs.Stats} stats @returns {string | undefined} */
function oddityOf(stats) {
  if (stats.isFile()) return undefined;
  if (stats.isDirectory()) return 'a directory';
  const kind = stats.isSymbolicLink() ? 'a symbolic link' : stats.isFIFO() ? 'a pipe' : 'a device';
  return `${kind}, no regular file`;
}

/** What --save names: checked before anybody trains for it, written when the training ends. */
export class Target {
  #file;

  get file() {
    return this.#file;
  }

  /** @param {string} file refused where nothing can be written under this name */
  constructor(file) {
    this.#file = file;
    let stats;
    try {
      stats = this.#stats();
      fs.accessSync(path.dirname(file), fs.constants.W_OK);
      if (stats?.isFile()) fs.accessSync(file, fs.constants.W_OK);
    } catch (error) {
      throw new UsageError(`--save ${file} cannot be written: ${messageOf(error)}`);
    }
    const oddity = stats ? oddityOf(stats) : /[/\\]$/.test(file) && 'a directory';
    if (oddity) throw new UsageError(`--save ${file} is ${oddity}`);
  }

  /** Of what stands under the name itself, not of what it may link to. */
  #stats() {
    return fs.lstatSync(this.#file, { throwIfNoEntry: false });
  }

  /** Whether there is a file already. */
  get exists() {
    return this.#stats() !== undefined;
  }

  /**
   * Refuses a run for which there is no room, before its first step.
   * @param {import('../index.js').Experiment} run
   */
  rehearse(run) {
    fs.unlinkSync(this.#writeBeside(Buffer.concat([run.save(), Buffer.alloc(BYTES_PER_EPOCH * run.spec.epochs)])));
  }

  /**
   * Under its name the file appears only whole, and an older one is kept until then.
   * @param {Uint8Array} bytes
   */
  write(bytes) {
    const beside = this.#writeBeside(bytes);
    const stats = this.#stats();
    const oddity = stats && oddityOf(stats);
    if (oddity) throw new Error(`--save ${this.#file} is ${oddity} now; what was trained is in ${beside}`);
    try {
      if (stats) dressAs(beside, stats);
      fs.renameSync(beside, this.#file);
    } catch (error) {
      throw new Error(`--save ${this.#file}: ${messageOf(error)}; what was trained is in ${beside}`, { cause: error });
    }
    syncDirectory(path.dirname(this.#file));
  }

  /** Writes to a new file in the same directory; gives its name. @param {Uint8Array} bytes @returns {string} */
  #writeBeside(bytes) {
    const beside = path.join(path.dirname(this.#file), `.descenso-${randomUUID()}`);
    let made;
    try {
      made = fs.openSync(beside, 'wx'); // a link that somebody has put there is not followed
      fs.writeFileSync(made, bytes);
      fs.fsyncSync(made);
    } catch (error) {
      if (made !== undefined) fs.unlinkSync(beside);
      throw new Error(`--save ${this.#file} cannot be written: ${messageOf(error)}`, { cause: error });
    } finally {
      if (made !== undefined) fs.closeSync(made);
    }
    return beside;
  }
}

/** Gives a file the owner and the mode of the one whose place it takes. @param {string} file @param {fs.Stats} stats */
function dressAs(file, { uid, gid, mode }) {
  const made = fs.statSync(file);
  // Only root can give files away; whoever else may write there can keep the group at the most.
  for (const owner of made.uid === uid && made.gid === gid ? [] : [uid, made.uid]) {
    try {
      fs.chownSync(file, owner, gid);
      break;
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EPERM') throw error;
    }
  }
  // After the owner, with whom the bits that speak for one go.
  fs.chmodSync(file, mode & 0o7777);
}

/** Makes a new name outlast a failure of the machine, where the system can. @param {string} directory */
function syncDirectory(directory) {
  try {
    const opened = fs.openSync(directory, 'r');
    fs.fsyncSync(opened);
    fs.closeSync(opened);
  } catch {
    // Not every system opens directories; the file itself is on the disk.
  }
}

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
  const bytes = readWhole(file);
  const run = engine.restore(bytes, { epochs });
  const { spec } = run;
  run.free();
  return { bytes, spec, epochs };
}

/** @param {string} file @returns {Uint8Array} */
function readWhole(file) {
  const refuse = (/** @type {string} */ why) => new UsageError(`the checkpoint ${file} ${why}`);
  let stats;
  try {
    stats = fs.statSync(file);
    if (stats.isFile() && stats.size <= MAX_BYTES) return fs.readFileSync(file);
  } catch (error) {
    throw refuse(`cannot be read: ${messageOf(error)}`);
  }
  const oddity = oddityOf(stats);
  throw refuse(oddity ? `is ${oddity}` : `has ${stats.size} bytes, more than any checkpoint`);
}
