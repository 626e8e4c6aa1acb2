/** What contestants are called, and how strong they are, in a few characters. */
import { has, t } from '../../i18n/index.js';
import { integer, plain } from '../../views/format.js';
import { valueAt } from '../../state/paths.js';
import { essentials, fieldsOf, kindOf } from './settings.js';

/** @param {string} id @returns {string} "L2", "L2 (2)" */
export function entrantName(id) {
  const kind = kindOf(id);
  const name = t(`regularization.names.${kind}`);
  return id === kind ? name : `${name} (${id.slice(kind.length + 1)})`;
}

/** The strength that makes a contestant what it is: "λ 0.003", "p 0.5". @param {string} id @param {any} spec of it */
export function strengthOf(id, spec) {
  const kind = kindOf(id);
  if (!has(`regularization.strengths.${kind}`)) return '';
  return t(`regularization.strengths.${kind}`, { value: plain(valueAt(spec, essentials(kind)[0])) });
}

/**
 * What a contestant is called among others: with its strength where another one is of its kind.
 * @param {import('../race/model.js').Race} race @param {string} id
 */
export function labelOf(race, id) {
  const alike = race.entrants.filter((other) => kindOf(other) === kindOf(id));
  const strengths = alike.map((other) => strengthOf(other, race.runsOf(other)[0].spec));
  const apart = alike.length > 1 && new Set(strengths).size === alike.length;
  return apart ? `${t(`regularization.names.${kindOf(id)}`)} ${strengths[alike.indexOf(id)]}` : entrantName(id);
}

/** @param {any} field @param {any} value */
function valueName(field, value) {
  const name = t(`catalog.fields.${field.key}`);
  if (field.kind === 'flag') return value ? name : `${name}: ${t('race.no')}`;
  return `${name}: ${field.kind === 'choice' ? t(`catalog.options.${value}`) : plain(value)}`;
}

/**
 * What sets a contestant apart, in a line under its name.
 * @param {any} catalog @param {string} id @param {any} spec of it @param {any} base the common one
 */
export function additions(catalog, id, spec, base) {
  const told = strengthOf(id, spec) ? essentials(kindOf(id))[0] : '';
  const parts = fieldsOf(catalog)
    .filter(({ field, path }) => path !== told && ![undefined, field.default].includes(valueAt(spec, path)))
    .map(({ field, path }) => valueName(field, valueAt(spec, path)));
  const units = (/** @type {any} */ one) => one.model.layers.map((/** @type {any} */ layer) => layer.units).join('-');
  if (units(spec) !== units(base)) parts.unshift(units(spec));
  if (spec.data.trainSize !== base.data.trainSize)
    parts.unshift(t('regularization.dataNote', { count: integer(spec.data.trainSize) }));
  return parts.join(' · ');
}
