/** The uncertainty lab: what a network knows of what it does not know, by Monte Carlo dropout and by bagging. */
import { wordFailure } from '../../views/word-error.js';
import { button } from '../shared/stage.js';
import { loadedViews, viewLab } from '../shared/views.js';
import { Explorer } from './explorer.js';
import { Networks } from './networks.js';
import { SetsRun } from './setsrun.js';
import { contest, planOf, settingsFor, VIEWS } from './settings.js';
import { TestRun } from './testrun.js';

/** @import { App } from '../../context.js' */

export const strings = ['views', 'catalog', 'errors', 'race', 'uncertainty'];
export const styles = ['style/charts', 'style/race', 'style/uncertainty'];
export const panels = ['views', 'exports'];

export { contest, settingsFor };

/** One of them, where the choice among them is hidden. */
const alone = {
  image: async () => (await import('./image.js')).imageView,
  test: async () => (await import('./test.js')).testView,
  conformal: async () => (await import('./conformal.js')).conformalView,
  compare: async () => (await import('./compare.js')).compareView,
};

/** @param {App} app @param {{ rail?: typeof import('./rail.js'), views?: typeof import('./views.js') }} parts */
export function createLab(app, parts) {
  const { store, pool } = app;
  const views = loadedViews(() => parts.views, alone);
  const later = () => lab.later();
  const networks = new Networks(app, pool, later);
  /** @type {import('./parts.js').Shared} */
  const shared = {
    networks,
    explorer: new Explorer(pool, later),
    testRun: new TestRun(pool, later),
    setsRun: new SetsRun(pool, later),
    comparison: null,
    dataSet: () => store.spec().data.set,
    question() {
      const values = store.state.values;
      const network = networks.current(values.network);
      return network && { network, set: shared.dataSet(), values, seed: store.spec().seed };
    },
    plan: () => planOf(store.spec(), store.state.values),
    later,
  };
  /** The run whose network screen readers were last told of. @type {import('../../runs/group.js').Run | null} */
  let told = null;

  const train = () => void networks.train(shared.plan().dropout);

  /** What a view has trained. @param {string} key */
  const runsOf = (key) =>
    key === 'compare' ? (shared.comparison?.runs ?? []) : networks.ownRun ? [networks.ownRun] : [];

  /** @param {(made: typeof import('./record.js')) => Promise<void>} use */
  const withRecord = (use) => () =>
    import('./record.js')
      .then(use)
      .catch((/** @type {unknown} */ error) =>
        networks.fail(() => app.t('race.recordFailed', { reason: wordFailure(app, error) })),
      );

  /** @param {import('../shared/views.js').View} view */
  function look({ key }) {
    const question = shared.question();
    if (question && key === 'image') shared.explorer.ask(question);
    if (networks.ownRun && networks.ownRun !== told) app.announce(app.t('uncertainty.training.done'));
    told = networks.ownRun;
  }

  const lab = viewLab(app, {
    words: 'uncertainty',
    keys: VIEWS,
    views,
    make: (key) => views.get(key)(app, shared),
    rail: (onProblem) => parts.rail?.uncertaintyRail(app, shared, { onProblem, train }),
    choose: (key) => store.setValue('view', key),
    lessonOf({ key }) {
      const preset = store.presetOf();
      return preset?.values?.view === key && app.has(`presets.${preset.id}.text`) ? preset : undefined;
    },
    experiments(key) {
      const { dropout, members, ensemble } = shared.plan();
      const own = { name: app.t('uncertainty.series.dropout'), spec: dropout };
      if (key !== 'compare') return [own];
      const named = (/** @type {string} */ id, /** @type {typeof members} */ spec) => ({
        name: app.t(`uncertainty.series.${id}`),
        spec,
      });
      return [own, named('bagging', members), named('ensemble', ensemble)];
    },
    files: (key) => [
      button(
        app.t('race.exportRecord'),
        withRecord(({ saveRecord }) => saveRecord(app, runsOf(key))),
        { quiet: true, disabled: !runsOf(key).some(({ end }) => end?.weightsHash) },
      ),
      button(
        app.t('race.exportOpen'),
        withRecord(({ openRecord }) => openRecord(app)),
        { quiet: true },
      ),
    ],
    failures: () => [networks.failure],
    need: () => void networks.load(),
    look,
  });

  return {
    ...lab,
    /** @param {HTMLElement} host */
    mount(host) {
      void networks.load();
      return lab.mount(host);
    },
    busy: () => networks.training !== null || lab.busy(),
  };
}
