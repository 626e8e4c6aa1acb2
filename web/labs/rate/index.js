/** The learning-rate lab: what a rate does, how to find one, how to change it on the way, how noisy gradients are. */
import { atConstantRate } from '../../runs/plan.js';
import { loadedViews, viewLab } from '../shared/views.js';
import { settingsFor, VIEWS } from './settings.js';

/** @import { App } from '../../context.js' */

export const strings = ['views', 'catalog', 'errors', 'race', 'rate'];
export const styles = ['style/charts', 'style/race', 'style/rate'];
export const panels = ['views', 'exports'];

export { settingsFor };

/** One of them, where the choice among them is hidden. */
const alone = {
  sweep: async () => (await import('./sweep.js')).sweepView,
  finder: async () => (await import('./finder.js')).finderView,
  schedules: async () => (await import('./schedules.js')).schedulesView,
  noise: async () => (await import('./noise.js')).noiseView,
};

/** @param {App} app @param {{ rail?: typeof import('./rail.js'), views?: typeof import('./views.js') }} parts */
export function createLab(app, parts) {
  const { store } = app;
  const views = loadedViews(() => parts.views, alone);

  return viewLab(app, {
    words: 'rate',
    keys: VIEWS,
    views,
    make: (key, later, isNew) =>
      views.get(key)(app, (kind) => {
        if (kind === 'runs') isNew();
        later();
      }),
    rail: (onProblem) => parts.rail?.rateRail(app, { onProblem }),
    choose: (key) => store.setValue('view', key),
    lessonOf: () => store.presetOf(),
    experiments(key) {
      const spec = store.entrantSpec(store.state.values.optimizer);
      // These two set the rates of the steps themselves.
      const own = key === 'sweep' || key === 'finder' ? atConstantRate(spec) : spec;
      return [{ name: app.t(`rate.${key}.title`), spec: own }];
    },
  });
}
