/** The race's controls: who runs, on what, how long. All fields come from the catalog. */
import { valueAt } from '../../state/paths.js';
import { byKey } from '../../state/settings.js';
import { explainIf } from '../../views/explain.js';
import { group } from '../../views/rail.js';
import { html } from '../../views/template.js';
import { landscapeFields } from '../shared/landscape-rail.js';
import { networkGroup } from '../shared/layers.js';
import {
  byConvention,
  contestantList,
  optimizersOf,
  railFields,
  resetFoot,
  trainingNote,
  trainSizeField,
} from '../shared/rail.js';
import { scheduleChoice, scheduleFields } from '../shared/schedule.js';
import { display, entrantName } from '../shared/stage.js';
import { differences } from './differences.js';
import { settingsFor } from './settings.js';

/** @import { App } from '../../context.js' */
/** @typedef {ReturnType<typeof railFields>} Fields */

/**
 * @param {App} app
 * @param {{ onProblem: (message: string) => void }} options
 */
export function raceRail(app, { onProblem }) {
  const { catalog, store } = app;
  const { values } = store.state;
  const spec = store.spec();
  const fields = railFields(app, { words: ['race', 'rate'], settings: settingsFor(catalog), spec, onProblem });
  const { setting, specField } = fields;
  const { root, data } = catalog.spec;
  const schedule = byKey(catalog.schedules, spec.schedule.id);

  return html`
    ${group(app, 'race.groups.entrants', { open: true }, () => html`${entrants(app, fields)} ${setting('convention')}`)}
    ${group(app, 'race.groups.data', { note: app.t(`catalog.sets.${spec.data.set}`).split(' (')[0] }, () => [
      specField(byKey(data, 'set'), 'data.set'),
      specField(trainSizeField(app, spec), 'data.trainSize'),
      specField(byKey(data, 'scaling'), 'data.scaling'),
    ])}
    ${networkGroup(app, fields, spec)}
    ${group(app, 'race.groups.training', { note: trainingNote(app, spec) }, () => [
      specField(byKey(root, 'batchSize'), 'batchSize'),
      specField(byKey(root, 'epochs'), 'epochs'),
      specField(byKey(root, 'seed'), 'seed', { slider: false }),
      setting('seeds'),
      specField(byKey(root, 'clipNorm'), 'clipNorm'),
    ])}
    ${group(app, 'race.groups.schedule', { note: app.t(`catalog.schedules.${spec.schedule.id}`) }, () => [
      scheduleChoice(app, fields, spec, 'race.explain.schedule'),
      display(schedule.formula),
      specField(byKey(catalog.spec.schedule, 'per'), 'schedule.per'),
      scheduleFields(app, fields, spec),
    ])}
    ${group(app, 'race.groups.curves', { note: app.t(`race.axis.${values.xAxis}`) }, () => [
      setting('smoothing'),
      setting('xAxis', { optionLabel: (option) => app.t(`race.axis.${option}`) }),
      setting('lossScale', { optionLabel: (option) => app.t(`race.scale.${option}`) }),
    ])}
    ${group(app, 'race.groups.landscape', { open: values.landscape }, () =>
      landscapeFields(app, fields, { who: 'optimizers', nameOf: (id) => entrantName(app, id) }),
    )}
    ${group(app, 'race.groups.stop', {}, () => [
      setting('stopSeconds', { unit: 's' }),
      setting('stopAccuracy'),
      setting('target'),
    ])}
    ${resetFoot(app, store.reset)}
  `;
}

/**
 * The optimizers; each unfolds to its hyper-parameters and its rule.
 * @param {App} app
 * @param {Fields} fields
 */
function entrants(app, { hyperField }) {
  const { catalog, store } = app;
  return contestantList(app, optimizersOf(app, 'race', entrantName), (id, kind) => {
    const { formula, hyperparameters, paper } = byKey(catalog.optimizers, kind);
    const spec = store.entrantSpec(id);
    const name = entrantName(app, id);
    return {
      name,
      figure: `η ${app.format.plain(spec.optimizer.learningRate)}`,
      explanation: () => explainIf(app, `race.optimizers.${kind}`, { about: name, tex: formula }),
      note: () => differences(app, catalog, spec, store.spec()).join(' · '),
      unfold: app.t('race.hyperparameters'),
      details: () => html`
        ${display(formula)}
        <p class="muted">${paper}</p>
        ${hyperparameters.map((one) => hyperField(id, byConvention(one, spec), valueAt(spec.optimizer, one.key)))}
      `,
    };
  });
}
