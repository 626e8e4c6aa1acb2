/**
 * Descenso's engine: the C trainer behind an object API, for browsers, workers and Node.
 *
 * @example
 * const engine = await loadEngine();
 * const train = engine.createDataset({ images, labels, rows: 28, columns: 28, classes: 10 });
 * const experiment = engine.createExperiment({ optimizer: { id: 'momentum' } }, { train });
 * const { losses } = experiment.runSteps(100);
 */
import { Dataset, readIdx } from './engine/dataset.js';
import { Ensemble } from './engine/ensemble.js';
import { Experiment } from './engine/experiment.js';
import { bytesOf, copyNumbers } from './engine/inputs.js';
import { Native, SpecError } from './engine/native.js';
import { restoreRun } from './engine/run.js';
import { Spec } from './engine/spec.js';
import { SurfaceRun, normalizeSurface, surfaceGrid } from './engine/surface.js';
import { canShare, cores, isIsolated, MAX_THREADS, sharedMemory } from './engine/team.js';
import { auroc, entropies, mcnemar, scorePredictions } from './engine/uncertainty.js';

export { Dataset, Ensemble, Experiment, SpecError, SurfaceRun };

/**
 * @typedef {URL | string | ArrayBuffer | ArrayBufferView | Response | WebAssembly.Module} WasmSource
 * @typedef {import('./spec.d.ts').Spec} FullSpec
 * @typedef {import('./spec.d.ts').PartialSpec} PartialSpec
 * @typedef {import('./spec.d.ts').Catalog} Catalog
 * @typedef {{ images: Uint8Array, labels: Uint8Array, rows: number, columns: number, classes: number }} DatasetInit
 */

// Spelt out, so that bundlers see what is wanted; asked for late, since not every bundle has an address.
const alone = () => new URL('descenso.wasm', import.meta.url);
const shared = () => new URL('descenso-shared.wasm', import.meta.url);

/** The name of the module to load here: where memory can be shared it is the one whose runs threads may share, later too. */
export const moduleFile = () => (isIsolated() ? 'descenso-shared.wasm' : 'descenso.wasm');

/**
 * Compiles and starts the module. Every call gives an engine with memory of its own.
 * @param {object} [options]
 * @param {WasmSource | Promise<WasmSource>} [options.wasm] where the module comes from; without it descenso.wasm beside this
 *   file, or, for several threads, descenso-shared.wasm
 * @param {number | 'auto'} [options.threads] that share the work of a run, 1 without it: the bits are the same. 'auto' is one
 *   a core, and one where memory cannot be shared: in a page that is not isolated, and outside its workers
 * @param {URL | string} [options.thread] where engine/thread.js is, for those who move it
 * @returns {Promise<Engine>} with several threads to be freed, or the threads stay
 * @throws {RangeError} for a number of threads that cannot be
 * @throws {Error} where one of so many threads cannot be started
 */
export async function loadEngine({ wasm, threads = 1, thread } = {}) {
  const count = await threadCount(threads);
  const module = await compile((await wasm) ?? (count > 1 ? shared() : alone()));
  const expected = WebAssembly.Module.exports(module).some(({ name }) => name === 'descenso_catalog');
  if (!expected) throw new Error('this WebAssembly module is not descenso.wasm');
  // The only function tells that memory has grown, and nothing here keeps a view of it.
  const env = { emscripten_notify_memory_growth() {} };
  const memory = WebAssembly.Module.imports(module).some(({ kind }) => kind === 'memory') ? sharedMemory() : null;
  const instance = await WebAssembly.instantiate(module, { env: memory ? { ...env, memory } : env });
  /** @type {{ _initialize?: () => void }} */ (instance.exports)._initialize?.();
  const native = new Native(instance, memory);
  if (memory) native.team.source = { module, memory, script: thread };
  if (memory && count > 1)
    await native.team.share(count).catch((error) => {
      if (threads !== 'auto') throw error; // who asked for no number is served by one thread too
    });
  return new Engine(native);
}

/** @param {number | 'auto'} threads @returns {Promise<number>} */
async function threadCount(threads) {
  if (threads === 'auto') return canShare() ? await cores() : 1;
  if (!Number.isInteger(threads) || threads < 1 || threads > MAX_THREADS)
    throw new RangeError(`threads must be 'auto' or a whole number 1..${MAX_THREADS}, got ${threads}`);
  if (threads > 1 && !canShare())
    throw new RangeError(
      `threads must be 1 where memory cannot be shared (in a page that is not isolated), got ${threads}`,
    );
  return threads;
}

/** @param {WasmSource} source @returns {Promise<WebAssembly.Module>} */
async function compile(source) {
  if (source instanceof WebAssembly.Module) return source;
  if (source instanceof ArrayBuffer || ArrayBuffer.isView(source))
    return WebAssembly.compile(/** @type {BufferSource} */ (source));
  if (typeof Response !== 'undefined' && source instanceof Response) return compileResponse(source);
  const url = new URL(/** @type {URL | string} */ (source), import.meta.url);
  if (url.protocol !== 'file:') return compileResponse(await fetch(url));
  // By this name, so that what is bundled for browsers meets no module of Node's; browsers by themselves never come here.
  const { readFile } = await import('#read');
  return WebAssembly.compile(await readFile(url));
}

/** @param {Response} response @returns {Promise<WebAssembly.Module>} */
async function compileResponse(response) {
  if (!response.ok) throw new Error(`descenso.wasm could not be loaded: ${response.status} ${response.statusText}`);
  // Compiling while loading needs the right MIME type, which not every host sends.
  const streams = response.headers.get('Content-Type')?.startsWith('application/wasm');
  return streams ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}

/** One module with its own memory. */
export class Engine {
  #native;

  /**
   * Every table of choices and every field of a spec; src/api/catalog.h says how it is built.
   * @type {import('./spec.d.ts').Catalog}
   */
  catalog;

  /** @param {Native} native */
  constructor(native) {
    this.#native = native;
    this.catalog = deepFreeze(JSON.parse(native.text(native.exports.descenso_catalog)));
  }

  /** Threads that share the work of a run. */
  get threads() {
    return this.#native.team.size;
  }

  /** How many of them took the last steps: beside other busy processes one is faster than several. */
  get working() {
    return this.#native.team.working;
  }

  /**
   * Sets how many threads share the work of runs from now on, those under way too; who is missing is called, who is too many
   * sleeps until it is wanted again.
   * @param {number} threads 1..16
   * @returns {Promise<void>} when they have come; fewer are at once
   * @throws {RangeError} for a number of threads that cannot be
   * @throws {Error} where one cannot be started, or the module is the plain one: the engine goes on alone
   */
  async share(threads) {
    await this.#native.team.share(await threadCount(threads));
  }

  /** Lets the threads go; the engine works on alone. With one thread there is nothing to do. */
  free() {
    return this.#native.team.free();
  }

  /**
   * The full spec, defaults filled in.
   * @param {unknown} spec a PartialSpec; whatever else it is is refused
   * @returns {import('./spec.d.ts').Spec}
   * @throws {SpecError} for the first key or value that is wrong
   */
  normalize(spec) {
    return this.#with(spec, (resolved) => resolved.toObject());
  }

  /** @template R @param {unknown} spec @param {(resolved: Spec) => R} work with the spec as the module has it @returns {R} */
  #with(spec, work) {
    const resolved = new Spec(this.#native, spec);
    try {
      return work(resolved);
    } finally {
      resolved.free();
    }
  }

  /**
   * Copies images [n, rows·columns] and labels [n] into the module.
   * @param {DatasetInit} data
   * @returns {Dataset}
   */
  createDataset(data) {
    return new Dataset(this.#native, data);
  }

  /**
   * The contents of a pair of IDX files.
   * @param {Uint8Array} images
   * @param {Uint8Array} labels
   * @param {{ classes: number, name?: string }} options
   */
  readIdx(images, labels, options) {
    return readIdx(this.#native, images, labels, options);
  }

  /**
   * A run before its first step.
   * @param {import('./spec.d.ts').PartialSpec} spec
   * @param {{ train: Dataset, validation?: Dataset | null, test?: Dataset | null }} datasets used whole, whatever spec.data says
   * @param {{ member?: number, evaluateTrain?: boolean }} [options] member: trains this one alone of bagging's networks, from 0;
   *   evaluateTrain: epochs are recorded with their `evaluatedLoss`, for a pass over the training set each
   * @returns {Experiment} or, with `bagging.models` above 1 and no member, an Ensemble, which has the same methods
   */
  createExperiment(spec, datasets, { member, evaluateTrain } = {}) {
    return this.#with(spec, (resolved) =>
      member === undefined && resolved.toObject().bagging.models > 1
        ? /** @type {any} */ (new Ensemble(this.#native, resolved, { ...datasets, evaluateTrain }))
        : new Experiment(this.#native, resolved, { ...datasets, member, evaluateTrain }),
    );
  }

  /**
   * A run from what experiment.save() gave. With `train` (and `validation`, where there was one) it goes on with the bits of
   * the run that was saved; without, it predicts and evaluates, but takes no steps. From weights alone a run starts anew,
   * with any number of images.
   * @param {Uint8Array} bytes
   * @param {import('./engine/run.js').RunOptions} [options] datasets of the sizes that were saved; `epochs` makes
   *   the run longer: what is done stays done, a schedule goes on as laid out for the new length
   * @returns {Experiment}
   * @throws {SpecError} for a spec that this engine does not know, and for fewer epochs than were saved
   * @throws {Error} for bytes that are no checkpoint, cut, damaged or of another format, and for datasets of other sizes
   */
  restore(bytes, options = {}) {
    return new Experiment(this.#native, bytes, options, restoreRun);
  }

  /**
   * An optimizer on a surface, before its first step.
   * @param {import('./spec.d.ts').PartialSurfaceRunSpec} spec `steps` is the length that schedules are laid out for, and ends nothing
   * @returns {SurfaceRun}
   * @throws {SpecError}
   */
  createSurfaceRun(spec) {
    return new SurfaceRun(this.#native, spec);
  }

  /**
   * The full spec of a surface run, defaults filled in.
   * @param {unknown} spec a PartialSurfaceRunSpec; whatever else it is is refused
   * @returns {import('./spec.d.ts').SurfaceRunSpec}
   * @throws {SpecError}
   */
  normalizeSurface(spec) {
    return normalizeSurface(this.#native, spec);
  }

  /**
   * The values of a surface on a grid, for contours.
   * @param {import('./engine/surface.js').SurfaceChoice} surface
   * @param {import('./engine/surface.js').SurfaceGrid} grid the corners belong to it
   * @returns {Float64Array} [rows, columns], from y0 on
   * @throws {SpecError}
   */
  surfaceGrid(surface, grid) {
    return surfaceGrid(this.#native, surface, grid);
  }

  /**
   * The learning rate of every step (schedule.per "step") or epoch ("epoch") of a run, without running it.
   * @param {import('./spec.d.ts').PartialSpec} spec
   * @param {{ stepsPerEpoch?: number, epochs?: number, validationLosses?: ArrayLike<number> }} [run] as long as spec.epochs
   *   without `epochs`; what a schedule that watches the validation loss would see after each epoch
   * @returns {Float64Array}
   */
  scheduleRates(spec, { stepsPerEpoch = 1, epochs, validationLosses } = {}) {
    const native = this.#native;
    return this.#with(spec, (resolved) => {
      const full = resolved.toObject();
      const n = (epochs ?? full.epochs) * (full.schedule.per === 'epoch' ? 1 : stepsPerEpoch);
      const whole = Number.isInteger(stepsPerEpoch) && stepsPerEpoch >= 1 && Number.isInteger(n);
      if (!whole || n < 1 || n > 1e8)
        throw new RangeError(`stepsPerEpoch times epochs must be a whole number 1..100000000, got ${n}`);
      const watched = validationLosses && copyNumbers(Float64Array, 'validationLosses', validationLosses);
      if (watched && watched.length !== n)
        throw new RangeError(`validationLosses must have ${n} items, got ${watched.length}`);
      return native.scope((scope) => {
        const losses = watched ? scope.copy(watched) : 0;
        const rates = scope.allocate(8 * n);
        native.exports.descenso_schedule_rates(resolved.handle, n, losses, rates);
        return native.view(Float64Array, rates, n).slice();
      });
    });
  }

  /**
   * What predictions are worth: accuracy, negative log-likelihood, Brier score, calibration, accuracy against coverage.
   * @param {{ probabilities: Float32Array, labels: Uint8Array, bins?: number }} predictions
   *   probabilities [n, classes], each row with sum 1; labels [n]; bins of the reliability diagram, 15 without it
   * @returns {import('./engine/uncertainty.js').PredictionScore}
   */
  scorePredictions(predictions) {
    return scorePredictions(this.#native, predictions);
  }

  /** @param {Uint8Array} data @returns {string} SHA-256, hexadecimal; pages without a secure context have no crypto.subtle */
  sha256(data) {
    const bytes = bytesOf('data', data);
    return this.#native.scope((scope) => {
      const hex = scope.allocate(65);
      this.#native.exports.descenso_sha256(scope.copy(bytes), bytes.length, hex);
      return this.#native.string(hex);
    });
  }

  /**
   * The entropy of each row of probabilities, in nats: 0 where one class is sure, log(classes) where all are alike.
   * @param {Float32Array} probabilities [n, classes]
   * @param {number} classes
   * @returns {Float32Array} [n]
   */
  entropies(probabilities, classes) {
    return entropies(this.#native, probabilities, classes);
  }

  /**
   * The area under the ROC curve: the probability that a positive's score is above a negative's, ties counting 1/2
   * (Mann and Whitney, 1947).
   * @param {ArrayLike<number>} positives scores, at least one
   * @param {ArrayLike<number>} negatives scores, at least one
   * @returns {number} 0..1
   */
  auroc(positives, negatives) {
    return auroc(this.#native, positives, negatives);
  }

  /**
   * Whether two classifiers differ, on the same samples: McNemar's test (1947), exact and two-sided.
   * @param {Uint8Array} correctA [n] 1 where classifier A is right, else 0
   * @param {Uint8Array} correctB [n]
   * @returns {import('./engine/uncertainty.js').McNemarTest}
   */
  mcnemar(correctA, correctB) {
    return mcnemar(this.#native, correctA, correctB);
  }
}

/** @template T @param {T} value @returns {T} */
function deepFreeze(value) {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(deepFreeze);
  return value;
}
