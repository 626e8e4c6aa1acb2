/** What the link of this lab can say, and what its contestants are. What concerns training is in the spec. */
import { comparisonSettings } from '../../state/settings.js';

/** @import { Field } from '../../state/settings.js' */
/** @typedef {import('../../state/paths.js').Paths} Paths */

const LEARNING_RATE = 5e-4;

/**
 * A contestant's changes to the common spec, in the course's order. "*" is every layer, "hidden" all but the output, where
 * dropout and normalization have no place.
 * @type {Record<string, Paths>}
 */
const CONTESTANTS = {
  none: {},
  l1: { 'model.layers[*].l1': 3e-4 },
  // Its step is of λ times the rate, and Adam's does not grow with the gradient: at the same λ it would be next to nothing.
  'l1-proximal': { 'model.layers[*].l1': 0.1, 'model.l1Step': 'proximal' },
  l2: { 'model.layers[*].l2': 3e-3 },
  // The same gradient steps as the others', beside which weights shrink: Adam's with a decay of their own.
  'weight-decay': { 'optimizer.weightDecay': 1, 'optimizer.id': 'adamw', 'optimizer.learningRate': LEARNING_RATE },
  'max-norm': { 'model.layers[hidden].maxNorm': 0.5 },
  dropout: { 'model.layers[hidden].dropout': 0.5 },
  'dropout-classic': { 'model.layers[hidden].dropout': 0.5, 'model.dropoutMode': 'classic' },
  batchnorm: { 'model.layers[hidden].batchNorm': 'before' },
  augmentation: { 'augmentation.flip': true, 'augmentation.shift': 1 },
  // Of about the last hundred steps: a thousand images have 32 an epoch.
  average: { 'average.kind': 'ema', 'average.decay': 0.99 },
  'early-stopping': { 'earlyStopping.patience': 5 },
};

export const KINDS = Object.keys(CONTESTANTS);

/**
 * Few images and a network of 266 610 parameters, so that it can learn them by heart in seconds.
 * @type {import('../../state/store.js').Contest}
 */
export const contest = {
  kinds: KINDS,
  spec: { epochs: 50, 'data.trainSize': 1000, 'optimizer.learningRate': LEARNING_RATE },
  pathsOf: (kind) => CONTESTANTS[kind],
};

const SCALES = ['linear', 'log'];

/** Steps of the little run that shows masks: each click is one, and a link may ask for any at once. */
export const MAX_STEP = 200;

/** @returns {import('../../state/settings.js').Setting[]} */
export const settingsFor = () => [
  { key: 'entrants', kind: 'list', options: KINDS, default: ['none', 'l2', 'dropout', 'early-stopping'] },
  ...comparisonSettings(KINDS, 10),
  { key: 'mirrored', kind: 'flag', default: false },
  { key: 'lossScale', kind: 'choice', options: SCALES, default: 'linear' },
  { key: 'layer', kind: 'integer', min: 1, max: 32, default: 1 },
  { key: 'maskStep', kind: 'integer', min: 1, max: MAX_STEP, default: 1 },
  { key: 'sample', kind: 'integer', min: 1, max: 64, default: 1 },
  { key: 'image', kind: 'integer', min: 1, max: 60000, default: 1 },
];

/**
 * The fields that a contestant can have, with the path of each; the first ones make it what it is.
 * @param {import('../../../wasm/spec.d.ts').Catalog} catalog
 * @param {string} [kind] of contestant: one has an optimizer of its own
 * @returns {{ field: Field, path: string }[]}
 */
export function fieldsOf({ spec, optimizers }, kind = KINDS[0]) {
  const paths = [
    'model.layers[*].l1',
    'model.l1Step',
    'model.layers[*].l2',
    'model.layers[hidden].maxNorm',
    'model.layers[hidden].dropout',
    'model.inputDropout',
    'model.dropoutMode',
    'model.layers[hidden].batchNorm',
    'model.residual',
    'labelSmoothing',
    'mixup',
  ];
  const sections = /** @type {const} */ (['augmentation', 'average', 'earlyStopping']);
  const rest = sections.flatMap((key) => spec[key].map((field) => ({ field, path: `${key}.${field.key}` })));
  const own = paths.map((path) => {
    const table = path.startsWith('model.layers') ? spec.layer : path.startsWith('model.') ? spec.model : spec.root;
    const field = /** @type {Field} */ (table.find(({ key }) => path.split('.').at(-1) === key));
    return { field, path };
  });
  const { hyperparameters = [] } = optimizers.find(({ key }) => key === optimizerOf(kind)) ?? {};
  const ofOptimizer = hyperparameters
    .map((field) => ({ field, path: `optimizer.${field.key}` }))
    .filter(({ path }) => Object.hasOwn(CONTESTANTS[kind], path));
  return [...ofOptimizer, ...own, ...rest];
}

/** The optimizer that a kind has of its own, if it has one. @param {string} kind */
export const optimizerOf = (kind) => /** @type {string | undefined} */ (CONTESTANTS[kind]['optimizer.id']);

/** Listed where one competes: a link or its lesson names it. @param {string} kind */
export const isExtra = (kind) => optimizerOf(kind) !== undefined;

/** The paths that make a kind what it is. @param {string} kind */
export const essentials = (kind) => Object.keys(CONTESTANTS[kind]);
