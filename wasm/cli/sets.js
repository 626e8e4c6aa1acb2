// sets.js: which data sets there are to serve, so that the page need not ask for one that is not there.

import { access, readdir } from 'node:fs/promises';
import path from 'node:path';
import { FILES } from '../data.js';

/** The address of the list, a JSON array of names. It is no file of the repository: what is there may change. */
export const LIST = '/web/data/sets.json';

/**
 * The sets all of whose files are there.
 * @param {string} root the directory that has web/
 * @param {(address: string) => Promise<boolean>} [isThere] whether an address is answered; without it, every file is
 * @returns {Promise<string[]>} their names, sorted
 */
export async function findSets(root, isThere = (address) => isFile(path.join(root, address))) {
  const names = await readdir(path.join(root, 'web/data')).catch(() => []);
  const files = [...FILES.train, ...FILES.test];
  const whole = await Promise.all(
    names.map(async (name) => {
      const there = await Promise.all(files.map((file) => isThere(`/web/data/${name}/${file}`)));
      return there.every(Boolean);
    }),
  );
  return names.filter((_, n) => whole[n]).sort();
}

/** @param {string} file */
const isFile = (file) =>
  access(file).then(
    () => true,
    () => false,
  );
