/** Schedules: η(t) under the loss of a run that follows it, against the same run at a constant rate. */
import { createChart } from '../../views/chart.js';
import { h, setText } from '../../views/dom.js';
import { liveTable } from '../../views/table.js';
import { smooth } from '../../runs/log.js';
import { RunGroup } from '../../runs/group.js';
import { finalLoss } from './outcome.js';
import { about, batchWork, exportButtons, fairness, inWords } from './parts.js';
import { ratesByStep, totalSteps } from '../../runs/plan.js';

/** @import { App } from '../../context.js' */

const LOOK = {
  constant: { color: '--c-sgd', dash: [6, 3] },
  schedule: { color: '--c-1' },
};

/**
 * @param {App} app
 * @param {(change: import('../../runs/group.js').Change) => void} changed
 * @returns {import('./parts.js').View}
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
    const constant = {
      id: 'constant',
      spec: { ...spec, schedule: /** @type {const} */ ({ id: 'constant', per: 'step' }) },
    };
    const other = { id: 'schedule', spec };
    batch.start(spec.schedule.id === 'constant' ? [other] : [constant, other]);
  }

  /** What a schedule that watches the validation loss has seen, in the run that is shown; nothing without such losses. */
  function seen() {
    const losses = job('schedule')?.epochs.flatMap(({ validationLoss }) => validationLoss ?? []);
    return losses?.length === job('schedule')?.epochs.length ? losses : undefined;
  }

  const curve = (/** @type {any} */ spec) => ratesByStep(engine, spec, current() ? seen() : undefined);

  const nameOf = (/** @type {string} */ id, /** @type {any} */ spec) =>
    id === 'constant' ? app.t('rate.schedules.constant') : app.t(`catalog.schedules.${spec.schedule.id}`);

  function rows() {
    return batch.runs.map((one) => ({
      id: one.id,
      name: nameOf(one.id, one.spec),
      status: one.status === 'done' ? 'finished' : one.isOver ? one.status : 'running',
      rate: one.epochs.at(-1)?.learningRate ?? one.spec.optimizer.learningRate,
      steps: one.losses.length,
      loss: one.losses.length > 0 ? finalLoss(one.losses.values) : NaN,
      validation: one.epochs.at(-1)?.validationAccuracy ?? null,
      test: one.end?.test?.accuracy ?? null,
    }));
  }

  function sentence() {
    if (!current()) return app.t('rate.schedules.stale');
    const [a, b] = rows();
    if (!b)
      return app.t('rate.schedules.alone', { loss: app.format.number(a.loss), accuracy: app.format.percent(a.test) });
    return app.t('rate.schedules.compared', {
      schedule: b.name,
      loss: app.format.number(b.loss),
      accuracy: app.format.percent(b.test),
      constantLoss: app.format.number(a.loss),
      constantAccuracy: app.format.percent(a.test),
    });
  }

  /** @returns {import('./parts.js').Parts} */
  function mount() {
    const [lossHost, rateHost] = [h('div'), h('div')];
    const titles = { loss: app.t('rate.schedules.lossChart'), rate: app.t('rate.schedules.rateChart') };
    const steps = app.t('rate.axis.step');
    const loss = createChart(app, lossHost, {
      title: titles.loss,
      xLabel: steps,
      yLabel: app.t('rate.axis.loss'),
      clip: true,
      onScale: (yScale) => loss.setAxes({ yScale }),
      empty: app.t('rate.schedules.empty'),
      tools: about(app, 'lossChart', titles.loss),
    });
    const eta = createChart(app, rateHost, {
      title: titles.rate,
      xLabel: steps,
      yLabel: 'η',
      small: true,
      empty: app.t('rate.schedules.tooLong'),
      tools: about(app, 'rateChart', titles.rate),
      yFormat: (y) => app.format.plain(Number(y.toPrecision(4))),
    });
    const table = liveTable({
      caption: app.t('rate.schedules.table'),
      columns: [
        { key: 'name', label: app.t('rate.columns.schedule') },
        { key: 'status', label: app.t('rate.columns.status'), format: (key) => app.t(`rate.outcomes.${key}`) },
        { key: 'steps', label: app.t('rate.columns.steps'), align: 'end', format: (x) => app.format.integer(x) },
        { key: 'rate', label: app.t('rate.columns.lastRate'), align: 'end', format: (x) => app.format.number(x) },
        {
          key: 'loss',
          label: app.t('rate.columns.final'),
          align: 'end',
          format: (x) => app.format.number(x),
          best: 'least',
        },
        {
          key: 'validation',
          label: app.t('rate.columns.validation'),
          align: 'end',
          format: (x) => app.format.percent(x),
          best: 'greatest',
        },
        {
          key: 'test',
          label: app.t('rate.columns.test'),
          align: 'end',
          format: (x) => app.format.percent(x),
          best: 'greatest',
        },
      ],
    });
    const fair = h('p', { class: 'rate-note' });
    const note = h('p', { class: 'rate-note' });
    const files = exportButtons(app, 'descenso-planes', () => ({
      columns: ['run', 'step', 'learningRate', 'loss'],
      rows: batch.runs.flatMap((one) => {
        const rates = ratesByStep(engine, one.spec, one.id === 'schedule' ? seen() : [])?.rates ?? [];
        const { steps, values } = one.losses;
        return Array.from(values, (y, n) => [one.id, steps[n], rates[steps[n] - 1], y]);
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
    }));

    function reset() {
      loss.setSeries(
        batch.runs.flatMap(({ id, spec }) => {
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
          curve: spec.schedule.id === 'constant' ? null : constant,
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
      setText(
        note,
        [
          before && !current() ? app.t('rate.schedules.stale') : '',
          spec.schedule.id === 'performance' ? app.t('rate.schedules.watches') : '',
        ]
          .filter((part) => part)
          .join(' '),
      );
    }

    function draw() {
      const { smoothing } = store.state.values;
      files.hidden = batch.runs.length === 0;
      table.element.hidden = batch.runs.length === 0;
      for (const { id, losses } of batch.runs) {
        loss.replace(`${id}/raw`, losses.steps, losses.values);
        loss.replace(id, losses.steps, smooth(losses, smoothing));
      }
      table.setRows(rows());
      setText(fair, fairness(app, batch));
      const divergence = batch.runs
        .filter((one) => one.status === 'diverged')
        .map((one) => ({ x: one.losses.length, label: app.t('rate.outcomes.diverged'), color: '--bad' }));
      loss.mark(divergence);
      drawRates();
    }

    return {
      nodes: [lossHost, rateHost, note, table.element, fair, files],
      reset,
      draw,
      destroy() {
        loss.destroy();
        eta.destroy();
      },
    };
  }

  return {
    key: 'schedules',
    ...batchWork(app, batch),
    start,
    sentence,
    mount,
    formulas: () => [
      inWords(app, catalog.schedules.find((/** @type {any} */ { key }) => key === present().schedule.id).formula),
    ],
  };
}
