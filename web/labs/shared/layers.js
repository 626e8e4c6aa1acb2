/** The network as a column of layers: units, activation, initializer; the last one is the classes'. */
import { byKey } from '../../state/settings.js';
import { fieldControl } from '../../views/controls.js';
import { group } from '../../views/rail.js';
import { html } from '../../views/template.js';
import { unitsOf } from './rail.js';

/** @import { App } from '../../context.js' */
/** @typedef {import('../../../wasm/spec.d.ts').LayerSpec} LayerSpec */

const MAX_LAYERS = 32;

/**
 * The group of a network's layers.
 * @param {App} app
 * @param {{ attempt: (act: () => void) => void }} fields
 * @param {import('../../../wasm/spec.d.ts').Spec} spec
 * @param {string} [key] of its name
 */
export const networkGroup = (app, { attempt }, spec, key = 'race.groups.network') =>
  group(app, key, { note: unitsOf(spec) }, () =>
    layersEditor(app, spec.model.layers, (layers) => attempt(() => app.store.setSpec('model.layers', layers))),
  );

/** @param {App} app @param {LayerSpec[]} layers @param {(layers: Partial<LayerSpec>[]) => void} change */
function layersEditor(app, layers, change) {
  const { activations, spec } = app.catalog;
  const hidden = activations.filter(({ outputOnly }) => !outputOnly).map(({ key }) => key);
  /** @type {Partial<LayerSpec>[]} */
  const plain = layers.map(({ units, activation, initializer }) => ({ units, activation, initializer }));
  const last = plain.length - 1;
  const set = (/** @type {number} */ n, /** @type {Partial<LayerSpec>} */ patch) =>
    change(plain.map((layer, k) => (k === n ? { ...layer, ...patch } : layer)));
  const add = () => {
    const { activation = 'relu' } = plain[last - 1] ?? {};
    change([...plain.slice(0, last), { units: 100, activation }, plain[last]]);
  };

  /** @param {keyof LayerSpec} key @param {number} n @param {Partial<import('../../state/settings.js').Field>} own @param {(value: never) => Partial<LayerSpec>} [patch] */
  const field = (key, n, own, patch = (value) => ({ [key]: value })) =>
    fieldControl(
      app,
      { ...byKey(spec.layer, key), ...own },
      {
        value: layers[n][key],
        onChange: (/** @type {never} */ value) => set(n, patch(value)),
        explain: `race.explain.${key}`,
      },
    );
  const initializer = (/** @type {number} */ n) =>
    field('initializer', n, { default: byKey(activations, layers[n].activation).initializer });
  const row = (/** @type {number} */ n) => {
    const label = app.t('race.removeLayer', { number: n + 1 });
    const remove = () => change(plain.filter((_, k) => k !== n));
    return html`<li class="layer">
      <div class="layer-head">
        <span>${app.t('race.layer', { number: n + 1 })}</span>
        <button type="button" class="button quiet" aria-label=${label} @click=${remove}>×</button>
      </div>
      ${field('units', n, { default: n === 0 ? 300 : 100 })}
      ${
        // A new activation brings the initializer that suits it.
        field('activation', n, { options: hidden }, (activation) => ({ activation, initializer: undefined }))
      }
      ${initializer(n)}
    </li>`;
  };
  return html`<div>
    <ol class="layers">
      ${plain.slice(0, last).map((_, n) => row(n))}
      <li class="layer">
        <div class="layer-head">
          <span>${app.t('race.outputLayer')}</span>
          <span class="muted">${app.t('race.outputNote', { classes: app.count('classes', layers[last].units) })}</span>
        </div>
        ${initializer(last)}
      </li>
    </ol>
    <button type="button" class="button quiet" ?disabled=${plain.length >= MAX_LAYERS} @click=${add}>
      ${app.t('race.addLayer')}
    </button>
  </div>`;
}
