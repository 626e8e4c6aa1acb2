/** Which image: a test image, the same with its pixels in disorder, noise, or a drawing; and what is done to it. */
import { byKey } from '../../state/settings.js';
import { fieldControl } from '../../views/controls.js';
import { h } from '../../views/dom.js';
import { explain } from '../../views/explain.js';
import { html, render } from '../../views/template.js';
import { drawingPad } from './pad.js';
import { settingsFor, SOURCES } from './settings.js';

/** @import { App } from '../../context.js' */

/** What the sliders change, in their order. */
const CHANGES = ['angle', 'right', 'down', 'noise'];

/**
 * @param {App} app
 * @param {{ draft: import('./draft.js').Draft, explorer: import('./explorer.js').Explorer, later: () => void }} options
 */
export function createChooser(app, { draft, explorer }) {
  const sources = SOURCES.map((source) =>
    h(
      'button',
      { type: 'button', class: 'button quiet', 'aria-pressed': 'false', on: { click: () => draft.put({ source }) } },
      app.t(`uncertainty.sources.${source}`),
    ),
  );
  const total = () => explorer.shown?.total ?? 1000;
  const go = (/** @type {number} */ index) => draft.put({ image: (index + total()) % total() });
  const button = (/** @type {string} */ text, /** @type {() => void} */ click, /** @type {string} */ label) =>
    html`<button type="button" class="button quiet" aria-label=${label} @click=${click}>${text}</button>`;
  const walk = h('div', { class: 'uncertainty-walk' });
  const showWalk = (/** @type {number} */ image) => {
    const index = fieldControl(
      app,
      { key: 'image', kind: 'integer', min: 0, max: 9999, default: 0 },
      {
        value: image,
        onChange: (/** @type {number} */ to) => draft.put({ image: to }),
        label: app.t('uncertainty.settings.image'),
        slider: false,
      },
    );
    const random = app.t('uncertainty.image.random');
    render(
      html`${button('‹', () => go(image - 1), app.t('uncertainty.image.previous'))} ${index}
      ${button('›', () => go(image + 1), app.t('uncertainty.image.next'))}
      ${button(random, () => go(Math.floor(Math.random() * total())), random)}`,
      walk,
    );
  };
  const pad = drawingPad(app, { text: draft.values().drawing, onChange: (drawing) => draft.set('drawing', drawing) });
  const element = h(
    'div',
    { class: 'uncertainty-chooser' },
    h(
      'div',
      { class: 'uncertainty-choices', role: 'toolbar', 'aria-label': app.t('uncertainty.sources.label') },
      sources,
      explain(app, 'uncertainty.explain.sources', { about: app.t('uncertainty.sources.label') }),
    ),
    walk,
    pad.element,
  );
  return {
    element,
    follow() {
      const { source, image, drawing } = draft.values();
      sources.forEach((button, n) => button.setAttribute('aria-pressed', String(SOURCES[n] === source)));
      walk.hidden = source === 'drawing';
      pad.element.hidden = source !== 'drawing';
      pad.setText(drawing);
      showWalk(image);
    },
    destroy: () => pad.destroy(),
  };
}

/** The sliders, and what the chart goes along. @param {App} app @param {import('./draft.js').Draft} draft */
export function createChanges(app, draft) {
  const { catalog } = app;
  const UNITS = /** @type {Record<string, string>} */ ({ angle: '°', right: 'px', down: 'px' });
  /** @param {string} key @param {import('../../views/controls.js').Look} look */
  const field = (key, look) =>
    fieldControl(app, byKey(settingsFor(catalog), key), {
      value: draft.values()[key],
      onChange: (value) => draft.set(key, value),
      label: app.t(`uncertainty.settings.${key}`),
      ...look,
    });
  return {
    sliders: () =>
      html`<div class="uncertainty-changes" role="group" aria-label=${app.t('uncertainty.image.changes')}>
        ${CHANGES.map((key) => field(key, { unit: UNITS[key], explain: `uncertainty.explain.${key}` }))}
      </div>`,
    sweep: () => field('sweep', { optionLabel: (option) => app.t(`uncertainty.sweeps.${option}`) }),
  };
}
