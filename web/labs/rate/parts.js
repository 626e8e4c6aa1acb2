/** What the views of the lab have in common: the work of runs, files, buttons that lead to the race. */
import { downloadCSV, downloadJSON } from '../../views/download.js';
import { html } from '../../views/template.js';
import { wordFailure } from '../../views/word-error.js';
import { atConstantRate } from '../../runs/plan.js';
import { race } from '../shared/links.js';
import { button, exportButtons } from '../shared/stage.js';

/** @import { App } from '../../context.js' */

/** @typedef {import('../../runs/group.js').RunGroup} RunGroup */

/**
 * What became of a group of runs: of what was cancelled nothing can be concluded, whatever came to its end before.
 * @param {RunGroup} batch @returns {import('../shared/views.js').Status}
 */
function statusOf(batch) {
  if (batch.status === 'paused') return 'running';
  if (batch.status !== 'over') return batch.status;
  const statuses = batch.runs.map(({ status }) => status);
  if (statuses.includes('stopped')) return 'stopped';
  return statuses.every((status) => status === 'failed' || status === 'lost') ? 'failed' : 'over';
}

/** Whether there is something to conclude of a group of runs: what is the best, what to take. @param {RunGroup} batch */
export const isConclusive = (batch) => statusOf(batch) === 'over';

/**
 * What a view is whose work is a group of runs.
 * @param {App} app @param {string} key @param {RunGroup} batch @param {() => string} sentence once it is over
 * @param {() => string} [idle] before
 */
export const batchWork = (app, key, batch, sentence, idle = () => app.t(`rate.${key}.idle`)) => ({
  key,
  action: () => app.t('rate.train'),
  status: () => statusOf(batch),
  cancel: () => batch.cancel(),
  progress: () => ({ share: batch.share, secondsLeft: batch.secondsLeft }),
  sentence() {
    const status = statusOf(batch);
    if (status === 'over') return sentence();
    return status === 'stopped' ? app.t('rate.stopped') : idle();
  },
  fallback: () => batch.fallback,
  failures: () => batch.failures.map((error) => wordFailure(app, error)),
});

/**
 * Buttons for what was measured, once there is some of it.
 * @param {App} app @param {string} name of the files @param {boolean} hidden
 * @param {() => { columns: string[], rows: unknown[][], all: unknown }} content
 */
export const files = (app, name, hidden, content) =>
  exportButtons(app, hidden, {
    csv() {
      const { columns, rows } = content();
      downloadCSV(`${name}.csv`, columns, rows);
    },
    json: () => downloadJSON(`${name}.json`, content().all),
  });

/**
 * Whether what is set now is what a sweep or a ramp trained, but for its rates and how long it would be: to other settings no
 * rate that it found is taken.
 * @param {App} app @param {RunGroup} batch
 */
function isCurrent({ store }, { runs: [run] }) {
  const but = (/** @type {import('../../state/specs.js').Spec} */ spec) =>
    JSON.stringify({ ...atConstantRate(spec), epochs: 0, optimizer: { ...spec.optimizer, learningRate: 0 } });
  return but(store.entrantSpec(store.state.values.optimizer)) === but(run.spec);
}

/** What leads on from rates that were found, or why nothing does. @param {App} app @param {RunGroup} batch @param {unknown[]} buttons */
export const nextRow = (app, batch, buttons) =>
  buttons.length > 0 && !isCurrent(app, batch)
    ? html`<p class="rate-note">${app.t('rate.foundBefore')}</p>`
    : html`<div class="rate-next">${buttons}</div>`;

/** A button that opens the race with this rate. @param {App} app @param {number} rate @param {string} [label] */
export const raceButton = (app, rate, label = app.t('rate.useRate', { rate: app.format.plain(rate) })) =>
  button(label, () => race(app.store, rate));

/**
 * A formula of the catalog, whose words are English, in the reader's language.
 * @param {App} app
 * @param {string} tex
 */
export const inWords = (app, tex) =>
  tex.replace(/\\text\{([^}]*)\}/g, (all, words) => {
    const key = `rate.words.${words.replaceAll(' ', '_')}`;
    return app.has(key) ? `\\text{${app.t(key)}}` : all;
  });
