/** The uncertainty lab's own settings; what concerns training is in the spec, but for the dropout rate. */

import { byKey } from '../../state/settings.js';
import { bytesOf } from './drawing.js';

export const VIEWS = ['image', 'test', 'conformal', 'compare'];

/** Where the image comes from: the test set, the same with its pixels in disorder, noise, or the reader's drawing. */
export const SOURCES = ['test', 'shuffled', 'noise', 'drawing'];

/** What is done to the image, and what a chart can go through. */
const SWEEPS = ['angle', 'noise', 'shift'];

/**
 * What the lab begins with, by path of the spec: the network of the course, as small as that of the ready checkpoint.
 * @type {import('../../state/store.js').Contest}
 */
export const contest = {
  kinds: [],
  spec: {
    'data.scaling': 'standard',
    'model.layers': [
      { units: 100, activation: 'elu', initializer: 'he_normal' },
      { units: 50, activation: 'elu', initializer: 'he_normal' },
      { units: 10, activation: 'softmax', initializer: 'glorot_uniform' },
    ],
  },
  pathsOf: () => ({}),
};

/** @import { Catalog, SpecSection } from '../../../wasm/spec.d.ts' */
/** @import { Setting, Values } from '../../state/settings.js' */
/** @import { Spec } from '../../state/specs.js' */

/** @param {Catalog} catalog @param {SpecSection} section @param {string} key @param {Partial<Setting>} changes @returns {Setting} */
const like = (catalog, section, key, changes) => ({ ...byKey(catalog.spec[section], key), ...changes });

/** @param {Catalog} catalog @returns {Setting[]} */
export const settingsFor = (catalog) => [
  { key: 'view', kind: 'choice', options: VIEWS, default: 'image' },
  { key: 'network', kind: 'choice', options: ['ready', 'own'], default: 'ready' },
  like(catalog, 'layer', 'dropout', { default: 0.2 }),
  { key: 'passes', kind: 'integer', min: 1, max: 500, default: 100 },
  { key: 'epsilon', kind: 'real', min: 0.01, max: 0.4, default: 0.1, full: true },
  { key: 'source', kind: 'choice', options: SOURCES, default: 'test' },
  { key: 'image', kind: 'integer', min: 0, max: 9999, default: 0 },
  { key: 'drawing', kind: 'text', fits: (text) => bytesOf(text) !== null, default: '' },
  { key: 'angle', kind: 'real', min: -180, max: 180, default: 0, full: true },
  { key: 'right', kind: 'integer', min: -14, max: 14, default: 0, full: true },
  { key: 'down', kind: 'integer', min: -14, max: 14, default: 0, full: true },
  like(catalog, 'augmentation', 'noise', { default: 0, full: true }),
  { key: 'sweep', kind: 'choice', options: SWEEPS, default: 'angle' },
  like(catalog, 'bagging', 'models', { key: 'members', min: 2, default: 5 }),
  { key: 'membersDropout', kind: 'flag', default: true, formerly: false },
  { key: 'trainings', kind: 'integer', min: 1, max: 20, default: 3, formerly: 1 },
];

/**
 * The spec of the lab's own network: dropout of one rate before every layer.
 * @param {Spec} spec full
 * @param {number} dropout
 */
export function withDropout(spec, dropout) {
  const { layers } = spec.model;
  const last = layers.length - 1;
  return {
    ...spec,
    model: {
      ...spec.model,
      inputDropout: dropout,
      layers: layers.map((layer, n) => ({
        ...layer,
        dropout: n < last ? dropout : 0,
      })),
    },
  };
}

/**
 * What is trained to compare dropout with bagging.
 * @param {Spec} spec full
 * @param {Values} values the lab's settings
 * @returns {import('./comparison.js').Plan}
 */
export function planOf(spec, { dropout, members, membersDropout, passes, trainings }) {
  const { data, seed } = spec;
  const others = withDropout(spec, membersDropout ? dropout : 0);
  return {
    dropout: { ...withDropout(spec, dropout), bagging: { models: 1, bootstrap: true } },
    members: { ...others, bagging: { models: members, bootstrap: true } },
    ensemble: { ...others, bagging: { models: members, bootstrap: false } },
    models: members,
    trainings,
    set: data.set,
    passes,
    seed,
  };
}
