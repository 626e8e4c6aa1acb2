/** Thumbnails of the lessons on depth: layers side by side, signals above the line and gradients below it. */
import { svg } from '../dom.js';
import { axes, dot, falling, graph, LEFT, onPlot, RIGHT, segment, smooth, wobble } from './pen.js';

const LAYERS = 14;
const MIDDLE = 45;
const TALL = 30;

/**
 * A network: sizes run from 0 to 1, which is as tall as there is room for.
 * @param {(x: number) => number} signal @param {(x: number) => number} gradient x: of the layer, 0 to 1
 * @param {string} look classes
 */
const network = (signal, gradient, look) => [
  segment([LEFT, MIDDLE], [RIGHT, MIDDLE], 'reference'),
  Array.from({ length: LAYERS }, (_, n) => {
    const share = n / (LAYERS - 1);
    const x = LEFT + 5 + share * (RIGHT - LEFT - 10);
    return [
      segment([x, MIDDLE - 2], [x, MIDDLE - 3 - TALL * signal(share)], look),
      segment([x, MIDDLE + 2], [x, MIDDLE + 3 + TALL * gradient(share)], look),
    ];
  }),
];

/** @type {Record<string, () => import('../dom.js').Child[]>} */
export const drawings = {
  deep: () =>
    network(
      () => 0.55,
      (x) => 0.8 * x ** 1.6,
      'accent',
    ),

  he: () => [
    axes(),
    graph(() => 0.5, 'adam'),
    graph((x) => 0.5 - 0.45 * x, 'momentum'),
    graph((x) => 0.5 + 0.45 * x, 'rmsprop'),
  ],

  clipping: () =>
    network(
      (x) => 0.5 + 0.5 * x,
      () => 1,
      'adam',
    ),

  'deep-batchnorm': () =>
    network(
      () => 0.7,
      () => 0.72,
      'nadam',
    ),

  residual: () =>
    network(
      (x) => 0.55 + 0.1 * x,
      (x) => 0.7 + 0.05 * x,
      'nesterov',
    ),

  selu: () =>
    network(
      (x) => 0.75 - 0.3 * Math.exp(-5 * x),
      () => 0.75,
      'adamw',
    ),

  'edge-of-stability': () => [
    axes(),
    segment(onPlot(0, 0.78), onPlot(1, 0.78), 'reference'),
    graph((x) => (x < 0.4 ? 0.25 + 1.32 * x : 0.78 + 0.05 * wobble(x)), 'accent', { count: 120 }),
    graph((x) => (x < 0.45 ? 0.22 + 1.24 * x : 0.12 + 0.66 * falling(7, 0)(x - 0.45)), 'sgd', { count: 80 }),
  ],

  landscape: () => [
    [0.5, 0.34, 0.2].map((r) => svg('ellipse', { class: 'line reference', cx: 96, cy: 46, rx: 110 * r, ry: 62 * r })),
    smooth(
      [
        [22, 20],
        [48, 24],
        [78, 34],
        [96, 46],
      ],
      'momentum',
    ),
    smooth(
      [
        [22, 20],
        [38, 42],
        [52, 58],
        [66, 66],
      ],
      'sgd',
    ),
    dot([22, 20], 'reference'),
    dot([96, 46], 'momentum', 3),
    dot([66, 66], 'sgd', 3),
  ],
};
