import { Dataset, datasetHandle } from './dataset.js';
import { Experiment } from './experiment.js';
import { floatsOf } from './inputs.js';
import { checkCount, joinSteps, mostProbable } from './numbers.js';

/**
 * @typedef {import('./experiment.js').RunReport} RunReport
 * @typedef {import('./experiment.js').RunStatus} RunStatus
 * @typedef {{ train: Dataset, validation?: Dataset | null | undefined, test?: Dataset | null | undefined }} Datasets
 */

/**
 * Bagging (Breiman, 1996): `bagging.models` networks, which differ by their random streams and by a bootstrap sample of the
 * training set each, are trained one after the other; what they predict is the mean of their probabilities. A run like any
 * other: its steps and epochs are those of all members in turn. What concerns one network alone is asked of `members`.
 */
export class Ensemble {
  #native;
  #spec;
  /** @type {Experiment[]} */
  #members = [];
  #test;

  /**
   * @param {import('./native.js').Native} native
   * @param {import('./spec.js').Spec} spec with `bagging.models` above 1
   * @param {Datasets & { evaluateTrain?: boolean | undefined }} datasets
   */
  constructor(native, spec, datasets) {
    this.#native = native;
    this.#spec = spec.toObject();
    this.#test = datasets.test ?? null;
    try {
      for (let member = 0; member < this.#spec.bagging.models; member++)
        this.#members.push(new Experiment(native, spec, { ...datasets, member }));
    } catch (error) {
      this.free();
      throw error;
    }
    Object.freeze(this.#members);
  }

  /** The full spec. @returns {import('../spec.d.ts').Spec} */
  get spec() {
    return this.#spec;
  }

  /** The networks, one after the other. @returns {readonly Experiment[]} */
  get members() {
    return this.#members;
  }

  get classes() {
    return this.#members[0].classes;
  }

  /** Images of the training set. */
  get trainCount() {
    return this.#members[0].trainCount;
  }

  /** Of an image. */
  get pixels() {
    return this.#members[0].pixels;
  }

  /** The test set that the ensemble was given, if any. @returns {Dataset | null} */
  get test() {
    return this.#test;
  }

  /** The member that is being trained; the last one at the end. */
  get #current() {
    return this.members.find((member) => !member.state().done) ?? this.members[this.members.length - 1];
  }

  /** @returns {RunStatus} diverged as soon as one has; stopped-early where all have */
  get #status() {
    const statuses = this.members.map((member) => member.state().status);
    if (statuses.includes('diverged')) return 'diverged';
    if (statuses.includes('running')) return 'running';
    return statuses.every((status) => status === 'stopped-early') ? 'stopped-early' : 'done';
  }

  /** Where the run stands, all members taken together. */
  state() {
    const states = this.members.map((member) => member.state());
    const sum = (/** @type {'step' | 'epoch' | 'totalSteps'} */ key) =>
      states.reduce((total, state) => total + state[key], 0);
    const status = this.#status;
    return {
      step: sum('step'),
      epoch: sum('epoch'),
      stepsPerEpoch: states[0].stepsPerEpoch,
      totalSteps: sum('totalSteps'),
      bestEpoch: null,
      learningRate: this.#current.state().learningRate,
      status,
      done: status !== 'running',
    };
  }

  /**
   * Takes up to n steps, with one member after the other.
   * @param {number} n
   * @returns {RunReport} `epochs` say of which member they are
   */
  runSteps(n) {
    checkCount('n', n, 0xffffffff);
    /** @type {RunReport[]} */
    const reports = [];
    for (let left = n; left > 0 && this.#status === 'running';) {
      const member = this.members.indexOf(this.#current);
      const report = this.members[member].runSteps(left);
      left -= report.losses.length;
      reports.push({ ...report, epochs: report.epochs.map((epoch) => ({ ...epoch, member })) });
    }
    const { step, epoch, learningRate, status, done } = this.state();
    const epochs = reports.flatMap((report) => report.epochs);
    return { step, epoch, learningRate, ...joinSteps(reports), done, status, epochs };
  }

  /** All members' epochs that have ended, each with its `member`. */
  epochs() {
    return this.members.flatMap((one, member) => one.epochs().map((epoch) => ({ ...epoch, member })));
  }

  /** Of the members that are still to be trained. @param {number} x */
  setLearningRate(x) {
    const left = this.members.filter((member) => !member.state().done);
    // At the end the last one takes it or refuses it, as one network does at its end.
    for (const member of left.length > 0 ? left : this.members.slice(-1)) member.setLearningRate(x);
  }

  /**
   * @param {Dataset} dataset
   * @param {{ first?: number | undefined, count?: number | undefined }} [range] all samples without it
   * @returns {{ probabilities: Float32Array, classes: Uint8Array }} the members' mean [count, classes]; the most probable class
   */
  predict(dataset, range) {
    const all = this.members.map((member) => member.predict(dataset, range).probabilities);
    const probabilities = all[0].map((_, i) => all.reduce((sum, each) => sum + each[i], 0) / all.length);
    return { probabilities, classes: mostProbable(probabilities, this.classes) };
  }

  /**
   * @param {Dataset} dataset
   * @returns {{ loss: number, accuracy: number, confusion: Uint32Array }} of the mean probabilities
   */
  evaluate(dataset) {
    const native = this.#native;
    const probabilities = floatsOf('probabilities', this.predict(dataset).probabilities);
    const data = datasetHandle(native, dataset, 'dataset');
    const { length } = probabilities;
    return native.scope((scope) => {
      const cells = Dataset.sizeOf(dataset).classes ** 2;
      const [at, counts, out] = [scope.copy(probabilities), scope.allocate(4 * cells), scope.allocate(16)];
      native.check(native.exports.descenso_dataset_evaluate(data, at, length, counts, out));
      const [loss, accuracy] = native.view(Float64Array, out, 2);
      return { loss, accuracy, confusion: native.view(Uint32Array, counts, cells).slice() };
    });
  }

  /** All parameters, as model1/dense1/kernel … */
  parameters() {
    return this.members.flatMap((member, n) =>
      member.parameters().map((tensor) => ({ ...tensor, name: `model${n + 1}/${tensor.name}` })),
    );
  }

  /** @returns {number} the mean penalty of the members' weights */
  penalty() {
    return this.members.reduce((sum, member) => sum + member.penalty(), 0) / this.members.length;
  }

  /** @returns {string} SHA-256 of the members' hashes, one after the other as text, hexadecimal */
  weightsHash() {
    const native = this.#native;
    const text = new TextEncoder().encode(this.members.map((member) => member.weightsHash()).join(''));
    return native.scope((scope) => {
      const hex = scope.allocate(65);
      native.exports.descenso_sha256(scope.copy(text), text.length, hex);
      return native.string(hex);
    });
  }

  /** Gives the memory of all members back; a second call does nothing. */
  free() {
    for (const member of this.members) member.free();
  }
}

// What asks one network, of no member in particular.
const OF_ONE = [
  'stepOn',
  'lossAndGradient',
  'masks',
  'gradients',
  'setParameters',
  'predictMonteCarlo',
  'layerStatistics',
  'curvature',
  'sharpness',
  'mixing',
  'images',
  'order',
  'save',
];
for (const name of OF_ONE)
  Object.defineProperty(Ensemble.prototype, name, {
    value() {
      throw new TypeError(
        `${name} is for one network: ask one of the ensemble's members (ensemble.members[0].${name})`,
      );
    },
  });
