/** Which image: a test image, the same with its pixels in disorder, noise, or a drawing; and what is done to it. */
import { fieldControl } from '../../views/controls.js';
import { h } from '../../views/dom.js';
import { explain } from '../../views/explain.js';
import { drawingPad } from './pad.js';
import { settingsFor, SOURCES } from './settings.js';

/** @import { App } from '../../context.js' */

/** What the sliders change, in their order. */
const CHANGES = ['angle', 'right', 'down', 'noise'];

/** @param {any} catalog @param {string} key */
const settingOf = (catalog, key) => /** @type {any} */ (settingsFor(catalog).find((setting) => setting.key === key));

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
  const step = (/** @type {-1 | 1} */ way) =>
    h(
      'button',
      {
        type: 'button',
        class: 'button quiet',
        'aria-label': app.t(way < 0 ? 'uncertainty.image.previous' : 'uncertainty.image.next'),
        on: { click: () => go(draft.values().image + way) },
      },
      way < 0 ? '‹' : '›',
    );
  const index = fieldControl(
    app,
    { key: 'image', kind: 'integer', min: 0, max: 9999, default: 0 },
    {
      value: draft.values().image,
      onChange: (image) => draft.put({ image }),
      label: app.t('uncertainty.settings.image'),
      slider: false,
    },
  );
  const random = h(
    'button',
    { type: 'button', class: 'button quiet', on: { click: () => go(Math.floor(Math.random() * total())) } },
    app.t('uncertainty.image.random'),
  );
  const walk = h('div', { class: 'uncertainty-walk' }, step(-1), index, step(1), random);
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
      if (!index.contains(document.activeElement)) index.setValue(image);
    },
    destroy: () => pad.destroy(),
  };
}

/** The sliders, and what the chart goes along. @param {App} app @param {{ catalog: any, draft: import('./draft.js').Draft }} options */
export function createChanges(app, { catalog, draft }) {
  const UNITS = /** @type {Record<string, string>} */ ({ angle: '°', right: 'px', down: 'px' });
  const fields = CHANGES.map((key) =>
    fieldControl(app, settingOf(catalog, key), {
      value: draft.values()[key],
      onChange: (value) => draft.set(key, value),
      label: app.t(`uncertainty.settings.${key}`),
      unit: UNITS[key],
      explain: `uncertainty.explain.${key}`,
    }),
  );
  const sweep = fieldControl(app, settingOf(catalog, 'sweep'), {
    value: draft.values().sweep,
    onChange: (value) => draft.put({ sweep: value }),
    label: app.t('uncertainty.settings.sweep'),
    optionLabel: (option) => app.t(`uncertainty.sweeps.${option}`),
  });
  return {
    element: h(
      'div',
      { class: 'uncertainty-changes', role: 'group', 'aria-label': app.t('uncertainty.image.changes') },
      fields,
    ),
    sweep,
    follow() {
      const values = draft.values();
      for (const field of [...fields, sweep])
        if (!field.contains(document.activeElement)) field.setValue(values[field.field.key]);
    },
  };
}
