// landscape.js: `descenso landscape`: the loss on a plane through the ways of runs, as numbers for whoever draws it.

import { loadDatasets } from '../data.js';
import { nodeReader } from '../data-node.js';
import { loadEngine } from '../index.js';
import * as space from '../landscape/index.js';
import { UsageError, parseOptions } from './args.js';
import { Interruption } from './interruption.js';
import { planRuns, progress, wholeNumber } from './race.js';

/** @typedef {import('../sweep/grid.js').Job} Job */
/** @typedef {{ job: Job, steps: number[], weights: Float32Array[] }} Path */

export const summary = 'the loss on a plane through the ways of runs, and the loss of the ways themselves';

const MAX_IMAGES = 60_000;
const IMAGES = 500;
const MAX_PATHS = 16;

export const help = `descenso landscape [spec.json] [--set path=value …] [--vary path=value,value …]
                   [--through N] [--random SEED] [--zoom X] [--images N] [--data DIR] [--json]

Trains the spec, or every combination of the values that vary, keeps weights on the way, and finds the loss on the plane of
their two principal components (Li et al., 2018): on a grid of ${space.COLUMNS} × ${space.ROWS} points, at the points that are nearest to the ways, and on the
ways themselves. The two are not the same: what a plane shows under a way is not what the run went through.

  --set path=value   changes the spec, as for descenso train
  --vary path=…      as for descenso race; all runs must have the same layers and images
  --through N        the plane goes through the end of the N-th of them, 1 without it
  --random SEED      in random directions, filter-normalized, in place of the ways' own
  --zoom X           how many times as much of the plane as the ways need (random: as far as the weights are large), 0.1..10
  --images N         the first so many of the training set; ${IMAGES} without it
  --data DIR         reads the four files of Fashion-MNIST from DIR, whatever data.set says
  --json             prints one JSON object a line: plane, path (a point each), grid (a point each), end

Exit status: 0 done, 1 failed, 2 the command line or the spec is wrong, 130 interrupted.`;

/** @type {NonNullable<import('node:util').ParseArgsConfig['options']>} */
const OPTIONS = {
  set: { type: 'string', multiple: true, default: [] },
  vary: { type: 'string', multiple: true, default: [] },
  through: { type: 'string' },
  random: { type: 'string' },
  zoom: { type: 'string', default: '1' },
  images: { type: 'string' },
  data: { type: 'string' },
  json: { type: 'boolean', default: false },
};

/** Ends it between two pieces of work. */
class Interrupted extends Error {}

/** @param {string[]} args @returns {Promise<number>} exit status */
export async function run(args) {
  const { values, positionals } = parseOptions(args, OPTIONS, 1);
  const zoom = Number(values.zoom);
  if (!(zoom >= 0.1 && zoom <= 10)) throw new UsageError(`--zoom must be 0.1..10, got ${values.zoom}`);
  const images = wholeNumber('--images', values.images, IMAGES, MAX_IMAGES);
  const random = values.random === undefined ? null : wholeNumber('--random', values.random, 1, 2 ** 32 - 1);
  const engine = await loadEngine();
  const jobs = planRuns(engine, { vary: values.vary, set: values.set, seeds: '1' }, positionals);
  const through = wholeNumber('--through', values.through, 1, jobs.length) - 1;
  checkAlike(jobs);
  const interruption = new Interruption();
  const bar = progress(1, 'of the work');
  /** @param {number} share */
  const moved = async (share) => {
    bar.show(share);
    await new Promise((resolve) => setImmediate(resolve)); // signals get their turn
    if (interruption.status !== undefined) throw new Interrupted();
  };
  try {
    const found = await explore(engine, jobs, { through, random, zoom, images, data: values.data }, moved);
    bar.clear();
    (values.json ? printLines : printTable)(found);
    return interruption.status ?? 0;
  } catch (error) {
    bar.clear();
    if (error instanceof Interrupted) return interruption.status ?? 1;
    throw error;
  } finally {
    interruption.end();
  }
}

/** @param {Job[]} jobs */
function checkAlike(jobs) {
  if (jobs.length > MAX_PATHS) throw new UsageError(`a plane has at most ${MAX_PATHS} ways, got ${jobs.length}`);
  const many = jobs.find(({ spec }) => spec.bagging.models > 1);
  if (many) throw new UsageError(`a way is one network's: bagging.models must be 1, got ${many.spec.bagging.models}`);
  const other = jobs.find(({ spec }) => space.functionOf(spec) !== space.functionOf(jobs[0].spec));
  if (other)
    throw new UsageError(
      `with ${nameOf(other)} the loss is another function of the weights: all ways must have the same layers and images`,
    );
}

/** @param {Job} job */
const nameOf = ({ vary }) =>
  Object.entries(vary)
    .map(([path, value]) => `${path}=${JSON.stringify(value)}`)
    .join(', ') || 'the run';

/**
 * @param {import('../index.js').Engine} engine
 * @param {Job[]} jobs
 * @param {{ through: number, random: number | null, zoom: number, images: number, data?: string }} how
 * @param {(share: number) => Promise<void>} moved how much of all is done, 0 to 1
 */
async function explore(engine, jobs, { through, random, zoom, images, data }, moved) {
  const training = 0.3;
  const read = nodeReader(data);
  /** @type {Path[]} */
  const paths = [];
  for (const [n, job] of jobs.entries()) {
    const kept = await trained(engine, job, jobs.length, read, (share) =>
      moved((training * (n + share)) / jobs.length),
    );
    paths.push({ job, steps: kept.map(({ step }) => step), weights: kept.map(({ weights }) => weights) });
  }
  const first = paths.slice(0, through).reduce((sum, { weights }) => sum + weights.length, 0);
  const all = paths.flatMap(({ weights }) => weights);
  const center = first + paths[through].weights.length - 1;
  const spec = jobs[through].spec;
  const datasets = await loadDatasets(engine, space.specOfImages(spec, images), read);
  const heights = new space.Heights(engine, spec, datasets, images);
  try {
    const { plane, shares } =
      random === null
        ? last(space.pathPlane(all, center, first))
        : { plane: randomPlane(heights, all[center], random), shares: [] };
    const nearest = space.projector(plane);
    const count = 2 * all.length + space.COLUMNS * space.ROWS;
    let done = 0;
    const height = async (/** @type {() => number} */ find) => {
      const loss = find();
      if (++done % 16 === 0) await moved(training + ((1 - training) * done) / count);
      return loss;
    };
    const points = [];
    for (const { job, steps, weights } of paths)
      for (const [n, theta] of weights.entries()) {
        const { a: x, b: y, distance } = nearest(theta);
        const loss = await height(() => heights.on(plane, x, y));
        const ownLoss = await height(() => heights.at(theta));
        points.push({ path: jobs.indexOf(job), vary: job.vary, step: steps[n], x, y, loss, ownLoss, distance });
      }
    const places = Float64Array.from(points.flatMap(({ x, y }) => [x, y]));
    const box = random === null ? space.boxAround(places, zoom) : space.boxOfOne(zoom);
    const grid = [];
    for (let node = 0; node < space.COLUMNS * space.ROWS; node++) {
      const [x, y] = space.nodeAt(box, node);
      grid.push({ x, y, loss: await height(() => heights.on(plane, x, y)) });
    }
    return { jobs, through, random, shares, box, images: heights.images, points, grid };
  } finally {
    heights.free();
    for (const dataset of Object.values(datasets)) dataset.free();
  }
}

/** @param {space.Heights} heights @param {Float32Array} center @param {number} seed */
const randomPlane = (heights, center, seed) =>
  space.randomPlane(space.tensorsOf(heights.experiment.parameters(), center), center, seed);

/**
 * A run's weights on its way.
 * @param {import('../index.js').Engine} engine @param {Job} job @param {number} paths that are kept at once
 * @param {import('../data.js').ReadFile} read @param {(share: number) => Promise<void>} moved
 */
async function trained(engine, job, paths, read, moved) {
  const datasets = await loadDatasets(engine, job.spec, read);
  const experiment = engine.createExperiment(job.spec, datasets);
  try {
    const every = space.keptEvery(job.spec, experiment.state().totalSteps, paths);
    if (every === 0) throw new Error('the weights of this network are too many to be kept: narrower layers leave room');
    const work = space.wayOf(experiment, every);
    for (;;) {
      const next = work.next();
      if (!next.done) {
        await moved(next.value);
        continue;
      }
      if (experiment.state().status === 'diverged')
        throw new Error(`${nameOf(job)} diverged: no plane has room for it`);
      return next.value;
    }
  } finally {
    experiment.free();
    for (const dataset of Object.values(datasets)) dataset.free();
  }
}

/** @template R @param {Generator<number, R>} work @returns {R} */
function last(work) {
  for (;;) {
    const next = work.next();
    if (next.done) return next.value;
  }
}

/** @typedef {Awaited<ReturnType<typeof explore>>} Found */

/** @param {Found} found */
function printLines({ jobs, through, random, shares, box, images, points, grid }) {
  const line = (/** @type {string} */ type, /** @type {object} */ fields) =>
    process.stdout.write(`${JSON.stringify({ type, ...fields })}\n`);
  const { COLUMNS: columns, ROWS: rows } = space;
  const paths = jobs.map(({ vary, spec }) => ({ vary, spec }));
  line('plane', { paths, through, random, shares, box, columns, rows, images });
  for (const point of points) line('path', point);
  for (const node of grid) line('grid', node);
  line('end', { status: 'done' });
}

/** @param {Found} found */
function printTable({ jobs, through, random, shares, images, points, grid }) {
  const number = (/** @type {number} */ x) => String(Number(x.toPrecision(4))).padStart(12);
  const known = grid.map(({ loss }) => loss).filter(Number.isFinite);
  const plane =
    random === null
      ? `the plane of the ways has ${(100 * (shares[0] + shares[1])).toFixed(1)} % of their variance (a random walk's: 76 %)`
      : `random directions, seed ${random}`;
  process.stdout.write(
    `${plane}; through the end of ${nameOf(jobs[through])}; losses of ${images} images\n` +
      `${'loss at end'.padStart(12)}${'where drawn'.padStart(12)}${'off plane'.padStart(12)}\n`,
  );
  jobs.forEach((job, n) => {
    const own = points.filter(({ path }) => path === n);
    const end = own[own.length - 1];
    const far = Math.max(...own.map(({ distance }) => distance));
    process.stdout.write(`${number(end.ownLoss)}${number(end.loss)}${number(far)}  ${nameOf(job)}\n`);
  });
  process.stdout.write(
    `on the plane ${number(Math.min(...known)).trim()} to ${number(Math.max(...known)).trim()}; all points with --json\n`,
  );
}
