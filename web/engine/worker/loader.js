/**
 * The worker's engine, loaded once, and its datasets, shared by all runs that ask for the same.
 */
import { loadEngine, moduleFile } from '../../../wasm/index.js';
import { asset } from '../../asset.js';
import { CLASSES, FILES, gunzip, loadDatasets, mirror } from '../../../wasm/data.js';
import { Download, listSets, MissingSetError, open } from './download.js';

/** What the ready network was not trained on, beside it: the full set's training images are many, and not on every server. */
const READY = ['validation-images-idx3-ubyte.gz', 'validation-labels-idx1-ubyte.gz'];

/** Datasets that no run uses are kept for the next one, but not more than so many. */
const UNUSED_KEPT = 2;

/**
 * @typedef {import('../../../wasm/index.js').Engine} Engine
 * @typedef {import('../../../wasm/data.js').Datasets} Datasets
 * @typedef {import('../../../wasm/data.js').Images} Images
 * @typedef {import('../message-types.js').ProgressReport} ProgressReport
 * @typedef {import('../message-types.js').NoticeReport} NoticeReport
 * @typedef {import('../message-types.js').Spec} Spec
 * @typedef {{ spec: Spec, datasets: Datasets, notice: NoticeReport | null, release: () => void }} Loaded
 * @typedef {(progress: ProgressReport) => void} Watcher
 * @typedef {{ datasets: Promise<Datasets>, users: number, lastUse: number, watchers: Set<Watcher> }} Entry
 */

export class Loader {
  /** @type {Promise<Engine> | null} */
  #engine = null;

  /** @type {Map<string, Entry>} */
  #entries = new Map();

  /** @type {Promise<string[] | null> | null} */
  #list = null;

  /** Sets that the server does not have, and that others stand in for. @type {Set<string>} */
  #missing = new Set();

  /** @type {{ set: string, images: Promise<Images> } | null} */
  #testImages = null;

  #uses = 0;
  #callThread;

  /** @param {import('../../../wasm/engine/team.js').Caller} callThread */
  constructor(callThread) {
    this.#callThread = callThread;
  }

  /** @returns {Promise<Engine>} */
  engine() {
    // A module that did not come is asked for again by the next run.
    this.#engine ??= this.#load().catch((error) => {
      this.#engine = null;
      throw error;
    });
    return this.#engine;
  }

  #load() {
    const file = moduleFile();
    return loadEngine({ wasm: open(asset(`wasm/${file}`), file), thread: this.#callThread });
  }

  /**
   * The full spec and its datasets; of the set that is always there when the wanted one is not.
   * @param {unknown} given
   * @param {Watcher} onProgress
   * @returns {Promise<Loaded>} `release` tells that the datasets are not used any more
   */
  async load(given, onProgress) {
    const engine = await this.engine();
    const spec = engine.normalize(given);
    const wanted = spec.data.set;
    const fallback = substitute(engine, spec);
    if (wanted !== fallback.data.set && (await this.#sets())?.includes(wanted) === false) this.#missing.add(wanted);
    if (!this.#missing.has(wanted)) {
      try {
        return { spec, notice: null, ...(await this.#acquire(engine, spec, onProgress)) };
      } catch (error) {
        if (!(error instanceof MissingSetError) || fallback.data.set === wanted) throw error;
        this.#missing.add(wanted);
      }
    }
    const loaded = await this.#acquire(engine, fallback, onProgress);
    /** @type {NoticeReport} */
    const notice = { kind: 'fallback', from: wanted, to: fallback.data.set, spec: fallback };
    return { spec: fallback, notice, ...loaded };
  }

  /** The sets that the server has, asked for once; null where that is not known. */
  #sets() {
    const list = (this.#list ??= listSets());
    list.then((sets) => {
      if (sets === null) this.#list = null;
    });
    return list;
  }

  /**
   * @param {Engine} engine
   * @param {Spec} spec
   * @param {Watcher} onProgress
   */
  async #acquire(engine, spec, onProgress) {
    const { set, trainSize, validationSize } = spec.data;
    const key = JSON.stringify([set, trainSize, validationSize]);
    const entry = this.#entries.get(key) ?? this.#open(engine, spec, key);
    entry.users++;
    entry.watchers.add(onProgress);
    const release = () => {
      entry.users--;
      entry.lastUse = ++this.#uses;
      this.#evict();
    };
    try {
      return { datasets: await entry.datasets, release: once(release) };
    } catch (error) {
      if (this.#entries.get(key) === entry) this.#entries.delete(key); // the next run may have better luck
      throw error;
    } finally {
      entry.watchers.delete(onProgress);
    }
  }

  /** @param {Engine} engine @param {Spec} spec @param {string} key @returns {Entry} */
  #open(engine, spec, key) {
    /** @type {Entry['watchers']} */
    const watchers = new Set();
    const download = new Download((progress) => watchers.forEach((watcher) => watcher(progress)));
    const datasets = loadDatasets(engine, spec, (set, file) => download.read(set, file));
    const entry = { datasets, users: 0, lastUse: 0, watchers };
    this.#entries.set(key, entry);
    return entry;
  }

  /**
   * Adds the mirror images of its test images to what has been loaded, once. They may be missing: a run does not need them.
   * @param {Loaded} loaded
   */
  async addMirrored({ spec, datasets }) {
    const engine = await this.engine();
    const files = datasets.mirrored ? null : await this.#readTestImages(spec.data.set).catch(() => null);
    if (!files) return;
    const { labels, rows, columns } = files;
    // Another run may have added them meanwhile.
    datasets.mirrored ??= engine.createDataset({ images: mirror(files), labels, rows, columns, classes: CLASSES });
  }

  #evict() {
    const unused = [...this.#entries].filter(([, entry]) => entry.users === 0);
    unused.sort(([, a], [, b]) => b.lastUse - a.lastUse);
    for (const [key, entry] of unused.slice(UNUSED_KEPT)) {
      this.#entries.delete(key);
      entry.datasets.then((datasets) => Object.values(datasets).forEach((dataset) => dataset.free()));
    }
  }

  /**
   * The pixels of a set's test images: the engine keeps its own copy to itself, and few pages ask for them.
   * @param {string} set
   */
  testImages(set) {
    if (this.#testImages?.set !== set) {
      const images = this.#readTestImages(set);
      const kept = { set, images };
      this.#testImages = kept;
      images.catch(() => {
        if (this.#testImages === kept) this.#testImages = null;
      });
    }
    return this.#testImages.images;
  }

  /**
   * A set's test images; those of the set that is always there when the wanted one is not.
   * @param {string} wanted
   * @returns {Promise<{ set: string, files: Images }>}
   */
  async testSet(wanted) {
    const engine = await this.engine();
    const { set: other } = engine.normalize({}).data;
    if (wanted !== other && (await this.#sets())?.includes(wanted) === false) wanted = other;
    try {
      return { set: wanted, files: await this.testImages(wanted) };
    } catch (error) {
      if (!(error instanceof MissingSetError) || wanted === other) throw error;
      return { set: other, files: await this.testImages(other) };
    }
  }

  /**
   * The last of a set's training images, which a run with so many to validate with is not trained on.
   * @param {string} set
   * @param {number} count
   */
  async validationImages(set, count) {
    const all = await this.#readImages(set, FILES.train);
    const { rows, columns } = all;
    // A copy, or the whole file would stay in memory.
    const images = all.images.slice((all.count - count) * rows * columns);
    return { images, labels: all.labels.slice(all.count - count), rows, columns, count };
  }

  /** @param {string} set */
  #readTestImages(set) {
    return this.#readImages(set, FILES.test);
  }

  /** Images and their labels. @param {string} folder of web/data @param {string[]} files */
  async #readImages(folder, files) {
    const engine = await this.engine();
    const download = new Download(() => {}, files);
    const read = files.map(async (file) => gunzip(await download.read(folder, file), `${folder}/${file}`));
    const [images, labels] = await Promise.all(read);
    return engine.readIdx(images, labels, { classes: CLASSES, name: `${folder}/${files[0]}` });
  }

  /** The images that the ready network is calibrated with. */
  readyImages() {
    return this.#readImages('checkpoint', READY);
  }
}

/**
 * The same spec on the set that a spec has by default, with that set's sizes where its own are too large for it.
 * @param {Engine} engine
 * @param {import('../../../wasm/spec.d.ts').Spec} spec
 * @returns {import('../../../wasm/spec.d.ts').Spec}
 */
function substitute(engine, spec) {
  const { set } = engine.normalize({}).data;
  const { trainSize, validationSize, ...rest } = spec.data;
  const images = engine.catalog.sets.find(({ key }) => key === set)?.images ?? 0;
  const sizes = trainSize + validationSize <= images ? { trainSize, validationSize } : {};
  return engine.normalize({ ...spec, data: { ...rest, ...sizes, set } });
}

/** @param {() => void} work @returns {() => void} */
function once(work) {
  let done = false;
  return () => {
    if (!done) work();
    done = true;
  };
}
