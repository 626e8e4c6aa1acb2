/** Changes of several values at once, which go by way of a link. */

/**
 * A state that the store is to take over whole, with an entry of its own in the history.
 * @param {any} store
 * @param {any} state
 */
export function open(store, state) {
  const link = store.link(state);
  if (link === store.link()) return;
  store.open(link);
  location.hash = link;
}

/** Replaces all of the schedule. @param {any} store @param {Record<string, any>} paths */
export function setSchedule(store, paths) {
  const { state } = store;
  const others = Object.entries(state.spec).filter(([path]) => !path.startsWith('schedule.'));
  open(store, { ...state, spec: { ...Object.fromEntries(others), ...paths } });
}

/** Changes some values of the spec together. @param {any} store @param {Record<string, any>} paths */
export function setPaths(store, paths) {
  open(store, { ...store.state, spec: { ...store.state.spec, ...paths } });
}

/**
 * Opens the race with a rate for the lab's optimizer, on the same network, data and minibatches.
 * @param {any} store
 * @param {number} rate
 */
export function race(store, rate) {
  const { values, spec, entrants } = store.state;
  const { optimizer, convention } = values;
  const preset = store.presetOf()?.spec ?? {};
  // The rate was found at a constant schedule.
  const paths = Object.entries({ ...preset, ...spec }).filter(([path]) => !path.startsWith('schedule.'));
  store.show('race');
  const { state } = store;
  const { optimizers } = state.values;
  open(store, {
    ...state,
    values: {
      ...state.values,
      convention,
      optimizers: optimizers.includes(optimizer) ? optimizers : [...optimizers, optimizer],
    },
    spec: Object.fromEntries(paths),
    entrants: { [optimizer]: { ...entrants[optimizer], 'optimizer.learningRate': rate } },
  });
}
