// wide.js: `--wide`: V8 makes one operation of 256 bits of two of 128, where it can. That is an experiment of V8's: so a few
// short runs must come to the same hashes without it and with it before anything else runs.

import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setFlagsFromString } from 'node:v8';
import { loadEngine } from '../index.js';
import { UsageError } from './args.js';

const FLAG = '--experimental-wasm-revectorize';

/**
 * Every kernel: zeros of images and of rectifiers listed and not, dropout, both kinds of update.
 * @type {import('../spec.d.ts').PartialSpec[]}
 */
const CHECKED = [
  {
    optimizer: { id: 'momentum' },
    model: { inputDropout: 0.2, layers: [{ units: 100, dropout: 0.3 }, { units: 70 }, {}] },
  },
  {
    optimizer: { id: 'adam' },
    model: { layers: [{ units: 100, activation: 'elu' }, { units: 40, batchNorm: 'before' }, {}] },
  },
  { optimizer: { id: 'nadam' }, batchSize: 100, model: { layers: [{ units: 70, activation: 'tanh', l2: 1e-4 }, {}] } },
];

/** Images for the check, and steps of a run: the second half is of V8's second compiler, whose work the flag changes. */
const [IMAGES, SIDE, EPOCHS] = [640, 28, 8];

/** Whether this V8 has the flag. */
const isThere = () => execFileSync(process.execPath, ['--v8-options'], { encoding: 'utf8' }).includes(FLAG);

/**
 * An engine whose kernels V8 may widen.
 * @param {number | 'auto'} threads
 * @returns {Promise<import('../index.js').Engine>}
 * @throws {UsageError} where V8 has no such flag
 * @throws {Error} where the bits are others
 */
export async function loadWideEngine(threads) {
  if (!isThere())
    throw new UsageError(
      `--wide needs a Node whose V8 has ${FLAG}, as 24 and later have on x86-64; this is ${process.versions.node} on ${process.arch}`,
    );
  const narrow = hashesOf(await loadEngine());
  setFlagsFromString(FLAG);
  const engine = await loadEngine({
    threads,
    wasm: renamed(await readFile(new URL('../descenso-shared.wasm', import.meta.url))),
  });
  hashesOf(engine); // by the first compiler, for the most part
  const wide = hashesOf(engine);
  const other = narrow.findIndex((hash, n) => hash !== wide[n]);
  if (other < 0) return engine;
  await engine.free();
  throw new Error(
    `--wide changes bits here (${CHECKED[other].optimizer?.id}): leave it out, and tell of it with this Node, ${process.version}`,
  );
}

/**
 * The same module with a section that says nothing: V8 keeps the code of modules that it has seen, by their bytes.
 * @param {Uint8Array} bytes
 */
const renamed = (bytes) => Uint8Array.from([...bytes, 0, 5, 4, ...new TextEncoder().encode('wide')]);

/** @param {import('../index.js').Engine} engine @returns {string[]} */
function hashesOf(engine) {
  const images = Uint8Array.from({ length: IMAGES * SIDE * SIDE }, (_, n) =>
    Math.max(0, (Math.imul(n, 0x9e3779b1) >>> 23) - 256),
  );
  const labels = Uint8Array.from({ length: IMAGES }, (_, n) => n % 10);
  const train = engine.createDataset({ images, labels, rows: SIDE, columns: SIDE, classes: 10 });
  const hashes = CHECKED.map((spec) => {
    const experiment = engine.createExperiment({ ...spec, epochs: EPOCHS }, { train });
    experiment.runSteps(1e6);
    const { mean } = experiment.predictMonteCarlo(train, { passes: 3, count: 100 });
    const hash = experiment.weightsHash() + engine.sha256(new Uint8Array(mean.buffer));
    experiment.free();
    return hash;
  });
  train.free();
  return hashes;
}
