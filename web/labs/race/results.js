/** The race's table: who can be looked into, and whose rate can be set on the way; and the proof that the start was fair. */
import { lastSmoothed } from '../../runs/log.js';
import { summaryOf, testAccuracyOf } from '../../runs/summary.js';
import { html, live, noChange } from '../../views/template.js';
import { resultsTable } from '../shared/results.js';
import { entrantName, fairnessText } from '../shared/stage.js';

/** @import { App } from '../../context.js' */
/** @import { Row } from '../shared/results.js' */

/**
 * @param {App} app
 * @param {import('../../runs/group.js').RunGroup} race
 * @param {{ onSelect: (entrant: string) => void }} options
 */
export function raceResults(app, race, { onSelect }) {
  const { store } = app;
  /** Whose rate somebody is writing. */
  let typing = '';

  /** @param {Row} row */
  function rate({ id, status, learningRate }) {
    const change = (/** @type {Event} */ { target }) => {
      const { value } = /** @type {HTMLInputElement} */ (target);
      const next = Number(value.replace(',', '.'));
      if (value.trim() !== '' && next >= 0 && next <= 1000) race.setLearningRate(id, next);
      results.refresh();
    };
    return html`<input
      type="text"
      inputmode="decimal"
      class="rate-input"
      aria-label=${app.t('race.rateOf', { name: entrantName(app, id) })}
      ?disabled=${!['running', 'paused', 'loading', 'waiting'].includes(status)}
      .value=${typing === id ? noChange : live(app.format.plain(Number(learningRate.toPrecision(4))))}
      @change=${change}
      @focus=${() => (typing = id)}
      @blur=${() => (typing = '')}
    />`;
  }

  const results = resultsTable(app, race, {
    words: 'race',
    caption: app.t('race.tableLabel'),
    hideCaption: true,
    nameOf: (id) => entrantName(app, id),
    head: (id, name) => html`<button type="button" class="row-button" @click=${() => onSelect(id)}>${name}</button>`,
    columns: [
      { key: 'learningRate', format: rate, figure: true },
      { key: 'loss', format: 'number' },
      { key: 'validationAccuracy', format: 'percent' },
      { key: 'testAccuracy', format: 'percent' },
      { key: 'imagesPerSecond', format: 'integer' },
      { key: 'seconds', format: 'seconds' },
      { key: 'stepsToTarget', format: 'integer' },
    ],
    figures: (runs) => summaryOf(runs, store.state.values.smoothing, store.state.values.target),
    measures: [
      { key: 'loss', of: ({ losses }) => lastSmoothed(losses, store.state.values.smoothing) },
      {
        key: 'validationAccuracy',
        share: true,
        of: ({ epochs }) => epochs.at(-1)?.validationAccuracy ?? NaN,
      },
      { key: 'testAccuracy', share: true, of: testAccuracyOf },
    ],
    note: () => fairnessText(app, race.runs),
  });
  return results;
}
