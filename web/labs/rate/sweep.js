/** The sweep: the same short run at rates over decades. */
import { createChart } from '../../views/chart.js';
import { pngButton } from '../../views/axes.js';
import { savePNG } from '../../views/chart-export.js';
import { explain } from '../../views/explain.js';
import { liveTable } from '../../views/table.js';
import { html } from '../../views/template.js';
import { smooth } from '../../runs/log.js';
import { statusOf } from '../../runs/summary.js';
import { overSeeds, RunGroup } from '../../runs/group.js';
import { atConstantRate } from '../../runs/plan.js';
import { figure, meanAndDeviation } from '../../../wasm/statistics.js';
import { ofAll } from '../../views/format.js';
import { LOOKS, multiples } from './multiples.js';
import { classify, OUTCOMES, summarize, sweepRates } from './outcome.js';
import { cellOf, lead } from './seeds.js';
import { fairnessText } from '../shared/stage.js';
import { batchWork, files, isConclusive, nextRow, raceButton } from './parts.js';

/** @import { App } from '../../context.js' */
/** @import { Outcome, Verdict } from './outcome.js' */
/** @import { Cell } from './seeds.js' */

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
  /** The rates whose runs, one a seed, have all come to an end by themselves. */
  const cells = () =>
    batch.ids.flatMap((id) => {
      const jobs = batch.runsOf(id);
      const trials = jobs.map((job) => ({
        rate: rateOf(job),
        diverged: job.status === 'diverged',
        losses: job.losses.values,
      }));
      return jobs.every(({ status }) => status === 'done' || status === 'diverged') ? cellOf(trials) : [];
    });

  function start() {
    const { optimizer, steps, seeds } = store.state.values;
    const spec = atConstantRate(store.entrantSpec(optimizer));
    batch.start(
      overSeeds(seeds, () =>
        planned().map((rate) => ({
          id: String(rate),
          spec: { ...spec, optimizer: { ...spec.optimizer, learningRate: rate } },
          options: { rates: new Float64Array(steps).fill(rate), evaluateTest: false },
        })),
      ),
    );
  }

  /** Which rate is the best, as far as that can be told. @param {import('./seeds.js').Cell[]} found @param {{ rate: number, final: number }} best */
  function bestText(found, best) {
    const values = { rate: app.format.plain(best.rate), loss: app.format.number(best.final) };
    const { interval, rivals } = lead(found, best.rate);
    const { n, low, high } = interval;
    if (low === null || high === null) return app.t('rate.sweep.best', values);
    const more = { ...values, seeds: n, low: app.format.number(low), high: app.format.number(high) };
    if (rivals.length === 0) return app.t('rate.sweep.surest', more);
    return app.t('rate.sweep.unsure', { ...more, rivals: rivals.map(app.format.plain).join('; ') });
  }

  function sentence() {
    const found = cells();
    const all = classify(found);
    const { best, edge } = summarize(all);
    if (!best) return app.t('rate.sweep.nothing');
    const of = (/** @type {string} */ outcome) => all.filter((one) => one.outcome === outcome).map(({ rate }) => rate);
    const [small, large, diverged] = ['tooSmall', 'tooLarge', 'diverged'].map(of);
    return [
      bestText(found, best),
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
          format: (/** @type {{ id: string, outcome: string | null, lost: number, all: number }} */ one) => {
            const said = app.t(`rate.outcomes.${one.outcome ?? 'running'}`);
            return one.lost > 0 && one.lost < one.all ? `${said} (${ofAll(app, one.lost, one.all)})` : said;
          },
        },
        { key: 'first', format: 'number' },
        { key: 'final', format: 'number' },
        { key: 'peak', format: 'number' },
        { key: 'steps', format: 'integer' },
      ],
    });
    const content = () => ({
      columns: ['learningRate', 'seed', 'step', 'loss'],
      rows: batch.runs.flatMap((job) =>
        Array.from(job.losses.values, (loss, n) => [rateOf(job), job.seed, job.losses.stepOf(n), loss]),
      ),
      all: {
        verdicts: classify(cells()),
        runs: batch.runs.map((job) => ({ spec: job.spec, status: job.status, losses: [...job.losses.values] })),
      },
    });

    function reset() {
      little.reset(
        batch.ids.map(Number),
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

    /**
     * The runs of a rate, as its picture and its row show them: one curve, of several seeds their mean.
     * @param {string} id @param {Outcome | null} outcome
     */
    function curveOf(id, outcome) {
      const { smoothing } = store.state.values;
      const jobs = batch.runsOf(id);
      // Those that have begun: the mean of runs is drawn as far as all of these have come.
      const begun = jobs.filter(({ losses }) => losses.length > 0);
      const shown = begun.length > 0 ? begun : jobs.slice(0, 1);
      const curves = meanAndDeviation(shown.map(({ losses }) => smooth(losses, smoothing)));
      return {
        rate: Number(id),
        status: jobs.every(({ isOver }) => isOver) ? statusOf(jobs) : null,
        losses: shown.length === 1 ? shown[0].losses.values : null,
        smoothed: curves.mean,
        deviation: shown.length === 1 ? null : curves.deviation,
        outcome,
      };
    }

    /** The little pictures, on one scale. @param {ReturnType<typeof curveOf>[]} curves @param {number} first loss */
    function drawCurves(curves, first) {
      const last = curves.flatMap(({ smoothed }) => (smoothed.length > 0 ? [smoothed[smoothed.length - 1]] : []));
      little.draw(curves, {
        steps: batch.runs[0].ready?.totalSteps ?? store.state.values.steps,
        low: 0.8 * Math.min(first, ...last),
        high: ceiling,
        first,
      });
    }

    /** The chart: a rate's final loss, as a point of its outcome's look. @param {Cell[]} done @param {Verdict[]} verdicts */
    function drawRates(done, verdicts) {
      const place = (/** @type {{ final: number }} */ { final }) => (final < ceiling ? final : ceiling);
      const rates = verdicts.map(({ rate }) => rate);
      chart.replace('all', rates, verdicts.map(place));
      if (batch.runs.length > batch.ids.length) {
        const within = (/** @type {number} */ y) => Math.min(Math.max(y, 0), ceiling);
        const deviations = done.map(({ finals }) => figure(finals).deviation ?? 0);
        chart.setBand(
          'all',
          rates,
          verdicts.map(({ final }, n) => within(final - deviations[n])),
          verdicts.map(({ final }, n) => within(final + deviations[n])),
        );
      }
      for (const id of OUTCOMES) {
        const those = verdicts.filter(({ outcome }) => outcome === id);
        chart.replace(
          id,
          those.map(({ rate }) => rate),
          those.map(place),
        );
      }
    }

    /** The loss before the first step, and at the end the best rate. @param {Cell[]} done @param {Verdict[]} verdicts @param {number} first */
    function markRates(done, verdicts, first) {
      const { best } = summarize(verdicts);
      chart.mark([
        { y: first, label: app.t('rate.sweep.firstLoss') },
        ...(isConclusive(batch) && best
          ? [
              {
                x: best.rate,
                label: app.t(
                  lead(done, best.rate).rivals.length > 0 ? 'rate.sweep.lowestMark' : 'rate.sweep.bestMark',
                  { rate: app.format.plain(best.rate) },
                ),
                color: '--good',
              },
            ]
          : []),
      ]);
    }

    /** @param {ReturnType<typeof curveOf>} curve @param {Cell | undefined} cell @param {Verdict | undefined} verdict */
    function rowOf({ rate, smoothed, status }, cell, verdict) {
      const jobs = batch.runsOf(String(rate));
      return {
        id: String(rate),
        rate,
        outcome: verdict?.outcome ?? status,
        lost: cell?.lost ?? 0,
        all: jobs.length,
        first: figure(jobs.map(({ losses }) => losses.values[0] ?? NaN)).mean,
        // Of some that diverged and some that did not there is no mean.
        final: cell && !cell.diverged ? figure(cell.finals) : undefined,
        peak: verdict?.peak,
        steps: smoothed.length,
      };
    }

    function draw() {
      if (batch.runs.length === 0) return;
      const done = cells();
      const verdicts = classify(done);
      const at = (/** @type {string} */ id) => done.findIndex(({ rate }) => rate === Number(id));
      const curves = batch.ids.map((id) => curveOf(id, verdicts[at(id)]?.outcome ?? null));
      const first = batch.runs.find(({ losses }) => losses.length > 0)?.losses.first ?? 2.3;
      ceiling = CEILING * first;
      drawCurves(curves, first);
      drawRates(done, verdicts);
      chart.setAxes({
        yMin: 0,
        yMax: 1.05 * ceiling,
        xMin: curves[0].rate / 1.3,
        xMax: curves[curves.length - 1].rate * 1.3,
      });
      markRates(done, verdicts, first);
      table.setRows(batch.ids.map((id, n) => rowOf(curves[n], done[at(id)], verdicts[at(id)])));
    }

    function show() {
      draw();
      const { best } = summarize(classify(cells()));
      png.hidden = batch.runs.length === 0;
      return html`${chart.element}
        ${nextRow(app, batch, isConclusive(batch) && best ? [raceButton(app, best.rate)] : [])}
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
