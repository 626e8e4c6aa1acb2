/** The controls of the surfaces: which surface and from where, who runs, how long. */
import { valueAt } from '../../state/paths.js';
import { byKey } from '../../state/settings.js';
import { group } from '../../views/rail.js';
import { html, repeat } from '../../views/template.js';
import { contestantList, optimizersOf, railFields, resetFoot } from '../shared/rail.js';
import { display } from '../shared/stage.js';
import { entrantName, FAR, rowOf, settingsFor, shapesOf, startOf, surfaceName, writePoint } from './settings.js';

/** @import { App } from '../../context.js' */
/** @typedef {ReturnType<typeof railFields>} Fields */

/**
 * @param {App} app
 * @param {{ onProblem: (message: string) => void, onSurface: () => void }} actions onSurface: another one is looked at
 */
export function surfacesRail(app, { onProblem, onSurface }) {
  const { catalog, store } = app;
  const { values } = store.state;
  const row = rowOf(catalog, values.surface);
  const shapes = shapesOf(catalog).filter(({ surface }) => surface === values.surface);
  const start = startOf(catalog, values);
  const fields = railFields(app, {
    words: ['surfaces'],
    settings: settingsFor(catalog),
    spec: store.spec(),
    onProblem,
  });
  const { field, setting } = fields;
  const coordinate = (/** @type {0 | 1} */ axis) =>
    field(
      { key: 'xy'[axis], kind: 'real', min: -FAR, max: FAR, scale: 'linear', default: row.start[axis] },
      start[axis],
      (/** @type {number} */ value) =>
        store.setValue('start', writePoint(axis === 0 ? [value, start[1]] : [start[0], value], 1e-8)),
      { label: app.t(`surfaces.settings.${'xy'[axis]}`), slider: false },
    );
  const surface = (/** @type {string} */ key) => {
    store.change({ values: { surface: key, start: '' } });
    onSurface();
  };

  return html`
    ${group(app, 'surfaces.groups.surface', { open: true }, () => [
      field(byKey(settingsFor(catalog), 'surface'), values.surface, surface, {
        label: app.t('surfaces.settings.surface'),
        optionLabel: (key) => surfaceName(app, key),
      }),
      display(row.formula),
      repeat(
        shapes,
        ({ setting: { key } }) => key,
        (one) => field(one.field, values[one.setting.key], (value) => store.setValue(one.setting.key, value)),
      ),
      html`<div class="surface-start">${coordinate(0)}${coordinate(1)}</div>`,
      setting('fit'),
    ])}
    ${group(app, 'surfaces.groups.entrants', { open: true }, () => entrants(app, fields))}
    ${group(app, 'surfaces.groups.run', { note: app.count('steps', values.steps) }, () => [
      setting('steps'),
      setting('speed', { unit: app.t('surfaces.perSecond') }),
      setting('tolerance'),
      setting('arrows'),
    ])}
    ${resetFoot(app, store.reset)}
  `;
}

/** @param {App} app @param {Fields} fields */
function entrants(app, { hyperField }) {
  const { catalog, store } = app;
  return contestantList(app, optimizersOf(app, 'surfaces', entrantName), (id, kind) => {
    const { optimizer } = store.entrantSpec(id);
    const base = store.entrantBase(id).optimizer;
    const { formula, hyperparameters } = byKey(catalog.optimizers, kind);
    return {
      name: entrantName(app, id, optimizer),
      figure: `η ${app.format.plain(Number(optimizer.learningRate.toPrecision(6)))}`,
      points: true,
      unfold: app.t('surfaces.hyperparameters'),
      label: app.t('surfaces.hyperparametersOf', { name: entrantName(app, id) }),
      details: () => html`
        ${display(formula)}
        ${hyperparameters.map((one) =>
          hyperField(id, { ...one, default: valueAt(base, one.key) }, valueAt(optimizer, one.key)),
        )}
      `,
    };
  });
}
