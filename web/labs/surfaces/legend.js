/** Who runs, and in what state: names with their marks, as the legend and the table have them. */
import { html, repeat } from '../../views/template.js';
import { named } from '../shared/stage.js';
import { entrantName } from './settings.js';

/** @import { App } from '../../context.js' */

/** @typedef {import('./model.js').Run} Run */

/** @param {App} app @param {Pick<Run, 'id' | 'optimizer'>} run */
export const contestant = (app, { id, optimizer }) => named(id, entrantName(app, id, optimizer), true);

/** @param {App} app @param {{ status: string, divergedAt: number }} figures */
export function statusText(app, { status, divergedAt }) {
  return app.t(`surfaces.status.${status}`, status === 'diverged' ? { step: app.format.integer(divergedAt) } : {});
}

/**
 * Who runs, as buttons: the one that is pressed has its step taken apart.
 * @param {App} app @param {Run[]} runs @param {string} selected @param {(id: string) => void} onSelect
 */
export const runLegend = (app, runs, selected, onSelect) =>
  html`<ul class="surface-legend" data-roving aria-label=${app.t('surfaces.whose')}>
    ${repeat(
      runs,
      ({ id }) => id,
      (run) =>
        html`<li>
          <button
            type="button"
            aria-pressed=${String(run.id === selected)}
            title=${app.t('surfaces.select')}
            data-run=${run.id}
            @click=${() => onSelect(run.id)}
          >
            ${contestant(app, run)}
          </button>
        </li>`,
    )}
  </ul>`;
