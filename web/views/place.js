/**
 * What is built anew in other words keeps the reader's place: what was unfolded, where the keyboard is, how far was scrolled.
 * The words differ, so that things are known by their order.
 */
import { setOpen } from './rail.js';

const STOPS = 'a[href], button, input, select, textarea, summary, [tabindex]';

/** Those in no fold that is closed, whose contents may not be there. @param {HTMLElement} root */
const folds = (root) =>
  [...root.querySelectorAll('details')].filter((one) => !one.parentElement?.closest('details:not([open])'));

/** @param {HTMLElement} root */
const stops = (root) =>
  [.../** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll(STOPS))].filter(
    (one) => one.tagName === 'SUMMARY' || !one.closest('details:not([open])'),
  );

/**
 * @param {HTMLElement} root
 * @returns {() => void} puts it back
 */
export function keepPlace(root) {
  const open = folds(root).map((one) => one.open);
  const active = root.contains(document.activeElement) ? /** @type {HTMLElement} */ (document.activeElement) : null;
  const index = active ? stops(root).indexOf(active) : -1;
  const scrolled = [...root.querySelectorAll('*')].filter((one) => one.scrollTop > 0);
  const scrolls = scrolled.map((one) => ({ at: placeOf(root, one), top: one.scrollTop }));
  const page = root.ownerDocument.scrollingElement?.scrollTop;
  return () => {
    // What is unfolded may hold further folds, which come next.
    for (let at = 0, all = folds(root); at < Math.min(open.length, all.length); at++, all = folds(root))
      if (all[at].open !== open[at]) setOpen(all[at], open[at]);
    const stop = stops(root)[index];
    if (active && stop?.tagName === active.tagName) stop.focus({ preventScroll: true });
    for (const { at, top } of scrolls) {
      const one = at(root);
      if (one) one.scrollTop = top;
    }
    if (page !== undefined && root.ownerDocument.scrollingElement) root.ownerDocument.scrollingElement.scrollTop = page;
  };
}

/** The way to an element, child by child. @param {Element} root @param {Element} element */
function placeOf(root, element) {
  /** @type {number[]} */
  const way = [];
  for (let one = element; one !== root; one = /** @type {Element} */ (one.parentElement))
    way.unshift([.../** @type {Element} */ (one.parentElement).children].indexOf(one));
  return (/** @type {Element} */ from) =>
    way.reduce((/** @type {Element | undefined} */ at, n) => at?.children[n], from);
}
