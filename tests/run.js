// Everything that `npm test` runs, one phase after the other. A phase that fails does not stop the others, so
// that one run tells all there is to mend; it fails the whole.

import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

const tests = readdirSync(path.join(root, 'tests'), { recursive: true })
  .map(String)
  .filter((name) => name.endsWith('.test.js'))
  .sort()
  .map((name) => path.join('tests', name));

/** @type {[name: string, command: string, args: string[]][]} */
const phases = [
  ['native', './build.sh', ['native']],
  ['check', './build.sh', ['check']],
  ['tests', process.execPath, ['--test', '--test-reporter=spec', ...tests]],
];

/** @param {string} command @param {string[]} args @returns {number} exit status */
function run(command, args) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (error) console.error(`${command}: ${error.message}`);
  return status ?? 1;
}

const setup = run('./build.sh', ['setup']);
if (setup !== 0) process.exit(setup); // without the tools every other phase would only say so again

const failed = phases.filter(([, command, args]) => run(command, args) !== 0).map(([name]) => name);
if (failed.length) console.error(`\nfailed: ${failed.join(', ')}`);
process.exitCode = failed.length ? 1 : 0;
