/** The race's controls: who runs, on what, how long. All fields come from the catalog. */
import { valueAt } from '../../state/paths.js';
import { fieldControl } from '../../views/controls.js';
import { h } from '../../views/dom.js';
import { explainIf } from '../../views/explain.js';
import { formula } from '../../views/formula.js';
import { fold, group } from '../../views/frame.js';
import { differences } from './differences.js';
import { setSchedule } from '../shared/links.js';
import { fitPieces, fitting } from '../../runs/plan.js';
import { againButton, attempting, entrantItem, named, resetFoot, trainSizeField, unitsOf } from '../shared/rail.js';
import { layersEditor } from '../shared/layers.js';
import { settingsFor } from './settings.js';

/** @import { App } from '../../context.js' */

/** @param {App} app @param {string} id @returns {string} "Adam", "Adam 2" */
export function entrantName(app, id) {
  const [, key, number] = /** @type {RegExpExecArray} */ (/^(.*?)(?:-(\d+))?$/.exec(id));
  const name = app.t(`catalog.optimizers.${key}`).split(':')[0];
  return number ? `${name} ${number}` : name;
}

/**
 * @param {App} app
 * @param {{ onProblem: (message: string) => void }} options
 * @returns {Node[]}
 */
export function raceRail(app, { onProblem }) {
  const { announce, catalog, store } = app;
  const spec = store.spec();
  const pieced = /** @type {import('../../../wasm/spec.d.ts').SchedulePiecewise} */ (spec.schedule);
  const settings = settingsFor(catalog);
  const attempt = attempting(app, onProblem);
  /** A field of the spec, by its path. @param {any} field @param {string} path @param {any} [options] */
  const specField = (field, path, options = {}) =>
    fieldControl(app, field, {
      value: valueAt(spec, path),
      onChange: (value) => attempt(() => store.setSpec(path, value)),
      explain: explanationOf(app, field.key),
      optionLabel: (option) => optionName(app, option),
      ...options,
    });
  /** One of the lab's settings. @param {string} key @param {any} [options] */
  const setting = (key, options = {}) =>
    fieldControl(app, /** @type {any} */ (named(settings, key)), {
      value: store.state.values[key],
      onChange: (value) => store.setValue(key, value),
      label: app.t(`race.settings.${key}`),
      explain: `race.explain.${key}`,
      ...options,
    });
  /** A boundary more is a rate more. @param {any} field */
  const pieces =
    ({ key }) =>
    (/** @type {number[]} */ value) =>
      attempt(() => store.change({ spec: fitPieces(pieced, key, value, spec.optimizer.learningRate) }));
  const { root, data } = catalog.spec;
  const schedule = named(catalog.schedules, spec.schedule.id);

  return [
    group(
      app.t('race.groups.entrants'),
      { open: true },
      entrants(app, { catalog, store, attempt }),
      setting('convention', { optionLabel: (/** @type {string} */ option) => app.t(`catalog.conventions.${option}`) }),
    ),
    group(app.t('race.groups.data'), { note: app.t(`catalog.sets.${spec.data.set}`).split(' (')[0] }, () => [
      specField(named(data, 'set'), 'data.set', {
        optionLabel: (/** @type {string} */ key) => app.t(`catalog.sets.${key}`),
      }),
      specField(trainSizeField(catalog, spec), 'data.trainSize'),
      specField(named(data, 'scaling'), 'data.scaling'),
    ]),
    group(app.t('race.groups.network'), { note: unitsOf(spec) }, () =>
      layersEditor(app, {
        catalog,
        layers: spec.model.layers,
        onChange: (value) => attempt(() => store.setSpec('model.layers', value)),
      }),
    ),
    group(
      app.t('race.groups.training'),
      {
        note: app.t('race.trainingNote', {
          batch: app.format.integer(spec.batchSize),
          epochs: app.count('epochs', spec.epochs),
        }),
      },
      () => [
        specField(named(root, 'batchSize'), 'batchSize'),
        specField(named(root, 'epochs'), 'epochs'),
        specField(named(root, 'seed'), 'seed', { slider: false }),
        setting('seeds'),
        specField(named(root, 'clipNorm'), 'clipNorm'),
      ],
    ),
    group(app.t('race.groups.schedule'), { note: app.t(`catalog.schedules.${spec.schedule.id}`) }, () => [
      specField(named(catalog.spec.schedule, 'id'), 'schedule.id', {
        label: app.t('race.groups.schedule'),
        optionLabel: (/** @type {string} */ key) => app.t(`catalog.schedules.${key}`),
        explain: 'race.explain.schedule',
        onChange: (/** @type {string} */ id) => attempt(() => setSchedule(store, fitting(id, spec))),
      }),
      formula(schedule.formula, { display: true }),
      specField(named(catalog.spec.schedule, 'per'), 'schedule.per'),
      schedule.hyperparameters.map((/** @type {any} */ field) =>
        specField(field, `schedule.${field.key}`, field.kind === 'list' ? { onChange: pieces(field) } : {}),
      ),
    ]),
    group(app.t('race.groups.curves'), { note: app.t(`race.axis.${store.state.values.xAxis}`) }, () => [
      setting('smoothing'),
      setting('xAxis', { optionLabel: (/** @type {string} */ option) => app.t(`race.axis.${option}`) }),
      setting('lossScale', { optionLabel: (/** @type {string} */ option) => app.t(`race.scale.${option}`) }),
    ]),
    group(app.t('race.groups.stop'), {}, () => [
      setting('stopSeconds', { unit: 's' }),
      setting('stopAccuracy'),
      setting('target'),
    ]),
    resetFoot(app, () => store.reset(), announce),
  ];
}

/** Schedules are explained where they are the subject. @param {App} app @param {string} key of a field @returns {string} */
const explanationOf = (app, key) => (app.has(`race.explain.${key}`) ? `race.explain.${key}` : `rate.explain.${key}`);

/** @param {App} app @param {string} option of a field that is no table of its own */
const optionName = (app, option) => app.t(`catalog.options.${option}`);

/**
 * The optimizers as a list of switches; each unfolds to its hyper-parameters and its rule.
 * @param {App} app
 * @param {{ catalog: any, store: any, attempt: (act: () => void) => void }} context
 */
function entrants(app, { catalog, store, attempt }) {
  const { optimizers } = store.state.values;
  const first = catalog.optimizers.map((/** @type {any} */ { key }) => key);
  const more = optimizers.filter((/** @type {string} */ id) => !first.includes(id));
  const ids = first.flatMap((/** @type {string} */ key) => [
    key,
    ...more.filter((/** @type {string} */ id) => id.replace(/-\d$/, '') === key),
  ]);
  const sorted = (/** @type {string[]} */ list) => ids.filter((/** @type {string} */ id) => list.includes(id));

  /** @param {string} id */
  const row = (id) => {
    const key = id.replace(/-\d$/, '');
    const choice = catalog.optimizers.find((/** @type {any} */ one) => one.key === key);
    const chosen = optimizers.includes(id);
    const spec = store.entrantSpec(id);
    const toggle = (/** @type {boolean} */ on) =>
      store.setValue(
        'optimizers',
        on ? sorted([...optimizers, id]) : optimizers.filter((/** @type {string} */ one) => one !== id),
      );
    const name = entrantName(app, id);
    const again = { id, kind: key, chosen: optimizers, label: app.t('race.again', { name: entrantName(app, key) }) };
    return entrantItem(
      {
        id,
        chosen,
        name,
        figure: `η ${app.format.plain(spec.optimizer.learningRate)}`,
        explanation: explainIf(app, `race.optimizers.${key}`, { about: name, tex: choice.formula }),
      },
      toggle,
      chosen ? note(differences(app, catalog, spec, store.spec())) : null,
      chosen
        ? fold({ class: 'entrant-details' }, h('summary', null, app.t('race.hyperparameters')), () => [
            formula(choice.formula, { display: true }),
            h('p', { class: 'muted' }, choice.paper),
            choice.hyperparameters.map((/** @type {any} */ field) =>
              fieldControl(app, byConvention(field, spec.optimizer.convention), {
                value: spec.optimizer[field.key],
                onChange: (value) => attempt(() => store.setEntrant(id, `optimizer.${field.key}`, value)),
                explain: explanationOf(app, field.key),
                optionLabel: (option) => optionName(app, option),
              }),
            ),
            againButton(again, (ids) => store.setValue('optimizers', ids)),
          ])
        : null,
    );
  };
  return h('ul', { class: 'entrants' }, ids.map(row));
}

/** @param {string[]} parts what a line under a contestant's name says */
const note = (parts) => (parts.length > 0 ? h('p', { class: 'entrant-note muted' }, parts.join(' · ')) : null);

/** A field whose default is that of a convention. @param {any} field @param {string} convention */
function byConvention(field, convention) {
  return { ...field, default: field.defaults[convention] };
}
