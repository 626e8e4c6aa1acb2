/**
 * Between a link's hash and pairs of texts, and what they say of the page: lab, preset, language, theme, the link's version. That
 * needs no lab, and is all of a link that a cover reads; what the others mean knows `link.js`. Pure functions.
 */

/**
 * @typedef {import('./paths.js').Value} Value
 * @typedef {[key: string, text: string][]} Pairs
 */

/** How many changes of specs a link holds: no more are made in the page, nor taken from a link. */
export const MOST_CHANGES = 300;
/** Room for all settings of a lab, too, and the page's keys. What goes beyond is not read: a link may say anything. */
export const MOST_PAIRS = 400;
/** As long as the longest network, where all is said of each layer. */
const LONGEST_PART = 12_000;

/** What encodeURIComponent escapes although a hash may hold it, and people read it more easily as it is. */
const READABLE = /%(5B|5D|2C|3A)/g;

/** @param {string} text @returns {string} */
const encode = (text) => encodeURIComponent(text).replace(READABLE, decodeURIComponent);

/** @param {string} text @returns {string} the text itself where it is no valid encoding */
function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A link's parts, as they stand in it. @param {string} hash with or without "#" @returns {string[]} */
export const partsOf = (hash) =>
  hash
    .replace(/^#/, '')
    .split('&')
    .filter((part) => part !== '');

/** @param {string} part of a link @returns {string} its key */
export const keyOf = (part) => decode(part.split('=', 1)[0]);

/**
 * @param {string} hash with or without "#"
 * @returns {{ pairs: Pairs, unread: Pairs, beyond: Pairs, more: number }} unread: those that are too long, cut; beyond: the first
 *   ones of too many, cut, and how many more there are
 */
export function readHash(hash) {
  const parts = partsOf(hash);
  /** @type {Pairs} */
  const pairs = [];
  /** @type {Pairs} */
  const unread = [];
  /** @type {Pairs} */
  const beyond = [];
  for (const [n, part] of parts.slice(0, MOST_PAIRS + MOST_TOLD).entries()) {
    const short = part.slice(0, LONGEST_PART);
    const [, key, text = ''] = /** @type {RegExpExecArray} */ (/^([^=]*)=?(.*)$/s.exec(short));
    (n >= MOST_PAIRS ? beyond : short === part ? pairs : unread).push([decode(key), decode(text)]);
  }
  return { pairs, unread, beyond, more: Math.max(0, parts.length - MOST_PAIRS - MOST_TOLD) };
}

/**
 * @param {Pairs} pairs
 * @returns {string} with "#"
 */
export function writeHash(pairs) {
  return `#${pairs.map(([key, text]) => `${encode(key)}=${encode(text)}`).join('&')}`;
}

/**
 * A value of a spec, as `--set` of the command line reads it.
 * @param {string} text
 * @returns {Value}
 */
export function readValue(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** @param {unknown} value @returns {string} */
export function writeValue(value) {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/**
 * A network as a short text: "300:relu,100:elu:he_normal,10". What is not said keeps its default.
 * @param {string} text
 * @returns {Value[]} layers of a spec
 */
export function readLayers(text) {
  return text.split(',').map((layer) => {
    const [units, activation, initializer] = layer.split(':');
    return {
      // What is no number stays as it is, to be refused.
      units: units === '' || Number.isNaN(Number(units)) ? units : Number(units),
      ...(activation ? { activation } : {}),
      ...(initializer ? { initializer } : {}),
    };
  });
}

/** @typedef {Record<string, Value | undefined>[]} Layers */

/** Whether a short text says all of a network: it is read as the same. @param {unknown} layers @returns {layers is Layers} */
export const isShort = (layers) =>
  Array.isArray(layers) && JSON.stringify(readLayers(writeLayers(layers))) === JSON.stringify(layers);

const SHORT = ['units', 'activation', 'initializer'];

/** @param {Layers} layers @returns {string} */
export const writeLayers = (layers) =>
  layers.map((layer) => SHORT.flatMap((key) => layer[key] ?? []).join(':')).join(',');

/**
 * @typedef {import('./store.js').State} State
 * @typedef {import('./store.js').Preset} Preset
 * @typedef {'lab' | 'preset' | 'language' | 'theme' | 'version'} PageKey
 * @typedef {Pick<State, PageKey>} Page
 *
 * What was refused: a key with its value, as the link has them, and what it may be, where that can be said; or why.
 * @typedef {{ key: string, value: string, allowed?: string, reason?: 'repeated' | 'partly' | 'otherLab' | 'tooLong' | 'tooMany' }} Problem
 *
 * @typedef {{ key: string, text: string }} Said as the link has it
 */

export const THEMES = ['auto', 'light', 'dark'];

/**
 * What links mean by what they do not say: 1, without a key, that one run is made where nothing is said of seeds; 2 what
 * settings have as their default today. A link keeps the version that it was made with.
 */
export const VERSION = 2;
export const FIRST_VERSION = 1;

/** More is not told one by one, and of no more than that many characters. */
const MOST_TOLD = 10;
const LONGEST_TOLD = 60;

/** What is told of a text. @param {string} text */
export const cut = (text) => (text.length > LONGEST_TOLD ? `${text.slice(0, LONGEST_TOLD)}…` : text);

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
    // Who says nothing asks for what is there today, and so does who names a version that is none: it is no older link.
    version: Number(
      choice('v', VERSIONS, String(pairs.length > 0 && last('v') === undefined ? FIRST_VERSION : VERSION)),
    ),
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
