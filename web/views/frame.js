/** A lab's frame: the rail of controls, which on narrow screens is a dialog that a button brings up, and the stage. */
import { append, clear, h } from './dom.js';

/** @import { App } from '../context.js' */

/**
 * @param {App} app
 * @param {HTMLElement} host
 * @returns {{ rail: HTMLElement, stage: HTMLElement, destroy: () => void }} rail is where groups go
 */
export function createFrame(app, host) {
  const controls = app.t('views.controls');
  const button = (/** @type {string} */ kind, /** @type {string} */ text, /** @type {() => void} */ click) =>
    h('button', { type: 'button', class: `button ${kind}`, on: { click } }, text);
  const opener = button('rail-open', controls, open);
  opener.ariaHasPopup = 'dialog';
  const closer = button('quiet', app.t('views.close'), () => sheet.close());
  closer.ariaLabel = app.t('views.closeControls');
  const rail = h('div', { class: 'rail-content' });
  const section = h(
    'section',
    // It scrolls, and would be a stop; but what it holds can be reached.
    { class: 'rail', 'aria-label': controls, tabIndex: -1 },
    h('div', { class: 'rail-head' }, h('span', null, controls), closer),
    rail,
  );
  const place = h('div', { class: 'rail-place' }, section);
  const stage = h('div', { class: 'stage' });
  const sheet = h('dialog', {
    class: 'rail-sheet',
    'aria-label': controls,
    // What the sheet leaves free closes it.
    on: {
      close: () => place.append(section),
      click: (/** @type {MouseEvent} */ { target }) => target === sheet && sheet.close(),
    },
  });
  const lab = h('div', { class: 'lab' }, place, stage, opener, sheet);

  function open() {
    // As wide as the app, which need not have the window to itself.
    const { left, width } = lab.getBoundingClientRect();
    Object.assign(sheet.style, { left: `${left}px`, width: `${width}px` });
    sheet.append(section);
    sheet.showModal();
    // By hand: what has `autofocus` is refused within another page.
    closer.focus({ preventScroll: true });
  }

  // Where there is room for the rail there is no button, and no sheet.
  const sizes = new ResizeObserver(() => sheet.open && !opener.checkVisibility() && sheet.close());
  sizes.observe(lab);
  clear(host, lab);
  return { rail, stage, destroy: () => sizes.disconnect() };
}

/** What fills a fold that has not been opened yet. @type {WeakMap<Element, () => void>} */
const unfilled = new WeakMap();

/**
 * A part that unfolds. What is inside is made when it is first opened: a rail has dozens of fields, of which few are
 * seen.
 * @param {Record<string, any>} props of the details; `dataset.entrant` tells those of one name apart
 * @param {HTMLElement} summary
 * @param {() => import('./dom.js').Child} make what is inside
 */
export function fold(props, summary, make) {
  const element = h('details', props, summary);
  unfilled.set(element, () => {
    unfilled.delete(element);
    append(element, make());
  });
  const fill = () => unfilled.get(element)?.();
  if (element.open) fill();
  // By a click it is filled before it opens, by a search in the page as it does.
  summary.addEventListener('click', fill);
  element.addEventListener('toggle', () => element.open && fill());
  return element;
}

/** Opens or closes a fold now; its own event comes later. @param {HTMLDetailsElement} element @param {boolean} open */
export function setOpen(element, open) {
  element.open = open;
  if (open) unfilled.get(element)?.();
}

/**
 * A group of controls under its name, folded unless told otherwise.
 * @param {string} title
 * @param {{ open?: boolean, note?: string, onToggle?: (open: boolean) => void }} options note: what a folded group says
 *   of its contents, at the right
 * @param {...(import('./dom.js').Child | (() => import('./dom.js').Child))} children a function is called when the
 *   group is first opened
 * @returns {HTMLDetailsElement & { setNote: (note: string) => void, body: HTMLElement }}
 */
export function group(title, { open = false, note = '', onToggle } = {}, ...children) {
  const noteElement = h('span', { class: 'summary-note' }, note);
  const body = h('div', { class: 'rail-body' });
  const make = () => {
    append(
      body,
      children.map((child) => (typeof child === 'function' ? child() : child)),
    );
    return body;
  };
  const element = fold({ class: 'rail-group', open }, h('summary', null, title, noteElement), make);
  if (onToggle) element.addEventListener('toggle', () => onToggle(element.open));
  const setNote = (/** @type {string} */ text) => void (noteElement.textContent = text);
  return Object.assign(element, { setNote, body });
}
