/** Numbers as the reader of a language writes them, three significant digits unless told otherwise. */

/** What stands for a number that is not there. */
export const NONE = '–';

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** @param {unknown} x @returns {x is number} */
const isNumber = (x) => typeof x === 'number' && !Number.isNaN(x);

/** @param {number} exponent "⁻³" */
function superscript(exponent) {
  const digits = [...String(Math.abs(exponent))].map((digit) => SUPERSCRIPTS[Number(digit)]).join('');
  return (exponent < 0 ? '⁻' : '') + digits;
}

/** A true minus sign, as wide as the digits. @param {string} text */
function minus(text) {
  return text.replace('-', '−');
}

/** How many of all count, in words. @param {import('../context.js').App} app @param {number} known @param {number} all */
export const ofAll = (app, known, all) =>
  app.t('views.ofAll', { known: app.format.integer(known), all: app.format.integer(all) });

/** @typedef {ReturnType<typeof createFormat>} Format */

/** @param {string} language a BCP 47 tag */
export function createFormat(language) {
  /** @type {Map<string, Intl.NumberFormat>} */
  const formats = new Map();

  /** Spanish leaves four digits together where nothing else is said, and 1000 would stand beside 10.000. @param {Intl.NumberFormatOptions} options */
  function intl(options) {
    const key = JSON.stringify(options);
    let format = formats.get(key);
    if (!format) formats.set(key, (format = new Intl.NumberFormat(language, { useGrouping: 'always', ...options })));
    return format;
  }

  /**
   * 0,893 · 12,3 · 4,56 × 10⁻⁷ · ∞
   * @param {number | null | undefined} x
   * @param {{ digits?: number }} [options] significant digits
   */
  function number(x, { digits = 3 } = {}) {
    if (!isNumber(x)) return NONE;
    if (!Number.isFinite(x)) return x > 0 ? '∞' : '−∞';
    const size = Math.abs(x);
    if (x !== 0 && (size < 1e-4 || size >= 1e6)) {
      const [mantissa, exponent] = x.toExponential(digits - 1).split('e');
      return `${fixed(Number(mantissa), digits - 1)} × 10${superscript(Number(exponent))}`;
    }
    if (x === 0) return fixed(0, digits - 1);
    return minus(intl({ minimumSignificantDigits: digits, maximumSignificantDigits: digits }).format(x));
  }

  /** @param {number} x @param {number} decimals */
  function fixed(x, decimals) {
    return minus(intl({ minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(x));
  }

  /**
   * A setting as one would write it: 0,001 · 32 · 1e-7, no digit more than needed.
   * @param {number | null | undefined} x
   */
  function plain(x) {
    if (!isNumber(x)) return NONE;
    if (!Number.isFinite(x)) return x > 0 ? '∞' : '−∞';
    if (x !== 0 && (Math.abs(x) < 1e-4 || Math.abs(x) >= 1e10))
      return String(Number(x.toPrecision(6))).replace('.', decimalMark());
    return intl({ maximumSignificantDigits: 10, useGrouping: false }).format(x);
  }

  /** @param {number | null | undefined} x */
  function integer(x) {
    if (!isNumber(x)) return NONE;
    return minus(intl({ maximumFractionDigits: 0 }).format(x));
  }

  /**
   * 89,3 % from 0.893; 99,96 % from 0.9996, since 100 % is what has nothing left out.
   * @param {number | null | undefined} x
   * @param {{ digits?: number }} [options]
   */
  function percent(x, { digits = 3 } = {}) {
    if (!isNumber(x)) return NONE;
    if (x === 0 || Math.abs(x - 1) < 1e-9) return intl({ style: 'percent' }).format(x);
    const whole = Math.abs(x) >= 0.1;
    let decimals = whole ? Math.max(0, digits - 2) : digits - 1;
    let shown = x;
    const isRoundedUp = () => x < 1 && Math.round(x * 10 ** (decimals + 2)) === 10 ** (decimals + 2);
    // Next to 1 two decimals more, and cut off: 99,99 %.
    const most = decimals + 2;
    while (isRoundedUp() && decimals < most) decimals++;
    if (isRoundedUp()) shown = 1 - 10 ** -(decimals + 2);
    return minus(
      intl({ style: 'percent', minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(shown),
    );
  }

  /** 0,42 s · 12,3 s · 2 min 5 s · 1 h 2 min. @param {number | null | undefined} x */
  function seconds(x) {
    if (!isNumber(x) || !Number.isFinite(x)) return NONE;
    if (x < 60) return `${number(x)} s`;
    const whole = Math.round(x);
    const hours = Math.floor(whole / 3600);
    const minutes = Math.floor((whole % 3600) / 60);
    return hours ? `${integer(hours)} h ${minutes} min` : `${minutes} min ${whole % 60} s`;
  }

  /** What is left of work, which is an estimate: whole seconds, and one at least. @param {number} x */
  function secondsLeft(x) {
    const whole = Math.max(1, Math.ceil(x));
    return whole < 60 ? `${integer(whole)} s` : seconds(whole);
  }

  /**
   * The label of one tick among others: as many decimals as the step between them needs.
   * @param {number} x
   * @param {{ step?: number, log?: boolean }} [options]
   */
  function tick(x, { step = 0, log = false } = {}) {
    if (x === 0) return '0';
    const size = Math.abs(x);
    if (log && (size < 1e-3 || size >= 1e5)) {
      const exponent = Math.floor(Math.log10(size) + 1e-9);
      const mantissa = x / 10 ** exponent;
      const power = `10${superscript(exponent)}`;
      return Math.abs(mantissa - 1) < 1e-6 ? power : `${plain(Number(mantissa.toPrecision(3)))}·${power}`;
    }
    if (size >= 1e6 || size < 1e-4)
      return intl({ notation: 'compact', maximumSignificantDigits: 4 }).format(x).replace(/^-/, '−');
    const decimals = step > 0 ? Math.max(0, Math.min(8, -Math.floor(Math.log10(step) + 1e-9))) : undefined;
    return minus(
      intl(
        decimals === undefined
          ? { maximumSignificantDigits: 6 }
          : { minimumFractionDigits: decimals, maximumFractionDigits: decimals },
      ).format(x),
    );
  }

  /** "SGD, Momentum y Adam". @param {readonly string[]} names */
  const list = (names) => new Intl.ListFormat(language).format(names);

  function decimalMark() {
    return intl({ minimumFractionDigits: 1 }).format(0.5).includes(',') ? ',' : '.';
  }

  return { number, plain, integer, percent, seconds, secondsLeft, tick, list, decimalMark };
}

/**
 * What somebody has typed, with a comma or a point; NaN where it is no number. Groups of three digits are read as one
 * number only in whole numbers, where they can mean nothing else.
 * @param {string} text
 * @param {{ whole?: boolean }} [options]
 */
export function parseNumber(text, { whole = false } = {}) {
  const trimmed = text
    .trim()
    .replace('−', '-')
    .replace(/\s*×\s*10\^?/, 'e');
  if (whole && /^-?\d{1,3}([.,\s\u00a0\u202f]\d{3})+$/.test(trimmed)) return Number(trimmed.replace(/[^\d-]/g, ''));
  const value = trimmed.replace(',', '.');
  return value === '' || !/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(value) ? NaN : Number(value);
}
