/** What contestants are called, and how strong they are, in a few characters. */
import { valueAt } from '../../state/paths.js';
import { kindOf } from '../../state/entrants.js';
import { essentials, fieldsOf } from './settings.js';

/** @import { App } from '../../context.js' */
/** @import { Field } from '../../state/settings.js' */
/** @import { Catalog, Spec } from '../../state/specs.js' */

/** @param {App} app @param {string} id @returns {string} "L2", "L2 (2)" */
export function entrantName(app, id) {
  const kind = kindOf(id);
  const name = app.t(`regularization.names.${kind}`);
  return id === kind ? name : `${name} (${id.slice(kind.length + 1)})`;
}

/** The strength that makes a contestant what it is: "λ 0.003", "p 0.5". @param {App} app @param {string} id @param {Spec} spec of it */
export function strengthOf(app, id, spec) {
  const kind = kindOf(id);
  if (!app.has(`regularization.strengths.${kind}`)) return '';
  const strength = valueAt(spec, essentials(kind)[0]);
  const values = { value: app.format.plain(strength), epochs: app.count('epochs', strength) };
  return app.t(`regularization.strengths.${kind}`, values);
}

/**
 * What a contestant is called among others: with its strength where another one is of its kind.
 * @param {App} app
 * @param {import('../../runs/group.js').RunGroup} race @param {string} id
 */
export function labelOf(app, race, id) {
  const alike = race.ids.filter((other) => kindOf(other) === kindOf(id));
  const strengths = alike.map((other) => strengthOf(app, other, race.runsOf(other)[0].spec));
  const apart = alike.length > 1 && new Set(strengths).size === alike.length;
  return apart
    ? `${app.t(`regularization.names.${kindOf(id)}`)} ${strengths[alike.indexOf(id)]}`
    : entrantName(app, id);
}

/** @param {App} app @param {Field} field @param {Field['default']} value */
function valueName(app, field, value) {
  const name = app.t(`catalog.fields.${field.key}`);
  if (field.kind === 'flag') return value ? name : `${name}: ${app.t('race.no')}`;
  return `${name}: ${field.kind === 'choice' ? app.t(`catalog.options.${value}`) : app.format.plain(Number(value))}`;
}

/**
 * What sets a contestant apart, in a line under its name.
 * @param {App} app
 * @param {Catalog} catalog @param {string} id @param {Spec} spec of it @param {Spec} base the common one
 */
export function additions(app, catalog, id, spec, base) {
  const told = strengthOf(app, id, spec) ? essentials(kindOf(id))[0] : '';
  const parts = fieldsOf(catalog)
    .filter(({ field, path }) => path !== told && ![undefined, field.default].includes(valueAt(spec, path)))
    .map(({ field, path }) => valueName(app, field, valueAt(spec, path)));
  const units = (/** @type {Spec} */ { model }) => model.layers.map((layer) => layer.units).join('-');
  if (units(spec) !== units(base)) parts.unshift(units(spec));
  if (spec.data.trainSize !== base.data.trainSize) parts.unshift(app.count('images', spec.data.trainSize));
  return parts.join(' · ');
}
