// start.js: `npm start`: brings the packages that the page needs where they are missing, then serves it. It imports
// nothing but Node's own modules, for on a fresh clone there is nothing else.

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const OLDEST_NODE = 20;

/** @param {string} file */
const readJson = (file) => JSON.parse(readFileSync(path.join(ROOT, file), 'utf8'));

/** @param {string} text */
const say = (text) => process.stderr.write(`${text}\n`);

/** @param {string} directory such as node_modules/sirv @param {string} version */
function isInstalled(directory, version) {
  try {
    return readJson(`${directory}/package.json`).version === version;
  } catch {
    return false;
  }
}

/** The packages that the page needs, of those that package-lock.json lists, and that are not there in its version. */
function missingPackages() {
  const { packages } = readJson('package-lock.json');
  return (
    Object.keys(packages)
      // What is bundled comes and stays away with the package that it is in.
      .filter((directory) => {
        const { dev, optional, inBundle } = packages[directory];
        return directory !== '' && !dev && !optional && !inBundle;
      })
      .filter((directory) => !isInstalled(directory, packages[directory].version))
      .map((directory) => directory.replace(/^.*node_modules\//, ''))
  );
}

/** @param {string[]} args @returns {boolean} whether npm succeeded */
function npm(...args) {
  say(`npm ${args.join(' ')}`);
  const options = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'];
  // npm says where it is, as `npm start` runs this. Its messages are for people: the address alone goes to stdout.
  const script = process.env.npm_execpath ?? '';
  const [command, ...rest] = /npm-cli\.js$/.test(script) ? [process.execPath, script] : ['npm'];
  const { status, error } = spawnSync(command, [...rest, ...args, ...options], {
    cwd: ROOT,
    stdio: ['ignore', 2, 2],
    shell: command === 'npm' && process.platform === 'win32',
  });
  if (error) say(`npm: ${error.message}`);
  return status === 0;
}

/** @returns {boolean} whether everything is there */
function install() {
  const missing = missingPackages();
  if (missing.length === 0) return true;
  say(`Installing what the page needs (${missing.join(', ')}), once:`);
  // `npm ci`, and --omit=dev too, would take away what is there for development.
  const develops = Object.keys(readJson('package.json').devDependencies ?? {}).some((name) =>
    existsSync(path.join(ROOT, 'node_modules', name)),
  );
  if (develops) npm('install', '--no-save');
  else if (!npm('ci', '--omit=dev')) npm('install', '--omit=dev', '--no-save');
  return missingPackages().length === 0;
}

/**
 * Who ends npm wants the server to end too, but between the two stands a shell that ends without telling it. Only a
 * terminal's Ctrl-C reaches them all.
 */
function endWithShell() {
  const shell = process.ppid;
  setInterval(() => {
    if (process.ppid !== shell) process.kill(process.pid, 'SIGTERM');
  }, 500).unref();
}

const version = process.versions.node;
if (Number(version.split('.')[0]) < OLDEST_NODE) {
  say(`descenso: Node ${OLDEST_NODE} or later is needed, this is ${version}: https://nodejs.org`);
  process.exitCode = 1;
} else if (!install()) {
  say('descenso: the packages could not be installed; npm said why. Is there a way to the registry?');
  process.exitCode = 1;
} else {
  if (process.env.npm_lifecycle_event === 'start') endWithShell();
  process.argv.splice(2, 0, 'serve');
  await import('../cli.js');
}
