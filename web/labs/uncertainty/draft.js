/** Settings that a hand is still moving: they hold at once, and go into the link when it rests. */

/** A link is written when the hand rests: browsers refuse to write one sixty times a second. */
const REST = 250;

/** @import { Values } from '../../state/settings.js' */

/** @param {import('../../state/store.js').Store} store @param {() => void} changed */
export function createDraft(store, changed) {
  /** @type {Values} */
  let pending = {};
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let rest;

  function commit() {
    clearTimeout(rest);
    const values = pending;
    pending = {};
    if (Object.keys(values).length > 0) store.change({ values });
  }

  return {
    values: () => ({ ...store.state.values, ...pending }),
    /** @param {string} key @param {Values[string]} value */
    set(key, value) {
      pending[key] = value;
      clearTimeout(rest);
      rest = setTimeout(commit, REST);
      changed();
    },
    /** Several at once, in one step of the history. @param {Values} values */
    put(values) {
      pending = { ...pending, ...values };
      commit();
      changed();
    },
    commit,
    /** What is not in the link yet is forgotten. */
    drop() {
      clearTimeout(rest);
      pending = {};
    },
  };
}

/** @typedef {ReturnType<typeof createDraft>} Draft */
