/** The lab's controls: who competes, how deep and wide the network is, where its weights begin. Fields come from the catalog. */
import { valueAt } from '../../state/paths.js';
import { byKey } from '../../state/settings.js';
import { group } from '../../views/rail.js';
import { html } from '../../views/template.js';
import { contestRail } from '../shared/contest-rail.js';
import { landscapeFields } from '../shared/landscape-rail.js';
import { resetFoot } from '../shared/rail.js';
import { additions, entrantName } from './names.js';
import { essentials, fieldsOf, KINDS, layersOf, SHAPE, settingsFor } from './settings.js';

/** @import { App } from '../../context.js' */

/**
 * @param {App} app
 * @param {{ onProblem: (message: string) => void }} options
 */
export function depthRail(app, { onProblem }) {
  const { catalog, store } = app;
  const { values } = store.state;
  const rail = contestRail(app, { words: 'depth', settings: settingsFor(), kinds: KINDS, onProblem });
  const { spec, start, field, setting, specField, common } = rail;
  const [activation, initializer, scale, ...others] = fieldsOf(catalog);
  const rates = byKey(catalog.optimizers, spec.optimizer.id).hyperparameters;
  const rate = { field: byKey(rates, 'learningRate'), path: 'optimizer.learningRate' };
  const size = ({ model: { layers } } = spec) => ({ depth: layers.length - 1, width: layers[0].units });
  const { depth, width } = size();
  const shape = (/** @type {'depth' | 'width'} */ key) =>
    field(
      { ...SHAPE[key], default: size(start)[key] },
      size()[key],
      (/** @type {number} */ value) => {
        const next = { ...size(), [key]: value };
        store.setSpec('model.layers', layersOf(next.depth, next.width));
      },
      { label: app.t(`depth.settings.${key}`) },
    );
  // A new activation brings the initializer that suits it, unless one has been chosen.
  const suits = byKey(catalog.activations, valueAt(spec, activation.path) ?? 'sigmoid').initializer;
  const chosen = { field: byKey(catalog.spec.optimizer, 'id'), path: 'optimizer.id' };
  const placed = [activation, initializer, scale, ...others, chosen, rate];

  return html`
    ${rail.contestants(({ id, kind, spec: own, control }) => {
      const isOwn = (/** @type {{ path: string }} */ { path }) => Number(essentials(kind).includes(path));
      return {
        figure: '',
        note: () => additions(app, id, own, spec),
        unfold: app.t('depth.change'),
        details: () => [...placed].sort((a, b) => isOwn(b) - isOwn(a)).map(control),
      };
    })}
    ${group(app, 'depth.groups.network', { open: true, note: `${depth} × ${width}` }, () => [
      shape('depth'),
      shape('width'),
      common(activation.field, activation.path),
      specField({ ...initializer.field, default: suits }, initializer.path),
      common(scale.field, scale.path, { label: app.t('depth.settings.initializerScale') }),
    ])}
    ${rail.training(['clipNorm'])} ${rail.data(['scaling'])}
    ${group(app, 'depth.groups.curvature', { open: values.sharpness }, () => [setting('sharpness'), setting('every')])}
    ${group(app, 'race.groups.landscape', { open: values.landscape }, () =>
      landscapeFields(app, rail, { who: 'entrants', nameOf: (id) => entrantName(app, id) }),
    )}
    ${resetFoot(app, store.reset)}
  `;
}
