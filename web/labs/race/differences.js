/** What sets a contestant apart from the plain one of its kind, in words. */

/** @import { App } from '../../context.js' */

/**
 * @param {App} app
 * @param {any} catalog
 * @param {any} spec the contestant's, full
 * @param {any} base that of all, full
 * @returns {string[]} one for each difference: "Bias correction: no"; the learning rate, which has its own place, apart
 */
export function differences(app, catalog, spec, base) {
  const { optimizer, schedule, model, batchSize } = spec;
  const rowOf = (/** @type {any[]} */ table, /** @type {string} */ key) => table.find((row) => row.key === key);
  const said = (/** @type {any} */ field, /** @type {any} */ value) =>
    `${app.t(`catalog.fields.${field.key}`)}: ${valueName(app, field, value)}`;

  const parts = rowOf(catalog.optimizers, optimizer.id)
    .hyperparameters.filter(
      (/** @type {any} */ { key, defaults }) =>
        key !== 'learningRate' && optimizer[key] !== defaults[optimizer.convention],
    )
    .map((/** @type {any} */ field) => said(field, optimizer[field.key]));

  if (schedule.id !== base.schedule.id) parts.push(app.t(`catalog.schedules.${schedule.id}`));
  else
    for (const field of rowOf(catalog.schedules, schedule.id).hyperparameters)
      if (JSON.stringify(schedule[field.key]) !== JSON.stringify(base.schedule[field.key]))
        parts.push(said(field, schedule[field.key]));

  const dropout = (/** @type {any} */ one) => one.layers.slice(0, -1).map((/** @type {any} */ layer) => layer.dropout);
  if (String(dropout(model)) !== String(dropout(base.model)))
    parts.push(`${app.t('catalog.fields.dropout')}: ${[...new Set(dropout(model))].map(app.format.plain).join(', ')}`);

  if (batchSize !== base.batchSize)
    parts.push(`${app.t('catalog.fields.batchSize')}: ${app.format.integer(batchSize)}`);
  return parts;
}

/** @param {App} app @param {any} field @param {any} value */
function valueName(app, field, value) {
  if (field.kind === 'flag') return value ? app.t('race.yes') : app.t('race.no');
  if (field.kind === 'list') return value.map(app.format.plain).join('; ');
  return field.kind === 'choice' ? app.t(`catalog.options.${value}`) : app.format.plain(value);
}
