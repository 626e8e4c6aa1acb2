/**
 * Networks that only predict, restored from checkpoints in whichever worker has time: what they say of an image with
 * dropout on and off, and of a range of a set. The pool's side cuts a set into ranges that take about 50 ms each.
 */
import { calibrationSpread, fitTemperature, tempered } from '../../../wasm/statistics/calibration.js';
import { Request } from '../protocol.js';
import { transform } from '../transform.js';
import { weights } from './inspect.js';
import { firstLayer, misclassified } from './measure.js';

/** How many sets are kept: a network's test set and validation images, noise, and the set that stands in for a missing one. */
const SOURCES_KEPT = 4;

/** How many noise images there are: as many as the starter set has test images. */
const NOISE_COUNT = 1000;

const SIDE = 28;

/**
 * @typedef {import('../message-types.js').NetworkRequest} NetworkRequest
 * @typedef {import('../../../wasm/index.js').Experiment} Experiment
 * @typedef {import('../../../wasm/index.js').Dataset} Dataset
 * @typedef {import('./loader.js').Engine} Engine
 * @typedef {{ images: Uint8Array, labels: Uint8Array, rows: number, columns: number }} Files
 * @typedef {{ source: string, files: Files, dataset: Dataset }} Source
 */

export class Networks {
  #loader;
  /** @type {Map<number, Experiment>} */
  #networks = new Map();
  /** By the name that was asked for; the one that was asked for last is at the end. @type {Map<string, Promise<Source>>} */
  #sources = new Map();

  #busy;
  /** Planes through weights, which few ask for. @type {import('./landscape.js').Landscapes | null} */
  #landscapes = null;

  /**
   * @param {import('./loader.js').Loader} loader
   * @param {(experiment: Experiment, passes: number) => void} busy called before so many samples go through a network
   */
  constructor(loader, busy) {
    this.#loader = loader;
    this.#busy = busy;
  }

  /** @param {NetworkRequest} message @returns {Promise<unknown>} */
  async answer(message) {
    const engine = await this.#loader.engine();
    switch (message.type) {
      case Request.restore:
        return this.#restore(engine, message);
      case Request.release:
        this.#networks.get(message.network)?.free();
        this.#networks.delete(message.network);
        return null;
      case Request.inspect:
        return this.#inspect(this.#network(message.network), await this.#source(message.source), message.question);
      case Request.classify:
        return classify(engine, this.#network(message.network), message);
      case Request.predict:
        return predict(engine, this.#network(message.network), await this.#source(message.source), message);
      case Request.testImages:
        return testImages(await this.#source(message.source), message.indices);
      case Request.judge:
        return judge(engine, await this.#source(message.source), message);
      case Request.separate:
        return engine.auroc(message.positives, message.negatives);
      case Request.temper:
        return temper(await this.#source(message.source), message);
      case Request.spread:
        return calibrationSpread(message.candidate, (await this.#source(message.source)).files.labels);
      case Request.landscape: {
        const { Landscapes } = await import('./landscape.js'); // one that did not come is asked for again
        this.#landscapes ??= new Landscapes(this.#loader, this.#busy);
        return this.#landscapes.answer(message);
      }
    }
  }

  /** @param {Engine} engine @param {{ network: number, bytes: Uint8Array }} message */
  #restore(engine, { network, bytes }) {
    const experiment = engine.restore(bytes);
    this.#networks.set(network, experiment);
    return { spec: experiment.spec, classes: experiment.classes, weightsHash: experiment.weightsHash() };
  }

  /**
   * What a run that has ended would answer.
   * @param {Experiment} network
   * @param {Source} source
   * @param {import('../message-types.js').Question} question
   */
  #inspect(network, { files, dataset }, question) {
    if (question.type === Request.firstLayer) return firstLayer(network, question.limit);
    if (question.type === Request.weights) return weights(network);
    if (question.type !== Request.confusion && question.type !== Request.misclassified)
      throw new Error('this run has ended, and only its weights are left');
    this.#busy(network, dataset.count);
    if (question.type === Request.misclassified) return misclassified(network, dataset, files, question);
    return { counts: network.evaluate(dataset).confusion.slice(), classes: network.classes };
  }

  /** @param {number} id */
  #network(id) {
    const network = this.#networks.get(id);
    if (!network) throw new Error(`there is no network ${id}`);
    return network;
  }

  /** Whoever waits for it has to be done with it without waiting again. @param {string} name of a set, or "noise" */
  #source(name) {
    const source = this.#sources.get(name) ?? this.#open(name);
    this.#sources.delete(name);
    this.#sources.set(name, source);
    source.catch(() => this.#sources.get(name) === source && this.#sources.delete(name));
    for (const [other, unused] of [...this.#sources].slice(0, -SOURCES_KEPT)) {
      this.#sources.delete(other);
      unused.then(({ dataset }) => dataset.free()).catch(() => {}); // who asked for it has been told
    }
    return source;
  }

  /** @param {string} name @returns {Promise<Source>} */
  async #open(name) {
    const engine = await this.#loader.engine();
    const { set, files } = await this.#files(name);
    const { images, labels, rows, columns } = files;
    return { source: set, files, dataset: engine.createDataset({ images, labels, rows, columns, classes: 10 }) };
  }

  /** @param {string} name @returns {Promise<{ set: string, files: Files }>} */
  async #files(name) {
    if (name === 'noise') return { set: name, files: noiseSet(NOISE_COUNT) };
    if (name === 'validation:ready') return { set: name, files: await this.#loader.readyImages() };
    const [kind, set, count] = name.split(':');
    if (kind === 'validation') return { set: name, files: await this.#loader.validationImages(set, Number(count)) };
    return this.#loader.testSet(name);
  }
}

/**
 * Each image by itself, so that all are looked at by the same sub-networks: masks depend on the place in a dataset.
 * @param {Engine} engine
 * @param {Experiment} network
 * @param {{ images: Uint8Array, passes: number, seed: number }} options
 * @returns {import('../message-types.js').Classified}
 */
function classify(engine, network, { images, passes, seed }) {
  const { classes: K } = network;
  const n = images.length / SIDE ** 2;
  const probabilities = new Float32Array(n * K);
  const samples = new Float32Array(n * passes * K);
  for (let i = 0; i < n; i++) {
    const own = { images: images.subarray(i * SIDE ** 2, (i + 1) * SIDE ** 2), labels: new Uint8Array(1) };
    const dataset = engine.createDataset({ ...own, rows: SIDE, columns: SIDE, classes: K });
    try {
      probabilities.set(network.predict(dataset).probabilities, i * K);
      const { samples: drawn } = network.predictMonteCarlo(dataset, { passes, seed, keepSamples: true });
      samples.set(/** @type {Float32Array} */ (drawn), i * passes * K);
    } finally {
      dataset.free();
    }
  }
  return { probabilities, samples, classes: K, passes };
}

/**
 * @param {Engine} engine
 * @param {Experiment} network
 * @param {Source} source
 * @param {{ first: number, count: number, passes: number, seed: number, keepSamples: boolean,
 *   change: import('../message-types.js').Change | null }} options passes 0: only the deterministic prediction
 * @returns {import('../message-types.js').PredictedRange}
 */
function predict(engine, network, { source, files, dataset }, { first, count, passes, seed, keepSamples, change }) {
  const began = performance.now();
  const range = { first, count: Math.min(count, dataset.count - first) };
  const { probabilities } = change
    ? predictChanged(engine, network, files, range, change)
    : network.predict(dataset, range);
  const stochastic = passes > 0 ? network.predictMonteCarlo(dataset, { ...range, passes, seed, keepSamples }) : {};
  const milliseconds = performance.now() - began;
  return { ...range, source, total: dataset.count, probabilities, ...stochastic, milliseconds };
}

/**
 * What it says without dropout of images that something is done to, each with noise of its own.
 * @param {Engine} engine
 * @param {Experiment} network
 * @param {Files} files
 * @param {{ first: number, count: number }} range
 * @param {import('../message-types.js').Change} change
 */
function predictChanged(engine, network, { images: all, rows, columns }, { first, count }, change) {
  const size = rows * columns;
  const images = new Uint8Array(count * size);
  for (let n = 0; n < count; n++) {
    const which = first + n;
    images.set(transform(all.subarray(which * size, (which + 1) * size), { ...change, which }), n * size);
  }
  const labels = new Uint8Array(count);
  const dataset = engine.createDataset({ images, labels, rows, columns, classes: network.classes });
  try {
    return network.predict(dataset);
  } finally {
    dataset.free();
  }
}

/**
 * @param {Source} source
 * @param {number[]} indices those that the set does not have are left out
 * @returns {import('../message-types.js').TestImages}
 */
function testImages({ source, files }, indices) {
  const { images, labels, rows, columns } = files;
  const size = rows * columns;
  const there = Uint32Array.from(indices.filter((n) => n < labels.length));
  const chosen = new Uint8Array(there.length * size);
  there.forEach((n, at) => chosen.set(images.subarray(n * size, (n + 1) * size), at * size));
  const own = Uint8Array.from(there, (n) => labels[n]);
  return { source, indices: there, images: chosen, labels: own, total: labels.length };
}

/**
 * Scores of several predictions for a set, and each pair's test.
 * @param {Engine} engine
 * @param {Source} source
 * @param {{ candidates: Float32Array[] }} options probabilities [n, classes]
 * @returns {import('../message-types.js').Judgement}
 */
function judge(engine, { files: { labels } }, { candidates }) {
  const scores = candidates.map((probabilities) => engine.scorePredictions({ probabilities, labels }));
  const correct = candidates.map((probabilities) => hits(probabilities, labels));
  const pairs = candidates.flatMap((_, b) =>
    candidates.slice(0, b).map((__, a) => ({ a, b, ...engine.mcnemar(correct[a], correct[b]) })),
  );
  return { labels: labels.slice(), scores, correct, pairs };
}

/**
 * The temperature that a prediction wants, and other predictions with it.
 * @param {Source} source of images that the network was not trained on
 * @param {{ candidate: Float32Array, others: Float32Array[] }} options
 * @returns {import('../message-types.js').Tempered}
 */
function temper({ files: { labels } }, { candidate, others }) {
  const temperature = fitTemperature(candidate, labels);
  const K = candidate.length / labels.length;
  return { temperature, others: others.map((one) => tempered(one, K, temperature)) };
}

/** 1 where the most probable class is the true one. @param {Float32Array} probabilities @param {Uint8Array} labels */
function hits(probabilities, labels) {
  const K = probabilities.length / labels.length;
  return Uint8Array.from(labels, (label, n) => {
    const row = probabilities.subarray(n * K, (n + 1) * K);
    return row.every((p, k) => p < row[label] || (p === row[label] && k >= label)) ? 1 : 0;
  });
}

/**
 * Images of independent uniform grey levels, always the same ones.
 * @param {number} count
 * @returns {Files}
 */
export function noiseSet(count) {
  const images = new Uint8Array(count * SIDE ** 2);
  for (let i = 0; i < images.length; i++) images[i] = mix(i) >>> 24;
  return { images, labels: new Uint8Array(count), rows: SIDE, columns: SIDE };
}

/** Well mixed bits of a number. @param {number} n */
function mix(n) {
  let x = (n + 0x9e3779b9) >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return (x ^ (x >>> 15)) >>> 0;
}
