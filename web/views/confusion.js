/** The confusion matrix: which class is taken for which. Each cell is a button that can ask for its images. */
import { clear, h } from './dom.js';
import { mixHex } from './palette.js';

/** @import { App } from '../context.js' */

/** The most of a cell's colour that leaves its number readable. */
const FULL = 0.42;

/**
 * @param {App} app
 * @param {{ classes: string[], caption?: string, onSelect?: (trueClass: number, predictedClass: number) => void }}
 *   options
 */
export function confusionMatrix(app, { classes, caption = app.t('views.confusion'), onSelect }) {
  const count = classes.length;
  /** @type {ArrayLike<number>} */
  let counts = new Uint32Array(count * count);
  /** The cell that the keyboard is on, and the one that is chosen. */
  let [focused, selected] = [0, -1];

  const choose = (/** @type {number} */ at) => {
    selected = at;
    focused = at;
    show();
    onSelect?.(Math.floor(at / count), at % count);
  };
  const cells = Array.from({ length: count * count }, (_, at) =>
    h('button', { type: 'button', tabIndex: -1, 'aria-pressed': 'false', on: { click: () => choose(at) } }),
  );
  const rows = classes.map((name, row) =>
    h(
      'tr',
      null,
      h('th', { scope: 'row' }, name),
      cells.slice(row * count, (row + 1) * count).map((cell) => h('td', null, cell)),
    ),
  );
  const table = h(
    'table',
    { on: { keydown: (/** @type {KeyboardEvent} */ event) => key(event) } },
    h('caption', null, caption),
    h(
      'thead',
      null,
      h(
        'tr',
        null,
        h('td', null, h('span', { class: 'axis' }, `${app.t('views.trueClass')} ↓`)),
        h('th', { class: 'axis', colSpan: count, scope: 'colgroup' }, `${app.t('views.predictedClass')} →`),
      ),
      h(
        'tr',
        null,
        h('td'),
        classes.map((name) => h('th', { scope: 'col' }, h('span', null, name))),
      ),
    ),
    h('tbody', null, rows),
  );
  const element = h('div', { class: 'confusion' }, table);

  const key = (/** @type {KeyboardEvent} */ event) => {
    const [row, column] = [Math.floor(focused / count), focused % count];
    const to = move(event, row, column, count);
    if (to === null) return;
    event.preventDefault();
    focused = to;
    rove();
    cells[to].focus();
  };
  // One stop of the tab key for the whole grid.
  const rove = () => cells.forEach((cell, at) => (cell.tabIndex = at === focused ? 0 : -1));

  function show() {
    const [hit, miss, panel] = ['--cell-hit', '--cell-miss', '--panel'].map(app.palette.color);
    for (let row = 0; row < count; row++) {
      let total = 0;
      for (let column = 0; column < count; column++) total += counts[row * count + column];
      for (let column = 0; column < count; column++) {
        const at = row * count + column;
        const cell = cells[at];
        const n = counts[at];
        const share = total ? n / total : 0;
        // Few mistakes are what one looks for: the root lets them be seen.
        const strength = FULL * (row === column ? share : Math.min(1, Math.sqrt(share * 2)));
        cell.style.backgroundColor = panel ? mixHex(panel, row === column ? hit : miss, strength) : '';
        cell.textContent = n ? app.format.integer(n) : '';
        const label = app.t('views.cell', {
          true: classes[row],
          predicted: classes[column],
          count: app.format.integer(n),
        });
        cell.setAttribute('aria-label', label);
        cell.title = label;
        cell.setAttribute('aria-pressed', String(at === selected));
      }
    }
    rove();
  }
  show();
  const stop = app.palette.onChange(show);

  return {
    element,
    /** @param {ArrayLike<number>} next [true class][predicted class] */
    setCounts(next) {
      counts = next;
      show();
    },
    /** @param {number} trueClass @param {number} predictedClass */
    select(trueClass, predictedClass) {
      selected = trueClass * count + predictedClass;
      focused = selected;
      show();
    },
    destroy() {
      stop();
      clear(element);
      element.remove();
    },
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
