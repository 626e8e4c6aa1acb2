// A new profile costs Firefox most of its start: it compiles its own scripts there. The first profile's are kept, and given to
// those that follow.

import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../../build/firefox/', import.meta.url));
const KEPT = path.join(FOLDER, 'compiled');
const SCRIPTS = 'startupCache';
/** Which Firefox they are of: another compiles anew. */
const VERSION = 'compatibility.ini';

/** @param {string} from @param {string} to */
function copy(from, to) {
  for (const part of [SCRIPTS, VERSION]) cpSync(path.join(from, part), path.join(to, part), { recursive: true });
}

/** @param {string} folder */
const versionOf = (folder) => {
  const file = path.join(folder, VERSION);
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
};

/** Gives a new profile the compiled scripts, where there are any. @param {string} profile */
export function fillProfile(profile) {
  if (!existsSync(KEPT)) return;
  try {
    copy(KEPT, profile);
  } catch {
    rmSync(path.join(profile, VERSION), { force: true }); // another test was just replacing them: without it they do not count
  }
}

/** Keeps the scripts of a profile whose Firefox has ended by itself, if they are the first of its version. @param {string} profile */
export function keepProfile(profile) {
  const version = versionOf(profile);
  if (!version || version === versionOf(KEPT) || !existsSync(path.join(profile, SCRIPTS))) return;
  mkdirSync(FOLDER, { recursive: true });
  const fresh = mkdtempSync(path.join(FOLDER, 'new-'));
  try {
    copy(profile, fresh);
    rmSync(KEPT, { recursive: true, force: true });
    renameSync(fresh, KEPT); // whole, or not at all
  } catch {
    rmSync(fresh, { recursive: true, force: true }); // another test was faster
  }
}
