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
import { SpecError } from './engine/native.js';
import { Pace } from './engine/pace.js';
import { restoreRun } from './engine/run.js';
import { SurfaceRun } from './engine/surface.js';
import { auroc, entropies, mcnemar, scorePredictions } from './engine/uncertainty.js';
import { moduleFile, nativeOf, startModule, threadCount, withSpec } from './planner.js';
import { SurfacePlanner } from './surfaces.js';

export { Dataset, Ensemble, Experiment, moduleFile, SpecError, SurfaceRun };

/**
 * @typedef {import('./planner.js').WasmSource} WasmSource
 * @typedef {import('./spec.d.ts').Spec} FullSpec
 * @typedef {import('./spec.d.ts').PartialSpec} PartialSpec
 * @typedef {import('./spec.d.ts').Catalog} Catalog
 * @typedef {import('./spec.d.ts').SurfaceRunSpec} SurfaceRunSpec
 * @typedef {import('./spec.d.ts').PartialSurfaceRunSpec} PartialSurfaceRunSpec
 * @typedef {import('./planner.js').StartOptions} StartOptions
 * @typedef {import('./engine/ensemble.js').Datasets} Datasets
 * @typedef {import('./engine/run.js').RunOptions} RunOptions
 * @typedef {import('./engine/run.js').EpochRecord} EpochRecord
 * @typedef {import('./engine/experiment.js').RunReport} RunReport
 * @typedef {import('./engine/experiment.js').RunStatus} RunStatus
 * @typedef {ReturnType<Experiment['state']>} RunState
 * @typedef {ReturnType<Experiment['evaluate']>} Evaluation
 * @typedef {ReturnType<Experiment['predict']>} Prediction
 * @typedef {import('./engine/prediction.js').MonteCarloOptions} MonteCarloOptions
 * @typedef {import('./engine/prediction.js').MonteCarloPrediction} MonteCarloPrediction
 * @typedef {import('./engine/tensors.js').Tensor} Tensor
 * @typedef {import('./engine/tensors.js').Mask} Mask
 * @typedef {import('./engine/tensors.js').GivenMask} GivenMask
 * @typedef {import('./engine/curvature.js').LayerStatistics} LayerStatistics
 * @typedef {import('./engine/curvature.js').Curvature} Curvature
 * @typedef {import('./engine/curvature.js').CurvatureOptions} CurvatureOptions
 * @typedef {import('./engine/curvature.js').Sharpness} Sharpness
 * @typedef {import('./engine/curvature.js').SharpnessOptions} SharpnessOptions
 * @typedef {import('./engine/uncertainty.js').PredictionScore} PredictionScore
 * @typedef {import('./engine/uncertainty.js').CalibrationBin} CalibrationBin
 * @typedef {import('./engine/uncertainty.js').McNemarTest} McNemarTest
 * @typedef {import('./engine/surface.js').SurfaceRunInit} SurfaceRunInit
 * @typedef {import('./engine/surface.js').SurfaceReport} SurfaceReport
 * @typedef {import('./engine/surface.js').SurfaceChoice} SurfaceChoice
 * @typedef {import('./engine/surface.js').SurfaceGrid} SurfaceGrid
 * @typedef {{ images: Uint8Array, labels: Uint8Array, rows: number, columns: number, classes: number }} DatasetInit
 */

/**
 * Compiles and starts the module. Every call gives an engine with memory of its own. A call in which a thread is lost fails with code
 * `thread-lost`, and the engine goes on alone; in a browser, where a thread thought lost may still write for a while, take another engine.
 * @param {import('./planner.js').StartOptions} [options]
 * @returns {Promise<Engine>} with several threads to be freed, or the threads stay
 * @throws {RangeError} for a number of threads that cannot be
 * @throws {Error} where one of so many threads cannot be started
 */
export const loadEngine = async (options) => new Engine(await startModule(options));

/** One module with its own memory. */
export class Engine extends SurfacePlanner {
  #native;

  /** @param {import('./engine/native.js').Native} native */
  constructor(native) {
    super(native);
    this.#native = native;
    native.team.Pace = Pace;
  }

  /** In the memory of a planner, which goes on. @param {import('./planner.js').Planner} planner */
  static of(planner) {
    return new Engine(nativeOf(planner));
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
   * @param {{ classes: number, name?: string | undefined }} options
   */
  readIdx(images, labels, options) {
    return readIdx(this.#native, images, labels, options);
  }

  /**
   * A run before its first step.
   * @param {import('./spec.d.ts').PartialSpec} spec
   * @param {import('./engine/ensemble.js').Datasets} datasets used whole, whatever spec.data says
   * @param {{ member?: number | undefined, evaluateTrain?: boolean | undefined }} [options] member: trains this one alone of bagging's networks, from 0;
   *   evaluateTrain: epochs are recorded with their `evaluatedLoss`, for a pass over the training set each
   * @returns {Experiment} or, with `bagging.models` above 1 and no member, an Ensemble, which runs and predicts by the same
   *   methods, and says of the others that they are a member's
   */
  createExperiment(spec, datasets, { member, evaluateTrain } = {}) {
    return withSpec(this.#native, spec, (resolved) =>
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
   * What predictions are worth: accuracy, negative log-likelihood, Brier score, calibration, accuracy against coverage.
   * @param {{ probabilities: Float32Array, labels: Uint8Array, bins?: number | undefined }} predictions
   *   probabilities [n, classes], each row with sum 1; labels [n]; bins of the reliability diagram, 15 without it
   * @returns {import('./engine/uncertainty.js').PredictionScore}
   */
  scorePredictions(predictions) {
    return scorePredictions(this.#native, predictions);
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
