/**
 * How long things take: epochs, evaluation, Monte Carlo passes, a race, threads, the first point after a click, a start; and how
 * many bytes modules and runs have. Prints a table; nothing here passes or fails. Its options are told by `descenso help bench`.
 *
 * Machines are noisy: the programs of a group take turns, and the median of the rounds counts.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { nodeReader } from '../../wasm/data-node.js';
import { UsageError } from '../../wasm/cli/args.js';
import { readOptions } from '../../wasm/cli/bench.js';
import { FILES, gunzip } from '../../wasm/data.js';
import { createBrowsers } from './browser.js';
import { createOurs } from './ours.js';
import { createPeers } from './peers.js';
import { documentOf, lineOf, machine, ratiosOf, resultOf } from './report.js';

const say = (/** @type {string} */ text) => process.stderr.write(`bench: ${text}\n`);
/** What is freed at the end, whatever happens. @type {(() => unknown)[]} */
const after = [];

/**
 * Those of a group after one another, round by round.
 * @param {{ group: string, what: string, who: string, unit: string, once?: boolean, work(): number | Promise<number> }[]} group
 * @param {number} rounds
 */
async function measure(group, rounds) {
  const values = new Map(group.map((one) => [one, /** @type {number[]} */ ([])]));
  for (let round = 0; round < rounds; round++)
    for (const one of round % 2 ? group.toReversed() : group) {
      if (one.once && round > 0) continue;
      try {
        values.get(one)?.push(await one.work());
      } catch (error) {
        say(`${one.group}, ${one.what}, ${one.who}: ${/** @type {Error} */ (error).message.split('\n')[0]}`);
      }
    }
  return group.filter((one) => values.get(one)?.length).map((one) => resultOf(one, values.get(one) ?? []));
}

/** Raw files for other programs. @param {string} set @param {string} scratch a folder */
async function unpacked(set, scratch) {
  const unpack = async (/** @type {string} */ name) => {
    const file = path.join(scratch, name);
    writeFileSync(file, await gunzip(await nodeReader()(set, name), name));
    return file;
  };
  const [images, labels, test] = await Promise.all([...FILES.train, FILES.test[0]].map(unpack));
  return { images, labels, test };
}

try {
  const options = readOptions(process.argv.slice(2));
  const { quick, rounds } = options;
  const size = quick
    ? { set: 'starter', images: 5000, evaluated: 1000, passes: 10 }
    : { set: 'full', images: 60000, evaluated: 10000, passes: 100 };
  const where = machine();
  const scratch = mkdtempSync(path.join(tmpdir(), 'descenso-bench-'));
  after.push(() => rmSync(scratch, { recursive: true }));
  const ours = await createOurs(size);
  after.push(ours.free);
  const browsers = await createBrowsers(size, { whole: options.browser });
  after.push(browsers.close);
  const peers = options.peers ? createPeers(await unpacked(size.set, scratch), size, say) : { measures: [], notes: [] };
  const what = ours.measures.find(({ group }) => group === 'Monte Carlo')?.what;
  for (const one of peers.measures) one.what ||= what ?? '';
  const only = options.only?.split(',').map((one) => one.trim().toLowerCase());
  const every = [...ours.measures, ...browsers.measures, ...peers.measures];
  const groups = [...new Set(every.map(({ group }) => group.toLowerCase()))];
  const unknown = only?.find((one) => !groups.includes(one));
  if (unknown !== undefined) throw new UsageError(`--only has groups of ${groups.join(', ')}, got ${unknown}`);
  const all = every.filter(({ group }) => !only || only.includes(group.toLowerCase()));
  const results = [];
  for (const group of new Set(all.map((one) => one.group))) {
    const found = await measure(
      all.filter((one) => one.group === group),
      rounds,
    );
    for (const one of found) console.log(lineOf(one));
    results.push(...found);
  }
  if (options.json)
    writeFileSync(
      options.json,
      `${JSON.stringify({ machine: where, rounds, results, ratios: ratiosOf(results) }, null, 2)}\n`,
    );
  const command = ['npm run bench --', ...process.argv.slice(2)].join(' ').replace(/ --$/, '');
  if (options.write) writeFileSync(options.write, documentOf(results, where, { rounds, command, notes: peers.notes }));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(`descenso: ${error.message}\nSee descenso help bench.`);
  process.exitCode = 2;
} finally {
  for (const work of after.reverse()) await work();
}
