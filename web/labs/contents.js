/** The contents page: every preset in the deck's order, with a thumbnail and one sentence. */
import { t } from '../i18n/index.js';
import { h } from '../views/dom.js';
import { thumbnail } from '../views/thumbnail.js';

/** @returns {import('../state/settings.js').Setting[]} */
export const settingsFor = () => [];

/** Nothing is trained here. */
export const contest = null;

/** @param {any} context */
export function createLab({ presets, store }) {
  /** @param {import('../state/store.js').Preset} preset */
  const card = (preset) => {
    const title = t(`presets.${preset.id}.title`);
    const open = (/** @type {MouseEvent} */ event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      store.show(preset.lab, preset.id);
    };
    return h(
      'li',
      { class: 'card' },
      h(
        'a',
        { href: `#lab=${preset.lab}&preset=${preset.id}`, on: { click: open } },
        thumbnail(preset.id),
        h('h2', null, title),
        h('p', null, t(`presets.${preset.id}.sentence`)),
        h('span', { class: 'muted' }, t(`page.lab.${preset.lab}`)),
      ),
    );
  };
  return {
    /** @param {HTMLElement} host */
    mount(host) {
      host.append(
        h(
          'div',
          { class: 'contents' },
          h('h1', null, t('page.contentsTitle')),
          h('p', { class: 'prose muted' }, t('page.contentsIntro')),
          h('ol', { class: 'cards' }, presets.map(card)),
        ),
      );
    },
    unmount() {},
    update() {},
  };
}
