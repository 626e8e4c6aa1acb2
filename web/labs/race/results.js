/** The race's table, which follows live, and the proof that the start was fair. */
import { lastSmoothed } from '../../runs/log.js';
import { summaryOf, testAccuracyOf } from '../../runs/summary.js';
import { liveTable } from '../../views/table.js';
import { html, live, noChange, render } from '../../views/template.js';
import { entrantName, fairnessText, named, pairedLater, statusText } from '../shared/stage.js';

/** @import { App } from '../../context.js' */

/**
 * @typedef {{ id: string } & import('../../runs/summary.js').Summary} Row
 * @param {App} app
 * @param {import('../../runs/group.js').RunGroup} race
 * @param {{ onSelect: (entrant: string) => void }} options
 */
export function raceResults(app, race, { onSelect }) {
  const { store } = app;
  const element = document.createElement('div');
  element.className = 'race-results';
  /** Whose rate somebody is writing. */
  let typing = '';

  /** @param {Row} row */
  const name = ({ id }) =>
    html`<button type="button" class="row-button" @click=${() => onSelect(id)}>
      ${named(id, entrantName(app, id))}
    </button>`;

  /** @param {Row} row */
  function rate({ id, status, learningRate }) {
    const change = (/** @type {Event} */ { target }) => {
      const { value } = /** @type {HTMLInputElement} */ (target);
      const next = Number(value.replace(',', '.'));
      if (value.trim() !== '' && next >= 0 && next <= 1000) race.setLearningRate(id, next);
      refresh();
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

  const table = liveTable(app, {
    caption: app.t('race.tableLabel'),
    hideCaption: true,
    words: 'race',
    explained: true,
    columns: [
      { key: 'entrant', format: name },
      { key: 'status', format: (/** @type {Row} */ row) => statusText(app, row) },
      { key: 'learningRate', format: rate, figure: true },
      { key: 'loss', format: 'number' },
      { key: 'validationAccuracy', format: 'percent' },
      { key: 'testAccuracy', format: 'percent' },
      { key: 'imagesPerSecond', format: 'integer' },
      { key: 'seconds', format: 'seconds' },
      { key: 'stepsToTarget', format: 'integer' },
    ],
  });

  const paired = pairedLater(app, race, refresh, ({ pairedTable }) =>
    pairedTable(app, race, (id) => entrantName(app, id), [
      {
        key: 'loss',
        label: app.t('race.columns.loss'),
        of: ({ losses }) => lastSmoothed(losses, store.state.values.smoothing),
      },
      {
        key: 'validationAccuracy',
        label: app.t('race.columns.validationAccuracy'),
        share: true,
        of: ({ epochs }) => epochs.at(-1)?.validationAccuracy ?? NaN,
      },
      { key: 'testAccuracy', label: app.t('race.columns.testAccuracy'), share: true, of: testAccuracyOf },
    ]),
  );

  function refresh() {
    const { smoothing, target } = store.state.values;
    table.setRows(race.ids.map((id) => ({ id, ...summaryOf(race.runsOf(id), smoothing, target) })));
    render(
      html`${table.element} ${paired()}
        <p class="fairness muted">${fairnessText(app, race.runs)}</p>`,
      element,
    );
  }

  return { element, refresh };
}
