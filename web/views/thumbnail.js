/**
 * A small picture of each lesson's claim, for the contents page. Sketches, not measurements: curves have closed
 * forms or go through a few points, and no optimizer runs here. Colours come from the classes of style/contents.css.
 */
import { svg } from './dom.js';

const WIDTH = 160;
const HEIGHT = 90;

/** Where plots have their axes. */
const LEFT = 14;
const RIGHT = 148;
const TOP = 12;
const BOTTOM = 78;

/** @typedef {[number, number]} Point in the picture's units, y downwards */

const SIX = ['sgd', 'momentum', 'nesterov', 'adagrad', 'rmsprop', 'adam'];

/** @param {number} x */
const short = (x) => String(Math.round(10 * x) / 10);

/** @param {Point} point */
const pair = ([x, y]) => `${short(x)} ${short(y)}`;

/** Straight from point to point. @param {Point[]} points @param {string} look classes */
const line = (points, look) => svg('path', { class: `line ${look}`, d: `M${points.map(pair).join('L')}` });

/** A smooth curve through points (Catmull and Rom's). @param {Point[]} points @param {string} look classes */
function smooth(points, look) {
  const at = (/** @type {number} */ n) => points[Math.max(0, Math.min(points.length - 1, n))];
  const toward = (/** @type {number} */ n, /** @type {number} */ sign) =>
    /** @type {Point} */ (at(n).map((x, i) => x + (sign * (at(n + 1)[i] - at(n - 1)[i])) / 6));
  const parts = points.slice(1).map((point, n) => `C${pair(toward(n, 1))} ${pair(toward(n + 1, -1))} ${pair(point)}`);
  return svg('path', { class: `line ${look}`, d: `M${pair(points[0])}${parts.join('')}` });
}

/** @param {Point} point @param {string} look classes @param {number} [r] */
const dot = ([x, y], look, r = 2.5) => svg('circle', { class: `dot ${look}`, cx: short(x), cy: short(y), r });

/** @param {Point} point @param {string} look classes */
const cross = ([x, y], look) =>
  svg('path', { class: `line ${look}`, d: `M${short(x - 3)} ${short(y - 3)}l6 6m-6 0l6 -6` });

const axes = () => svg('path', { class: 'axis', d: `M${LEFT} ${TOP - 4}V${BOTTOM}H${RIGHT}` });

/**
 * Points of y = f(x) over the plot; x and y run from 0 to 1, y upwards.
 * @param {(x: number) => number} f
 * @param {{ from?: number, to?: number, count?: number }} [options]
 * @returns {Point[]}
 */
function sample(f, { from = 0, to = 1, count = 60 } = {}) {
  return Array.from({ length: count + 1 }, (_, n) => {
    const x = from + ((to - from) * n) / count;
    return onPlot(x, f(x));
  });
}

/** @param {number} x @param {number} y @returns {Point} */
const onPlot = (x, y) => [LEFT + x * (RIGHT - LEFT), BOTTOM - y * (BOTTOM - TOP)];

/** The same wobble every time, between −1 and 1. @param {number} x 0 to 1 @param {number} [phase] */
const wobble = (x, phase = 0) => (Math.sin(83 * x + phase) + Math.sin(131 * x + 2 * phase) + Math.sin(211 * x)) / 3;

/** A loss that falls from 1 to `floor`. @param {number} speed @param {number} floor @returns {(x: number) => number} */
const falling = (speed, floor) => (x) => floor + (1 - floor) * Math.exp(-speed * x);

/** Levels of a long bowl. @param {Point} centre @param {number[]} sizes @param {number} flatness height by width */
const bowl = ([cx, cy], sizes, flatness) =>
  sizes.map((rx) => svg('ellipse', { class: 'level', cx, cy, rx, ry: short(rx * flatness) }));

/** @param {Point} point */
const goal = (point) => [dot(point, 'ring', 4), dot(point, 'ink', 1.5)];

/** A swing that dies out along a valley. @param {number} turns @param {number} damping @returns {Point[]} */
function swing(turns, damping) {
  return Array.from({ length: 14 * turns }, (_, n) => {
    const s = n / (14 * turns - 1);
    return [14 + 94 * (1 - (1 - s) ** 2), 45 + 27 * Math.exp(-damping * s) * Math.cos(2 * Math.PI * turns * s)];
  });
}

/** A rate over time, over the constant one. @param {Point[]} points */
const rate = (points) => [
  svg('path', { class: 'area', d: `M${LEFT} ${BOTTOM}L${points.map(pair).join('L')}L${RIGHT} ${BOTTOM}Z` }),
  line(sample(() => 0.9, { count: 1 }), 'reference'),
  axes(),
  line(points, 'accent'),
];

/** A staircase. @param {[number, number][]} stairs where each begins, and its height @returns {Point[]} */
const staircase = (stairs) =>
  stairs.flatMap(([x, y], n) => [onPlot(x, y), onPlot(n + 1 < stairs.length ? stairs[n + 1][0] : 1, y)]);

/**
 * An arrow with a small head.
 * @param {Point} from
 * @param {number} angle 0 is right
 * @param {number} length
 * @param {string} look classes
 */
function arrow([x, y], angle, length, look) {
  const tip = /** @type {Point} */ ([x + length * Math.cos(angle), y + length * Math.sin(angle)]);
  const barb = (/** @type {number} */ turn) =>
    /** @type {Point} */ ([tip[0] - 5 * Math.cos(angle + turn), tip[1] - 5 * Math.sin(angle + turn)]);
  return [line([[x, y], tip], look), line([barb(0.5), tip, barb(-0.5)], look)];
}

/** Gradients of several minibatches about that of the whole set. @param {Point} from @param {number} spread radians */
const fan = (from, spread) => [
  [-1, -0.55, -0.2, 0.3, 0.7, 1].map((k, n) => arrow(from, 0.35 + k * spread, 46 + 5 * (n % 3), 'sgd faint')),
  arrow(from, 0.35, 54, 'accent'),
];

/** A validation loss that falls until x = `best` and rises again. @param {number} best @param {number} least @returns {(x: number) => number} */
const risen = (best, least) => (x) =>
  x < best ? least + 0.62 * (1 - x / best) ** 2.2 : least + 0.5 * (x - best) ** 1.4;

/** Training and validation loss, and what is between them. @param {number} best @param {number} least @param {string} look */
function gapped(best, least, look) {
  const [low, high] = [sample(falling(3.2, 0.06)), sample(risen(best, least))];
  return [
    svg('path', { class: `area ${look}`, d: `M${high.map(pair).join('L')}L${low.reverse().map(pair).join('L')}Z` }),
    axes(),
    line(low, `${look} faint`),
    line(high, look),
  ];
}

/** A histogram of weights about 0, over that of a network without regularization. @param {(x: number) => number} f @param {string} look */
const bell = (f, look) => [
  axes(),
  line(sample((x) => 0.34 * Math.exp(-(((x - 0.5) / 0.3) ** 2))), 'reference'),
  line(sample((x) => f(x - 0.5), { count: 120 }), look),
];

/** Layers of units, 1 kept and 0 dropped. @param {number[][]} layers */
function network(layers) {
  const at = (/** @type {number} */ n, /** @type {number} */ k) =>
    /** @type {Point} */ ([36 + 44 * n, 45 + 19 * (k - (layers[n].length - 1) / 2)]);
  const edges = layers.slice(1).flatMap((to, n) =>
    layers[n].flatMap((from, j) => to.map((kept, k) => (from && kept ? line([at(n, j), at(n + 1, k)], 'adam faint') : null))));
  const units = layers.flatMap((layer, n) =>
    layer.map((kept, k) => (kept ? dot(at(n, k), 'adam', 5) : [dot(at(n, k), 'ring', 5), cross(at(n, k), 'ground')])));
  return [edges, units];
}

/** @type {Record<string, () => import('./dom.js').Child[]>} */
const drawings = {
  gd() {
    const steps = sample((x) => 0.95 - 0.42 * x + 0.04 * Math.cos(15 * x), { count: 6 });
    return [
      axes(),
      line(steps, 'sgd faint'),
      steps.map((point) => dot(point, 'sgd')),
      line(sample((x) => falling(9, 0.12)(x) + 0.045 * wobble(x), { count: 110 }), 'sgd'),
    ];
  },

  conditioning: () => [
    bowl([112, 45], [112, 78, 50, 28, 12], 0.32),
    line(Array.from({ length: 24 }, (_, n) => [112 - 96 * 0.88 ** n, 45 + 26 * (-0.86) ** n]), 'sgd'),
    smooth([[16, 71], [30, 50], [50, 36], [72, 44], [90, 50], [104, 45], [112, 45]], 'momentum'),
    dot([16, 71], 'ink'),
    goal([112, 45]),
  ],

  saddle() {
    const branch = (/** @type {number} */ c, /** @type {1 | -1} */ side) =>
      Array.from({ length: 21 }, (_, n) => {
        const u = (n - 10) / 10;
        return /** @type {Point} */ ([80 + side * 70 * Math.sqrt(c + u * u), 45 + 48 * u]);
      });
    const across = (/** @type {number} */ c, /** @type {1 | -1} */ side) =>
      Array.from({ length: 21 }, (_, n) => {
        const u = (1.15 * (n - 10)) / 10;
        return /** @type {Point} */ ([80 + 70 * u, 45 + side * 48 * Math.sqrt(c + u * u)]);
      });
    const levels = [0.08, 0.35, 0.75].flatMap((c) => [branch(c, 1), branch(c, -1), across(c, 1), across(c, -1)]);
    const crawl = [24, 44, 58, 67, 72.5, 76, 78, 79.5].map((x) => /** @type {Point} */ ([x, 44]));
    return [
      levels.map((points) => svg('path', { class: 'level', d: `M${points.map(pair).join('L')}` })),
      svg('path', { class: 'level', d: 'M14.4 0L145.6 90M14.4 90L145.6 0' }),
      smooth([[24, 44], [38, 42], [52, 35], [62, 24], [70, 8], [73, -4]], 'adam'),
      smooth([[24, 44], [56, 44], [74, 43.5], [79.5, 40], [80, 30], [80, -4]], 'sgd'),
      crawl.map((point) => dot(point, 'sgd', 2)),
      dot([24, 44], 'ink'),
    ];
  },

  sgd: () => [fan([14, 35], 0.62), fan([88, 35], 0.26)],

  momentum: () => [
    axes(),
    line(sample(() => 0.92, { count: 1 }), 'reference'),
    line(sample(() => 0.1, { count: 1 }), 'sgd'),
    line(sample((x) => 0.1 + 0.82 * (1 - Math.exp(-6 * x))), 'momentum'),
  ],

  nesterov: () => [
    bowl([108, 45], [110, 76, 48, 26, 11], 0.36),
    smooth(swing(4, 1.9), 'momentum'),
    smooth(swing(2, 5), 'nesterov'),
    dot([14, 72], 'ink'),
    goal([108, 45]),
  ],

  adagrad() {
    const way = Array.from({ length: 12 }, (_, n) => {
      const s = 1 - 0.72 ** n;
      return /** @type {Point} */ ([16 + 92 * s, 74 - 29 * (1 - (1 - s) ** 1.6)]);
    });
    return [
      bowl([112, 45], [112, 78, 50, 28, 12], 0.34),
      line(Array.from({ length: 24 }, (_, n) => [112 - 96 * 0.88 ** n, 45 + 29 * (-0.86) ** n]), 'sgd faint'),
      smooth(way, 'adagrad'),
      way.map((point) => dot(point, 'adagrad', 2)),
      dot([16, 74], 'ink'),
      goal([112, 45]),
    ];
  },

  rmsprop() {
    const ground = (/** @type {number} */ x) => (x < 62 ? 64 - 0.85 * (62 - x) : 64 + 0.1 * (x - 62));
    const profile = [0, 62, WIDTH].map((x) => /** @type {Point} */ ([x, ground(x)]));
    const marks = (/** @type {number[]} */ xs, /** @type {string} */ look, /** @type {number} */ over) =>
      xs.map((x) => dot([x, ground(x) - over], look));
    return [
      svg('path', { class: 'area', d: `M${profile.map(pair).join('L')}V${HEIGHT}H0Z` }),
      line(profile, 'ground'),
      marks([12, 22, 32, 42, 52, 62, 65, 69, 76, 87, 101, 116, 131, 146], 'rmsprop', 6),
      marks([12, 31, 44, 54, 62, 64.5, 67, 69.5, 72], 'adagrad', 15),
    ];
  },

  'adam-bias'() {
    const step = (/** @type {number} */ t) => (1 - 0.9 ** t) / Math.sqrt(1 - 0.999 ** t);
    const bars = Array.from({ length: 23 }, (_, n) => ({ x: 0.04 + 0.042 * n, y: step(1 + 2.6 * n) / 7 }));
    return [
      axes(),
      bars.map(({ x, y }) => line([onPlot(x, 0), onPlot(x, y)], 'adam bar faint')),
      bars.map(({ x, y }) => dot(onPlot(x, y), 'adam', 2)),
      line(sample(() => 1 / 7, { count: 1 }), 'ground'),
    ];
  },

  adam: () => [
    axes(),
    line(sample((x) => falling(3.4, 0.2)(x) + 0.03 * wobble(x, 1) * (1 - x), { count: 90 }), 'rmsprop'),
    line(sample((x) => falling(4.6, 0.17)(x) + 0.03 * wobble(x, 2) * (1 - x), { count: 90 }), 'momentum'),
    line(sample((x) => falling(8.5, 0.1)(x) + 0.03 * wobble(x, 3) * (1 - x), { count: 90 }), 'adam'),
  ],

  'race-2d'() {
    /** @type {Point} */ const start = [14, 20];
    /** @type {Point} */ const end = [132, 52];
    return [
      bowl([132, 52], [142, 104, 70, 42, 20], 0.3),
      line([start, [24, 76], [37, 32], [50, 66], [62, 43], [74, 58], [86, 48], [98, 54], [110, 51], [120, 52]], 'sgd'),
      smooth([start, [28, 60], [46, 70], [66, 50], [84, 43], [104, 54], [120, 53], end], 'momentum'),
      smooth([start, [30, 52], [50, 60], [74, 53], [100, 50], end], 'nesterov'),
      smooth([start, [46, 42], [74, 50], [96, 52], [110, 52]], 'adagrad'),
      smooth([start, [38, 28], [66, 38], [98, 47], end], 'rmsprop'),
      smooth([start, [44, 22], [80, 30], [112, 44], end], 'adam'),
      dot(start, 'ink'),
      goal(end),
    ];
  },

  race: () => [
    axes(),
    SIX.map((id, n) => {
      const [speed, floor] = [[2.1, 0.34], [4, 0.2], [4.9, 0.16], [5.8, 0.12], [3, 0.26], [8, 0.08]][n];
      return line(sample((x) => falling(speed, floor)(x) + 0.02 * wobble(x, n) * (1 - x), { count: 90 }), id);
    }),
  ],

  lr() {
    const heights = [0.62, 0.6, 0.55, 0.44, 0.27, 0.13, 0.08, 0.2];
    const points = heights.map((y, n) => onPlot(0.05 + 0.085 * n, y));
    const [best] = points.slice(6);
    return [
      axes(),
      smooth([...points, onPlot(0.69, 0.42), onPlot(0.73, 1)], 'ground'),
      points.map((point) => dot(point, point === best ? 'good' : 'ink')),
      dot(best, 'good', 4),
      [0.78, 0.87, 0.96].map((x) => cross(onPlot(x, 0.95), 'bad')),
    ];
  },

  'schedule-power': () => rate(sample((x) => 0.9 / (1 + 5.2 * x))),

  'schedule-exponential': () => rate(sample((x) => 0.9 * 0.1 ** (1.96 * x))),

  'schedule-piecewise': () => rate(staircase([[0, 0.9], [0.3, 0.3], [0.6, 0.03]])),

  'schedule-performance': () => [
    ...rate(staircase([[0, 0.9], [0.46, 0.45], [0.64, 0.225], [0.88, 0.112]])),
    smooth([0.84, 0.72, 0.62, 0.55, 0.62, 0.45, 0.49, 0.4, 0.37, 0.3, 0.3].map((y, n) => onPlot(n / 10, y)), 'ground'),
  ],

  'schedule-1cycle': () => rate([onPlot(0, 0.09), onPlot(0.45, 0.9), onPlot(0.9, 0.09), onPlot(1, 0.005)]),

  overfit: () => gapped(0.3, 0.34, 'sgd'),

  l1: () => bell((x) => 0.16 * Math.exp(-((x / 0.3) ** 2)) + 0.72 * Math.exp(-Math.abs(x) / 0.02), 'adagrad'),

  l2: () => bell((x) => 0.75 * Math.exp(-((x / 0.13) ** 2)), 'momentum'),

  'max-norm': () => [
    svg('circle', { class: 'level', cx: 80, cy: 45, r: 30 }),
    [[0.5, 30], [1.9, 30], [2.7, 22], [3.6, 30], [4.6, 17], [5.6, 30]].map(([angle, length]) =>
      arrow([80, 45], angle, length, 'nesterov')),
    [[0.5, 46], [1.9, 37], [3.6, 52], [5.6, 41]].map(([angle, length]) =>
      line([30, length].map((r) => [80 + r * Math.cos(angle), 45 + r * Math.sin(angle)]), 'reference')),
  ],

  dropout: () => network([[1, 0, 1, 1], [0, 1, 1, 0], [1, 1, 1]]),

  // Outputs of a unit over several steps, their mean, and what a prediction has: classic, then inverted.
  'dropout-scaling': () => [
    axes(),
    [0.4, 0.8].flatMap((height, n) =>
      [1, 0, 0, 1, 1, 0].map((kept, k) => {
        const x = 0.06 + 0.5 * n + 0.065 * k;
        return line([onPlot(x, 0), onPlot(x, Math.max(0.01, kept * height))], kept ? 'adam bar' : 'ground');
      })),
    [0.2, 0.4].map((mean, n) => line([onPlot(0.03 + 0.5 * n, mean), onPlot(0.46 + 0.5 * n, mean)], 'accent')),
  ],

  augmentation: () => [
    [[30, 0, 1], [65, -14, 1], [100, 10, 0.8], [133, 0, -1]].map(([x, angle, size], n) =>
      svg('path', {
        class: `line ${n === 0 ? 'ink' : 'rmsprop'}`,
        d: 'M-9 -15h7v14l14 5v6h-21z',
        transform: `translate(${x} 46) rotate(${angle}) scale(${size < 0 ? -1 : size} ${Math.abs(size)})`,
      })),
  ],

  batchnorm: () => [
    axes(),
    line(sample((x) => 0.55 * Math.exp(-(((x - 0.72) / 0.2) ** 2))), 'sgd faint'),
    line(sample((x) => 0.4 * Math.exp(-(((x - 0.82) / 0.11) ** 2))), 'sgd faint'),
    line(sample((x) => 0.85 * Math.exp(-(((x - 0.3) / 0.12) ** 2))), 'accent'),
    line([onPlot(0.3, 0), onPlot(0.3, 0.95)], 'reference'),
  ],

  'early-stopping': () => [
    axes(),
    line(sample((x) => falling(3.2, 0.06)(x), { to: 0.42 }), 'adagrad faint'),
    line(sample(risen(0.3, 0.34), { to: 0.42 }), 'adagrad'),
    line(sample(risen(0.3, 0.34), { from: 0.42 }), 'reference'),
    line([onPlot(0.42, 0), onPlot(0.42, 1)], 'ground'),
    dot(onPlot(0.3, risen(0.3, 0.34)(0.3)), 'adagrad', 4),
  ],

  slips() {
    const start = onPlot(0.04, 0.86);
    return [
      axes(),
      line(sample((x) => falling(4.5, 0.14)(x) * 0.98 + 0.02 * wobble(x) * (1 - x), { from: 0.04, count: 80 }), 'adam'),
      svg('text', { class: 'word', x: 68, y: 34 }, '1 − β⁰ = 0'),
      dot(start, 'adam', 3),
      cross([start[0] + 18, start[1] - 4], 'bad'),
    ];
  },

  'slips-adagrad'() {
    const start = onPlot(0.04, 0.42);
    return [
      axes(),
      line(sample((x) => 0.1 + 0.32 * Math.exp(-5 * (x - 0.04)), { from: 0.04 }), 'adagrad'),
      line(sample((x) => 0.42 + 0.55 * (x - 0.04) ** 0.45, { from: 0.04 }), 'bad'),
      dot(start, 'ink', 3),
      svg('text', { class: 'word', x: 122, y: 34 }, '+g'),
      svg('text', { class: 'word', x: 122, y: 66 }, '−g'),
    ];
  },

  'slips-dropout': () => [
    [0.8, 0.2].map((kept, side) =>
      Array.from({ length: 15 }, (_, n) => {
        const [row, column] = [n % 5, Math.floor(n / 5)];
        // The same units as those of 15 draws whose order is mixed.
        const on = (7 * n + 3) % 15 < 15 * kept;
        const at = /** @type {Point} */ ([24 + 78 * side + 18 * column, 15 + 15 * row]);
        return on ? dot(at, side ? 'bad' : 'adam', 4.5) : svg('circle', { class: 'level', cx: at[0], cy: at[1], r: 4.5 });
      }),
    ),
  ],

  'slips-decay': () => [
    axes(),
    line(sample((x) => 0.9 / (1 + 3 * x)), 'sgd'),
    line([onPlot(0, 0.9), onPlot(0.012, 0.02), onPlot(1, 0.01)], 'bad'),
    dot(onPlot(0, 0.9), 'ink', 3),
  ],
};

/** The lessons that have a picture. */
export const drawn = Object.keys(drawings);

/**
 * @param {string} presetId
 * @returns {SVGElement} decorative: the card's title and sentence say it in words
 */
export function thumbnail(presetId) {
  const drawing = Object.hasOwn(drawings, presetId) ? drawings[presetId]() : [];
  const viewBox = `0 0 ${WIDTH} ${HEIGHT}`;
  return svg('svg', { class: 'thumbnail', viewBox, 'aria-hidden': 'true', focusable: 'false' }, drawing);
}
