/** Files that are named at run time, over HTTP. */
import { asset } from './asset.js';

/**
 * A file, as a response that has it.
 * @param {string} name as asset() takes it
 * @throws {Error} where the host does not give it; `code` and `values` are for who words it in another language
 */
export async function fetchAsset(name) {
  const response = await fetch(asset(name));
  if (response.ok) return response;
  const file = name.slice(name.lastIndexOf('/') + 1);
  const message = `${file} could not be loaded: ${response.status} ${response.statusText}`;
  throw Object.assign(new Error(message), { code: 'download', values: { file } });
}
