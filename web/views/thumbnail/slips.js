/** The deck's slips, beside their corrections. */
import { svg } from '../dom.js';
import { axes, cross, dot, falling, graph, line, onPlot, segment, wobble } from './pen.js';

/** @typedef {import('./pen.js').Point} Point */

/** @type {Record<string, () => import('../dom.js').Child[]>} */
export const drawings = {
  slips() {
    const start = onPlot(0.04, 0.86);
    return [
      axes(),
      graph((x) => falling(4.5, 0.14)(x) * 0.98 + 0.02 * wobble(x) * (1 - x), 'adam', { from: 0.04, count: 80 }),
      svg('text', { class: 'word', x: 68, y: 34 }, '1 − β⁰ = 0'),
      dot(start, 'adam', 3),
      cross([start[0] + 18, start[1] - 4], 'bad'),
    ];
  },

  'slips-adagrad'() {
    const start = onPlot(0.04, 0.42);
    return [
      axes(),
      graph((x) => 0.1 + 0.32 * Math.exp(-5 * (x - 0.04)), 'adagrad', { from: 0.04 }),
      graph((x) => 0.42 + 0.55 * (x - 0.04) ** 0.45, 'bad', { from: 0.04 }),
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
        return on
          ? dot(at, side ? 'bad' : 'adam', 4.5)
          : svg('circle', { class: 'level', cx: at[0], cy: at[1], r: 4.5 });
      }),
    ),
  ],

  'slips-decay': () => [
    axes(),
    graph((x) => 0.9 / (1 + 3 * x), 'sgd'),
    line([onPlot(0, 0.9), onPlot(0.012, 0.02), onPlot(1, 0.01)], 'bad'),
    dot(onPlot(0, 0.9), 'ink', 3),
  ],

  // Two arguments that are gone; the rate that should fall, and the one that does not.
  keras: () => [
    svg('text', { class: 'word', x: 22, y: 24 }, 'lr='),
    svg('text', { class: 'word', x: 60, y: 24 }, 'decay='),
    [20, 58].map((x, n) => segment([x, 20], [x + (n ? 52 : 28), 20], 'bad')),
    axes(),
    graph((x) => 0.55 / (1 + 2 * x), 'sgd'),
    segment(onPlot(0, 0.55), onPlot(1, 0.55), 'bad'),
  ],
};
