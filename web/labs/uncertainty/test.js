/** All test images: how good the network is with and without dropout, and whether it doubts where it errs. */
import { createChart } from '../../views/chart.js';
import { NONE } from '../../views/format.js';
import { liveTable } from '../../views/table.js';
import { html } from '../../views/template.js';
import { gallery, untouched } from './gallery.js';
import { calibrationColumns, SCORES, scoresOf, seriesOf, taskWork } from './parts.js';
import { histogram } from './passes.js';
import { sharesOf, verdictOf } from './verdict.js';

/** @import { App } from '../../context.js' */

const BINS = 23;
/** Images that a bin of the reliability diagram must have, or its share of hits says nothing. */
const ENOUGH = 10;
/** The entropy of ten equal probabilities. */
const MOST = Math.log(10);

/** Which of the two predictions a series is of; after them come the same with a temperature. */
const METHODS = ['single', 'passes'];

/**
 * @param {App} app
 * @param {import('./parts.js').Shared} shared
 * @returns {import('../shared/views.js').View}
 */
export function testView(app, { testRun, dataSet, question, later }) {
  const methodName = (/** @type {number} */ n, /** @type {number} */ passes) =>
    app.t(`uncertainty.methods.${METHODS[n]}`, { passes: app.format.integer(passes) });

  /** The name of one of all predictions. @param {import('./testrun.js').Outcome} outcome @param {number} n */
  const nameOf = ({ passes, temperatures }, n) =>
    n < METHODS.length
      ? methodName(n, passes)
      : app.t('uncertainty.methods.tempered', {
          method: methodName(n - METHODS.length, passes),
          temperature: app.format.number(temperatures[n]),
        });

  /** What a temperature does to either. @param {import('./testrun.js').Outcome} outcome */
  function temperedWords({ judgement: { scores }, fittedOn }) {
    if (fittedOn === 0) return app.t('uncertainty.test.noValidation');
    const [before, passes, after, passesAfter] = scores.map(({ negativeLogLikelihood: loss }) =>
      app.format.number(loss),
    );
    const images = app.count('images', fittedOn);
    return app.t('uncertainty.test.tempered', { images, before, after, passes, passesAfter });
  }

  function sentence() {
    const { outcome } = testRun;
    if (!outcome) return app.t('uncertainty.test.idle');
    const { judgement, passes, count, source, errors, strangers } = outcome;
    const { scores, pairs } = judgement;
    return [
      app.t('uncertainty.test.result', {
        images: app.count('images', count),
        set: app.t(`uncertainty.sets.${source}`),
        single: app.format.percent(scores[0].accuracy),
        mean: app.format.percent(scores[1].accuracy),
        passes: app.count('passes', passes),
      }),
      verdictOf(app, pairs[0], methodName(0, passes), methodName(1, passes)),
      app.t('uncertainty.sampling', sharesOf(app, scores[1].accuracy, count)),
      temperedWords(outcome),
      app.t('uncertainty.test.found', {
        errors: app.format.number(errors[1]),
        strangers: app.format.number(strangers[1]),
      }),
    ].join(' ');
  }

  /** Whether what is shown is of the network and the passes that are chosen. */
  function stale() {
    const { outcome } = testRun;
    const now = question();
    return (
      outcome !== null &&
      now !== null &&
      (outcome.network !== now.network.info.weightsHash || outcome.passes !== now.values.passes)
    );
  }

  /** @returns {import('../shared/views.js').Parts} */
  function mount() {
    const table = liveTable(app, {
      caption: app.t('uncertainty.test.table'),
      words: 'uncertainty',
      explained: true,
      columns: [
        { key: 'method' },
        {
          key: 'temperature',
          figure: true,
          format: (/** @type {{ id: string, temperature?: number | string | null }} */ { temperature }) =>
            typeof temperature === 'number' ? app.format.number(temperature) : (temperature ?? NONE),
        },
        ...SCORES,
        ...calibrationColumns(app),
        { key: 'errors', format: 'number' },
        { key: 'strangers', format: 'number' },
      ],
    });
    table.element.classList.add('uncertainty-wraps');
    /** @param {string} key @param {Partial<import('../../views/chart.js').ChartOptions> & { xLabel: string, yLabel: string }} options */
    const chart = (key, options) =>
      createChart(app, {
        title: app.t(`uncertainty.test.${key}`),
        explain: `uncertainty.explain.${key}`,
        small: true,
        empty: app.t('uncertainty.test.empty'),
        ...options,
      });
    const share = app.format.percent;
    const reliability = chart('reliability', {
      xLabel: app.t('uncertainty.axis.confidence'),
      yLabel: app.t('uncertainty.axis.accuracy'),
      xMin: 0,
      xMax: 1,
      yMin: 0,
      yMax: 1,
      xFormat: share,
      yFormat: share,
    });
    const coverage = chart('coverage', {
      xLabel: app.t('uncertainty.axis.coverage'),
      yLabel: app.t('uncertainty.axis.accuracyOfThem'),
      xMin: 0,
      xMax: 1,
      yMax: 1,
      xFormat: share,
      yFormat: share,
    });
    const entropies = chart('entropies', {
      xLabel: app.t('uncertainty.axis.entropy'),
      yLabel: app.t('uncertainty.axis.density'),
      xMin: 0,
      xMax: MOST,
      yMin: 0,
      yFormat: share,
    });
    const rowOf = (/** @type {number} */ n, /** @type {number} */ passes) => ({
      id: n < METHODS.length ? METHODS[n] : `${METHODS[n - METHODS.length]}-tempered`,
      method: methodName(n % METHODS.length, passes),
    });
    // What will be measured has its place before.
    const places = Array.from({ length: 2 * METHODS.length }, (_, n) => rowOf(n, app.store.state.values.passes));
    table.setRows(places.map((row, n) => ({ ...row, temperature: n < METHODS.length ? null : '…' })));
    const thumbs = gallery(app, {
      later,
      onChoose: (index) => app.store.change({ values: { view: 'image', ...untouched(index) } }),
    });
    /** @type {import('./testrun.js').Outcome | null} */
    let drawn = null;

    /** @param {import('./testrun.js').Outcome} outcome */
    function drawOutcome(outcome) {
      const { judgement, entropies: all, noise, errors, strangers, spreads } = outcome;
      const { scores, correct } = judgement;
      const ids = scores.map((_, n) => rowOf(n, outcome.passes).id);
      const lines = ids.map((id, n) => ({
        ...seriesOf(id, nameOf(outcome, n), 1 - (n % METHODS.length)),
        ...(n < METHODS.length ? {} : { dash: [2, 3] }),
        width: 2,
      }));
      reliability.setSeries([
        {
          id: 'ideal',
          label: app.t('uncertainty.test.ideal'),
          color: '--edge',
          dash: [3, 3],
          width: 1,
          tooltip: false,
        },
        ...lines.map((one) => ({ ...one, points: true })),
      ]);
      reliability.replace('ideal', [0, 1], [0, 1]);
      coverage.setSeries(lines.slice(0, METHODS.length));
      scores.forEach(({ bins, coverage: at, coverageAccuracy }, n) => {
        const full = bins.filter(({ count }) => count >= ENOUGH);
        const of = (/** @type {'confidence' | 'accuracy'} */ key) => full.map((bin) => Number(bin[key]));
        reliability.replace(ids[n], of('confidence'), of('accuracy'));
        if (n < METHODS.length) coverage.replace(ids[n], at, coverageAccuracy);
      });
      drawEntropies(app, entropies, all[1], correct[1], noise[1]);
      table.setRows(
        scores.map((score, n) => ({
          ...rowOf(n, outcome.passes),
          temperature: n < METHODS.length ? null : outcome.temperatures[n],
          ...scoresOf(score),
          spread: spreads[n],
          errors: errors[n],
          strangers: strangers[n],
        })),
      );
    }

    /** What is to be known of what is shown. */
    function note() {
      if (stale()) return app.t('uncertainty.test.stale');
      const { outcome } = testRun;
      return outcome ? app.t('uncertainty.test.cost', { time: app.format.seconds(outcome.seconds) }) : '';
    }

    return {
      show() {
        const { outcome } = testRun;
        if (outcome && drawn !== outcome) drawOutcome(outcome);
        drawn = outcome;
        return html`<p class="uncertainty-note">${note()}</p>
          ${table.element}
          <div class="stage-row">${reliability.element}${coverage.element}</div>
          ${entropies.element} ${thumbs.show(dataSet(), testRun, -1)}`;
      },
      destroy() {
        for (const one of [reliability, coverage, entropies]) one.destroy();
      },
    };
  }

  return {
    key: 'test',
    action: () => app.t('uncertainty.test.run', { passes: app.count('passes', app.store.state.values.passes) }),
    ready: () => question() !== null,
    start() {
      const asked = question();
      if (asked) void testRun.start(asked);
    },
    ...taskWork(testRun),
    sentence,
    formulas: () => [
      'p_k(T) = \\frac{p_k^{1/T}}{\\sum_j p_j^{1/T}}',
      '\\text{ECE} = \\sum_b \\frac{n_b}{n}\\,\\bigl|\\text{acc}_b - \\text{conf}_b\\bigr|',
      'p = 2 \\sum_{i \\le \\min(b, c)} \\binom{b + c}{i} \\, 2^{-(b + c)}',
    ],
    mount,
  };
}

/**
 * The histogram as three outlines, each of which adds up to one.
 * @param {App} app
 * @param {import('../../views/chart.js').Chart} chart
 * @param {Float32Array} entropies @param {Uint8Array} correct @param {Float32Array} noise
 */
function drawEntropies(app, chart, entropies, correct, noise) {
  const groups = {
    right: entropies.filter((_, n) => correct[n]),
    wrong: entropies.filter((_, n) => !correct[n]),
    noise,
  };
  chart.setSeries(
    Object.entries(groups).map(([id, { length }], n) => ({
      ...seriesOf(id, app.t(`uncertainty.test.groups.${id}`, { count: app.format.integer(length) }), [2, 1, 3][n]),
      fill: true,
      width: 2,
    })),
  );
  for (const [id, values] of Object.entries(groups)) {
    const shares = histogram(values, { high: MOST, bins: BINS });
    // Each bin is a step.
    const edge = (/** @type {number} */ n) => (MOST * n) / BINS;
    const bins = [...shares.keys()];
    chart.replace(
      id,
      bins.flatMap((n) => [edge(n), edge(n + 1)]),
      bins.flatMap((n) => [shares[n], shares[n]]),
    );
  }
}
