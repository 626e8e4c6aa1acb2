/** What signals and gradients do on their way through a network, of what was looked at in its runs. Pure. */
import { counted, unlessWrong } from '../../runs/summary.js';

/** @typedef {import('../../runs/group.js').Run} Run */
/** @typedef {import('../../engine/message-types.js').WatchedReport} Watched */
/** @typedef {import('../../../wasm/engine/curvature.js').LayerStatistics} Layer */
/** @typedef {typeof import('./settings.js').MEASURES[number]} Measure */

/** Half a unit in the last place of a float32 of size 1: what is added to a weight and is smaller, as a share of it, is lost. */
const LOST = 2 ** -24;

/** float32's least number with all its digits. */
export const LEAST_NORMAL = 2 ** -126;

/** A gradient whose norm is that much larger, or spread of signals, is said to explode; ones that much smaller vanish. */
const HUGE = 1e3;
const TINY = 1e-3;

/** From this share of a layer's units on, it is said to be dead. */
const DEAD = 0.9;

/** The looks at a run's layers, in the order of steps. @param {Run} run */
const looksOf = ({ watched }) => watched.filter(({ layers }) => layers.length > 0);

/** The last look at the layers of a contestant's first run; null before there is one. @param {Run[]} runs @returns {Watched | null} */
export const lastLook = (runs) => (runs[0] && looksOf(runs[0]).at(-1)) ?? null;

/** The loss of a run's last look, on the images that layers are looked at with; NaN before there is one, and of what went wrong. */
export const lossOf = unlessWrong((run) => looksOf(run).at(-1)?.loss ?? NaN);

/** NaN before an epoch's end, and of what went wrong. */
export const accuracyOf = unlessWrong(({ epochs }) => epochs.at(-1)?.validationAccuracy ?? NaN);

/** Over seeds: of sizes that differ by decades the geometric mean, of shares the mean. @param {number[]} values @param {Measure} measure */
export function middle(values, measure) {
  const mean = (/** @type {number[]} */ list) => list.reduce((sum, x) => sum + x, 0) / list.length;
  return measure === 'dead' ? mean(values) : Math.exp(mean(values.map(Math.log)));
}

/**
 * A measure of each layer, from the first one up, at the last step that all runs of a contestant were looked at.
 * @param {Run[]} runs one for each seed @param {Measure} measure
 */
export function overLayers(runs, measure) {
  const looks = runs.map(looksOf);
  const at = Math.min(...looks.map((list) => list.length)) - 1;
  const layers = at < 0 ? [] : looks.map((list) => list[at].layers);
  const count = layers[0]?.length ?? 0;
  return curve(
    Float64Array.from({ length: count }, (_, l) => l + 1),
    (l) => layers.map((one) => one[l][measure]),
    measure,
  );
}

/**
 * A measure of one layer, or the loss, over the steps.
 * @param {Run[]} runs @param {Measure | 'loss'} measure @param {number} layer from 0
 */
export function overSteps(runs, measure, layer) {
  const looks = runs.map(looksOf);
  const count = Math.min(...looks.map((list) => list.length));
  const steps = Float64Array.from({ length: count }, (_, n) => looks[0][n].step);
  const of = (/** @type {Watched} */ look) => (measure === 'loss' ? look.loss : (look.layers[layer]?.[measure] ?? NaN));
  return curve(steps, (n) => looks.map((list) => of(list[n])), measure === 'loss' ? 'dead' : measure);
}

/** @param {Float64Array} x @param {(n: number) => number[]} at values, one for each seed @param {Measure} measure */
function curve(x, at, measure) {
  const values = Array.from(x, (_, n) => at(n));
  return {
    x,
    y: Float64Array.from(values, (list) => middle(list, measure)),
    low: Float64Array.from(values, (list) => Math.min(...list)),
    high: Float64Array.from(values, (list) => Math.max(...list)),
  };
}

/**
 * Whether λ₁ of a run can be measured: it is of the whole training set, and batch normalization bends the loss of one minibatch.
 * @param {import('../../state/specs.js').Spec} spec
 */
export const hasSharpness = ({ model, batchSize, data }) =>
  batchSize >= data.trainSize || model.layers.every(({ batchNorm }) => batchNorm === 'none');

/** λ₁ over the steps of a run. @param {Run} run */
export function sharpnessOf({ watched }) {
  const found = watched.filter(({ sharpness }) => sharpness);
  return {
    x: Float64Array.from(found, ({ step }) => step),
    y: Float64Array.from(found, ({ sharpness }) => sharpness?.value ?? NaN),
  };
}

/** A limit that is more times as large as all that was measured is left out of the chart: the curves would lie on its ground. */
const FAR = 10;

/**
 * Where the axis of λ₁ ends, so that 2/η is seen while λ₁ is on its way there.
 * @param {number[]} limits of all contestants
 * @param {number} most the greatest that was measured
 * @returns {number | null} null where the curves themselves say so
 */
export function topOfSharpness(limits, most) {
  const top = 1.1 * Math.max(...limits.filter((limit) => limit <= FAR * most));
  return top > most ? top : null;
}

/**
 * How far a step moves a layer's weights, as a share of them: η‖g‖ / ‖W‖; NaN for optimizers whose step is no such product.
 * @param {Run} run @param {Layer} layer
 */
export function moved({ spec, learningRate }, { gradient, weights }) {
  return spec.optimizer.id === 'sgd' ? (clipped(spec, 1) * learningRate * gradient) / weights : NaN;
}

/** Where a gradient is clipped nobody knows of one layer alone by how much. @param {Run['spec']} spec @param {number} factor */
const clipped = ({ clipNorm }, factor) => (clipNorm > 0 ? NaN : factor);

/**
 * What is to be said of a contestant's network, the worst first.
 * @param {Run} run @param {Watched} look
 * @returns {{ verdict: 'explodes' | 'lost' | 'dead' | 'still' | 'vanishes' | 'silent' | 'healthy', layer: number, value: number }} layer: the one that shows it
 */
export function verdictOf(run, { layers }) {
  const hidden = layers.slice(0, -1);
  const place = (/** @type {(layer: Layer) => boolean} */ holds) => hidden.findIndex(holds);
  const said = (
    /** @type {ReturnType<typeof verdictOf>['verdict']} */ verdict,
    /** @type {number} */ at,
    /** @type {number} */ value,
  ) => ({
    verdict,
    layer: at + 1,
    value,
  });
  const wild = place(({ gradient, deviation }) => !(gradient <= HUGE && deviation <= HUGE));
  if (wild >= 0) {
    const value = Math.max(hidden[wild].gradient, hidden[wild].deviation);
    return said(Number.isFinite(value) ? 'explodes' : 'lost', wild, value);
  }
  const dead = place((layer) => layer.dead >= DEAD);
  if (dead >= 0) return said('dead', dead, hidden[dead].dead);
  const still = place((layer) => moved(run, layer) < LOST);
  if (still >= 0) return said('still', still, moved(run, hidden[still]));
  const gone = place(({ gradient }) => gradient < TINY);
  if (gone >= 0) return said('vanishes', gone, hidden[gone].gradient);
  const silent = place(({ deviation }) => deviation < TINY);
  if (silent >= 0) return said('silent', silent, hidden[silent].deviation);
  return said('healthy', 0, hidden[0]?.gradient ?? NaN);
}

/** Ratio of the first layer's gradient to the last hidden one's. @param {Watched} look */
export const ratioOf = ({ layers }) => layers[0].gradient / layers[Math.max(0, layers.length - 2)].gradient;

/**
 * What a contestant's row of the table says.
 * @param {Run[]} runs one for each seed @param {number} at the layer that is looked at, from 1: of fewer the last
 */
export function figuresOf(runs, at) {
  const looks = runs.flatMap((run) => {
    const look = lastLook([run]);
    const layer = look?.layers[Math.min(at, look.layers.length) - 1];
    return look && layer ? [{ run, look, layer }] : [];
  });
  const all = runs.length;
  // Where some seeds have not been looked at, it says how many have.
  const size = (/** @type {number[]} */ list) => {
    const mean = list.length > 0 ? middle(list, 'gradient') : NaN;
    return list.length < all ? { ...counted(list), mean, deviation: null, all } : mean;
  };
  return {
    deviation: size(looks.map(({ layer }) => layer.deviation)),
    gradient: size(looks.map(({ layer }) => layer.gradient)),
    dead: { ...counted(looks.map(({ layer }) => layer.dead)), all },
    moved: size(looks.map(({ run, layer }) => moved(run, layer))),
    ratio: size(looks.map(({ look }) => ratioOf(look))),
    loss: counted(runs.map(lossOf)),
    accuracy: counted(runs.map(accuracyOf)),
  };
}
