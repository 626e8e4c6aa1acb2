/** The state that runs of a record were of: contestants, seeds, and what is said of all and of each. No document. */
import { readEntrant, writeEntrant } from './settings.js';

/**
 * @typedef {import('./paths.js').Paths} Paths
 * @typedef {import('./paths.js').Value} Value
 * @typedef {import('./specs.js').Spec} Spec
 * @typedef {import('./store.js').Store} Store
 * @typedef {{ name: string, spec: Spec }} Recorded
 */

/** The second of a kind has a number, up to nine. */
const MOST = 9;

/**
 * Whose runs they are. A race of the page names them; a run of the command line is its optimizer, and where contestants are
 * something else, the one of whom least is said.
 * @param {string[]} kinds
 * @param {Recorded[]} runs
 * @returns {Map<string, Spec[]> | null} the specs of each, in their order; null where there are more than a lab can have
 */
function contestantsOf(kinds, runs) {
  /** @type {Map<string, Spec[]>} */
  const found = new Map();
  /** @type {Map<string, string>} */
  const unnamed = new Map();
  for (const { name, spec } of runs) {
    const [, said = ''] = /^(.*), seed \d+$/.exec(name) ?? [];
    let id = kinds.includes(readEntrant(said).kind) ? said : undefined;
    if (id === undefined) {
      const text = JSON.stringify({ ...spec, seed: 0 });
      id = unnamed.get(text);
      if (id === undefined) {
        const kind = kinds.includes(spec.optimizer.id) ? spec.optimizer.id : kinds[0];
        const number = Array.from({ length: MOST }, (_, n) => n + 1).find(
          (one) => !found.has(writeEntrant({ kind, number: one })),
        );
        if (number === undefined) return null;
        id = writeEntrant({ kind, number });
        unnamed.set(text, id);
      }
    }
    found.set(id, [...(found.get(id) ?? []), spec]);
  }
  return found;
}

/** Every value of a spec by its path; of layers, by that of each. @param {Spec} spec @returns {Paths} */
function leaves(spec) {
  /** @type {Paths} */
  const paths = {};
  for (const [key, value] of Object.entries(spec)) {
    if (typeof value !== 'object' || value === null) {
      paths[key] = value;
      continue;
    }
    for (const [inner, one] of Object.entries(value)) {
      if (key !== 'model' || inner !== 'layers') paths[`${key}.${inner}`] = /** @type {Value} */ (one);
      else
        spec.model.layers.forEach((layer, n) => {
          for (const [name, own] of Object.entries(layer)) paths[`model.layers[${n}].${name}`] = own;
        });
    }
  }
  return paths;
}

const text = (/** @type {unknown} */ value) => JSON.stringify(value);

/**
 * Changes of which all hidden layers have the same are one, as a form has them: a link holds only so many.
 * @param {[string, Value][]} changes @param {Spec} spec @returns {Paths}
 */
function folded(changes, { model }) {
  const paths = Object.fromEntries(changes);
  const hidden = model.layers.length - 1;
  for (const [path, value] of changes) {
    const [, name] = /^model\.layers\[0\]\.(.*)$/.exec(path) ?? [];
    const each = Array.from({ length: hidden }, (_, n) => `model.layers[${n}].${name}`);
    if (!name || hidden < 2 || each.some((one) => text(paths[one]) !== text(value))) continue;
    for (const one of each) delete paths[one];
    paths[`model.layers[hidden].${name}`] = value;
  }
  return paths;
}

/**
 * Gives a store the state that runs were of: nothing of it is changed where it cannot.
 * @param {Store} store whose lab is there
 * @param {string} key the setting that lists the contestants
 * @param {Recorded[]} runs at least one; specs as the engine completes them
 * @returns {boolean} whether the lab would run the very same again
 */
export function reopen(store, key, runs) {
  const contestants = contestantsOf(store.kinds, runs);
  if (!contestants) return false;
  const before = store.link();
  const specs = [...contestants.values()].map(([first]) => first);
  const ids = [...contestants.keys()];
  const seeds = Math.max(...[...contestants.values()].map(({ length }) => length));
  try {
    store.show(store.state.lab, null);
    store.change({ values: { [key]: ids, seeds } });
    const standing = () => ids.map((id) => store.entrantSpec(id));
    store.change({ spec: common(specs, standing()) });
    store.change({ spec: common(specs, standing()) }); // of layers that are there now
    for (const [n, id] of ids.entries()) {
      const standing = leaves(store.entrantSpec(id));
      const own = Object.entries(leaves(specs[n])).filter(([path, value]) => text(value) !== text(standing[path]));
      if (own.length > 0) store.change({ entrants: { [id]: folded(own, specs[n]) } });
    }
  } catch {
    store.open(before);
    return false;
  }
  return ids.every((id) => {
    const spec = store.entrantSpec(id);
    const own = /** @type {Spec[]} */ (contestants.get(id));
    return (
      own.length === seeds && own.every((one, k) => text(one) === text({ ...spec, seed: (spec.seed + k) % 2 ** 32 }))
    );
  });
}

/**
 * What all of them have, and the state has not. Of another network its layers first: what is said of a layer wants it to be there.
 * @param {Spec[]} specs wanted @param {Spec[]} are those that stand, in the same order @returns {Paths}
 */
export function common(specs, are) {
  const [wanted, standing] = [specs, are].map((list) => list.map(leaves));
  const [units, before] = [specs[0], are[0]].map(({ model }) => model.layers.map((one) => one.units));
  const said = Object.entries(wanted[0]).filter(
    ([path, value]) =>
      !path.startsWith('optimizer.') &&
      wanted.every((one) => text(one[path]) === text(value)) &&
      standing.some((one) => text(one[path]) !== text(value)),
  );
  if (text(units) === text(before)) return folded(said, specs[0]);
  const rest = said.filter(([path]) => !path.startsWith('model.layers['));
  return { ...Object.fromEntries(rest), 'model.layers': units.map((one) => ({ units: one })) };
}
