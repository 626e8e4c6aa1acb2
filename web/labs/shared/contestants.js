/** What contestants that are no optimizers are called, and what sets them apart, in the words of their lab. */
import { valueAt } from '../../state/paths.js';
import { kindOf } from '../../state/settings.js';

/** @import { App } from '../../context.js' */
/** @import { Field } from '../../state/settings.js' */
/** @import { Spec } from '../../state/specs.js' */

/** @typedef {{ field: Field, path: string }} Placed a field that a contestant can have, and where */

/** @param {App} app @param {string} words the lab's group of strings @param {string} id @returns {string} "L2", "L2 (2)" */
export function contestantName(app, words, id) {
  const kind = kindOf(id);
  const name = app.t(`${words}.names.${kind}`);
  return id === kind ? name : `${name} (${id.slice(kind.length + 1)})`;
}

/** @param {App} app @param {string} words @param {Field} field @param {Field['default']} value */
function valueName(app, words, field, value) {
  const own = `${words}.short.${field.key}`;
  if (app.has(own)) return app.t(own, { value: app.format.plain(Number(value)) });
  const name = app.t(`catalog.fields.${field.key}`);
  if (field.kind === 'flag') return value ? name : `${name}: ${app.t('race.no')}`;
  if (field.kind !== 'choice') return `${name}: ${app.format.plain(Number(value))}`;
  const table = ['activations', 'initializers'].find((one) => one.startsWith(field.key));
  return `${name}: ${app.t(`catalog.${table ?? 'options'}.${value}`)}`;
}

/**
 * What of these fields a contestant has otherwise than it would by itself, in words.
 * @param {App} app @param {string} words @param {Placed[]} fields @param {Spec} spec of it
 * @param {(one: Placed) => unknown} usual what is not said
 */
export const differences = (app, words, fields, spec, usual) =>
  fields
    .filter((one) => ![undefined, usual(one)].includes(/** @type {undefined} */ (valueAt(spec, one.path))))
    .map(({ field, path }) => valueName(app, words, field, valueAt(spec, path)));
