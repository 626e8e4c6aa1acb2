/**
 * Where the keyboard is, for the whole of an app: what is built says `role="toolbar"`, or `data-roving` where it is another
 * kind of group, and needs no more. Such buttons are one stop of the tab key: the arrow keys, Home and End lead from one to
 * the next. What scrolls sideways is a stop while there is something to scroll. And when the control that has the focus
 * goes, or can no longer have it, the focus goes to the nearest that can.
 */
import { on } from './dom.js';

const GROUPS = '[role="toolbar"], [data-roving]';
const STOPS = ':is(a[href], button, input, select, summary, [tabindex]):not(:disabled)';

/** Keys that lead on in a row, and how far. @type {Record<string, number>} */
const STEPS = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1, Home: -Infinity, End: Infinity };

/** @param {EventTarget | null} target */
const groupOf = (target) => (target instanceof Element ? target.closest(GROUPS) : null);

/** @param {Element} group */
const buttonsOf = (group) => [
  .../** @type {NodeListOf<HTMLButtonElement>} */ (group.querySelectorAll('button:not(:disabled)')),
];

/** @param {Element} element */
const isSeen = (element) => element.checkVisibility({ visibilityProperty: true });

/** Tables and formulas that fit need no key to be seen. @param {HTMLElement} root */
function markScrolling(root) {
  for (const one of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll(':is(div, span)[tabindex]')))
    if (getComputedStyle(one).overflowX === 'auto') one.tabIndex = one.scrollWidth > one.clientWidth ? 0 : -1;
}

/** Whether nothing can have the focus there any more. @param {HTMLElement} element */
const isGone = (element) =>
  !element.isConnected || element.matches(':disabled') || element.closest('[hidden]') !== null;

/**
 * @param {HTMLElement} root of the app
 * @param {() => void} toHeading where the keyboard goes if there is nothing nearer
 * @returns {() => void} ends it
 */
export function watchKeyboard(root, toHeading) {
  /** Where the tab key leads in each group. @type {WeakMap<Element, HTMLElement>} */
  const stops = new WeakMap();
  /** What has the focus, and what it is in, from the inside out. @type {HTMLElement[]} */
  let place = [];
  /** What stands before it, the nearest first, those of its kind before all others. @type {HTMLElement[]} */
  let before = [];

  /** @param {Element} group */
  function mark(group) {
    const all = buttonsOf(group);
    const before = stops.get(group);
    const stop =
      before && all.includes(/** @type {HTMLButtonElement} */ (before)) && isSeen(before)
        ? before
        : (all.find((one) => one.getAttribute('aria-pressed') === 'true' && isSeen(one)) ?? all.find(isSeen) ?? all[0]);
    if (stop) stops.set(group, stop);
    for (const one of all) one.tabIndex = one === stop ? 0 : -1;
  }

  /** Leads on from a control that has gone. */
  function lead() {
    const { activeElement: active, body } = document;
    if (place.length === 0 || !isGone(place[0]) || (active !== body && active !== place[0])) return;
    const left = place.slice(1).find((one) => one.isConnected && root.contains(one) && one.matches(`:has(${STOPS})`));
    // In a list, what stands before what has gone; of buttons that cannot be pressed now, the first that can.
    const near = place[0].isConnected ? [] : before;
    place = [];
    // What holds the whole lab has a heading, which says more than its first control.
    const next =
      left &&
      !left.querySelector('h1') &&
      [...near.filter((one) => left.contains(one)), ...left.querySelectorAll(STOPS)].find(isSeen);
    if (next) /** @type {HTMLElement} */ (next).focus();
    else toHeading();
  }

  const observer = new MutationObserver((records) => {
    /** @type {Set<Element>} */
    const groups = new Set();
    for (const { target, addedNodes } of records) {
      const own = groupOf(target);
      if (own) groups.add(own);
      for (const node of addedNodes)
        if (node instanceof Element)
          for (const group of [node, ...node.querySelectorAll(GROUPS)]) if (group.matches(GROUPS)) groups.add(group);
    }
    groups.forEach(mark);
    lead();
  });
  observer.observe(root, { subtree: true, childList: true, attributeFilter: ['disabled', 'hidden'] });

  const ends = [
    on(document, 'keydown', ({ key }) => key === 'Tab' && markScrolling(root), { capture: true }),
    on(root, 'focusin', ({ target }) => {
      place = [];
      for (let one = target; one && one !== root; one = one.parentElement) place.push(one);
      const all = /** @type {HTMLElement[]} */ ([...root.querySelectorAll(STOPS)]);
      const kindOf = (/** @type {Element} */ one) => [one.tagName, one.className, one.getAttribute('type')].join();
      before = all.slice(0, all.indexOf(target)).reverse();
      before = [...before.filter((one) => kindOf(one) === kindOf(target)), ...before];
      const group = groupOf(target);
      if (!group || !buttonsOf(group).includes(target)) return;
      stops.set(group, target);
      mark(group);
    }),
    // Who clicks beside everything, or goes on to another document, is not led back.
    on(root, 'focusout', ({ target }) => queueMicrotask(() => place[0] === target && !isGone(target) && (place = []))),
    on(root, 'keydown', (event) => {
      const group = groupOf(event.target);
      const step = STEPS[event.key];
      if (!group || step === undefined || event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey)
        return;
      const all = buttonsOf(group).filter(isSeen);
      const from = all.indexOf(event.target);
      if (from < 0) return;
      event.preventDefault();
      const last = all.length - 1;
      // Beyond an end it goes on at the other.
      all[Number.isFinite(step) ? (from + step + all.length) % all.length : step < 0 ? 0 : last].focus();
    }),
  ];
  return () => {
    observer.disconnect();
    ends.forEach((end) => end());
  };
}

/**
 * Where a key leads in a square grid; null for keys that lead nowhere.
 * @param {{ key: string, ctrlKey?: boolean }} event @param {number} row @param {number} column @param {number} count
 * @returns {number | null}
 */
export function move({ key, ctrlKey = false }, row, column, count) {
  const last = count - 1;
  const clamp = (/** @type {number} */ x) => Math.min(last, Math.max(0, x));
  const at = (/** @type {number} */ r, /** @type {number} */ c) => clamp(r) * count + clamp(c);
  if (key === 'ArrowLeft') return at(row, column - 1);
  if (key === 'ArrowRight') return at(row, column + 1);
  if (key === 'ArrowUp') return at(row - 1, column);
  if (key === 'ArrowDown') return at(row + 1, column);
  if (key === 'Home') return at(ctrlKey ? 0 : row, 0);
  if (key === 'End') return at(ctrlKey ? last : row, last);
  return null;
}
