/** The network as a column of layers: units, activation, initializer; the last one is the classes'. */
import { fieldControl } from '../../views/controls.js';
import { h } from '../../views/dom.js';

/** @import { App } from '../../context.js' */

const MAX_LAYERS = 32;

/** @param {App} app @param {{ catalog: any, layers: any[], onChange: (layers: any[]) => void }} options @returns {HTMLElement} */
export function layersEditor(app, { catalog, layers, onChange }) {
  const fields = catalog.spec.layer;
  const named = (/** @type {string} */ key) => fields.find((/** @type {any} */ field) => field.key === key);
  const hidden = catalog.activations
    .filter((/** @type {any} */ one) => !one.outputOnly)
    .map((/** @type {any} */ one) => one.key);
  const plain = layers.map(({ units, activation, initializer }) => ({ units, activation, initializer }));
  const changed = (/** @type {number} */ n, /** @type {any} */ patch) =>
    onChange(plain.map((layer, k) => (k === n ? { ...layer, ...patch } : layer)));
  const add = () => {
    const last = plain.length - 1;
    onChange([...plain.slice(0, last), { units: 100, activation: plain[last - 1]?.activation ?? 'relu' }, plain[last]]);
  };

  const rows = plain.map((layer, n) => {
    const last = n === plain.length - 1;
    const title = last ? app.t('race.outputLayer') : app.t('race.layer', { number: n + 1 });
    return h(
      'li',
      { class: 'layer' },
      h(
        'div',
        { class: 'layer-head' },
        h('span', null, title),
        last
          ? h('span', { class: 'muted' }, app.t('race.outputNote', { classes: app.count('classes', layer.units) }))
          : h(
              'button',
              {
                type: 'button',
                class: 'button quiet',
                'aria-label': app.t('race.removeLayer', { number: n + 1 }),
                on: { click: () => onChange(plain.filter((_, k) => k !== n)) },
              },
              '×',
            ),
      ),
      last
        ? null
        : [
            fieldControl(
              app,
              { ...named('units'), default: n === 0 ? 300 : 100 },
              {
                value: layer.units,
                onChange: (units) => changed(n, { units }),
                explain: 'race.explain.units',
              },
            ),
            fieldControl(
              app,
              { ...named('activation'), options: hidden },
              {
                value: layer.activation,
                // A new activation brings the initializer that suits it.
                onChange: (activation) => changed(n, { activation, initializer: undefined }),
                optionLabel: (key) => app.t(`catalog.activations.${key}`),
                explain: 'race.explain.activation',
              },
            ),
          ],
      fieldControl(
        app,
        {
          ...named('initializer'),
          default: catalog.activations.find((/** @type {any} */ one) => one.key === layer.activation).initializer,
        },
        {
          value: layer.initializer,
          onChange: (initializer) => changed(n, { initializer }),
          optionLabel: (key) => app.t(`catalog.initializers.${key}`),
          explain: 'race.explain.initializer',
        },
      ),
    );
  });
  return h(
    'div',
    null,
    h('ol', { class: 'layers' }, rows),
    h(
      'button',
      { type: 'button', class: 'button quiet', disabled: plain.length >= MAX_LAYERS, on: { click: add } },
      app.t('race.addLayer'),
    ),
  );
}
