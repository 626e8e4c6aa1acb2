/** A lab's frame: the rail of controls, which on narrow screens is a dialog that a button brings up, and the stage. */
import { clear, h } from './dom.js';

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
      // Told a task later, when it may be open again.
      close: () => sheet.open || putBack(),
      click: (/** @type {MouseEvent} */ { target }) => target === sheet && sheet.close(),
    },
  });
  const hasRail = app.shows('rail');
  const lab = h('div', { class: hasRail ? 'lab' : 'lab bare' }, hasRail && place, stage, hasRail && [opener, sheet]);

  function open() {
    // As wide as the app, which need not have the window to itself.
    const { left, width } = lab.getBoundingClientRect();
    Object.assign(sheet.style, { left: `${left}px`, width: `${width}px` });
    sheet.append(section);
    sheet.showModal();
    // By hand: what has `autofocus` is refused within another page.
    closer.focus({ preventScroll: true });
  }

  /** Whether the keyboard is in the rail, or was when that went out of sight. */
  let inRail = false;
  section.addEventListener('focusin', () => (inRail = true));
  section.addEventListener('focusout', () => (inRail &&= !section.checkVisibility()));

  /** The rail has no room any more: what had the keyboard in it is not to be seen, and its button is. */
  function leadToOpener() {
    const { activeElement: active, body } = document;
    if (inRail && (active === body || section.contains(active))) opener.focus({ preventScroll: true });
    inRail = false;
  }

  function putBack() {
    // What is put there again loses the keyboard.
    if (section.parentElement === place) return;
    place.append(section);
    inRail = false;
  }

  // Where there is room for the rail there is no button, and no sheet. The keyboard cannot go back to the button: it stays at its control.
  const sizes = new ResizeObserver(() => {
    const narrow = opener.checkVisibility();
    if (narrow && !sheet.open) leadToOpener();
    if (narrow || !sheet.open) return;
    const control = /** @type {HTMLElement} */ (document.activeElement);
    sheet.close();
    putBack();
    (control.checkVisibility() ? control : section).focus({ preventScroll: true });
  });
  sizes.observe(lab);
  clear(host, lab);
  return { rail, stage, destroy: () => sizes.disconnect() };
}
