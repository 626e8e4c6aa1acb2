/** What the rails of the labs have in common: fields by their names, contestants, the foot. */
import { kindOf } from '../../state/entrants.js';
import { valueAt } from '../../state/paths.js';
import { byKey } from '../../state/settings.js';
import { swatch } from '../../views/legend.js';
import { fieldControl, forgetProblems } from '../../views/controls.js';
import { styleOf } from '../../views/palette.js';
import { html, kept, live, nothing } from '../../views/template.js';
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
    /** One of the lab's own. @param {string} key @param {Look} [look] */
    setting: (key, look) =>
      field(byKey(settings, key), values[key], (value) => set(key, value), {
        label: app.t(wordFor((group) => `${group}.settings.${key}`)),
        ...look,
      }),
  };
}

/**
 * A contestant in a list of switches.
 * @param {object} entrant
 * @param {string} entrant.id
 * @param {boolean} entrant.chosen
 * @param {string} entrant.name
 * @param {string} entrant.figure what tells it from its like, in short
 * @param {boolean} [entrant.points] whether its marker is drawn
 * @param {() => Node | null} [entrant.explanation]
 * @param {(on: boolean) => void} toggle
 * @param {unknown} more what stands under its line
 */
export function entrantItem({ id, chosen, name, figure, points, explanation = () => null }, toggle, more) {
  const { color, dash, marker } = styleOf(id);
  const change = (/** @type {{ currentTarget: HTMLInputElement }} */ { currentTarget }) =>
    toggle(currentTarget.checked);
  return html`<li class=${chosen ? 'entrant chosen' : 'entrant'} data-entrant=${id}>
    <div class="entrant-line">
      <label class="entrant-name">
        <input
          type="checkbox"
          .checked=${live(chosen)}
          @change=${change}
        />${swatch({ color, dash, marker, points })}<span>${name}</span>
      </label>
      <span class="entrant-rate figure muted">${figure}</span>${kept(name, explanation)}
    </div>
    ${more}
  </li>`;
}

/**
 * The optimizers that a rail lists, those of one kind side by side, and what chooses among them.
 * @param {App} app
 */
export function optimizerList({ catalog, store }) {
  const { optimizers: chosen } = /** @type {{ optimizers: string[] }} */ (store.state.values);
  const ids = catalog.optimizers.flatMap(({ key, extra }) => [
    ...(extra && !chosen.includes(key) ? [] : [key]),
    ...chosen.filter((id) => id !== key && kindOf(id) === key).sort(),
  ]);
  const choose = (/** @type {string[]} */ list) => store.setValue('optimizers', list);
  /** @param {string} id @param {boolean} on */
  const toggle = (id, on) => choose(ids.filter((one) => (one === id ? on : chosen.includes(one))));
  return { ids, chosen, choose, toggle };
}

/** What a line under a contestant's name says. @param {string} text */
export const entrantNote = (text) => (text ? html`<p class="entrant-note muted">${text}</p>` : nothing);

/**
 * A button that lets another of the same kind run; nothing where there are four of it, or the contestant is not the first.
 * @param {{ id: string, kind: string, chosen: string[], label: string }} entrant
 * @param {(ids: string[]) => void} choose
 */
export function againButton({ id, kind, chosen, label }, choose) {
  const again = [2, 3, 4].map((n) => `${kind}-${n}`).find((other) => !chosen.includes(other));
  if (!again || id !== kind) return nothing;
  return html`<button type="button" class="button quiet" @click=${() => choose([...chosen, again])}>${label}</button>`;
}

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
