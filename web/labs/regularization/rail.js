/** The lab's controls: who competes, how strong each is, on what they train. All fields come from the catalog. */
import { byKey } from '../../state/settings.js';
import { fold, group } from '../../views/rail.js';
import { html, nothing } from '../../views/template.js';
import { contestRail } from '../shared/contest-rail.js';
import { networkGroup } from '../shared/layers.js';
import { resetFoot } from '../shared/rail.js';
import { display } from '../shared/stage.js';
import { additions, strengthOf } from './names.js';
import { essentials, fieldsOf, isExtra, KINDS, optimizerOf, settingsFor } from './settings.js';

/** @import { App } from '../../context.js' */
/** @import { Placed } from '../shared/contestants.js' */

/** The catalog's row that has a kind's formula. @type {Record<string, string>} */
const ROWS = {
  l1: 'l1',
  'l1-proximal': 'l1Step',
  l2: 'l2',
  'max-norm': 'maxNorm',
  dropout: 'dropout',
  batchnorm: 'batchNorm',
};

/**
 * @param {App} app
 * @param {{ onProblem: (message: string) => void }} options
 */
export function regularizationRail(app, { onProblem }) {
  const { catalog, store } = app;
  const rail = contestRail(app, {
    words: 'regularization',
    settings: settingsFor(),
    kinds: KINDS,
    extra: isExtra,
    onProblem,
  });
  const { spec, setting } = rail;
  const { lossScale } = store.state.values;

  return html`
    ${rail.contestants(({ id, kind, spec: own, control }) => {
      const optimizer = optimizerOf(kind);
      const tex = optimizer
        ? byKey(catalog.optimizers, optimizer).formula
        : ROWS[kind] && byKey(catalog.regularizers, ROWS[kind]).formula;
      const paths = essentials(kind);
      const placed = fieldsOf(catalog, kind);
      // All of augmentation and of early stopping belong together.
      const isOwn = (/** @type {Placed} */ { path }) =>
        paths.some((one) => path === one || (!one.startsWith('model.') && path.split('.')[0] === one.split('.')[0]));
      const combine = () => placed.filter((one) => !isOwn(one)).map(control);
      const combined = app.t('regularization.combine');
      return {
        figure: strengthOf(app, id, own),
        tex,
        note: () => additions(app, catalog, id, own, spec),
        unfold: paths.length > 0 ? app.t('regularization.strength') : combined,
        details: () => html`
          ${tex ? display(tex) : nothing} ${placed.filter(isOwn).map(control)}
          ${paths.length === 0 ? combine() : fold(combined, {}, combine)}
        `,
      };
    })}
    ${rail.data([], ['mirrored'])} ${networkGroup(app, rail, spec)} ${rail.training()}
    ${group(app, 'race.groups.curves', { note: app.t(`race.scale.${lossScale}`) }, () =>
      setting('lossScale', { optionLabel: (option) => app.t(`race.scale.${option}`) }),
    )}
    ${resetFoot(app, store.reset)}
  `;
}
