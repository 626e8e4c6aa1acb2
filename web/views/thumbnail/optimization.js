/** Gradient descent, its optimizers and its rates. */
import { svg } from '../dom.js';
import {
  HEIGHT,
  SIX,
  WIDTH,
  axes,
  bowl,
  cross,
  dot,
  falling,
  fan,
  goal,
  graph,
  line,
  onPlot,
  pair,
  rate,
  sample,
  segment,
  smooth,
  staircase,
  swing,
  wobble,
} from './pen.js';

/** @typedef {import('./pen.js').Point} Point */

/** Plain steps from side to side of a valley. @param {number} height of the first @returns {Point[]} */
const zigzag = (height) => Array.from({ length: 24 }, (_, n) => [112 - 96 * 0.88 ** n, 45 + height * (-0.86) ** n]);

/** Adam's steps without correction of the bias, for a constant gradient. @param {number} t */
const uncorrected = (t) => (1 - 0.9 ** t) / Math.sqrt(1 - 0.999 ** t);

/** @type {Record<string, () => import('../dom.js').Child[]>} */
export const drawings = {
  gd() {
    const steps = sample((x) => 0.95 - 0.42 * x + 0.04 * Math.cos(15 * x), { count: 6 });
    return [
      axes(),
      line(steps, 'sgd faint'),
      steps.map((point) => dot(point, 'sgd')),
      graph((x) => falling(9, 0.12)(x) + 0.045 * wobble(x), 'sgd', { count: 110 }),
    ];
  },

  conditioning: () => [
    bowl([112, 45], [112, 78, 50, 28, 12], 0.32),
    line(zigzag(26), 'sgd'),
    smooth(
      [
        [16, 71],
        [30, 50],
        [50, 36],
        [72, 44],
        [90, 50],
        [104, 45],
        [112, 45],
      ],
      'momentum',
    ),
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
      smooth(
        [
          [24, 44],
          [38, 42],
          [52, 35],
          [62, 24],
          [70, 8],
          [73, -4],
        ],
        'adam',
      ),
      smooth(
        [
          [24, 44],
          [56, 44],
          [74, 43.5],
          [79.5, 40],
          [80, 30],
          [80, -4],
        ],
        'sgd',
      ),
      crawl.map((point) => dot(point, 'sgd', 2)),
      dot([24, 44], 'ink'),
    ];
  },

  sgd: () => [fan([14, 35], 0.62), fan([88, 35], 0.26)],

  momentum: () => [
    axes(),
    graph(() => 0.92, 'reference', { count: 1 }),
    graph(() => 0.1, 'sgd', { count: 1 }),
    graph((x) => 0.1 + 0.82 * (1 - Math.exp(-6 * x)), 'momentum'),
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
      line(zigzag(29), 'sgd faint'),
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
    const bars = Array.from({ length: 23 }, (_, n) => ({ x: 0.04 + 0.042 * n, y: uncorrected(1 + 2.6 * n) / 7 }));
    return [
      axes(),
      bars.map(({ x, y }) => segment(onPlot(x, 0), onPlot(x, y), 'adam bar faint')),
      bars.map(({ x, y }) => dot(onPlot(x, y), 'adam', 2)),
      graph(() => 1 / 7, 'ground', { count: 1 }),
    ];
  },

  'adam-bias-2d': () => [
    axes(),
    graph((x) => uncorrected(1 + 60 * x) / 7.4, 'adam', { count: 90 }),
    graph(() => 1 / 7.4, 'adam faint', { count: 1 }),
  ],

  adam: () => [
    axes(),
    graph((x) => falling(3.4, 0.2)(x) + 0.03 * wobble(x, 1) * (1 - x), 'rmsprop', { count: 90 }),
    graph((x) => falling(4.6, 0.17)(x) + 0.03 * wobble(x, 2) * (1 - x), 'momentum', { count: 90 }),
    graph((x) => falling(8.5, 0.1)(x) + 0.03 * wobble(x, 3) * (1 - x), 'adam', { count: 90 }),
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

  'race-2d-saddle'() {
    /** @type {Point} */ const start = [18, 45];
    return [
      bowl([118, 14], [40, 26, 12], 0.5),
      bowl([118, 76], [40, 26, 12], 0.5),
      line([start, [40, 45], [62, 45], [78, 45], [90, 46]], 'sgd'),
      smooth([start, [50, 45], [80, 46], [104, 56], [118, 76]], 'momentum'),
      smooth([start, [46, 45], [74, 47], [98, 58], [118, 76]], 'nesterov'),
      smooth([start, [34, 52], [56, 66], [88, 74], [118, 76]], 'adagrad'),
      smooth([start, [40, 50], [66, 60], [94, 70], [118, 76]], 'rmsprop'),
      smooth([start, [38, 47], [64, 54], [92, 66], [118, 76]], 'adam'),
      dot(start, 'ink'),
      goal([118, 76]),
    ];
  },

  'race-2d-beale'() {
    /** @type {Point} */ const start = [18, 18];
    /** @type {Point} */ const end = [128, 62];
    return [
      bowl(end, [130, 92, 58, 30, 12], 0.42),
      smooth([start, [24, 50], [50, 66], [88, 68], [112, 65]], 'sgd'),
      smooth([start, [30, 62], [64, 74], [104, 66], end], 'momentum'),
      smooth([start, [34, 58], [70, 70], [104, 64], end], 'nesterov'),
      smooth([start, [40, 40], [70, 56], [104, 62]], 'adagrad'),
      smooth([start, [36, 34], [68, 52], [110, 62]], 'rmsprop'),
      smooth([start, [48, 34], [84, 50], [112, 60], end], 'adam'),
      dot(start, 'ink'),
      goal(end),
    ];
  },

  race: () => [
    axes(),
    SIX.map((id, n) => {
      const [speed, floor] = [
        [2.1, 0.34],
        [4, 0.2],
        [4.9, 0.16],
        [5.8, 0.12],
        [3, 0.26],
        [8, 0.08],
      ][n];
      return graph((x) => falling(speed, floor)(x) + 0.02 * wobble(x, n) * (1 - x), id, { count: 90 });
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

  finder: () => [
    axes(),
    graph(
      (x) =>
        (x < 0.74 ? 0.12 + 0.62 / (1 + Math.exp(14 * (x - 0.4))) : 0.12 + 12 * (x - 0.74) ** 2 * 6) + 0.015 * wobble(x),
      'sgd',
      { count: 110 },
    ),
    dot(onPlot(0.4, 0.44), 'good', 4),
    cross(onPlot(0.9, 0.95), 'bad'),
  ],

  'schedule-power': () => rate(sample((x) => 0.9 / (1 + 5.2 * x))),

  'schedule-exponential': () => rate(sample((x) => 0.9 * 0.1 ** (1.96 * x))),

  'schedule-piecewise': () =>
    rate(
      staircase([
        [0, 0.9],
        [0.3, 0.3],
        [0.6, 0.03],
      ]),
    ),

  'schedule-performance': () => [
    ...rate(
      staircase([
        [0, 0.9],
        [0.46, 0.45],
        [0.64, 0.225],
        [0.88, 0.112],
      ]),
    ),
    smooth(
      [0.84, 0.72, 0.62, 0.55, 0.62, 0.45, 0.49, 0.4, 0.37, 0.3, 0.3].map((y, n) => onPlot(n / 10, y)),
      'ground',
    ),
  ],

  'schedule-1cycle': () => rate([onPlot(0, 0.09), onPlot(0.45, 0.9), onPlot(0.9, 0.09), onPlot(1, 0.005)]),
};
