/** Links between the labs. */

import { withoutSchedule } from './schedule.js';

/** @typedef {import('../../state/store.js').Store} Store */

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
