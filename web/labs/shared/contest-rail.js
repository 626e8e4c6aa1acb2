/** What the rails of labs have in common whose contestants are no optimizers but changes of one spec. All fields come from the catalog. */
import { valueAt } from '../../state/paths.js';
import { byKey } from '../../state/settings.js';
import { explainIf } from '../../views/explain.js';
import { group } from '../../views/rail.js';
import { contestantName } from './contestants.js';
import { contestantList, railFields, trainingNote } from './rail.js';
import { optimizerName } from './stage.js';

/** @import { App } from '../../context.js' */
/** @import { Field, Setting } from '../../state/settings.js' */
/** @import { Look } from '../../views/controls.js' */
/** @import { Spec } from '../../state/specs.js' */
/** @import { Placed } from './contestants.js' */
/** @import { Contestant } from './rail.js' */

/**
 * @typedef {{ id: string, kind: string, spec: Spec, control: (placed: Placed) => unknown }} Listed control: of one of its fields
 * @typedef {Omit<Contestant, 'name' | 'explanation'> & { tex?: string }} Described tex: under its explanation
 */

/**
 * @param {App} app
 * @param {object} lab
 * @param {string} lab.words its group of strings
 * @param {Setting[]} lab.settings
 * @param {readonly string[]} lab.kinds of contestants
 * @param {(kind: string) => boolean} [lab.extra] those that are listed only where one competes
 * @param {(message: string) => void} lab.onProblem
 */
export function contestRail(app, { words, settings, kinds, extra, onProblem }) {
  const { catalog, store } = app;
  const spec = store.spec();
  const start = store.spec({ ...store.state, spec: {} });
  const fields = railFields(app, { words: [words, 'race'], settings, spec, onProblem });
  const { field, specField, setting } = fields;
  /** A field of the common spec, whose default is the lab's or the preset's. @param {Field} one @param {string} path @param {Look} [look] */
  const common = (one, path, look) => specField({ ...one, default: valueAt(start, path) ?? one.default }, path, look);
  const { root, data, optimizer } = catalog.spec;
  const asOptimizer = {
    label: app.t('race.columns.entrant'),
    explain: `${words}.explain.optimizer`,
    optionLabel: (/** @type {string} */ key) => optimizerName(app, key),
  };
  const ofRoot = (/** @type {string} */ key, /** @type {Look} */ look = {}) => common(byKey(root, key), key, look);

  return {
    ...fields,
    spec,
    start,
    common,
    /** Who competes, each with what `of` says of it. @param {(one: Listed) => Described} of */
    contestants(of) {
      const nameOf = (/** @type {string} */ id) => contestantName(app, words, id);
      const again = (/** @type {string} */ kind) => app.t('race.again', { name: nameOf(kind) });
      return group(app, `${words}.groups.entrants`, { open: true }, () =>
        contestantList(app, { who: 'entrants', kinds, extra, again }, (id, kind) => {
          const [own, base] = [store.entrantSpec(id), store.entrantBase(id)];
          const control = (/** @type {Placed} */ { field: one, path }) =>
            field(
              { ...one, default: valueAt(base, path) ?? one.default },
              valueAt(own, path) ?? one.default,
              (value) => store.setEntrant(id, path, value),
              path === 'optimizer.id' ? asOptimizer : {},
            );
          const { tex, ...described } = of({ id, kind, spec: own, control });
          const name = nameOf(id);
          return {
            ...described,
            name,
            explanation: () => explainIf(app, `${words}.kinds.${kind}`, { about: name, tex }),
          };
        }),
      );
    },
    /** On what all train. @param {string[]} [more] keys of other fields of the data @param {string[]} [own] settings of the lab's */
    data(more = [], own = []) {
      const { images } = byKey(catalog.sets, spec.data.set);
      const optionLabel = (/** @type {string} */ key) => app.t(`catalog.options.${key}`);
      return group(app, 'race.groups.data', { note: app.count('images', spec.data.trainSize) }, () => [
        common({ ...byKey(data, 'trainSize'), max: images - spec.data.validationSize }, 'data.trainSize'),
        common(byKey(data, 'set'), 'data.set'),
        more.map((key) => common(byKey(data, key), `data.${key}`, { optionLabel })),
        own.map((key) => setting(key)),
      ]);
    },
    /** How all train. @param {string[]} [more] keys of other fields of the spec */
    training(more = []) {
      const rates = byKey(catalog.optimizers, spec.optimizer.id).hyperparameters;
      return group(app, 'race.groups.training', { note: trainingNote(app, spec) }, () => [
        common(byKey(optimizer, 'id'), 'optimizer.id', asOptimizer),
        common(byKey(rates, 'learningRate'), 'optimizer.learningRate'),
        [...more, 'batchSize', 'epochs'].map((key) => ofRoot(key)),
        ofRoot('seed', { slider: false }),
        setting('seeds'),
      ]);
    },
  };
}
