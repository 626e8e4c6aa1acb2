/** Dropout at work: which units a minibatch's image finds, and by what outputs are multiplied, then and in predictions. */
import { byKey } from '../../state/settings.js';
import { fieldControl } from '../../views/controls.js';
import { h, setText } from '../../views/dom.js';
import { explain } from '../../views/explain.js';
import { styleOf } from '../../views/palette.js';
import { html, render } from '../../views/template.js';
import { liveTable } from '../../views/table.js';
import { entrantName } from './names.js';
import { paintNetwork } from './network.js';
import { factors } from './outcome.js';
import { Probe } from '../../runs/probe.js';
import { whenSeen } from '../../views/dom.js';
import { wordFailure } from '../../views/word-error.js';
import { MAX_STEP, settingsFor } from './settings.js';

/** @import { App } from '../../context.js' */

/** Milliseconds that a slider must rest before a run is made for its value. */
const REST = 250;

/** @param {any} spec @returns {{ p: number, input: number }} the rates, the greatest of the layers' */
function ratesOf({ model }) {
  return { p: Math.max(...model.layers.map((/** @type {any} */ { dropout }) => dropout)), input: model.inputDropout };
}

/** @param {App} app */
export function masksSection(app) {
  const { pool, store } = app;
  const probe = new Probe(pool);
  const title = app.t('regularization.masks');
  const canvas = h('canvas', { class: 'network', role: 'img', 'aria-label': title });
  const caption = h('p', { class: 'rate-note', role: 'status' });
  const table = liveTable(app, {
    caption: app.t('regularization.factors'),
    hideCaption: true,
    words: 'regularization',
    columns: [
      { key: 'name', label: app.t('regularization.entrant') },
      ...['kept', 'dropped', 'mean', 'prediction'].map((key) => ({
        key,
        label: app.t(`regularization.factor.${key}`),
        figure: true,
      })),
    ],
  });
  const settings = settingsFor();
  const field = (/** @type {string} */ key, /** @type {number} */ max) =>
    fieldControl(
      app,
      { ...byKey(settings, key), max },
      {
        value: store.state.values[key],
        onChange: (value) => store.setValue(key, value),
        label: app.t(`regularization.settings.${key}`),
        explain: `regularization.explain.${key}`,
      },
    );
  let samples = 32;
  const controls = h('div', { class: 'masks-controls' });
  const next = () => store.setValue('maskStep', (store.state.values.maskStep % MAX_STEP) + 1);
  const showControls = () =>
    render(
      html`${field('maskStep', MAX_STEP)} ${field('sample', samples)}
        <button type="button" class="button" @click=${next}>${app.t('regularization.nextMask')}</button>`,
      controls,
    );
  const element = h(
    'section',
    { class: 'masks-section', 'aria-label': title, hidden: true },
    h(
      'div',
      { class: 'section-head' },
      h('h2', null, title),
      explain(app, 'regularization.explain.masks', { about: title }),
    ),
    h('div', { class: 'masks-row' }, controls, h('div', { class: 'masks-picture' }, canvas, caption)),
    h('h3', null, app.t('regularization.factors')),
    table.element,
  );

  /** @type {{ masks: import('../../engine/protocol.js').Masks, id: string, spec: any } | null} */
  let shown = null;
  let seen = false;
  let timer = 0;
  let wanted = '';

  /** The contestants that drop units. */
  const dropping = () =>
    store.state.values.entrants
      .map((/** @type {string} */ id) => ({ id, spec: store.entrantSpec(id) }))
      .filter((/** @type {any} */ { spec }) => ratesOf(spec).p > 0 || ratesOf(spec).input > 0);

  async function ask() {
    const [first] = dropping();
    if (!first) return;
    const { maskStep } = store.state.values;
    const key = JSON.stringify([first, maskStep]);
    if (key === wanted) return;
    wanted = key;
    try {
      // Training may end before that step.
      const epochs = Math.max(first.spec.epochs, MAX_STEP);
      const masks = await probe.ask({ ...first.spec, epochs }, maskStep, (run) => run.masks());
      if (key !== wanted) return;
      shown = { masks, ...first };
      samples = masks.samples;
      showControls();
      draw();
    } catch (error) {
      if (key === wanted) setText(caption, wordFailure(app, error));
      wanted = '';
    }
  }

  function draw() {
    if (!shown) return;
    const { masks, id, spec } = shown;
    const n = Math.min(store.state.values.sample, masks.samples) - 1;
    const of = (/** @type {string} */ name) => {
      const site = masks.sites.find((one) => one.name === name);
      return site ? site.values.subarray(n * site.units, (n + 1) * site.units) : null;
    };
    const pixels = masks.rows * masks.columns;
    const { layers } = spec.model;
    const picture = [
      {
        label: app.t('regularization.inputLabel'),
        units: pixels,
        mask: of('input'),
        pixels: masks.images.subarray(n * pixels, (n + 1) * pixels),
      },
      ...layers.map((/** @type {any} */ { units }, /** @type {number} */ k) => ({
        label: app.t(k === layers.length - 1 ? 'regularization.outputTab' : 'regularization.layerTab', {
          number: k + 1,
          units,
        }),
        units,
        mask: of(`dense${k + 1}`),
      })),
    ];
    paintNetwork(app, canvas, picture, styleOf(id).color);
    const counts = picture
      .filter(({ mask }) => mask)
      .map(({ label, units, mask }) => {
        const kept = mask.reduce((/** @type {number} */ sum, /** @type {number} */ one) => sum + one, 0);
        return app.t('regularization.keptUnits', {
          layer: label,
          kept: app.format.integer(kept),
          units: app.format.integer(units),
          share: app.format.percent(kept / units),
        });
      });
    const said = app.t('regularization.maskCaption', {
      name: entrantName(app, id),
      step: masks.step,
      sample: n + 1,
      samples: masks.samples,
      counts: counts.join('; '),
    });
    setText(caption, said);
    canvas.setAttribute('aria-label', said);
  }

  function update() {
    const list = dropping();
    element.hidden = list.length === 0;
    table.setRows(
      list.map((/** @type {any} */ { id, spec }) => {
        const { p, input } = ratesOf(spec);
        const { kept, mean, prediction } = factors(p || input, spec.model.dropoutMode);
        const times = (/** @type {number} */ x) => (x === 1 ? 'y' : `${app.format.plain(Number(x.toPrecision(3)))} y`);
        return {
          id,
          name: entrantName(app, id),
          kept: times(kept),
          dropped: '0',
          mean: times(mean),
          prediction: times(prediction),
        };
      }),
    );
    showControls();
    draw();
    if (!seen) return;
    clearTimeout(timer);
    timer = window.setTimeout(ask, shown ? REST : 0);
  }

  const stopSeeing = whenSeen(element, () => {
    seen = true;
    update();
  });
  const stopTheme = app.palette.onChange(draw);
  const sizes = new ResizeObserver(draw);
  sizes.observe(element);
  return {
    element,
    update,
    destroy() {
      stopSeeing();
      stopTheme();
      sizes.disconnect();
      clearTimeout(timer);
      wanted = '';
      probe.free();
    },
  };
}
