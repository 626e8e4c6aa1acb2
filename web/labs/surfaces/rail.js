/** The controls of the surfaces: which surface and from where, who runs, how long. */
import { has, t } from '../../i18n/index.js';
import { fieldControl } from '../../views/controls.js';
import { h } from '../../views/dom.js';
import { integer, plain } from '../../views/format.js';
import { formula } from '../../views/formula.js';
import { fold, group } from '../../views/frame.js';
import { againButton, entrantItem, named, resetFoot } from '../shared/rail.js';
import { optimizerOf, rowOf, settingsFor, shapesOf, startOf } from './settings.js';

/** @param {string} id @param {any} [optimizer] @returns {string} "Adam", "Adam 2", "Nesterov 2 (rewritten)" */
export function entrantName(id, optimizer) {
  const key = optimizerOf(id);
  const name = has(`surfaces.names.${key}`) ? t(`surfaces.names.${key}`) : key;
  const form = optimizer?.form === 'rewritten' ? ` (${t('surfaces.rewritten')})` : '';
  return (id === key ? name : `${name} ${id.slice(key.length + 1)}`) + form;
}

/** @param {string} key @returns {string} */
export const surfaceName = (key) => t(`catalog.surfaces.${key}`).split(':')[0];

/**
 * @typedef {object} Actions
 * @property {(key: string, value: any) => void} set one of the lab's settings, often, as while a slider is dragged
 * @property {(key: string) => void} surface another one
 * @property {(axis: 0 | 1, value: number) => void} start
 * @property {(id: string, key: string, value: any) => void} entrant a hyper-parameter of one
 * @property {(ids: string[]) => void} entrants which ones run
 * @property {() => void} reset
 */

/**
 * @param {any} context
 * @param {Actions} actions
 * @returns {{ nodes: Node[], showStart: (point: [number, number]) => void }}
 */
export function surfacesRail({ catalog, store }, actions) {
  const { values } = store.state;
  const settings = settingsFor(catalog);
  const row = rowOf(catalog, values.surface);
  const shapes = shapesOf(catalog).filter(({ surface }) => surface === values.surface);
  const [x, y] = startOf(catalog, values);
  /** @param {string} key @param {any} [options] */
  const setting = (key, options = {}) =>
    fieldControl(/** @type {any} */ (named(settings, key)), {
      value: values[key],
      onChange: (value) => actions.set(key, value),
      label: t(`surfaces.settings.${key}`),
      explain: `surfaces.explain.${key}`,
      ...options,
    });
  const coordinate = (/** @type {0 | 1} */ axis) =>
    fieldControl(
      { key: 'xy'[axis], kind: 'real', min: -1000, max: 1000, scale: 'linear', default: row.start[axis] },
      {
        value: [x, y][axis],
        onChange: (value) => actions.start(axis, value),
        label: t(`surfaces.settings.${'xy'[axis]}`),
        slider: false,
      },
    );
  const coordinates = [coordinate(0), coordinate(1)];

  const nodes = [
    group(
      t('surfaces.groups.surface'),
      { open: true },
      setting('surface', {
        optionLabel: surfaceName,
        onChange: actions.surface,
      }),
      formula(row.formula, { display: true }),
      shapes.map(({ field, setting: { key } }) =>
        fieldControl(field, {
          value: values[key],
          onChange: (value) => actions.set(key, value),
          explain: `surfaces.explain.${field.key}`,
        }),
      ),
      h('div', { class: 'surface-start' }, coordinates),
      setting('fit'),
    ),
    group(t('surfaces.groups.entrants'), { open: true }, entrants({ catalog, store }, actions)),
    group(t('surfaces.groups.run'), { note: t('surfaces.runNote', { steps: integer(values.steps) }) }, () => [
      setting('steps'),
      setting('speed', { unit: t('surfaces.perSecond') }),
      setting('tolerance'),
      setting('arrows'),
    ]),
    resetFoot(actions.reset),
  ];
  return {
    nodes,
    showStart: (point) => coordinates.forEach((control, axis) => control.setValue(point[axis])),
  };
}

/** @param {any} context @param {Actions} actions */
function entrants({ catalog, store }, actions) {
  const { optimizers } = store.state.values;
  const first = catalog.optimizers.map((/** @type {any} */ { key }) => key);
  const ids = first.flatMap((/** @type {string} */ key) => [
    key,
    ...optimizers.filter((/** @type {string} */ id) => id !== key && optimizerOf(id) === key).sort(),
  ]);

  /** @param {string} id */
  const row = (id) => {
    const chosen = optimizers.includes(id);
    const { optimizer } = store.entrantSpec(id);
    const toggle = (/** @type {boolean} */ on) =>
      actions.entrants(ids.filter((/** @type {string} */ one) => (one === id ? on : optimizers.includes(one))));
    return entrantItem(
      {
        id,
        chosen,
        name: entrantName(id, optimizer),
        figure: `η ${plain(Number(optimizer.learningRate.toPrecision(6)))}`,
        points: true,
      },
      toggle,
      chosen ? details(id, optimizer) : null,
    );
  };

  /** @param {string} id @param {any} optimizer */
  function details(id, optimizer) {
    const key = optimizer.id;
    const choice = named(catalog.optimizers, key);
    const again = { id, kind: key, chosen: optimizers, label: t('surfaces.again', { name: entrantName(key) }) };
    const base = store.entrantBase(id).optimizer;
    const summary = h(
      'summary',
      { 'aria-label': t('surfaces.hyperparametersOf', { name: entrantName(id) }) },
      t('surfaces.hyperparameters'),
    );
    return fold({ class: 'entrant-details', dataset: { entrant: id } }, summary, () => [
      formula(choice.formula, { display: true }),
      choice.hyperparameters.map((/** @type {any} */ field) =>
        fieldControl(
          { ...field, default: base[field.key] },
          {
            value: optimizer[field.key],
            onChange: (value) => actions.entrant(id, field.key, value),
            explain: `surfaces.explain.${field.key}`,
            optionLabel: (option) => t(`catalog.options.${option}`),
          },
        ),
      ),
      againButton(again, actions.entrants),
    ]);
  }

  return h('ul', { class: 'entrants' }, ids.map(row));
}
