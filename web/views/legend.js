/** A chart's legend: buttons that hide, show and isolate; one stop of the tab key. */
import { swatch } from './chart-legend.js';
import { h } from './dom.js';
import { html, nothing, render, repeat } from './template.js';

/** @import { App } from '../context.js' */

/**
 * @typedef {import('./chart-legend.js').Visibility} Visibility
 * @typedef {import('./chart-legend.js').Entry} Entry
 */

/**
 * @param {App} app
 * @param {string} title of the chart
 * @param {{ toggle: (group: string) => void, isolate: (group: string | null) => void }} actions
 */
export function createLegend(app, title, { toggle, isolate }) {
  const element = h('div', {
    class: 'chart-legend',
    role: 'toolbar',
    hidden: true,
    'aria-label': app.t('views.legend', { title }),
  });
  /** @type {(Entry & { sign: SVGElement })[]} */
  let present = [];

  /** @param {string} group @param {KeyboardEvent} event */
  const key = (group, event) => {
    if (event.key !== 'Enter' || !event.altKey) return;
    event.preventDefault();
    isolate(group);
  };

  /** @param {Entry & { sign: SVGElement }} entry @param {Visibility} visibility */
  const item = ({ group, series: { label }, sign }, visibility) => {
    const several = present.length > 1;
    // Two clicks have hidden and shown it again.
    return html`<span class="legend-entry" ?data-isolated=${visibility.isolated === group}>
      <button
        type="button"
        class="legend-item"
        title=${several ? app.t('views.hideHint') : nothing}
        aria-pressed=${String(visibility.shows(group))}
        @click=${(/** @type {MouseEvent} */ { altKey }) => (altKey ? isolate(group) : toggle(group))}
        @dblclick=${() => isolate(group)}
        @keydown=${(/** @type {KeyboardEvent} */ event) => key(group, event)}
      >
        ${sign}<span>${label}</span>
      </button>
      ${
        several
          ? html`<button
              type="button"
              class="legend-only"
              aria-label=${app.t('views.isolateSeries', { label })}
              @click=${() => isolate(group)}
            >
              ${app.t('views.isolate')}
            </button>`
          : nothing
      }
    </span>`;
  };

  return {
    element,
    /** Other entries, or the same in other colours. @param {Entry[]} entries */
    show(entries) {
      present = entries.map((entry) => ({ ...entry, sign: swatch(entry.series) }));
    },
    /** @param {Visibility} visibility */
    mark(visibility) {
      element.hidden = present.length === 0;
      const items = repeat(
        present,
        ({ group }) => group,
        (entry) => item(entry, visibility),
      );
      render(items, element);
    },
  };
}
