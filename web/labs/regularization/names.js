/** What contestants are called, and how strong they are, in a few characters. */
import { has, t } from '../../i18n/index.js';
import { plain } from '../../views/format.js';
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

/** @param {any} field @param {any} value */
function valueName(field, value) {
  const name = t(`catalog.fields.${field.key}`);
  if (field.kind === 'flag') return value ? name : `${name}: ${t('race.no')}`;
  return `${name}: ${field.kind === 'choice' ? t(`catalog.options.${value}`) : plain(value)}`;
}

/**
 * What a contestant has beyond what its kind is about, in a line under its name.
 * @param {any} catalog @param {string} id @param {any} spec of it
 */
export function additions(catalog, id, spec) {
  const own = new Set(essentials(kindOf(id)).slice(0, 1));
  return fieldsOf(catalog)
    .filter(({ field, path }) => !own.has(path) && ![undefined, field.default].includes(valueAt(spec, path)))
    .map(({ field, path }) => valueName(field, valueAt(spec, path)))
    .join(' · ');
}
