/** The lab's controls: those of the view, the optimizer, the schedule, the network and its data. */
import { valueAt } from '../../state/paths.js';
import { formula } from '../../views/formula.js';
import { group } from '../../views/frame.js';
import { layersEditor } from '../shared/layers.js';
import { boundControls, named, resetFoot, trainSizeField, unitsOf } from '../shared/rail.js';
import { setSchedule } from '../shared/links.js';
import { inWords } from './parts.js';
import { counted, fitPieces, fitting } from '../../runs/plan.js';
import { settingsFor, SHOWN } from './settings.js';

/** @import { App } from '../../context.js' */

/** Units of the lab's own settings. @type {Record<string, string>} */
const UNITS = { steps: 'steps', rampSteps: 'steps', noiseSteps: 'steps' };

/**
 * What the rail's shape depends on: while it stays the same, controls are kept and only their values follow.
 * @param {any} store
 */
export function shapeOf(store) {
  const { view, optimizer, convention } = store.state.values;
  const { schedule, model, data } = store.entrantSpec(optimizer);
  return JSON.stringify([
    view,
    optimizer,
    convention,
    view === 'schedules' ? [schedule.id, schedule.per] : 0,
    model.layers,
    data.set,
  ]);
}

/**
 * @param {App} app
 * @param {{ onProblem: (message: string) => void }} options
 * @returns {{ nodes: Node[], follow: () => void }} follow: takes over values that have changed elsewhere
 */
export function rateRail(app, { onProblem }) {
  const { catalog, store } = app;
  const { view, optimizer } = store.state.values;
  const row = named(catalog.optimizers, optimizer);
  const spec = () => store.entrantSpec(optimizer);
  const { attempt, control, specField, follow, show } = boundControls(app, store, {
    spec,
    onProblem,
    explanationOf: (key) => (app.has(`rate.explain.${key}`) ? `rate.explain.${key}` : `race.explain.${key}`),
    options: { optionLabel: (/** @type {string} */ option) => app.t(`catalog.options.${option}`) },
  });
  /** @param {string} key @param {any} [options] */
  const setting = (key, options = {}) =>
    control(
      named(settingsFor(catalog), key),
      () => store.state.values[key],
      (value) => store.setValue(key, value),
      {
        label: app.t(`rate.settings.${key}`),
        unit: UNITS[key] && app.t(`rate.units.${UNITS[key]}`),
        ...options,
      },
    );
  /** One of the optimizer's, whose default is the convention's. @param {any} field @param {any} [options] */
  const hyper = (field, options) =>
    control(
      { ...field, default: field.defaults[spec().optimizer.convention] },
      () => valueAt(spec(), `optimizer.${field.key}`),
      (value) => store.setEntrant(optimizer, `optimizer.${field.key}`, value),
      options,
    );

  const learningRate = named(row.hyperparameters, 'learningRate');
  // The sweep and the finder choose the rate themselves.
  const others = row.hyperparameters.filter((/** @type {any} */ { key }) => key !== 'learningRate');
  const { root, data } = catalog.spec;

  function schedule() {
    const chosen = named(catalog.schedules, spec().schedule.id);
    const pieces = (/** @type {any} */ field) => (/** @type {number[]} */ value) => {
      const pieced = /** @type {import('../../../wasm/spec.d.ts').SchedulePiecewise} */ (spec().schedule);
      store.change({ spec: fitPieces(pieced, field.key, value, spec().optimizer.learningRate) });
      // The other list has followed, and so may have this one.
      show(['boundaries', 'rates']);
    };
    return group(
      app.t('rate.groups.schedule'),
      { open: true },
      control(
        named(catalog.spec.schedule, 'id'),
        () => spec().schedule.id,
        (id) => setSchedule(store, fitting(id, spec())),
        {
          label: app.t('rate.groups.schedule'),
          explain: 'rate.explain.schedule',
          optionLabel: (/** @type {string} */ key) => app.t(`catalog.schedules.${key}`),
        },
      ),
      formula(inWords(app, chosen.formula), { display: true }),
      chosen.key === 'constant' || chosen.key === 'performance'
        ? null
        : control(
            named(catalog.spec.schedule, 'per'),
            () => spec().schedule.per,
            (per) => store.change({ spec: counted(spec(), per) }),
          ),
      hyper(learningRate, { label: app.t('rate.baseRate'), symbol: false, explain: 'rate.explain.baseRate' }),
      chosen.hyperparameters.map((/** @type {any} */ field) =>
        field.kind === 'list'
          ? control(field, () => valueAt(spec(), `schedule.${field.key}`), pieces(field))
          : specField(field, `schedule.${field.key}`),
      ),
      specField(named(root, 'epochs'), 'epochs'),
    );
  }

  const nodes = [
    view === 'schedules' ? schedule() : null,
    group(
      app.t(`rate.groups.${view}`),
      { open: true },
      SHOWN[view].map((key) => setting(key)),
    ),
    group(
      app.t('rate.groups.optimizer'),
      { open: view !== 'noise', note: '' },
      setting('optimizer', {
        optionLabel: (/** @type {string} */ key) => app.t(`catalog.optimizers.${key}`).split(':')[0],
      }),
      formula(row.formula, { display: true }),
      setting('convention', { optionLabel: (/** @type {string} */ key) => app.t(`catalog.conventions.${key}`) }),
      view === 'noise' ? hyper(learningRate) : null,
      others.map((/** @type {any} */ field) => hyper(field)),
    ),
    group(
      app.t('rate.groups.data'),
      { note: app.t('rate.dataNote', { batch: app.format.integer(spec().batchSize) }) },
      () => [
        specField(named(root, 'batchSize'), 'batchSize'),
        specField(named(data, 'set'), 'data.set', {
          optionLabel: (/** @type {string} */ key) => app.t(`catalog.sets.${key}`),
        }),
        specField(trainSizeField(catalog, spec()), 'data.trainSize'),
        specField(named(root, 'seed'), 'seed', { slider: false }),
      ],
    ),
    group(app.t('rate.groups.network'), { note: unitsOf(spec()) }, () =>
      layersEditor(app, {
        catalog,
        layers: spec().model.layers,
        onChange: (value) => attempt(() => store.setSpec('model.layers', value)),
      }),
    ),
    resetFoot(app, () => store.reset()),
  ];
  return { nodes: /** @type {Node[]} */ (nodes.filter((node) => node)), follow };
}
