/**
 * What an app shows: one state, from a link and back to it. Wrong values of a link are refused one by one and told; the default
 * takes their place. No document here, and no history: those who want to know of changes subscribe (`history.js` does).
 *
 * The state knows its lab, lesson, language and theme at once; what the lab adds is there when the lab is (`addLab`), and the
 * engine (`useEngine`), without which no lab with a spec can be asked for one.
 */
import { pathsOf, readItems, settingOf, writeLink } from './link.js';
import { createRefusals, MOST_CHANGES, PAGE_KEYS, readHash, readPage, VERSION, writeHash } from './url.js';
import { allowedBy, mergePaths, valueAt } from './paths.js';
import { allows, defaultsOf, kindOf } from './settings.js';
import { createSpecs, MOST_CHECKS } from './specs.js';

/**
 * @typedef {import('./paths.js').Paths} Paths
 * @typedef {import('./paths.js').Value} Value
 * @typedef {import('./settings.js').Setting} Setting
 * @typedef {import('./settings.js').Values} Values
 * @typedef {import('./specs.js').Spec} Spec
 * @typedef {import('./url.js').Page} Page
 * @typedef {{ id: string, lab: string, values?: Values, spec?: Paths, entrants?: Record<string, Paths> }} Preset
 *
 * @typedef {object} Contest what a lab's contestants are before anybody changes them
 * @property {string[]} kinds an entrant's id is one of them, or one with -2, -3 …
 * @property {Paths} spec of all
 * @property {(kind: string) => Paths} pathsOf each
 *
 * @typedef {object} LabParts what the store wants to know of a lab
 * @property {Setting[]} settings
 * @property {Contest | null} [contest] where its contestants are not the optimizers; null where it trains nothing
 * @property {(values: Values, kind: string) => Paths} [entrantDefaults] where those are others than the catalog's: from the
 *   lab's settings and what a contestant is
 *
 * @typedef {object} State
 * @property {string} lab
 * @property {string | null} preset
 * @property {string} language
 * @property {string} theme 'auto', 'light' or 'dark'
 * @property {number} version of its link: what that means by what it does not say
 * @property {boolean} ready whether the lab is there; without it, what follows is empty
 * @property {Values} values of the lab's settings
 * @property {Paths} spec changes to the preset's spec
 * @property {Record<string, Paths>} entrants changes of single contestants, by their id ("adam", "adam-2")
 *
 * @typedef {(state: State, previous: State, what: string) => void} Listener what has changed: 'open' by a link, 'ready' since
 *   the lab has come, 'lab', 'reset', 'page' (language, theme), or the changed keys
 */

/**
 * @param {object} options
 * @param {string[]} options.labs names; the first is where the page opens
 * @param {Preset[]} options.presets
 * @param {string[]} options.languages
 * @param {string} [options.language] the reader's
 * @param {string} [options.theme]
 */
export function createStore({ labs, presets, languages, language = languages[0], theme = 'auto' }) {
  /** @type {Map<string, LabParts>} */
  const known = new Map();
  /** @type {import('./specs.js').Specs | null} */
  let specs = null;
  /** @type {Set<Listener>} */
  const listeners = new Set();
  let refusals = createRefusals();
  /** What is to be done when the lab is there. @type {((page: Page) => State) | null} */
  let arrival = fresh;
  /** The link that says so: until its lab is there, nobody knows what it means, and nothing of it may be lost. */
  let awaited = '';
  let state = empty({ lab: labs[0], preset: null, language, theme, version: VERSION });

  /** @param {Page} page @returns {State} */
  function empty(page) {
    return { ...page, ready: false, values: {}, spec: {}, entrants: {} };
  }

  function engineOf() {
    if (!specs) throw new Error('the store has no engine yet');
    return specs;
  }

  /** @param {string} lab @returns {LabParts} */
  function partsOf(lab) {
    const parts = known.get(lab);
    if (!parts) throw new RangeError(`the lab "${lab}" is not there yet`);
    return parts;
  }

  /** @param {string} lab @returns {Contest | null} */
  function contestOf(lab) {
    const { contest } = partsOf(lab);
    if (contest !== undefined) return contest;
    const kinds = engineOf().catalog.optimizers.map(({ key }) => key);
    return { kinds, spec: {}, pathsOf: (kind) => ({ 'optimizer.id': kind }) };
  }

  const presetOf = (/** @type {State} */ one) => presets.find(({ id }) => id === one.preset);

  /** A state with nothing changed. @param {Page} page @returns {State} */
  function fresh({ lab, preset, language: spoken, theme: seen, version }) {
    const page = { lab, preset, language: spoken, theme: seen, version };
    const values = structuredClone(presetOf(empty(page))?.values ?? {});
    const defaults = defaultsOf(partsOf(lab).settings, version < VERSION);
    return { ...empty(page), ready: true, values: { ...defaults, ...values } };
  }

  /** @param {State} one @returns {Paths} what the lab and the preset say of the spec */
  const presetPaths = (one) => mergePaths(contestOf(one.lab)?.spec ?? {}, presetOf(one)?.spec ?? {});

  /** What is said of a contestant before its own changes. @param {string} id @param {State} one @returns {Paths} */
  function entrantPaths(id, one) {
    /** @type {Paths} */
    const convention = one.values.convention ? { 'optimizer.convention': one.values.convention } : {};
    const kind = kindOf(id);
    const said = mergePaths(presetPaths(one), one.spec, { ...contestOf(one.lab)?.pathsOf(kind), ...convention });
    const common = { ...partsOf(one.lab).entrantDefaults?.(one.values, kind), ...said };
    const preset = { ...presetOf(one)?.entrants?.[id] };
    // The reader may have changed all so that what the preset says of one has no place left: a layer that is gone.
    engineOf().resolve(common, preset, (path) => delete preset[path]);
    return mergePaths(common, preset);
  }

  /** The full spec of a state. @param {State} [one] @returns {Spec} */
  const spec = (one = state) => engineOf().resolve(presetPaths(one), one.spec);

  /** The full spec of one contestant. @param {string} id @param {State} [one] @returns {Spec} */
  const entrantSpec = (id, one = state) => engineOf().resolve(entrantPaths(id, one), one.entrants[id] ?? {});

  /** What one contestant's full spec would be without changes of its own. @param {string} id @returns {Spec} */
  const entrantBase = (id) => engineOf().full(entrantPaths(id, state));

  /** @param {Page} page @param {string} hash @returns {State} */
  function read(page, hash) {
    const next = fresh(page);
    const items = readItems(hash, partsOf(page.lab).settings, contestOf(page.lab)?.kinds ?? null, refusals);
    for (const item of items) {
      const value = item.kind === 'setting' ? settingOf(item, refusals) : undefined;
      if (item.kind === 'setting' && value !== undefined) next.values[item.key] = value;
    }
    const budget = { checks: MOST_CHECKS };
    /** @param {Extract<import('./link.js').Item, { path: string }>[]} said @param {Paths} base */
    const checked = (said, base) => {
      if (said.length === 0) return {};
      const paths = pathsOf(said, base, engineOf().catalog, refusals);
      const refuse = (/** @type {string} */ path) => {
        delete paths[path];
        const item = said.findLast((one) => one.path === path); // of two ways to say it the last is the one that was tried
        if (item) refusals.add(item);
      };
      engineOf().resolve(base, paths, refuse, budget);
      return paths;
    };
    next.spec = checked(
      items.filter((item) => item.kind === 'spec'),
      presetPaths(next),
    );
    const own = items.filter((item) => item.kind === 'entrant');
    for (const id of new Set(own.map((item) => item.id))) {
      const paths = checked(
        own.filter((item) => item.id === id),
        entrantPaths(id, next),
      );
      if (Object.keys(paths).length > 0) next.entrants[id] = paths;
    }
    // Last, for what is told is bounded: a value that is amiss says more to a reader than a key that nobody knows.
    for (const item of items) if (item.kind === 'unknown') refusals.add(item);
    return next;
  }

  /** The link of a state: only what is not the default or the preset's. @param {State} [one] @returns {string} */
  function link(one = state) {
    const page = { lab: one.lab, preset: one.preset, language, theme, version: one.version };
    if (one.ready) return writeLink(one, fresh(page), partsOf(one.lab).settings);
    const own = readHash(writeLink(one, empty(page), [])).pairs;
    return writeHash([...own, ...readHash(awaited).pairs.filter(([key]) => !PAGE_KEYS.includes(key))]);
  }

  /** @param {State} next @param {string} what has changed */
  function go(next, what) {
    const previous = state;
    state = next;
    for (const listener of [...listeners]) listener(state, previous, what);
  }

  /**
   * Goes to a lab, now or when it is there.
   * @param {Page} page @param {(page: Page) => State} arrive @param {string} what @param {string} [hash] that says so
   */
  function arriveAt(page, arrive, what, hash = '') {
    awaited = hash;
    arrival = known.has(page.lab) ? null : arrive;
    go(arrival ? empty(page) : arrive(page), what);
  }

  /**
   * Values without one that would be the same anyway. What a path is by default may hang on the others: 5,000 training images
   * are the starter set's default, and a choice where the full set is taken.
   * @param {Paths} base @param {Paths} paths over it @param {string} path
   */
  function trimmed(base, paths, path) {
    const { [path]: value, ...others } = paths;
    const without = valueAt(engineOf().resolve(base, others), path);
    return JSON.stringify(without) === JSON.stringify(value) ? others : paths;
  }

  /** Paths with changes, which the engine has to take. @param {Paths} base @param {Paths} paths @param {Paths} changes */
  function changed(base, paths, changes) {
    const all = mergePaths(paths, changes);
    engineOf().full(mergePaths(base, all));
    return Object.keys(changes).reduce((left, path) => trimmed(base, left, path), all);
  }

  /** A state with other changes of specs, which a link has to hold. @param {State} next */
  function held(next) {
    const counts = [next.spec, ...Object.values(next.entrants)].map((paths) => Object.keys(paths).length);
    if (counts.reduce((sum, count) => sum + count) <= MOST_CHANGES) return next;
    const values = { max: MOST_CHANGES };
    throw Object.assign(new RangeError(`at most ${MOST_CHANGES} changes of specs`), { code: 'changes', values });
  }

  /**
   * Changes some of the lab's settings, values of the spec and of contestants, together; throws where one is refused.
   * @param {{ values?: Values, spec?: Paths, entrants?: Record<string, Paths> }} changes
   */
  function change({ values = {}, spec: common = {}, entrants = {} }) {
    for (const [key, value] of Object.entries(values)) {
      const setting = partsOf(state.lab).settings.find((one) => one.key === key);
      if (!setting || !allows(setting, value))
        throw new RangeError(`${key} must be ${allowedBy(setting)}, got ${value}`);
    }
    const next = { ...state, values: { ...state.values, ...values } };
    if (Object.keys(common).length > 0) next.spec = changed(presetPaths(next), state.spec, common);
    for (const [id, paths] of Object.entries(entrants)) {
      const { [id]: before = {}, ...others } = next.entrants;
      const own = changed(entrantPaths(id, next), before, paths);
      next.entrants = Object.keys(own).length > 0 ? { ...others, [id]: own } : others;
    }
    const whose = Object.entries(entrants).flatMap(([id, paths]) => Object.keys(paths).map((path) => `${id}.${path}`));
    go(held(next), [...Object.keys(values), ...Object.keys(common), ...whose].join(' '));
  }

  return {
    get state() {
      return state;
    },
    /** What the last link asked for and did not get, at most ten of it. */
    get problems() {
      return refusals.list;
    },
    /** How many problems there are beyond. */
    get moreProblems() {
      return refusals.more;
    },
    /** What the lab's contestants may be. */
    get kinds() {
      return contestOf(state.lab)?.kinds ?? [];
    },
    labs,
    languages,
    spec,
    entrantSpec,
    entrantBase,
    link,
    change,
    presetOf: () => presetOf(state),

    /** @param {import('./specs.js').Engine} engine */
    useEngine(engine) {
      specs = createSpecs(engine);
    },

    /** A lab that is there: what was wanted of it holds from now on. @param {string} lab @param {LabParts} parts */
    addLab(lab, parts) {
      known.set(lab, parts);
      if (!arrival || state.lab !== lab) return;
      const next = arrival(state);
      arrival = null; // what fails is still to be done
      go(next, 'ready');
    },

    /** Takes over a link, as at the start or when the reader goes back. @param {string} hash */
    open(hash) {
      refusals = createRefusals();
      const page = readPage(hash, { labs, presets, languages, standing: state }, refusals);
      arriveAt(page, (now) => read(now, hash), 'open', hash);
    },

    /**
     * Opens a lab as it is today, or with a preset.
     * @param {string} lab
     * @param {string | null} [preset]
     * @param {(start: State) => Partial<State>} [adapt] what is to be changed at once, from the state with nothing changed
     */
    show(lab, preset = null, adapt = () => ({})) {
      const arrive = (/** @type {Page} */ page) => {
        const start = fresh(page);
        return { ...start, ...adapt(start) };
      };
      arriveAt({ ...state, lab, preset, version: VERSION }, arrive, 'lab');
    },

    /** Back to a lab as it was left, in the language and the theme of now. @param {State} left of a lab that is there */
    returnTo(left) {
      refusals = createRefusals();
      arrival = null;
      go({ ...left, language: state.language, theme: state.theme }, 'lab');
    },

    /** @param {'language' | 'theme'} key @param {string} value */
    setPage(key, value) {
      go({ ...state, [key]: value }, 'page');
    },

    /** Changes one of the lab's settings. @param {string} key @param {unknown} value */
    setValue(key, value) {
      change({ values: { [key]: value } });
    },

    /** Changes a value of the spec; throws the engine's SpecError where it is refused. @param {string} path @param {Value} value */
    setSpec(path, value) {
      change({ spec: { [path]: value } });
    },

    /** Changes a value of one contestant. @param {string} id @param {string} path @param {Value} value */
    setEntrant(id, path, value) {
      change({ entrants: { [id]: { [path]: value } } });
    },

    /** Replaces all that is said of the spec, in place of changing some of it. @param {Paths} paths */
    replaceSpec(paths) {
      engineOf().full(mergePaths(presetPaths(state), paths));
      const left = Object.keys(paths).reduce((one, path) => trimmed(presetPaths(state), one, path), paths);
      go(held({ ...state, spec: left }), 'spec');
    },

    /** Back to the lab's, or the preset's, defaults. */
    reset() {
      go(fresh(state), 'reset');
    },

    /** @param {Listener} listener @returns {() => void} ends it */
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** @typedef {ReturnType<typeof createStore>} Store */
