/** Controls made from the catalog's fields: the form of a lab is a list of fields, nothing else. */
import { explainIf } from './explain.js';
import { parseNumber } from './format.js';
import { formula } from './formula.js';
import { fromPosition, leap, neighbour, nudge, problemOf, rangeOf, sliderRange, STEPS, toPosition } from './slider.js';
import { AsyncDirective, directive, html, kept, live, noChange, nothing, vars } from './template.js';

/** @import { App } from '../context.js' */

/**
 * @typedef {import('../state/settings.js').Field} Field
 * @typedef {import('../state/settings.js').FieldValue} FieldValue
 *
 * @typedef {object} Look
 * @property {string} [label] the field's name in the catalog without it
 * @property {string} [explain] key of a text for a "?" beside the label; no button where there is no such text
 * @property {string} [unit] 'épocas', '%'
 * @property {(option: string) => string} [optionLabel] how a choice's option is called
 * @property {boolean} [slider] false: only the box
 * @property {boolean} [symbol] false: without the field's TeX symbol
 *
 * onChange gets a value that is valid for the field, while a slider is dragged as well.
 * @typedef {Look & { value: FieldValue, onChange(value: FieldValue): void }} ControlOptions
 *
 * @typedef {object} Self what a control knows beside what it is told
 * @property {string} id of what its label is for
 * @property {string} problem what is wrong with the text of a box
 * @property {number} at which of a list's boxes that is
 * @property {boolean} asked whether something has been asked for, which may have been refused: boxes then show what holds
 * @property {string[]} texts what boxes show, but for what is being typed
 * @property {() => unknown} refresh
 *
 * @typedef {object} Parts
 * @property {unknown} line beside the name
 * @property {unknown} [below]
 * @property {boolean} [stacked]
 *
 * @typedef {ControlOptions & { label: string, self: Self, send: (value: FieldValue) => void }} Full
 * @typedef {{ currentTarget: HTMLInputElement }} At
 */

/**
 * One field with its name, its value, its default and a way back to it. A wrong input is told in words beside the
 * field, with the allowed range, and the last good value stays.
 */
export const fieldControl = directive(
  class extends AsyncDirective {
    /** @type {Self} */
    #self = { id: '', problem: '', at: 0, asked: false, texts: [], refresh: () => {} };
    #shown = '';

    /** @param {App} app @param {Field} field @param {ControlOptions} options */
    render(app, field, options) {
      const self = this.#self;
      self.id ||= app.uniqueId('field');
      if (self.asked || this.#shown !== String(options.value)) self.problem = '';
      this.#shown = String(options.value);
      const label = options.label ?? app.t(`catalog.fields.${field.key}`);
      const full = { ...options, label, self, send: (/** @type {FieldValue} */ value) => send(value, options, self) };
      const draw = () => {
        const drawn = control(app, field, full);
        self.asked = false;
        return drawn;
      };
      self.refresh = () => this.isConnected && this.setValue(draw());
      return draw();
    }
  },
);

/** Asks for a value; what then holds is shown, whether that is it or not. @param {FieldValue} value @param {ControlOptions} options @param {Self} self */
function send(value, options, self) {
  self.asked = true;
  self.problem = '';
  if (String(value) !== String(options.value)) options.onChange(value);
  if (self.asked) self.refresh();
}

/** Gives up what boxes hold that is refused, where all goes back to what it was. @param {Element} root */
export function forgetProblems(root) {
  for (const box of root.querySelectorAll('[aria-invalid]')) box.dispatchEvent(new Event('forget'));
}

/** @param {App} app @param {Field} field @param {Full} options */
function control(app, field, options) {
  const { label, explain = '', unit, self } = options;
  const { line, below = nothing, stacked } = builders[field.kind](app, field, options);
  const symbol = options.symbol === false ? '' : (field.symbol ?? '');
  return html`<div class=${stacked ? 'field stacked' : 'field'} data-key=${field.key} data-kind=${field.kind}>
    <div class="field-line">
      <div class="field-name">
        <label for=${self.id}>${label}</label>
        <span class="field-marks"
          >${symbol ? html`<span class="field-symbol">${kept(symbol, () => formula(symbol))}</span>` : nothing}${kept(
            explain,
            () => explainIf(app, explain, { about: label }),
          )}</span
        >
      </div>
      ${line} ${unit ? html`<span class="field-unit">${unit}</span>` : nothing}
    </div>
    ${below}
    <p class="field-error" role="alert" id=${`${self.id}-error`} .textContent=${self.problem}></p>
  </div>`;
}

/** @type {Record<string, (app: App, field: Field, options: Full) => Parts>} */
const builders = { integer: numeric, real: numeric, flag, choice, list };

/**
 * A box for a number that tells what is wrong. Who is typing is left alone: it is written into when the value changes.
 * @param {App} app
 * @param {Field} field
 * @param {Full} options
 * @param {{ value: number, send: (x: number) => void, at?: number, id?: string, label?: string, hint?: string }} box at: which
 *   of a list's
 */
function numberBox(app, field, { self }, { value, send: good, at = 0, id, label, hint = '' }) {
  const wrong = self.problem !== '' && self.at === at;
  const text = app.format.plain(value);
  const stands = !self.asked && self.texts[at] === text;
  self.texts[at] = text;
  const read = (/** @type {string} */ typed) => parseNumber(typed, { whole: field.kind === 'integer' });
  const check = (/** @type {string} */ typed) => {
    Object.assign(self, { problem: problemOf(app, field, typed), at });
    if (self.problem || wrong) self.refresh();
    return !self.problem;
  };
  const change = (/** @type {At} */ { currentTarget: { value: typed } }) => check(typed) && good(read(typed));
  const key = (/** @type {KeyboardEvent & At} */ event) => {
    const direction = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
    const typed = event.currentTarget.value;
    if (!direction || problemOf(app, field, typed)) return;
    event.preventDefault();
    good(nudge(field, read(typed), direction));
  };
  const forget = () => {
    self.problem = '';
    self.asked = true;
    self.refresh();
  };
  // A mistake is told when the box is left, but taken back as soon as it is mended.
  return html`<input
    type="text"
    id=${id ?? nothing}
    inputmode=${field.kind === 'integer' ? 'numeric' : 'decimal'}
    autocomplete="off"
    spellcheck="false"
    title=${hint || nothing}
    aria-label=${label ?? nothing}
    aria-invalid=${wrong ? 'true' : nothing}
    aria-describedby=${`${hint && `${self.id}-hint `}${self.id}-error`}
    .value=${stands ? noChange : live(text)}
    @change=${change}
    @input=${(/** @type {At} */ { currentTarget }) => wrong && check(currentTarget.value)}
    @keydown=${key}
    @forget=${forget}
  />`;
}

/** Which way an arrow or a page key leads on a slider; 0 for other keys. @param {KeyboardEvent} event @returns {1 | -1 | 0} */
const arrowOf = ({ key }) =>
  key === 'ArrowRight' || key === 'ArrowUp' || key === 'PageUp'
    ? 1
    : key === 'ArrowLeft' || key === 'ArrowDown' || key === 'PageDown'
      ? -1
      : 0;

/** @param {App} app @param {Field} field @param {Full} options @returns {Parts} */
function numeric(app, field, options) {
  const { label, self } = options;
  const value = /** @type {number} */ (options.value);
  const standard = /** @type {number} */ (field.default);
  const range = sliderRange(field);
  const fixed = field.min === field.max;
  const position = toPosition(field, value, range);
  const hint = app.t('views.range', rangeOf(app, field));
  const drag = (/** @type {At} */ { currentTarget }) =>
    options.send(fromPosition(field, Number(currentTarget.value), range));
  const key = (/** @type {KeyboardEvent} */ event) => {
    const direction = arrowOf(event);
    if (!direction || event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    options.send((event.key.startsWith('Page') ? leap : neighbour)(field, value, direction, range));
  };
  const slider = () =>
    html`<div class="field-track">
      <span class="default-mark" ${vars({ '--at': toPosition(field, standard, range) / STEPS })}></span>
      <input
        type="range"
        min="0"
        max=${STEPS}
        step="1"
        aria-label=${app.t('views.slider', { label })}
        aria-valuetext=${app.format.plain(value)}
        .value=${live(String(position))}
        ${vars({ '--fill': position / STEPS })}
        @input=${drag}
        @keydown=${key}
      />
    </div>`;
  const line = numberBox(app, field, options, { value, send: options.send, id: self.id, hint });
  const row = html`<div class="field-slide">
    ${options.slider === false ? html`<span></span>` : slider()}
    ${Object.is(value, standard) ? nothing : resetButton(app, standard, options)}
  </div>`;
  return {
    line,
    below: html`${fixed ? nothing : row}<span class="visually-hidden" id=${`${self.id}-hint`}>${hint}</span>`,
  };
}

/** @param {App} app @param {number} standard @param {Full} options */
function resetButton(app, standard, { send: reset }) {
  const value = app.format.plain(standard);
  const name = app.t('views.reset', { value });
  const click = (/** @type {At} */ { currentTarget }) => {
    currentTarget.closest('.field')?.querySelector('input')?.focus(); // the button goes
    reset(standard);
  };
  return html`<button type="button" class="field-reset" aria-label=${name} title=${name} @click=${click}>
    <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
      <path d="M2.5 1v3.2h3.2M2.7 4.1A4.2 4.2 0 1 1 2 7.2" /></svg
    >${value}
  </button>`;
}

/** @param {App} app @param {Field} field @param {Full} options @returns {Parts} */
function flag(app, field, { value, self, send: set }) {
  return {
    line: html`<input
      type="checkbox"
      role="switch"
      class="switch"
      id=${self.id}
      .checked=${live(Boolean(value))}
      @change=${(/** @type {At} */ { currentTarget }) => set(currentTarget.checked)}
    />`,
  };
}

/** How an option of a choice is called where the caller does not say. @param {App} app @param {Field} field @param {string} option */
function optionName(app, field, option) {
  const tables = { activation: 'activations', initializer: 'initializers', set: 'sets', convention: 'conventions' };
  const table = /** @type {Record<string, string>} */ (tables)[field.key] ?? 'options';
  return app.t(`catalog.${table}.${option}`);
}

/** @param {App} app @param {Field} field @param {Full} options @returns {Parts} */
function choice(app, field, { value, optionLabel, self, send: choose }) {
  const options = field.options ?? [];
  const names = options.map((option) => (optionLabel ? optionLabel(option) : optionName(app, field, option)));
  const change = (/** @type {{ currentTarget: HTMLSelectElement }} */ { currentTarget }) =>
    choose(options[currentTarget.selectedIndex]);
  return {
    line: html`<select id=${self.id} aria-describedby=${`${self.id}-error`} @change=${change}>
      ${options.map(
        (option, n) => html`<option value=${option} .selected=${live(option === value)}>${names[n]}</option>`,
      )}
    </select>`,
    // A long name wants the whole width.
    stacked: names.some((name) => name.length > 16),
  };
}

/** Numbers in boxes, one more by a button. @param {App} app @param {Field} field @param {Full} options @returns {Parts} */
function list(app, field, options) {
  const { label, self, send: change } = options;
  const values = /** @type {number[]} */ (options.value ?? []);
  /** @type {Field} */
  const item = { ...field, kind: 'real', default: Math.max(0, field.min ?? 0) };
  const add = (/** @type {{ currentTarget: Element }} */ { currentTarget }) => {
    change([...values, /** @type {number} */ (values.at(-1) ?? item.default)]);
    const boxes = currentTarget.closest('.field')?.querySelectorAll('input');
    boxes?.[values.length]?.focus();
  };
  const box = (/** @type {number} */ value, /** @type {number} */ at) =>
    numberBox(app, item, options, {
      value,
      at,
      send: (x) => change(values.with(at, x)),
      label: app.t('views.item', { label, index: at + 1 }),
    });
  return {
    line: html`<button
      type="button"
      id=${self.id}
      class="button quiet"
      aria-label=${`${app.t('views.add')}: ${label}`}
      @click=${add}
    >
      + ${app.t('views.add')}
    </button>`,
    below: html`<ul class="field-list" ?hidden=${values.length === 0}>
      ${values.map(
        (value, at) =>
          html`<li>
            ${box(value, at)}<button
              type="button"
              aria-label=${app.t('views.remove', { value: app.format.plain(value) })}
              @click=${() => change(values.filter((_, n) => n !== at))}
            >
              ×
            </button>
          </li>`,
      )}
    </ul>`,
  };
}
