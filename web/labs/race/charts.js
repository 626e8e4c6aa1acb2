/** The race's charts: training loss a step, validation loss and accuracy an epoch. */
import { t } from '../../i18n/index.js';
import { createChart } from '../../views/chart.js';
import { h } from '../../views/dom.js';
import { explain } from '../../views/explain.js';
import { styleOf } from '../../views/palette.js';
import { entrantName } from './rail.js';

const ABOUT = {
  loss: 'race.explain.chartLoss',
  validationLoss: 'race.explain.chartValidationLoss',
  validationAccuracy: 'race.explain.chartValidationAccuracy',
};

/** How strong a raw loss is drawn behind its smoothed one. */
const FAINT = 0.22;

/**
 * @param {any} context
 * @param {import('./model.js').Race} race
 */
export function raceCharts({ store }, race) {
  const { values } = store.state;
  const xLabel = () => t(`race.axis.${store.state.values.xAxis}`);
  const hosts = { loss: h('div', { class: 'chart-host large' }), validationLoss: h('div'), validationAccuracy: h('div') };
  const chart = (/** @type {keyof typeof hosts} */ key, /** @type {any} */ options) =>
    createChart(hosts[key], {
      title: t(`race.charts.${key}`),
      xLabel: xLabel(),
      empty: t('race.empty'),
      tools: [explain(ABOUT[key], { about: t(`race.charts.${key}`) })],
      ...options,
    });
  const charts = {
    loss: chart('loss', { yLabel: t('race.loss'), yScale: values.lossScale }),
    validationLoss: chart('validationLoss', { yLabel: t('race.loss'), yScale: values.lossScale }),
    validationAccuracy: chart('validationAccuracy', { yLabel: t('race.accuracy'), yScale: 'linear' }),
  };

  /** Which series there are: on a new start, and when seeds or entrants change. */
  function series() {
    const single = race.runs.length > 0 && race.runsOf(race.entrants[0]).length === 1;
    const strong = race.entrants.map((id) => {
      const { variable, dash, marker } = styleOf(id);
      return { id, label: entrantName(id), color: variable, dash, marker, width: 2, group: id };
    });
    const faint = strong.map((one) => ({
      ...one, id: `${one.id}/raw`, dash: [], width: 1, alpha: FAINT, legend: false, tooltip: false,
    }));
    charts.loss.setSeries(single ? [...faint, ...strong] : strong);
    charts.validationLoss.setSeries(strong.map((one) => ({ ...one, points: true })));
    charts.validationAccuracy.setSeries(strong.map((one) => ({ ...one, points: true })));
  }

  /** Takes the curves as they are now. */
  function draw() {
    const { xAxis, smoothing } = store.state.values;
    for (const id of race.entrants) {
      const { x, mean, deviation, raw } = race.trainingLoss(id, xAxis, smoothing);
      charts.loss.replace(id, x, mean);
      if (raw) charts.loss.replace(`${id}/raw`, x, raw);
      else charts.loss.setBand(id, x, ...band(mean, deviation));
      for (const what of /** @type {const} */ (['validationLoss', 'validationAccuracy'])) {
        const figures = race.epochFigures(id, xAxis, what);
        charts[what].replace(id, figures.x, figures.mean);
        if (!raw) charts[what].setBand(id, figures.x, ...band(figures.mean, figures.deviation));
      }
    }
  }

  /** Axes follow the settings. */
  function axes() {
    const { xAxis, lossScale } = store.state.values;
    for (const [key, one] of Object.entries(charts))
      one.setAxes({ xLabel: xLabel(), yScale: key === 'validationAccuracy' ? 'linear' : lossScale });
    if (xAxis && race.entrants.length > 0) draw();
  }

  const element = h(
    'section',
    { class: 'race-charts', 'aria-label': t('race.chartsLabel') },
    hosts.loss,
    h('div', { class: 'stage-row' }, hosts.validationLoss, hosts.validationAccuracy),
  );
  return {
    element,
    series,
    draw,
    axes,
    destroy: () => Object.values(charts).forEach((one) => one.destroy()),
  };
}

/** @param {Float64Array} mean @param {Float64Array} deviation @returns {[Float64Array, Float64Array]} one deviation below and above */
function band(mean, deviation) {
  return [mean.map((y, n) => y - deviation[n]), mean.map((y, n) => y + deviation[n])];
}
