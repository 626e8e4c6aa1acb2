/** The lab's controls: those of the view, the optimizer, the schedule, the network and its data. */
import { valueAt } from '../../state/paths.js';
import { byKey } from '../../state/settings.js';
import { group } from '../../views/rail.js';
import { html, nothing, repeat } from '../../views/template.js';
import { counted } from '../../runs/plan.js';
import { networkGroup } from '../shared/layers.js';
import { byConvention, railFields, resetFoot, trainSizeField } from '../shared/rail.js';
import { scheduleChoice, scheduleFields } from '../shared/schedule.js';
import { display, optimizerName } from '../shared/stage.js';
import { inWords } from './parts.js';
import { settingsFor, SHOWN } from './settings.js';

/** @import { App } from '../../context.js' */

/** Settings that are counted in steps. */
const IN_STEPS = ['steps', 'rampSteps', 'noiseSteps'];

/**
 * @param {App} app
 * @param {{ onProblem: (message: string) => void }} options
 */
export function rateRail(app, { onProblem }) {
  const { catalog, store } = app;
  const { view, optimizer } = /** @type {{ view: string, optimizer: string }} */ (store.state.values);
  const row = byKey(catalog.optimizers, optimizer);
  const spec = store.entrantSpec(optimizer);
  const fields = railFields(app, { words: ['rate', 'race'], settings: settingsFor(catalog), spec, onProblem });
  const { field, hyperField, setting, specField } = fields;
  /** One of the optimizer's. @param {import('../../../wasm/spec.d.ts').Field} one @param {import('../../views/controls.js').Look} [look] */
  const hyper = (one, look) => hyperField(optimizer, byConvention(one, spec), valueAt(spec.optimizer, one.key), look);
  const learningRate = byKey(row.hyperparameters, 'learningRate');
  // The sweep and the finder choose the rate themselves.
  const others = row.hyperparameters.filter(({ key }) => key !== 'learningRate');
  const { root, data } = catalog.spec;
  const { id, per } = spec.schedule;
  const unit = field(byKey(catalog.spec.schedule, 'per'), per, (/** @type {typeof per} */ other) =>
    store.change({ spec: counted(spec, other) }),
  );

  return html`
    ${
      view === 'schedules'
        ? group(app, 'rate.groups.schedule', { open: true }, () => [
            scheduleChoice(app, fields, spec, 'rate.explain.schedule'),
            display(inWords(app, byKey(catalog.schedules, id).formula)),
            id === 'constant' || id === 'performance' ? nothing : unit,
            hyper(learningRate, { label: app.t('rate.baseRate'), symbol: false, explain: 'rate.explain.baseRate' }),
            scheduleFields(app, fields, spec),
            specField(byKey(root, 'epochs'), 'epochs'),
          ])
        : nothing
    }
    ${group(app, `rate.groups.${view}`, { open: true }, () =>
      SHOWN[view].map((key) => setting(key, IN_STEPS.includes(key) ? { unit: app.t('rate.units.steps') } : {})),
    )}
    ${group(app, 'rate.groups.optimizer', { open: view !== 'noise' }, () => [
      setting('optimizer', { optionLabel: (key) => optimizerName(app, key) }),
      display(row.formula),
      setting('convention'),
      view === 'noise' ? hyper(learningRate) : nothing,
      repeat(
        others,
        ({ key }) => `${optimizer} ${key}`,
        (one) => hyper(one),
      ),
    ])}
    ${group(
      app,
      'rate.groups.data',
      { note: app.t('rate.dataNote', { batch: app.format.integer(spec.batchSize) }) },
      () => [
        specField(byKey(root, 'batchSize'), 'batchSize'),
        specField(byKey(data, 'set'), 'data.set'),
        specField(trainSizeField(app, spec), 'data.trainSize'),
        specField(byKey(root, 'seed'), 'seed', { slider: false }),
      ],
    )}
    ${networkGroup(app, fields, spec, 'rate.groups.network')} ${resetFoot(app, store.reset)}
  `;
}
