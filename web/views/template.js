/**
 * Templates whose result is held against what stands already: what has not changed is not built anew and keeps the
 * focus. The only importer of lit-html. Lists of what can be reordered go through `repeat`, with keys; what a reader
 * edits goes through `live`, so that a value that was refused is written back.
 */
// @ts-ignore: served from the package lit-html
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
