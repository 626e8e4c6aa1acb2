/** Controls made from the catalog's fields: the form of a lab is a list of fields, nothing else. */
import { clear, h, setText, svg } from './dom.js';
import { explainIf } from './explain.js';
import { parseNumber } from './format.js';
import { formula } from './formula.js';
import { fromPosition, nudge, sliderRange, STEPS, toPosition } from './slider.js';

/** @import { App } from '../context.js' */

/**
 * @typedef {import('./slider.js').Field} Field
 * @typedef {object} ControlOptions
 * @property {any} value
 * @property {(value: any) => void} onChange with a value that is valid for the field; while a slider is dragged as well
 * @property {string} [label] the field's name in the catalog without it
 * @property {string} [explain] key of a text for a "?" beside the label; no button where there is no such text
 * @property {string} [unit] 'épocas', '%'
 * @property {(option: any) => string} [optionLabel] how a choice's option is called
 * @property {boolean} [slider] false: only the box
 * @property {boolean} [symbol] false: without the field's TeX symbol
 * @property {boolean} [disabled]
 * @typedef {HTMLElement & { setValue: (value: any) => void, setDisabled: (disabled: boolean) => void,
 *   field: Field }} Control
 * @typedef {{ nodes: Node[], line?: Node, show: (value: any) => void, inputs: () => (HTMLInputElement |
 *   HTMLSelectElement | HTMLButtonElement)[], id: string, stacked?: boolean }} Part
 */

/**
 * One field with its name, its value, its default and a way back to it. A wrong input is told in words beside the
 * field, with the allowed range, and the last good value stays.
 * @param {App} app
 * @param {Field} field
 * @param {ControlOptions} options
 * @returns {Control}
 */
export function fieldControl(app, field, options) {
  const label = options.label ?? app.t(`catalog.fields.${field.key}`);
  const error = h('p', { class: 'field-error', role: 'alert', id: app.uniqueId('error') });
  const part = builders[field.kind](app, field, { ...options, label, error });
  const name = h(
    'div',
    { class: 'field-name' },
    h('label', { for: part.id }, label),
    ' ',
    h(
      'span',
      { class: 'field-marks' },
      field.symbol && options.symbol !== false ? h('span', { class: 'field-symbol' }, formula(field.symbol)) : null,
      options.explain ? explainIf(app, options.explain, { about: label }) : null,
    ),
  );
  const unit = options.unit ? h('span', { class: 'field-unit' }, options.unit) : null;
  const element = /** @type {Control} */ (
    /** @type {unknown} */ (
      h(
        'div',
        {
          class: part.stacked ? 'field stacked' : 'field',
          dataset: { key: field.key, kind: field.kind },
        },
        h('div', { class: 'field-line' }, name, part.line, unit),
        part.nodes,
        error,
      )
    )
  );
  element.field = field;
  element.setValue = (value) => {
    setText(error, '');
    part.inputs().forEach((input) => input.removeAttribute('aria-invalid'));
    part.show(value);
  };
  element.setDisabled = (disabled) => part.inputs().forEach((input) => (input.disabled = disabled));
  element.setValue(options.value);
  if (options.disabled) element.setDisabled(true);
  return element;
}

/** @typedef {ControlOptions & { label: string, error: HTMLElement }} Full */

/** @type {Record<Field['kind'], (app: App, field: Field, options: Full) => Part>} */
const builders = { integer: numeric, real: numeric, flag, choice, list, text };

/** @param {App} app @param {Field} field @returns {{ min: string, max: string, value: string }} */
function rangeOf(app, field) {
  return {
    min: app.format.plain(field.min ?? -Infinity),
    max: app.format.plain(field.max ?? Infinity),
    value: app.format.plain(field.default),
  };
}

/** What is wrong with a text as this field's value; '' when nothing is. @param {App} app @param {Field} field @param {string} text */
export function problemOf(app, field, text) {
  const value = parseNumber(text, { whole: field.kind === 'integer' });
  const range = rangeOf(app, field);
  if (Number.isNaN(value)) return app.t(field.kind === 'integer' ? 'views.notWhole' : 'views.notNumber', range);
  if (field.kind === 'integer' && !Number.isInteger(value)) return app.t('views.notWhole', range);
  const { min = -Infinity, max = Infinity } = field;
  return value < min || value > max ? app.t('views.outOfRange', range) : '';
}

/**
 * A box for a number that tells what is wrong.
 * @param {App} app
 * @param {Field} field
 * @param {Full} options
 * @param {(x: number) => void} good
 */
function numberBox(app, field, { error }, good) {
  const read = () => parseNumber(input.value, { whole: field.kind === 'integer' });
  const check = () => {
    const problem = problemOf(app, field, input.value);
    setText(error, problem);
    if (problem) input.setAttribute('aria-invalid', 'true');
    else input.removeAttribute('aria-invalid');
    return !problem;
  };
  const input = h('input', {
    type: 'text',
    inputMode: field.kind === 'integer' ? 'numeric' : 'decimal',
    autocomplete: 'off',
    spellcheck: false,
    'aria-describedby': error.id,
    on: {
      change: () => check() && good(read()),
      // A mistake is told when the box is left, but taken back as soon as it is mended.
      input: () => input.hasAttribute('aria-invalid') && check(),
      keydown: (/** @type {KeyboardEvent} */ event) => {
        const direction = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
        if (!direction || problemOf(app, field, input.value)) return;
        event.preventDefault();
        good(nudge(field, read(), direction));
      },
    },
  });
  return input;
}

/** @param {App} app @param {Field} field @param {Full} options @returns {Part} */
function numeric(app, field, options) {
  const { label, onChange, error } = options;
  const id = app.uniqueId('field');
  const range = sliderRange(field);
  const fixed = field.min === field.max;
  let present = field.default;
  const set = (/** @type {number} */ value) => {
    const changed = !Object.is(value, present);
    show(value);
    if (changed) onChange(value);
  };
  const input = numberBox(app, field, options, set);
  input.id = id;
  const hint = h(
    'span',
    { class: 'visually-hidden', id: app.uniqueId('hint') },
    app.t('views.range', rangeOf(app, field)),
  );
  input.setAttribute('aria-describedby', `${hint.id} ${error.id}`);
  input.title = hint.textContent ?? '';
  const slider = h('input', {
    type: 'range',
    min: '0',
    max: String(STEPS),
    step: '1',
    'aria-label': app.t('views.slider', { label }),
    on: { input: () => set(fromPosition(field, Number(slider.value), range)) },
  });
  const mark = h('span', { class: 'default-mark', style: { '--at': toPosition(field, field.default, range) / STEPS } });
  const reset = resetButton(app, app.format.plain(field.default), () => {
    input.focus(); // the button goes
    set(field.default);
  });
  const show = (/** @type {number} */ value) => {
    present = value;
    input.value = app.format.plain(value);
    input.removeAttribute('aria-invalid');
    setText(error, '');
    const position = toPosition(field, value, range);
    slider.value = String(position);
    slider.style.setProperty('--fill', String(position / STEPS));
    slider.setAttribute('aria-valuetext', app.format.plain(value));
    reset.hidden = Object.is(value, field.default);
  };
  const slides = options.slider !== false && !fixed;
  const row = h(
    'div',
    { class: 'field-slide' },
    slides ? h('div', { class: 'field-track' }, mark, slider) : h('span'),
    reset,
  );
  return { id, line: input, nodes: [slides || !fixed ? row : hint, hint], show, inputs: () => [input, slider, reset] };
}

/** @param {App} app @param {string} value @param {() => void} click */
function resetButton(app, value, click) {
  const arrow = svg(
    'svg',
    { viewBox: '0 0 12 12', 'aria-hidden': 'true' },
    svg('path', { d: 'M2.5 1v3.2h3.2M2.7 4.1A4.2 4.2 0 1 1 2 7.2' }),
  );
  return h(
    'button',
    {
      type: 'button',
      class: 'field-reset',
      'aria-label': app.t('views.reset', { value }),
      title: app.t('views.reset', { value }),
      hidden: true,
      on: { click },
    },
    arrow,
    value,
  );
}

/** @param {App} app @param {Field} field @param {Full} options @returns {Part} */
function flag(app, field, { onChange }) {
  const id = app.uniqueId('field');
  const input = h('input', {
    type: 'checkbox',
    role: 'switch',
    class: 'switch',
    id,
    on: { change: () => onChange(input.checked) },
  });
  return { id, line: input, nodes: [], show: (value) => (input.checked = Boolean(value)), inputs: () => [input] };
}

/** How an option of a choice is called where the caller does not say. @param {App} app @param {Field} field @param {any} option */
function optionName(app, field, option) {
  const tables = { activation: 'activations', initializer: 'initializers', set: 'sets', convention: 'conventions' };
  const table = /** @type {Record<string, string>} */ (tables)[field.key] ?? 'options';
  return app.t(`catalog.${table}.${option}`);
}

/** @param {App} app @param {Field} field @param {Full} options @returns {Part} */
function choice(app, field, { onChange, optionLabel, error }) {
  const id = app.uniqueId('field');
  const values = field.options ?? [];
  const names = values.map((option) => (optionLabel ? optionLabel(option) : optionName(app, field, option)));
  const select = h(
    'select',
    {
      id,
      'aria-describedby': error.id,
      on: { change: () => onChange(values[select.selectedIndex]) },
    },
    names.map((name, i) => h('option', { value: String(values[i]) }, name)),
  );
  const show = (/** @type {any} */ value) => (select.selectedIndex = values.indexOf(value));
  // A long name wants the whole width.
  return { id, line: select, nodes: [], show, inputs: () => [select], stacked: names.some((name) => name.length > 16) };
}

/** @param {App} app @param {Field} field @param {Full} options @returns {Part} */
function text(app, field, { onChange }) {
  const id = app.uniqueId('field');
  const input = h('input', { type: 'text', id, autocomplete: 'off', on: { change: () => onChange(input.value) } });
  return { id, line: input, nodes: [], show: (value) => (input.value = value ?? ''), inputs: () => [input] };
}

/** Numbers in boxes, one more by a button. @param {App} app @param {Field} field @param {Full} options @returns {Part} */
function list(app, field, options) {
  const { label, onChange } = options;
  const id = app.uniqueId('field');
  /** @type {Field} */
  const item = { kind: 'real', min: field.min, max: field.max, ...field.of, key: field.key };
  /** @type {number[]} */
  let values = [];
  const change = (/** @type {number[]} */ next, focus = -1) => {
    show(next);
    // First the focus: whoever makes the rail anew then keeps it where it belongs.
    if (focus >= 0) items.querySelectorAll('input')[focus]?.focus();
    else if (focus === -2) add.focus();
    onChange(next);
  };
  const items = h('ul', { class: 'field-list' });
  const add = h(
    'button',
    {
      type: 'button',
      id,
      class: 'button quiet',
      'aria-label': `${app.t('views.add')}: ${label}`,
      on: {
        click: () => change([...values, values.at(-1) ?? item.default ?? Math.max(0, item.min ?? 0)], values.length),
      },
    },
    `+ ${app.t('views.add')}`,
  );
  const show = (/** @type {number[]} */ next) => {
    values = [...(next ?? [])];
    clear(
      items,
      values.map((value, index) => {
        const input = numberBox(app, item, options, (x) => change(values.with(index, x), index));
        input.value = app.format.plain(value);
        input.setAttribute('aria-label', app.t('views.item', { label, index: index + 1 }));
        const remove = h(
          'button',
          {
            type: 'button',
            'aria-label': app.t('views.remove', { value: app.format.plain(value) }),
            on: {
              click: () =>
                change(
                  values.filter((_, i) => i !== index),
                  -2,
                ),
            },
          },
          '×',
        );
        return h('li', null, input, remove);
      }),
    );
    items.hidden = values.length === 0;
  };
  const inputs = () => [add, ...items.querySelectorAll('input'), ...items.querySelectorAll('button')];
  return { id, line: add, nodes: [items], show, inputs };
}
