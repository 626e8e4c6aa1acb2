/** The fields of a learning-rate schedule. */
import { valueAt } from '../../state/paths.js';
import { byKey } from '../../state/settings.js';
import { repeat } from '../../views/template.js';
import { fitPieces, fitting } from '../../runs/plan.js';

/** @import { App } from '../../context.js' */
/** @typedef {import('../../../wasm/spec.d.ts').Spec} Spec */
/** @typedef {ReturnType<typeof import('./rail.js').railFields>} Fields */

/** Which schedule. @param {App} app @param {Fields} fields @param {Spec} spec @param {string} explain */
export function scheduleChoice(app, { field }, spec, explain) {
  const { catalog, store } = app;
  const { id } = spec.schedule;
  // It replaces all that was said of the old one.
  const choose = (/** @type {string} */ key) =>
    store.replaceSpec({ ...withoutSchedule(store.state.spec), ...fitting(key, spec) });
  return field(byKey(catalog.spec.schedule, 'id'), id, choose, {
    label: app.t('race.groups.schedule'),
    optionLabel: (key) => app.t(`catalog.schedules.${key}`),
    explain,
  });
}

/** What the chosen one has of its own. @param {App} app @param {Fields} fields @param {Spec} spec */
export function scheduleFields({ catalog, store }, { field, specField }, spec) {
  const { schedule, optimizer } = spec;
  /** A boundary more is a rate more. @param {string} key */
  const setPieces = (key) => (/** @type {number[]} */ value) => {
    const pieced = /** @type {import('../../../wasm/spec.d.ts').SchedulePiecewise} */ (schedule);
    const which = /** @type {'boundaries' | 'rates'} */ (key);
    store.change({ spec: fitPieces(pieced, which, value, optimizer.learningRate) });
  };
  return repeat(
    byKey(catalog.schedules, schedule.id).hyperparameters,
    ({ key }) => key,
    (one) =>
      one.kind === 'list'
        ? field(one, valueAt(schedule, one.key), setPieces(one.key))
        : specField(one, `schedule.${one.key}`),
  );
}

/** What is said of a spec, but for its schedule. @param {import('../../state/paths.js').Paths} paths @returns {import('../../state/paths.js').Paths} */
export const withoutSchedule = (paths) =>
  Object.fromEntries(Object.entries(paths).filter(([path]) => !path.startsWith('schedule.')));
