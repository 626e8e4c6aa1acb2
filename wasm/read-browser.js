// read-browser.js: "#read" for bundlers that build for browsers, which read no files.

/** @param {URL} url @returns {Promise<Uint8Array<ArrayBuffer>>} */
export async function readFile(url) {
  throw new Error(`${url} is a file, which a browser does not open: give loadEngine() an address or the bytes`);
}
