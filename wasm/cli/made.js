// made.js: what this program is, for records: the package's version and its module's SHA-256.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** @param {string} file beside the folder of this one */
const read = (file) => readFileSync(new URL(`../${file}`, import.meta.url));

/** @returns {string} */
export const packageVersion = () => JSON.parse(read('../package.json').toString('utf8')).version;

/** @returns {import('../record/record.js').Made} */
export const madeBy = () => ({
  package: packageVersion(),
  wasm: createHash('sha256').update(read('descenso.wasm')).digest('hex'),
});
