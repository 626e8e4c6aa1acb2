/** The lab's controls: who competes, how strong each is, on what they train. All fields come from the catalog. */
import { kindOf } from '../../state/entrants.js';
import { valueAt } from '../../state/paths.js';
import { byKey } from '../../state/settings.js';
import { explainIf } from '../../views/explain.js';
import { fold, group } from '../../views/rail.js';
import { html, nothing, repeat } from '../../views/template.js';
import { networkGroup } from '../shared/layers.js';
import { againButton, entrantItem, entrantNote, railFields, resetFoot, trainingNote } from '../shared/rail.js';
import { display, optimizerName } from '../shared/stage.js';
import { additions, entrantName, strengthOf } from './names.js';
import { essentials, fieldsOf, KINDS, settingsFor } from './settings.js';

/** @import { App } from '../../context.js' */
/** @import { Field } from '../../state/settings.js' */
/** @typedef {ReturnType<typeof railFields>} Fields */
/** @typedef {{ field: Field, path: string }} Placed */

/** The catalog's row that has a kind's formula. @type {Record<string, string>} */
const ROWS = {
  l1: 'l1',
  'l1-proximal': 'l1Step',
  l2: 'l2',
  'max-norm': 'maxNorm',
  dropout: 'dropout',
  batchnorm: 'batchNorm',
};

/**
 * @param {App} app
 * @param {{ onProblem: (message: string) => void }} options
 */
export function regularizationRail(app, { onProblem }) {
  const { catalog, store } = app;
  const { values } = store.state;
  const spec = store.spec();
  const start = store.spec({ ...store.state, spec: {} });
  const words = ['regularization', 'race'];
  const fields = railFields(app, { words, settings: settingsFor(), spec, onProblem });
  const { setting, specField } = fields;
  /** A field of the common spec, whose default is the lab's or the preset's. @param {Field} one @param {string} path @param {import('../../views/controls.js').Look} [look] */
  const common = (one, path, look) => specField({ ...one, default: valueAt(start, path) ?? one.default }, path, look);
  const { root, data, optimizer } = catalog.spec;
  const { images } = byKey(catalog.sets, spec.data.set);
  const rate = byKey(byKey(catalog.optimizers, spec.optimizer.id).hyperparameters, 'learningRate');

  return html`
    ${group(app, 'regularization.groups.entrants', { open: true }, () => entrants(app, fields))}
    ${group(app, 'race.groups.data', { note: app.count('images', spec.data.trainSize) }, () => [
      common({ ...byKey(data, 'trainSize'), max: images - spec.data.validationSize }, 'data.trainSize'),
      common(byKey(data, 'set'), 'data.set'),
    ])}
    ${networkGroup(app, fields, spec)}
    ${group(app, 'race.groups.training', { note: trainingNote(app, spec) }, () => [
      common(byKey(optimizer, 'id'), 'optimizer.id', {
        label: app.t('race.columns.entrant'),
        explain: 'regularization.explain.optimizer',
        optionLabel: (key) => optimizerName(app, key),
      }),
      common(rate, 'optimizer.learningRate'),
      common(byKey(root, 'batchSize'), 'batchSize'),
      common(byKey(root, 'epochs'), 'epochs'),
      common(byKey(root, 'seed'), 'seed', { slider: false }),
      setting('seeds'),
    ])}
    ${group(app, 'race.groups.curves', { note: app.t(`race.scale.${values.lossScale}`) }, () =>
      setting('lossScale', { optionLabel: (option) => app.t(`race.scale.${option}`) }),
    )}
    ${resetFoot(app, store.reset)}
  `;
}

/**
 * The contestants as a list of switches; each unfolds to its strength, and to what else it may have.
 * @param {App} app
 * @param {Fields} fields
 */
function entrants(app, { field }) {
  const { catalog, store } = app;
  const { entrants: chosen } = /** @type {{ entrants: string[] }} */ (store.state.values);
  const ids = KINDS.flatMap((kind) => [kind, ...chosen.filter((id) => id !== kind && kindOf(id) === kind)]);
  const choose = (/** @type {string[]} */ list) => store.setValue('entrants', list);
  const placed = fieldsOf(catalog);

  /** @param {string} id */
  const row = (id) => {
    const kind = kindOf(id);
    const running = chosen.includes(id);
    const spec = store.entrantSpec(id);
    const base = store.entrantBase(id);
    const name = entrantName(app, id);
    const tex = ROWS[kind] && byKey(catalog.regularizers, ROWS[kind]).formula;
    const own = essentials(kind);
    // All of augmentation and of early stopping belong together.
    const isOwn = (/** @type {Placed} */ { path }) =>
      own.some((one) => path === one || (!one.startsWith('model.') && path.split('.')[0] === one.split('.')[0]));
    const control = (/** @type {Placed} */ { field: one, path }) =>
      field({ ...one, default: valueAt(base, path) ?? one.default }, valueAt(spec, path) ?? one.default, (value) =>
        store.setEntrant(id, path, value),
      );
    const combine = () => placed.filter((one) => !isOwn(one)).map(control);
    const again = { id, kind, chosen, label: app.t('race.again', { name: entrantName(app, kind) }) };
    const combined = app.t('regularization.combine');
    const details = () => html`
      ${tex ? display(tex) : nothing} ${placed.filter(isOwn).map(control)}
      ${own.length === 0 ? combine() : fold(combined, {}, combine)} ${againButton(again, choose)}
    `;
    return entrantItem(
      {
        id,
        chosen: running,
        name,
        figure: strengthOf(app, id, spec),
        explanation: () => explainIf(app, `regularization.kinds.${kind}`, { about: name, tex }),
      },
      (on) => choose(ids.filter((one) => (one === id ? on : chosen.includes(one)))),
      running
        ? [
            entrantNote(additions(app, catalog, id, spec, store.spec())),
            fold(own.length > 0 ? app.t('regularization.strength') : combined, {}, details),
          ]
        : nothing,
    );
  };
  return html`<ul class="entrants">
    ${repeat(ids, (id) => id, row)}
  </ul>`;
}
