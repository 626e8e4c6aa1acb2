/** All contestants on one chart each for the validation loss and the accuracy. */
import { around } from '../../../wasm/statistics.js';
import { createChart } from '../../views/chart.js';
import { styleOf } from '../../views/palette.js';
import { html } from '../../views/template.js';
import { labelOf } from './names.js';
import { curvesOf } from './outcome.js';

/** @import { App } from '../../context.js' */

const WHAT = /** @type {const} */ (['validationLoss', 'validationAccuracy']);

/** A contestant's series in any chart of this lab. @param {App} app @param {import('../../runs/group.js').RunGroup} race @param {string} id */
export const seriesOf = (app, race, id) => ({ id, label: labelOf(app, race, id), ...styleOf(id), width: 2 });

/**
 * @param {App} app
 * @param {import('../../runs/group.js').RunGroup} race
 */
export function comparisonCharts(app, race) {
  const { store } = app;
  const [loss, accuracy] = WHAT.map((key) => {
    const setScale = (/** @type {string} */ scale) => store.setValue('lossScale', scale);
    return createChart(app, {
      title: app.t(`race.charts.${key}`),
      xLabel: app.t('race.axis.epochs'),
      counts: true,
      ...(key === 'validationLoss'
        ? { yLabel: app.t('race.loss'), yScale: store.state.values.lossScale, clip: true, onScale: setScale }
        : { yLabel: app.t('race.accuracy') }),
      empty: app.t('regularization.emptyChart'),
      explain: `regularization.explain.${key}`,
    });
  });

  function draw() {
    const single = race.runs.length === race.ids.length;
    loss.setAxes({ yScale: store.state.values.lossScale });
    for (const id of race.ids) {
      const curves = curvesOf(race, id);
      for (const [chart, { mean, deviation }] of /** @type {const} */ ([
        [loss, curves.validation],
        [accuracy, curves.accuracy],
      ])) {
        chart.replace(id, curves.x, mean);
        if (!single) chart.setBand(id, curves.x, ...around(mean, deviation));
      }
    }
  }

  return {
    view: () => html`<div class="stage-row">${loss.element} ${accuracy.element}</div>`,
    rebuild: () => [loss, accuracy].forEach((chart) => chart.setSeries(race.ids.map((id) => seriesOf(app, race, id)))),
    draw,
    destroy: () => [loss, accuracy].forEach((chart) => chart.destroy()),
  };
}
