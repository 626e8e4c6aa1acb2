/**
 * Learning rates to begin with. The catalog's defaults are for networks; on a surface whose slopes differ by orders
 * of magnitude from another's, one rate for all would show nothing. These were chosen by running each optimizer at
 * rates from 1e-4 to 3: one that gets down in a few hundred steps from the surface's own start without leaving the
 * picture, and that still shows the optimizer's character.
 */

const FAMILY = {
  sgd: 'gradient', momentum: 'momentum', nesterov: 'momentum', adagrad: 'adagrad', rmsprop: 'rmsprop',
  adam: 'adam', adamw: 'adam', nadam: 'adam', adamax: 'adamax',
};

/** @type {Record<string, Record<string, number>>} */
const RATES = {
  quadratic: { gradient: 0.06, momentum: 0.01, adagrad: 0.3, rmsprop: 0.03, adam: 0.1, adamax: 0.1 },
  long_valley: { gradient: 0.08, momentum: 0.015, adagrad: 0.2, rmsprop: 0.04, adam: 0.05, adamax: 0.05 },
  saddle: { gradient: 0.02, momentum: 0.02, adagrad: 0.1, rmsprop: 0.02, adam: 0.03, adamax: 0.04 },
  beale: { gradient: 0.02, momentum: 0.005, adagrad: 0.5, rmsprop: 0.02, adam: 0.1, adamax: 0.2 },
  rosenbrock: { gradient: 0.002, momentum: 0.001, adagrad: 1, rmsprop: 0.02, adam: 0.2, adamax: 0.5 },
  himmelblau: { gradient: 0.01, momentum: 0.002, adagrad: 0.3, rmsprop: 0.05, adam: 0.1, adamax: 0.1 },
  plane: { gradient: 0.02, momentum: 0.02, adagrad: 0.3, rmsprop: 0.05, adam: 0.05, adamax: 0.05 },
  cliff: { gradient: 0.1, momentum: 0.01, adagrad: 0.2, rmsprop: 0.02, adam: 0.05, adamax: 0.08 },
};

/**
 * @param {string} surface
 * @param {string} optimizer its key
 * @returns {number | undefined} nothing for one that is not known here: the catalog's default holds
 */
export function defaultRate(surface, optimizer) {
  return RATES[surface]?.[/** @type {Record<string, string>} */ (FAMILY)[optimizer]];
}

const PATH = 'optimizer.learningRate';

/**
 * The optimizer of an entrant: the store's, with this table's rate where nobody has set one.
 * @param {any} store
 * @param {string} id
 * @param {string} surface
 * @returns {{ optimizer: any, defaultRate: number }}
 */
export function entrantOptimizer(store, id, surface) {
  const { optimizer } = store.entrantSpec(id);
  const own = store.state.entrants[id]?.[PATH] ?? store.state.spec[PATH];
  const preset = store.presetOf()?.entrants?.[id]?.[PATH];
  const standing = preset ?? defaultRate(surface, optimizer.id) ?? optimizer.learningRate;
  return { optimizer: { ...optimizer, learningRate: own ?? standing }, defaultRate: standing };
}

/**
 * Sets an entrant's rate. The store leaves out what equals its own base, the catalog's default or the preset's: for
 * it, that is no change. Where the table's rate stands instead of that base, a rate that equals the base is told
 * apart from it by the last bit of a double, which the engine's single precision does not see.
 * @param {any} store @param {string} id @param {string} surface @param {number} rate
 */
export function setRate(store, id, surface, rate) {
  const standing = entrantOptimizer(store, id, surface).defaultRate;
  const base = storeRate(store, id);
  if (rate === standing) store.setEntrant(id, PATH, base);
  else store.setEntrant(id, PATH, rate === base ? rate * (1 + Number.EPSILON) : rate);
}

/**
 * What the store takes for this entrant's rate where it has no change of its own.
 * @param {any} store
 * @param {string} id
 */
function storeRate(store, id) {
  const { entrants, ...state } = store.state;
  const { [id]: own, ...others } = entrants;
  const left = Object.fromEntries(Object.entries(own ?? {}).filter(([path]) => path !== PATH));
  return store.entrantSpec(id, { ...state, entrants: { ...others, [id]: left } }).optimizer.learningRate;
}
