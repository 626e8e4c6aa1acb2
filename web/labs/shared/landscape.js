/**
 * The loss around the paths of a race's runs, for labs that offer it: its settings, what is kept of runs, and the panel, which is
 * loaded when it is wanted.
 */
import { keptEvery } from '../../../wasm/landscape/keep.js';
import { totalSteps } from '../../runs/plan.js';
import { h } from '../../views/dom.js';

/** @import { App } from '../../context.js' */
/** @import { Spec } from '../../state/specs.js' */
/** @typedef {import('../../runs/group.js').RunGroup} Group */

/** @param {readonly string[]} kinds of contestants @returns {import('../../state/settings.js').Setting[]} */
export const landscapeSettings = (kinds) => [
  { key: 'landscape', kind: 'flag', default: false },
  { key: 'plane', kind: 'choice', options: ['paths', 'random'], default: 'paths' },
  { key: 'whose', kind: 'entrant', options: kinds, default: '' },
  { key: 'directions', kind: 'integer', min: 1, max: 2 ** 32 - 1, default: 1 },
  { key: 'zoom', kind: 'real', min: 0.1, max: 10, default: 1, scale: 'log' },
  { key: 'images', kind: 'integer', min: 10, max: 5000, default: 500, scale: 'log' },
  { key: 'logLoss', kind: 'flag', default: true },
];

/**
 * @param {App} app
 * @param {Group} race
 * @param {{ who: string, refreshSoon: () => void, nameOf: (id: string) => string }} lab who: the setting that lists its contestants
 */
export function landscapeOf(app, race, { who, ...lab }) {
  const { store } = app;
  /** @type {Awaited<ReturnType<typeof import('./landscape-panel.js').createLandscape>> | null} */
  let panel = null;
  let coming = false;
  /** It could not be loaded: it is asked for again with the next wish, and not before. */
  let missing = false;

  /** Whether it is to be drawn; then what draws it is loaded. */
  function wanted() {
    const wants = store.state.values.landscape && app.shows('landscape');
    if (!wants) panel?.clear();
    if (!wants && missing) coming = missing = false;
    if (!wants || coming) return wants;
    coming = true;
    const load = async () => {
      const { createLandscape } = await import('./landscape-panel.js');
      panel = await createLandscape(app, race, lab);
      lab.refreshSoon();
    };
    void app.attempt(() =>
      load().catch((error) => {
        missing = true;
        throw error;
      }),
    );
    return wants;
  }

  return {
    /** Every how many steps a run's weights are kept, where they are. @param {Spec} spec @param {boolean} first of the seeds @returns {{ weights?: number }} */
    kept(spec, first) {
      const every = first && wanted() ? keptEvery(spec, totalSteps(spec), store.state.values[who].length) : 0;
      return every > 0 ? { weights: every } : {};
    },
    clear: () => panel?.clear(),
    busy: () => panel?.busy() ?? false,
    mount() {
      /** @type {ReturnType<NonNullable<typeof panel>['mount']> | null} */
      let mounted = null;
      // What is to come is not to move what is below it.
      const place = h('div', { class: 'landscape-place' });
      return {
        draw: () => wanted() && (mounted ??= panel?.mount() ?? null)?.draw(),
        view: () => (wanted() ? (mounted?.view() ?? (missing ? undefined : place)) : undefined),
        destroy: () => mounted?.destroy(),
      };
    },
  };
}
