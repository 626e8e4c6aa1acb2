/** A lab's frame: the rail of controls, which on narrow screens is a sheet that a button brings up, and the stage. */
import { append, clear, h, on } from './dom.js';

/** @import { App } from '../context.js' */

/**
 * @param {App} app
 * @param {HTMLElement} host
 * @param {{ controls?: string }} [options] what the rail is called
 * @returns {{ rail: HTMLElement, stage: HTMLElement, open: () => void, close: () => void, destroy: () => void }} rail
 *   is where groups go
 */
export function createFrame(app, host, { controls = app.t('views.controls') } = {}) {
  const id = app.uniqueId('rail');
  const opener = h(
    'button',
    {
      type: 'button',
      class: 'button rail-open',
      'aria-expanded': 'false',
      'aria-controls': id,
      on: { click: () => open() },
    },
    controls,
  );
  const closer = h(
    'button',
    {
      type: 'button',
      class: 'button quiet',
      'aria-label': app.t('views.closeControls'),
      on: { click: () => close() },
    },
    app.t('views.close'),
  );
  const rail = h('div', { class: 'rail-content' });
  const sheet = h(
    'section',
    { class: 'rail', id, 'aria-label': controls, tabIndex: -1 },
    h('div', { class: 'rail-head' }, h('span', null, controls), closer),
    rail,
  );
  const stage = h('div', { class: 'stage' });
  const open = () => {
    sheet.dataset.open = '';
    opener.setAttribute('aria-expanded', 'true');
    // It is still hidden in this frame, and what is hidden takes no focus.
    requestAnimationFrame(() => closer.focus({ preventScroll: true }));
  };
  const close = () => {
    if (!('open' in sheet.dataset)) return;
    delete sheet.dataset.open;
    opener.setAttribute('aria-expanded', 'false');
    opener.focus({ preventScroll: true });
  };
  // The key closes what is on top, which may be an explanation.
  const explains = () => sheet.querySelector('.explain[aria-expanded="true"]') !== null;
  const stops = [
    on(sheet, 'keydown', (event) => event.key === 'Escape' && !explains() && !event.defaultPrevented && close()),
    on(document, 'pointerdown', ({ target }) => {
      const inside = sheet.contains(target) || opener.contains(target);
      if (!inside) {
        delete sheet.dataset.open;
        opener.setAttribute('aria-expanded', 'false');
      }
    }),
  ];
  clear(host, h('div', { class: 'lab' }, sheet, stage, opener));
  return { rail, stage, open, close, destroy: () => stops.forEach((stop) => stop()) };
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
