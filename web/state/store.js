/**
 * What the page shows: one state, from a link and back to it. Wrong values of a link are refused one by one and told; the
 * default takes their place. No DOM here: whoever makes the store brings the history.
 */
import { allowedBy, concerns, fieldAt, isWide, mergePaths, spread, valueAt, withPaths } from './paths.js';
import { allows, defaultsOf, readSetting, writeSetting } from './settings.js';
import { readHash, readLayers, readValue, writeHash, writeLayers, writeValue } from './url.js';

/**
 * @typedef {import('./paths.js').Paths} Paths
 * @typedef {import('./settings.js').Setting} Setting
 * @typedef {{ key: string, value: string, allowed: string }} Problem a value of a link that was refused
 * @typedef {{ id: string, lab: string, values?: Record<string, any>, spec?: Paths, entrants?: Record<string, Paths> }} Preset
 * @typedef {object} Contest what a lab's contestants are before anybody changes them
 * @property {string[]} kinds an entrant's id is one of them, or one with -2, -3 …
 * @property {Paths} spec of all
 * @property {(kind: string) => Paths} pathsOf each
 * @typedef {(values: Record<string, any>, kind: string) => Paths} EntrantDefaults from the lab's settings and what a
 *   contestant is
 * @typedef {object} State
 * @property {string} lab
 * @property {string | null} preset
 * @property {string} language
 * @property {string} theme 'auto', 'light' or 'dark'
 * @property {Record<string, any>} values of the lab's settings
 * @property {Paths} spec changes to the preset's spec
 * @property {Record<string, Paths>} entrants changes of single contestants, by their id ("adam", "adam-2")
 */

/** Changes of one value that follow each other faster than this (ms), as of a slider, are one step of the history. */
const TOGETHER = 1000;

const PAGE_SETTINGS = /** @type {Setting[]} */ ([
  { key: 'lang', kind: 'choice', options: ['es', 'en'], default: 'es' },
  { key: 'theme', kind: 'choice', options: ['auto', 'light', 'dark'], default: 'auto' },
]);

/**
 * @param {any} engine
 * @param {Paths} paths
 * @returns {any} the full spec
 */
function fullSpec(engine, paths) {
  const [wide, narrow] = [true, false].map((which) =>
    Object.fromEntries(Object.entries(paths).filter(([path]) => isWide(path) === which)),
  );
  const spec = engine.normalize(withPaths({}, narrow));
  if (Object.keys(wide).length === 0) return spec;
  return engine.normalize(withPaths(spec, spread(wide, spec.model.layers.length)));
}

/**
 * The full spec of `paths` over `base`, without those of `paths` that the engine refuses.
 * @param {any} engine
 * @param {Paths} base
 * @param {Paths} paths
 * @param {(path: string) => void} [refused] told the path of each
 * @returns {any}
 */
function resolve(engine, base, paths, refused = () => {}) {
  const left = { ...paths };
  for (;;) {
    try {
      return fullSpec(engine, mergePaths(base, left));
    } catch (error) {
      const path = String(/** @type {any} */ (error).path);
      const culprits = Object.keys(left).filter((one) => concerns(path, one));
      // Where none of them is named, the mistake is in how they fit each other.
      const dropped = culprits.length > 0 ? culprits : Object.keys(left);
      if (dropped.length === 0) throw error;
      for (const one of dropped) {
        delete left[one];
        refused(one);
      }
    }
  }
}

/**
 * @param {object} options
 * @param {any} options.engine
 * @param {Record<string, Setting[]>} options.labs the settings of each lab, the first one being where the page opens
 * @param {Record<string, Contest>} [options.contests] of labs whose contestants are not the optimizers
 * @param {Preset[]} options.presets
 * @param {string} options.language the reader's
 * @param {Record<string, EntrantDefaults>} [options.entrantDefaults] by lab, of those that have other defaults than
 *   the catalog's
 * @param {(hash: string, replace: boolean) => void} [options.navigate] writes the link
 * @param {() => number} [options.now] milliseconds
 */
export function createStore(options) {
  const { engine, labs, presets, language, navigate = () => {}, now = Date.now } = options;
  const { contests = {}, entrantDefaults = {} } = options;
  const { catalog } = engine;
  /** @type {Contest} */
  const optimizers = {
    kinds: catalog.optimizers.map((/** @type {any} */ { key }) => key),
    spec: {},
    pathsOf: (kind) => ({ 'optimizer.id': kind }),
  };
  const contestOf = (/** @type {State} */ { lab }) => contests[lab] ?? optimizers;
  /** @type {Set<(state: State, previous: State) => void>} */
  const listeners = new Set();
  /** @type {Problem[]} */
  let problems = [];
  /** @type {State} */
  let state;

  /** @param {string} lab @param {string | null} preset @returns {State} */
  function fresh(lab, preset) {
    const found = presets.find(({ id }) => id === preset);
    return {
      lab,
      preset: found ? found.id : null,
      language: state?.language ?? language,
      theme: state?.theme ?? 'auto',
      values: { ...defaultsOf(labs[lab]), ...structuredClone(found?.values ?? {}) },
      spec: {},
      entrants: {},
    };
  }

  state = fresh(Object.keys(labs)[0], null);

  const presetOf = (/** @type {State} */ one) => presets.find(({ id }) => id === one.preset);

  /** @param {string} key @param {any} value @param {string} allowed */
  const refuse = (key, value, allowed) => {
    problems.push({ key, value: writeValue(value) ?? '', allowed });
  };

  /** @param {State} one @returns {Paths} what the lab and the preset say of the spec */
  const presetPaths = (one) => mergePaths(contestOf(one).spec, presetOf(one)?.spec ?? {});

  /** What is said of a contestant before its own changes. @param {string} id @param {State} one @returns {Paths} */
  function entrantPaths(id, one) {
    const convention = one.values.convention ? { 'optimizer.convention': one.values.convention } : {};
    const kind = kindOf(id);
    const said = mergePaths(presetPaths(one), one.spec, { ...contestOf(one).pathsOf(kind), ...convention });
    const common = { ...entrantDefaults[one.lab]?.(one.values, kind), ...said };
    const preset = { ...presetOf(one)?.entrants?.[id] };
    // The reader may have changed all so that what the preset says of one has no place left: a layer that is gone.
    resolve(engine, common, preset, (path) => delete preset[path]);
    return mergePaths(common, preset);
  }

  /** The full spec of a state. @param {State} [one] @returns {any} */
  const spec = (one = state) => resolve(engine, presetPaths(one), one.spec);

  /** The full spec of one contestant. @param {string} id @param {State} [one] @returns {any} */
  const entrantSpec = (id, one = state) => resolve(engine, entrantPaths(id, one), one.entrants[id] ?? {});

  /** What one contestant's full spec would be without changes of its own. @param {string} id @returns {any} */
  const entrantBase = (id) => fullSpec(engine, entrantPaths(id, state));

  /** @param {string} hash @returns {State} */
  function read(hash) {
    problems = [];
    const pairs = readHash(hash);
    const last = (/** @type {string} */ key) => pairs.findLast(([one]) => one === key)?.[1];
    const preset = presets.find(({ id }) => id === last('preset'));
    const lab = last('lab') ?? preset?.lab ?? Object.keys(labs)[0];
    if (!(lab in labs)) refuse('lab', lab, Object.keys(labs).join(', '));
    if (last('preset') !== undefined && !preset)
      refuse('preset', last('preset'), presets.map(({ id }) => id).join(', '));
    const next = fresh(lab in labs ? lab : Object.keys(labs)[0], preset && preset.lab === lab ? preset.id : null);
    for (const [key, text] of pairs) if (key !== 'lab' && key !== 'preset') readPair(next, key, text);
    checkSpecs(next);
    return next;
  }

  /** @param {State} next @param {string} key @param {string} text */
  function readPair(next, key, text) {
    const page = PAGE_SETTINGS.find((setting) => setting.key === key);
    const setting = page ?? labs[next.lab].find((one) => one.key === key);
    const entrant = /^(.+?(?:-[2-9])?)\.(.+)$/.exec(key);
    if (setting) {
      const value = readSetting(setting, text);
      if (value === undefined) refuse(key, text, allowedBy(setting));
      else if (key === 'lang') next.language = value;
      else if (key === 'theme') next.theme = value;
      else next.values[key] = value;
    } else if (key === 'layers') next.spec['model.layers'] = readLayers(text);
    else if (key.startsWith('spec.')) next.spec[key.slice(5)] = readValue(text);
    else if (entrant && contestOf(next).kinds.includes(kindOf(entrant[1])))
      (next.entrants[entrant[1]] ??= {})[entrant[2]] = readValue(text);
    else refuse(key, text, '');
  }

  /** Takes out of a state what the engine refuses. @param {State} next */
  function checkSpecs(next) {
    const check = (/** @type {Paths} */ base, /** @type {Paths} */ paths, /** @type {string} */ prefix) =>
      resolve(engine, base, paths, (path) => {
        const field = fieldAt(catalog, path, withPaths({}, mergePaths(base, paths)));
        refuse(prefix + path, path === 'model.layers' ? layersText(paths[path]) : paths[path], allowedBy(field));
        delete paths[path];
      });
    check(presetPaths(next), next.spec, 'spec.');
    for (const [id, paths] of Object.entries(next.entrants)) check(entrantPaths(id, next), paths, `${id}.`);
  }

  /** The link of a state: only what is not the default or the preset's. @param {State} [one] @returns {string} */
  function link(one = state) {
    const start = fresh(one.lab, one.preset);
    /** @type {[string, string][]} */
    const pairs = [['lab', one.lab]];
    if (one.preset) pairs.push(['preset', one.preset]);
    if (one.language !== language) pairs.push(['lang', one.language]);
    if (one.theme !== 'auto') pairs.push(['theme', one.theme]);
    for (const { key } of labs[one.lab]) {
      const text = writeSetting(one.values[key]);
      if (text !== writeSetting(start.values[key])) pairs.push([key, text]);
    }
    for (const [path, value] of Object.entries(one.spec))
      pairs.push(path === 'model.layers' ? ['layers', writeLayers(value)] : [`spec.${path}`, writeValue(value)]);
    for (const [id, paths] of Object.entries(one.entrants))
      for (const [path, value] of Object.entries(paths)) pairs.push([`${id}.${path}`, writeValue(value)]);
    return writeHash(pairs);
  }

  /** @param {State} next */
  function set(next) {
    const previous = state;
    state = next;
    for (const listener of [...listeners]) listener(state, previous);
  }

  let last = { what: '', time: -Infinity };

  /** @param {State} next @param {string} what has changed @param {boolean} [replace] the last link in the history */
  function go(next, what, replace = false) {
    const time = now();
    navigate(link(next), replace || (what === last.what && time - last.time < TOGETHER));
    last = { what, time };
    set(next);
  }

  /**
   * Values without those that would be the same anyway. What a path is by default may hang on the others: 5,000
   * training images are the starter set's default, and a choice where the full set is taken.
   * @param {Paths} base @param {Paths} paths over it
   */
  const trim = (base, paths) =>
    Object.keys(paths).reduce((left, path) => {
      const { [path]: value, ...others } = left;
      const without = resolve(engine, base, others);
      return JSON.stringify(valueAt(without, path)) === JSON.stringify(value) ? others : left;
    }, paths);

  return {
    get state() {
      return state;
    },
    get problems() {
      return problems;
    },
    spec,
    entrantSpec,
    entrantBase,
    link,
    presetOf: () => presetOf(state),

    /** Takes over a link, as at the start or when the reader goes back. @param {string} hash */
    open(hash) {
      set(read(hash));
    },

    /** @param {string} lab @param {string | null} [preset] */
    show(lab, preset = null) {
      go(fresh(lab, preset), 'lab');
    },

    /** @param {'language' | 'theme'} key @param {string} value */
    setPage(key, value) {
      go({ ...state, [key]: value }, key, true);
    },

    /** Changes one of the lab's settings. @param {string} key @param {any} value @param {boolean} [replace] */
    setValue(key, value, replace = false) {
      const setting = labs[state.lab].find((one) => one.key === key);
      if (!setting || !allows(setting, value))
        throw new RangeError(`${key} must be ${allowedBy(setting)}, got ${value}`);
      go({ ...state, values: { ...state.values, [key]: value } }, key, replace);
    },

    /** Changes a value of the spec; throws the engine's SpecError where it is refused. @param {string} path @param {any} value */
    setSpec(path, value) {
      const paths = mergePaths(state.spec, { [path]: value });
      fullSpec(engine, mergePaths(presetPaths(state), paths));
      go({ ...state, spec: trim(presetPaths(state), paths) }, path);
    },

    /** Changes a value of one contestant. @param {string} id @param {string} path @param {any} value */
    setEntrant(id, path, value) {
      const base = entrantPaths(id, state);
      const paths = mergePaths(state.entrants[id] ?? {}, { [path]: value });
      fullSpec(engine, mergePaths(base, paths));
      const left = trim(base, paths);
      const { [id]: _, ...others } = state.entrants;
      go({ ...state, entrants: Object.keys(left).length > 0 ? { ...others, [id]: left } : others }, `${id}.${path}`);
    },

    /** Back to the lab's, or the preset's, defaults. */
    reset() {
      go(fresh(state.lab, state.preset), 'reset');
    },

    /** @param {(state: State, previous: State) => void} listener @returns {() => void} ends it */
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** @param {string} id of an entrant: "adam-2" @returns {string} "adam" */
const kindOf = (id) => id.replace(/-[2-9]$/, '');

/** Layers as the link has them; what else stood in their place stays. @param {any} layers */
const layersText = (layers) =>
  Array.isArray(layers) && layers.every((one) => one?.units !== undefined) ? writeLayers(layers) : layers;

/** @typedef {ReturnType<typeof createStore>} Store */
