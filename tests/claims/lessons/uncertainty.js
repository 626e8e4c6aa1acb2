// What the lessons on uncertainty say, as figures of a seed's networks and claims about them; index.js says what each line is.

import { loadDatasets } from '../../../wasm/data.js';
import { nodeReader } from '../../../wasm/data-node.js';
import { noiseSet } from '../../../web/engine/worker/montecarlo.js';
import { runningMeans } from '../../../web/labs/uncertainty/passes.js';
import { planOf } from '../../../web/labs/uncertainty/settings.js';
import { SPEC } from '../../data/make_checkpoint.js';
import { engine, openLesson } from '../../helpers/lessons.js';

/** @typedef {import('../../../wasm/spec.d.ts').Spec} Spec */

const K = 10;
const percent = (/** @type {number} */ x) => 100 * x;
const mean = (/** @type {ArrayLike<number>} */ list) => Array.from(list).reduce((sum, x) => sum + x, 0) / list.length;

/** @type {Map<string, Promise<import('../../../wasm/data.js').Datasets>>} */
const known = new Map();

/** @param {Spec} spec */
function datasetsOf(spec) {
  const key = JSON.stringify(spec.data);
  const found = known.get(key) ?? loadDatasets(engine, spec, nodeReader());
  known.set(key, found);
  return found;
}

/** @param {Float32Array} probabilities @param {Uint8Array} labels */
const hits = (probabilities, labels) =>
  Uint8Array.from(labels, (label, n) => {
    const row = probabilities.subarray(n * K, (n + 1) * K);
    return row.indexOf(Math.max(...row)) === label ? 1 : 0;
  });

/** Eleven networks, and what they come to. @param {number} seed @param {Record<string, unknown>} changes by path */
async function compared(seed, changes) {
  const store = openLesson('bagging');
  for (const [path, value] of Object.entries({ seed, ...changes })) store.setSpec(path, value);
  const plan = planOf(store.spec(), store.state.values);
  const datasets = await datasetsOf(plan.dropout);
  const { test } = datasets;
  /** @template T @param {Spec} spec @param {{ member?: number }} options @param {(experiment: import('../../../wasm/index.js').Experiment) => T} use */
  const trained = (spec, options, use) => {
    const experiment = engine.createExperiment(spec, datasets, options);
    experiment.runSteps(experiment.state().totalSteps);
    const result = use(experiment);
    experiment.free();
    return result;
  };
  const single = trained(plan.dropout, {}, (experiment) => experiment.predict(test).probabilities);
  const members = Array.from({ length: plan.models }, (_, member) =>
    trained(plan.members, { member }, (experiment) => experiment.predict(test).probabilities),
  );
  const together = /** @type {Float32Array} */ ([...runningMeans(members)].at(-1));
  const scoreOf = (/** @type {Float32Array} */ probabilities) =>
    engine.scorePredictions({ probabilities, labels: test.labels });
  const [one, all, plain] = [members[0], together, single].map(scoreOf);
  return {
    likelihoodOne: one.negativeLogLikelihood,
    likelihood: all.negativeLogLikelihood,
    accuracy: percent(all.accuracy),
    accuracyOne: mean(members.map((member) => percent(scoreOf(member).accuracy))),
    accuracySingle: percent(plain.accuracy),
    p: engine.mcnemar(hits(together, test.labels), hits(single, test.labels)).p,
  };
}

/** @type {import('./index.js').Lesson[]} */
export const lessons = [
  {
    id: 'mc-dropout',
    dear: true,
    // Networks like the ready one, each with a seed of its own.
    measure: async (seed) => {
      const spec = engine.normalize({ ...SPEC, seed });
      const datasets = await datasetsOf(spec);
      const experiment = engine.createExperiment(spec, datasets);
      try {
        experiment.runSteps(experiment.state().totalSteps);
        const { labels } = datasets.test;
        const passes = 100;
        const plain = experiment.predict(datasets.test).probabilities;
        const often = experiment.predictMonteCarlo(datasets.test, { passes, seed });
        const grey = engine.createDataset({ ...noiseSet(1000), classes: K });
        const noise = engine.entropies(experiment.predict(grey).probabilities, K);
        const unsure = experiment.predictMonteCarlo(grey, { passes, seed }).entropy;
        grey.free();
        const [without, withPasses] = [plain, often.mean].map((probabilities) =>
          engine.scorePredictions({ probabilities, labels }),
        );
        const clothes = engine.entropies(plain, K);
        return {
          accuracy: percent(without.accuracy),
          accuracyPasses: percent(withPasses.accuracy),
          likelihood: without.negativeLogLikelihood,
          likelihoodPasses: withPasses.negativeLogLikelihood,
          calibration: without.expectedCalibrationError,
          calibrationPasses: withPasses.expectedCalibrationError,
          noise: mean(noise),
          clothes: mean(clothes),
          noisePasses: mean(unsure),
          clothesPasses: mean(often.entropy),
          area: engine.auroc(noise, clothes),
          areaPasses: engine.auroc(unsure, often.entropy),
        };
      } finally {
        experiment.free();
      }
    },
    figures: {
      accuracy: 1,
      accuracyPasses: 1,
      likelihood: 3,
      likelihoodPasses: 3,
      noise: 2,
      clothes: 2,
      noisePasses: 2,
      clothesPasses: 2,
      area: 2,
      areaPasses: 2,
    },
    claims: [
      {
        id: 'surer',
        kind: 'each',
        says: 'without dropout a network may be surer of noise than of clothes',
        holds: (f) => f.noise < f.clothes,
        share: 0.2,
      },
      {
        id: 'likelihood',
        kind: 'each',
        says: 'with passes the negative log-likelihood is lower',
        holds: (f) => f.likelihoodPasses < f.likelihood,
        share: 0.6,
      },
      {
        id: 'calibration',
        kind: 'each',
        says: 'with passes the calibration error is larger',
        holds: (f) => f.calibrationPasses > f.calibration,
        share: 0.6,
      },
      {
        id: 'less-sure',
        kind: 'each',
        says: 'with passes the mean entropy of clothes is larger',
        holds: (f) => f.clothesPasses > f.clothes,
      },
      {
        id: 'noise',
        kind: 'each',
        says: 'with passes noise has a larger mean entropy than clothes',
        holds: (f) => f.noisePasses > f.clothesPasses,
      },
      {
        id: 'apart',
        kind: 'each',
        says: 'with passes the entropy tells noise from clothes better (AUROC)',
        holds: (f) => f.areaPasses > f.area,
      },
      {
        id: 'accuracy',
        kind: 'equal',
        says: 'the accuracy is equal to half a point',
        of: (f) => f.accuracyPasses - f.accuracy,
        margin: 0.5,
      },
    ],
  },
  {
    id: 'bagging',
    // As the lesson opens, and as its last paragraph has it: as many training images, and ten thousand to test with.
    measure: async (seed) => {
      const small = await compared(seed, {});
      const large = await compared(seed, { 'data.set': 'full', 'data.trainSize': 5000 });
      return { ...small, accuracyLarge: large.accuracy, accuracySingleLarge: large.accuracySingle, pLarge: large.p };
    },
    figures: {
      likelihoodOne: 2,
      likelihood: 2,
      accuracy: 1,
      accuracySingle: 1,
      accuracyLarge: 1,
      accuracySingleLarge: 1,
    },
    claims: [
      {
        id: 'likelihood',
        kind: 'each',
        says: 'ten together have a better likelihood than one of them',
        holds: (f) => f.likelihood < f.likelihoodOne,
      },
      {
        id: 'members',
        kind: 'each',
        says: 'and are right more often than they are on average',
        holds: (f) => f.accuracy > f.accuracyOne,
      },
      {
        id: 'single',
        kind: 'mean',
        says: 'they are right more often than one network with dropout',
        of: (f) => f.accuracy - f.accuracySingle,
      },
      {
        id: 'unclear',
        kind: 'each',
        says: "with a thousand test images McNemar's p of one training is above 0.05",
        holds: (f) => f.p > 0.05,
        share: 0.4,
      },
      {
        id: 'clear',
        kind: 'each',
        says: 'with ten thousand it is below 0.05',
        holds: (f) => f.pLarge < 0.05,
      },
    ],
  },
];
