/**
 * Style sheets that come with what they are for. A sheet is the document's: it is there once, whichever app asked for it, and
 * stays.
 */
import { asset } from '../asset.js';
import { h } from './dom.js';

/** When a link has come, or could not. @type {WeakMap<HTMLLinkElement, Promise<unknown>>} */
const arrivals = new WeakMap();

/**
 * Loads sheets that are not there yet. One that cannot be had is done without.
 * @param {string[]} names 'style/race'
 */
export async function needStyles(names) {
  await Promise.all(
    names.map((name) => {
      const { href } = asset(`web/${name}.css`);
      const links = /** @type {NodeListOf<HTMLLinkElement>} */ (document.querySelectorAll('link[rel=stylesheet]'));
      const known = [...links].find((link) => link.href === href);
      if (known?.sheet) return;
      const underWay = known && arrivals.get(known);
      if (underWay) return underWay;
      // Those that the page begins with have come before any module runs; one that has not will tell nobody any more.
      known?.remove();
      const link = h('link', { rel: 'stylesheet', href });
      const arrived = new Promise((resolve) => {
        for (const type of ['load', 'error']) link.addEventListener(type, resolve, { once: true });
      });
      // Whoever asks again asks the host.
      link.addEventListener('error', () => link.remove(), { once: true });
      arrivals.set(link, arrived);
      document.head.append(link);
      return arrived;
    }),
  );
}
