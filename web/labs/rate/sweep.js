/** The sweep: the same short run at rates over decades. */
import { createChart } from '../../views/chart.js';
import { pngButton } from '../../views/axes.js';
import { savePNG } from '../../views/chart-export.js';
import { explain } from '../../views/explain.js';
import { liveTable } from '../../views/table.js';
import { html, nothing } from '../../views/template.js';
import { smooth } from '../../runs/log.js';
import { RunGroup } from '../../runs/group.js';
import { LOOKS, multiples } from './multiples.js';
import { classify, OUTCOMES, summarize, sweepRates } from './outcome.js';
import { fairnessText } from '../shared/stage.js';
import { batchWork, files, raceButton } from './parts.js';

/** @import { App } from '../../context.js' */

/** A final loss above this multiple of the first one is drawn at the edge. */
const CEILING = 2;

/**
 * @param {App} app
 * @param {(change: import('../../runs/group.js').Change) => void} changed
 * @returns {import('../shared/views.js').View}
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

  /** @returns {import('../shared/views.js').Parts} */
  function mount() {
    const little = multiples(app);
    const title = app.t('rate.sweep.multiples');
    const png = pngButton(app, title, async () => savePNG(title, await little.toPNG()));
    const about = explain(app, 'rate.explain.multiples', { about: title });
    let ceiling = Infinity;
    const chart = createChart(app, {
      title: app.t('rate.sweep.chart'),
      xLabel: app.t('rate.axis.rate'),
      yLabel: app.t('rate.axis.finalLoss'),
      xScale: 'log',
      empty: app.t('rate.sweep.empty'),
      explain: 'rate.explain.sweepChart',
      xFormat: app.format.plain,
      yFormat: (y) => (y >= ceiling ? `≥ ${app.format.number(ceiling)}` : app.format.number(y)),
    });
    const table = liveTable(app, {
      caption: app.t('rate.sweep.table'),
      words: 'rate',
      columns: [
        { key: 'rate', label: 'η', format: 'plain', figure: false },
        {
          key: 'outcome',
          format: (/** @type {{ id: string, outcome: string | null }} */ { outcome }) =>
            app.t(`rate.outcomes.${outcome ?? 'running'}`),
        },
        { key: 'first', format: 'number' },
        { key: 'final', format: 'number', best: 'least' },
        { key: 'peak', format: 'number' },
        { key: 'steps', format: 'integer' },
      ],
    });
    const content = () => ({
      columns: ['learningRate', 'step', 'loss'],
      rows: batch.runs.flatMap((job) =>
        Array.from(job.losses.values, (loss, n) => [rateOf(job), job.losses.stepOf(n), loss]),
      ),
      all: {
        verdicts: verdicts(),
        runs: batch.runs.map((job) => ({ spec: job.spec, status: job.status, losses: [...job.losses.values] })),
      },
    });

    function reset() {
      little.reset(
        batch.runs.map(rateOf),
        app.t('rate.sweep.littleEmpty', {
          charts: app.count('charts', planned().length),
          steps: app.count('steps', store.state.values.steps),
        }),
      );
      chart.setSeries([
        { id: 'all', label: app.t('rate.sweep.line'), color: '--edge', width: 1, legend: false, tooltip: false },
        ...OUTCOMES.map((id) => ({ id, label: app.t(`rate.outcomes.${id}`), ...LOOKS[id], line: false, points: true })),
      ]);
      chart.mark([]);
    }

    function draw() {
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
      const place = (/** @type {{ final: number }} */ { final }) => (final < ceiling ? final : ceiling);
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
    }

    function show() {
      draw();
      const { best } = summarize(verdicts());
      png.hidden = batch.runs.length === 0;
      return html`${chart.element}
        <div class="rate-next">${batch.status === 'over' && best ? raceButton(app, best.rate) : nothing}</div>
        <section aria-label=${title}>
          <div class="chart-head">
            <h2 class="chart-title">${title}</h2>
            <span class="chart-tools">${about} ${png}</span>
          </div>
          ${little.element}
        </section>
        ${table.element}
        <p class="rate-note">${fairnessText(app, batch.runs)}</p>
        ${files(app, 'descenso-tasas', batch.runs.length === 0, content)}`;
    }

    return {
      reset,
      show,
      destroy() {
        chart.destroy();
        little.destroy();
      },
    };
  }

  return {
    ...batchWork(app, 'sweep', batch, sentence),
    start,
    mount,
    formulas: () => ["L_0 - L(\\eta) \\ge \\tfrac12\\,\\bigl(L_0 - \\min_{\\eta'} L(\\eta')\\bigr)"],
  };
}
