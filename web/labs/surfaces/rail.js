/** The controls of the surfaces: which surface and from where, who runs, how long. */
import { valueAt } from '../../state/paths.js';
import { fieldControl } from '../../views/controls.js';
import { h } from '../../views/dom.js';
import { formula } from '../../views/formula.js';
import { fold, group } from '../../views/frame.js';
import { againButton, entrantItem, named, resetFoot } from '../shared/rail.js';
import { kindOf } from '../../state/entrants.js';
import { rowOf, settingsFor, shapesOf, startOf } from './settings.js';

/** @import { App } from '../../context.js' */

/** @param {App} app @param {string} id @param {any} [optimizer] @returns {string} "Adam", "Adam 2", "Nesterov 2 (rewritten)" */
export function entrantName(app, id, optimizer) {
  const key = kindOf(id);
  const name = app.has(`surfaces.names.${key}`) ? app.t(`surfaces.names.${key}`) : key;
  const form = optimizer?.form === 'rewritten' ? ` (${app.t('surfaces.rewritten')})` : '';
  return (id === key ? name : `${name} ${id.slice(key.length + 1)}`) + form;
}

/** @param {App} app @param {string} key @returns {string} */
export const surfaceName = (app, key) => app.t(`catalog.surfaces.${key}`).split(':')[0];

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
 * @param {App} app
 * @param {Actions} actions
 * @returns {{ nodes: Node[], showStart: (point: [number, number]) => void }}
 */
export function surfacesRail(app, actions) {
  const { catalog, store } = app;
  const { values } = store.state;
  const settings = settingsFor(catalog);
  const row = rowOf(catalog, values.surface);
  const shapes = shapesOf(catalog).filter(({ surface }) => surface === values.surface);
  const [x, y] = startOf(catalog, values);
  /** @param {string} key @param {any} [options] */
  const setting = (key, options = {}) =>
    fieldControl(app, /** @type {any} */ (named(settings, key)), {
      value: values[key],
      onChange: (value) => actions.set(key, value),
      label: app.t(`surfaces.settings.${key}`),
      explain: `surfaces.explain.${key}`,
      ...options,
    });
  const coordinate = (/** @type {0 | 1} */ axis) =>
    fieldControl(
      app,
      { key: 'xy'[axis], kind: 'real', min: -1000, max: 1000, scale: 'linear', default: row.start[axis] },
      {
        value: [x, y][axis],
        onChange: (value) => actions.start(axis, value),
        label: app.t(`surfaces.settings.${'xy'[axis]}`),
        slider: false,
      },
    );
  const coordinates = [coordinate(0), coordinate(1)];

  const nodes = [
    group(
      app.t('surfaces.groups.surface'),
      { open: true },
      setting('surface', {
        optionLabel: (/** @type {string} */ surface) => surfaceName(app, surface),
        onChange: actions.surface,
      }),
      formula(row.formula, { display: true }),
      shapes.map(({ field, setting: { key } }) =>
        fieldControl(app, field, {
          value: values[key],
          onChange: (value) => actions.set(key, value),
          explain: `surfaces.explain.${field.key}`,
        }),
      ),
      h('div', { class: 'surface-start' }, coordinates),
      setting('fit'),
    ),
    group(app.t('surfaces.groups.entrants'), { open: true }, entrants(app, actions)),
    group(app.t('surfaces.groups.run'), { note: app.count('steps', values.steps) }, () => [
      setting('steps'),
      setting('speed', { unit: app.t('surfaces.perSecond') }),
      setting('tolerance'),
      setting('arrows'),
    ]),
    resetFoot(app, actions.reset),
  ];
  return {
    nodes,
    showStart: (point) => coordinates.forEach((control, axis) => control.setValue(point[axis])),
  };
}

/** @param {App} app @param {Actions} actions */
function entrants(app, actions) {
  const { catalog, store } = app;
  const { optimizers } = store.state.values;
  const first = catalog.optimizers.map((/** @type {any} */ { key }) => key);
  const ids = first.flatMap((/** @type {string} */ key) => [
    key,
    ...optimizers.filter((/** @type {string} */ id) => id !== key && kindOf(id) === key).sort(),
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
        name: entrantName(app, id, optimizer),
        figure: `η ${app.format.plain(Number(optimizer.learningRate.toPrecision(6)))}`,
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
    const again = {
      id,
      kind: key,
      chosen: optimizers,
      label: app.t('surfaces.again', { name: entrantName(app, key) }),
    };
    const base = store.entrantBase(id).optimizer;
    const summary = h(
      'summary',
      { 'aria-label': app.t('surfaces.hyperparametersOf', { name: entrantName(app, id) }) },
      app.t('surfaces.hyperparameters'),
    );
    return fold({ class: 'entrant-details', dataset: { entrant: id } }, summary, () => [
      formula(choice.formula, { display: true }),
      choice.hyperparameters.map((/** @type {any} */ field) =>
        fieldControl(
          app,
          { ...field, default: valueAt(base, field.key) },
          {
            value: optimizer[field.key],
            onChange: (value) => actions.entrant(id, field.key, value),
            explain: `surfaces.explain.${field.key}`,
            optionLabel: (option) => app.t(`catalog.options.${option}`),
          },
        ),
      ),
      againButton(again, actions.entrants),
    ]);
  }

  return h('ul', { class: 'entrants' }, ids.map(row));
}
