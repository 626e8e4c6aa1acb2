/** The race's charts: training loss a step, validation loss and accuracy an epoch. */
import { createChart } from '../../views/chart.js';
import { styleOf } from '../../views/palette.js';
import { Traces } from '../../runs/trace.js';
import { html, nothing } from '../../views/template.js';
import { entrantName } from '../shared/stage.js';

/** @import { App } from '../../context.js' */

const ABOUT = {
  loss: 'race.explain.chartLoss',
  validationLoss: 'race.explain.chartValidationLoss',
  validationAccuracy: 'race.explain.chartValidationAccuracy',
};
/** @typedef {keyof typeof ABOUT} Key */
const KEYS = /** @type {Key[]} */ (Object.keys(ABOUT));

/** How strong a raw loss is drawn behind its smoothed one. */
const FAINT = 0.22;

/** Milliseconds of a frame for making curves; the rest is for drawing them, and for everybody else. */
const BUDGET = 5;

/**
 * @param {App} app
 * @param {import('../../runs/group.js').RunGroup} race
 */
export function raceCharts(app, race) {
  const { store } = app;
  const { values } = store.state;
  const loss = {
    yLabel: app.t('race.loss'),
    yScale: values.lossScale,
    clip: true,
    onScale: (/** @type {string} */ scale) => store.setValue('lossScale', scale),
  };
  /** What the x axis is. A loss is of any step, also within an epoch; validation is of whole epochs. @param {Key} key @param {string} axis */
  const along = (key, axis) => ({
    xLabel: app.t(`race.axis.${axis}`),
    counts: axis === 'steps' || (axis === 'epochs' && key !== 'loss'),
  });
  /** @param {Key} key @param {Pick<import('../../views/chart.js').ChartOptions, 'yLabel'>} options */
  const chart = (key, options) =>
    createChart(app, {
      title: app.t(`race.charts.${key}`),
      ...along(key, values.xAxis),
      empty: app.t('race.empty'),
      explain: ABOUT[key],
      ...options,
    });
  const charts = {
    loss: chart('loss', loss),
    validationLoss: chart('validationLoss', loss),
    validationAccuracy: chart('validationAccuracy', { yLabel: app.t('race.accuracy') }),
  };

  /** The curves that are seen. @type {Traces | null} */
  let shown = null;
  /** Those along other axes, or smoothed otherwise, until they have caught up with the runs. @type {Traces | null} */
  let coming = null;

  /** Whether each contestant has one run; of several, one may be all that has begun. */
  let single = false;

  /** Which series there are: on a new start. */
  function series() {
    shown = coming = null;
    single = race.runs.length > 0 && race.runsOf(race.ids[0]).length === 1;
    const strong = race.ids.map((id) => ({ id, label: entrantName(app, id), ...styleOf(id), width: 2, group: id }));
    const faint = strong.map((one) => ({
      ...one,
      id: `${one.id}/raw`,
      dash: [],
      width: 1,
      alpha: FAINT,
      legend: false,
      tooltip: false,
    }));
    charts.loss.setSeries(single ? [...faint, ...strong] : strong);
    charts.validationLoss.setSeries(strong.map((one) => ({ ...one, points: true })));
    charts.validationAccuracy.setSeries(strong.map((one) => ({ ...one, points: true })));
  }

  /** Takes the curves as they are now, or a part of them, and the rest in the next frames. */
  function draw() {
    const { xAxis, smoothing } = store.state.values;
    const until = performance.now() + BUDGET;
    const asked = (/** @type {Traces | null} */ one) =>
      one !== null && one.axis === xAxis && one.memory === smoothing && one.current;
    if (asked(shown) || (coming && !coming.current)) coming = null;
    // What has begun is finished, even if something else is asked for by now: a slider that is dragged shows its way.
    if (!asked(shown)) coming ??= new Traces(race, xAxis, smoothing, shown);
    const before = shown?.points;
    let done = (coming ?? shown)?.follow(until) ?? true;
    if (coming && done) {
      shown = coming;
      coming = null;
      show(shown);
      done = asked(shown);
    }
    const now = shown?.points;
    if (now?.steps !== before?.steps) charts.loss.refresh();
    if (now?.epochs !== before?.epochs)
      for (const one of [charts.validationLoss, charts.validationAccuracy]) one.refresh();
    // One axis for all three: what is one above the other is at the same time.
    for (const one of Object.values(charts))
      one.setAxes({ reach: shown?.extent ?? null, growing: race.status !== 'over' });
    if (!done) app.inTurn(draw);
  }

  /** @param {Traces} traces that the charts draw from now on */
  function show({ axis, of }) {
    for (const key of KEYS) charts[key].setAxes(along(key, axis));
    for (const [id, { loss, raw, validationLoss, validationAccuracy }] of of) {
      charts.loss.show(id, loss.line, loss.band);
      if (raw && single) charts.loss.show(`${id}/raw`, raw.line, null);
      charts.validationLoss.show(id, validationLoss.line, validationLoss.band);
      charts.validationAccuracy.show(id, validationAccuracy.line, validationAccuracy.band);
    }
  }

  /** The axes' scale follows the settings. */
  function axes() {
    const { lossScale } = store.state.values;
    for (const one of [charts.loss, charts.validationLoss]) one.setAxes({ yScale: lossScale });
  }

  const seen = (/** @type {keyof typeof charts} */ key) => (app.shows(key) ? charts[key].element : nothing);
  const view = () =>
    html`<section class="race-charts" aria-label=${app.t('race.chartsLabel')}>
      ${seen('loss')}
      <div class="stage-row">${seen('validationLoss')} ${seen('validationAccuracy')}</div>
    </section>`;
  return {
    view,
    series,
    draw,
    axes,
    destroy() {
      app.forgetTurn(draw);
      for (const one of Object.values(charts)) one.destroy();
    },
  };
}
