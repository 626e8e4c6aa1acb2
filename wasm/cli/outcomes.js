// outcomes.js: what a sweep has come to so far, in memory and, with --out, in a file that the next call goes on from.

import fs from 'node:fs';
import { RunsError, mergeLines, readLines } from '../sweep/lines.js';
import { UsageError } from './args.js';
import { messageOf, oddityOf } from './target.js';

/**
 * @typedef {import('../sweep/run.js').RunLine} RunLine
 * @typedef {import('../sweep/grid.js').Job} Job
 */

/** Of a run's data, each with its hash. */
const SETS = /** @type {const} */ (['train', 'validation', 'test']);

export class Outcomes {
  #file;
  /** @type {number | undefined} */
  #opened;
  #jobs;
  /** @type {Map<string, RunLine>} */
  #lines = new Map();

  /**
   * @param {string | undefined} file
   * @param {Job[]} jobs
   * @param {string[]} keys of their specs
   * @param {import('../record/record.js').Made} made by which module they will be run
   */
  constructor(file, jobs, keys, made) {
    this.#file = file;
    this.#jobs = new Map(jobs.map((job, n) => [keys[n], job]));
    if (file !== undefined) this.#open(file, made);
  }

  /** @param {string} file @param {import('../record/record.js').Made} made */
  #open(file, made) {
    const { lines } = readRuns(file, '--out', true);
    const other = lines.find((line) => line.made?.wasm !== made.wasm);
    if (other)
      throw new UsageError(
        `--out ${file} has runs of another module (version ${other.made?.package}), which may come to other bits: choose another file`,
      );
    for (const line of lines) if (this.#jobs.has(line.key)) this.#lines.set(line.key, line);
    try {
      this.#opened = fs.openSync(file, 'a');
      // A last line that was cut would run into the next one. Others may write into the file, too: what they have added since
      // it was read, or are adding now, is not to be cut off.
      const text = fs.readFileSync(file, 'utf8');
      const { whole } = readLines(text, file);
      if (whole < text.length && fs.fstatSync(this.#opened).size === Buffer.byteLength(text))
        fs.ftruncateSync(this.#opened, Buffer.byteLength(text.slice(0, whole)));
      if (whole > 0 && text[whole - 1] !== '\n') fs.writeFileSync(this.#opened, '\n');
    } catch (error) {
      throw new UsageError(`--out ${file} cannot be written: ${messageOf(error)}`);
    }
  }

  /** @param {string} key */
  has(key) {
    return this.#lines.has(key);
  }

  /**
   * Refuses to go on with runs of other images: the table would be of both.
   * @param {(spec: RunLine['spec']) => Promise<import('../record/record.js').DataHashes>} hashesFor of the data that a run would see now
   */
  async checkData(hashesFor) {
    /** @type {Map<string, RunLine['data']>} */
    const now = new Map();
    for (const { spec, data } of this.#lines.values()) {
      const { set, trainSize, validationSize } = spec.data;
      const key = JSON.stringify([set, trainSize, validationSize]);
      const hashes = now.get(key) ?? (await hashesFor(spec));
      now.set(key, hashes);
      if (SETS.some((name) => data[name] !== hashes[name]))
        throw new UsageError(`--out ${this.#file} has runs of other data than there is now: choose another file`);
    }
  }

  /** @param {RunLine} line */
  add(line) {
    if (this.#opened !== undefined) this.#append(this.#opened, Buffer.from(`${JSON.stringify(line)}\n`));
    this.#lines.set(line.key, line);
  }

  /** All of a line, or nothing. @param {number} opened @param {Buffer} bytes */
  #append(opened, bytes) {
    const { size } = fs.fstatSync(opened);
    try {
      fs.writeFileSync(opened, bytes); // goes on where a disk takes a part only, until that fails
    } catch (error) {
      this.#takeBack(opened, bytes, size);
      throw new Error(`--out ${this.#file} cannot be written: ${messageOf(error)}`, { cause: error });
    }
  }

  /** What was written of a line goes again, unless others have written behind it. @param {number} opened @param {Buffer} bytes @param {number} size */
  #takeBack(opened, bytes, size) {
    try {
      const tail = fs.readFileSync(/** @type {string} */ (this.#file)).subarray(size);
      if (bytes.subarray(0, tail.length).equals(tail)) fs.ftruncateSync(opened, size);
    } catch {
      // What went wrong first is what is told.
    }
  }

  /** As this sweep has them, whatever place and words another one gave them. @returns {RunLine[]} */
  sorted() {
    const own = [...this.#lines.values()].map((line) => {
      const { index, vary } = /** @type {Job} */ (this.#jobs.get(line.key));
      return { ...line, index, vary };
    });
    return mergeLines(own);
  }

  close() {
    if (this.#opened !== undefined) fs.closeSync(this.#opened);
    this.#opened = undefined;
  }
}

/**
 * The runs of a file.
 * @param {string} file
 * @param {string} option for errors
 * @param {boolean} [mayLack] whether there need be no file
 * @returns {import('../sweep/lines.js').Read}
 */
export function readRuns(file, option, mayLack = false) {
  let text = '';
  try {
    const stats = fs.statSync(file, { throwIfNoEntry: false });
    const oddity = stats && oddityOf(stats);
    if (oddity) throw new UsageError(`${option} ${file} is ${oddity}`);
    if (stats || !mayLack) text = fs.readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${option} ${file} cannot be read: ${messageOf(error)}`);
  }
  try {
    return readLines(text, file);
  } catch (error) {
    throw error instanceof RunsError ? new UsageError(error.message) : error;
  }
}
