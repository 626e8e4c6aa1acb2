/**
 * Templates whose result is held against what stands already: what has not changed is not built anew and keeps the
 * focus. The only importer of lit-html. Lists of what can be reordered go through `repeat`, with keys; what a reader
 * edits goes through `live`, so that a value that was refused is written back.
 */
// @ts-ignore: served from the package lit-html
import * as async from '../vendor/lit-html/async-directive.js';
// @ts-ignore
import * as lit from '../vendor/lit-html/lit-html.js';
// @ts-ignore
import { live as liveDirective } from '../vendor/lit-html/directives/live.js';
// @ts-ignore
import { repeat as repeatDirective } from '../vendor/lit-html/directives/repeat.js';

/** @typedef {import('lit-html').TemplateResult} TemplateResult */

export const { html, svg, render, nothing, noChange } = /** @type {typeof import('lit-html')} */ (lit);
export const live = /** @type {typeof import('lit-html/directives/live.js').live} */ (liveDirective);
export const repeat = /** @type {typeof import('lit-html/directives/repeat.js').repeat} */ (repeatDirective);

/**
 * What a template makes, once: for what does not follow a state, or stands in what is built by hand.
 * @param {TemplateResult} template of one element
 */
export function made(template) {
  const host = document.createElement('div');
  render(template, host);
  return /** @type {HTMLElement} */ (host.firstElementChild);
}

/** A part with a state of its own: it stands as long as its place in the template does. */
export const { AsyncDirective, Directive, directive } =
  /** @type {typeof import('lit-html/async-directive.js') & typeof import('lit-html/directive.js')} */ (async);

/** A node, or a template's nodes, made once and anew only for another key: `${kept(tex, () => formula(tex))}`. */
export const kept = directive(
  class extends Directive {
    /** @type {unknown} */
    #key = this;
    /** @type {unknown} */
    #made;

    /** @param {unknown} key @param {() => unknown} make */
    render(key, make) {
      if (key !== this.#key) [this.#key, this.#made] = [key, make()];
      return this.#made;
    }
  },
);

/** Custom properties of an element, `<i ${vars({ '--at': 0.5 })}>`: the page's policy forbids the attribute. */
export const vars = directive(
  class extends Directive {
    /** @param {Record<string, string | number>} values */
    render(values) {
      return values;
    }

    /** @param {import('lit-html').ElementPart} part @param {Parameters<this['render']>} values */
    update({ element }, [values]) {
      for (const [name, value] of Object.entries(values))
        /** @type {HTMLElement} */ (element).style.setProperty(name, String(value));
      return noChange;
    }
  },
);
