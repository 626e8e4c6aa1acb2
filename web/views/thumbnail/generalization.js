/** What keeps a network from learning its training set by heart, and how sure it may be of what it has not seen. */
import { svg } from '../dom.js';
import {
  arrow,
  axes,
  bell,
  bowl,
  dot,
  falling,
  gapped,
  graph,
  LEFT,
  line,
  network,
  onPlot,
  RIGHT,
  risen,
  segment,
  short,
} from './pen.js';

/** @type {Record<string, () => import('../dom.js').Child[]>} */
export const drawings = {
  overfit: () => gapped(0.3, 0.34, 'sgd'),

  l1: () => bell((x) => 0.16 * Math.exp(-((x / 0.3) ** 2)) + 0.72 * Math.exp(-Math.abs(x) / 0.02), 'adagrad'),

  // What a proximal step makes of a weight: nothing, up to its threshold.
  'l1-proximal': () => [
    axes(),
    segment(onPlot(0.05, 0.05), onPlot(0.95, 0.95), 'reference'),
    line([onPlot(0.05, 0.2), onPlot(0.35, 0.5), onPlot(0.65, 0.5), onPlot(0.95, 0.8)], 'adagrad'),
  ],

  l2: () => bell((x) => 0.75 * Math.exp(-((x / 0.13) ** 2)), 'momentum'),

  // Histograms of weights: a penalty in Adam's gradient leaves many at 0, decay a narrower bell.
  adamw: () => [
    bell((x) => 0.3 * Math.exp(-((x / 0.14) ** 2)) + 0.6 * Math.exp(-Math.abs(x) / 0.015), 'momentum'),
    graph((x) => 0.58 * Math.exp(-(((x - 0.5) / 0.18) ** 2)), 'accent'),
  ],

  'max-norm': () => [
    svg('circle', { class: 'level', cx: 80, cy: 45, r: 30 }),
    [
      [0.5, 30],
      [1.9, 30],
      [2.7, 22],
      [3.6, 30],
      [4.6, 17],
      [5.6, 30],
    ].map(([angle, length]) => arrow([80, 45], angle, length, 'nesterov')),
    [
      [0.5, 46],
      [1.9, 37],
      [3.6, 52],
      [5.6, 41],
    ].map(([angle, length]) =>
      line(
        [30, length].map((r) => [80 + r * Math.cos(angle), 45 + r * Math.sin(angle)]),
        'reference',
      ),
    ),
  ],

  dropout: () =>
    network([
      [1, 0, 1, 1],
      [0, 1, 1, 0],
      [1, 1, 1],
    ]),

  // Outputs of a unit over several steps, their mean, and what a prediction has: classic, then inverted.
  'dropout-scaling': () => [
    axes(),
    [0.4, 0.8].flatMap((height, n) =>
      [1, 0, 0, 1, 1, 0].map((kept, k) => {
        const x = 0.06 + 0.5 * n + 0.065 * k;
        return segment(onPlot(x, 0), onPlot(x, Math.max(0.01, kept * height)), kept ? 'adam bar' : 'ground');
      }),
    ),
    [0.2, 0.4].map((mean, n) => segment(onPlot(0.03 + 0.5 * n, mean), onPlot(0.46 + 0.5 * n, mean), 'accent')),
  ],

  augmentation: () => [
    [
      [30, 0, 1],
      [65, -14, 1],
      [100, 10, 0.8],
      [133, 0, -1],
    ].map(([x, angle, size], n) =>
      svg('path', {
        class: `line ${n === 0 ? 'ink' : 'rmsprop'}`,
        d: 'M-9 -15h7v14l14 5v6h-21z',
        transform: `translate(${x} 46) rotate(${angle}) scale(${size < 0 ? -1 : size} ${Math.abs(size)})`,
      }),
    ),
  ],

  batchnorm: () => [
    axes(),
    graph((x) => 0.55 * Math.exp(-(((x - 0.72) / 0.2) ** 2)), 'sgd faint'),
    graph((x) => 0.4 * Math.exp(-(((x - 0.82) / 0.11) ** 2)), 'sgd faint'),
    graph((x) => 0.85 * Math.exp(-(((x - 0.3) / 0.12) ** 2)), 'accent'),
    segment(onPlot(0.3, 0), onPlot(0.3, 0.95), 'reference'),
  ],

  'early-stopping': () => [
    axes(),
    graph(falling(6, 0.05), 'adagrad faint', { to: 0.42 }),
    graph(risen(0.3, 0.34), 'adagrad', { to: 0.42 }),
    graph(risen(0.3, 0.34), 'reference', { from: 0.42 }),
    segment(onPlot(0.42, 0), onPlot(0.42, 1), 'ground'),
    dot(onPlot(0.3, risen(0.3, 0.34)(0.3)), 'adagrad', 4),
  ],

  // Weights about the bottom of a valley, and their mean.
  average: () => [
    bowl([88, 46], [60, 42, 24], 0.55),
    line(
      [
        [18, 18],
        [42, 62],
        [62, 24],
        [104, 66],
        [68, 64],
        [122, 36],
        [84, 22],
        [124, 58],
        [62, 44],
        [106, 28],
      ],
      'sgd faint',
    ),
    dot([106, 28], 'sgd'),
    dot([88, 46], 'accent', 4),
  ],

  together: () => [
    axes(),
    graph((x) => 0.74 * (1 - Math.exp(-7 * x)), 'sgd faint'),
    graph((x) => 0.97 * (1 - Math.exp(-4 * x)), 'accent'),
    dot(onPlot(1, 0.95), 'accent', 4),
  ],

  'mc-dropout'() {
    /** Mean and deviation of each class, from above. */
    const bars = [
      [0.05, 0.06],
      [0.16, 0.2],
      [0.03, 0.04],
      [0.72, 0.24],
    ];
    return bars.map(([mean, deviation], n) => {
      const y = 18 + 18 * n;
      const x = (/** @type {number} */ share) => LEFT + (RIGHT - LEFT) * Math.min(1, Math.max(0, share));
      const [low, high] = [x(mean - deviation), x(mean + deviation)];
      return [
        svg('path', { class: 'area', d: `M${LEFT} ${y - 6}H${short(x(mean))}v12H${LEFT}Z` }),
        segment([LEFT, y - 8], [LEFT, y + 8], 'reference'),
        segment([low, y], [high, y], 'accent'),
        [low, high].map((end) => segment([end, y - 3], [end, y + 3], 'accent')),
        dot([x([0.01, 0.04, 0.01, 0.97][n]), y], 'adam'),
      ];
    });
  },

  temperature() {
    /** Accuracy against what is said: too unsure, and set right. */
    const unsure = (/** @type {number} */ x) => x + 0.9 * x * (1 - x) ** 2;
    const right = (/** @type {number} */ x) => x + 0.05 * Math.sin(11 * x) * (1 - x);
    const dots = (/** @type {(x: number) => number} */ f, /** @type {string} */ look) => [
      graph(f, look),
      [0.15, 0.35, 0.55, 0.75, 0.95].map((x) => dot(onPlot(x, f(x)), look)),
    ];
    return [axes(), graph((x) => x, 'reference'), dots(unsure, 'rmsprop'), dots(right, 'adam')];
  },

  conformal() {
    /** The share that is covered as images are turned, and the promise. */
    const covered = (/** @type {number} */ x) => 0.85 - 0.62 * Math.min(1, 1.9 * x) ** 1.7 * (1 - 0.25 * x);
    return [
      axes(),
      graph(() => 0.85, 'reference'),
      graph(covered, 'adam'),
      [0, 0.2, 0.4, 0.6, 0.8, 1].map((x) => dot(onPlot(x, covered(x)), 'adam')),
    ];
  },

  bagging() {
    const error = (/** @type {number} */ phase, /** @type {number} */ x) =>
      phase === 0 ? 0 : 0.16 * Math.sin(9 * x + 2.1 * phase) * Math.sin(3.1 * x + phase);
    const curve = (/** @type {number} */ phase) => (/** @type {number} */ x) =>
      0.5 - 0.36 * Math.cos(4.6 * x) + error(phase, x);
    return [axes(), [1, 2, 3, 4, 5].map((phase) => graph(curve(phase), 'rmsprop faint')), graph(curve(0), 'accent')];
  },
};
