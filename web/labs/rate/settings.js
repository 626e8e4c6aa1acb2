/** The learning-rate lab's own settings; what concerns training is in the spec. */
import { seedsSetting } from '../../state/settings.js';

export const VIEWS = ['sweep', 'finder', 'schedules', 'noise'];

/** @param {import('../../../wasm/spec.d.ts').Catalog} catalog @returns {import('../../state/settings.js').Setting[]} */
export const settingsFor = (catalog) => [
  { key: 'view', kind: 'choice', options: VIEWS, default: 'sweep' },
  {
    key: 'optimizer',
    kind: 'choice',
    options: catalog.optimizers.map(({ key }) => key),
    default: 'sgd',
  },
  { key: 'convention', kind: 'choice', options: catalog.conventions, default: catalog.conventions[0] },
  seedsSetting(10),
  { key: 'low', kind: 'real', min: 1e-8, max: 1000, scale: 'log', default: 1e-4 },
  { key: 'high', kind: 'real', min: 1e-8, max: 1000, scale: 'log', default: 100 },
  { key: 'perDecade', kind: 'integer', min: 1, max: 6, default: 2 },
  { key: 'steps', kind: 'integer', min: 20, max: 2000, default: 150 },
  { key: 'rampLow', kind: 'real', min: 1e-8, max: 1000, scale: 'log', default: 1e-5 },
  { key: 'rampHigh', kind: 'real', min: 1e-8, max: 1000, scale: 'log', default: 10 },
  { key: 'rampSteps', kind: 'integer', min: 100, max: 5000, default: 500 },
  { key: 'smoothing', kind: 'real', min: 0, max: 0.99, default: 0.9 },
  { key: 'samples', kind: 'integer', min: 10, max: 500, default: 30 },
  { key: 'largest', kind: 'integer', min: 8, max: 2048, scale: 'log', default: 512 },
  { key: 'noiseSteps', kind: 'integer', min: 10, max: 5000, default: 300 },
  { key: 'points', kind: 'integer', min: 1, max: 10, default: 5, formerly: 1 },
];

/** The settings that each view has in its rail. @type {Record<string, string[]>} */
export const SHOWN = {
  sweep: ['low', 'high', 'perDecade', 'steps', 'seeds', 'smoothing'],
  finder: ['rampLow', 'rampHigh', 'rampSteps', 'seeds'],
  schedules: ['seeds', 'smoothing'],
  noise: ['samples', 'largest', 'noiseSteps', 'points'],
};
