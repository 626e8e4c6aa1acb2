/**
 * What a link says. Each of its keys is parsed once into what it is: the page's (lab, preset, language, theme), a setting of the
 * lab, a path of the spec, or one of a contestant's. What cannot be used is refused and told; a link can say anything.
 */
import { readEntrant, writeEntrant } from './entrants.js';
import { allowedBy, fieldAt, fits, isPath } from './paths.js';
import { allows, readSetting, writeSetting } from './settings.js';
import { isShort, readHash, readLayers, readValue, writeHash, writeLayers, writeValue } from './url.js';

/**
 * @typedef {import('./paths.js').Paths} Paths
 * @typedef {import('./paths.js').Value} Value
 * @typedef {import('./settings.js').Setting} Setting
 * @typedef {import('./store.js').State} State
 * @typedef {import('./store.js').Preset} Preset
 * @typedef {'lab' | 'preset' | 'language' | 'theme' | 'version'} PageKey
 * @typedef {Pick<State, PageKey>} Page
 *
 * What was refused: a key with its value, as the link has them, and what it may be, where that can be said; or why.
 * @typedef {{ key: string, value: string, allowed?: string, reason?: 'repeated' | 'partly' | 'otherLab' | 'tooLong' }} Problem
 *
 * @typedef {{ key: string, text: string }} Said as the link has it
 * @typedef {Said & (
 *   { kind: 'setting', setting: Setting } |
 *   { kind: 'spec', path: string, value: Value } |
 *   { kind: 'entrant', id: string, path: string, value: Value } |
 *   { kind: 'unknown' }
 * )} Item
 */

export const THEMES = ['auto', 'light', 'dark'];

/**
 * What links mean by what they do not say: 1, without a key, that one run is made where nothing is said of seeds; 2 what
 * settings have as their default today. A link keeps the version that it was made with.
 */
export const VERSION = 2;
const FIRST_VERSION = 1;

/** More is not told one by one, and of no more than that many characters. */
const MOST_TOLD = 10;
const LONGEST_TOLD = 60;

/** @param {string} text */
const cut = (text) => (text.length > LONGEST_TOLD ? `${text.slice(0, LONGEST_TOLD)}…` : text);

/** What a link asked for and does not get. */
export function createRefusals() {
  /** @type {Problem[]} */
  const list = [];
  const refusals = {
    list,
    /** How many there are that are not in the list. */
    more: 0,
    /** @param {Said} said @param {Partial<Problem>} [why] */
    add({ key, text }, why = {}) {
      if (list.length < MOST_TOLD) list.push({ key: cut(key), value: cut(text), ...why });
      else refusals.more++;
    },
  };
  return refusals;
}

/** @typedef {ReturnType<typeof createRefusals>} Refusals */

/**
 * What a link says of the page: which lab, with which lesson, in which language and theme. It needs no engine and no lab.
 * @param {string} hash
 * @param {object} options
 * @param {string[]} options.labs the first is where the page opens
 * @param {Preset[]} options.presets
 * @param {string[]} options.languages
 * @param {Page} [options.standing] what holds where the link says nothing
 * @param {Refusals} [refusals]
 * @returns {Page}
 */
export function readPage(hash, { labs, presets, languages, standing }, refusals = createRefusals()) {
  const { pairs } = readHash(hash);
  const last = (/** @type {string} */ key) => pairs.findLast(([one]) => one === key)?.[1];
  /** @param {string} key @param {string[]} allowed @param {string} otherwise */
  const choice = (key, allowed, otherwise) => {
    const text = last(key);
    if (text === undefined || allowed.includes(text)) return text ?? otherwise;
    refusals.add({ key, text }, { allowed: allowed.join(', ') });
    return otherwise;
  };
  const named = last('preset') ?? '';
  const preset = presets.find(({ id }) => id === named);
  const lab = choice('lab', labs, preset?.lab ?? labs[0]);
  const own = presets.filter((one) => one.lab === lab).map(({ id }) => id);
  if (preset && preset.lab !== lab)
    refusals.add({ key: 'preset', text: named }, { reason: 'otherLab', allowed: preset.lab });
  else choice('preset', own, '');
  return {
    lab,
    preset: preset?.lab === lab ? preset.id : null,
    language: choice('lang', languages, standing?.language ?? languages[0]),
    theme: choice('theme', THEMES, standing?.theme ?? THEMES[0]),
    // Who says nothing asks for what is there today.
    version: pairs.length === 0 ? VERSION : Number(choice('v', VERSIONS, String(FIRST_VERSION))),
  };
}

const VERSIONS = [FIRST_VERSION, VERSION].map(String);

/** The keys of a link that are the page's. */
export const PAGE_KEYS = ['lab', 'preset', 'lang', 'theme', 'v'];

/** The link of a lab, or of a lesson, as it is today. @param {string} lab @param {string} [preset] */
export const linkOf = (lab, preset) =>
  writeHash([
    ['lab', lab],
    ...(preset ? [/** @type {[string, string]} */ (['preset', preset])] : []),
    ['v', String(VERSION)],
  ]);

/**
 * @param {Said} said
 * @param {Setting[]} settings of the lab
 * @param {string[] | null} kinds of its contestants; null where it trains nothing
 * @returns {Item}
 */
function parse(said, settings, kinds) {
  const { key, text } = said;
  const setting = settings.find((one) => one.key === key);
  if (setting) return { ...said, kind: 'setting', setting };
  if (!kinds) return { ...said, kind: 'unknown' };
  if (key === 'layers') return { ...said, kind: 'spec', path: 'model.layers', value: readLayers(text) };
  const [, id, path] = /^([\w-]+)\.(.+)$/s.exec(key) ?? ['', '', ''];
  if (!isPath(path)) return { ...said, kind: 'unknown' };
  if (id === 'spec') return { ...said, kind: 'spec', path, value: readValue(text) };
  const entrant = readEntrant(id);
  if (!kinds.includes(entrant.kind)) return { ...said, kind: 'unknown' };
  return { ...said, kind: 'entrant', id: writeEntrant(entrant), path, value: readValue(text) };
}

/**
 * What a link says of its lab. Of a key that is said twice, the last holds.
 * @param {string} hash
 * @param {Setting[]} settings of the lab
 * @param {string[] | null} kinds of its contestants; null where it trains nothing
 * @param {Refusals} refusals
 */
export function readItems(hash, settings, kinds, refusals) {
  const { pairs, unread, more } = readHash(hash);
  for (const [key, text] of unread) refusals.add({ key, text }, { reason: 'tooLong' });
  refusals.more += more;
  /** @type {Map<string, Item>} */
  const items = new Map();
  for (const [key, text] of pairs) {
    if (PAGE_KEYS.includes(key)) continue;
    items.set(key, parse({ key, text }, settings, kinds));
  }
  return [...items.values()];
}

/**
 * What a link sets a setting to.
 * @param {Said & { setting: Setting }} item
 * @param {Refusals} refusals
 * @returns {unknown} undefined where it is refused
 */
export function settingOf(item, refusals) {
  const { setting, text } = item;
  const value = readSetting(setting, text);
  if (allows(setting, value)) return value;
  const allowed = allowedBy(setting);
  // Of a list, what can be used is: who misspells one contestant keeps the others.
  const list = Array.isArray(value) ? value : [];
  const known = list.filter((one) => allows(setting, [one]));
  if (!known.length) refusals.add(item, { allowed });
  else if (known.length < list.length) refusals.add(item, { reason: 'partly', allowed });
  else refusals.add(item, { reason: 'repeated' });
  return known.length ? [...new Set(known)] : undefined;
}

/**
 * What a link says of a spec or a contestant, without what no spec can have. What hangs on other values is the engine's to check.
 * @param {Extract<Item, { path: string }>[]} items
 * @param {Paths} base
 * @param {import('./specs.js').Catalog} catalog
 * @param {Refusals} refusals
 * @returns {Paths}
 */
export function pathsOf(items, base, catalog, refusals) {
  const paths = Object.fromEntries(items.map(({ path, value }) => [path, value]));
  const all = { ...base, ...paths };
  for (const item of items) {
    const field = fieldAt(catalog, item.path, all);
    if (field && fits(field, item.value)) continue;
    refusals.add(item, { allowed: allowedBy(field) });
    delete paths[item.path];
  }
  return paths;
}

/**
 * The link of a state: only what is not the default or the preset's.
 * @param {State} state
 * @param {State} start the state with nothing changed
 * @param {Setting[]} settings of its lab
 * @returns {string}
 */
export function writeLink(state, start, settings) {
  /** @type {import('./url.js').Pairs} */
  const pairs = [['lab', state.lab]];
  if (state.preset) pairs.push(['preset', state.preset]);
  if (state.language !== start.language) pairs.push(['lang', state.language]);
  if (state.theme !== start.theme) pairs.push(['theme', state.theme]);
  if (state.version !== FIRST_VERSION) pairs.push(['v', String(state.version)]);
  for (const { key } of settings) {
    const text = writeSetting(state.values[key]);
    if (text !== writeSetting(start.values[key])) pairs.push([key, text]);
  }
  for (const [path, value] of Object.entries(state.spec))
    pairs.push(
      path === 'model.layers' && isShort(value) ? ['layers', writeLayers(value)] : [`spec.${path}`, writeValue(value)],
    );
  for (const [id, paths] of Object.entries(state.entrants))
    for (const [path, value] of Object.entries(paths)) pairs.push([`${id}.${path}`, writeValue(value)]);
  return writeHash(pairs);
}
