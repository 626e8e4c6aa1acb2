/** The weights of one layer: their histogram, and the norms of its units beside the greatest that max-norm allows. */
import { createChart } from '../../views/chart.js';
import { html } from '../../views/template.js';
import { seriesOf } from './comparison.js';
import { histogramOf, sortedNorms } from './outcome.js';

/** @import { App } from '../../context.js' */

/**
 * @param {App} app
 * @param {import('../../runs/group.js').RunGroup} race
 * @param {import('./inspector.js').Inspector} inspector
 */
export function weightCharts(app, race, inspector) {
  const { store } = app;
  /** @param {string} key @param {Partial<import('../../views/chart.js').ChartOptions> & { xLabel: string, yLabel: string }} options */
  const chart = (key, options) =>
    createChart(app, {
      title: app.t(`regularization.${key}`),
      explain: `regularization.explain.${key}`,
      empty: app.t('regularization.emptyWeights'),
      ...options,
    });
  const histogram = chart('histogram', {
    xLabel: app.t('regularization.weight'),
    yLabel: app.t('regularization.share'),
    yScale: 'log',
    yFormat: app.format.percent,
  });
  const norms = chart('norms', { xLabel: app.t('regularization.unit'), counts: true, yLabel: '‖w‖₂', yMin: 0 });

  /** The network's layers; the first contestant's, as they all have the same. */
  const layers = () => race.runs[0]?.spec.model.layers ?? store.spec().model.layers;
  const layer = () => Math.min(store.state.values.layer, layers().length) - 1;

  /**
   * The same layer of another contestant, whose network may have fewer: an output layer is not compared with a hidden one.
   * @param {string} id
   * @returns {number} -1 where it has none
   */
  const placeOf = (id) => {
    const own = race.runsOf(id)[0].spec.model.layers.length - 1;
    if (layer() === layers().length - 1) return own;
    return layer() < own ? layer() : -1;
  };

  /** The choice of a layer. */
  function tabs() {
    const all = layers();
    return all.map((/** @type {{ units: number }} */ { units }, /** @type {number} */ n) => {
      const words = n === all.length - 1 ? 'regularization.outputTab' : 'regularization.layerTab';
      return html`<button
        type="button"
        class="button quiet"
        aria-pressed=${String(n === layer())}
        @click=${() => store.setValue('layer', n + 1)}
      >
        ${app.t(words, { number: n + 1, units })}
      </button>`;
    });
  }

  function draw() {
    const limits = new Set();
    for (const id of race.ids) {
      const place = placeOf(id);
      const maxNorm = race.runsOf(id)[0].spec.model.layers[place]?.maxNorm ?? 0;
      if (maxNorm > 0) limits.add(maxNorm);
      const found = inspector.of(id)?.layers[place];
      if (!found) {
        for (const one of [histogram, norms]) one.replace(id, [], []);
        continue;
      }
      const { x, share } = histogramOf(found);
      histogram.replace(id, x, share);
      const sorted = sortedNorms(found.norms);
      norms.replace(
        id,
        Float64Array.from(sorted, (_, n) => n + 1),
        sorted,
      );
    }
    norms.mark([...limits].map((r) => ({ y: r, label: `r = ${app.format.plain(r)}` })));
  }

  const view = () =>
    html`<section class="weights-section" aria-label=${app.t('regularization.weights')}>
      <h2>${app.t('regularization.weights')}</h2>
      <div class="view-tabs" role="toolbar" aria-label=${app.t('regularization.layerLabel')}>${tabs()}</div>
      <div class="stage-row">${histogram.element} ${norms.element}</div>
    </section>`;
  return {
    view,
    rebuild() {
      for (const one of [histogram, norms]) {
        one.setSeries([]);
        one.setSeries(race.ids.map((id) => seriesOf(app, race, id)));
      }
    },
    draw,
    destroy: () => [histogram, norms].forEach((one) => one.destroy()),
  };
}
