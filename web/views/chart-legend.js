/** What stands in a chart's legend, what of it is drawn, and how a line is shown there. */
import { svg } from './dom.js';
import { cssColor } from './palette.js';

/**
 * @typedef {import('./chart-draw.js').Series} Series
 * @typedef {{ group: string, series: Series }} Entry
 */

/** The series that stand in the legend, one of each group. @param {Iterable<Series>} all @returns {Entry[]} */
export function legendEntries(all) {
  /** @type {Map<string, Entry>} */
  const entries = new Map();
  for (const series of all)
    if (series.legend && !entries.has(series.group)) entries.set(series.group, { group: series.group, series });
  return [...entries.values()];
}

/** Which groups of a chart are drawn: hidden ones are not, and with an isolated one only that is. */
export class Visibility {
  /** @type {Set<string>} */
  #hidden = new Set();
  /** @type {string | null} */
  isolated = null;

  /** @param {string} group */
  shows(group) {
    return this.isolated === null ? !this.#hidden.has(group) : group === this.isolated;
  }

  /** @param {string} group @param {boolean} hidden */
  hide(group, hidden) {
    if (hidden) this.#hidden.add(group);
    else this.#hidden.delete(group);
  }

  /** @param {string | null} group null: all are shown */
  isolate(group) {
    this.isolated = group;
    if (group === null) this.#hidden.clear();
  }

  /** What a click on a group in the legend does. @param {string} group @param {Iterable<string>} all */
  toggle(group, all) {
    const alone = this.isolated;
    if (alone === null) return this.hide(group, !this.#hidden.has(group));
    if (alone === group) return this.isolate(null);
    // One more beside the one that was alone.
    this.isolated = null;
    this.#hidden = new Set(all);
    this.hide(alone, false);
    this.hide(group, false);
  }
}

/**
 * A sample of a series' line: colour, dash and marker.
 * @param {{ color: string, dash?: number[], marker?: import('./palette.js').Marker, points?: boolean, line?: boolean }}
 *   style
 * @returns {SVGElement}
 */
export function swatch({ color, dash = [], marker = 'circle', points = false, line = true }) {
  const stroke = cssColor(color);
  const shapes = {
    circle: 'M12 1.5a3.5 3.5 0 1 1 0 7a3.5 3.5 0 1 1 0-7z',
    square: 'M9 2h6v6h-6z',
    triangle: 'M12 1l3.7 7h-7.4z',
    down: 'M12 9l3.7-7h-7.4z',
    diamond: 'M12 .6l4.4 4.4l-4.4 4.4l-4.4-4.4z',
    cross: 'M8.5 1.5l7 7m-7 0l7-7',
  };
  return svg(
    'svg',
    { class: 'line-swatch', viewBox: '0 0 24 10', 'aria-hidden': 'true' },
    line
      ? svg('path', { d: 'M0 5h24', 'stroke-dasharray': dash.join(' ') || null, style: { stroke, strokeWidth: 2.25 } })
      : null,
    points ? svg('path', { d: shapes[marker], style: { fill: marker === 'cross' ? 'none' : stroke, stroke } }) : null,
  );
}
