// interruption.js: what ends a training before its end: a signal, or a reader of the output that has gone.

import fs from 'node:fs';

/** Exit statuses, 128 and the signal's number, as shells have them. */
const STATUS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };
const STDOUT = 1;
const SIGPIPE_STATUS = 141;
const FAILED = 1;

const signals = /** @type {(keyof typeof STATUS)[]} */ (Object.keys(STATUS));
const streams = () => [process.stdout, process.stderr];

/** @param {NodeJS.ErrnoException} error of a stream that is written to */
const tell = (error) => process.stderr.write(`descenso: the output cannot be written: ${error.message}\n`);

/** @param {NodeJS.ErrnoException} error */
function leave(error) {
  if (error.code === 'EPIPE') process.exit();
  tell(error);
  process.exit(FAILED);
}

/** Who reads the output may leave early, as `| head` does: where nothing else is said, nothing is left to do then. */
export function leaveWithReaders() {
  for (const stream of streams()) stream.on('error', leave);
  if (isFile(STDOUT)) process.stdout._write = writeAll;
}

/** @param {number} fd */
function isFile(fd) {
  try {
    return fs.fstatSync(fd).isFile();
  } catch {
    return false; // it is closed
  }
}

/**
 * Node writes to a file once, and does not look how much of it the disk took: a full one would cut the output without a word.
 * @param {Buffer} bytes @param {unknown} _ @param {(error?: Error | null) => void} done
 */
function writeAll(bytes, _, done) {
  try {
    fs.writeFileSync(STDOUT, bytes);
  } catch (error) {
    return done(/** @type {Error} */ (error));
  }
  done();
}

/** From when it is made on, nothing ends the process unnoticed but a second signal. */
export class Interruption {
  /** The exit status that it asks for; undefined while there is none. @type {number | undefined} */
  status;

  /** Whether the output is lost, and nothing more needs be told. */
  silent = false;

  #listeners = signals.map((signal) => ({ signal, listener: () => this.#interrupt(STATUS[signal]) }));

  constructor() {
    for (const { signal, listener } of this.#listeners) process.on(signal, listener);
    for (const stream of streams()) {
      stream.off('error', leave);
      stream.on('error', (error) => this.#lose(error)); // for good: more is written before the process ends
    }
  }

  /** @param {NodeJS.ErrnoException} error */
  #lose(error) {
    if (this.silent) return;
    this.silent = true;
    const status = error.code === 'EPIPE' ? SIGPIPE_STATUS : FAILED;
    this.#interrupt(status);
    if (error.code !== 'EPIPE') tell(error);
    // It may come after the work, which then ended well: what it came to has not been told.
    process.once('exit', () => {
      process.exitCode ||= status;
    });
  }

  /** @param {number} status */
  #interrupt(status) {
    this.status ??= status;
    this.end();
  }

  /** Work that no signal cuts. @param {() => void} work */
  hold(work) {
    const wait = () => {};
    for (const signal of signals) process.on(signal, wait);
    try {
      work();
    } finally {
      for (const signal of signals) process.off(signal, wait);
    }
  }

  /** Leaves signals to the system again. */
  end() {
    for (const { signal, listener } of this.#listeners) process.off(signal, listener);
  }
}
