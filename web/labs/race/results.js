/** The race's table: who can be looked into, and whose rate can be set on the way; and the proof that the start was fair. */
import { lastSmoothed } from '../../runs/log.js';
import { summaryOf, testAccuracyOf } from '../../runs/summary.js';
import { byKey, kindOf } from '../../state/settings.js';
import { parseNumber } from '../../views/format.js';
import { problemOf } from '../../views/slider.js';
import { html, live, noChange, nothing } from '../../views/template.js';
import { resultsTable } from '../shared/results.js';
import { entrantName, fairnessText } from '../shared/stage.js';

/** @import { App } from '../../context.js' */
/** @import { Row } from '../shared/results.js' */

/**
 * @param {App} app
 * @param {import('../../runs/group.js').RunGroup} race
 * @param {{ canSelect: (entrant: string) => boolean, isOpen: (entrant: string) => boolean, onSelect: (entrant: string) => void }} options
 */
export function raceResults(app, race, { canSelect, isOpen, onSelect }) {
  const { store } = app;
  /** Whose rate somebody is writing. */
  let typing = '';
  /** What is wrong with what was written last, and of which contestant's first run: in another race that is another one. */
  let refused = { of: race.runs[0], problem: '' };

  /** @param {Row} row */
  function rate({ id, status, learningRate }) {
    const field = byKey(byKey(app.catalog.optimizers, kindOf(id)).hyperparameters, 'learningRate');
    const change = (/** @type {Event} */ { target }) => {
      const { value } = /** @type {HTMLInputElement} */ (target);
      refused = { of: race.runsOf(id)[0], problem: problemOf(app, field, value) };
      if (!refused.problem) race.setLearningRate(id, parseNumber(value));
      results.refresh();
    };
    /** Who leaves the box sees in it what holds. */
    const leave = () => {
      typing = '';
      app.inTurn(results.refresh); // a box that is taken away is left, too, while its row is drawn
    };
    /** Who goes on writing has seen what was wrong. */
    const write = () => {
      if (!refused.problem) return;
      refused = { ...refused, problem: '' };
      results.refresh();
    };
    const able = ['running', 'paused', 'loading', 'waiting'].includes(status);
    const problem = able && refused.of === race.runsOf(id)[0] ? refused.problem : '';
    return html`<input
        type="text"
        inputmode="decimal"
        class="rate-input"
        aria-label=${app.t('race.rateOf', { name: entrantName(app, id) })}
        aria-invalid=${problem && typing === id ? 'true' : nothing}
        ?disabled=${!able}
        .value=${typing === id ? noChange : live(app.format.plain(Number(learningRate.toPrecision(4))))}
        @change=${change}
        @input=${write}
        @focus=${() => (typing = id)}
        @blur=${leave}
      />
      <p class="field-error" role="alert" .textContent=${problem}></p>`;
  }

  const results = resultsTable(app, race, {
    words: 'race',
    caption: app.t('race.tableLabel'),
    hideCaption: true,
    nameOf: (id) => entrantName(app, id),
    head: (id, name) =>
      html`<button
        type="button"
        class="row-button"
        aria-disabled=${canSelect(id) ? nothing : 'true'}
        aria-pressed=${canSelect(id) ? String(isOpen(id)) : nothing}
        title=${canSelect(id) ? nothing : app.t('race.notYet')}
        @click=${() => onSelect(id)}
      >
        ${name}
      </button>`,
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
