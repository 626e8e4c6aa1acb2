/** What goes on in labs that are not seen, with a way back to each. */
import { clear, h } from './dom.js';

/** @import { App } from '../context.js' */

/**
 * @param {App} app
 * @param {{ busy: () => string[], back: (lab: string) => void }} options busy: the labs that are at work and not seen
 */
export function elsewhere(app, { busy, back }) {
  const element = h('div', { class: 'notices elsewhere', role: 'status' });
  let shown = '';
  return {
    element,
    /** To be called when something may have begun or ended, and when another lab is shown. */
    refresh() {
      const labs = busy();
      const key = `${app.language()} ${labs}`;
      if (key === shown) return;
      shown = key;
      clear(
        element,
        labs.map((lab) => {
          const name = app.t(`page.lab.${lab}`);
          const button = h(
            'button',
            { type: 'button', class: 'button', dataset: { lab }, on: { click: () => back(lab) } },
            app.t('page.backTo', { lab: name }),
          );
          const text = h('div', { class: 'notice-text' }, app.t('page.goesOn', { lab: name }));
          return h('div', { class: 'notice note' }, text, button);
        }),
      );
    },
  };
}
