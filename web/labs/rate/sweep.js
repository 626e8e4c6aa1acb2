/** The sweep: the same short run at rates over decades. */
import { createChart } from '../../views/chart.js';
import { pngButton } from '../../views/axes.js';
import { savePNG } from '../../views/chart-export.js';
import { clear, h, setText } from '../../views/dom.js';
import { liveTable } from '../../views/table.js';
import { smooth } from '../../runs/log.js';
import { RunGroup } from '../../runs/group.js';
import { LOOKS, multiples } from './multiples.js';
import { classify, OUTCOMES, summarize, sweepRates } from './outcome.js';
import { about, batchWork, exportButtons, fairness, raceButton } from './parts.js';

/** @import { App } from '../../context.js' */

/** A final loss above this multiple of the first one is drawn at the edge. */
const CEILING = 2;

/**
 * @param {App} app
 * @param {(change: import('../../runs/group.js').Change) => void} changed
 * @returns {import('./parts.js').View}
 */
export function sweepView(app, changed) {
  const { pool, store } = app;
  const batch = new RunGroup(pool, changed);
  const planned = () => {
    const { low, high, perDecade } = store.state.values;
    return sweepRates(low, high, perDecade);
  };
  const rateOf = (/** @type {import('../../runs/group.js').Run} */ { spec }) => spec.optimizer.learningRate;
  /** Of the runs that came to an end by themselves. */
  const verdicts = () =>
    classify(
      batch.runs
        .filter(({ status }) => status === 'done' || status === 'diverged')
        .map((job) => ({
          rate: rateOf(job),
          diverged: job.status === 'diverged',
          losses: job.losses.values,
        })),
    );

  function start() {
    const { optimizer, steps } = store.state.values;
    const spec = store.entrantSpec(optimizer);
    batch.start(
      planned().map((rate) => ({
        id: String(rate),
        spec: {
          ...spec,
          optimizer: { ...spec.optimizer, learningRate: rate },
          schedule: { id: 'constant', per: 'step' },
        },
        options: { rates: new Float64Array(steps).fill(rate), evaluateTest: false },
      })),
    );
  }

  function sentence() {
    const all = verdicts();
    const { best, edge } = summarize(all);
    if (!best) return app.t('rate.sweep.nothing');
    const of = (/** @type {string} */ outcome) => all.filter((one) => one.outcome === outcome).map(({ rate }) => rate);
    const [small, large, diverged] = ['tooSmall', 'tooLarge', 'diverged'].map(of);
    return [
      app.t('rate.sweep.best', { rate: app.format.plain(best.rate), loss: app.format.number(best.final) }),
      small.length > 0 ? app.t('rate.sweep.small', { rate: app.format.plain(Math.max(...small)) }) : '',
      large.length > 0 ? app.t('rate.sweep.large', { rate: app.format.plain(Math.min(...large)) }) : '',
      diverged.length > 0 ? app.t('rate.sweep.diverged', { rate: app.format.plain(Math.min(...diverged)) }) : '',
      edge ? app.t(`rate.sweep.edge.${edge}`) : '',
    ]
      .filter((part) => part)
      .join(' ');
  }

  /** @returns {import('./parts.js').Parts} */
  function mount() {
    const host = h('div');
    const title = app.t('rate.sweep.chart');
    const little = multiples(app);
    const littleTitle = app.t('rate.sweep.multiples');
    const png = pngButton(app, littleTitle, async () => savePNG(littleTitle, await little.toPNG()));
    let ceiling = Infinity;
    const chart = createChart(app, host, {
      title,
      xLabel: app.t('rate.axis.rate'),
      yLabel: app.t('rate.axis.finalLoss'),
      xScale: 'log',
      empty: app.t('rate.sweep.empty'),
      tools: about(app, 'sweepChart', title),
      xFormat: app.format.plain,
      yFormat: (y) => (y >= ceiling ? `≥ ${app.format.number(ceiling)}` : app.format.number(y)),
    });
    const table = liveTable({
      caption: app.t('rate.sweep.table'),
      columns: [
        { key: 'rate', label: 'η', format: app.format.plain },
        {
          key: 'outcome',
          label: app.t('rate.columns.outcome'),
          format: (key) => app.t(`rate.outcomes.${key ?? 'running'}`),
        },
        { key: 'first', label: app.t('rate.columns.first'), align: 'end', format: (x) => app.format.number(x) },
        {
          key: 'final',
          label: app.t('rate.columns.final'),
          align: 'end',
          format: (x) => app.format.number(x),
          best: 'least',
        },
        { key: 'peak', label: app.t('rate.columns.peak'), align: 'end', format: (x) => app.format.number(x) },
        { key: 'steps', label: app.t('rate.columns.steps'), align: 'end', format: (x) => app.format.integer(x) },
      ],
    });
    const fair = h('p', { class: 'rate-note' });
    const next = h('div', { class: 'rate-next' });
    const files = exportButtons(app, 'descenso-tasas', () => ({
      columns: ['learningRate', 'step', 'loss'],
      rows: batch.runs.flatMap((job) =>
        Array.from(job.losses.values, (loss, n) => [rateOf(job), job.losses.stepOf(n), loss]),
      ),
      all: {
        verdicts: verdicts(),
        runs: batch.runs.map((job) => ({ spec: job.spec, status: job.status, losses: [...job.losses.values] })),
      },
    }));

    function reset() {
      if (batch.runs.length === 0)
        little.empty(
          app.t('rate.sweep.littleEmpty', {
            charts: app.count('charts', planned().length),
            steps: app.count('steps', store.state.values.steps),
          }),
        );
      else little.reset(batch.runs.map(rateOf));
      chart.setSeries([
        { id: 'all', label: app.t('rate.sweep.line'), color: '--edge', width: 1, legend: false, tooltip: false },
        ...OUTCOMES.map((id) => ({ id, label: app.t(`rate.outcomes.${id}`), ...LOOKS[id], line: false, points: true })),
      ]);
      chart.mark([]);
    }

    function draw() {
      files.hidden = batch.runs.length === 0;
      png.hidden = batch.runs.length === 0;
      if (batch.runs.length === 0) return;
      const all = verdicts();
      const { smoothing } = store.state.values;
      const first = batch.runs.find(({ losses }) => losses.length > 0)?.losses.first ?? 2.3;
      ceiling = CEILING * first;
      const found = new Map(all.map((one) => [one.rate, one]));
      const list = batch.runs.map((job) => ({
        rate: rateOf(job),
        status: job.isOver ? job.status : null,
        losses: job.losses.values,
        smoothed: smooth(job.losses, smoothing),
        outcome: found.get(rateOf(job))?.outcome ?? null,
      }));
      const least = Math.min(
        first,
        ...list.flatMap(({ smoothed }) => (smoothed.length > 0 ? [smoothed[smoothed.length - 1]] : [])),
      );
      little.draw(list, {
        steps: batch.runs[0].ready?.totalSteps ?? store.state.values.steps,
        low: 0.8 * least,
        high: ceiling,
        first,
      });
      const place = (/** @type {any} */ { final }) => (final < ceiling ? final : ceiling);
      chart.replace(
        'all',
        all.map(({ rate }) => rate),
        all.map(place),
      );
      for (const id of OUTCOMES) {
        const those = all.filter(({ outcome }) => outcome === id);
        chart.replace(
          id,
          those.map(({ rate }) => rate),
          those.map(place),
        );
      }
      chart.setAxes({
        yMin: 0,
        yMax: 1.05 * ceiling,
        xMin: list[0].rate / 1.3,
        xMax: list[list.length - 1].rate * 1.3,
      });
      const { best } = summarize(all);
      const over = batch.status === 'over';
      chart.mark([
        { y: first, label: app.t('rate.sweep.firstLoss') },
        ...(over && best
          ? [
              {
                x: best.rate,
                label: app.t('rate.sweep.bestMark', { rate: app.format.plain(best.rate) }),
                color: '--good',
              },
            ]
          : []),
      ]);
      table.setRows(
        list.map(({ rate, losses, status }) => {
          const verdict = found.get(rate);
          const outcome = verdict?.outcome ?? status;
          return {
            id: String(rate),
            rate,
            outcome,
            first: losses[0],
            final: verdict?.final,
            peak: verdict?.peak,
            steps: losses.length,
          };
        }),
      );
      setText(fair, fairness(app, batch));
      const wanted = over && best ? String(best.rate) : '';
      if (next.dataset.rate !== wanted) {
        next.dataset.rate = wanted;
        clear(next, best && wanted ? raceButton(app, store, best.rate) : null);
      }
    }

    return {
      nodes: [
        host,
        next,
        h(
          'section',
          { 'aria-label': littleTitle },
          h(
            'div',
            { class: 'chart-head' },
            h('h2', { class: 'chart-title' }, littleTitle),
            h('span', { class: 'chart-tools' }, about(app, 'multiples', littleTitle), png),
          ),
          little.element,
        ),
        table.element,
        fair,
        files,
      ],
      reset,
      draw,
      destroy: () => chart.destroy(),
    };
  }

  return {
    key: 'sweep',
    ...batchWork(app, batch),
    start,
    sentence,
    mount,
    formulas: () => ["L_0 - L(\\eta) \\ge \\tfrac12\\,\\bigl(L_0 - \\min_{\\eta'} L(\\eta')\\bigr)"],
  };
}
