// data-node.js: where Node finds the files that data.js asks for.

import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { MAX_FILE_BYTES } from './data.js';

const SETS = fileURLToPath(new URL('../web/data/', import.meta.url));
const DEBIAN = '/usr/share/datasets/fashion-mnist';

/**
 * Reads from `dataDir` where it is given, else from the package's own sets, else the full set from Debian's
 * package. In any of them a file may be there without its .gz.
 * @param {string} [dataDir]
 * @returns {import('./data.js').ReadFile}
 */
export function nodeReader(dataDir) {
  return async (set, filename) => {
    const directories = dataDir ? [dataDir] : [path.join(SETS, set), ...(set === 'full' ? [DEBIAN] : [])];
    for (const directory of directories) {
      for (const name of [filename, filename.replace(/\.gz$/, '')]) {
        const bytes = await readIfThere(path.join(directory, name));
        if (bytes) return bytes;
      }
    }
    throw new Error(
      dataDir
        ? `${dataDir} has no ${filename}`
        : `the ${set} set's ${filename} is missing: run ./build.sh data in the repository, or say where it is (--data DIR, nodeReader(DIR))`,
    );
  };
}

/** @param {string} file */
async function readIfThere(file) {
  try {
    // Before it is read: some files have no end.
    const stats = await stat(file);
    if (!stats.isFile()) throw new Error(`${file} is no regular file`);
    if (stats.size > MAX_FILE_BYTES)
      throw new Error(`${file} has ${stats.size} bytes, more than the ${MAX_FILE_BYTES} that a file may have`);
    return await readFile(file);
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}
