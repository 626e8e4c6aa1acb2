// A copy of the project as a clone would have it: what git tracks, and what is new and not ignored.

import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Calls `use` with such a copy, at a path with a space in it, and removes it afterwards.
 * @param {(directory: string) => void | Promise<void>} use
 */
export async function withClone(use) {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '-z'];
  const files = execFileSync('git', args, { cwd: root, encoding: 'utf8' }).split('\0').filter(Boolean);
  const directory = mkdtempSync(path.join(tmpdir(), 'descenso clone-'));
  try {
    for (const file of files) {
      const from = path.join(root, file);
      if (existsSync(from)) cpSync(from, path.join(directory, file)); // else it is deleted and not yet committed
    }
    await use(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}
