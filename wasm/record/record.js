/**
 * Records: what runs were and what they came to, as one JSON, from which they can be run again. A record has no curve of every step;
 * it has every figure of every epoch, and the weights' hashes, which hang on every bit before them.
 */

/**
 * @typedef {import('../spec.d.ts').Spec} Spec
 * @typedef {import('../index.js').Experiment} Experiment
 * @typedef {import('../data.js').Datasets} Datasets
 * @typedef {{ step: number, learningRate: number }} Change the rate that was set by hand after so many steps
 * @typedef {{ epoch: number, member?: number, trainLoss: number | null, validationLoss: number | null,
 *   validationAccuracy: number | null, penalty: number | null }} EpochFigures null: not measured, or not finite
 * @typedef {{ train: string, validation: string | null, test: string }} DataHashes see dataset.hash()
 *
 * @typedef {object} RunRecord
 * @property {string} name among the record's runs; '' of a single one
 * @property {Spec} spec full
 * @property {DataHashes} data
 * @property {string} initialWeights hash before the first step
 * @property {string | null} weightsFile that the run began from, instead of the initializers
 * @property {Change[]} changes in their order
 * @property {number} steps that were taken
 * @property {string} status done, stopped-early or diverged, or stopped where somebody ended it before
 * @property {EpochFigures[]} epochs
 * @property {number | null} testLoss
 * @property {number | null} testAccuracy
 * @property {string} weightsHash
 *
 * @typedef {{ package: string, wasm: string }} Made the package's version, and its module's SHA-256
 * @typedef {{ format: typeof FORMAT, version: typeof VERSION, made: Made, seal: string, runs: RunRecord[] }} Record
 *   `seal`: SHA-256 of what was made and the runs as JSON; it shows a change by hand that no run could show, and no forger's
 */

export const FORMAT = 'descenso-record';
export const VERSION = 1;

/** More than a lab can have at once, and than anybody verifies. */
export const MAX_RUNS = 1000;

/** Of a run that was ended before its end. */
export const STOPPED = 'stopped';

/** @typedef {{ sha256(bytes: Uint8Array): string }} Hasher an engine */

/** @param {Hasher} engine @param {Made} made @param {RunRecord[]} runs @returns {Record} */
export const makeRecord = (engine, made, runs) => ({
  format: FORMAT,
  version: VERSION,
  made,
  seal: sealOf(engine, { made, runs }),
  runs,
});

/** @param {Hasher} engine @param {Pick<Record, 'made' | 'runs'>} record */
export const sealOf = (engine, { made, runs }) => engine.sha256(new TextEncoder().encode(JSON.stringify([made, runs])));

/** @param {Record} record @returns {string} as a file has it */
export const recordText = (record) => `${JSON.stringify(record, null, 1)}\n`;

/** @param {Datasets} datasets @returns {DataHashes} */
export const hashesOf = ({ train, validation, test }) => ({
  train: train.hash(),
  validation: validation?.hash() ?? null,
  test: test.hash(),
});

/** JSON has no number that is not finite. @param {number | null | undefined} x */
export const orNull = (x) => (typeof x === 'number' && Number.isFinite(x) ? x : null);

/**
 * An epoch's figures, without clocks and whatever else came along.
 * @param {{ epoch: number, member?: number, trainLoss: number, validationLoss: number | null, validationAccuracy: number | null,
 *   penalty: number }} epoch
 * @returns {EpochFigures}
 */
export const figuresOf = ({ epoch, member, trainLoss, validationLoss, validationAccuracy, penalty }) => ({
  epoch,
  ...(member === undefined ? {} : { member }),
  trainLoss: orNull(trainLoss),
  validationLoss: orNull(validationLoss),
  validationAccuracy: orNull(validationAccuracy),
  penalty: orNull(penalty),
});

/** A record that is none: what is wrong with it, by its path. */
export class RecordError extends Error {}

/** @typedef {(value: unknown) => boolean} Check */

/** @type {Check} */
const isHash = (value) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
/** @type {Check} */
const isCount = (value) => Number.isInteger(value) && /** @type {number} */ (value) >= 0;
/** @type {Check} */
const isFigure = (value) => value === null || Number.isFinite(value);
/** @type {Check} */
const isText = (value) => typeof value === 'string';

/** What each key must be. @type {{ [key: string]: [check: Check, what: string] }} */
const RUN = {
  name: [isText, 'a text'],
  initialWeights: [isHash, 'a SHA-256 in hexadecimal'],
  weightsFile: [(value) => value === null || isText(value), 'a text or null'],
  steps: [isCount, 'a whole number, 0 at least'],
  status: [isText, 'a text'],
  testLoss: [isFigure, 'a number or null'],
  testAccuracy: [isFigure, 'a number or null'],
  weightsHash: [isHash, 'a SHA-256 in hexadecimal'],
};
/** @type {{ [key: string]: [check: Check, what: string] }} */
const DATA = {
  train: [isHash, 'a SHA-256 in hexadecimal'],
  validation: [(value) => value === null || isHash(value), 'a SHA-256 in hexadecimal or null'],
  test: [isHash, 'a SHA-256 in hexadecimal'],
};
/** @type {{ [key: string]: [check: Check, what: string] }} */
const EPOCH = {
  epoch: [isCount, 'a whole number'],
  member: [(value) => value === undefined || isCount(value), 'a whole number'],
  trainLoss: [isFigure, 'a number or null'],
  validationLoss: [isFigure, 'a number or null'],
  validationAccuracy: [isFigure, 'a number or null'],
  penalty: [isFigure, 'a number or null'],
};
/** @type {{ [key: string]: [check: Check, what: string] }} */
const CHANGE = {
  step: [isCount, 'a whole number, 0 at least'],
  learningRate: [(value) => Number.isFinite(value) && Number(value) >= 0, 'a number, 0 at least'],
};

/** @param {unknown} value @param {string} path @returns {{ [key: string]: unknown }} */
function objectAt(value, path) {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return /** @type {{ [key: string]: unknown }} */ (value);
  throw new RecordError(`${path} must be an object, got ${brief(value)}`);
}

/** @param {unknown} value @param {string} path @param {number} most @returns {unknown[]} */
function listAt(value, path, most) {
  if (Array.isArray(value) && value.length <= most) return value;
  throw new RecordError(
    `${path} must be a list${most < Infinity ? ` of at most ${most}` : ''}, got ${Array.isArray(value) ? value.length : brief(value)}`,
  );
}

/** @param {unknown} value */
const brief = (value) => (JSON.stringify(value) ?? 'nothing').slice(0, 60);

/** @param {unknown} value @param {string} path @param {{ [key: string]: [check: Check, what: string] }} form */
function checkForm(value, path, form) {
  const object = objectAt(value, path);
  for (const [key, [check, what]] of Object.entries(form)) {
    const own = Object.hasOwn(object, key) ? object[key] : undefined;
    if (!check(own)) throw new RecordError(`${path}.${key} must be ${what}, got ${brief(own)}`);
  }
  const more = Object.keys(object).find((key) => !Object.hasOwn(form, key));
  if (more !== undefined) throw new RecordError(`${path} has a key that is not known: ${brief(more)}`);
}

/**
 * A record, checked by shape; whether its specs hold, and its figures, is for who runs them.
 * @param {string} text
 * @returns {Record}
 * @throws {RecordError} that names the path, what is wanted and what was found
 */
export function readRecord(text) {
  /** @type {unknown} */
  let value;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new RecordError(`this is no JSON: ${/** @type {Error} */ (error).message}`);
  }
  const { format, version, made, seal, runs } = objectAt(value, 'the record');
  if (format !== FORMAT) throw new RecordError(`format must be "${FORMAT}", got ${brief(format)}`);
  if (version !== VERSION)
    throw new RecordError(`version must be ${VERSION}, which this program knows, got ${brief(version)}`);
  checkForm(made, 'made', { package: [isText, 'a text'], wasm: [isHash, 'a SHA-256 in hexadecimal'] });
  if (!isHash(seal)) throw new RecordError(`seal must be a SHA-256 in hexadecimal, got ${brief(seal)}`);
  const list = listAt(runs, 'runs', MAX_RUNS);
  if (list.length === 0) throw new RecordError('runs must have a run at least');
  list.forEach((run, n) => checkRun(run, `runs[${n}]`));
  return /** @type {Record} */ (value);
}

/** @param {unknown} value @param {string} path */
function checkRun(value, path) {
  const { spec, data, changes, epochs, ...rest } = objectAt(value, path);
  objectAt(spec, `${path}.spec`);
  checkForm(data, `${path}.data`, DATA);
  listAt(changes, `${path}.changes`, Infinity).forEach((change, n) =>
    checkForm(change, `${path}.changes[${n}]`, CHANGE),
  );
  listAt(epochs, `${path}.epochs`, Infinity).forEach((epoch, n) => checkForm(epoch, `${path}.epochs[${n}]`, EPOCH));
  checkForm(rest, path, RUN);
  const order = /** @type {Change[]} */ (changes).findIndex(({ step }, n, all) => n > 0 && step < all[n - 1].step);
  if (order >= 0) throw new RecordError(`${path}.changes[${order}] comes before the one ahead of it`);
}
