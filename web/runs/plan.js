/** Schedules without a run: η(t), and values that suit a run's length. Pure but for the engine's own closed forms. */

/**
 * @typedef {import('../../wasm/spec.d.ts').Spec} Spec full
 * @typedef {import('../../wasm/spec.d.ts').FieldValue} FieldValue
 * @typedef {Record<string, FieldValue>} Values of a schedule, by key, or by path
 */

/** More points than this are not drawn step by step: they are computed at each change. */
const MOST = 1e6;

/** @param {Spec} spec @returns {number} */
export const stepsPerEpoch = (spec) => Math.ceil(spec.data.trainSize / spec.batchSize);

/** @param {Spec} spec @returns {number} */
export const totalSteps = (spec) => stepsPerEpoch(spec) * spec.epochs;

/** A spec as it is trained where the rates of its steps do not follow a schedule. @param {Spec} spec @returns {Spec} */
export const atConstantRate = (spec) => ({ ...spec, schedule: { id: 'constant', per: 'step' } });

/**
 * The learning rate at every step.
 * @param {import('../../wasm/planner.js').Planner} engine
 * @param {Spec} spec
 * @param {ArrayLike<number>} [validationLosses] of the epochs so far: a schedule that watches them is known one
 *   epoch farther
 * @returns {{ steps: Float64Array, rates: Float64Array } | null} null where there are too many; steps from 1
 */
export function ratesByStep(engine, spec, validationLosses) {
  const perEpoch = stepsPerEpoch(spec);
  if (totalSteps(spec) > MOST) return null;
  const watches = spec.schedule.id === 'performance';
  const known = watches && validationLosses ? Math.min(spec.epochs, validationLosses.length + 1) : spec.epochs;
  const byEpoch = watches || spec.schedule.per === 'epoch';
  const asked = watches ? { ...spec, schedule: { ...spec.schedule, per: /** @type {const} */ ('epoch') } } : spec;
  const rates = engine.scheduleRates(asked, {
    stepsPerEpoch: perEpoch,
    epochs: spec.epochs,
    validationLosses: watches && validationLosses ? padded(validationLosses, spec.epochs) : undefined,
  });
  const length = known * perEpoch;
  return {
    steps: new Float64Array(length).map((_, n) => n + 1),
    rates: byEpoch ? new Float64Array(length).map((_, n) => rates[Math.floor(n / perEpoch)]) : rates.slice(0, length),
  };
}

/**
 * Losses of epochs that are not known yet do not matter: their rates are cut off.
 * @param {ArrayLike<number>} losses @param {number} length
 */
const padded = (losses, length) => Float64Array.from({ length }, (_, n) => losses[n] ?? 0);

/**
 * Values of a schedule with which something can be seen in a run of this length; the catalog's are for long runs.
 * @param {string} id
 * @param {Spec} spec the one before
 * @returns {Values} paths, beginning with schedule.id
 */
export function fitting(id, spec) {
  // A plateau is counted in epochs whatever was chosen before.
  const per = spec.schedule.id === 'performance' ? 'step' : spec.schedule.per;
  const T = per === 'epoch' ? spec.epochs : totalSteps(spec);
  const eta = spec.optimizer.learningRate;
  /** @type {Record<string, Values>} */
  const values = {
    power: { decaySteps: neat(T / 5) },
    exponential: { decaySteps: neat(T / 2) },
    piecewise: {
      boundaries: [Math.max(1, Math.round(T / 3)), Math.max(2, Math.round((2 * T) / 3))],
      rates: [eta, neat(eta / 3), neat(eta / 10)],
    },
    performance: { patience: 1 },
    cosine: { warmup: Math.round(T / 20) },
  };
  return pathsOf({ id, ...(per === 'epoch' ? { per } : {}), ...values[id] });
}

/**
 * The same schedule counted in epochs instead of steps, or the other way round.
 * @param {Spec} spec
 * @param {'step' | 'epoch'} per
 * @returns {Values} paths
 */
export function counted(spec, per) {
  if (per === spec.schedule.per) return {};
  const factor = per === 'epoch' ? 1 / stepsPerEpoch(spec) : stepsPerEpoch(spec);
  const { schedule } = spec;
  /** @type {Values} */
  const values = { per };
  if ('decaySteps' in schedule) values.decaySteps = neat(schedule.decaySteps * factor);
  if ('boundaries' in schedule) values.boundaries = ascending(schedule.boundaries.map((b) => neat(b * factor)));
  if (schedule.id === 'cosine') values.warmup = Math.round(schedule.warmup * factor);
  return pathsOf(values);
}

/**
 * Boundaries and rates that fit each other: one rate more than boundaries, which ascend.
 * @param {{ boundaries: number[], rates: number[] }} before
 * @param {'boundaries' | 'rates'} key which of them has changed
 * @param {number[]} value what to
 * @param {number} eta the rate of a first piece
 * @returns {Values} paths
 */
export function fitPieces(before, key, value, eta) {
  const rates = [...(key === 'rates' ? value : before.rates)];
  let boundaries = [...(key === 'boundaries' ? value : before.boundaries)];
  if (key === 'boundaries') {
    boundaries = ascending(boundaries);
    // Without one boundary, the piece that ended there goes.
    const gone = before.boundaries.findIndex((b, n) => b !== boundaries[n]);
    if (boundaries.length < before.boundaries.length)
      rates.splice(gone < 0 ? rates.length - 1 : gone, rates.length - boundaries.length - 1);
    while (rates.length < boundaries.length + 1)
      rates.push(neat((rates.at(-1) ?? 10 * eta) / (rates.length > 0 ? 3 : 10)));
  } else {
    while (rates.length > boundaries.length + 1)
      boundaries.push(boundaries.length > 0 ? Math.ceil(1.5 * boundaries[boundaries.length - 1]) : 1);
    if (rates.length === 0) rates.push(eta);
    const gone = before.rates.findIndex((rate, n) => rate !== rates[n]);
    if (boundaries.length > rates.length - 1)
      boundaries.splice(Math.min(gone, boundaries.length - 1), boundaries.length - rates.length + 1);
  }
  return pathsOf({ boundaries: ascending(boundaries), rates });
}

/** Sorted, and equal ones moved apart. @param {number[]} list */
function ascending(list) {
  const sorted = [...list].sort((a, b) => a - b);
  for (let n = 1; n < sorted.length; n++) if (sorted[n] <= sorted[n - 1]) sorted[n] = sorted[n - 1] + 1;
  return sorted;
}

/** @param {Values} values @returns {Values} */
const pathsOf = (values) =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [`schedule.${key}`, value]));

/** @param {number} x */
const neat = (x) => Number(x.toPrecision(2));
