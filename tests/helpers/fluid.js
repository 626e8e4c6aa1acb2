// Whether a page stays fluid: no task of its main thread takes long.

import assert from 'node:assert/strict';

/** @typedef {import('./browser.js').TestPage} TestPage */
/** @typedef {{ name: string, ph: string, pid: number, tid: number, dur?: number, tdur?: number, args: { name?: string } }} TraceEvent */

/** Milliseconds of a task's own after which a page feels slow to answer, on a machine that takes REFERENCE for work(). */
export const LONG = 50;
const REFERENCE = 30;

/** As much as a page might do in a task: numbers, objects and text. */
function work() {
  /** @type {{ name: string, value: number }[]} */
  const rows = [];
  for (let n = 0; n < 60_000; n++) rows.push({ name: `row ${n}`, value: Math.sin(n) });
  return rows
    .sort((a, b) => a.value - b.value)
    .map(({ name }) => name)
    .join().length;
}

/** How many times as long as the reference this machine takes at present, 1 at least. */
function slowness() {
  const times = Array.from({ length: 3 }, () => {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  return Math.max(1, Math.min(...times) / REFERENCE);
}

/**
 * What a trace (category toplevel) tells of the page's main thread, in milliseconds: of the clock, and of its own, which
 * other processes on the machine take no share of.
 * @param {Uint8Array | undefined} trace
 */
function mainThread(trace) {
  /** @type {TraceEvent[]} */
  const events = JSON.parse(Buffer.from(trace ?? []).toString()).traceEvents;
  const ends = events.filter((event) => event.name === 'thread_name' && event.args.name === 'CrRendererMain');
  const threads = ends.map(({ pid, tid }) =>
    events.filter(
      (event) => event.pid === pid && event.tid === tid && event.ph === 'X' && event.name.endsWith('RunTask'),
    ),
  );
  const total = (/** @type {TraceEvent[]} */ tasks) => tasks.reduce((sum, { tdur = 0 }) => sum + tdur, 0);
  // The browser has threads of that name for pages of its own.
  const tasks = threads.reduce((most, one) => (total(one) > total(most) ? one : most), []);
  const longest = (/** @type {'dur' | 'tdur'} */ key) =>
    Math.round(Math.max(0, ...tasks.map((task) => task[key] ?? 0)) / 1000);
  return { wall: longest('dur'), cpu: longest('tdur') };
}

/**
 * Whatever `act` brings about, no task of the page has long of its own. What a page does by its nature it does each time;
 * what happens to it on a shared machine does not happen three times in a row. In Chromium: only it tells of this.
 * @param {import('node:test').TestContext} t
 * @param {TestPage} page
 * @param {string} what
 * @param {() => Promise<unknown>} act that can be done again
 */
export async function assertFluid(t, page, what, act) {
  for (let tries = 1; ; tries++) {
    await page.tracing.start({ categories: ['toplevel'] });
    await act();
    const { cpu, wall } = mainThread(await page.tracing.stop());
    const limit = LONG * slowness();
    t.diagnostic(`${what}: ${cpu} ms of its own of ${Math.round(limit)}, ${wall} ms by the clock`);
    assert.ok(cpu > 0, 'the test sees tasks');
    if (cpu < limit) return;
    assert.ok(tries < 3, `${what}: a task of ${cpu} ms`);
  }
}
