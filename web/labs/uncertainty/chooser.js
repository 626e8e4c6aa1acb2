/** Which image: a test image, the same with its pixels in disorder, noise, or a drawing; and what is done to it. */
import { byKey } from '../../state/settings.js';
import { explain } from '../../views/explain.js';
import { html } from '../../views/template.js';
import { settingField } from '../shared/setting.js';
import { drawingPad } from './pad.js';
import { settingsFor, SOURCES } from './settings.js';

/** @import { App } from '../../context.js' */

/** What the sliders change, in their order. */
const CHANGES = ['angle', 'right', 'down', 'noise'];
/** @type {Record<string, string>} */
const UNITS = { angle: '°', right: 'px', down: 'px' };

/** @param {App} app @param {string} key @param {Parameters<typeof settingField>[3]} [look] */
export const fieldOf = (app, key, look) => settingField(app, 'uncertainty', byKey(settingsFor(app.catalog), key), look);

/** What is done to the image. @param {App} app */
export const changesOf = (app) =>
  html`<div class="uncertainty-changes" role="group" aria-label=${app.t('uncertainty.image.changes')}>
    ${CHANGES.map((key) => fieldOf(app, key, { unit: UNITS[key] }))}
  </div>`;

/**
 * @param {App} app
 * @param {{ explorer: import('./explorer.js').Explorer, later: () => void }} options
 */
export function createChooser(app, { explorer, later }) {
  const { store } = app;
  const about = explain(app, 'uncertainty.explain.sources', { about: app.t('uncertainty.sources.label') });
  const pad = drawingPad(app, {
    text: store.state.values.drawing,
    onChange: (drawing) => store.setValue('drawing', drawing),
    later,
  });
  const total = () => explorer.shown?.total ?? 1000;
  /** Of an image beyond the end of a set another one is looked at (`explorer.js`), and the box says which. */
  function imageField() {
    const { source, image } = store.state.values;
    const setting = byKey(settingsFor(app.catalog), 'image');
    const known = explorer.shown?.source === source;
    return settingField(app, 'uncertainty', known ? { ...setting, max: total() - 1 } : setting, {
      value: known ? image % total() : image,
      slider: false,
    });
  }
  const go = (/** @type {number} */ index) => store.setValue('image', (index + total()) % total());
  const button = (/** @type {string} */ text, /** @type {() => void} */ click, label = text) =>
    html`<button type="button" class="button quiet" aria-label=${label} @click=${click}>${text}</button>`;
  const source = (/** @type {string} */ key) =>
    html`<button
      type="button"
      class="button quiet"
      aria-pressed=${String(key === store.state.values.source)}
      @click=${() => store.setValue('source', key)}
    >
      ${app.t(`uncertainty.sources.${key}`)}
    </button>`;

  return {
    view() {
      const { source: present, image, drawing } = store.state.values;
      pad.setText(drawing);
      return html`<div class="uncertainty-chooser">
        <div class="uncertainty-choices" role="toolbar" aria-label=${app.t('uncertainty.sources.label')}>
          ${SOURCES.map(source)} ${about}
        </div>
        <div class="uncertainty-walk" ?hidden=${present === 'drawing'}>
          ${button('‹', () => go(image - 1), app.t('uncertainty.image.previous'))} ${imageField()}
          ${button('›', () => go(image + 1), app.t('uncertainty.image.next'))}
          ${button(app.t('uncertainty.image.random'), () => go(Math.floor(Math.random() * total())))}
        </div>
        ${pad.view(present !== 'drawing')}
      </div>`;
    },
    destroy: pad.destroy,
  };
}
