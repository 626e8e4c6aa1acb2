/** What the lessons' small pictures are drawn with: strokes, plots and a few shapes that several share. */
import { svg } from '../dom.js';

export const WIDTH = 160;
export const HEIGHT = 90;

/** Where plots have their axes. */
export const LEFT = 14;
export const RIGHT = 148;
const TOP = 12;
const BOTTOM = 78;

/** @typedef {[number, number]} Point in the picture's units, y downwards */

export const SIX = ['sgd', 'momentum', 'nesterov', 'adagrad', 'rmsprop', 'adam'];

/** @param {number} x */
export const short = (x) => String(Math.round(10 * x) / 10);

/** @param {Point} point */
export const pair = ([x, y]) => `${short(x)} ${short(y)}`;

/** Straight from point to point. @param {Point[]} points @param {string} look classes */
export const line = (points, look) => svg('path', { class: `line ${look}`, d: `M${points.map(pair).join('L')}` });

/** @param {Point} from @param {Point} to @param {string} look classes */
export const segment = (from, to, look) => line([from, to], look);

/** A smooth curve through points (Catmull and Rom's). @param {Point[]} points @param {string} look classes */
export function smooth(points, look) {
  const at = (/** @type {number} */ n) => points[Math.max(0, Math.min(points.length - 1, n))];
  const toward = (/** @type {number} */ n, /** @type {number} */ sign) =>
    /** @type {Point} */ (at(n).map((x, i) => x + (sign * (at(n + 1)[i] - at(n - 1)[i])) / 6));
  const parts = points.slice(1).map((point, n) => `C${pair(toward(n, 1))} ${pair(toward(n + 1, -1))} ${pair(point)}`);
  return svg('path', { class: `line ${look}`, d: `M${pair(points[0])}${parts.join('')}` });
}

/** @param {Point} point @param {string} look classes @param {number} [r] */
export const dot = ([x, y], look, r = 2.5) => svg('circle', { class: `dot ${look}`, cx: short(x), cy: short(y), r });

/** @param {Point} point @param {string} look classes */
export const cross = ([x, y], look) =>
  svg('path', { class: `line ${look}`, d: `M${short(x - 3)} ${short(y - 3)}l6 6m-6 0l6 -6` });

export const axes = () => svg('path', { class: 'axis', d: `M${LEFT} ${TOP - 4}V${BOTTOM}H${RIGHT}` });

/**
 * Points of y = f(x) over the plot; x and y run from 0 to 1, y upwards.
 * @param {(x: number) => number} f
 * @param {{ from?: number, to?: number, count?: number }} [options]
 * @returns {Point[]}
 */
export function sample(f, { from = 0, to = 1, count = 60 } = {}) {
  return Array.from({ length: count + 1 }, (_, n) => {
    const x = from + ((to - from) * n) / count;
    return onPlot(x, f(x));
  });
}

/**
 * y = f(x) over the plot, as `sample` takes them.
 * @param {(x: number) => number} f @param {string} look classes @param {Parameters<typeof sample>[1]} [options]
 */
export const graph = (f, look, options) => line(sample(f, options), look);

/** @param {number} x @param {number} y @returns {Point} */
export const onPlot = (x, y) => [LEFT + x * (RIGHT - LEFT), BOTTOM - y * (BOTTOM - TOP)];

/** The same wobble every time, between −1 and 1. @param {number} x 0 to 1 @param {number} [phase] */
export const wobble = (x, phase = 0) =>
  (Math.sin(83 * x + phase) + Math.sin(131 * x + 2 * phase) + Math.sin(211 * x)) / 3;

/** A loss that falls from 1 to `floor`. @param {number} speed @param {number} floor @returns {(x: number) => number} */
export const falling = (speed, floor) => (x) => floor + (1 - floor) * Math.exp(-speed * x);

/** Levels of a long bowl. @param {Point} centre @param {number[]} sizes @param {number} flatness height by width */
export const bowl = ([cx, cy], sizes, flatness) =>
  sizes.map((rx) => svg('ellipse', { class: 'level', cx, cy, rx, ry: short(rx * flatness) }));

/** @param {Point} point */
export const goal = (point) => [dot(point, 'ring', 4), dot(point, 'ink', 1.5)];

/** A swing that dies out along a valley. @param {number} turns @param {number} damping @returns {Point[]} */
export function swing(turns, damping) {
  return Array.from({ length: 14 * turns }, (_, n) => {
    const s = n / (14 * turns - 1);
    return [14 + 94 * (1 - (1 - s) ** 2), 45 + 27 * Math.exp(-damping * s) * Math.cos(2 * Math.PI * turns * s)];
  });
}

/** A rate over time, over the constant one. @param {Point[]} points */
export const rate = (points) => [
  svg('path', { class: 'area', d: `M${LEFT} ${BOTTOM}L${points.map(pair).join('L')}L${RIGHT} ${BOTTOM}Z` }),
  graph(() => 0.9, 'reference', { count: 1 }),
  axes(),
  line(points, 'accent'),
];

/** A staircase. @param {[number, number][]} stairs where each begins, and its height @returns {Point[]} */
export const staircase = (stairs) =>
  stairs.flatMap(([x, y], n) => [onPlot(x, y), onPlot(n + 1 < stairs.length ? stairs[n + 1][0] : 1, y)]);

/**
 * An arrow with a small head.
 * @param {Point} from
 * @param {number} angle 0 is right
 * @param {number} length
 * @param {string} look classes
 */
export function arrow([x, y], angle, length, look) {
  const tip = /** @type {Point} */ ([x + length * Math.cos(angle), y + length * Math.sin(angle)]);
  const barb = (/** @type {number} */ turn) =>
    /** @type {Point} */ ([tip[0] - 5 * Math.cos(angle + turn), tip[1] - 5 * Math.sin(angle + turn)]);
  return [segment([x, y], tip, look), line([barb(0.5), tip, barb(-0.5)], look)];
}

/** Gradients of several minibatches about that of the whole set. @param {Point} from @param {number} spread radians */
export const fan = (from, spread) => [
  [-1, -0.55, -0.2, 0.3, 0.7, 1].map((k, n) => arrow(from, 0.35 + k * spread, 46 + 5 * (n % 3), 'sgd faint')),
  arrow(from, 0.35, 54, 'accent'),
];

/** A validation loss that falls until x = `best` and rises again. @param {number} best @param {number} least @returns {(x: number) => number} */
export const risen = (best, least) => (x) =>
  x < best ? least + 0.62 * (1 - x / best) ** 2.2 : least + 0.5 * (x - best) ** 1.4;

/** Training and validation loss, and what is between them. @param {number} best @param {number} least @param {string} look */
export function gapped(best, least, look) {
  const [low, high] = [sample(falling(6, 0.05)), sample(risen(best, least))];
  return [
    svg('path', { class: `area ${look}`, d: `M${high.map(pair).join('L')}L${low.reverse().map(pair).join('L')}Z` }),
    axes(),
    line(low, `${look} faint`),
    line(high, look),
  ];
}

/** A histogram of weights about 0, over that of a network without regularization. @param {(x: number) => number} f @param {string} look */
export const bell = (f, look) => [
  axes(),
  graph((x) => 0.34 * Math.exp(-(((x - 0.5) / 0.3) ** 2)), 'reference'),
  graph((x) => f(x - 0.5), look, { count: 120 }),
];

/** Layers of units, 1 kept and 0 dropped. @param {number[][]} layers */
export function network(layers) {
  const at = (/** @type {number} */ n, /** @type {number} */ k) =>
    /** @type {Point} */ ([36 + 44 * n, 45 + 19 * (k - (layers[n].length - 1) / 2)]);
  const edges = layers
    .slice(1)
    .flatMap((to, n) =>
      layers[n].flatMap((from, j) =>
        to.map((kept, k) => (from && kept ? segment(at(n, j), at(n + 1, k), 'adam faint') : null)),
      ),
    );
  const units = layers.flatMap((layer, n) =>
    layer.map((kept, k) => (kept ? dot(at(n, k), 'adam', 5) : [dot(at(n, k), 'ring', 5), cross(at(n, k), 'ground')])),
  );
  return [edges, units];
}
