// Measures lessons seed by seed, on worker threads: a thread has a seed's lessons one after the other, since they share runs.

import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { presets } from '../../web/lessons/index.js';
import { lessonOf, lessons } from './lessons/index.js';
import { forgetRuns } from '../helpers/lessons.js';

/** @typedef {{ lesson: string, seed: number, key: string, figures: import('./lessons/index.js').Figures, seconds: number, date?: string }} Line date: the day, UTC */

/** What has been measured so far, a line a lesson and seed: an interrupted measurement goes on from there. */
const KEPT = fileURLToPath(new URL('../../build/claims/measured.jsonl', import.meta.url));

/**
 * What a measurement is of: the lesson as it opens and how it is measured. The engine is left out, since its bits stay.
 * @param {import('./lessons/index.js').Lesson} lesson
 */
export function keyOf({ id, measure }) {
  // Neither its place in the deck nor how many seeds the page has by default is a part of a seed's runs.
  const { place: _, ...preset } = presets.find((one) => one.id === id) ?? {};
  if (preset.values) {
    const { seeds: __, ...values } = preset.values;
    preset.values = values;
  }
  return createHash('sha256')
    .update(JSON.stringify(preset))
    .update(String(measure).replace(/[\s,]+/g, ''))
    .digest('hex')
    .slice(0, 16);
}

/** @returns {Map<string, Line>} by lesson and seed, of the present definitions */
export function readKept() {
  const kept = new Map();
  if (!existsSync(KEPT)) return kept;
  const keys = new Map(lessons.map((lesson) => [lesson.id, keyOf(lesson)]));
  for (const text of readFileSync(KEPT, 'utf8').split('\n')) {
    // The last line may have been cut off.
    if (!text.endsWith('}')) continue;
    const line = JSON.parse(text);
    if (keys.get(line.lesson) === line.key) kept.set(`${line.lesson} ${line.seed}`, line);
  }
  return kept;
}

/** As ISO 8601 has it. */
export const today = () => new Date().toISOString().slice(0, 10);

/** NaN and infinities have no JSON. */
export const asNumbers = (/** @type {Record<string, number | null>} */ figures) =>
  Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, value ?? NaN]));

/**
 * @param {object} wanted
 * @param {import('./lessons/index.js').Lesson[]} wanted.lessons
 * @param {number[]} wanted.seeds
 * @param {number} [wanted.jobs] threads
 * @param {boolean} [wanted.keep] takes what has been kept, and keeps what is new
 * @param {(line: Line, done: number, all: number) => void} [wanted.onLine]
 * @returns {Promise<Map<string, import('./lessons/index.js').Figures[]>>} by lesson, a row a seed
 */
export async function measure({ lessons: wanted, seeds, jobs = 1, keep = false, onLine }) {
  const lines = keep ? readKept() : new Map();
  const todo = [];
  // The dear ones of all seeds come last.
  for (const dear of [false, true])
    for (const seed of seeds) {
      const ids = wanted
        .filter((one) => Boolean(one.dear) === dear && !lines.has(`${one.id} ${seed}`))
        .map(({ id }) => id);
      if (ids.length > 0) todo.push({ seed, ids });
    }
  const all = todo.reduce((sum, { ids }) => sum + ids.length, 0);
  let done = 0;
  if (keep) mkdirSync(path.dirname(KEPT), { recursive: true });

  /** @param {{ seed: number, ids: string[] }} work */
  const run = (work) =>
    new Promise((resolve, reject) => {
      const worker = new Worker(fileURLToPath(import.meta.url), { workerData: work });
      worker.on('message', ({ id, figures, seconds }) => {
        const line = { lesson: id, seed: work.seed, key: keyOf(lessonOf(id)), figures, seconds, date: today() };
        lines.set(`${id} ${work.seed}`, line);
        if (keep) appendFileSync(KEPT, `${JSON.stringify(line)}\n`);
        onLine?.(line, ++done, all);
      });
      worker.on('error', reject);
      worker.on('exit', resolve);
    });
  const take = async () => {
    for (let work = todo.shift(); work; work = todo.shift()) await run(work);
  };
  await Promise.all(Array.from({ length: jobs }, take));
  return new Map(
    wanted.map(({ id }) => [id, seeds.map((seed) => asNumbers(lines.get(`${id} ${seed}`)?.figures ?? {}))]),
  );
}

if (!isMainThread) {
  const { seed, ids } = workerData;
  for (const id of ids) {
    const began = performance.now();
    const figures = await lessonOf(id).measure(seed);
    parentPort?.postMessage({ id, figures, seconds: (performance.now() - began) / 1000 });
  }
  forgetRuns();
}
