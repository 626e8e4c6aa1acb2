/** What opens over an app: a sheet with a title and a way out, there once, and gone with the state that it speaks of. */
import { h } from './dom.js';
import { needStyles } from './styles.js';
import { html, nothing, render } from './template.js';

/** @import { App } from '../context.js' */

/** What a dialog gets at least where less of its frame is seen, in CSS pixels. */
const LEAST = 320;

/** Milliseconds after which it is looked again where the reader is. */
const AGAIN = 250;

/**
 * In a frame that is higher than the window around it, as of an embed whose host follows its height, a dialog goes where the
 * reader is: the middle of the frame may be far away.
 * @param {HTMLDialogElement} dialog
 * @param {HTMLElement} root of the app
 */
function keepInSight(dialog, root) {
  if (window.parent === window) return;
  const observer = new IntersectionObserver(([{ boundingClientRect: whole, intersectionRect: seen }]) => {
    // An observer tells how much is seen, not where: it is begun anew. What it tells first may be of before a scroll, where the
    // frame is a process of its own.
    observer.disconnect();
    setTimeout(() => dialog.open && observer.observe(root), AGAIN);
    const isCut = seen.top > Math.max(0, whole.top) + 1 || seen.bottom < Math.min(innerHeight, whole.bottom) - 1;
    if (!isCut || seen.height === 0) return;
    const top = Math.max(0, Math.min(seen.top, innerHeight - LEAST));
    const bottom = Math.min(innerHeight, Math.max(seen.bottom, top + LEAST));
    dialog.style.setProperty('--above', `${top}px`);
    dialog.style.setProperty('--below', `${innerHeight - bottom}px`);
  });
  observer.observe(root);
}

/**
 * Loads what a dialog says and looks like, and makes it; closed, it leaves nothing behind.
 * @param {App} app
 * @param {object} options
 * @param {string} options.name its class, and the group of strings that has its `close`
 * @param {string[]} [options.needs] groups of strings beside that
 * @param {string} [options.style] its own sheet: 'style/share'
 * @param {boolean} [options.rows] false: it lays itself out
 * @param {(file: File) => unknown} [options.take] a file that is dropped on it
 * @param {() => boolean} [options.keeps] whether a change of the state is its own; else it closes: what it says would not be what is seen any more
 * @param {() => void} [options.ended]
 * @returns {Promise<{ element: HTMLDialogElement, show: (title: string, content: unknown, close?: string) => void } | null>} null where
 *   it is open: two clicks while it was on its way. `show` opens it at first, and not again; `close`: what its button is called where that is more
 *   than "Close"
 */
export async function createDialog(app, { name, needs = [], style, rows = true, take, keeps, ended }) {
  await Promise.all([app.need([name, ...needs]), needStyles(['style/dialog', ...(style ? [style] : [])])]);
  if (app.root.querySelector(`.dialog.${name}`)) return null;
  const heading = app.uniqueId(name);
  const element = /** @type {HTMLDialogElement} */ (
    h('dialog', { class: `dialog ${name}`, 'aria-labelledby': heading })
  );
  // At once, so that the second of two clicks finds it; who could not fill it leaves none.
  app.root.append(element);
  setTimeout(() => element.open || element.dispatchEvent(new Event('close')));
  const stop = app.store.subscribe(() => keeps?.() || element.close());
  element.addEventListener('close', () => {
    stop();
    ended?.();
    element.remove();
  });
  element.addEventListener('click', ({ target }) => target === element && element.close());
  if (take) {
    element.addEventListener('dragover', (event) => event.preventDefault());
    element.addEventListener('drop', (event) => {
      event.preventDefault();
      const [file] = event.dataTransfer?.files ?? [];
      if (file) void take(file);
    });
  }
  let opened = false;
  return {
    element,
    show(title, content, close) {
      render(
        html`<div class=${rows ? 'dialog-sheet rows' : 'dialog-sheet'}>
          <div class="dialog-head">
            <h2 id=${heading}>${title}</h2>
            <button type="button" class="button quiet" aria-label=${close ?? nothing} @click=${() => element.close()}>
              ${app.t(`${name}.close`)}
            </button>
          </div>
          ${content}
        </div>`,
        element,
      );
      if (opened) return;
      opened = true;
      if (!element.isConnected) app.root.append(element);
      element.showModal();
      keepInSight(element, app.root);
    },
  };
}
