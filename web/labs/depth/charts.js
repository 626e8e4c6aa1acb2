/** The same figures as curves: over the layers as they are now, over the steps of a chosen layer, and λ₁ against 2/η. */
import { totalSteps } from '../../runs/plan.js';
import { byKey } from '../../state/settings.js';
import { createChart } from '../../views/chart.js';
import { styleOf } from '../../views/palette.js';
import { html, nothing } from '../../views/template.js';
import { settingField } from '../shared/setting.js';
import { labelOf } from './names.js';
import { LEAST_NORMAL, overLayers, overSteps, sharpnessOf, topOfSharpness } from './outcome.js';
import { MEASURES, settingsFor } from './settings.js';

/** @import { App } from '../../context.js' */
/** @typedef {import('../../runs/group.js').RunGroup} Group */
/** @typedef {import('../../views/chart.js').Chart} Chart */

/** Where a curve comes near enough to float32's end, that is marked. */
const NEAR_THE_END = 1e-25;

/** A logarithm has no place for 0, nor a chart for what is no number. @param {{ x: Float64Array, y: Float64Array, low?: Float64Array, high?: Float64Array }} curve @param {boolean} log */
function drawable({ x, y, low = y, high = y }, log) {
  const kept = [...x.keys()].filter((n) => Number.isFinite(y[n]) && (!log || low[n] > 0));
  const [xs, ys, lows, highs] = [x, y, low, high].map((list) => Float64Array.from(kept, (n) => list[n]));
  return { x: xs, y: ys, low: lows, high: highs };
}

/**
 * @param {App} app
 * @param {() => Group} shown
 */
export function depthCharts(app, shown) {
  const { store } = app;
  const settings = settingsFor();
  const values = () => store.state.values;
  const isLog = (/** @type {string} */ measure) => measure !== 'dead';
  const yLabelOf = (/** @type {string} */ measure) => app.t(`depth.axis.${measure}`);
  const chart = (
    /** @type {string} */ key,
    /** @type {Partial<import('../../views/chart.js').ChartOptions> & { xLabel: string, yLabel: string }} */ options,
  ) =>
    createChart(app, {
      title: app.t(`depth.charts.${key}`),
      explain: `depth.explain.${key}`,
      empty: app.t('depth.empty'),
      ...options,
    });
  const layers = {
    xLabel: app.t('depth.axis.layer'),
    xFormat: (/** @type {number} */ x) => app.format.integer(x),
    counts: true,
  };
  const steps = { xLabel: app.t('depth.axis.steps'), counts: true };
  const charts = {
    deviation: chart('deviation', { ...layers, yLabel: yLabelOf('deviation'), yScale: 'log' }),
    gradient: chart('gradient', { ...layers, yLabel: yLabelOf('gradient'), yScale: 'log' }),
    dead: chart('dead', {
      ...layers,
      yLabel: yLabelOf('dead'),
      yMin: 0,
      yMax: 1,
      small: true,
      yFormat: app.format.percent,
    }),
    loss: chart('loss', { ...steps, yLabel: app.t('race.loss'), yScale: 'log' }),
    history: chart('history', { ...steps, yLabel: yLabelOf(values().measure) }),
    sharpness: chart('sharpness', { ...steps, yLabel: 'λ₁', yMin: 0, empty: app.t('depth.emptySharpness') }),
  };
  const all = Object.values(charts);
  let drawn = '';
  let series = '';

  /** @param {Group} group */
  function follow(group) {
    const list = group.ids.map((id) => ({ id, label: labelOf(app, group, id), ...styleOf(id), width: 2, group: id }));
    const key = JSON.stringify(list);
    if (key === series) return;
    series = key;
    for (const one of all) {
      one.setSeries(list.map((line) => ({ ...line, points: one !== charts.sharpness })));
    }
  }

  /** @param {Chart} one @param {string} id @param {ReturnType<typeof overLayers>} curve @param {boolean} log @param {boolean} several */
  function put(one, id, curve, log, several) {
    const { x, y, low, high } = drawable(curve, log);
    one.replace(id, x, y);
    if (several) one.setBand(id, x, low, high);
  }

  function draw() {
    const group = shown();
    const { layer, measure } = values();
    const now = `${group.ids} ${group.runs.map((run) => run.watched.length)} ${layer} ${measure} ${store.state.language}`;
    if (now === drawn && group.runs === drawnRuns) return;
    [drawn, drawnRuns] = [now, group.runs];
    follow(group);
    const count = Math.max(1, ...group.runs.map(({ spec }) => spec.model.layers.length));
    const place = Math.min(layer, count) - 1;
    let [least, sharpest] = [Infinity, -Infinity];
    for (const id of group.ids) {
      const runs = group.runsOf(id);
      const several = runs.length > 1;
      for (const key of MEASURES) {
        const curve = overLayers(runs, key);
        if (key === 'gradient') least = Math.min(least, ...curve.y.filter((y) => y > 0));
        put(charts[key], id, curve, isLog(key), several);
      }
      put(charts.loss, id, overSteps(runs, 'loss', place), true, several);
      put(charts.history, id, overSteps(runs, measure, place), isLog(measure), several);
      const { x, y } = sharpnessOf(runs[0]);
      charts.sharpness.replace(id, x, y);
      sharpest = Math.max(sharpest, ...y.filter(Number.isFinite));
    }
    for (const key of MEASURES) charts[key].setAxes({ xMin: 1, xMax: Math.max(2, count) });
    const steps = Math.max(1, ...group.runs.map(({ spec }) => totalSteps(spec)));
    for (const one of [charts.loss, charts.history, charts.sharpness]) one.setAxes({ xMin: 0, xMax: steps });
    charts.history.setAxes({
      yLabel: yLabelOf(measure),
      yScale: isLog(measure) ? 'log' : 'linear',
      min: isLog(measure) ? null : 0,
      max: isLog(measure) ? null : 1,
    });
    const here = { x: place + 1 };
    for (const key of MEASURES) charts[key].mark([here]);
    if (least < NEAR_THE_END)
      charts.gradient.mark([here, { y: LEAST_NORMAL, label: app.t('depth.leastNormal'), color: '--bad' }]);
    const rates = [...new Set(group.runs.map(({ spec }) => spec.optimizer.learningRate))];
    const limits = rates.map((rate) => 2 / rate);
    charts.sharpness.setAxes({ max: topOfSharpness(limits, sharpest) });
    charts.sharpness.mark(
      limits.map((y) => ({ y, label: app.t('depth.limit', { value: app.format.number(y) }), color: '--bad' })),
    );
  }
  /** @type {unknown} */
  let drawnRuns = null;

  return {
    draw,
    rebuild: () => (drawn = series = ''),
    /** The choice of a layer. */
    layerField() {
      const { runs } = shown();
      const specs = runs.length > 0 ? runs.map(({ spec }) => spec) : [store.spec()];
      const count = Math.max(...specs.map(({ model }) => model.layers.length));
      // The last one is looked at where there are no more.
      const value = Math.min(values().layer, count);
      return settingField(app, 'depth', { ...byKey(settings, 'layer'), max: count, full: true }, { value });
    },
    layers: () =>
      html`<div class="stage-row">${charts.gradient.element} ${charts.deviation.element}</div>
        ${charts.dead.element}`,
    steps: () =>
      html`<section class="depth-steps" aria-label=${app.t('depth.overSteps')}>
        <div class="depth-steps-choice">
          ${settingField(app, 'depth', byKey(settings, 'measure'), {
            optionLabel: (option) => app.t(`depth.measures.${option}`),
          })}
        </div>
        <div class="stage-row">${charts.loss.element} ${charts.history.element}</div>
      </section>`,
    sharpness: () => (values().sharpness ? charts.sharpness.element : nothing),
    destroy: () => all.forEach((one) => one.destroy()),
  };
}
