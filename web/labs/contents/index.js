/** The contents page: every preset in the deck's order, with a thumbnail and one sentence. */
import { presets } from '../../lessons/index.js';
import { h } from '../../views/dom.js';
import { linkOf } from '../../state/url.js';
import { instead } from '../../views/header.js';
import { thumbnail } from '../../views/thumbnail.js';

/** @import { App } from '../../context.js' */

export const strings = [...new Set(presets.map(({ lab }) => `presets/${lab}`))];
export const styles = ['style/contents', 'style/thumbnail'];

/** @returns {import('../../state/settings.js').Setting[]} */
export const settingsFor = () => [];

/** Nothing is trained here. */
export const contest = null;

/** @param {App} app */
export function createLab(app) {
  const { store } = app;
  /** @param {import('../../state/store.js').Preset} preset */
  const card = (preset) => {
    const title = app.t(`presets.${preset.id}.title`);
    const open = instead(() => store.show(preset.lab, preset.id));
    return h(
      'li',
      { class: 'card' },
      h(
        'a',
        { href: linkOf(preset.lab, preset.id), on: { click: open } },
        thumbnail(preset.id),
        h('h2', null, title),
        h('p', null, app.t(`presets.${preset.id}.sentence`)),
        h('span', { class: 'muted' }, app.t(`page.lab.${preset.lab}`)),
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
          h('h1', null, app.t('page.contentsTitle')),
          h('p', { class: 'prose muted' }, app.t('page.contentsIntro')),
          h('ol', { class: 'cards' }, presets.map(card)),
        ),
      );
    },
    unmount() {},
    update() {},
  };
}
