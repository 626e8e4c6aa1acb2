/** Gradient noise: how far the gradient of a minibatch is from the full one, by the minibatch's size. */
import { Stopwatch } from '../../runs/clock.js';
import { RunGroup } from '../../runs/group.js';
import { createChart } from '../../views/chart.js';
import { seriesStyle } from '../../views/palette.js';
import { liveTable } from '../../views/table.js';
import { html } from '../../views/template.js';
import { wordFailure } from '../../views/word-error.js';
import { button } from '../shared/stage.js';
import { files } from './parts.js';
import { meanNoise, noiseLaw, noiseSizes, strides } from './law.js';

/** @import { App } from '../../context.js' */

/** A band of so many standard errors to each side covers the mean nineteen times of twenty. */
const ERRORS = 2;

/** Epochs that no reader waits for: the run must not end between two measurements. */
const ENDLESS = 10000;

/** @typedef {import('../../engine/message-types.js').GradientNoise} GradientNoise */
/** @typedef {import('../../runs/group.js').RunHandle} RunHandle */

/** Typed arrays as JSON has lists. @param {GradientNoise} one */
const plain = (one) => ({ ...one, noise: [...one.noise], standardError: [...one.standardError] });

/**
 * @param {App} app
 * @param {(change: import('../../runs/group.js').Change) => void} changed
 * @returns {import('../shared/views.js').View}
 */
export function noiseView(app, changed) {
  const { pool, store } = app;
  /** What was measured: at the initial weights first, then the mean of each path's points. @type {(GradientNoise & { points: GradientNoise[] })[]} */
  let measured = [];
  const group = new RunGroup(pool, changed);
  const clock = new Stopwatch(() => pool.now());
  /** The run that is measured; null before there is one, and when it was cancelled. */
  const present = () => group.runs.find((run) => !run.isOver)?.handle ?? null;
  let busy = false;
  /** Why it failed, when it did. @type {unknown} */
  let failure = null;
  /** How much of what is under way is done, 0 to 1. */
  let share = 0;
  /** Steps before those that are being taken, and how many these are. */
  let [trained, stride] = [0, 1];
  /** Takes over how much of the present part is done. */
  let advance = (/** @type {number} */ _done) => {};

  /** @param {number} done of all that is under way */
  function progressTo(done) {
    share = done;
    changed('curves');
  }

  /** What comes next is so much of all. @param {number} from @param {number} to */
  function within(from, to) {
    advance = (done) => progressTo(from + (to - from) * Math.min(1, done));
  }

  /** Measures at the present weights. @param {RunHandle} handle @param {import('../../state/settings.js').Values} values */
  const measure = (handle, { samples, largest }) =>
    handle.gradientNoise(noiseSizes(Math.min(largest, group.runs[0].spec.data.trainSize)), samples);

  /** @param {RunHandle} handle @param {GradientNoise[]} points */
  function keep(handle, points) {
    if (present() !== handle) return;
    measured.push({ ...meanNoise(points), points });
    changed('runs');
  }

  /** @param {(handle: RunHandle) => Promise<void>} work */
  async function attempt(work) {
    const [{ handle }] = group.runs;
    busy = true;
    failure = null;
    share = 0;
    clock.restart();
    changed('status');
    try {
      await work(handle);
    } catch (error) {
      if (group.runs[0]?.handle === handle && group.runs[0].status !== 'stopped') failure = group.failures[0] ?? error;
    }
    if (group.runs[0]?.handle !== handle) return;
    busy = false;
    changed('status');
  }

  function start() {
    measured = [];
    const spec = { ...store.entrantSpec(store.state.values.optimizer), epochs: ENDLESS };
    /** @type {import('../../runs/group.js').Order['on']} */
    const on = {
      measured: (report) => advance(report.share),
      slice: ({ step }) => advance((step - trained) / stride),
    };
    group.start([{ id: 'noise', spec, on, options: { evaluateTest: false } }], { paused: true });
    const { values } = store.state;
    void attempt(async (handle) => {
      within(0, 1);
      keep(handle, [await measure(handle, values)]);
    });
  }

  /** Some steps of training, and the same measurement at points on the way. */
  function trainOn() {
    const { values } = store.state;
    void attempt(async (handle) => {
      trained = measured[measured.length - 1].step;
      /** @type {GradientNoise[]} */
      const points = [];
      const path = strides(values.noiseSteps, values.points);
      for (const [k, steps] of path.entries()) {
        stride = steps;
        // Training is told as half of the work.
        within(k / path.length, (k + 0.5) / path.length);
        await handle.step(steps);
        if (present() !== handle) return;
        trained += steps;
        within((k + 0.5) / path.length, (k + 1) / path.length);
        points.push(await measure(handle, values));
        if (present() !== handle) return;
      }
      keep(handle, points);
    });
  }

  function cancel() {
    busy = false;
    group.cancel();
  }

  /** @param {(typeof measured)[number]} one */
  function nameOf({ step, points }) {
    if (step === 0) return app.t('rate.noise.initial');
    if (points.length === 1) return app.t('rate.noise.after', { steps: app.count('steps', step) });
    return app.t('rate.noise.mean', {
      points: app.format.integer(points.length),
      first: app.format.integer(points[0].step),
      last: app.format.integer(step),
    });
  }

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
      const values = { steps: app.count('steps', last.step), size: whole(equal) };
      parts.push(app.t(equal > first.equal ? 'rate.noise.later' : 'rate.noise.sooner', values));
      if (last.points.length > 1) {
        const own = last.points.map((one) => noiseLaw(one).equal);
        parts.push(
          app.t('rate.noise.path', {
            points: app.format.integer(own.length),
            least: whole(Math.min(...own)),
            most: whole(Math.max(...own)),
          }),
        );
      }
    }
    return parts.join(' ');
  }

  /** @returns {import('../shared/views.js').Parts} */
  function mount() {
    const chart = createChart(app, {
      title: app.t('rate.noise.chart'),
      xLabel: app.t('rate.axis.size'),
      yLabel: app.t('rate.axis.noise'),
      xScale: 'log',
      yScale: 'log',
      empty: app.t('rate.noise.empty'),
      explain: 'rate.explain.noiseChart',
      xFormat: app.format.plain,
    });
    const table = liveTable(app, {
      caption: app.t('rate.noise.table'),
      words: 'rate',
      hideEmpty: true,
      columns: [
        // Seen once for all sizes, heard with each.
        {
          key: 'weights',
          format: (/** @type {{ id: string, weights: string, first: boolean }} */ { weights, first }) =>
            html`<span class=${first ? '' : 'visually-hidden'}>${weights}</span>`,
        },
        { key: 'size', label: 'n', format: 'integer' },
        { key: 'noise', format: 'number' },
        { key: 'scaled', format: 'number' },
        { key: 'relative', format: 'number' },
      ],
    });
    table.element.classList.add('rate-wraps');
    const content = () => ({
      columns: ['step', 'batchSize', 'meanSquaredDistance', 'standardError', 'gradientNormSquared', 'samples'],
      rows: measured.flatMap((one) =>
        one.points.flatMap((point) =>
          point.sizes.map((size, k) => [
            point.step,
            size,
            point.noise[k],
            point.standardError[k],
            point.gradientNormSquared,
            point.samples,
          ]),
        ),
      ),
      all: {
        spec: group.runs[0]?.spec ?? null,
        measurements: measured.map(({ points, ...one }) => ({ ...plain(one), points: points.map(plain) })),
      },
    });

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
            weights: nameOf(one),
            first: k === 0,
            size,
            noise: { mean: one.noise[k], deviation: one.standardError[k] },
            scaled: size * one.noise[k],
            relative: one.noise[k] / one.gradientNormSquared,
          })),
        ),
      );
    }

    function moreText() {
      const { noiseSteps, points } = store.state.values;
      const steps = app.count('steps', noiseSteps);
      if (points === 1) return app.t('rate.noise.more', { steps });
      return app.t('rate.noise.moreAlong', { steps, points: app.format.integer(Math.min(points, noiseSteps)) });
    }

    const show = () =>
      html`${chart.element}
        <div class="rate-next">
          ${button(moreText(), trainOn, {
            disabled: !busy && (measured.length === 0 || !present()),
            busy,
          })}
        </div>
        ${table.element} ${files(app, 'descenso-ruido', measured.length === 0, content)}`;

    return { reset, show, destroy: () => chart.destroy() };
  }

  return {
    key: 'noise',
    action: () => app.t('rate.measure'),
    status() {
      if (busy) return 'running';
      // What was cancelled has not come to its end, whatever was measured before.
      if (group.runs[0]?.status === 'stopped') return 'stopped';
      return present() || measured.length > 0 ? 'over' : 'idle';
    },
    start,
    cancel,
    progress: () => ({ share, secondsLeft: clock.secondsLeft(share) }),
    sentence,
    fallback: () => group.fallback,
    failures: () => (failure ? [wordFailure(app, failure)] : []),
    mount,
    formulas: () => [
      'g_n = \\frac1n \\sum_{i=1}^n \\nabla \\ell_i',
      '\\mathbb{E}\\, g_n = g',
      '\\mathbb{E}\\,\\lVert g_n - g \\rVert^2 = \\frac{\\sigma^2}{n}',
    ],
  };
}
