/** What the rails of the labs have in common: fields by their names, contestants, the foot. */
import { valueAt } from '../../state/paths.js';
import { byKey, kindOf, MOST_OF_A_KIND, writeEntrant } from '../../state/settings.js';
import { swatch } from '../../views/legend.js';
import { fieldControl, forgetProblems } from '../../views/controls.js';
import { styleOf } from '../../views/palette.js';
import { fold } from '../../views/rail.js';
import { html, kept, live, nothing, repeat } from '../../views/template.js';
import { wordFailure } from '../../views/word-error.js';

/** @import { App } from '../../context.js' */
/** @import { FieldValue, Look } from '../../views/controls.js' */
/** @import { Field, Setting, Values } from '../../state/settings.js' */
/** @import { Spec } from '../../../wasm/spec.d.ts' */

/** How many units the layers have: "100-50". @param {Spec} spec @returns {string} */
export const unitsOf = ({ model }) => model.layers.map(({ units }) => units).join('-');

/** A field whose default is that of a convention. @param {import('../../../wasm/spec.d.ts').Field} field @param {Spec} spec @returns {Field} */
export const byConvention = (field, { optimizer }) => ({ ...field, default: field.defaults[optimizer.convention] });

/** The field of a training set's size, which is at most what the set has beside the validation images. @param {App} app @param {Spec} spec @returns {Field} */
export function trainSizeField({ catalog }, { data }) {
  const { images, trainSize } = byKey(catalog.sets, data.set);
  return { ...byKey(catalog.spec.data, 'trainSize'), max: images - data.validationSize, default: trainSize };
}

/**
 * A rail's fields, by the lab's words or, where it has none, another's.
 * @param {App} app
 * @param {object} how
 * @param {string[]} how.words groups of strings: ['rate', 'race']
 * @param {Setting[]} how.settings the lab's
 * @param {Values} [how.values] what they are set to
 * @param {(key: string, value: FieldValue) => void} [how.set] one of them
 * @param {Spec} how.spec
 * @param {(message: string) => void} how.onProblem tells what is refused; '' when nothing is
 */
export function railFields(
  app,
  { words, settings, values = app.store.state.values, set = app.store.setValue, spec, onProblem },
) {
  /** @param {(group: string) => string} keyIn a string's key in a group */
  const wordFor = (keyIn) => keyIn(words.find((group) => app.has(keyIn(group))) ?? words[0]);
  const attempt = (/** @type {() => void} */ act) => {
    try {
      act();
      onProblem('');
    } catch (error) {
      onProblem(wordFailure(app, error));
    }
  };
  /** @template {FieldValue} T @param {Field} one @param {FieldValue} value @param {(value: T) => void} write @param {Look} [look] */
  const field = (one, value, write, look) =>
    fieldControl(app, one, {
      value,
      onChange: (/** @type {T} */ now) => attempt(() => write(now)),
      explain: wordFor((group) => `${group}.explain.${one.key}`),
      ...look,
    });
  return {
    attempt,
    field,
    /** @param {Field} one @param {string} path @param {Look} [look] */
    specField: (one, path, look) => field(one, valueAt(spec, path), (value) => app.store.setSpec(path, value), look),
    /** A hyper-parameter of a contestant that is an optimizer. @param {string} id @param {Field} one @param {FieldValue} value @param {Look} [look] */
    hyperField: (id, one, value, look) =>
      field(one, value, (now) => app.store.setEntrant(id, `optimizer.${one.key}`, now), look),
    /** One of the lab's own. @param {string} key @param {Look} [look] */
    setting: (key, look) =>
      field(byKey(settings, key), values[key], (value) => set(key, value), {
        label: app.t(wordFor((group) => `${group}.settings.${key}`)),
        ...look,
      }),
  };
}

/**
 * @typedef {object} Contestant as a rail lists one
 * @property {string} name
 * @property {string} figure what tells it from its like, in short
 * @property {boolean} [points] whether its marker is drawn
 * @property {() => Node | null} [explanation]
 * @property {() => string} [note] a line under its name
 * @property {string} unfold what its details are called
 * @property {string} [label] and, where that alone does not tell them from others'
 * @property {() => unknown} details
 */

/**
 * The contestants as a list of switches, those of one kind side by side. Who is chosen unfolds; there the first of a kind has a
 * button for another one.
 * @param {App} app
 * @param {object} list
 * @param {string} list.who the lab's setting that names those who are chosen
 * @param {readonly string[]} list.kinds in their order
 * @param {(kind: string) => unknown} [list.extra] which of these are left out until they are asked for
 * @param {(kind: string) => string} list.again what the button is called
 * @param {(id: string, kind: string) => Contestant} of
 */
export function contestantList({ store }, { who, kinds, extra = () => false, again }, of) {
  const chosen = /** @type {string[]} */ (store.state.values[who]);
  /** A link may name as many as a list has at most. */
  const full = chosen.length >= MOST_OF_A_KIND * kinds.length;
  const choose = (/** @type {string[]} */ list) => store.setValue(who, list);
  const ids = kinds.flatMap((kind) => [
    ...(chosen.includes(kind) || !extra(kind) ? [kind] : []),
    ...chosen.filter((id) => id !== kind && kindOf(id) === kind).sort(),
  ]);

  /** @param {string} id */
  const item = (id) => {
    const kind = kindOf(id);
    const on = chosen.includes(id);
    const { name, figure, points, explanation = () => null, note = () => '', unfold, label, details } = of(id, kind);
    const change = (/** @type {{ currentTarget: HTMLInputElement }} */ { currentTarget: { checked } }) =>
      choose(ids.filter((one) => (one === id ? checked : chosen.includes(one))));
    const said = on && note();
    const others = Array.from({ length: MOST_OF_A_KIND - 1 }, (_, n) => writeEntrant({ kind, number: n + 2 }));
    const next = !full && id === kind && others.find((other) => !chosen.includes(other));
    const another = () =>
      next
        ? html`<button type="button" class="button quiet" @click=${() => choose([...chosen, next])}>
            ${again(kind)}
          </button>`
        : nothing;
    return html`<li class=${on ? 'entrant chosen' : 'entrant'} data-entrant=${id}>
      <div class="entrant-line">
        <label class="entrant-name">
          <input
            type="checkbox"
            ?disabled=${full && !on}
            .checked=${live(on)}
            @change=${change}
          />${swatch({ ...styleOf(id), points })}<span>${name}</span>
        </label>
        <span class="entrant-rate figure muted">${figure}</span>${kept(name, explanation)}
      </div>
      ${said ? html`<p class="entrant-note muted">${said}</p>` : nothing}
      ${on ? fold(unfold, { label }, () => html`${details()} ${another()}`) : nothing}
    </li>`;
  };
  return html`<ul class="entrants">
    ${repeat(ids, (id) => id, item)}
  </ul>`;
}

/** What such a list is of where the contestants are optimizers. @param {App} app @param {string} words the lab's @param {(app: App, kind: string) => string} nameOf */
export const optimizersOf = (app, words, nameOf) => ({
  who: 'optimizers',
  kinds: app.catalog.optimizers.map(({ key }) => key),
  extra: (/** @type {string} */ kind) => byKey(app.catalog.optimizers, kind).extra,
  again: (/** @type {string} */ kind) => app.t(`${words}.again`, { name: nameOf(app, kind) }),
});

/**
 * The end of a rail: back to the settings of the start.
 * @param {App} app
 * @param {() => void} reset
 */
export function resetFoot(app, reset) {
  const click = (/** @type {{ currentTarget: Element }} */ { currentTarget }) => {
    const rail = currentTarget.closest('.rail-foot')?.parentElement;
    reset();
    if (rail) forgetProblems(rail);
    app.announce(app.t('page.resetDone'));
  };
  return html`<p class="rail-foot">
    <button type="button" class="button quiet" @click=${click}>${app.t('page.reset')}</button>
  </p>`;
}

/** "batches of 32, 10 epochs" @param {App} app @param {Spec} spec */
export const trainingNote = (app, { batchSize, epochs }) =>
  app.t('race.trainingNote', { batch: app.format.integer(batchSize), epochs: app.count('epochs', epochs) });
