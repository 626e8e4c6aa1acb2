/** The range finder: one run on a rate that grows at every step. */
import { createChart } from '../../views/chart.js';
import { clear, h } from '../../views/dom.js';
import { liveTable } from '../../views/table.js';
import { RunGroup } from '../../runs/group.js';
import { about, batchWork, exportButtons, raceButton } from './parts.js';
import { CUT, rampRates, rounded, suggest } from './ramp.js';

/** @import { App } from '../../context.js' */

/**
 * @param {App} app
 * @param {(change: import('../../runs/group.js').Change) => void} changed
 * @returns {import('./parts.js').View}
 */
export function finderView(app, changed) {
  const { pool, store } = app;
  const batch = new RunGroup(pool, changed);
  /** Of the run that is shown, whatever the settings say now. @type {Float64Array} */
  let rates = new Float64Array();

  function start() {
    const { optimizer, rampLow, rampHigh, rampSteps } = store.state.values;
    const spec = store.entrantSpec(optimizer);
    rates = rampRates(Math.min(rampLow, rampHigh), Math.max(rampLow, rampHigh, rampLow * 1.01), rampSteps);
    batch.start([
      {
        id: 'ramp',
        spec: {
          ...spec,
          optimizer: { ...spec.optimizer, learningRate: rates[0] },
          schedule: { id: 'constant', per: 'step' },
        },
        options: { rates, evaluateTest: false },
      },
    ]);
  }

  const losses = () => batch.runs[0]?.losses.values ?? new Float64Array();
  const found = () => suggest(rates, losses());

  /** The two rules' rates, those that there are. */
  function rules() {
    const { steepest, climb, tenth } = found();
    return [
      ...(steepest ? [{ id: 'steepest', at: steepest.rate, rate: rounded(steepest.rate), loss: steepest.loss }] : []),
      ...(climb && tenth ? [{ id: 'tenth', at: climb.rate, rate: rounded(tenth), loss: climb.loss }] : []),
    ];
  }

  function sentence() {
    const { steepest, climb, tenth } = found();
    if (!steepest) return app.t('rate.finder.nothing');
    const fell = app.t('rate.finder.steepestFound', { rate: app.format.plain(rounded(steepest.rate)) });
    const blew =
      climb && tenth
        ? app.t('rate.finder.climbFound', {
            rate: app.format.plain(rounded(climb.rate)),
            tenth: app.format.plain(rounded(tenth)),
          })
        : app.t('rate.finder.noClimb');
    return `${fell} ${blew}`;
  }

  /** @returns {import('./parts.js').Parts} */
  function mount() {
    const host = h('div');
    const title = app.t('rate.finder.chart');
    const chart = createChart(app, host, {
      title,
      xLabel: app.t('rate.axis.rate'),
      yLabel: app.t('rate.axis.loss'),
      xScale: 'log',
      empty: app.t('rate.finder.empty'),
      tools: about(app, 'finderChart', title),
      xFormat: (x) => app.format.plain(Number(x.toPrecision(3))),
    });
    const table = liveTable({
      caption: app.t('rate.finder.table'),
      columns: [
        { key: 'id', label: app.t('rate.columns.rule'), format: (id) => app.t(`rate.finder.rules.${id}`) },
        { key: 'at', label: app.t('rate.columns.found'), align: 'end', format: (x) => app.format.number(x) },
        { key: 'loss', label: app.t('rate.columns.smoothed'), align: 'end', format: (x) => app.format.number(x) },
        { key: 'rate', label: app.t('rate.columns.suggested'), align: 'end', format: app.format.plain },
      ],
    });
    const next = h('div', { class: 'rate-next' });
    const files = exportButtons(app, 'descenso-busqueda', () => {
      const { smoothed } = found();
      return {
        columns: ['step', 'learningRate', 'loss', 'smoothedLoss'],
        rows: Array.from(losses(), (loss, n) => [n + 1, rates[n], loss, smoothed[n]]),
        all: { spec: batch.runs[0]?.spec, rules: rules(), learningRates: [...rates], losses: [...losses()] },
      };
    });

    function reset() {
      chart.setSeries([
        {
          id: 'raw',
          group: 'loss',
          label: app.t('rate.finder.raw'),
          color: '--c-1',
          width: 1,
          alpha: 0.3,
          legend: false,
        },
        { id: 'smoothed', group: 'loss', label: app.t('rate.finder.smoothed'), color: '--c-1', width: 2.5 },
      ]);
      chart.mark([]);
      table.setRows([]);
      clear(next);
    }

    function draw() {
      const raw = losses();
      files.hidden = batch.runs.length === 0;
      table.element.hidden = raw.length === 0;
      if (raw.length === 0) return;
      const at = rates.subarray(0, raw.length);
      const { smoothed } = found();
      chart.replace('raw', at, raw);
      chart.replace('smoothed', at, smoothed);
      chart.setAxes({ yMin: 0, yMax: CUT * smoothed[0], xMin: rates[0], xMax: rates[rates.length - 1] });
      if (batch.status !== 'over') return;
      const list = rules();
      const { climb } = found();
      table.setRows(list);
      chart.mark([
        ...list.map(({ id, rate }) => ({
          x: rate,
          label: app.t(`rate.finder.marks.${id}`, { rate: app.format.plain(rate) }),
          color: '--good',
        })),
        ...(climb
          ? [
              {
                x: climb.rate,
                label: app.t('rate.finder.marks.climb', { rate: app.format.plain(rounded(climb.rate)) }),
                color: '--bad',
              },
            ]
          : []),
      ]);
      if (next.childElementCount === 0)
        clear(
          next,
          list.map(({ id, rate }) =>
            raceButton(app, store, rate, app.t(`rate.finder.use.${id}`, { rate: app.format.plain(rate) })),
          ),
        );
    }

    return { nodes: [host, next, table.element, files], reset, draw, destroy: () => chart.destroy() };
  }

  return {
    key: 'finder',
    ...batchWork(app, batch),
    start,
    sentence,
    mount,
    formulas: () => ['\\eta_t = \\eta_{\\min} \\left( \\frac{\\eta_{\\max}}{\\eta_{\\min}} \\right)^{t/(T-1)}'],
  };
}
