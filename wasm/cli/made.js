// made.js: what this program is, for records: the package's version and its module's SHA-256.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { VERSION } from '../version.js';

/** @param {string} file beside the folder of this one */
const read = (file) => readFileSync(new URL(`../${file}`, import.meta.url));

/** @returns {import('../record/record.js').Made} */
export const madeBy = () => ({
  package: VERSION,
  wasm: createHash('sha256').update(read('descenso.wasm')).digest('hex'),
});
