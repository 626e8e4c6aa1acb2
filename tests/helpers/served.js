// Directories to serve in place of the tree, each without something.

import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * A copy of what is served, which goes when the tests of the file are over.
 * @param {string[]} names of files and directories of the tree
 * @param {string[]} [without] paths that are left out
 * @returns {string} the directory
 */
export function servedCopy(names, without = []) {
  const copy = mkdtempSync(path.join(tmpdir(), 'descenso-served-'));
  after(() => rmSync(copy, { recursive: true, force: true }));
  const left = without.map((name) => path.join(ROOT, name));
  for (const name of names)
    cpSync(path.join(ROOT, name), path.join(copy, name), {
      recursive: true,
      filter: (source) => !left.includes(source),
    });
  return copy;
}

/**
 * Puts the starter set's files where the full set's are looked for: few images, and all that a small run takes.
 * @param {string} copy
 */
export function pretendFull(copy) {
  cpSync(path.join(ROOT, 'web/data/starter'), path.join(copy, 'web/data/full'), { recursive: true });
}
