/**
 * An embed's talk with the page around it. Orders are taken from that page alone, and where its origin is among `hosts` or
 * the embed's own; reveal.js's plain words may pause and go on, no more. Whatever else arrives is left alone.
 */
import { createHeight } from './height.js';
import { isMeant, readOrder, VERSION } from './messages.js';

/**
 * @typedef {object} Around the page around an embed
 * @property {string} origin the embed's own
 * @property {(message: unknown) => void} post
 * @property {(heard: (event: MessageEvent) => void) => void} listen to what that page says, and to nobody else
 * @property {(pressed: (event: KeyboardEvent) => void) => void} onKey
 *
 * @typedef {object} Actions what the embed does
 * @property {(order: import('./messages.js').Order) => void} order
 * @property {(shown: boolean) => void} slide whether the slide that it is on is shown
 */

/** Who has the keyboard and wants these keys: arrows and the like, or only what presses it. */
const WANTS_ALL = 'input, select, textarea, [contenteditable], [role=slider], [role=application], [role=grid]';
const WANTS_PRESSES = 'button, a[href], summary, [role=button], [role=tab]';

/** What lies over the rest has the keyboard, and Escape closes it. */
const IN_FRONT = ':is(dialog[open], :popover-open)';

/** @param {KeyboardEvent} event @returns {boolean} whether no control needs it */
function isFree(event) {
  if (document.querySelector(IN_FRONT)) return false;
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return false;
  const target = /** @type {Element | null} */ (event.target);
  if (target?.closest?.(WANTS_ALL)) return false;
  return !(target?.closest?.(WANTS_PRESSES) && [' ', 'Enter'].includes(event.key));
}

/**
 * @param {Around} around
 * @param {Element} content whose height the page around is told
 * @param {() => string[]} hosts origins
 * @param {Actions} actions
 */
export function createHost(around, content, hosts, actions) {
  const { origin: own, post } = around;
  const height = createHeight(content, post);
  /** Whether the page around is a deck of reveal.js. */
  let deck = false;

  /** @param {string} type @param {Record<string, unknown>} [fields] */
  const send = (type, fields = {}) => post({ descenso: VERSION, type, ...fields });

  around.listen(({ data, origin }) => {
    if (data === 'slide:start' || data === 'slide:stop') {
      deck = true;
      actions.slide(data === 'slide:start');
    } else if (data?.context === 'h5p') height.answer(data.action);
    else if (isMeant(data) && (hosts().includes(origin) || (origin === own && origin !== 'null'))) {
      const order = readOrder(data);
      if (order.type === 'refused') send('refused', { reason: order.reason });
      else actions.order(order);
    }
  });
  // What turns slides turns them from inside too.
  around.onKey((event) => {
    if (deck && isFree(event)) post(JSON.stringify({ method: 'triggerKey', args: [event.keyCode] }));
  });
  // A deck has said it to the slide that it began with before there was anybody to hear it.
  post(JSON.stringify({ method: 'startEmbeddedContent', args: [] }));
  return { send };
}
