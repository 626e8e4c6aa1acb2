/** Round numbers for axes. Pure. */

/** @typedef {'linear' | 'log'} Scale */

/**
 * 1, 2 or 5 times a power of ten, so that about `count` of them fill the span.
 * @param {number} span
 * @param {number} count
 */
export function niceStep(span, count) {
  const raw = span / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(raw));
  const factor = [1, 2, 5, 10].find((f) => f * power >= raw * (1 - 1e-9)) ?? 10;
  return factor * power;
}

/** @param {number} min @param {number} max @param {number} count about how many @param {boolean} [whole] only numbers of things */
export function linearTicks(min, max, count, whole = false) {
  const step = Math.max(niceStep(max - min, count), whole ? 1 : 0);
  const ticks = [];
  const first = Math.ceil(min / step - 1e-9);
  const last = Math.floor(max / step + 1e-9);
  // Through integers: adding steps would add their rounding.
  for (let i = first; i <= last; i++) ticks.push(i === 0 ? 0 : Number((i * step).toPrecision(12)));
  return { ticks, step };
}

/**
 * Powers of ten; between them 2 and 5 where there is room, and round linear numbers where the span is within a decade.
 * @param {number} min > 0 @param {number} max @param {number} count about how many
 */
export function logTicks(min, max, count) {
  const decades = Math.log10(max / min);
  if (decades < 0.7) return linearTicks(min, max, count).ticks.filter((x) => x > 0);
  const every = Math.max(1, Math.ceil(decades / count));
  const factors = decades * 3 <= count * 1.5 ? [1, 2, 5] : [1];
  const ticks = [];
  for (let e = Math.floor(Math.log10(min)); e <= Math.ceil(Math.log10(max)); e++) {
    if (((e % every) + every) % every !== 0) continue;
    for (const factor of factors) {
      const x = Number(`${factor}e${e}`);
      if (x >= min * (1 - 1e-9) && x <= max * (1 + 1e-9)) ticks.push(x);
    }
  }
  return ticks.length > 1 ? ticks : [min, max];
}

/**
 * A range around the data whose ends do not move with every new point: on round numbers.
 * @param {number} min @param {number} max @param {Scale} scale
 * @returns {[number, number]}
 */
export function niceRange(min, max, scale) {
  if (scale === 'log') {
    if (max / min < 1 + 1e-9) return [min / 2, max * 2];
    const decade = Math.log10(max / min) > 1.5;
    // Whole decades would leave half of a short range empty: a fifth of a decade otherwise.
    const grain = decade ? 2 : 5;
    return [
      10 ** (Math.floor(Math.log10(min) * grain + 1e-9) / grain),
      10 ** (Math.ceil(Math.log10(max) * grain - 1e-9) / grain),
    ];
  }
  if (max - min <= Math.abs(max) * 1e-12) {
    const pad = Math.abs(max) * 0.1 || 1;
    return [min - pad, max + pad];
  }
  // From 0 where that costs little: losses and shares are read against it.
  const low = min > 0 && min < 0.35 * max ? 0 : min;
  const step = niceStep(max - low, 10);
  return [Math.floor(low / step + 1e-9) * step, Math.ceil(max / step - 1e-9) * step];
}

/**
 * The map between values and pixels of one axis.
 * @param {{ scale: Scale, min: number, max: number, start: number, end: number }} axis start, end: pixels of min and
 *   max
 */
export function projection({ scale, min, max, start, end }) {
  if (scale === 'log') {
    const low = Math.log(min);
    const factor = (end - start) / (Math.log(max) - low);
    return {
      // Nothing at or below 0 has a place; a NaN breaks the line there.
      toPixel: (/** @type {number} */ x) => (x > 0 ? start + (Math.log(x) - low) * factor : NaN),
      toValue: (/** @type {number} */ pixel) => Math.exp(low + (pixel - start) / factor),
    };
  }
  const factor = (end - start) / (max - min);
  return {
    toPixel: (/** @type {number} */ x) => start + (x - min) * factor,
    toValue: (/** @type {number} */ pixel) => min + (pixel - start) / factor,
  };
}
