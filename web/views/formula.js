/** Formulas as MathML, which browsers draw and screen readers read. */
import { h } from './dom.js';

/** @type {any} */
let temml;
/** @type {Promise<void> | undefined} */
let loading;

/**
 * The renderer is larger than all views together, so nothing waits for it: the first formulas fill in when it is there.
 */
function load() {
  // @ts-ignore: served from the package temml
  loading ??= import('../vendor/temml.js').then((module) => {
    temml = module.default;
  });
  return loading;
}

/**
 * @param {string} tex
 * @param {{ display?: boolean }} [options] display: apart from the text; a formula of several statements, which wide
 *   spaces part, gets a line for each
 * @returns {HTMLElement}
 */
export function formula(tex, { display = false } = {}) {
  const element = h('span', { class: display ? 'formula display' : 'formula' });
  const render = () => {
    const lines = display
      ? statementsOf(tex).map((line) => ({ line, into: h('span') }))
      : [{ line: tex, into: element }];
    if (display) element.replaceChildren(...lines.map(({ into }) => into));
    // The source stays as an annotation: what is copied is the formula.
    for (const { line, into } of lines)
      temml.render(line, into, { displayMode: display, annotate: true, throwOnError: false });
    // A formula wider than its column scrolls, and what scrolls must be reachable by the keyboard.
    if (display) element.tabIndex = 0;
  };
  if (temml) render();
  else load().then(render, () => element.replaceChildren(tex));
  return element;
}

/** The statements of a formula: between them stands a comma and a wide space. @param {string} tex */
export function statementsOf(tex) {
  return tex.split(/,\s*\\q?quad(?![a-z])\s*/);
}
