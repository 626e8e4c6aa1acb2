/** What the link of this lab can say, and what its contestants are. What concerns training is in the spec. */
import { comparisonSettings } from '../../state/settings.js';
import { landscapeSettings } from '../shared/landscape.js';

/** @import { Field } from '../../state/settings.js' */
/** @typedef {import('../../state/paths.js').Paths} Paths */
/** @typedef {import('../../../wasm/spec.d.ts').Catalog} Catalog */

const ACTIVATION = 'model.layers[hidden].activation';
const INITIALIZER = 'model.layers[hidden].initializer';
const SCALE = 'model.layers[hidden].initializerScale';

/** A contestant's changes to the common spec: the network as it is, and what is done for one that is deep. @type {Record<string, Paths>} */
const CONTESTANTS = {
  plain: {},
  tanh: { [ACTIVATION]: 'tanh', [INITIALIZER]: 'glorot_normal' },
  relu: { [ACTIVATION]: 'relu', [INITIALIZER]: 'he_normal' },
  elu: { [ACTIVATION]: 'elu', [INITIALIZER]: 'he_normal' },
  selu: { [ACTIVATION]: 'selu', [INITIALIZER]: 'lecun_normal' },
  batchnorm: { 'model.layers[hidden].batchNorm': 'before' },
  residual: { 'model.residual': true },
  clipping: { clipNorm: 1 },
  smoothing: { labelSmoothing: 0.1 },
  'by-momentum': { 'optimizer.id': 'momentum' },
  'by-adam': { 'optimizer.id': 'adam' },
};

export const KINDS = Object.keys(CONTESTANTS);

/** The layer list of so many hidden layers, all as wide, and the classes'. @param {number} depth @param {number} width */
export const layersOf = (depth, width) => [...Array.from({ length: depth }, () => ({ units: width })), { units: 10 }];

/**
 * Twenty layers of sigmoids, trained without anything that adapts a rate to a gradient that is gone.
 * @type {import('../../state/store.js').Contest}
 */
export const contest = {
  kinds: KINDS,
  spec: {
    'model.layers': layersOf(20, 64),
    [ACTIVATION]: 'sigmoid',
    'optimizer.id': 'sgd',
    'optimizer.learningRate': 0.05,
    batchSize: 128,
  },
  pathsOf: (kind) => CONTESTANTS[kind],
};

/** Hidden layers and units that two controls make the layer list of. @type {Record<'depth' | 'width', Field>} */
export const SHAPE = {
  depth: { key: 'depth', kind: 'integer', min: 1, max: 31, default: 20, full: true },
  width: { key: 'width', kind: 'integer', min: 1, max: 512, default: 64, scale: 'log' },
};

/** What may be followed over the steps, of a chosen layer. */
export const MEASURES = /** @type {const} */ (['gradient', 'deviation', 'dead']);

/** @returns {import('../../state/settings.js').Setting[]} */
export const settingsFor = () => [
  { key: 'entrants', kind: 'list', options: KINDS, default: ['plain', 'relu', 'batchnorm', 'residual'] },
  // One by default: what depth does is of decades, and the pictures show the first.
  ...comparisonSettings(KINDS, 10).map(({ formerly: _, ...one }) =>
    one.key === 'seeds' ? { ...one, default: 1 } : one,
  ),
  { key: 'layer', kind: 'integer', min: 1, max: 32, default: 1 },
  { key: 'measure', kind: 'choice', options: MEASURES, default: 'gradient' },
  { key: 'sharpness', kind: 'flag', default: false },
  { key: 'every', kind: 'integer', min: 1, max: 1000, default: 20 },
  ...landscapeSettings(KINDS),
];

/**
 * The fields that a contestant can have, with the path of each.
 * @param {Catalog} catalog
 * @returns {{ field: Field, path: string }[]}
 */
export function fieldsOf(catalog) {
  const { root, model, layer, data } = catalog.spec;
  const named = (/** @type {Field[]} */ table, /** @type {string} */ path) => ({
    field: /** @type {Field} */ (table.find(({ key }) => path.split('.').at(-1) === key)),
    path,
  });
  const hidden = catalog.activations.filter(({ outputOnly }) => !outputOnly).map(({ key }) => key);
  const activation = named(layer, ACTIVATION);
  return [
    { ...activation, field: { ...activation.field, options: hidden } },
    named(layer, INITIALIZER),
    named(layer, SCALE),
    named(layer, 'model.layers[hidden].batchNorm'),
    named(model, 'model.residual'),
    named(root, 'clipNorm'),
    named(root, 'labelSmoothing'),
    named(data, 'data.trainSize'),
  ];
}

/** The paths that make a kind what it is. @param {string} kind */
export const essentials = (kind) => Object.keys(CONTESTANTS[kind]);
