/** The race's own settings; what concerns training is in the spec. */
import { comparisonSettings } from '../../state/settings.js';
import { landscapeSettings } from '../shared/landscape.js';

/** The optimizers of the course, with which the page opens. */
const SIX = ['sgd', 'momentum', 'nesterov', 'adagrad', 'rmsprop', 'adam'];

const X_AXES = ['steps', 'epochs', 'seconds'];
const SCALES = ['linear', 'log'];

/** @param {import('../../../wasm/spec.d.ts').Catalog} catalog @returns {import('../../state/settings.js').Setting[]} */
export const settingsFor = (catalog) => [
  {
    key: 'optimizers',
    kind: 'list',
    options: catalog.optimizers.map(({ key }) => key),
    default: SIX,
  },
  { key: 'convention', kind: 'choice', options: catalog.conventions, default: catalog.conventions[0] },
  ...comparisonSettings(
    catalog.optimizers.map(({ key }) => key),
    20,
  ),
  { key: 'stopSeconds', kind: 'real', min: 0, max: 3600, default: 0 },
  { key: 'stopAccuracy', kind: 'real', min: 0, max: 1, default: 0 },
  { key: 'target', kind: 'real', min: 0, max: 1, default: 0.8 },
  { key: 'smoothing', kind: 'real', min: 0, max: 0.99, default: 0.9 },
  { key: 'xAxis', kind: 'choice', options: X_AXES, default: 'steps' },
  { key: 'lossScale', kind: 'choice', options: SCALES, default: 'linear' },
  ...landscapeSettings(catalog.optimizers.map(({ key }) => key)),
];
