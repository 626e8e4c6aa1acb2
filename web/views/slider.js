/** What the box of a number and its slider have to know of its field. Pure: no DOM. */
import { parseNumber } from './format.js';

/** @import { App } from '../context.js' */
/** @typedef {import('../state/settings.js').Field} Field */

/** Positions of a slider: enough for a mouse, few enough for the arrow keys. */
export const STEPS = 200;

/**
 * The part of a field's range that its slider covers. Ranges of the catalog are what makes sense at all (epochs up to
 * 10,000); a slider shows what is tried in practice, around the default.
 * @param {Field} field
 * @returns {{ low: number, high: number, log: boolean, zero: boolean }} zero: the first position of a log slider is 0
 */
export function sliderRange(field) {
  const { min = 0, max = 1, kind } = field;
  const base = Math.abs(Number(field.default) || 0);
  if (field.scale === 'log') {
    const zero = min <= 0;
    const low = zero ? (base || 1e-3) / 1e3 : Math.max(min, kind === 'integer' ? 1 : base / 1e3);
    const high = Math.min(max, base ? base * 1e3 : 1);
    return { low, high, log: true, zero };
  }
  const wide = max - min > 20 * (base || (kind === 'integer' ? 1 : 0.5));
  if (!wide || field.full) return { low: min, high: max, log: false, zero: false };
  // From the end that is 0 or above, as far as a few defaults; to both sides of 0 where the range has both.
  const reach = base ? 10 * roundUp(base) : 10;
  const low = Math.max(min, min < 0 ? -reach : min);
  return { low, high: Math.min(max, min < 0 ? reach : min + reach), log: false, zero: false };
}

/** 1, 2 or 5 times a power of ten, not below x. @param {number} x */
function roundUp(x) {
  const power = 10 ** Math.floor(Math.log10(x));
  return /** @type {number} */ ([1, 2, 5, 10].find((m) => m * power >= x * (1 - 1e-9))) * power;
}

/**
 * @param {Field} field
 * @param {number} value
 * @param {ReturnType<typeof sliderRange>} range
 * @returns {number} 0 to STEPS
 */
export function toPosition(field, value, range = sliderRange(field)) {
  const { low, high, log, zero } = range;
  if (log && value <= 0) return 0;
  const share = log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
  const first = zero ? 1 : 0;
  return Math.round(Math.min(STEPS, Math.max(first, first + share * (STEPS - first))));
}

/**
 * A round value near the position: two significant digits on a log slider, steps of 1, 2 or 5 on a linear one.
 * @param {Field} field @param {number} position @param {ReturnType<typeof sliderRange>} range
 */
export function fromPosition(field, position, range = sliderRange(field)) {
  const { low, high, log, zero } = range;
  if (zero && position <= 0) return 0;
  const first = zero ? 1 : 0;
  const share = (position - first) / (STEPS - first);
  const value = log ? low * (high / low) ** share : low + (high - low) * share;
  const { min = -Infinity, max = Infinity } = field;
  const rounded = log ? Number(value.toPrecision(2)) : roundTo(value, roundUp((high - low) / STEPS));
  const clamped = Math.min(max, Math.max(min, rounded));
  return (field.kind === 'integer' ? Math.round(clamped) : clamped) + 0; // never −0
}

/**
 * The next or previous of the values that the slider has, for its arrow keys: several positions may have one value, and one
 * step of a position would then be none. At an end, or beyond it, the value stays.
 * @param {Field} field @param {number} value @param {1 | -1} direction @param {ReturnType<typeof sliderRange>} range
 */
export function neighbour(field, value, direction, range = sliderRange(field)) {
  const values = Array.from({ length: STEPS + 1 }, (_, position) => fromPosition(field, position, range));
  return (direction > 0 ? values.find((x) => x > value) : values.findLast((x) => x < value)) ?? value;
}

/**
 * What its page keys lead to: a tenth of the slider away, and another value at least.
 * @param {Field} field @param {number} value @param {1 | -1} direction @param {ReturnType<typeof sliderRange>} range
 */
export function leap(field, value, direction, range = sliderRange(field)) {
  const position = toPosition(field, value, range) + direction * (STEPS / 10);
  const far = fromPosition(field, Math.min(STEPS, Math.max(0, position)), range);
  return (far - value) * direction > 0 ? far : neighbour(field, value, direction, range);
}

/** @param {number} value @param {number} step */
function roundTo(value, step) {
  return Number((Math.round(value / step) * step).toPrecision(12));
}

/**
 * The next or previous value of the arrow keys in the number's own box: at least one for whole numbers.
 * @param {Field} field @param {number} value @param {1 | -1} direction
 */
export function nudge(field, value, direction) {
  const { min = -Infinity, max = Infinity } = field;
  if (field.kind === 'integer') return Math.min(max, Math.max(min, value + direction));
  if (field.scale === 'log' && value > 0) {
    const next = Number((value * (direction > 0 ? 1.1 : 1 / 1.1)).toPrecision(2));
    return Math.min(max, Math.max(min, next));
  }
  const { low, high } = sliderRange(field);
  const step = field.scale === 'log' ? low : roundUp((high - low) / 100);
  return Math.min(max, Math.max(min, roundTo(value + direction * step, step)));
}

/** @param {App} app @param {Field} field @returns {{ min: string, max: string, value: string }} */
export function rangeOf({ format }, { min = -Infinity, max = Infinity, default: value }) {
  return { min: format.plain(min), max: format.plain(max), value: format.plain(Number(value)) };
}

/** What is wrong with a text as this field's value; '' when nothing is. @param {App} app @param {Field} field @param {string} text */
export function problemOf(app, field, text) {
  const value = parseNumber(text, { whole: field.kind === 'integer' });
  const range = rangeOf(app, field);
  if (Number.isNaN(value)) return app.t(field.kind === 'integer' ? 'views.notWhole' : 'views.notNumber', range);
  if (field.kind === 'integer' && !Number.isInteger(value)) return app.t('views.notWhole', range);
  const { min = -Infinity, max = Infinity } = field;
  return value < min || value > max ? app.t('views.outOfRange', range) : '';
}
