/**
 * What a rail of controls is made of. A rail is a template of what the state is, rendered again after every change of it: what
 * has not changed is not touched, and so stay the place of the keyboard, the slider under a finger, the scroll and the folds.
 */
import { AsyncDirective, directive, html, nothing } from './template.js';

/** @import { App } from '../context.js' */

/**
 * @typedef {object} FoldOptions
 * @property {string} [kind] its class
 * @property {boolean} [open] at first
 * @property {string} [note] what it says of its contents when it is folded, at the right
 * @property {string} [label] its name where the title alone does not tell it from others
 * @property {string} [part] as an embed's link names it, to go without
 */

/** A part that unfolds. What is inside is made when it is first opened: a rail has dozens of fields, of which few are seen. */
export const fold = directive(
  class extends AsyncDirective {
    #made = false;
    #draw = () => /** @type {unknown} */ (nothing);

    /** @param {string} title @param {FoldOptions} options @param {() => unknown} make what is inside */
    render(title, { kind = 'entrant-details', open = false, note = '', label, part }, make) {
      this.#made ||= open;
      // By a click it is filled before it opens, by a search in the page as it does.
      const fill = () => {
        if (this.#made) return;
        this.#made = true;
        this.setValue(this.#draw());
      };
      const toggle = (/** @type {{ currentTarget: HTMLDetailsElement }} */ { currentTarget }) =>
        currentTarget.open && fill();
      const said = note ? html`<span class="summary-note">${note}</span>` : nothing;
      this.#draw = () =>
        html`<details class=${kind} data-part=${part ?? nothing} ?open=${open} @toggle=${toggle}>
          <summary aria-label=${label ?? nothing} @click=${fill}><span>${title}</span>${said}</summary>
          ${this.#made ? make() : nothing}
        </details>`;
      return this.#draw();
    }
  },
);

/**
 * A group of controls under its name, folded unless told otherwise. An app may go without it: `rail.data` is the group that is
 * called 'race.groups.data'.
 * @param {App} app
 * @param {string} key of its name
 * @param {Pick<FoldOptions, 'open' | 'note'>} options
 * @param {() => unknown} make what is inside
 */
export function group(app, key, options, make) {
  const part = `rail.${key.split('.').at(-1)}`;
  if (!app.shows(part)) return nothing;
  return fold(app.t(key), { kind: 'rail-group', part, ...options }, () => html`<div class="rail-body">${make()}</div>`);
}

/** Opens or closes a fold now; its own event comes later. @param {HTMLDetailsElement} element @param {boolean} open */
export function setOpen(element, open) {
  element.open = open;
  element.dispatchEvent(new Event('toggle'));
}
