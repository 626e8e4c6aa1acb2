/** The lab's settings, and a picture of what they are from now on. */

/** @param {import('../../state/store.js').Store} store @param {() => void} changed */
export function createDraft(store, changed) {
  /** Several at once. @param {import('../../state/settings.js').Values} values */
  const put = (values) => {
    store.change({ values });
    changed();
  };
  return {
    values: () => store.state.values,
    /** @param {string} key @param {import('../../state/settings.js').Values[string]} value */
    set: (key, value) => put({ [key]: value }),
    put,
  };
}

/** @typedef {ReturnType<typeof createDraft>} Draft */
