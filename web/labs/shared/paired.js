/** What sets contestants apart over seeds: paired differences to one that is chosen, with their intervals. */
import { wilsonInterval } from '../../../wasm/statistics/tests.js';
import { differenceOf } from '../../runs/paired.js';
import { counted, testAccuracyOf, withoutSurvivors } from '../../runs/summary.js';
import { liveTable } from '../../views/table.js';
import { html, live, render } from '../../views/template.js';
import { named } from './stage.js';
import { wordDifference } from './verdict.js';

/** @import { App } from '../../context.js' */
/** @import { Run, RunGroup } from '../../runs/group.js' */

/**
 * @typedef {{ key: string, share?: boolean, of: (run: Run) => number, shown?: () => boolean }} Measure key: of its column; share: told in points, of
 *   100; shown: whether it is there now
 */

/**
 * @param {App} app
 * @param {RunGroup} race
 * @param {string} words the group of strings that has `columns.*`
 * @param {(id: string) => string} nameOf
 * @param {Measure[]} measures
 */
export function pairedTable(app, race, words, nameOf, measures) {
  const element = document.createElement('div');
  element.className = 'paired';
  const { store } = app;
  const reference = () => {
    const id = store.state.values.reference;
    return race.ids.includes(id) ? id : race.ids[0];
  };

  /** @param {Measure} measure @param {string} id */
  const text = ({ of, share = false }, id) =>
    wordDifference(app, differenceOf(race.runsOf(id), race.runsOf(reference()), of), share ? 100 : 1);

  const table = liveTable(app, {
    caption: app.t('race.paired.title'),
    words: 'race',
    stacks: true,
    columns: [
      { key: 'id', label: app.t('race.paired.contestant'), format: ({ id }) => named(id, nameOf(id)) },
      ...measures.map((one) => ({
        key: one.key,
        label: app.t(one.share ? 'race.paired.points' : `${words}.columns.${one.key}`, {
          label: app.t(`${words}.columns.${one.key}`),
        }),
        figure: true,
        shown: one.shown,
        format: (/** @type {{ id: string }} */ { id }) => text(one, id),
      })),
    ],
  });

  function refresh() {
    const { ids } = race;
    const own = reference();
    // The first is who they are compared with where nobody says otherwise.
    const choose = (/** @type {Event} */ { currentTarget }) => {
      const n = /** @type {HTMLSelectElement} */ (currentTarget).selectedIndex;
      store.setValue('reference', n === 0 ? '' : ids[n]);
      refresh();
    };
    table.setRows(ids.filter((id) => id !== own).map((id) => ({ id })));
    render(
      html`<label class="paired-to"
          >${app.t('race.paired.to')}
          <select @change=${choose}>
            ${ids.map((id) => html`<option value=${id} .selected=${live(id === own)}>${nameOf(id)}</option>`)}
          </select></label
        >
        ${table.element}
        <p class="muted">${app.t('race.paired.note')} ${testSet()}</p>`,
      element,
    );
  }

  const testSet = () =>
    measures.some(({ of }) => of === testAccuracyOf)
      ? testSetText(app, nameOf(reference()), race.runsOf(reference()))
      : '';

  return { element, refresh };
}

/**
 * All seeds share one test set, which is a sample too: how far the accuracy of whom others are compared with might be from that.
 * @param {App} app
 * @param {string} name
 * @param {Run[]} runs its own
 */
export function testSetText(app, name, runs) {
  const { mean } = withoutSurvivors({ accuracy: counted(runs.map(testAccuracyOf)) }, runs).accuracy;
  const count = runs.find(({ ready }) => ready)?.ready?.testCount ?? 0;
  if (!Number.isFinite(mean) || count === 0) return '';
  const { low, high } = wilsonInterval(Math.round(mean * count), count);
  return app.t('race.paired.testSet', {
    images: app.count('images', count),
    name,
    share: app.format.percent(mean),
    low: app.format.percent(low),
    high: app.format.percent(high),
  });
}
