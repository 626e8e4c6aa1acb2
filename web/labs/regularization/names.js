/** What contestants are called, and how strong they are, in a few characters. */
import { valueAt } from '../../state/paths.js';
import { kindOf } from '../../state/settings.js';
import { contestantName, differences } from '../shared/contestants.js';
import { essentials, fieldsOf } from './settings.js';

/** @import { App } from '../../context.js' */
/** @import { Catalog, Spec } from '../../state/specs.js' */

/** @param {App} app @param {string} id @returns {string} "L2", "L2 (2)" */
export const entrantName = (app, id) => contestantName(app, 'regularization', id);

/** The strength that makes a contestant what it is: "λ 0.003", "p 0.5". @param {App} app @param {string} id @param {Spec} spec of it */
export function strengthOf(app, id, spec) {
  const kind = kindOf(id);
  if (!app.has(`regularization.strengths.${kind}`)) return '';
  const strength = valueAt(spec, essentials(kind)[0]);
  const values = { value: app.format.plain(strength), epochs: app.count('epochs', strength) };
  return app.t(`regularization.strengths.${kind}`, values);
}

/**
 * What a contestant is called among those of a race: with its strength there, where another one is of its kind.
 * @param {App} app
 * @param {import('../../runs/group.js').RunGroup} race @param {string} id
 */
export function labelOf(app, race, id) {
  if (!race.ids.includes(id)) return entrantName(app, id);
  const alike = race.ids.filter((other) => kindOf(other) === kindOf(id));
  const strengths = alike.map((other) => strengthOf(app, other, race.runsOf(other)[0].spec));
  const apart = alike.length > 1 && new Set(strengths).size === alike.length;
  return apart
    ? `${app.t(`regularization.names.${kindOf(id)}`)} ${strengths[alike.indexOf(id)]}`
    : entrantName(app, id);
}

/**
 * What sets a contestant apart, in a line under its name.
 * @param {App} app
 * @param {Catalog} catalog @param {string} id @param {Spec} spec of it @param {Spec} base the common one
 */
export function additions(app, catalog, id, spec, base) {
  const told = strengthOf(app, id, spec) ? essentials(kindOf(id))[0] : '';
  // What an average of the other kind goes by says nothing.
  const idle = spec.average.kind === 'swa' ? 'average.decay' : 'average.from';
  const fields = fieldsOf(catalog).filter(({ path }) => path !== told && path !== idle);
  const parts = differences(app, 'regularization', fields, spec, ({ field }) => field.default);
  // Of the optimizer, which is the same for nearly all, what this one has otherwise than the others: its weights' decay, say.
  const rule = catalog.optimizers.find(({ key }) => key === spec.optimizer.id)?.hyperparameters ?? [];
  const placed = rule.map((field) => ({ field, path: `optimizer.${field.key}` })).filter(({ path }) => path !== told);
  parts.push(...differences(app, 'regularization', placed, spec, ({ path }) => valueAt(base, path)));
  const units = (/** @type {Spec} */ { model }) => model.layers.map((layer) => layer.units).join('-');
  if (units(spec) !== units(base)) parts.unshift(units(spec));
  if (spec.data.trainSize !== base.data.trainSize) parts.unshift(app.count('images', spec.data.trainSize));
  if (spec.schedule.id !== base.schedule.id) parts.unshift(app.t(`catalog.schedules.${spec.schedule.id}`));
  return parts.join(' · ');
}
