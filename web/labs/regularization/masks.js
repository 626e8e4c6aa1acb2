/** Dropout at work: which units a minibatch's image finds, and by what outputs are multiplied, then and in predictions. */
import { byKey } from '../../state/settings.js';
import { h } from '../../views/dom.js';
import { styleOf } from '../../views/palette.js';
import { liveTable } from '../../views/table.js';
import { html } from '../../views/template.js';
import { settingField } from '../shared/setting.js';
import { entrantName } from './names.js';
import { paintNetwork } from './network.js';
import { factors } from './outcome.js';
import { probeSection } from './section.js';
import { MAX_STEP, settingsFor } from './settings.js';

/** @import { App } from '../../context.js' */
/** @import { Spec } from '../../state/specs.js' */

/** @typedef {{ masks: import('../../engine/message-types.js').Masks, id: string, spec: Spec }} Dropped */

/** Images of a minibatch, before anybody knows how many there are. */
const SAMPLES = 32;

/** @param {Spec} spec @returns {{ p: number, input: number }} the rates, the greatest of the layers' */
const ratesOf = ({ model }) => ({
  p: Math.max(...model.layers.map(({ dropout }) => dropout)),
  input: model.inputDropout,
});

/** @param {App} app */
export function masksSection(app) {
  const { store } = app;
  const values = () => store.state.values;
  const canvas = h('canvas', { class: 'network', role: 'img', 'aria-label': app.t('regularization.masks') });
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
  /** A link may ask for an image beyond the minibatch: the last one stands in its place, in the box too. @param {string} key @param {number} max */
  const field = (key, max) =>
    settingField(app, 'regularization', { ...byKey(settings, key), max }, { value: Math.min(values()[key], max) });
  /** The network of the image that is chosen, its units' masks, and the same in words. @param {Dropped} shown */
  function picture({ masks, id, spec }) {
    const n = Math.min(values().sample, masks.samples) - 1;
    const of = (/** @type {string} */ name) => {
      const site = masks.sites.find((one) => one.name === name);
      return site ? site.values.subarray(n * site.units, (n + 1) * site.units) : null;
    };
    const pixels = masks.rows * masks.columns;
    const { layers } = spec.model;
    const network = [
      {
        label: app.t('regularization.inputLabel'),
        units: pixels,
        mask: of('input'),
        pixels: masks.images.subarray(n * pixels, (n + 1) * pixels),
      },
      ...layers.map(({ units }, k) => ({
        label: app.t(k === layers.length - 1 ? 'regularization.outputTab' : 'regularization.layerTab', {
          number: k + 1,
          units,
        }),
        units,
        mask: of(`dense${k + 1}`),
      })),
    ];
    const counts = network.flatMap(({ label, units, mask }) => {
      if (!mask) return [];
      const kept = mask.reduce((sum, one) => sum + one, 0);
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
    return { network, said };
  }

  /** What outputs are multiplied by. @param {{ id: string, spec: Spec }} entrant */
  function rowOf({ id, spec }) {
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
  }

  const next = () => store.setValue('maskStep', (values().maskStep % MAX_STEP) + 1);
  return probeSection(app, {
    name: 'masks',
    kind: 'masks-section',
    concerns(spec) {
      const { p, input } = ratesOf(spec);
      return p > 0 || input > 0;
    },
    question: ([first]) => [first, values().maskStep],
    async ask([{ id, spec }], probe) {
      // Training may end before that step.
      const epochs = Math.max(spec.epochs, MAX_STEP);
      return { id, spec, masks: await probe.ask({ ...spec, epochs }, values().maskStep, (run) => run.masks()) };
    },
    view(list, shown, message) {
      table.setRows(list.map(rowOf));
      const said = shown ? picture(shown).said : '';
      return html`<div class="masks-row">
          <div class="masks-controls">
            ${field('maskStep', MAX_STEP)} ${field('sample', shown?.masks.samples ?? SAMPLES)}
            <button type="button" class="button" @click=${next}>${app.t('regularization.nextMask')}</button>
          </div>
          <div class="masks-picture">
            ${canvas}
            <p class="rate-note" role="status">${message || said}</p>
          </div>
        </div>
        <h3>${app.t('regularization.factors')}</h3>
        ${table.element}`;
    },
    paint(shown) {
      const { network, said } = picture(shown);
      paintNetwork(app, canvas, network, styleOf(shown.id).color);
      canvas.setAttribute('aria-label', said);
    },
  });
}
