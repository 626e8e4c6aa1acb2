/** One image: what the network says with and without dropout, pass by pass, and as the image changes. */
import { createChart } from '../../views/chart.js';
import { createErrorBars } from '../../views/error-bars.js';
import { NONE } from '../../views/format.js';
import { greyImage } from '../../views/images.js';
import { liveTable } from '../../views/table.js';
import { html } from '../../views/template.js';
import { wordFailure } from '../../views/word-error.js';
import { classNames } from '../shared/classes.js';
import { changesOf, createChooser, fieldOf } from './chooser.js';
import { gallery, untouched } from './gallery.js';
import { seriesOf } from './parts.js';
import { convergence, entropyOf, leading, summarize, topOf } from './passes.js';

/** @import { App } from '../../context.js' */

/** Classes whose means are followed from pass to pass. */
const FOLLOWED = 3;

/** Milliseconds for all passes of a showing, and the most for one. */
const SHOWING = 8000;
const SLOWEST = 400;

/** Entropies to the thousandth. @param {App} app @param {number | null} x */
const nats = (app, x) => (x === null ? NONE : app.format.tick(Math.round(1000 * x) / 1000, { step: 0.001 }));

/**
 * What the image is taken for as it changes, the most frequent class first.
 * @param {App} app
 * @param {import('./explorer.js').Along} along
 */
function takenFor(app, { top }) {
  const names = classNames(app);
  const counts = names.map((_, k) => top.filter((one) => one === k).length);
  return leading(counts, names.length)
    .filter((k) => counts[k] > 0)
    .map((k) => `${names[k]} ${app.format.integer(counts[k])}`)
    .join(', ');
}

/**
 * @param {App} app
 * @param {import('./parts.js').Shared} shared
 * @returns {import('../shared/views.js').View}
 */
export function imageView(app, { explorer, testRun, dataSet, later }) {
  const { store } = app;
  /** How many passes a showing has come to; null when all are shown. @type {number | null} */
  let playing = null;
  /** Whether there has been a showing, and it is over. */
  let watched = false;
  let timer = 0;
  /** Which image was answered last, as screen readers have been told. */
  let answered = '';
  const imageShown = () => (explorer.shown ? `${explorer.shown.source} ${explorer.shown.index}` : answered);

  function tick() {
    const passes = explorer.shown?.passes ?? 0;
    if (playing === null) return;
    playing = playing < passes ? playing + 1 : null;
    watched = playing === null;
    if (watched) {
      answered = imageShown();
      app.announce(sentence());
    } else timer = window.setTimeout(tick, Math.min(SLOWEST, SHOWING / passes));
    later();
  }

  const stop = () => {
    clearTimeout(timer);
    playing = null;
    later();
  };

  /** The passes that are shown, summed up. */
  function present() {
    const { shown } = explorer;
    if (!shown) return null;
    const count = Math.min(playing ?? shown.passes, shown.passes);
    return { ...shown, count, summary: summarize(shown.samples, shown.classes, count) };
  }

  function sentence() {
    const now = present();
    if (!now) return '';
    const names = classNames(app);
    const { summary, probabilities, count } = now;
    const top = topOf(probabilities);
    return app.t(summary.top === top ? 'uncertainty.image.agree' : 'uncertainty.image.differ', {
      plain: names[top],
      share: app.format.percent(probabilities[top], { digits: 2 }),
      passes: app.count('passes', count),
      mean: names[summary.top],
      meanShare: app.format.percent(summary.mean[summary.top], { digits: 2 }),
      std: app.format.percent(summary.std[summary.top], { digits: 2 }),
      entropy: nats(app, summary.entropy),
      information: nats(app, summary.mutualInformation),
    });
  }

  /** @returns {import('../shared/views.js').Parts} */
  function mount() {
    const chooser = createChooser(app, { explorer, later });
    const bars = createErrorBars(app, {
      title: app.t('uncertainty.image.bars'),
      explain: 'uncertainty.explain.bars',
      legend: {
        bar: app.t('uncertainty.image.legendMean'),
        whisker: app.t('uncertainty.image.legendStd'),
        dot: app.t('uncertainty.image.legendPass'),
        mark: app.t('uncertainty.image.legendPlain'),
      },
      count: classNames(app).length,
    });
    const figures = liveTable(app, {
      caption: app.t('uncertainty.image.figures'),
      hideCaption: true,
      words: 'uncertainty',
      columns: [
        { key: 'method' },
        { key: 'prediction' },
        ...['entropy', 'expected', 'information'].map((key) => ({ key, figure: true })),
      ],
    });
    const table = liveTable(app, {
      caption: app.t('uncertainty.image.table'),
      hideCaption: true,
      words: 'uncertainty',
      columns: [
        { key: 'class' },
        { key: 'plain', label: app.t('uncertainty.methods.single'), format: 'percent' },
        { key: 'mean', format: 'percent' },
        { key: 'std', format: 'percent' },
        { key: 'low', format: 'percent' },
        { key: 'high', format: 'percent' },
      ],
    });
    const meanChart = createChart(app, {
      title: app.t('uncertainty.image.convergence'),
      explain: 'uncertainty.explain.convergence',
      xLabel: app.t('uncertainty.axis.passes'),
      counts: true,
      yLabel: app.t('uncertainty.axis.mean'),
      yMin: 0,
      yMax: 1,
      small: true,
      xFormat: app.format.integer,
      yFormat: app.format.percent,
    });
    const alongChart = createChart(app, {
      title: app.t('uncertainty.image.along'),
      explain: 'uncertainty.explain.along',
      xLabel: '',
      yLabel: app.t('uncertainty.axis.nats'),
      yMin: 0,
      small: true,
      xFormat: app.format.plain,
      yFormat: (y) => nats(app, y),
    });
    const ENTROPY = ['deterministic', 'entropy', 'mutualInformation'];
    alongChart.setSeries(ENTROPY.map((id, n) => seriesOf(id, app.t(`uncertainty.series.${id}`), [1, 0, 2][n])));
    const passesLook = {
      onChange(/** @type {import('../../views/controls.js').FieldValue} */ passes) {
        stop();
        store.setValue('passes', passes);
      },
    };
    const methods = (/** @type {number} */ count) => ({
      single: { id: 'single', method: app.t('uncertainty.methods.single') },
      passes: { id: 'passes', method: app.t('uncertainty.methods.passes', { passes: app.format.integer(count) }) },
    });
    figures.setRows(Object.values(methods(store.state.values.passes)));
    const thumbs = gallery(app, { later, onChoose: (index) => store.change({ values: untouched(index) }) });
    let painted = '';
    /** @type {HTMLCanvasElement | null} */
    let picture = null;
    /** @type {import('./explorer.js').Shown | null} */
    let drawnMean = null;
    /** @type {import('./explorer.js').Along | null} */
    let drawnAlong = null;
    let followed = '';
    answered = '';

    /** Tells screen readers what comes of another image; how one image changes they ask for. */
    function tellAnswer() {
      // While passes are shown, their end is what is told, or what is there when they are stopped.
      if (playing !== null) return;
      const image = imageShown();
      if (answered && image !== answered) app.announce(sentence());
      answered = image;
    }

    /** The image as the network sees it; before it comes, its place. @param {ReturnType<typeof present>} now */
    function seen(now) {
      const { source, angle, right, down, noise } = store.state.values;
      const unchanged = angle === 0 && right === 0 && down === 0 && noise === 0;
      const hidden = source === 'drawing' && unchanged;
      if (!now)
        return html`<div class="uncertainty-picture" ?hidden=${hidden}></div>
          <p class="uncertainty-caption"></p>`;
      const key = now.pixels.join();
      if (key !== painted) picture = greyImage(app, now.pixels, { label: app.t('uncertainty.image.seen') });
      painted = key;
      const name = now.label === null ? app.t(`uncertainty.image.no.${now.source}`) : classNames(app)[now.label];
      const whole = () => app.t('uncertainty.image.caption', { name, index: app.format.integer(now.index) });
      // While one draws, the pad is the picture.
      return html`<div class="uncertainty-picture" ?hidden=${hidden}>${picture}</div>
        <p class="uncertainty-caption">${now.source === 'drawing' ? name : whole()}</p>`;
    }

    /** @param {NonNullable<ReturnType<typeof present>>} now */
    function drawBars({ summary, probabilities, samples, classes: K, count }) {
      const names = classNames(app);
      const dots = names.map((_, k) => Float32Array.from({ length: count }, (__, n) => samples[n * K + k]));
      const rows = names.map((label, k) => ({
        label,
        mean: summary.mean[k],
        std: summary.std[k],
        mark: probabilities[k],
        dots: dots[k],
      }));
      const words = leading(summary.mean, FOLLOWED).map((k) =>
        app.t('uncertainty.image.describeClass', {
          name: names[k],
          mean: app.format.percent(summary.mean[k]),
          std: app.format.percent(summary.std[k]),
          plain: app.format.percent(probabilities[k]),
        }),
      );
      bars.show(rows, words.join(' '));
      table.setRows(
        rows.map(({ label, mean, std, mark }, k) => ({
          id: String(k),
          class: label,
          plain: mark,
          mean,
          std,
          low: Math.min(...dots[k]),
          high: Math.max(...dots[k]),
        })),
      );
      const top = topOf(probabilities);
      const { mean, std } = summary;
      figures.setRows([
        {
          ...methods(count).single,
          prediction: `${names[top]}, ${app.format.percent(probabilities[top])}`,
          entropy: nats(app, entropyOf(probabilities)),
          expected: NONE,
          information: NONE,
        },
        {
          ...methods(count).passes,
          prediction: `${names[summary.top]}, ${app.format.percent(mean[summary.top])} ± ${app.format.percent(std[summary.top], { digits: 2 })}`,
          entropy: nats(app, summary.entropy),
          expected: nats(app, summary.expectedEntropy),
          information: nats(app, summary.mutualInformation),
        },
      ]);
    }

    /** @param {NonNullable<ReturnType<typeof present>>} now */
    function drawMeans({ samples, classes: K, passes }) {
      if (drawnMean !== explorer.shown) {
        drawnMean = explorer.shown;
        const tops = leading(summarize(samples, K, passes).mean, FOLLOWED);
        const names = classNames(app);
        if (followed !== tops.join()) {
          followed = tops.join();
          meanChart.setSeries(tops.map((k, n) => ({ ...seriesOf(String(k), names[k], n), width: 2 })));
        }
        const xs = Array.from({ length: passes }, (_, n) => n + 1);
        for (const k of tops) {
          const { mean, low, high } = convergence(samples, K, k);
          meanChart.replace(String(k), xs, mean);
          meanChart.setBand(String(k), xs.slice(1), low.subarray(1), high.subarray(1)); // one pass has no error
        }
        meanChart.setAxes({ xMin: 1, xMax: Math.max(2, passes) });
      }
      meanChart.mark(playing === null ? [] : [{ x: playing, label: app.format.integer(playing) }]);
    }

    function drawAlong() {
      const { along } = explorer;
      if (!along) return;
      const { sweep, stops } = along;
      const values = store.state.values;
      if (drawnAlong !== along) {
        drawnAlong = along;
        alongChart.replace('deterministic', stops, along.deterministic);
        alongChart.replace('entropy', stops, along.entropy);
        alongChart.replace('mutualInformation', stops, along.mutualInformation);
        alongChart.setAxes({
          xLabel: app.t(`uncertainty.axis.${sweep}`),
          xMin: stops[0],
          xMax: stops[stops.length - 1],
        });
      }
      const at = { angle: values.angle, noise: values.noise, shift: values.right }[sweep];
      alongChart.mark([{ x: at, label: app.t('uncertainty.image.here') }]);
    }

    /** What the image is taken for as it changes. */
    function taken() {
      const { along } = explorer;
      if (!along) return '';
      const versions = app.count('versions', along.stops.length);
      return app.t('uncertainty.image.taken', { versions, classes: takenFor(app, along) });
    }

    return {
      show() {
        const values = store.state.values;
        const now = present();
        tellAnswer();
        if (now) {
          drawBars(now);
          drawMeans(now);
          drawAlong();
        }
        return html`<section class="uncertainty-explore" aria-label=${app.t('uncertainty.image.explore')}>
            <div class="uncertainty-subject">${chooser.view()} ${seen(now)} ${changesOf(app)}</div>
            <div class="uncertainty-answer">
              ${bars.element} ${fieldOf(app, 'passes', passesLook)} ${figures.element}
            </div>
          </section>
          <div class="stage-row">
            ${meanChart.element}
            <div class="uncertainty-along">
              ${alongChart.element}
              <p class="uncertainty-note">${taken()}</p>
              ${fieldOf(app, 'sweep', { optionLabel: (option) => app.t(`uncertainty.sweeps.${option}`) })}
            </div>
          </div>
          ${thumbs.show(dataSet(), testRun, values.source === 'test' ? values.image : -1)}
          <details class="uncertainty-table">
            <summary>${app.t('uncertainty.image.table')}</summary>
            ${table.element}
          </details>`;
      },
      destroy() {
        stop();
        chooser.destroy();
        bars.destroy();
        meanChart.destroy();
        alongChart.destroy();
      },
    };
  }

  return {
    key: 'image',
    action: () => app.t(playing === null ? 'uncertainty.image.play' : 'uncertainty.image.stop'),
    ready: () => explorer.shown !== null || explorer.error !== null,
    start() {
      if (!explorer.shown) return;
      watched = playing !== null;
      if (watched) return stop();
      playing = 0;
      tick();
    },
    cancel() {
      watched = false;
      stop();
    },
    status: () => 'idle',
    told: () => (playing !== null ? 'running' : watched ? 'over' : 'idle'),
    progress: () => ({ share: null, secondsLeft: NaN }),
    sentence,
    failures: () => (explorer.error ? [wordFailure(app, explorer.error)] : []),
    formulas: () => [
      '\\bar p_k = \\frac1T \\sum_{t=1}^{T} p_k^{(t)}',
      's_k = \\sqrt{\\frac1T \\sum_{t=1}^{T} \\bigl(p_k^{(t)} - \\bar p_k\\bigr)^2}',
      'H(\\bar p) = -\\sum_k \\bar p_k \\ln \\bar p_k',
      'I = H(\\bar p) - \\frac1T \\sum_{t=1}^{T} H\\bigl(p^{(t)}\\bigr)',
    ],
    mount,
  };
}
