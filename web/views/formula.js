/** Formulas as MathML, which browsers draw and screen readers read. */
import { h } from './dom.js';
import { needStyles } from './styles.js';

/** @type {{ render: (tex: string, into: HTMLElement, options: Record<string, boolean>) => void }} */
let temml;
/** @type {Promise<void> | undefined} */
let loading;

/**
 * The renderer is larger than all views together, so nothing waits for it: the first formulas fill in when it is there.
 */
function load() {
  // @ts-ignore: served from the package temml
  loading ??= Promise.all([import('../vendor/temml.js'), needStyles(['vendor/temml'])]).then(([module]) => {
    temml = module.default;
  });
  loading.catch(() => (loading = undefined)); // the formulas of the next lab ask again
  return loading;
}

/**
 * @param {string} tex
 * @param {{ display?: boolean }} [options] display: apart from the text; a formula of several statements, which wide
 *   spaces part, gets a line for each, and one that is long may go on in the next line before a term
 * @returns {HTMLElement}
 */
export function formula(tex, { display = false } = {}) {
  const element = h('span', { class: display ? 'formula display' : 'formula' });
  const render = () => {
    /** The source stays as an annotation: what is copied is the formula. @param {string} part @param {HTMLElement} into */
    const typeset = (part, into) => {
      temml.render(part, into, { displayMode: display, annotate: true, throwOnError: false });
      return into;
    };
    if (!display) return void typeset(tex, element);
    const line = (/** @type {string} */ statement) =>
      h(
        'span',
        null,
        termsOf(statement).map((term) => typeset(term, h('span'))),
      );
    element.replaceChildren(...statementsOf(tex).map(line));
    // A formula wider than its column scrolls, and what scrolls must be reachable by the keyboard.
    element.tabIndex = 0;
  };
  if (temml) render();
  else load().then(render, () => element.replaceChildren(tex));
  return element;
}

/** The statements of a formula: between them stands a comma and a wide space. @param {string} tex */
export function statementsOf(tex) {
  return tex.split(/,\s*\\q?quad(?![a-z])\s*/);
}

/** Letters of a statement that fit into a line of the rail. */
const LINE = 26;

/**
 * The terms of a statement that is long, each with the sign before it: outside of brackets. A browser does not break
 * the lines of a formula by itself.
 * @param {string} tex
 */
export function termsOf(tex) {
  const letters = tex.replace(/\\[a-zA-Z]+|[\s{}^_\\]/g, '').length;
  if (letters <= LINE) return [tex];
  const terms = [''];
  let depth = 0;
  for (const [token] of tex.matchAll(/\\[a-zA-Z]+|\\?[^]/g)) {
    if (/^([{([]|\\left|\\begin)$/.test(token)) depth++;
    else if (/^([})\]]|\\right|\\end)$/.test(token)) depth--;
    // With nothing before it, it would be the sign of a number.
    if (depth === 0 && /^[-+]$/.test(token) && /[^\s=]\s*$/.test(terms[terms.length - 1])) terms.push(`{} ${token}`);
    else terms[terms.length - 1] += token;
  }
  return terms.map((term) => term.trim());
}
