/** All contestants on one chart each for the validation loss and the accuracy. */
import { t } from '../../i18n/index.js';
import { createChart } from '../../views/chart.js';
import { h } from '../../views/dom.js';
import { explain } from '../../views/explain.js';
import { styleOf } from '../../views/palette.js';
import { labelOf } from './names.js';
import { curvesOf } from './outcome.js';

const WHAT = /** @type {const} */ (['validationLoss', 'validationAccuracy']);

/** A contestant's series in any chart of this lab. @param {import('../race/model.js').Race} race @param {string} id */
export function seriesOf(race, id) {
  const { variable, dash, marker } = styleOf(id);
  return { id, label: labelOf(race, id), color: variable, dash, marker, width: 2 };
}

/**
 * @param {any} context
 * @param {import('../race/model.js').Race} race
 */
export function comparisonCharts({ store }, race) {
  const hosts = { validationLoss: h('div'), validationAccuracy: h('div') };
  const [loss, accuracy] = WHAT.map((key) => {
    const title = t(`race.charts.${key}`);
    const setScale = (/** @type {string} */ scale) => store.setValue('lossScale', scale);
    return createChart(hosts[key], {
      title,
      xLabel: t('race.axis.epochs'),
      ...(key === 'validationLoss'
        ? { yLabel: t('race.loss'), yScale: store.state.values.lossScale, clip: true, onScale: setScale }
        : { yLabel: t('race.accuracy') }),
      empty: t('regularization.emptyChart'),
      tools: [explain(`regularization.explain.${key}`, { about: title })],
    });
  });

  function draw() {
    const single = race.runs.length === race.entrants.length;
    loss.setAxes({ yScale: store.state.values.lossScale });
    for (const id of race.entrants) {
      const curves = curvesOf(race, id);
      for (const [chart, { mean, deviation }] of /** @type {const} */ ([
        [loss, curves.validation],
        [accuracy, curves.accuracy],
      ])) {
        chart.replace(id, curves.x, mean);
        if (!single)
          chart.setBand(
            id,
            curves.x,
            mean.map((y, n) => y - deviation[n]),
            mean.map((y, n) => y + deviation[n]),
          );
      }
    }
  }

  return {
    element: h('div', { class: 'stage-row' }, hosts.validationLoss, hosts.validationAccuracy),
    rebuild: () => [loss, accuracy].forEach((chart) => chart.setSeries(race.entrants.map((id) => seriesOf(race, id)))),
    draw,
    destroy: () => [loss, accuracy].forEach((chart) => chart.destroy()),
  };
}
