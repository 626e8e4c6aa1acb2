/**
 * Style sheets that come with what they are for. A sheet is the document's: it is there once, whichever app asked for it, and
 * stays.
 */
import { asset } from '../asset.js';
import { h } from './dom.js';

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
      const link = known ?? h('link', { rel: 'stylesheet', href });
      const arrived = new Promise((resolve) => {
        for (const type of ['load', 'error']) link.addEventListener(type, resolve, { once: true });
      });
      // Whoever asks again asks the host.
      link.addEventListener('error', () => link.remove(), { once: true });
      if (!known) document.head.append(link);
      return arrived;
    }),
  );
}
