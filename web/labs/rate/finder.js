/** The range finder: one run on a rate that grows at every step. */
import { createChart } from '../../views/chart.js';
import { liveTable } from '../../views/table.js';
import { html } from '../../views/template.js';
import { RunGroup } from '../../runs/group.js';
import { batchWork, files, raceButton } from './parts.js';
import { CUT, rampRates, rounded, suggest } from './ramp.js';

/** @import { App } from '../../context.js' */

/**
 * @param {App} app
 * @param {(change: import('../../runs/group.js').Change) => void} changed
 * @returns {import('../shared/views.js').View}
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
      ...(steepest
        ? [{ id: 'steepest', found: steepest.rate, suggested: rounded(steepest.rate), smoothed: steepest.loss }]
        : []),
      ...(climb && tenth ? [{ id: 'tenth', found: climb.rate, suggested: rounded(tenth), smoothed: climb.loss }] : []),
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

  /** @returns {import('../shared/views.js').Parts} */
  function mount() {
    const chart = createChart(app, {
      title: app.t('rate.finder.chart'),
      xLabel: app.t('rate.axis.rate'),
      yLabel: app.t('rate.axis.loss'),
      xScale: 'log',
      empty: app.t('rate.finder.empty'),
      explain: 'rate.explain.finderChart',
      xFormat: (x) => app.format.plain(Number(x.toPrecision(3))),
    });
    const table = liveTable(app, {
      caption: app.t('rate.finder.table'),
      words: 'rate',
      hideEmpty: true,
      columns: [
        { key: 'rule', format: (/** @type {{ id: string }} */ { id }) => app.t(`rate.finder.rules.${id}`) },
        { key: 'found', format: 'number' },
        { key: 'smoothed', format: 'number' },
        { key: 'suggested', format: 'plain' },
      ],
    });
    const content = () => {
      const { smoothed } = found();
      return {
        columns: ['step', 'learningRate', 'loss', 'smoothedLoss'],
        rows: Array.from(losses(), (loss, n) => [n + 1, rates[n], loss, smoothed[n]]),
        all: { spec: batch.runs[0]?.spec, rules: rules(), learningRates: [...rates], losses: [...losses()] },
      };
    };

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
    }

    function draw() {
      const raw = losses();
      if (raw.length === 0) return;
      const at = rates.subarray(0, raw.length);
      const { smoothed, climb } = found();
      chart.replace('raw', at, raw);
      chart.replace('smoothed', at, smoothed);
      chart.setAxes({ yMin: 0, yMax: CUT * smoothed[0], xMin: rates[0], xMax: rates[rates.length - 1] });
      if (batch.status !== 'over') return;
      const mark = (/** @type {string} */ id, /** @type {number} */ x, /** @type {string} */ color, at = x) => {
        const label = app.t(`rate.finder.marks.${id}`, { rate: app.format.plain(at) });
        return { x, label, color };
      };
      chart.mark([
        ...rules().map(({ id, suggested }) => mark(id, suggested, '--good')),
        ...(climb ? [mark('climb', climb.rate, '--bad', rounded(climb.rate))] : []),
      ]);
    }

    function show() {
      draw();
      const list = batch.status === 'over' ? rules() : [];
      table.setRows(list);
      const use = list.map(({ id, suggested: rate }) =>
        raceButton(app, rate, app.t(`rate.finder.use.${id}`, { rate: app.format.plain(rate) })),
      );
      return html`${chart.element}
        <div class="rate-next">${use}</div>
        ${table.element} ${files(app, 'descenso-busqueda', batch.runs.length === 0, content)}`;
    }

    return { reset, show, destroy: () => chart.destroy() };
  }

  return {
    ...batchWork(app, 'finder', batch, sentence),
    start,
    mount,
    formulas: () => ['\\eta_t = \\eta_{\\min} \\left( \\frac{\\eta_{\\max}}{\\eta_{\\min}} \\right)^{t/(T-1)}'],
  };
}
