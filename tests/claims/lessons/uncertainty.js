// What the lessons on uncertainty say, as figures of a seed's networks and claims about them; index.js says what each line is.

import { gunzipSync } from 'node:zlib';
import { FILES, loadDatasets } from '../../../wasm/data.js';
import { nodeReader } from '../../../wasm/data-node.js';
import { uniformsOf } from '../../../wasm/statistics/tests.js';
import { fitTemperature, tempered } from '../../../wasm/statistics/calibration.js';
import { conformalRange, conformalThreshold, coverageOf } from '../../../wasm/statistics/conformal.js';
import { transform } from '../../../web/engine/transform.js';
import { noiseSet } from '../../../web/engine/worker/montecarlo.js';
import { runningMeans } from '../../../web/labs/uncertainty/passes.js';
import { planOf } from '../../../web/labs/uncertainty/settings.js';
import { makeValidation, SPEC } from '../../data/make_checkpoint.js';
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

/** The last network that was trained: lessons of one seed share it. @type {{ seed: number, bytes: Uint8Array } | null} */
let kept = null;

/**
 * Lends a network like the ready one, of another seed.
 * @template T @param {number} seed @param {(network: import('../../../wasm/index.js').Experiment) => T} use
 */
async function readyLike(seed, use) {
  if (kept?.seed !== seed) {
    const spec = engine.normalize({ ...SPEC, seed });
    const experiment = engine.createExperiment(spec, await datasetsOf(spec));
    experiment.runSteps(experiment.state().totalSteps);
    kept = { seed, bytes: experiment.save({ weightsOnly: true }) };
    experiment.free();
  }
  const network = engine.restore(kept.bytes);
  try {
    return use(network);
  } finally {
    network.free();
  }
}

/** Images and labels of IDX files, as bytes. @param {Uint8Array[]} files images, labels */
const idxOf = ([images, labels]) => ({ images: images.subarray(16), labels: labels.subarray(8) });
/** @type {Promise<Record<'validation' | 'test', ReturnType<typeof idxOf>>> | undefined} */
let pages;

/** What the page shows the ready network: the images that come with it, and the starter set's test images. */
function pageImages() {
  const read = nodeReader();
  pages ??= Promise.all([
    makeValidation(),
    Promise.all(FILES.test.map(async (file) => new Uint8Array(gunzipSync(await read('starter', file))))),
  ]).then(([validation, test]) => ({ validation: idxOf(validation), test: idxOf(test) }));
  return pages;
}

/** Lends a dataset. @template T @param {ReturnType<typeof idxOf>} files @param {(dataset: import('../../../wasm/index.js').Dataset) => T} use */
function withImages({ images, labels }, use) {
  const dataset = engine.createDataset({ images, labels, rows: 28, columns: 28, classes: K });
  try {
    return use(dataset);
  } finally {
    dataset.free();
  }
}

/**
 * One network with dropout and two lots of others, and what they come to.
 * @param {number} seed @param {Record<string, unknown>} changes by path
 * @param {boolean} withEnsemble whether the second lot is trained too
 */
async function compared(seed, changes, withEnsemble) {
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
  const lot = (/** @type {Spec} */ spec) =>
    Array.from({ length: plan.models }, (_, member) =>
      trained(spec, { member }, (experiment) => experiment.predict(test).probabilities),
    );
  const meanOf = (/** @type {Float32Array[]} */ list) => /** @type {Float32Array} */ ([...runningMeans(list)].at(-1));
  const [members, whole] = [lot(plan.members), withEnsemble ? lot(plan.ensemble) : []];
  const together = meanOf(members);
  const scoreOf = (/** @type {Float32Array} */ probabilities) =>
    engine.scorePredictions({ probabilities, labels: test.labels });
  const [one, all, plain] = [members[0], together, single].map(scoreOf);
  const deep = withEnsemble ? scoreOf(meanOf(whole)) : null;
  const accuracyOf = (/** @type {Float32Array[]} */ list) => mean(list.map((each) => percent(scoreOf(each).accuracy)));
  return {
    likelihoodOne: one.negativeLogLikelihood,
    likelihood: all.negativeLogLikelihood,
    accuracy: percent(all.accuracy),
    accuracyOne: accuracyOf(members),
    ...(deep && {
      ensemble: percent(deep.accuracy),
      ensembleOne: accuracyOf(whole),
      likelihoodEnsemble: deep.negativeLogLikelihood,
      likelihoodEnsembleOne: scoreOf(whole[0]).negativeLogLikelihood,
    }),
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
      const { test } = await datasetsOf(engine.normalize(SPEC));
      return readyLike(seed, (network) => {
        const { labels } = test;
        const passes = 100;
        const plain = network.predict(test).probabilities;
        const often = network.predictMonteCarlo(test, { passes, seed });
        const grey = engine.createDataset({ ...noiseSet(1000), classes: K });
        const noise = engine.entropies(network.predict(grey).probabilities, K);
        const unsure = network.predictMonteCarlo(grey, { passes, seed }).entropy;
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
      });
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
    id: 'temperature',
    dear: true,
    // What the view shows of such networks: temperatures of the images that come with the ready one, scores of the starter set's.
    measure: async (seed) => {
      const { validation, test } = await pageImages();
      const { passes } = openLesson('temperature').state.values;
      return readyLike(seed, (network) => {
        const ask = (/** @type {typeof test} */ files) =>
          withImages(files, (dataset) => [
            network.predict(dataset).probabilities,
            network.predictMonteCarlo(dataset, { passes, seed }).mean,
          ]);
        const [fitted, asked] = [ask(validation), ask(test)];
        const temperatures = fitted.map((probabilities) => fitTemperature(probabilities, validation.labels));
        const scoreOf = (/** @type {Float32Array} */ probabilities) =>
          engine.scorePredictions({ probabilities, labels: test.labels });
        const [before, beforePasses] = asked.map(scoreOf);
        const [after, afterPasses] = asked.map((one, n) => scoreOf(tempered(one, K, temperatures[n])));
        return {
          temperature: temperatures[0],
          temperaturePasses: temperatures[1],
          likelihood: before.negativeLogLikelihood,
          likelihoodPasses: beforePasses.negativeLogLikelihood,
          after: after.negativeLogLikelihood,
          afterPasses: afterPasses.negativeLogLikelihood,
          calibration: percent(before.expectedCalibrationError),
          calibrationPasses: percent(beforePasses.expectedCalibrationError),
          calibrationAfter: percent(after.expectedCalibrationError),
          calibrationAfterPasses: percent(afterPasses.expectedCalibrationError),
          same: Number(after.accuracy === before.accuracy && afterPasses.accuracy === beforePasses.accuracy),
        };
      });
    },
    figures: {
      temperature: 2,
      temperaturePasses: 2,
      likelihood: 3,
      likelihoodPasses: 3,
      after: 3,
      afterPasses: 3,
      calibrationPasses: 1,
      calibrationAfterPasses: 1,
    },
    claims: [
      {
        id: 'unsure',
        kind: 'each',
        says: 'the mean of the passes is too unsure, one pass without dropout too sure: their temperatures are below and above 1',
        holds: (f) => f.temperaturePasses < 1 && f.temperature > 1,
      },
      {
        id: 'likelihood',
        kind: 'each',
        says: 'at its temperature the mean of the passes has a better likelihood than without',
        holds: (f) => f.afterPasses < f.likelihoodPasses,
      },
      {
        id: 'single',
        kind: 'each',
        says: 'and so has one pass without dropout',
        holds: (f) => f.after < f.likelihood,
      },
      {
        id: 'calibration',
        kind: 'mean',
        says: 'its calibration error is smaller at its temperature, in points',
        of: (f) => f.calibrationPasses - f.calibrationAfterPasses,
      },
      {
        id: 'changes',
        kind: 'each',
        says: 'a temperature changes one of the two likelihoods by more than half of what parted them',
        holds: (f) =>
          Math.max(f.likelihoodPasses - f.afterPasses, f.likelihood - f.after) >
          Math.abs(f.likelihood - f.likelihoodPasses) / 2,
      },
      { id: 'same', kind: 'each', says: 'no temperature changes the accuracy', holds: (f) => f.same === 1 },
    ],
  },
  {
    id: 'conformal',
    dear: true,
    // Of both lots of images that the page has a thousand are drawn to calibrate, by the seed: the promise is about such draws. One of
    // them strays by more than a point, so that the mean is of twenty; all else is of the first.
    measure: async (seed) => {
      const { validation, test } = await pageImages();
      const { epsilon } = openLesson('conformal').state.values;
      const all = {
        images: Uint8Array.from([...validation.images, ...test.images]),
        labels: Uint8Array.from([...validation.labels, ...test.labels]),
      };
      const { length } = all.labels;
      const turned = new Uint8Array(all.images.length);
      const size = all.images.length / length;
      for (let n = 0; n < length; n++)
        turned.set(transform(all.images.subarray(n * size, (n + 1) * size), { angle: 90 }), n * size);
      const uniform = uniformsOf(seed);
      const draws = Array.from({ length: 20 }, () => {
        const order = Array.from({ length }, (_, n) => ({ n, at: uniform() })).sort((a, b) => a.at - b.at);
        return { calibration: order.slice(0, length / 2), rest: order.slice(length / 2) };
      });
      const [{ calibration, rest }] = draws;
      return readyLike(seed, (network) => {
        const predicted = (/** @type {Uint8Array} */ images) =>
          withImages({ images, labels: all.labels }, (dataset) => network.predict(dataset).probabilities);
        const [plain, other] = [predicted(all.images), predicted(turned)];
        const rows = (/** @type {Float32Array} */ from, /** @type {typeof rest} */ of) =>
          Float32Array.from(of.flatMap(({ n }) => [...from.subarray(n * K, (n + 1) * K)]));
        const labels = (/** @type {typeof rest} */ of) => Uint8Array.from(of, ({ n }) => all.labels[n]);
        const thresholds = draws.map((draw) =>
          conformalThreshold(rows(plain, draw.calibration), labels(draw.calibration), epsilon),
        );
        const coverages = draws.map((draw, n) => coverageOf(rows(plain, draw.rest), labels(draw.rest), thresholds[n]));
        const [[threshold], [found]] = [thresholds, coverages];
        const range = conformalRange(calibration.length, rest.length, epsilon);
        const shares = found.byClass.map((one) => percent(one.covered / one.n));
        return {
          covered: mean(coverages.map(({ covered, n }) => percent(covered / n))),
          size: found.classes / found.n,
          kept: Number(found.covered >= range.low && found.covered <= range.high),
          turned: percent(coverageOf(rows(other, rest), labels(rest), threshold).covered / found.n),
          shirts: shares[6],
          trousers: shares[1],
        };
      });
    },
    figures: { covered: 1, size: 2, turned: 0, shirts: 0, trousers: 0 },
    claims: [
      {
        id: 'kept',
        kind: 'each',
        says: 'of a draw, the share of images whose set holds the true class is compatible with the promise',
        holds: (f) => f.kept === 1,
      },
      {
        id: 'on-average',
        kind: 'equal',
        says: 'on average over networks and draws it is 90%, to 2 points',
        of: (f) => f.covered - 90,
        margin: 2,
      },
      {
        id: 'turned',
        kind: 'each',
        says: 'turned by 90° it is below 50%',
        holds: (f) => f.turned < 50,
      },
      {
        id: 'shirts',
        kind: 'each',
        says: 'of shirts it is lower than promised, by more than 5 points',
        holds: (f) => f.shirts < 85,
      },
      // Of a hundred trousers: single seeds differ by two points, and the claim is of their mean.
      { id: 'trousers', kind: 'mean', says: 'and of trousers higher', of: (f) => f.trousers - 90 },
    ],
  },
  {
    id: 'bagging',
    dear: true,
    // As the lesson opens, and as its last paragraph has it: as many training images, and ten thousand to test with.
    measure: async (seed) => {
      const small = await compared(seed, {}, true);
      const large = await compared(seed, { 'data.set': 'full', 'data.trainSize': 5000 }, false);
      return { ...small, accuracyLarge: large.accuracy, accuracySingleLarge: large.accuracySingle, pLarge: large.p };
    },
    figures: {
      likelihoodOne: 2,
      likelihood: 2,
      accuracy: 1,
      accuracyOne: 1,
      accuracySingle: 1,
      ensemble: 1,
      ensembleOne: 1,
      likelihoodEnsemble: 2,
      likelihoodEnsembleOne: 2,
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
        id: 'ensemble-likelihood',
        kind: 'each',
        says: 'so has the deep ensemble, beside one of its networks',
        holds: (f) => f.likelihoodEnsemble < f.likelihoodEnsembleOne,
      },
      {
        id: 'ensemble-members',
        kind: 'each',
        says: 'and is right more often than its networks are on average',
        holds: (f) => f.ensemble > f.ensembleOne,
      },
      {
        id: 'bootstrap',
        kind: 'equal',
        says: 'the deep ensemble and bagging are right equally often, to 1.5 points',
        of: (f) => f.ensemble - f.accuracy,
        margin: 1.5,
      },
      {
        id: 'single',
        kind: 'mean',
        says: 'bagging is right more often than one network',
        of: (f) => f.accuracy - f.accuracySingle,
      },
      {
        id: 'unclear',
        kind: 'each',
        says: "with a thousand test images McNemar's p of one training is above 0.05, before it is corrected",
        holds: (f) => f.p > 0.05,
        share: 0.4,
      },
      {
        // The page has it corrected by Holm over five tests: at most five times as large.
        id: 'clear',
        kind: 'each',
        says: 'with ten thousand it often is below 0.05, corrected for five tests',
        holds: (f) => 5 * f.pLarge < 0.05,
        share: 0.4,
      },
    ],
  },
];
