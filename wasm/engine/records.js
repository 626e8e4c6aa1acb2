/**
 * Rows of doubles, as C's structs of named fields lie in memory, and the columns that reports are made of.
 * @typedef {readonly [name: string, doubles: number, type: Float32ArrayConstructor | Float64ArrayConstructor]} Field
 *   in the order of the struct
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
 * @template {Float32Array | Float64Array} A
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
