/** What stands in a chart's legend, and what of it is drawn. */

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
