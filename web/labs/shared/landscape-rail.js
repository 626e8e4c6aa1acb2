/** The controls of a loss landscape: whether it is drawn, and on which plane. */
import { nothing } from '../../views/template.js';

/** @import { App } from '../../context.js' */

/**
 * @param {App} app
 * @param {Pick<ReturnType<typeof import('./rail.js').railFields>, 'field' | 'setting'>} fields
 * @param {{ who: string, nameOf: (id: string) => string }} lab who: the setting that lists its contestants
 */
export function landscapeFields(app, { field, setting }, { who, nameOf }) {
  const { values } = app.store.state;
  /** @type {string[]} */
  const ids = values[who];
  const through = { key: 'whose', kind: /** @type {const} */ ('choice'), options: ids, default: ids[0] ?? '' };
  const chosen = ids.includes(values.whose) ? values.whose : through.default;
  return [
    setting('landscape'),
    setting('plane', { optionLabel: (key) => app.t(`race.planes.${key}`) }),
    values.plane === 'random' ? setting('directions', { slider: false }) : nothing,
    field(through, chosen, (/** @type {string} */ id) => app.store.setValue('whose', id), {
      label: app.t('race.settings.whose'),
      optionLabel: nameOf,
    }),
    setting('zoom'),
    setting('images'),
    setting('logLoss'),
  ];
}
