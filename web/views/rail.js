/**
 * A rail is made anew when what it offers changes. The reader shall not notice: what was unfolded stays so, and so do
 * the scroll and the place of the keyboard.
 */
import { clear } from './dom.js';
import { setOpen } from './frame.js';

/** What can have the focus. */
const STOPS = 'input, select, button, summary, [tabindex]';

/**
 * @param {HTMLElement} rail
 * @param {() => import('./dom.js').Child} make
 * @returns {() => void} makes it anew, if need be when the slider that is being dragged has been let go
 */
export function createRail(rail, make) {
  let dragging = false;
  let waiting = false;
  const fill = () => {
    waiting = dragging;
    if (dragging) return;
    const open = new Map([...rail.querySelectorAll('details')].map((one) => [nameOf(one), one.open]));
    const scroll = rail.parentElement?.scrollTop ?? 0;
    const back = placeOf(rail, document.activeElement);
    clear(rail, make());
    // The list grows by folds within folds as those are opened.
    for (const one of rail.getElementsByTagName('details')) {
      const wasOpen = open.get(nameOf(one));
      if (wasOpen !== undefined && wasOpen !== one.open) setOpen(one, wasOpen);
    }
    if (rail.parentElement) rail.parentElement.scrollTop = scroll;
    back();
  };
  // A slider must not be taken from under the finger. Firefox calls it :active too late.
  rail.addEventListener('pointerdown', ({ target }) => {
    if (!(/** @type {Element} */ (target).matches('input[type=range]'))) return;
    dragging = true;
    const release = () => {
      for (const type of ['pointerup', 'pointercancel']) removeEventListener(type, release);
      dragging = false;
      if (waiting) setTimeout(fill);
    };
    for (const type of ['pointerup', 'pointercancel']) addEventListener(type, release);
  });
  return fill;
}

/** What a fold is known by. @param {HTMLDetailsElement} details */
const nameOf = (details) => `${entrantOf(details)} ${details.querySelector('summary')?.firstChild?.textContent ?? ''}`;

/** Whose part of the rail it is in. @param {Element} element */
const entrantOf = (element) => /** @type {HTMLElement | null} */ (element.closest('[data-entrant]'))?.dataset.entrant;

/** What tells a control from others, in a rail that has been made anew. @param {Element} element */
function markOf(element) {
  const field = /** @type {HTMLElement | null} */ (element.closest('.field'))?.dataset.key;
  const { tagName, className } = element;
  const named = element.closest('button, summary');
  // "Remove layer 2" and "Remove layer 3" are of a kind.
  const name = element.getAttribute('aria-label') ?? named?.firstChild?.textContent ?? '';
  const type = element.getAttribute('type');
  return [entrantOf(element), field, tagName, type, className, name.replace(/[\d.,]+/g, '')].join();
}

/**
 * Remembers where the keyboard is.
 * @param {HTMLElement} rail @param {Element | null} element
 * @returns {() => void} puts it there again: on the same control, or, if there is no such any more, on what is nearest
 */
function placeOf(rail, element) {
  if (!element || !rail.contains(element)) return () => {};
  const mark = markOf(element);
  const alike = () => [...rail.querySelectorAll(STOPS)].filter((one) => markOf(one) === mark);
  const index = alike().indexOf(element);
  const group = element.closest('details');
  const name = group && nameOf(group);
  const text = element instanceof HTMLInputElement && element.type === 'text' ? element : null;
  const selection = text && [text.selectionStart, text.selectionEnd];
  return () => {
    const found = alike();
    const same = /** @type {HTMLElement | undefined} */ (found[Math.min(index, found.length - 1)]);
    const field = same?.closest('.field')?.querySelector('input, select');
    const summary = [...rail.querySelectorAll('details')].find((one) => nameOf(one) === name)?.querySelector('summary');
    for (const one of /** @type {(HTMLElement | null | undefined)[]} */ ([same, field, summary])) {
      one?.focus({ preventScroll: true });
      if (one && document.activeElement === one) break;
    }
    if (selection && same === document.activeElement)
      /** @type {HTMLInputElement} */ (same).setSelectionRange(selection[0], selection[1]);
  };
}
