/** The learning-rate lab: what a rate does, how to find one, how to change it on the way, how noisy gradients are. */
import { viewLab } from '../shared/views.js';
import { finderView } from './finder.js';
import { noiseView } from './noise.js';
import { schedulesView } from './schedules.js';
import { settingsFor, VIEWS } from './settings.js';
import { sweepView } from './sweep.js';

/** @import { App } from '../../context.js' */

export const strings = ['views', 'catalog', 'errors', 'race', 'rate'];
export const styles = ['style/charts', 'style/race', 'style/rate'];
export const panels = ['views'];

export { settingsFor };

const makers = { sweep: sweepView, finder: finderView, schedules: schedulesView, noise: noiseView };

/** @param {App} app @param {{ rail?: typeof import('./rail.js') }} parts */
export function createLab(app, parts) {
  const { store } = app;

  return viewLab(app, {
    words: 'rate',
    keys: VIEWS,
    make: (key, later, isNew) =>
      makers[/** @type {keyof typeof makers} */ (key)](app, (kind) => {
        if (kind === 'runs') isNew();
        later();
      }),
    rail: (onProblem) => parts.rail?.rateRail(app, { onProblem }),
    choose: (key) => store.setValue('view', key),
    lessonOf: () => store.presetOf(),
    experiments: (key) => [{ name: app.t(`rate.${key}.title`), spec: store.spec() }],
  });
}
