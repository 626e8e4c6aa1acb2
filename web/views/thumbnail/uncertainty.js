/** Thumbnails of the lessons on uncertainty. */
import { svg } from '../dom.js';
import { axes, dot, LEFT, line, onPlot, RIGHT, sample, short } from './pen.js';

/** @type {Record<string, () => import('../dom.js').Child[]>} */
export const drawings = {
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
        line(
          [
            [LEFT, y - 8],
            [LEFT, y + 8],
          ],
          'reference',
        ),
        line(
          [
            [low, y],
            [high, y],
          ],
          'accent',
        ),
        [low, high].map((end) =>
          line(
            [
              [end, y - 3],
              [end, y + 3],
            ],
            'accent',
          ),
        ),
        dot([x([0.01, 0.04, 0.01, 0.97][n]), y], 'adam'),
      ];
    });
  },

  temperature() {
    /** Accuracy against what is said: too unsure, and set right. */
    const unsure = (/** @type {number} */ x) => x + 0.9 * x * (1 - x) ** 2;
    const right = (/** @type {number} */ x) => x + 0.05 * Math.sin(11 * x) * (1 - x);
    const dots = (/** @type {(x: number) => number} */ f, /** @type {string} */ look) => [
      line(sample(f), look),
      [0.15, 0.35, 0.55, 0.75, 0.95].map((x) => dot(onPlot(x, f(x)), look)),
    ];
    return [
      axes(),
      line(
        sample((x) => x),
        'reference',
      ),
      dots(unsure, 'rmsprop'),
      dots(right, 'adam'),
    ];
  },

  conformal() {
    /** The share that is covered as images are turned, and the promise. */
    const covered = (/** @type {number} */ x) => 0.85 - 0.62 * Math.min(1, 1.9 * x) ** 1.7 * (1 - 0.25 * x);
    return [
      axes(),
      line(
        sample(() => 0.85),
        'reference',
      ),
      line(sample(covered), 'adam'),
      [0, 0.2, 0.4, 0.6, 0.8, 1].map((x) => dot(onPlot(x, covered(x)), 'adam')),
    ];
  },

  bagging() {
    const error = (/** @type {number} */ phase, /** @type {number} */ x) =>
      phase === 0 ? 0 : 0.16 * Math.sin(9 * x + 2.1 * phase) * Math.sin(3.1 * x + phase);
    const curve = (/** @type {number} */ phase) => (/** @type {number} */ x) =>
      0.5 - 0.36 * Math.cos(4.6 * x) + error(phase, x);
    return [
      axes(),
      [1, 2, 3, 4, 5].map((phase) => line(sample(curve(phase)), 'rmsprop faint')),
      line(sample(curve(0)), 'accent'),
    ];
  },
};
