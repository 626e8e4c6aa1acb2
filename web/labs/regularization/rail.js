/** The lab's controls: who competes, how strong each is, on what they train. All fields come from the catalog. */
import { valueAt } from '../../state/paths.js';
import { fieldControl } from '../../views/controls.js';
import { h } from '../../views/dom.js';
import { explainIf } from '../../views/explain.js';
import { formula } from '../../views/formula.js';
import { fold, group } from '../../views/frame.js';
import { layersEditor } from '../shared/layers.js';
import { againButton, attempting, entrantItem, named, resetFoot, unitsOf } from '../shared/rail.js';
import { additions, entrantName, strengthOf } from './names.js';
import { kindOf } from '../../state/entrants.js';
import { essentials, fieldsOf, KINDS, settingsFor } from './settings.js';

/** @import { App } from '../../context.js' */

/** The catalog's row that has a kind's formula. @type {Record<string, string>} */
const ROWS = { l1: 'l1', l2: 'l2', 'max-norm': 'maxNorm', dropout: 'dropout', batchnorm: 'batchNorm' };

/** A field's explanation, here or in the race. @param {App} app @param {string} key */
const explanationOf = (app, key) =>
  app.has(`regularization.explain.${key}`) ? `regularization.explain.${key}` : `race.explain.${key}`;

/**
 * @param {App} app
 * @param {{ onProblem: (message: string) => void }} options
 * @returns {Node[]}
 */
export function regularizationRail(app, { onProblem }) {
  const { announce, catalog, store } = app;
  const spec = store.spec();
  const tried = attempting(app, onProblem);
  const attempt = (/** @type {() => void} */ act) =>
    tried(() => {
      act();
      onProblem('');
    });
  const start = store.spec({ ...store.state, spec: {} });
  /** A field of the common spec, whose default is the lab's or the preset's. @param {any} field @param {string} path @param {any} [options] */
  const specField = (field, path, options = {}) =>
    fieldControl(
      app,
      { ...field, default: valueAt(start, path) ?? field.default },
      {
        value: valueAt(spec, path),
        onChange: (value) => attempt(() => store.setSpec(path, value)),
        explain: explanationOf(app, field.key),
        ...options,
      },
    );
  /** @param {string} key @param {any} [options] */
  const setting = (key, options = {}) =>
    fieldControl(app, /** @type {any} */ (named(settingsFor(), key)), {
      value: store.state.values[key],
      onChange: (value) => store.setValue(key, value),
      label: app.t(`race.settings.${key}`),
      explain: `race.explain.${key}`,
      ...options,
    });
  const { root, data } = catalog.spec;
  const set = named(catalog.sets, spec.data.set);
  const optimizer = named(catalog.optimizers, spec.optimizer.id);
  const rate = named(optimizer.hyperparameters, 'learningRate');

  return [
    group(app.t('regularization.groups.entrants'), { open: true }, entrants(app, { catalog, store, attempt })),
    group(
      app.t('race.groups.data'),
      { note: app.count('images', spec.data.trainSize) },
      specField({ ...named(data, 'trainSize'), max: set.images - spec.data.validationSize }, 'data.trainSize', {
        explain: 'regularization.explain.trainSize',
      }),
      specField(named(data, 'set'), 'data.set', {
        optionLabel: (/** @type {string} */ key) => app.t(`catalog.sets.${key}`),
      }),
    ),
    group(
      app.t('race.groups.network'),
      { note: unitsOf(spec) },
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
      specField(named(catalog.spec.optimizer, 'id'), 'optimizer.id', {
        label: app.t('race.columns.entrant'),
        explain: 'regularization.explain.optimizer',
        optionLabel: (/** @type {string} */ key) => app.t(`catalog.optimizers.${key}`).split(':')[0],
      }),
      specField({ ...rate, default: rate.defaults[spec.optimizer.convention] }, 'optimizer.learningRate'),
      specField(named(root, 'batchSize'), 'batchSize'),
      specField(named(root, 'epochs'), 'epochs'),
      specField(named(root, 'seed'), 'seed', { slider: false }),
      setting('seeds'),
    ),
    group(
      app.t('race.groups.curves'),
      { note: app.t(`race.scale.${store.state.values.lossScale}`) },
      setting('lossScale', { optionLabel: (/** @type {string} */ option) => app.t(`race.scale.${option}`) }),
    ),
    resetFoot(app, () => store.reset(), announce),
  ];
}

/**
 * The contestants as a list of switches; each unfolds to its strength, and to what else it may have.
 * @param {App} app
 * @param {{ catalog: any, store: any, attempt: (act: () => void) => void }} context
 */
function entrants(app, { catalog, store, attempt }) {
  const chosen = store.state.values.entrants;
  const more = chosen.filter((/** @type {string} */ id) => !KINDS.includes(id));
  const ids = KINDS.flatMap((kind) => [kind, ...more.filter((/** @type {string} */ id) => kindOf(id) === kind)]);
  const common = store.spec();

  /** @param {string} id */
  const row = (id) => {
    const kind = kindOf(id);
    const running = chosen.includes(id);
    const spec = store.entrantSpec(id);
    const name = entrantName(app, id);
    const tex = ROWS[kind] && named(catalog.regularizers, ROWS[kind]).formula;
    const toggle = (/** @type {boolean} */ on) =>
      store.setValue(
        'entrants',
        ids.filter((one) => (one === id ? on : chosen.includes(one))),
      );
    const note = running ? additions(app, catalog, id, spec, common) : '';
    return entrantItem(
      {
        id,
        chosen: running,
        name,
        figure: strengthOf(app, id, spec),
        explanation: explainIf(app, `regularization.kinds.${kind}`, { about: name, tex }),
      },
      toggle,
      note ? h('p', { class: 'entrant-note muted' }, note) : null,
      running ? details(id, kind, spec, tex) : null,
    );
  };

  /** @param {string} id @param {string} kind @param {any} spec @param {string | undefined} tex */
  const details = (id, kind, spec, tex) => {
    const base = store.entrantBase(id);
    const own = essentials(kind);
    const fields = fieldsOf(catalog);
    const isOwn = (/** @type {{ path: string }} */ { path }) =>
      own.includes(path) ||
      (own.some((one) => one.startsWith('augmentation.')) && path.startsWith('augmentation.')) ||
      (kind === 'early-stopping' && path.startsWith('earlyStopping.'));
    const control = (/** @type {{ field: any, path: string }} */ { field, path }) =>
      fieldControl(
        app,
        { ...field, default: valueAt(base, path) ?? field.default },
        {
          value: valueAt(spec, path) ?? field.default,
          onChange: (value) => attempt(() => store.setEntrant(id, path, value)),
          explain: explanationOf(app, field.key),
        },
      );
    const again = { id, kind, chosen, label: app.t('race.again', { name: entrantName(app, kind) }) };
    const others = fields.filter((one) => !isOwn(one));
    const combine = () => others.map(control);
    return fold(
      { class: 'entrant-details' },
      h('summary', null, app.t(own.length > 0 ? 'regularization.strength' : 'regularization.combine')),
      () => [
        tex ? formula(tex, { display: true }) : null,
        fields.filter(isOwn).map(control),
        own.length === 0
          ? combine()
          : fold({ class: 'entrant-details' }, h('summary', null, app.t('regularization.combine')), combine),
        againButton(again, (list) => store.setValue('entrants', list)),
      ],
    );
  };
  return h('ul', { class: 'entrants' }, ids.map(row));
}
