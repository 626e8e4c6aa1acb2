// Everything that `npm test` runs, several at a time. Pages get most of what there is, so only half of the machine's
// cores run tests in a browser; the native builds, static analysis and all other tests take what is left. What fails
// does not stop the others, so that one run tells all there is to mend; it fails the whole.

import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { WHOLE } from './helpers/whole.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const logs = path.join(root, 'build/tests');

const FORMAT = ['--test', '--test-reporter=spec'];
/** Where the reporter repeats what has failed. */
const FAILURES = /^✖ failing tests:$[\s\S]*/m;
const COUNTS = /^ℹ (tests|pass|fail|cancelled|skipped) (\d+)$/gm;

/** @typedef {{ name: string, command: string, args: string[] }} Job */
/** @typedef {Job & { status: number, seconds: number, output: string, counts: Record<string, number> }} Result */

/** @param {string} name a file of tests @returns {Job} */
const testJob = (name) => ({ name, command: process.execPath, args: [...FORMAT, name] });
/** @param {string} name a command of build.sh @returns {Job} */
const buildJob = (name) => ({ name, command: './build.sh', args: [name] });

const tests = readdirSync(path.join(root, 'tests'), { recursive: true })
  .map((name) => path.join('tests', String(name)))
  .filter((name) => name.endsWith('.test.js'))
  .sort();
const isOfPage = (/** @type {string} */ name) => /^tests.(web|publish|hosts)\b/.test(name);
const pages = tests.filter(isOfPage).map(testJob);
const others = [buildJob('check'), ...tests.filter((name) => !isOfPage(name)).map(testJob)];

/** @param {Job} job @returns {Promise<Result>} */
async function run(job) {
  const began = performance.now();
  const child = spawn(job.command, job.args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      output += text;
    });
  const status = await new Promise((resolve) => {
    child.on('error', (error) => {
      output += `${job.command}: ${error.message}\n`;
    });
    child.on('close', (code) => resolve(code ?? 1));
  });
  const seconds = (performance.now() - began) / 1000;
  const counts = Object.fromEntries([...output.matchAll(COUNTS)].map(([, key, count]) => [key, Number(count)]));
  return { ...job, status, seconds, output, counts };
}

/** @type {Result[]} */
const results = [];

/** @param {Result} result */
function tell({ name, status, seconds, output, counts }) {
  const file = name.replace(/^tests.|\.test\.js$/g, '').replace(/\W/g, '-');
  appendFileSync(path.join(logs, `${file}.txt`), output);
  const skipped = counts.skipped ? `, ${counts.skipped} skipped` : '';
  console.log(`${status ? '✖' : '✔'} ${name} (${seconds.toFixed(1)} s${skipped})`);
  if (status) console.log(FAILURES.exec(output)?.[0] ?? output);
}

/** One job after the other, of the first list that has one. @param {Job[][]} lists */
async function work(...lists) {
  const next = () => lists.find(({ length }) => length > 0)?.shift();
  for (let job = next(); job; job = next()) {
    const result = await run(job);
    results.push(result);
    tell(result);
  }
}

const began = performance.now();
const setup = spawnSync('./build.sh', ['setup'], { cwd: root, stdio: 'inherit' }).status ?? 1;
if (setup !== 0) process.exit(setup); // without the tools everything else would only say so again

rmSync(logs, { recursive: true, force: true });
mkdirSync(logs, { recursive: true });
const native = work([buildJob('native')]); // some of the other tests run what it builds
const half = Array.from({ length: Math.max(1, Math.floor(availableParallelism() / 2)) });
await Promise.all([
  ...half.map(() => work(pages).then(() => native.then(() => work(others)))),
  ...half.map(() => native.then(() => work(others, pages))),
]);

// A page that failed beside all others is tried once more by itself. What then passes is told, and is to be mended: it is a
// test, or a page, that does not hold on a busy machine.
/** @type {string[]} */
const unsteady = [];
for (const first of results.filter(({ status, name }) => status !== 0 && isOfPage(name))) {
  console.log(`once more, by itself: ${first.name}`);
  const second = await run(first);
  tell(second);
  if (second.status !== 0) continue;
  unsteady.push(first.name);
  results.splice(results.indexOf(first), 1, second);
}

const total = (/** @type {string} */ key) => results.reduce((sum, { counts }) => sum + (counts[key] ?? 0), 0);
const failed = results.filter(({ status }) => status !== 0).map(({ name }) => name);
const minutes = ((performance.now() - began) / 60_000).toFixed(1);
const what = WHOLE
  ? 'all'
  : 'each page in one of the browsers, without the dearest lessons (npm run test:whole: all, in both)';
console.log(
  `\n${what}: ${total('tests')} tests in ${minutes} minutes: ${total('pass')} passed, ${total('fail')} failed, ` +
    `${total('cancelled')} cancelled, ${total('skipped')} skipped; all that they said is in build/tests/`,
);
if (unsteady.length) console.error(`unsteady, passed only by themselves: ${unsteady.join(', ')}`);
if (failed.length) console.error(`failed: ${failed.join(', ')}`);
process.exitCode = failed.length ? 1 : 0;
