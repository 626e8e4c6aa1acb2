/** All test images: how good the network is with and without dropout, and whether it doubts where it errs. */
import { createChart } from '../../views/chart.js';
import { h, setText } from '../../views/dom.js';
import { liveTable } from '../../views/table.js';
import { gallery, untouched } from './gallery.js';
import { about, seriesOf } from './parts.js';
import { histogram } from './passes.js';
import { verdictOf } from './verdict.js';

/** @import { App } from '../../context.js' */

const BINS = 23;
/** Images that a bin of the reliability diagram must have, or its share of hits says nothing. */
const ENOUGH = 10;
/** The entropy of ten equal probabilities. */
const MOST = Math.log(10);

/** Which of the two predictions a series is of. */
const METHODS = ['single', 'passes'];

/**
 * @param {App} app
 * @param {import('./parts.js').Shared} shared
 * @returns {import('./parts.js').View}
 */
export function testView(app, { testRun, draft, dataSet, question, networks }) {
  const { pool } = app;
  const methodName = (/** @type {number} */ n, /** @type {number} */ passes) =>
    app.t(`uncertainty.methods.${METHODS[n]}`, { passes: app.format.integer(passes) });

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

  /** @returns {import('./parts.js').Parts} */
  function mount() {
    const note = h('p', { class: 'uncertainty-note' });
    const table = liveTable({
      caption: app.t('uncertainty.test.table'),
      columns: [
        { key: 'method', label: app.t('uncertainty.columns.method') },
        {
          key: 'accuracy',
          label: app.t('uncertainty.columns.accuracy'),
          align: 'end',
          format: (x) => app.format.percent(x),
        },
        { key: 'loss', label: app.t('uncertainty.columns.loss'), align: 'end', format: (x) => app.format.number(x) },
        { key: 'brier', label: app.t('uncertainty.columns.brier'), align: 'end', format: (x) => app.format.number(x) },
        {
          key: 'calibration',
          label: app.t('uncertainty.columns.calibration'),
          align: 'end',
          format: (x) => app.format.percent(x),
        },
        {
          key: 'errors',
          label: app.t('uncertainty.columns.errors'),
          align: 'end',
          format: (x) => app.format.number(x),
        },
        {
          key: 'strangers',
          label: app.t('uncertainty.columns.strangers'),
          align: 'end',
          format: (x) => app.format.number(x),
        },
      ],
    });
    const hosts = { reliability: h('div'), coverage: h('div'), entropies: h('div') };
    const chart = (/** @type {keyof typeof hosts} */ key, /** @type {any} */ options) => {
      const title = app.t(`uncertainty.test.${key}`);
      const empty = app.t('uncertainty.test.empty');
      return createChart(app, hosts[key], { title, small: true, empty, tools: about(app, key, title), ...options });
    };
    const share = (/** @type {number} */ y) => app.format.percent(y);
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
    const thumbs = gallery(app, {
      pool,
      onChoose: (index) => draft.put({ view: 'image', ...untouched(index) }),
    });
    /** @type {any} */
    let drawn = null;

    /** @param {import('./testrun.js').Outcome} outcome */
    function drawOutcome({ judgement, passes, entropies: all, noise, errors, strangers }) {
      const { scores, correct } = judgement;
      const lines = METHODS.map((id, n) => ({ ...seriesOf(id, methodName(n, passes), 1 - n), width: 2 }));
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
      coverage.setSeries(lines);
      scores.forEach((/** @type {any} */ { bins, coverage: at, coverageAccuracy }, n) => {
        const full = bins.filter((/** @type {any} */ { count }) => count >= ENOUGH);
        const of = (/** @type {string} */ key) => full.map((/** @type {any} */ bin) => bin[key]);
        reliability.replace(METHODS[n], of('confidence'), of('accuracy'));
        coverage.replace(METHODS[n], at, coverageAccuracy);
      });
      drawEntropies(app, entropies, all[1], correct[1], noise[1]);
      table.setRows(
        scores.map((/** @type {any} */ score, n) => ({
          id: METHODS[n],
          method: methodName(n, passes),
          accuracy: score.accuracy,
          loss: score.negativeLogLikelihood,
          brier: score.brier,
          calibration: score.expectedCalibrationError,
          errors: errors[n],
          strangers: strangers[n],
        })),
      );
    }

    return {
      nodes: [
        note,
        table.element,
        h('div', { class: 'stage-row' }, hosts.reliability, hosts.coverage),
        hosts.entropies,
        thumbs.element,
      ],
      draw() {
        void thumbs.show(dataSet(), testRun, -1);
        const { outcome } = testRun;
        table.element.hidden = !outcome;
        const cost = () =>
          outcome ? app.t('uncertainty.test.cost', { time: app.format.seconds(outcome.seconds) }) : '';
        setText(note, stale() ? app.t('uncertainty.test.stale') : cost());
        if (!outcome || drawn === outcome) return;
        drawn = outcome;
        drawOutcome(outcome);
      },
      destroy() {
        for (const one of [reliability, coverage, entropies]) one.destroy();
      },
    };
  }

  return {
    key: 'test',
    action: () => app.t('uncertainty.test.run', { passes: app.count('passes', draft.values().passes) }),
    start() {
      const asked = question();
      if (asked) void testRun.start(asked);
    },
    cancel: () => testRun.cancel(),
    status: () => testRun.status,
    share: () => testRun.share,
    secondsLeft: () => testRun.clock.secondsLeft(testRun.share),
    sentence,
    failure: () => testRun.message || (networks.ready ? '' : networks.failure),
    formulas: () => [
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
