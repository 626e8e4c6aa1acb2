/**
 * Where the files are that are named at run time: the module, workers, data. Everything that asks for one asks here, in the
 * page and in its workers alike; addresses are relative to this file, so that the page may lie anywhere.
 * @param {string} name of the file from the project's folder on: 'wasm/descenso.wasm'
 * @returns {URL}
 */
export const asset = (name) => new URL(`../${name}`, import.meta.url);
