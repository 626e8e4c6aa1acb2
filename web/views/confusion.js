/** The confusion matrix: which class is taken for which. Each cell is a button that can ask for its images. */
import { h } from './dom.js';
import { move } from './keyboard.js';
import { html, render, vars } from './template.js';

/** @import { App } from '../context.js' */

/** The most of a cell's colour that leaves its number readable. */
const FULL = 0.42;

/**
 * @param {App} app
 * @param {{ classes: string[], onSelect: (trueClass: number, predictedClass: number) => void }} options
 */
export function confusionMatrix(app, { classes, onSelect }) {
  const count = classes.length;
  const element = h('div', { class: 'confusion' });
  /** @type {ArrayLike<number>} */
  let counts = new Uint32Array(count * count);
  /** The cell that the keyboard is on, and the one that is chosen. */
  let [focused, selected] = [0, -1];

  /** @param {number} at */
  function choose(at) {
    selected = focused = at;
    show();
    onSelect(Math.floor(at / count), at % count);
  }

  /** @param {KeyboardEvent} event */
  function key(event) {
    const to = move(event, Math.floor(focused / count), focused % count, count);
    if (to === null) return;
    event.preventDefault();
    focused = to;
    show();
    element.querySelectorAll('button')[to].focus();
  }

  /** @param {number} row @param {number} column @param {number} total of the row */
  function cell(row, column, total) {
    const at = row * count + column;
    const share = total ? counts[at] / total : 0;
    // Few mistakes are what one looks for: the root lets them be seen.
    const strength = FULL * (row === column ? share : Math.min(1, Math.sqrt(share * 2)));
    const written = app.format.integer(counts[at]);
    const label = app.t('views.cell', { true: classes[row], predicted: classes[column], count: written });
    return html`<td>
      <button
        type="button"
        class=${row === column ? 'hit' : 'miss'}
        tabindex=${at === focused ? 0 : -1}
        aria-pressed=${String(at === selected)}
        aria-label=${label}
        title=${label}
        ${vars({ '--strength': `${100 * strength}%` })}
        @click=${() => choose(at)}
      >
        ${counts[at] ? written : ''}
      </button>
    </td>`;
  }

  function show() {
    const row = (/** @type {string} */ name, /** @type {number} */ n) => {
      const total = classes.reduce((sum, _, column) => sum + counts[n * count + column], 0);
      return html`<tr>
        <th scope="row">${name}</th>
        ${classes.map((_, column) => cell(n, column, total))}
      </tr>`;
    };
    render(
      html`<table @keydown=${key}>
        <caption>
          ${app.t('views.confusion')}
        </caption>
        <thead>
          <tr>
            <td><span class="axis">${app.t('views.trueClass')} ↓</span></td>
            <th class="axis" colspan=${count} scope="colgroup">${app.t('views.predictedClass')} →</th>
          </tr>
          <tr>
            <td></td>
            ${classes.map((name) => html`<th scope="col"><span>${name}</span></th>`)}
          </tr>
        </thead>
        <tbody>
          ${classes.map(row)}
        </tbody>
      </table>`,
      element,
    );
  }

  return {
    element,
    /** @param {ArrayLike<number>} next [true class][predicted class] */
    setCounts(next) {
      counts = next;
      show();
    },
  };
}
