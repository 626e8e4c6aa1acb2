/**
 * Learning rates to begin with. The catalog's defaults are for networks; on a surface whose slopes differ by orders
 * of magnitude from another's, one rate for all would show nothing. These were chosen by running each optimizer at
 * rates from 1e-4 to 3: one that gets down in a few hundred steps from the surface's own start without leaving the
 * picture, and that still shows the optimizer's character.
 */

const FAMILY = {
  sgd: 'gradient',
  momentum: 'momentum',
  nesterov: 'momentum',
  adagrad: 'adagrad',
  rmsprop: 'rmsprop',
  adam: 'adam',
  adamw: 'adam',
  nadam: 'adam',
  adamax: 'adamax',
  lion: 'lion',
};

/** @type {Record<string, Record<string, number>>} */
const RATES = {
  quadratic: { gradient: 0.06, momentum: 0.01, adagrad: 0.3, rmsprop: 0.03, adam: 0.1, adamax: 0.1, lion: 0.02 },
  long_valley: { gradient: 0.08, momentum: 0.015, adagrad: 0.2, rmsprop: 0.04, adam: 0.05, adamax: 0.05, lion: 0.02 },
  saddle: { gradient: 0.02, momentum: 0.02, adagrad: 0.1, rmsprop: 0.02, adam: 0.03, adamax: 0.04, lion: 0.02 },
  beale: { gradient: 0.02, momentum: 0.005, adagrad: 0.5, rmsprop: 0.02, adam: 0.1, adamax: 0.2, lion: 0.01 },
  rosenbrock: { gradient: 0.002, momentum: 0.001, adagrad: 1, rmsprop: 0.02, adam: 0.2, adamax: 0.5, lion: 0.01 },
  himmelblau: { gradient: 0.01, momentum: 0.002, adagrad: 0.3, rmsprop: 0.05, adam: 0.1, adamax: 0.1, lion: 0.03 },
  plane: { gradient: 0.02, momentum: 0.02, adagrad: 0.3, rmsprop: 0.05, adam: 0.05, adamax: 0.05, lion: 0.03 },
  cliff: { gradient: 0.1, momentum: 0.01, adagrad: 0.2, rmsprop: 0.02, adam: 0.05, adamax: 0.08, lion: 0.03 },
};

/**
 * @param {string} surface
 * @param {string} optimizer its key
 * @returns {number | undefined} nothing for one that is not known here: the catalog's default holds
 */
export function defaultRate(surface, optimizer) {
  return RATES[surface]?.[/** @type {Record<string, string>} */ (FAMILY)[optimizer]];
}

/**
 * What this lab says of a contestant before anyone else does.
 * @param {Record<string, any>} values the lab's settings
 * @param {string} optimizer its key
 * @returns {import('../../state/paths.js').Paths}
 */
export function entrantDefaults({ surface }, optimizer) {
  const rate = defaultRate(surface, optimizer);
  return rate === undefined ? {} : { 'optimizer.learningRate': rate };
}
