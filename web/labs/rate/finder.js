/** The range finder: one run, or one a seed, on a rate that grows at every step. */
import { createChart } from '../../views/chart.js';
import { ofAll } from '../../views/format.js';
import { liveTable } from '../../views/table.js';
import { html } from '../../views/template.js';
import { overSeeds, RunGroup } from '../../runs/group.js';
import { atConstantRate } from '../../runs/plan.js';
import { batchWork, files, isConclusive, nextRow, raceButton } from './parts.js';
import { CUT, rampRates, rounded, suggestOver } from './ramp.js';

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
    const { optimizer, rampLow, rampHigh, rampSteps, seeds } = store.state.values;
    const spec = atConstantRate(store.entrantSpec(optimizer));
    rates = rampRates(Math.min(rampLow, rampHigh), Math.max(rampLow, rampHigh, rampLow * 1.01), rampSteps);
    const ramp = {
      id: 'ramp',
      spec: { ...spec, optimizer: { ...spec.optimizer, learningRate: rates[0] } },
      options: { rates, evaluateTest: false },
    };
    batch.start(overSeeds(seeds, () => [ramp]));
  }

  const losses = () => (batch.runs.length > 0 ? batch.runs.map((run) => run.losses.values) : [new Float64Array()]);
  /** Of which losses the ramps were read last: with as many of them, of as many that have ended, nothing is read anew. */
  let read = { runs: batch.runs, come: '', found: suggestOver(rates, losses()) };
  function found() {
    const { runs } = batch;
    const all = losses();
    const ended = runs.map(({ status }) => status === 'done' || status === 'diverged');
    const come = [...all.map(({ length }) => length), ...ended].join();
    if (read.runs !== runs || read.come !== come) read = { runs, come, found: suggestOver(rates, all, ended) };
    return read.found;
  }

  const rateText = (/** @type {number} */ rate) => app.format.plain(rounded(rate));

  function sentence() {
    const { rules } = found();
    const [steepest, tenth] = ['steepest', 'tenth'].map((id) => rules.find((one) => one.id === id));
    if (!steepest) return app.t('rate.finder.nothing');
    /** Where all seeds have a rate it is their mean; else how many have. @param {import('./ramp.js').Rule} rule */
    const told = ({ id, known, all, found: at, least, most, suggested }) => {
      if (known < all) return app.t(`rate.finder.some.${id}`, { known: ofAll(app, known, all) });
      const values = { rate: rateText(at), tenth: rateText(suggested), least: rateText(least), most: rateText(most) };
      return app.t(all > 1 ? `rate.finder.mean.${id}` : `rate.finder.found.${id}`, values);
    };
    return `${told(steepest)} ${tenth ? told(tenth) : app.t('rate.finder.noClimb')}`;
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
        {
          key: 'found',
          figure: true,
          format: (/** @type {import('./ramp.js').Rule} */ { known, all, found, least, most }) =>
            known < all
              ? ofAll(app, known, all)
              : all > 1
                ? app.t('rate.finder.range', { mean: rateText(found), least: rateText(least), most: rateText(most) })
                : app.format.number(found),
        },
        { key: 'smoothed', format: 'number' },
        { key: 'suggested', format: 'plain' },
      ],
    });
    const content = () => {
      const { seeds, rules } = found();
      return {
        columns: ['seed', 'step', 'learningRate', 'loss', 'smoothedLoss'],
        rows: batch.runs.flatMap(({ seed, losses }, k) =>
          Array.from(losses.values, (loss, n) => [seed, n + 1, rates[n], loss, seeds[k].smoothed[n]]),
        ),
        all: {
          rules: isConclusive(batch) ? rules : [],
          learningRates: [...rates],
          runs: batch.runs.map(({ spec, status, losses }) => ({ spec, status, losses: [...losses.values] })),
        },
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
      const all = losses();
      const { mean, deviation, rules } = found();
      if (mean.length === 0) return;
      const at = rates.subarray(0, mean.length);
      // Single minibatches are drawn of a single run: of several they would hide each other.
      if (all.length === 1) chart.replace('raw', at, all[0]);
      else chart.replace('raw', [], []);
      chart.replace('smoothed', at, mean);
      if (all.length > 1) {
        const within = (/** @type {number} */ sign) => mean.map((y, n) => Math.max(0, y + sign * deviation[n]));
        chart.setBand('smoothed', at, within(-1), within(1));
      }
      chart.setAxes({ yMin: 0, yMax: CUT * mean[0], xMin: rates[0], xMax: rates[rates.length - 1] });
      if (!isConclusive(batch)) return;
      const mark = (/** @type {string} */ id, /** @type {number} */ x, /** @type {string} */ color) => ({
        x,
        label: app.t(`rate.finder.marks.${id}`, { rate: rateText(x) }),
        color,
      });
      const whole = rules.filter(({ known, all: seeds }) => known === seeds);
      chart.mark([
        ...whole.map(({ id, suggested }) => mark(id, rounded(suggested), '--good')),
        ...whole.filter(({ id }) => id === 'tenth').map((one) => mark('climb', one.found, '--bad')),
      ]);
    }

    function show() {
      draw();
      const list = isConclusive(batch) ? found().rules : [];
      table.setRows(list.map((one) => ({ ...one, suggested: rounded(one.suggested) })));
      const use = list
        .filter(({ known, all }) => known === all)
        .map(({ id, suggested }) =>
          raceButton(app, rounded(suggested), app.t(`rate.finder.use.${id}`, { rate: rateText(suggested) })),
        );
      return html`${chart.element} ${nextRow(app, batch, use)} ${table.element}
      ${files(app, 'descenso-busqueda', batch.runs.length === 0, content)}`;
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
