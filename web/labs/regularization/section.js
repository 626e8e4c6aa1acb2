/** A section that shows what training does in a run of its own, asked once the section is seen and when the hand rests. */
import { Probe } from '../../runs/probe.js';
import { h, whenSeen } from '../../views/dom.js';
import { explain } from '../../views/explain.js';
import { html, render } from '../../views/template.js';
import { wordFailure } from '../../views/word-error.js';
import { contestantsOf } from '../shared/training.js';

/** @import { App } from '../../context.js' */
/** @import { Spec } from '../../state/specs.js' */

/** Milliseconds that a slider must rest before a run is made for its value. */
const REST = 250;

/** @typedef {{ id: string, spec: Spec }} Entrant */

/**
 * @template T what the run answers
 * @typedef {object} Part
 * @property {string} name of the section, in the lab's words
 * @property {string} kind its class
 * @property {(spec: Spec) => boolean} concerns which contestants it is about; without one it is not seen
 * @property {(list: Entrant[]) => unknown} question everything that the answer depends on
 * @property {(list: Entrant[], probe: Probe) => Promise<T>} ask
 * @property {(list: Entrant[], answer: T | null, message: string) => unknown} view message: of a question that failed
 * @property {(answer: T) => void} [paint] what stands in the page by then
 */

/** @template T @param {App} app @param {Part<T>} part */
export function probeSection(app, { name, kind, concerns, question, ask, view, paint }) {
  const { store } = app;
  const probe = new Probe(app.pool);
  const title = app.t(`regularization.${name}`);
  const about = explain(app, `regularization.explain.${name}`, { about: title });
  const element = h('section', { class: kind, 'aria-label': title, hidden: true });
  /** @type {T | null} */
  let answer = null;
  let message = '';
  let wanted = '';
  let seen = false;
  let timer = 0;

  /** @returns {Entrant[]} */
  const concerned = () => contestantsOf(store, 'entrants').filter(({ spec }) => concerns(spec));

  function show() {
    const list = concerned();
    element.hidden = list.length === 0;
    element.classList.toggle('unasked', !answer); // on paper there is nothing to see of it
    if (element.hidden) return;
    render(
      html`<div class="section-head">
          <h2>${title}</h2>
          ${about}
        </div>
        ${view(list, answer, message)}`,
      element,
    );
    if (answer) paint?.(answer);
  }

  async function look() {
    const list = concerned();
    const asked = JSON.stringify(question(list));
    if (list.length === 0 || asked === wanted) return;
    wanted = asked;
    try {
      const found = await ask(list, probe);
      if (asked !== wanted) return;
      [answer, message] = [found, ''];
    } catch (error) {
      if (asked !== wanted) return;
      message = wordFailure(app, error);
      wanted = '';
    }
    show();
  }

  function update() {
    show();
    if (!seen || element.hidden) return;
    clearTimeout(timer);
    timer = window.setTimeout(look, answer ? REST : 0);
  }

  const stopSeeing = whenSeen(element, () => {
    seen = true;
    update();
  });
  const stopTheme = app.palette.onChange(show);
  const sizes = new ResizeObserver(show);
  sizes.observe(element);
  return {
    element,
    update,
    destroy() {
      stopSeeing();
      stopTheme();
      sizes.disconnect();
      clearTimeout(timer);
      wanted = '';
      probe.end();
    },
  };
}
