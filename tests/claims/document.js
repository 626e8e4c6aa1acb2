// docs/claims.md: what the lessons say, what was measured of it, and which test repeats it. Written by measure.js.

import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { presets } from '../../web/lessons/index.js';
import { stringsOf } from '../helpers/words.js';

export const DOCUMENT_FILE = fileURLToPath(new URL('../../docs/claims.md', import.meta.url));

/** The tests of a lesson's rule, formula or mechanism, which hold for any seed, beside those of its runs. @type {Record<string, string[]>} */
const MECHANISMS = {
  deep: ['training'],
  he: ['training'],
  clipping: ['clipping'],
  'deep-batchnorm': ['batchnorm', '../golden/depth'],
  residual: ['../golden/depth'],
  selu: ['../golden/depth'],
  'edge-of-stability': ['../golden/depth'],
  landscape: ['../golden/landscape'],
  gd: ['gradient-noise'],
  conditioning: ['conditioning', 'lessons-surfaces'],
  saddle: ['saddle', 'lessons-surfaces'],
  sgd: ['gradient-noise'],
  momentum: ['momentum', 'constant-gradient', 'lessons-surfaces'],
  nesterov: ['nesterov', 'lessons-surfaces'],
  adagrad: ['adagrad', 'constant-gradient', 'lessons-surfaces'],
  rmsprop: ['rmsprop', 'lessons-surfaces'],
  'adam-bias': ['adam-bias', 'constant-gradient'],
  'adam-bias-2d': ['adam-bias', 'constant-gradient', 'lessons-surfaces'],
  adam: ['../golden/optimizers'],
  'race-2d': ['race-2d', 'lessons-surfaces'],
  'race-2d-saddle': ['race-2d', 'lessons-surfaces'],
  'race-2d-beale': ['race-2d', 'lessons-surfaces'],
  race: ['race'],
  lr: ['training'],
  finder: [],
  'schedule-power': ['schedules'],
  'schedule-exponential': ['schedules'],
  'schedule-piecewise': ['schedules'],
  'schedule-performance': ['schedules'],
  'schedule-1cycle': ['schedules'],
  overfit: ['overfit'],
  l1: ['overfit'],
  'l1-proximal': ['../golden/regularization'],
  l2: ['overfit'],
  adamw: ['../golden/regularization'],
  'max-norm': ['overfit'],
  dropout: ['dropout'],
  'dropout-scaling': ['dropout'],
  'mc-dropout': ['mc-dropout', 'lessons-uncertainty'],
  temperature: ['../golden/calibration'],
  conformal: ['../golden/calibration'],
  augmentation: ['augmentation'],
  batchnorm: ['batchnorm'],
  'early-stopping': ['training'],
  average: ['../golden/averages'],
  bagging: ['bagging'],
  slips: ['slips', 'constant-gradient'],
  'slips-adagrad': ['slips'],
  'slips-dropout': ['slips'],
  'slips-decay': ['slips'],
  keras: ['../golden/snippets', '../golden/exports'],
};

/** @param {number | null | undefined} x */
const told = (x) => (typeof x === 'number' ? String(Number(x.toPrecision(3))).replace('-', '−') : '–');

/** @param {import('./criteria.js').Finding} finding */
const rowOf = ({ says, n, k, mean, low, high, criterion, kind, p, holds }) => {
  const figure = k === undefined ? told(mean) : `${k} of ${n}`;
  const sure = p === null ? '' : p < 1e-4 ? ', p < 0.0001' : `, p = ${told(p)}`;
  return `| ${says} | ${n} | ${figure} | ${told(low)} to ${told(high)} | ${kind}: ${criterion}${sure} | ${holds ? 'holds' : 'does not hold'} |`;
};

/** What a text may name, with its interval. @param {import('./figures.js').Measured['lessons'][string]} lesson */
function figuresIn({ n, figures }) {
  const list = Object.entries(figures).map(
    ([name, { mean, low, high }]) => `\`${name}\` ${told(mean)} (${told(low)} to ${told(high)})`,
  );
  return list.length > 0 ? `\n\nFigures, means of ${n} seeds with their 95 % intervals: ${list.join(', ')}.` : '';
}

/** @param {import('./figures.js').Measured} measured @returns {Promise<string>} */
export async function documentOf({ seeds, lessons }) {
  const { presets: words } = await stringsOf('en');
  const parts = presets.map(({ id, lab }) => {
    const files = [...(lessons[id] ? [`unseen-${lab}`] : []), ...(MECHANISMS[id] ?? [])];
    const places = files.map((name) => path.posix.join('claims', name));
    const links = places.map((place) => `[${path.posix.basename(place)}](../tests/${place}.test.js)`).join(', ');
    const head = `## ${words[id].title}\n\nPreset \`${id}\` (\`#lab=${lab}&preset=${id}\`); tests: ${links || 'none yet'}.\n`;
    if (lab === 'surfaces') return `${head}\nNo run of it depends on a seed: its figures are exact.\n`;
    if (!lessons[id]) return `${head}\nNot measured yet.\n`;
    const table = ['| claim | n | figure | 95 % interval | criterion | |', '|---|---|---|---|---|---|'];
    return `${head}\n${[...table, ...lessons[id].claims.map(rowOf)].join('\n')}${figuresIn(lessons[id])}\n`;
  });
  return `# What the lessons claim

Made by \`./build.sh claims --write\` from [figures.json](../web/lessons/figures.json), which has seeds ${seeds.join(', ')}. \`npm run test:whole\`
repeats every claim with a seed that this table has not seen, \`npm test\` those of all lessons but the dearest; \`./build.sh claims\` with ten more, or with
yours.

A claim of kind *mean* says that the mean over seeds lies above a bound, *equal* that it lies within a margin, *each* that it is true of
single runs, in a share of the seeds. Intervals of means are Student's, of paired differences where two runs of one seed are compared; intervals of
shares are Wilson's. p is corrected by Holm over all claims of this table together.

${parts.join('\n')}`;
}
