/**
 * Where the files are that are named at run time: the module, workers, data. Everything that asks for one asks here, in the
 * page and in its workers alike; addresses are relative to this file, so that the page may lie anywhere.
 * @param {string} name of the file from the project's folder on: 'wasm/descenso.wasm'
 * @returns {URL}
 */
export const asset = (name) => new URL(`../${name}`, import.meta.url);

/**
 * One of them, as a response that has it.
 * @param {string} name
 * @throws {Error} where the host does not give it; `code` and `values` are for who words it in another language
 */
export async function fetchAsset(name) {
  const response = await fetch(asset(name));
  if (response.ok) return response;
  const file = name.slice(name.lastIndexOf('/') + 1);
  const message = `${file} could not be loaded: ${response.status} ${response.statusText}`;
  throw Object.assign(new Error(message), { code: 'download', values: { file } });
}
