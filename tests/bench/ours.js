// ours.js: what Descenso is measured at in Node. A measure is { group, what, who, unit, work }: work() measures once.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import { nodeReader } from '../../wasm/data-node.js';
import { loadDatasets } from '../../wasm/data.js';
import { loadEngine } from '../../wasm/index.js';

const ROOT = new URL('../../', import.meta.url);
const CLI = fileURLToPath(new URL('wasm/cli.js', ROOT));

/** The deck's network, and a smaller one. */
const NETWORKS = { '784-300-100-10': [300, 100], '784-128-10': [128] };
export const OPTIMIZERS = ['momentum', 'adam'];

/** Cores that there are for threads: 1, 2, 4 … and all. */
const threadCounts = (most = Math.min(16, availableParallelism())) =>
  [1, 2, 4, 8, 16].filter((n) => n < most).concat(most);

/** @typedef {{ images: number, evaluated: number, passes: number, set: string }} Size */

/** @param {Size} size @param {object} work */
export const specOf = (
  { set, images },
  { units = [300, 100], batch = 32, optimizer = 'momentum', dropout = false },
) => ({
  optimizer: { id: optimizer },
  batchSize: batch,
  epochs: 3,
  model: {
    inputDropout: dropout ? 0.2 : 0,
    layers: [...units.map((n) => ({ units: n, dropout: dropout ? 0.2 : 0 })), { units: 10, activation: 'softmax' }],
  },
  data: { set, trainSize: images, validationSize: 0 },
});

/** The network of the Monte Carlo passes: ELU, 0.2 of the input and of both hidden layers dropped. */
const passesSpec = {
  model: {
    inputDropout: 0.2,
    layers: [
      ...[300, 100].map((units) => ({ units, activation: 'elu', dropout: 0.2 })),
      { units: 10, activation: 'softmax' },
    ],
  },
};

/**
 * Seconds of one epoch of a fresh run, after a hundred steps, in which the second compiler finishes and threads find their pace.
 * @param {{ engine: import('../../wasm/index.js').Engine, train: import('../../wasm/index.js').Dataset }} where
 * @param {import('../../wasm/spec.d.ts').PartialSpec} spec
 * @param {number} images
 */
export function epochOf({ engine, train }, spec, images) {
  const experiment = engine.createExperiment(spec, { train });
  experiment.runSteps(100);
  const taken = seconds(() => experiment.runSteps(Math.ceil(images / (spec.batchSize ?? 32))));
  experiment.free();
  return taken;
}

const seconds = (/** @type {() => unknown} */ work) => {
  const began = performance.now();
  work();
  return (performance.now() - began) / 1000;
};

/** @param {Size} size @param {number[]} counts of threads */
export async function createOurs(size, counts = threadCounts()) {
  const engines = await Promise.all(
    counts.map(async (threads) => {
      const engine = await loadEngine({ threads });
      const spec = engine.normalize(specOf(size, {}));
      return { threads, engine, ...(await loadDatasets(engine, spec, nodeReader())) };
    }),
  );
  const [alone] = engines;

  const epoch = (where, work) => epochOf(where, specOf(size, work), size.images);

  const networks = Object.entries(NETWORKS).flatMap(([name, units]) =>
    [32, 128].flatMap((batch) =>
      OPTIMIZERS.flatMap((optimizer) =>
        [false, true].map((dropout) => ({
          group: 'epochs',
          what: `${name}, batch ${batch}, ${optimizer}${dropout ? ', dropout 0.2' : ''}`,
          who: 'one thread',
          unit: 's',
          work: () => epoch(alone, { units, batch, optimizer, dropout }),
        })),
      ),
    ),
  );
  const threads = OPTIMIZERS.flatMap((optimizer) =>
    engines.map((one) => ({
      group: 'threads',
      what: optimizer,
      who: `Descenso, ${one.threads} thread${one.threads > 1 ? 's' : ''}`,
      unit: 's',
      work: () => epoch(one, { optimizer }),
    })),
  );
  const predictions = engines.flatMap((one) => {
    const who = `Descenso, ${one.threads} thread${one.threads > 1 ? 's' : ''}`;
    const experiment = one.engine.createExperiment(passesSpec, { train: one.train });
    experiment.evaluate(one.test);
    experiment.predictMonteCarlo(one.test, { passes: 2 });
    const evaluate = () => seconds(() => experiment.evaluate(one.test)) * 1000;
    const passes = () => seconds(() => experiment.predictMonteCarlo(one.test, { passes: size.passes }));
    return [
      { group: 'evaluation', what: `${one.test.count} images`, who, unit: 'ms', work: evaluate },
      { group: 'Monte Carlo', what: `${size.passes} passes, ${one.test.count} images`, who, unit: 's', work: passes },
    ];
  });
  const measures = [...networks, ...threads, ...predictions, ...races(size), ...starts(), ...sizes(alone)];
  return { measures, free: () => Promise.all(engines.map(({ engine }) => engine.free())) };
}

/** Six optimizers' runs of an epoch, by the command line: with its start, its data and its end. @param {Size} size */
function races({ set, images }) {
  const ids = 'sgd,momentum,nesterov,adagrad,rmsprop,adam';
  const sets = [`data.set=${set}`, `data.trainSize=${images}`, 'data.validationSize=0', 'epochs=1'];
  const args = ['race', '--vary', `optimizer.id=${ids}`, ...sets.flatMap((one) => ['--set', one])];
  return [...new Set([1, availableParallelism()])].map((workers) => ({
    group: 'race of six',
    what: `an epoch of ${images} images each`,
    who: `${workers} worker${workers > 1 ? 's' : ''}`,
    unit: 's',
    work: () =>
      seconds(() => execFileSync(process.execPath, [CLI, ...args, '--workers', String(workers)], { stdio: 'ignore' })),
  }));
}

/** From nothing to an engine that has its catalog. */
function starts() {
  const start = async (/** @type {number} */ threads) => {
    const began = performance.now();
    const engine = await loadEngine({ threads });
    const taken = performance.now() - began;
    await engine.free();
    return taken;
  };
  return [1, 2].map((n) => ({
    group: 'start',
    what: 'loadEngine()',
    who: n > 1 ? `${n} threads` : 'one thread',
    unit: 'ms',
    work: () => start(n),
  }));
}

/** What does not vary: bytes of the modules, and of a run's memory. */
function sizes({ engine, train }) {
  const files = ['descenso.wasm', 'descenso-shared.wasm'].flatMap((name) => {
    const bytes = readFileSync(new URL(`wasm/${name}`, ROOT));
    const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
    const brotli = brotliCompressSync(bytes, { params }).length;
    return [
      { group: 'bytes', what: name, who: 'raw', unit: 'B', once: true, work: () => bytes.length },
      { group: 'bytes', what: name, who: 'brotli', unit: 'B', once: true, work: () => brotli },
    ];
  });
  /** Memory grows by many pages at once: what one growth brought is shared by the runs that used it up. */
  const memory = (/** @type {string} */ optimizer) => {
    const kept = [];
    const bytes = () => kept[0].native.memory.buffer.byteLength;
    /** Makes runs until memory grows. @returns {number} by how much */
    const grow = () => {
      for (let before = kept.length && bytes(); ;) {
        kept.push(engine.createExperiment({ optimizer: { id: optimizer } }, { train }));
        before ||= bytes();
        if (bytes() > before) return bytes() - before;
      }
    };
    grow();
    const brought = grow();
    const before = kept.length;
    grow();
    const each = brought / (kept.length - before);
    for (const one of kept) one.free();
    return each;
  };
  const runs = OPTIMIZERS.map((optimizer) => ({
    group: 'memory',
    what: `a run of 784-300-100-10, batch 32`,
    who: optimizer,
    unit: 'B',
    once: true,
    work: () => memory(optimizer),
  }));
  return [...files, ...runs];
}
