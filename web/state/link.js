/**
 * What a link says. Each of its keys is parsed once into what it is: the page's (`url.js`), a setting of the lab, a path of the
 * spec, or one of a contestant's. What cannot be used is refused and told; a link can say anything.
 */
import { allowedBy, fieldAt, fits, isPath } from './paths.js';
import { allows, mostOf, readEntrant, readSetting, writeEntrant, writeSetting } from './settings.js';
import {
  FIRST_VERSION,
  isShort,
  MOST_CHANGES,
  PAGE_KEYS,
  readHash,
  readLayers,
  readValue,
  writeHash,
  writeLayers,
  writeValue,
} from './url.js';

/**
 * @typedef {import('./paths.js').Paths} Paths
 * @typedef {import('./paths.js').Value} Value
 * @typedef {import('./settings.js').Setting} Setting
 * @typedef {import('./store.js').State} State
 * @typedef {import('./url.js').Refusals} Refusals
 * @typedef {import('./url.js').Said} Said
 * @typedef {Said & (
 *   { kind: 'setting', setting: Setting } |
 *   { kind: 'spec', path: string, value: Value } |
 *   { kind: 'entrant', id: string, path: string, value: Value } |
 *   { kind: 'unknown' }
 * )} Item
 */

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
 * What a link says of its lab; who is one too many is unknown. Of a key that is said twice, the last holds.
 * @param {string} hash
 * @param {Setting[]} settings of the lab
 * @param {string[] | null} kinds of its contestants; null where it trains nothing
 * @param {Refusals} refusals
 */
export function readItems(hash, settings, kinds, refusals) {
  const { pairs, unread, beyond, more } = readHash(hash);
  for (const [key, text] of unread) refusals.add({ key, text }, { reason: 'tooLong' });
  refusals.more += more;
  /** @type {Map<string, Item>} */
  const items = new Map();
  for (const [key, text] of pairs) {
    if (PAGE_KEYS.includes(key)) continue;
    items.set(key, parse({ key, text }, settings, kinds));
  }
  const all = [...items.values()];
  /** @type {Item[]} */
  const over = all.filter((item) => 'path' in item).slice(MOST_CHANGES);
  const left = [...over, ...beyond.map(([key, text]) => ({ key, text }))];
  return [
    ...all.filter((item) => !over.includes(item)),
    ...left.map(({ key, text }) => /** @type {const} */ ({ key, text, kind: 'unknown' })),
  ];
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
  const each = [...new Set(known)].slice(0, mostOf(setting));
  if (!known.length) refusals.add(item, { allowed });
  else if (each.length < new Set(known).size) refusals.add(item, { reason: 'tooMany', allowed: String(each.length) });
  else if (known.length < list.length) refusals.add(item, { reason: 'partly', allowed });
  else refusals.add(item, { reason: 'repeated' });
  return known.length ? each : undefined;
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
    if (paths[item.path] === item.value) delete paths[item.path]; // it may be said in two ways: the last holds
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
