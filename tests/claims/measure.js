#!/usr/bin/env node
// Measures what the lessons say, over seeds, and judges it.
//
//   node tests/claims/measure.js --write [--seeds 1,2,…] [--only ID,…] [--jobs N]   web/lessons/figures.json and figures.js anew
//   node tests/claims/measure.js --texts                                           figures.js alone, when texts name others
//   node tests/claims/measure.js [--seeds 5001,5002,…] [--only ID,…] [--jobs N] [--keep]   repeats the claims: ./build.sh claims
//
// With --write, and with --keep, what has been measured is kept in build/claims/, so that what was interrupted goes on from there;
// lessons that --only leaves out stay as the file has them. Without either nothing is kept: a repetition trains anew. One line a claim,
// and status 1 where one does not hold.

import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { contradiction, isBorneOut, judge } from './criteria.js';
import { figuresOf, readFigures, writeFigures } from './figures.js';
import { lessonOf, lessons as all } from './lessons/index.js';
import { asNumbers, keyOf, measure, readKept, today } from './measuring.js';

/** Seeds that the file has not seen, where none are named. */
const UNSEEN = [5001, 5002, 5003, 5004, 5005, 5006, 5007, 5008, 5009, 5010];
/** With fewer, a criterion is not asked of the new seeds alone: they are held against the file. */
const ENOUGH = 8;

/** @param {string} text @param {string} name @param {number} least @returns {number[]} */
function wholeNumbers(text, name, least) {
  return text.split(',').map((one) => {
    const value = Number(one);
    if (!Number.isInteger(value) || value < least || value >= 2 ** 32 || one.trim() === '')
      throw new RangeError(`${name} must be whole numbers from ${least} to 4294967295, got "${one}"`);
    return value;
  });
}

/** @param {number | null} x */
const told = (x) => (x === null || !Number.isFinite(x) ? '–' : String(Number(x.toPrecision(3))));

/** @param {import('./criteria.js').Finding} finding @param {string} verdict */
const lineOf = ({ id, n, k, kind, mean, low, high, criterion, says }, verdict) =>
  [
    verdict.padEnd(5),
    id.padEnd(32),
    `n=${n}`.padEnd(5),
    (k === undefined ? told(mean) : `${k} of ${n}`).padStart(9),
    `[${told(low)}, ${told(high)}]`.padEnd(20),
    `${kind}, ${criterion}`.padEnd(28),
    says,
  ].join(' ');

async function main() {
  const { values: options } = parseArgs({
    options: {
      write: { type: 'boolean' },
      texts: { type: 'boolean' },
      seeds: { type: 'string' },
      only: { type: 'string' },
      jobs: { type: 'string' },
      keep: { type: 'boolean' },
    },
  });
  if (options.texts) return void (await writeFigures(readFigures()));
  const seeds = options.seeds
    ? wholeNumbers(options.seeds, 'seeds', 0)
    : options.write
      ? Array.from({ length: 10 }, (_, n) => n + 1)
      : UNSEEN;
  const [jobs] = options.jobs ? wholeNumbers(options.jobs, 'jobs', 1) : [availableParallelism()];
  const lessons = options.only ? options.only.split(',').map(lessonOf) : all;
  if (new Set(seeds).size < seeds.length) throw new RangeError(`seeds must differ, got ${seeds}`);
  if (options.write && seeds.length < 10) throw new RangeError(`the file wants 10 seeds at least, got ${seeds.length}`);

  const began = performance.now();
  const measured = await measure({
    lessons,
    seeds,
    jobs,
    keep: options.write || options.keep,
    onLine: ({ lesson, seed, seconds }, done, count) => {
      const left = ((performance.now() - began) / 1000 / done) * (count - done);
      process.stderr.write(
        `${done} of ${count}: ${lesson}, seed ${seed} (${seconds.toFixed(1)} s); about ${Math.ceil(left / 60)} min left\n`,
      );
    },
  });

  const before = readFigures();
  if (options.write) {
    // Claims are allowed for together, so that what has been kept of the others counts.
    const kept = readKept();
    const whole = all.filter(({ id }) => seeds.every((seed) => kept.has(`${id} ${seed}`)));
    const rows = new Map(
      whole.map(({ id }) => [id, seeds.map((seed) => asNumbers(kept.get(`${id} ${seed}`)?.figures ?? {}))]),
    );
    const originOf = (/** @type {import('./lessons/index.js').Lesson} */ lesson) => {
      const days = seeds.flatMap((seed) => kept.get(`${lesson.id} ${seed}`)?.date ?? []).sort();
      // What was kept before days were is what the file has.
      return { date: days.at(-1) ?? before.lessons[lesson.id]?.date ?? today(), key: keyOf(lesson) };
    };
    const found = { ...before.lessons, ...figuresOf(whole, rows, seeds, originOf).lessons };
    const there = all.filter(({ id }) => found[id]);
    await writeFigures({ seeds, lessons: Object.fromEntries(there.map(({ id }) => [id, found[id]])) });
  }
  let failed = 0;
  for (const finding of judge(lessons, measured)) {
    const [id, name] = finding.id.split('.');
    const claim = /** @type {import('./lessons/index.js').Claim} */ (
      lessonOf(id).claims.find((one) => one.id === name)
    );
    const filed = before.lessons[id]?.claims.find((one) => one.id === finding.id);
    // A few seeds decide nothing by themselves.
    const alone = seeds.length >= ENOUGH || !filed;
    const against = alone ? null : contradiction(filed, claim, measured.get(id) ?? []);
    const holds = alone ? isBorneOut(finding, claim) : against === null && filed?.holds;
    if (!holds) failed++;
    console.log(lineOf(finding, holds ? 'holds' : 'FAILS') + (against ? `: ${against}` : ''));
  }
  console.log(failed ? `${failed} claims do not hold` : 'all claims hold');
  return failed ? 1 : 0;
}

process.exitCode =
  (await main().catch((error) => {
    console.error(error instanceof RangeError || error.code?.startsWith('ERR_PARSE_ARGS') ? error.message : error);
    return 2;
  })) ?? 0;
