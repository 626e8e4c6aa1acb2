/** The lab's controls: who competes, how deep and wide the network is, where its weights begin. Fields come from the catalog. */
import { kindOf } from '../../state/entrants.js';
import { valueAt } from '../../state/paths.js';
import { byKey } from '../../state/settings.js';
import { explainIf } from '../../views/explain.js';
import { fold, group } from '../../views/rail.js';
import { html, nothing, repeat } from '../../views/template.js';
import { againButton, entrantItem, entrantNote, railFields, resetFoot, trainingNote } from '../shared/rail.js';
import { optimizerName } from '../shared/stage.js';
import { additions, entrantName } from './names.js';
import { essentials, fieldsOf, KINDS, layersOf, SHAPE, settingsFor } from './settings.js';

/** @import { App } from '../../context.js' */
/** @import { Field } from '../../state/settings.js' */
/** @typedef {ReturnType<typeof railFields>} Fields */
/** @typedef {{ field: Field, path: string }} Placed */

/**
 * @param {App} app
 * @param {{ onProblem: (message: string) => void }} options
 */
export function depthRail(app, { onProblem }) {
  const { catalog, store } = app;
  const { values } = store.state;
  const spec = store.spec();
  const start = store.spec({ ...store.state, spec: {} });
  const words = ['depth', 'regularization', 'race'];
  const fields = railFields(app, { words, settings: settingsFor(), spec, onProblem });
  const { field, setting, specField } = fields;
  /** A field of the common spec, whose default is the lab's or the preset's. @param {Field} one @param {string} path @param {import('../../views/controls.js').Look} [look] */
  const common = (one, path, look) => specField({ ...one, default: valueAt(start, path) ?? one.default }, path, look);
  const { root, data, optimizer } = catalog.spec;
  const { images } = byKey(catalog.sets, spec.data.set);
  const rate = byKey(byKey(catalog.optimizers, spec.optimizer.id).hyperparameters, 'learningRate');
  const [activation, initializer, scale] = fieldsOf(catalog);
  const size = ({ model: { layers } } = spec) => ({ depth: layers.length - 1, width: layers[0].units });
  const { depth, width } = size();
  const shape = (/** @type {'depth' | 'width'} */ key) =>
    field(
      { ...SHAPE[key], default: size(start)[key] },
      size()[key],
      (/** @type {number} */ value) => {
        const next = { ...size(), [key]: value };
        store.setSpec('model.layers', layersOf(next.depth, next.width));
      },
      { label: app.t(`depth.settings.${key}`) },
    );
  // A new activation brings the initializer that suits it, unless one has been chosen.
  const suits = byKey(catalog.activations, valueAt(spec, activation.path) ?? 'sigmoid').initializer;

  return html`
    ${group(app, 'depth.groups.entrants', { open: true }, () => entrants(app, fields))}
    ${group(app, 'depth.groups.network', { open: true, note: `${depth} × ${width}` }, () => [
      shape('depth'),
      shape('width'),
      common(activation.field, activation.path),
      specField({ ...initializer.field, default: suits }, initializer.path),
      common(scale.field, scale.path, { label: app.t('depth.settings.initializerScale') }),
    ])}
    ${group(app, 'race.groups.training', { note: trainingNote(app, spec) }, () => [
      common(byKey(optimizer, 'id'), 'optimizer.id', {
        label: app.t('race.columns.entrant'),
        explain: 'depth.explain.optimizer',
        optionLabel: (key) => optimizerName(app, key),
      }),
      common(rate, 'optimizer.learningRate'),
      common(byKey(root, 'clipNorm'), 'clipNorm'),
      common(byKey(root, 'batchSize'), 'batchSize'),
      common(byKey(root, 'epochs'), 'epochs'),
      common(byKey(root, 'seed'), 'seed', { slider: false }),
      setting('seeds'),
    ])}
    ${group(app, 'race.groups.data', { note: app.count('images', spec.data.trainSize) }, () => [
      common({ ...byKey(data, 'trainSize'), max: images - spec.data.validationSize }, 'data.trainSize'),
      common(byKey(data, 'set'), 'data.set'),
      common(byKey(data, 'scaling'), 'data.scaling', { optionLabel: (key) => app.t(`catalog.options.${key}`) }),
    ])}
    ${group(app, 'depth.groups.curvature', { open: values.sharpness }, () => [setting('sharpness'), setting('every')])}
    ${group(app, 'depth.groups.landscape', { open: values.landscape }, () => landscape(app, fields))}
    ${resetFoot(app, store.reset)}
  `;
}

/** The loss around the ways: whether it is drawn, and on which plane. @param {App} app @param {Fields} fields */
function landscape(app, { field, setting }) {
  const { store } = app;
  const {
    entrants: ids,
    whose,
    plane,
  } = /** @type {{ entrants: string[], whose: string, plane: string }} */ (store.state.values);
  const chosen = ids.includes(whose) ? whose : (ids[0] ?? '');
  const through = { key: 'whose', kind: /** @type {const} */ ('choice'), options: ids, default: ids[0] ?? '' };
  return [
    setting('landscape'),
    setting('plane', { optionLabel: (key) => app.t(`depth.planes.${key}`) }),
    plane === 'random' ? setting('directions', { slider: false }) : nothing,
    field(through, chosen, (/** @type {string} */ id) => store.setValue('whose', id), {
      label: app.t('depth.settings.whose'),
      optionLabel: (id) => entrantName(app, id),
    }),
    setting('zoom'),
    setting('images'),
    setting('logLoss'),
  ];
}

/**
 * The contestants as a list of switches; each unfolds to what it is, and to what else it may have.
 * @param {App} app
 * @param {Fields} fields
 */
function entrants(app, { field }) {
  const { catalog, store } = app;
  const { entrants: chosen } = /** @type {{ entrants: string[] }} */ (store.state.values);
  const ids = KINDS.flatMap((kind) => [kind, ...chosen.filter((id) => id !== kind && kindOf(id) === kind)]);
  const choose = (/** @type {string[]} */ list) => store.setValue('entrants', list);
  const rates = byKey(catalog.optimizers, store.spec().optimizer.id).hyperparameters;
  const placed = [
    ...fieldsOf(catalog),
    { field: byKey(catalog.spec.optimizer, 'id'), path: 'optimizer.id' },
    { field: byKey(rates, 'learningRate'), path: 'optimizer.learningRate' },
  ];
  const asOptimizer = {
    label: app.t('race.columns.entrant'),
    explain: 'depth.explain.optimizer',
    optionLabel: (/** @type {string} */ key) => optimizerName(app, key),
  };

  /** @param {string} id */
  const row = (id) => {
    const kind = kindOf(id);
    const running = chosen.includes(id);
    const spec = store.entrantSpec(id);
    const base = store.entrantBase(id);
    const name = entrantName(app, id);
    const own = essentials(kind);
    const control = (/** @type {Placed} */ { field: one, path }) =>
      field(
        { ...one, default: valueAt(base, path) ?? one.default },
        valueAt(spec, path) ?? one.default,
        (value) => store.setEntrant(id, path, value),
        path === 'optimizer.id' ? asOptimizer : {},
      );
    const again = { id, kind, chosen, label: app.t('race.again', { name: entrantName(app, kind) }) };
    const details = () =>
      html`${[...placed].sort((a, b) => Number(own.includes(b.path)) - Number(own.includes(a.path))).map(control)}
      ${againButton(again, choose)}`;
    return entrantItem(
      {
        id,
        chosen: running,
        name,
        figure: '',
        explanation: () => explainIf(app, `depth.kinds.${kind}`, { about: name }),
      },
      (on) => choose(ids.filter((one) => (one === id ? on : chosen.includes(one)))),
      running
        ? [entrantNote(additions(app, id, spec, store.spec())), fold(app.t('depth.change'), {}, details)]
        : nothing,
    );
  };
  return html`<ul class="entrants">
    ${repeat(ids, (id) => id, row)}
  </ul>`;
}
