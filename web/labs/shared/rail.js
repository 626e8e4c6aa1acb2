/** What the rails of the labs have in common: fields by their names, controls that follow, contestants, the foot. */
import { valueAt } from '../../state/paths.js';
import { swatch } from '../../views/legend.js';
import { made } from '../../views/template.js';
import { fieldControl } from '../../views/controls.js';
import { h } from '../../views/dom.js';
import { styleOf } from '../../views/palette.js';
import { wordFailure } from '../../views/word-error.js';

/** @import { App } from '../../context.js' */

/** @param {any[]} rows fields, or rows of a table of the catalog @param {string} key */
export const named = (rows, key) => rows.find((row) => row.key === key);

/** How many units the layers have: "100-50". @param {any} spec @returns {string} */
export const unitsOf = ({ model }) => model.layers.map((/** @type {any} */ { units }) => units).join('-');

/**
 * The field of a training set's size, which is at most what the set has beside the validation images.
 * @param {any} catalog
 * @param {any} spec
 */
export function trainSizeField(catalog, spec) {
  const set = named(catalog.sets, spec.data.set);
  const field = named(catalog.spec.data, 'trainSize');
  return { ...field, max: set.images - spec.data.validationSize, default: set.trainSize };
}

/**
 * Does what may be refused.
 * @param {App} app
 * @param {(message: string) => void} onProblem
 * @returns {(act: () => void) => void}
 */
export const attempting = (app, onProblem) => (act) => {
  try {
    act();
  } catch (error) {
    onProblem(wordFailure(app, error));
  }
};

/**
 * Controls that are kept while a rail's shape stays the same: their values follow what changes elsewhere.
 * @param {App} app
 * @param {any} store
 * @param {object} how
 * @param {() => any} how.spec whose fields they show
 * @param {(message: string) => void} how.onProblem
 * @param {(key: string) => string} how.explanationOf a field
 * @param {any} [how.options] of all controls
 */
export function boundControls(app, store, { spec, onProblem, explanationOf, options = {} }) {
  /** @type {{ control: import('../../views/controls.js').Control, read: () => any }[]} */
  const bound = [];
  const attempt = attempting(app, onProblem);

  /** @param {any} field @param {() => any} read @param {(value: any) => void} write @param {any} [own] options */
  const control = (field, read, write, own = {}) => {
    const made = fieldControl(app, field, {
      value: read(),
      onChange: (value) => attempt(() => write(value)),
      explain: explanationOf(field.key),
      ...options,
      ...own,
    });
    bound.push({ control: made, read });
    return made;
  };
  return {
    attempt,
    control,
    /** @param {any} field @param {string} path @param {any} [own] options */
    specField: (field, path, own) =>
      control(
        field,
        () => valueAt(spec(), path),
        (value) => store.setSpec(path, value),
        own,
      ),
    /** Takes over what has changed elsewhere; who is typing is left alone. */
    follow() {
      for (const { control: one, read } of bound) if (!one.contains(document.activeElement)) one.setValue(read());
    },
    /** What fields hold now, wherever the keyboard is. @param {string[]} keys */
    show(keys) {
      for (const { control: one, read } of bound) if (keys.includes(one.field.key)) one.setValue(read());
    },
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
 * @param {import('../../views/dom.js').Child} [entrant.explanation]
 * @param {(on: boolean) => void} toggle
 * @param {import('../../views/dom.js').Child[]} more what stands under its line
 */
export function entrantItem({ id, chosen, name, figure, points, explanation = null }, toggle, ...more) {
  const { color, dash, marker } = styleOf(id);
  const change = (/** @type {Event} */ { target }) => toggle(/** @type {HTMLInputElement} */ (target).checked);
  return h(
    'li',
    { class: chosen ? 'entrant chosen' : 'entrant', dataset: { entrant: id } },
    h(
      'div',
      { class: 'entrant-line' },
      h(
        'label',
        { class: 'entrant-name' },
        h('input', { type: 'checkbox', checked: chosen, on: { change } }),
        made(swatch({ color, dash, marker, points })),
        name,
      ),
      h('span', { class: 'entrant-rate figure muted' }, figure),
      explanation,
    ),
    ...more,
  );
}

/**
 * A button that lets another of the same kind run; null where there are four of it, or the contestant is not the first.
 * @param {{ id: string, kind: string, chosen: string[], label: string }} entrant
 * @param {(ids: string[]) => void} choose
 */
export function againButton({ id, kind, chosen, label }, choose) {
  const again = [2, 3, 4].map((n) => `${kind}-${n}`).find((other) => !chosen.includes(other));
  if (!again || id !== kind) return null;
  return h('button', { type: 'button', class: 'button quiet', on: { click: () => choose([...chosen, again]) } }, label);
}

/**
 * The end of a rail: back to the settings of the start.
 * @param {App} app
 * @param {() => void} reset
 * @param {(text: string) => void} [announce] to screen readers, where nobody else does
 */
export function resetFoot(app, reset, announce) {
  const click = () => {
    reset();
    announce?.(app.t('page.resetDone'));
  };
  const button = h('button', { type: 'button', class: 'button quiet', on: { click } }, app.t('page.reset'));
  return h('p', { class: 'rail-foot' }, button);
}
