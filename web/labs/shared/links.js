/** Links between the labs. */

/** @typedef {import('../../state/store.js').Store} Store @typedef {import('../../state/paths.js').Paths} Paths */

/** What is said of a spec, but for its schedule. @param {Paths} paths @returns {Paths} */
export const withoutSchedule = (paths) =>
  Object.fromEntries(Object.entries(paths).filter(([path]) => !path.startsWith('schedule.')));

/**
 * Opens the race with a rate for the lab's optimizer, on the same network, data and minibatches.
 * @param {Store} store
 * @param {number} rate
 */
export function race(store, rate) {
  const { values, spec, entrants } = store.state;
  const { optimizer, convention } = values;
  // The rate was found at a constant schedule.
  const paths = withoutSchedule({ ...store.presetOf()?.spec, ...spec });
  store.show('race', null, ({ values: own }) => ({
    values: { ...own, convention, optimizers: [...new Set([...own.optimizers, optimizer])] },
    spec: paths,
    entrants: { [optimizer]: { ...entrants[optimizer], 'optimizer.learningRate': rate } },
  }));
}
