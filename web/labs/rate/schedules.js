/** Schedules: η(t) under the loss of a run that follows it, against the same run at a constant rate. */
import { byKey } from '../../state/settings.js';
import { ofAll } from '../../views/format.js';
import { createChart } from '../../views/chart.js';
import { liveTable } from '../../views/table.js';
import { html } from '../../views/template.js';
import { smooth } from '../../runs/log.js';
import { overSeeds, RunGroup } from '../../runs/group.js';
import { differenceOf } from '../../runs/paired.js';
import { counted, statusOf, testAccuracyOf, unlessWrong, withoutSurvivors } from '../../runs/summary.js';
import { around, excludesZero, meanAndDeviation } from '../../../wasm/statistics.js';
import { finalLoss } from './outcome.js';
import { testSetText } from '../shared/paired.js';
import { fairnessText } from '../shared/stage.js';
import { wordMean } from '../shared/verdict.js';
import { batchWork, files, inWords } from './parts.js';
import { atConstantRate, ratesByStep, totalSteps } from '../../runs/plan.js';

/** @import { App } from '../../context.js' */
/** @import { Spec } from '../../state/specs.js' */

const LOOK = {
  constant: { color: '--c-sgd', dash: [6, 3] },
  schedule: { color: '--c-1' },
};

/** Whether there is nothing to compare with: the schedule is the constant rate itself. @param {Spec} spec */
const isConstant = (spec) => spec.schedule.id === 'constant';

/**
 * @param {App} app
 * @param {(change: import('../../runs/group.js').Change) => void} changed
 * @returns {import('../shared/views.js').View}
 */
export function schedulesView(app, changed) {
  const { engine, catalog, pool, store } = app;
  const batch = new RunGroup(pool, changed);
  const present = () => store.entrantSpec(store.state.values.optimizer);
  const job = (/** @type {string} */ id) => batch.runs.find((one) => one.id === id);
  const trained = () => job('schedule')?.spec ?? null;
  /** Whether the runs that are shown are those of the present settings. */
  const current = () => JSON.stringify(trained()) === JSON.stringify(present());

  function start() {
    const spec = present();
    const constant = { id: 'constant', spec: atConstantRate(spec) };
    const other = { id: 'schedule', spec };
    const both = isConstant(spec) ? [other] : [constant, other];
    batch.start(overSeeds(store.state.values.seeds, () => both));
  }

  const finalOf = (/** @type {import('../../runs/group.js').Run} */ { losses }) =>
    losses.length > 0 ? finalLoss(losses.values) : NaN;

  /** What a schedule that watches the validation loss has seen in a run, the one that is shown; nothing without such losses. */
  function seen(run = job('schedule')) {
    const losses = run?.epochs.flatMap(({ validationLoss }) => validationLoss ?? []);
    return losses?.length === run?.epochs.length ? losses : undefined;
  }

  const curve = (/** @type {Spec} */ spec) => ratesByStep(engine, spec, current() ? seen() : undefined);

  const nameOf = (/** @type {string} */ id, /** @type {Spec} */ spec) =>
    id === 'constant' ? app.t('rate.schedules.constant') : app.t(`catalog.schedules.${spec.schedule.id}`);

  function rows() {
    return batch.ids.map((id) => {
      const runs = batch.runsOf(id);
      const [{ spec }] = runs;
      const status = statusOf(runs);
      return {
        id,
        schedule: nameOf(id, spec),
        status: status === 'done' ? 'finished' : runs.every(({ isOver }) => isOver) ? status : 'running',
        lastRate: counted(runs.map((one) => one.epochs.at(-1)?.learningRate ?? one.spec.optimizer.learningRate)),
        steps: Math.max(...runs.map(({ losses }) => losses.length)),
        final: counted(runs.map(unlessWrong(finalOf))),
        validation: counted(runs.map(unlessWrong((one) => one.epochs.at(-1)?.validationAccuracy ?? NaN))),
        test: counted(runs.map(testAccuracyOf)),
      };
    });
  }

  function sentence() {
    if (!current()) return app.t('rate.schedules.stale');
    const [a, b] = rows();
    if (!b)
      return app.t('rate.schedules.alone', {
        loss: wordMean(app, a.final, 'number'),
        accuracy: wordMean(app, a.test, 'percent'),
      });
    const values = {
      schedule: b.schedule,
      loss: wordMean(app, b.final, 'number'),
      accuracy: wordMean(app, b.test, 'percent'),
      constantLoss: wordMean(app, a.final, 'number'),
      constantAccuracy: wordMean(app, a.test, 'percent'),
    };
    const [runs, others] = [b, a].map(({ id }) => batch.runsOf(id));
    const { n, all, mean, low, high } = differenceOf(runs, others, testAccuracyOf);
    if (low === null || high === null) return app.t('rate.schedules.compared', values);
    const points = (/** @type {number} */ x) => `${x > 0 ? '+' : ''}${app.format.number(100 * x, { digits: 2 })}`;
    const apart = {
      count: n < all ? ofAll(app, n, all) : app.format.integer(n),
      mean: points(mean),
      low: points(low),
      high: points(high),
    };
    const sure = excludesZero({ low, high }) ? 'rate.schedules.apart' : 'rate.schedules.notApart';
    return `${app.t('rate.schedules.means', values)} ${app.t(sure, apart)}`;
  }

  /** What intervals over seeds leave out: of one seed there are none. */
  function testSet() {
    const [baseline, schedule] = rows();
    const runs = schedule ? batch.runsOf(baseline.id) : [];
    return runs.length > 1 ? testSetText(app, baseline.schedule, runs) : '';
  }

  /** @returns {import('../shared/views.js').Parts} */
  function mount() {
    const steps = app.t('rate.axis.step');
    const loss = createChart(app, {
      title: app.t('rate.schedules.lossChart'),
      xLabel: steps,
      counts: true,
      yLabel: app.t('rate.axis.loss'),
      clip: true,
      onScale: (yScale) => loss.setAxes({ yScale }),
      empty: app.t('rate.schedules.empty'),
      explain: 'rate.explain.lossChart',
    });
    const eta = createChart(app, {
      title: app.t('rate.schedules.rateChart'),
      xLabel: steps,
      counts: true,
      yLabel: 'η',
      small: true,
      empty: app.t('rate.schedules.tooLong'),
      explain: 'rate.explain.rateChart',
      yFormat: (y) => app.format.plain(Number(y.toPrecision(4))),
    });
    const table = liveTable(app, {
      caption: app.t('rate.schedules.table'),
      words: 'rate',
      hideEmpty: true,
      columns: [
        { key: 'schedule' },
        {
          key: 'status',
          format: (/** @type {ReturnType<typeof rows>[number]} */ { status }) => app.t(`rate.outcomes.${status}`),
        },
        { key: 'steps', format: 'integer' },
        { key: 'lastRate', format: 'number' },
        { key: 'final', format: 'number' },
        { key: 'validation', format: 'percent' },
        { key: 'test', format: 'percent' },
      ],
    });
    const content = () => ({
      columns: ['run', 'seed', 'step', 'learningRate', 'loss'],
      rows: batch.runs.flatMap((one) => {
        const rates = ratesByStep(engine, one.spec, seen(one))?.rates ?? [];
        const { steps, values } = one.losses;
        return Array.from(values, (y, n) => [one.id, one.seed, steps[n], rates[steps[n] - 1], y]);
      }),
      all: {
        runs: batch.runs.map(({ spec, status, end, epochs, losses }) => ({
          spec,
          status,
          test: end?.test ?? null,
          epochs,
          losses: [...losses.values],
        })),
      },
    });

    function reset() {
      loss.setSeries(
        batch.ids.flatMap((id) => {
          const [{ spec }] = batch.runsOf(id);
          const look = { label: nameOf(id, spec), group: id, ...LOOK[/** @type {keyof typeof LOOK} */ (id)] };
          return [
            { ...look, id: `${id}/raw`, dash: [], width: 1, alpha: 0.22, legend: false, tooltip: false },
            { ...look, id },
          ];
        }),
      );
      drawRates();
    }

    /** η(t) of what is set now, and of what was trained where that differs. */
    function drawRates() {
      const spec = present();
      const before = trained();
      const now = curve(spec);
      const other = before && !current() ? ratesByStep(engine, before, seen()) : null;
      const constant = now && { steps: now.steps, rates: now.rates.map(() => spec.optimizer.learningRate) };
      const list = [
        {
          id: 'constant',
          label: app.t('rate.schedules.constant'),
          ...LOOK.constant,
          curve: isConstant(spec) ? null : constant,
        },
        {
          id: 'trained',
          label: app.t('rate.schedules.trained'),
          ...LOOK.schedule,
          alpha: 0.45,
          dash: [2, 3],
          curve: other,
        },
        { id: 'schedule', label: app.t(`catalog.schedules.${spec.schedule.id}`), ...LOOK.schedule, curve: now },
      ].filter((one) => one.curve);
      eta.setSeries(list.map(({ curve: _, ...one }) => one));
      for (const { id, curve: points } of list) if (points) eta.replace(id, points.steps, points.rates);
      const ends = totalSteps(spec);
      eta.setAxes({ yMin: 0, xMin: 0, xMax: Math.max(ends, before ? totalSteps(before) : 0) });
      loss.setAxes({ xMin: 0, xMax: Math.max(ends, before ? totalSteps(before) : 0) });
    }

    function show() {
      const { smoothing } = store.state.values;
      for (const id of batch.ids) {
        const runs = batch.drawnOf(id);
        const [{ losses }] = runs;
        if (batch.runsOf(id).length === 1) {
          loss.replace(`${id}/raw`, losses.steps, losses.values);
          loss.replace(id, losses.steps, smooth(losses, smoothing));
          continue;
        }
        const { mean, deviation } = meanAndDeviation(runs.map((one) => smooth(one.losses, smoothing)));
        const steps = losses.steps.slice(0, mean.length);
        loss.replace(`${id}/raw`, [], []);
        loss.replace(id, steps, mean);
        loss.setBand(id, steps, ...around(mean, deviation));
      }
      table.setRows(rows().map((row) => withoutSurvivors(row, batch.runsOf(row.id))));
      const divergence = batch.runs
        .filter((one) => one.status === 'diverged')
        .map((one) => ({ x: one.losses.length, label: app.t('rate.outcomes.diverged'), color: '--bad' }));
      loss.mark(divergence);
      drawRates();
      const notes = [
        trained() && !current() ? app.t('rate.schedules.stale') : '',
        present().schedule.id === 'performance' ? app.t('rate.schedules.watches') : '',
      ];
      return html`${loss.element} ${eta.element}
        <p class="rate-note">${notes.join(' ').trim()}</p>
        ${table.element}
        <p class="rate-note">${fairnessText(app, batch.runs)} ${testSet()}</p>
        ${files(app, 'descenso-planes', batch.runs.length === 0, content)}`;
    }

    return {
      reset,
      show,
      destroy() {
        loss.destroy();
        eta.destroy();
      },
    };
  }

  return {
    ...batchWork(app, 'schedules', batch, sentence, () =>
      app.t(isConstant(present()) ? 'rate.schedules.idleAlone' : 'rate.schedules.idle'),
    ),
    start,
    mount,
    formulas: () => [inWords(app, byKey(catalog.schedules, present().schedule.id).formula)],
  };
}
