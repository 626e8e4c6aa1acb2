/** What several of the classes here need of numbers: checks, rows of doubles as C's structs lie in memory, and columns of them. */

/** @param {string} name @param {number} value @param {number} max @param {number} [min] */
export function checkCount(name, value, max, min = 1) {
  if (!Number.isInteger(value) || value < min || value > max)
    throw new RangeError(`${name} must be a whole number ${min}..${max}, got ${value}`);
}

/** What C takes as a word: a larger number would be cut to its lowest 32 bits. @param {string} name @param {number} value */
export const checkWord = (name, value) => checkCount(name, value, 0xffffffff);

/**
 * @param {Float32Array} probabilities [n, classes]
 * @param {number} classes
 * @returns {Uint8Array} [n]: the most probable class of each row, the first of equals
 */
export function mostProbable(probabilities, classes) {
  return Uint8Array.from({ length: probabilities.length / classes }, (_, n) => {
    const row = probabilities.subarray(n * classes, (n + 1) * classes);
    return row.reduce((best, p, k) => (p > row[best] ? k : best), 0);
  });
}

/**
 * A field of such a struct, in its order.
 * @typedef {readonly [name: string, doubles: number, type: Float32ArrayConstructor | Float64ArrayConstructor]} Field
 */

/** Doubles of a record. @param {readonly Field[]} fields @returns {number} */
export const recordSize = (fields) => fields.reduce((sum, [, doubles]) => sum + doubles, 0);

/**
 * Every field's values in all records, one after another.
 * @template {Record<string, Float32Array | Float64Array>} Columns
 * @param {readonly Field[]} fields
 * @param {Float64Array | Float32Array} records
 * @returns {Columns}
 */
export function columnsOf(fields, records) {
  const size = recordSize(fields);
  const count = records.length / size;
  let offset = 0;
  const columns = fields.map(([name, doubles, type]) => {
    const column = new type(count * doubles);
    for (let t = 0; t < count; t++)
      for (let i = 0; i < doubles; i++) column[t * doubles + i] = records[t * size + offset + i];
    offset += doubles;
    return [name, column];
  });
  return /** @type {Columns} */ (Object.fromEntries(columns));
}

/**
 * Parts as one array.
 * @template {Float32Array | Float64Array | Uint8Array} A
 * @param {{ new (length: number): A }} type
 * @param {A[]} parts
 * @returns {A}
 */
export function concatenate(type, parts) {
  const whole = new type(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** What a step of an experiment leaves, as src/run/run.h lays out a step_record. */
export const STEP = /** @type {const} */ ([
  ['losses', 1, Float32Array],
  ['penalties', 1, Float32Array],
  ['learningRates', 1, Float64Array],
]);

/** @typedef {{ losses: Float32Array, penalties: Float32Array, learningRates: Float64Array }} StepColumns one value a step */

/** The steps of several reports, one after another. @param {StepColumns[]} reports @returns {StepColumns} */
export function joinSteps(reports) {
  const join = (/** @type {(typeof STEP)[number]} */ [name, , type]) => [
    name,
    concatenate(
      type,
      reports.map((report) => report[name]),
    ),
  ];
  return Object.fromEntries(STEP.map(join));
}
