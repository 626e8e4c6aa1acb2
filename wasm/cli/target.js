// target.js: files that a command is to write at its end, for --save, --save-weights and --record: checked before the work, and
// written whole or not at all.

import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { UsageError } from './args.js';

/** @param {unknown} error */
export const messageOf = (error) => /** @type {Error} */ (error).message;

/** What a file is, if it is none to write to or to read from. @param {fs.Stats} stats @returns {string | undefined} */
export function oddityOf(stats) {
  if (stats.isFile()) return undefined;
  if (stats.isDirectory()) return 'a directory';
  const kind = stats.isSymbolicLink() ? 'a symbolic link' : stats.isFIFO() ? 'a pipe' : 'a device';
  return `${kind}, no regular file`;
}

/** What an option such as --save names: checked before anybody trains for it, written when the training ends. */
export class Target {
  #file;
  #option;

  get file() {
    return this.#file;
  }

  /**
   * @param {string} file refused where nothing can be written under this name
   * @param {string} [option] that names it
   */
  constructor(file, option = '--save') {
    this.#file = file;
    this.#option = option;
    let stats;
    try {
      stats = this.#stats();
      fs.accessSync(path.dirname(file), fs.constants.W_OK);
      if (stats?.isFile()) fs.accessSync(file, fs.constants.W_OK);
    } catch (error) {
      throw new UsageError(`${option} ${file} cannot be written: ${messageOf(error)}`);
    }
    const oddity = stats ? oddityOf(stats) : /[/\\]$/.test(file) && 'a directory';
    if (oddity) throw new UsageError(`${option} ${file} is ${oddity}`);
  }

  /** Of what stands under the name itself, not of what it may link to. */
  #stats() {
    return fs.lstatSync(this.#file, { throwIfNoEntry: false });
  }

  /** Whether there is a file already. */
  get exists() {
    return this.#stats() !== undefined;
  }

  /** Refuses what there is no room for, before the work. @param {Uint8Array} bytes as many as will be written */
  rehearse(bytes) {
    fs.unlinkSync(this.#writeBeside(bytes));
  }

  /**
   * Under its name the file appears only whole, and an older one is kept until then.
   * @param {Uint8Array} bytes
   */
  write(bytes) {
    const beside = this.#writeBeside(bytes);
    const stats = this.#stats();
    const oddity = stats && oddityOf(stats);
    if (oddity) throw new Error(`${this.#option} ${this.#file} is ${oddity} now; what was trained is in ${beside}`);
    try {
      if (stats) dressAs(beside, stats);
      fs.renameSync(beside, this.#file);
    } catch (error) {
      throw new Error(`${this.#option} ${this.#file}: ${messageOf(error)}; what was trained is in ${beside}`, {
        cause: error,
      });
    }
    syncDirectory(path.dirname(this.#file));
  }

  /** Writes to a new file in the same directory; gives its name. @param {Uint8Array} bytes @returns {string} */
  #writeBeside(bytes) {
    const beside = path.join(path.dirname(this.#file), `.descenso-${randomUUID()}`);
    let made;
    try {
      // A link that somebody has put there is not followed. Who may read it, where another file says so, it is told when it is whole.
      made = fs.openSync(beside, 'wx', this.exists ? 0o600 : 0o666);
      fs.writeFileSync(made, bytes);
      fs.fsyncSync(made);
    } catch (error) {
      if (made !== undefined) fs.unlinkSync(beside);
      throw new Error(`${this.#option} ${this.#file} cannot be written: ${messageOf(error)}`, { cause: error });
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
 * The bytes of a file.
 * @param {string} file
 * @param {string} what it is, for errors: "the checkpoint"
 * @param {number} most bytes
 * @returns {Uint8Array}
 */
export function readWhole(file, what, most) {
  const refuse = (/** @type {string} */ why) => new UsageError(`${what} ${file} ${why}`);
  let stats;
  try {
    stats = fs.statSync(file);
    if (stats.isFile() && stats.size <= most) return fs.readFileSync(file);
  } catch (error) {
    throw refuse(`cannot be read: ${messageOf(error)}`);
  }
  const oddity = oddityOf(stats);
  throw refuse(oddity ? `is ${oddity}` : `has ${stats.size} bytes, more than the ${most} that it can need`);
}

/** @typedef {'done' | 'stopped-early' | 'diverged' | 'interrupted'} Outcome how a run ended */

/** Writes what came of a run to the places that are named for it. */
export class Writing {
  /** Whether one of them could not be written to. */
  failed = false;

  /**
   * A place that is gone is told of, and costs the others nothing; one where another run may stand is kept from a run that diverged.
   * @template {{ file: string, exists: boolean }} P
   * @param {string} option that names it
   * @param {P | undefined} place
   * @param {Outcome} status
   * @param {(place: P) => void} write
   */
  to(option, place, status, write) {
    if (!place) return;
    try {
      if (status === 'diverged' && place.exists)
        process.stderr.write(`descenso: --${option} ${place.file} is kept as it was: this run diverged\n`);
      else write(place);
    } catch (error) {
      this.failed = true;
      process.stderr.write(`descenso: ${messageOf(error)}\n`);
    }
  }
}
