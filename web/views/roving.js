/** Many buttons that are one stop of the tab key: the arrow keys, Home and End lead from one to the next. */

const STEPS = /** @type {Record<string, number>} */ ({
  ArrowLeft: -1,
  ArrowUp: -1,
  ArrowRight: 1,
  ArrowDown: 1,
  Home: -Infinity,
  End: Infinity,
});

/**
 * Where a key leads among `count` places in a row; null for keys that lead nowhere. Beyond an end it goes on at the
 * other.
 * @param {string} key @param {number} from @param {number} count
 */
export function stepTo(key, from, count) {
  const step = STEPS[key];
  if (step === undefined || count === 0) return null;
  if (!Number.isFinite(step)) return step < 0 ? 0 : count - 1;
  return (from + step + count) % count;
}

/**
 * @param {HTMLElement} element a toolbar
 * @param {string} [selector] of what is gone through
 * @returns {() => void} to be called when other buttons have come or gone
 */
export function roving(element, selector = 'button') {
  const all = () => /** @type {HTMLElement[]} */ ([...element.querySelectorAll(selector)]);
  /** Where the tab key leads. @type {HTMLElement | undefined} */
  let stop;
  const mark = () => {
    const list = all();
    if (!stop || !list.includes(stop)) [stop] = list;
    for (const one of list) one.tabIndex = one === stop ? 0 : -1;
  };
  element.addEventListener('focusin', ({ target }) => {
    stop = /** @type {HTMLElement} */ (target);
    mark();
  });
  element.addEventListener('keydown', (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const list = all();
    const to = stepTo(event.key, list.indexOf(/** @type {HTMLElement} */ (event.target)), list.length);
    if (to === null) return;
    event.preventDefault();
    list[to].focus();
  });
  return mark;
}
