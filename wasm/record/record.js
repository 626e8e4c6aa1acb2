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
 *   validationAccuracy: number | null, penalty: number | null, rawLoss?: number | null, rawAccuracy?: number | null }} EpochFigures
 *   null: not measured, or not finite
 * @typedef {{ train: string, validation: string | null, test: string }} DataHashes see dataset.hash()
 *
 * @typedef {object} RunRecord
 * @property {string} name among the record's runs; '' of a single one
 * @property {Spec} spec full
 * @property {number} [member] which of bagging's networks it is, from 0, where it trained that one alone
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

const FORMAT = 'descenso-record';
const VERSION = 1;

/** More than a lab can have at once, and than anybody verifies. */
const MAX_RUNS = 1000;

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
 *   penalty: number, rawLoss?: number, rawAccuracy?: number }} epoch
 * @returns {EpochFigures}
 */
export const figuresOf = ({ epoch, member, trainLoss, validationLoss, validationAccuracy, penalty, ...raw }) => ({
  epoch,
  ...(member === undefined ? {} : { member }),
  trainLoss: orNull(trainLoss),
  validationLoss: orNull(validationLoss),
  validationAccuracy: orNull(validationAccuracy),
  penalty: orNull(penalty),
  ...(raw.rawLoss === undefined ? {} : { rawLoss: orNull(raw.rawLoss), rawAccuracy: orNull(raw.rawAccuracy) }),
});

/**
 * A run's place in a record: the one form of it, for the command line, the page, and who runs it again.
 * @param {Omit<RunRecord, 'epochs' | 'testLoss' | 'testAccuracy'> & { epochs: Parameters<typeof figuresOf>[0][],
 *   test: { loss: number, accuracy: number } | null }} run
 * @returns {RunRecord}
 */
export const runRecord = ({ epochs, test, weightsHash, ...rest }) => ({
  ...rest,
  epochs: epochs.map(figuresOf),
  testLoss: orNull(test?.loss),
  testAccuracy: orNull(test?.accuracy),
  weightsHash,
});

/**
 * An experiment's, where it stands.
 * @param {Experiment} experiment
 * @param {Pick<RunRecord, 'name' | 'member' | 'data' | 'initialWeights' | 'weightsFile' | 'changes'>} begun what it does not know of itself
 * @param {{ loss: number, accuracy: number }} test
 */
export function experimentRecord(experiment, { name, member, data, initialWeights, weightsFile, changes }, test) {
  const { step, status } = experiment.state();
  return runRecord({
    name,
    spec: experiment.spec,
    ...(member === undefined ? {} : { member }),
    data,
    initialWeights,
    weightsFile,
    changes,
    steps: step,
    status: status === 'running' ? STOPPED : status,
    epochs: experiment.epochs(),
    test,
    weightsHash: experiment.weightsHash(),
  });
}

/** What a value of a record must be; the page's English is this. */
export const WHAT = {
  object: 'an object',
  list: 'a list',
  hash: 'a SHA-256 in hexadecimal',
  hashOrNull: 'a SHA-256 in hexadecimal or null',
  text: 'a text',
  textOrNull: 'a text or null',
  count: 'a whole number, 0 at least',
  figure: 'a number or null',
  rate: 'a number, 0 at least',
};

/** Why a file is no record, in English. @type {{ [code: string]: (values: { [name: string]: string }) => string }} */
const REASONS = {
  json: ({ reason }) => `this is no JSON: ${reason}`,
  format: ({ got }) => `format must be "${FORMAT}", got ${got}`,
  version: ({ known, got }) => `version must be ${known}, which this program knows, got ${got}`,
  must: ({ path, what, got }) => `${path} must be ${WHAT[/** @type {keyof typeof WHAT} */ (what)]}, got ${got}`,
  many: ({ path, most, got }) => `${path} must be a list of at most ${most}, got ${got}`,
  empty: () => 'runs must have a run at least',
  key: ({ path, key }) => `${path} has a key that is not known: ${key}`,
  order: ({ path }) => `${path} comes before the one ahead of it`,
};

/** What a reader of another language has to have words for. */
export const REFUSALS = Object.keys(REASONS);

/** A record that is none: what is wrong with it, by its path; as a code with values for who words it in another language. */
export class RecordError extends Error {
  /** @param {string} code @param {{ [name: string]: string }} [values] `path`: '' is the whole; `got`: '' is nothing */
  constructor(code, values = {}) {
    super(REASONS[code]({ ...values, path: values.path || 'the record', got: values.got || 'nothing' }));
    this.code = code;
    this.values = values;
  }
}

/** @typedef {[check: (value: unknown) => boolean, what: keyof typeof WHAT]} Check */

const isHash = (/** @type {unknown} */ value) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
const isText = (/** @type {unknown} */ value) => typeof value === 'string';

/** @type {Check} */
const HASH = [isHash, 'hash'];
/** @type {Check} */
const COUNT = [(value) => Number.isInteger(value) && Number(value) >= 0, 'count'];
/** Which of several networks. @type {Check} */
const MEMBER = [(value) => value === undefined || COUNT[0](value), 'count'];
/** @type {Check} */
const FIGURE = [(value) => value === null || Number.isFinite(value), 'figure'];
/** Of what not every run has. @type {Check} */
const MAYBE = [(value) => value === undefined || FIGURE[0](value), 'figure'];
/** @type {Check} */
const TEXT = [isText, 'text'];

/** What each key must be. @typedef {{ [key: string]: Check }} Form */
/** @type {Form} */
const RUN = {
  name: TEXT,
  member: MEMBER,
  initialWeights: HASH,
  weightsFile: [(value) => value === null || isText(value), 'textOrNull'],
  steps: COUNT,
  status: TEXT,
  testLoss: FIGURE,
  testAccuracy: FIGURE,
  weightsHash: HASH,
};
/** @type {Form} */
const DATA = { train: HASH, validation: [(value) => value === null || isHash(value), 'hashOrNull'], test: HASH };
/** @type {Form} */
const EPOCH = {
  epoch: COUNT,
  member: MEMBER,
  trainLoss: FIGURE,
  validationLoss: FIGURE,
  validationAccuracy: FIGURE,
  penalty: FIGURE,
  rawLoss: MAYBE,
  rawAccuracy: MAYBE,
};
/** @type {Form} */
const CHANGE = { step: COUNT, learningRate: [(value) => Number.isFinite(value) && Number(value) >= 0, 'rate'] };

/** @param {unknown} value @param {string} path @returns {{ [key: string]: unknown }} */
function objectAt(value, path) {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return /** @type {{ [key: string]: unknown }} */ (value);
  throw new RecordError('must', { path, what: 'object', got: brief(value) });
}

/** @param {unknown} value @param {string} path @param {number} most @returns {unknown[]} */
function listAt(value, path, most) {
  if (!Array.isArray(value)) throw new RecordError('must', { path, what: 'list', got: brief(value) });
  if (value.length > most) throw new RecordError('many', { path, most: String(most), got: String(value.length) });
  return value;
}

/** @param {unknown} value */
const brief = (value) => (JSON.stringify(value) ?? '').slice(0, 60);

/** @param {unknown} value @param {string} path @param {Form} form */
function checkForm(value, path, form) {
  const object = objectAt(value, path);
  for (const [key, [check, what]] of Object.entries(form)) {
    const own = Object.hasOwn(object, key) ? object[key] : undefined;
    if (!check(own)) throw new RecordError('must', { path: `${path}.${key}`, what, got: brief(own) });
  }
  const more = Object.keys(object).find((key) => !Object.hasOwn(form, key));
  if (more !== undefined) throw new RecordError('key', { path, key: brief(more) });
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
    throw new RecordError('json', { reason: /** @type {Error} */ (error).message });
  }
  const { format, version, made, seal, runs } = objectAt(value, '');
  if (format !== FORMAT) throw new RecordError('format', { got: brief(format) });
  if (version !== VERSION) throw new RecordError('version', { known: String(VERSION), got: brief(version) });
  checkForm(made, 'made', { package: TEXT, wasm: HASH });
  if (!isHash(seal)) throw new RecordError('must', { path: 'seal', what: 'hash', got: brief(seal) });
  const list = listAt(runs, 'runs', MAX_RUNS);
  if (list.length === 0) throw new RecordError('empty');
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
  if (order >= 0) throw new RecordError('order', { path: `${path}.changes[${order}]` });
}
