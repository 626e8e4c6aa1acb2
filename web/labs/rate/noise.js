/** Gradient noise: how far the gradient of a minibatch is from the full one, by the minibatch's size. */
import { createChart } from '../../views/chart.js';
import { h, setText } from '../../views/dom.js';
import { seriesStyle } from '../../views/palette.js';
import { liveTable } from '../../views/table.js';
import { about, exportButtons } from './parts.js';
import { noiseLaw, noiseSizes } from './law.js';

/** @import { App } from '../../context.js' */

/** A band of so many standard errors to each side covers the mean nineteen times of twenty. */
const ERRORS = 2;

/** Epochs that no reader waits for: the run must not end between two measurements. */
const ENDLESS = 10000;

/** @typedef {import('../../engine/protocol.js').GradientNoise} GradientNoise */

/**
 * @param {App} app
 * @param {(kind: 'started' | 'curves' | 'status') => void} changed
 * @returns {import('./parts.js').View}
 */
export function noiseView(app, changed) {
  const { pool, store } = app;
  /** @type {GradientNoise[]} at the initial weights first */
  let measured = [];
  /** @type {any} */
  let run = null;
  /** @type {any} */
  let fallback = null;
  /** @type {any} */
  let spec = null;
  let busy = false;
  let message = '';
  /** How much of what is under way is done, 0 to 1. */
  let share = 0;
  let began = 0;
  /** Steps before those that are being taken. */
  let trained = 0;
  /** Takes over how much of the present part is done. */
  let advance = (/** @type {number} */ _done) => {};

  /** @param {number} done of all that is under way */
  function progressTo(done) {
    share = done;
    changed('curves');
  }

  /** Measures at the present weights. @param {any} handle */
  async function measure(handle) {
    const before = share;
    advance = (done) => progressTo(before + (1 - before) * done);
    const { samples, largest } = store.state.values;
    const result = await handle.gradientNoise(noiseSizes(Math.min(largest, spec.data.trainSize)), samples);
    if (run !== handle) return;
    measured.push(result);
    changed('started');
  }

  /** @param {(handle: any) => Promise<void>} work */
  async function attempt(work) {
    const handle = run;
    busy = true;
    message = '';
    share = 0;
    began = performance.now();
    changed('status');
    try {
      await work(handle);
    } catch (error) {
      if (run === handle) message = /** @type {Error} */ (error).message;
    }
    if (run !== handle) return;
    busy = false;
    changed('status');
  }

  function start() {
    run?.free();
    measured = [];
    fallback = null;
    spec = { ...store.entrantSpec(store.state.values.optimizer), epochs: ENDLESS };
    const callbacks = {
      notice: (/** @type {any} */ notice) => {
        fallback = notice;
        changed('status');
      },
      measured: (/** @type {{ share: number }} */ report) => advance(report.share),
      slice: (/** @type {{ step: number }} */ { step }) => advance((step - trained) / store.state.values.noiseSteps),
    };
    run = pool.run(spec, callbacks, { paused: true, evaluateTest: false });
    changed('started');
    attempt(measure);
  }

  /** Some steps of training, and the same measurement again. */
  function trainOn() {
    const { noiseSteps } = store.state.values;
    attempt(async (handle) => {
      trained = measured[measured.length - 1]?.step ?? 0;
      // Training first, which is told as half of the work.
      advance = (done) => progressTo(Math.min(1, done) / 2);
      await handle.step(noiseSteps);
      if (run === handle) await measure(handle);
    });
  }

  function cancel() {
    run?.free();
    run = null;
    busy = false;
    changed('status');
  }

  const nameOf = (/** @type {GradientNoise} */ { step }) =>
    step === 0 ? app.t('rate.noise.initial') : app.t('rate.noise.after', { steps: app.format.integer(step) });

  const whole = (/** @type {number} */ x) => app.format.integer(Math.max(1, Math.round(x)));

  function sentence() {
    if (measured.length === 0) return app.t('rate.noise.idle');
    const first = noiseLaw(measured[0]);
    const parts = [
      app.t(first.holds ? 'rate.noise.holds' : 'rate.noise.differs', {
        slope: app.format.number(first.slope),
        size: whole(first.equal),
      }),
    ];
    const last = measured[measured.length - 1];
    if (measured.length > 1) {
      const { equal } = noiseLaw(last);
      parts.push(
        app.t(equal > first.equal ? 'rate.noise.later' : 'rate.noise.sooner', {
          steps: app.format.integer(last.step),
          size: whole(equal),
        }),
      );
    }
    return parts.join(' ');
  }

  /** @returns {import('./parts.js').Parts} */
  function mount() {
    const host = h('div');
    const title = app.t('rate.noise.chart');
    const chart = createChart(app, host, {
      title,
      xLabel: app.t('rate.axis.size'),
      yLabel: app.t('rate.axis.noise'),
      xScale: 'log',
      yScale: 'log',
      empty: app.t('rate.noise.empty'),
      tools: about(app, 'noiseChart', title),
      xFormat: app.format.plain,
    });
    const table = liveTable({
      caption: app.t('rate.noise.table'),
      columns: [
        { key: 'name', label: app.t('rate.columns.weights') },
        { key: 'size', label: 'n', align: 'end', format: (x) => app.format.integer(x) },
        {
          key: 'noise',
          label: app.t('rate.columns.noise'),
          align: 'end',
          format: (x, row) => `${app.format.number(x)} ± ${app.format.number(row.error)}`,
        },
        { key: 'scaled', label: app.t('rate.columns.scaled'), align: 'end', format: (x) => app.format.number(x) },
        { key: 'relative', label: app.t('rate.columns.relative'), align: 'end', format: (x) => app.format.number(x) },
      ],
    });
    const more = h('button', { type: 'button', class: 'button', on: { click: trainOn } });
    const files = exportButtons(app, 'descenso-ruido', () => ({
      columns: ['step', 'batchSize', 'meanSquaredDistance', 'standardError', 'gradientNormSquared', 'samples'],
      rows: measured.flatMap((one) =>
        one.sizes.map((size, k) => [
          one.step,
          size,
          one.noise[k],
          one.standardError[k],
          one.gradientNormSquared,
          one.samples,
        ]),
      ),
      all: {
        spec,
        measurements: measured.map((one) => ({ ...one, noise: [...one.noise], standardError: [...one.standardError] })),
      },
    }));

    function reset() {
      chart.setSeries(
        measured.flatMap((one, k) => {
          const style = seriesStyle(k);
          const label = nameOf(one);
          return [
            {
              id: `line/${k}`,
              group: `${k}`,
              label: app.t('rate.noise.line', { label }),
              color: style.color,
              dash: [4, 4],
              width: 1,
              legend: false,
              tooltip: false,
            },
            { id: `${k}`, label, ...style, dash: [], line: false, points: true },
          ];
        }),
      );
      measured.forEach((one, k) => {
        const low = one.noise.map((y, n) => Math.max(y / 100, y - ERRORS * one.standardError[n]));
        const high = one.noise.map((y, n) => y + ERRORS * one.standardError[n]);
        const { variance } = noiseLaw(one);
        chart.replace(`${k}`, one.sizes, one.noise);
        chart.setBand(`${k}`, one.sizes, low, high);
        chart.replace(
          `line/${k}`,
          one.sizes,
          one.sizes.map((n) => variance / n),
        );
      });
      chart.mark(
        measured.map((one, k) => ({
          y: one.gradientNormSquared,
          label: app.t('rate.noise.norm', { label: nameOf(one) }),
          color: seriesStyle(k).color,
        })),
      );
      table.setRows(
        measured.flatMap((one) =>
          one.sizes.map((size, k) => ({
            id: `${one.step}/${size}`,
            name: nameOf(one),
            size,
            noise: one.noise[k],
            error: one.standardError[k],
            scaled: size * one.noise[k],
            relative: one.noise[k] / one.gradientNormSquared,
          })),
        ),
      );
    }

    function draw() {
      setText(more, app.t('rate.noise.more', { steps: app.format.integer(store.state.values.noiseSteps) }));
      more.disabled = busy || measured.length === 0 || !run;
      table.element.hidden = measured.length === 0;
      files.hidden = measured.length === 0;
    }

    return {
      nodes: [host, h('div', { class: 'rate-next' }, more), table.element, files],
      reset,
      draw,
      destroy: () => chart.destroy(),
    };
  }

  return {
    key: 'noise',
    status: () => (busy ? 'running' : run || measured.length > 0 ? 'over' : 'idle'),
    start,
    cancel,
    progress: () => ({
      share,
      secondsLeft: share < 0.05 ? NaN : (((performance.now() - began) / 1000) * (1 - share)) / share,
    }),
    sentence,
    fallback: () => fallback,
    failures: () => (message ? [message] : []),
    mount,
    formulas: () => [
      'g_n = \\frac1n \\sum_{i=1}^n \\nabla \\ell_i',
      '\\mathbb{E}\\, g_n = g',
      '\\mathbb{E}\\,\\lVert g_n - g \\rVert^2 = \\frac{\\sigma^2}{n}',
    ],
  };
}
