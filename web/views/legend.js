/** A chart's legend: buttons that hide, show and isolate; one stop of the tab key. */
import { h } from './dom.js';
import { cssColor, sampleOf } from './palette.js';
import { html, nothing, render, repeat, svg } from './template.js';

/** @import { App } from '../context.js' */

/**
 * @typedef {import('./chart-draw.js').Visibility} Visibility
 * @typedef {import('./chart-draw.js').Entry} Entry
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
  /** @type {Entry[]} */
  let present = [];

  /** @param {string} group @param {KeyboardEvent} event */
  const key = (group, event) => {
    if (event.key !== 'Enter' || !event.altKey) return;
    event.preventDefault();
    isolate(group);
  };

  /** @param {Entry} entry @param {Visibility} visibility */
  const item = ({ group, series }, visibility) => {
    const { label } = series;
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
        ${swatch(series)}<span>${label}</span>
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
      present = entries;
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

const SHAPES = {
  circle: 'M12 1.5a3.5 3.5 0 1 1 0 7a3.5 3.5 0 1 1 0-7z',
  square: 'M9 2h6v6h-6z',
  triangle: 'M12 1l3.7 7h-7.4z',
  down: 'M12 9l3.7-7h-7.4z',
  diamond: 'M12 .6l4.4 4.4l-4.4 4.4l-4.4-4.4z',
  cross: 'M8.5 1.5l7 7m-7 0l7-7',
};

/**
 * A sample of a series' line: colour, dash and marker.
 * @param {{ color: string, dash?: number[], marker?: keyof typeof SHAPES, points?: boolean, line?: boolean }} style
 */
export function swatch({ color, dash = [], marker = 'circle', points = false, line = true }) {
  const stroke = cssColor(color);
  const dashes = sampleOf(dash, 24).join(' ') || nothing;
  const fill = marker === 'cross' ? 'none' : stroke;
  const way = svg`<path d="M0 5h24" stroke=${stroke} stroke-width="2.25" stroke-dasharray=${dashes} />`;
  const sign = svg`<path d=${SHAPES[marker]} stroke=${stroke} fill=${fill} />`;
  const parts = [line ? way : nothing, points ? sign : nothing];
  return html`<svg class="line-swatch" width="24" height="10" viewBox="0 0 24 10" aria-hidden="true">${parts}</svg>`;
}
