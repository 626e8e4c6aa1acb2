/**
 * The one place that gives out colours, dashes and markers. The colours are custom properties of style/tokens.css, one
 * value for each theme; they were chosen by maximizing the least OKLab distance between any two of them, for common
 * vision and for the three kinds of dichromacy, at a contrast of 3:1 or more.
 */

/**
 * @typedef {'circle' | 'square' | 'triangle' | 'diamond' | 'cross' | 'down'} Marker
 * @typedef {object} Style
 * @property {string} color its name, '--c-adam' or '--c-adam/2', which follows the theme
 * @property {number[]} dash
 * @property {Marker} marker
 */

/** @type {Record<string, [number[], Marker]>} */
const OPTIMIZERS = {
  sgd: [[], 'circle'],
  momentum: [[12, 3], 'square'],
  nesterov: [[12, 3, 2, 3], 'diamond'],
  adagrad: [[2, 3], 'triangle'],
  rmsprop: [[6, 3], 'down'],
  adam: [[24, 3], 'circle'],
  adamw: [[24, 3, 2, 3], 'square'],
  nadam: [[6, 3, 2, 3], 'diamond'],
  adamax: [[12, 3, 2, 3, 2, 3], 'cross'],
  lion: [[2, 3, 6, 3], 'triangle'],
};

/**
 * Regularizers, and remedies for depth, take the looks of optimizers, which no chart shows beside them: some that of a further entrant,
 * the fifth at least, since four of the kind that has the first one's may stand beside it.
 * @type {Record<string, string>}
 */
const REMEDIES = {
  none: 'sgd',
  l1: 'adagrad',
  'l1-proximal': 'lion',
  l2: 'momentum',
  'weight-decay': 'momentum-5',
  'max-norm': 'nesterov',
  dropout: 'adam',
  'dropout-classic': 'adamw',
  batchnorm: 'nadam',
  augmentation: 'rmsprop',
  average: 'rmsprop-6',
  'early-stopping': 'adamax',
  plain: 'sgd',
  tanh: 'momentum',
  relu: 'adam',
  elu: 'rmsprop',
  selu: 'adamw',
  residual: 'nesterov',
  clipping: 'adagrad',
  smoothing: 'adamax',
  'by-momentum': 'lion',
  'by-adam': 'adam-5',
};

/** Series that are no optimizers, in the order in which they are given out. @type {[string, number[], Marker][]} */
const GENERIC = [
  ['--c-1', [], 'circle'],
  ['--c-2', [12, 3], 'square'],
  ['--c-3', [6, 3], 'triangle'],
  ['--c-4', [12, 3, 2, 3], 'diamond'],
  ['--c-5', [2, 3], 'down'],
  ['--c-6', [24, 3], 'cross'],
  ['--c-7', [6, 3, 2, 3], 'circle'],
  ['--c-8', [24, 3, 2, 3], 'square'],
];

/** A second entrant of the same optimizer keeps its hue, nearer to the ink, and gets a dash and marker of its own. */
const VARIANT_DASHES = [
  [4, 2],
  [1, 2],
  [8, 2, 1, 2],
  [16, 4, 4, 4],
  [3, 5],
  [10, 2, 4, 2],
  [2, 6],
  [8, 4, 1, 4],
];
/** @type {Marker[]} */
const VARIANT_MARKERS = ['diamond', 'triangle', 'cross', 'square', 'down', 'circle', 'diamond', 'triangle'];

const SCHEDULES = ['constant', 'power', 'exponential', 'piecewise', 'performance', '1cycle', 'cosine'];

/**
 * @param {string} id an entrant's id: an optimizer's or regularizer's key with -2, -3 … for further ones; a schedule's key;
 *   others get a generic style that depends on their name alone
 * @returns {Style}
 */
export function styleOf(id) {
  const [name, own] = numbered(id);
  const [key, first] = numbered(REMEDIES[name] ?? name);
  const base = OPTIMIZERS[key];
  if (!base) {
    const at = SCHEDULES.indexOf(key);
    return seriesStyle(at < 0 ? [...id].reduce((sum, c) => sum + c.charCodeAt(0), 0) : at);
  }
  const variant = Math.max(1, first + own - 1);
  if (variant === 1) return styled(`--c-${key}`, base[0], base[1]);
  const at = (variant - 2) % VARIANT_DASHES.length;
  return styled(`--c-${key}/${variant}`, VARIANT_DASHES[at], VARIANT_MARKERS[at]);
}

/** What stands before an id's number, and that number, 1 without one. @param {string} id @returns {[name: string, number: number]} */
function numbered(id) {
  const [, name, number = 1] = /** @type {RegExpExecArray} */ (/^(.*?)(?:-(\d+))?$/.exec(id));
  return [name, Number(number)];
}

/** The style of the n-th series where series are no optimizers. @param {number} index @returns {Style} */
export function seriesStyle(index) {
  return styled(...GENERIC[index % GENERIC.length]);
}

/**
 * A dash as a sample of this length shows it: smaller where a stroke, a gap and the next stroke's beginning had no room, with
 * gaps that are seen.
 * @param {number[]} dash @param {number} length
 */
export function sampleOf(dash, length) {
  if (dash.length === 0) return dash;
  const scale = Math.min(1, length / (dash.reduce((sum, part) => sum + part, 0) + dash[0] / 4));
  return dash.map((part, n) => (n % 2 ? Math.max(Math.min(part, 2), part * scale) : part * scale));
}

/** @param {string} color @param {number[]} dash @param {Marker} marker @returns {Style} */
function styled(color, dash, marker) {
  return { color, dash, marker };
}

/** @typedef {ReturnType<typeof createPalette>} Palette */

/**
 * The colours of an app in its present theme.
 * @param {HTMLElement} root the element that the theme is set on
 */
export function createPalette(root) {
  /** @type {Map<string, string>} */
  const resolved = new Map();
  /** @type {Set<() => void>} */
  const listeners = new Set();
  let isDark = false;
  const changed = () => {
    // On paper there is what was drawn before: browsers copy it, some of them when they have told of light colours.
    if (paper.matches) return;
    resolved.clear();
    listeners.forEach((listener) => listener());
  };
  // Colours change with the attribute on the root and with the system's own choice.
  const observer = new MutationObserver(changed);
  observer.observe(root, { attributeFilter: ['data-theme', 'class'] });
  const queries = ['(prefers-color-scheme: dark)', '(prefers-contrast: more)', 'print'].map((one) => matchMedia(one));
  const paper = queries[2];
  for (const query of queries) query.addEventListener('change', changed);

  /** A custom property's value in the present theme. @param {string} name */
  function token(name) {
    const style = getComputedStyle(root);
    // By itself a browser takes one of the two only where a colour is drawn.
    if (!paper.matches) isDark = style.colorScheme === 'dark' || (style.colorScheme !== 'light' && queries[0].matches);
    root.dataset.drawn = isDark ? 'dark' : 'light';
    return style
      .getPropertyValue(name)
      .trim()
      .replace(PAIR, isDark ? '$2' : '$1');
  }

  return {
    /**
     * A colour that canvas understands.
     * @param {string} color '--c-adam', '--c-adam/2' (a variant), 'var(--c-adam)' or any CSS colour
     * @returns {string}
     */
    color(color) {
      const name = color.startsWith('var(') ? color.slice(4, -1).trim() : color;
      if (!name.startsWith('--')) return name;
      let value = resolved.get(name);
      if (value === undefined) {
        const [base, variant] = name.split('/');
        value = token(base);
        if (variant) value = mixHex(value, token('--ink'), inkOf(variant));
        resolved.set(name, value);
      }
      return value;
    },
    /** Calls after the theme has changed, until the function that it gives back is called. @param {() => void} listener */
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    destroy() {
      observer.disconnect();
      for (const query of queries) query.removeEventListener('change', changed);
    },
  };
}

/** A colour for each theme, as style/tokens.css has them. */
const PAIR = /light-dark\(\s*([^,]+?)\s*,\s*([^)]+?)\s*\)/g;

/** How much ink a variant's colour has. @param {string} variant its number */
function inkOf(variant) {
  return Math.min(0.7, 0.2 + 0.15 * (Number(variant) - 1));
}

/**
 * The same colour for a style sheet, where it follows the theme by itself.
 * @param {string} color as for a palette's color
 */
export function cssColor(color) {
  if (!color.startsWith('--')) return color;
  const [base, variant] = color.split('/');
  const share = variant ? Math.round(100 * (1 - inkOf(variant))) : 100;
  return variant ? `color-mix(in srgb, var(${base}) ${share}%, var(--ink))` : `var(${base})`;
}

/**
 * @param {string} a '#rrggbb'
 * @param {string} b '#rrggbb'
 * @param {number} share of b, 0 to 1
 */
export function mixHex(a, b, share) {
  const part = (/** @type {string} */ hex, /** @type {number} */ i) => parseInt(hex.slice(1 + 2 * i, 3 + 2 * i), 16);
  const mixed = [0, 1, 2].map((i) => Math.round(part(a, i) * (1 - share) + part(b, i) * share));
  return `#${mixed.map((x) => x.toString(16).padStart(2, '0')).join('')}`;
}
