// report.js: what was measured, as a table, as JSON and as docs/speed.md.

import os from 'node:os';

/** @typedef {{ group: string, what: string, who: string, unit: string, median: number, least: number, greatest: number, values: number[] }} Result */

const DIGITS = { s: 3, ms: 1, B: 0 };

const median = (/** @type {number[]} */ list) => {
  const sorted = list.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
};

/** @param {{ group: string, what: string, who: string, unit: string }} measure @param {number[]} values @returns {Result} */
export const resultOf = ({ group, what, who, unit }, values) => ({
  group,
  what,
  who,
  unit,
  median: median(values),
  least: Math.min(...values),
  greatest: Math.max(...values),
  values,
});

/** @param {number} x @param {string} unit */
const write = (x, unit) =>
  unit === 'B' ? `${Math.round(x).toLocaleString('en')} B` : `${x.toFixed(DIGITS[unit] ?? 2)} ${unit}`;

const range = ({ least, greatest, unit, values }) =>
  values.length > 1 ? `${write(least, unit).replace(/ \w+$/, '')} to ${write(greatest, unit)}` : '';

/** @param {Result} one */
export const lineOf = (one) =>
  `${one.group.padEnd(12)} ${one.what.padEnd(52)} ${one.who.padEnd(30)} ${write(one.median, one.unit).padStart(12)}  ${range(one)}`;

/** Where and when. */
export const machine = () => ({
  processor: os.cpus()[0]?.model.trim() ?? 'unknown',
  cores: os.availableParallelism(),
  memory: `${Math.round(os.totalmem() / 2 ** 30)} GiB`,
  system: `${os.type()} ${os.release().replace(/-.*/, '')}, ${os.arch()}`,
  node: process.version,
  date: new Date().toISOString().slice(0, 10),
  load: Number(os.loadavg()[0].toFixed(2)),
});

/**
 * How many times as fast as others we are at the same: our threads against one, the others' best against ours.
 * @param {Result[]} results
 */
export function ratiosOf(results) {
  const ratios = [];
  for (const key of new Set(results.map(({ group, what }) => `${group}\n${what}`))) {
    const same = results.filter(({ group, what, unit }) => `${group}\n${what}` === key && unit !== 'B');
    const base = same.find(({ who }) => /^(Descenso, 1 thread|one thread|1 worker)$/.test(who));
    if (!base) continue;
    for (const other of same)
      if (other !== base)
        ratios.push({
          group: base.group,
          what: base.what,
          of: other.who,
          to: base.who,
          times: base.median / other.median,
        });
  }
  return ratios;
}

/** @param {Result[]} results @param {ReturnType<typeof machine>} where @param {{ rounds: number, command: string, notes: string[] }} how */
export function documentOf(results, where, { rounds, command, notes }) {
  const ratios = ratiosOf(results);
  const rows = (/** @type {Result[]} */ list) =>
    list.map((one) => {
      const { times } = ratios.find((r) => r.group === one.group && r.what === one.what && r.of === one.who) ?? {};
      const cells = [one.what, one.who, write(one.median, one.unit), range(one), times ? times.toFixed(2) : ''];
      return `| ${cells.join(' | ')} |`;
    });
  const sections = [...new Set(results.map(({ group }) => group))].map((group) =>
    [
      `## ${group[0].toUpperCase()}${group.slice(1)}`,
      '',
      '| what | who | median | least to greatest | times as fast as one |',
      '|---|---|---|---|---|',
      ...rows(results.filter((one) => one.group === group)),
    ].join('\n'),
  );
  return `# Speed

Written by \`${command}\` on ${where.date}: ${where.processor}, ${where.cores} cores, ${where.memory}, ${where.system}, Node
${where.node.slice(1)}; the load at the start was ${where.load}. Medians of ${rounds} rounds, in which the programs take turns.

An epoch is one pass over the training images, 784-300-100-10 with minibatches of 32 where nothing else is said, ReLU, no dropout; the
network of the passes and the evaluation is 784-300-100-10 with ELU, and 0.2 of its input and of its hidden layers dropped.
${notes.map((note) => `\n${note}\n`).join('')}
${sections.join('\n\n')}
`;
}
