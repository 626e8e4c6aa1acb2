/** All test images: how good the network is with and without dropout, and whether it doubts where it errs. */
import { createChart } from '../../views/chart.js';
import { liveTable } from '../../views/table.js';
import { html } from '../../views/template.js';
import { gallery, untouched } from './gallery.js';
import { calibrationColumns, LIKELY, roomy, SCORES, scoresOf, seriesOf, taskWork } from './parts.js';
import { histogram } from './passes.js';
import { isOfSet } from './testrun.js';
import { sharesOf, verdictOf } from './verdict.js';

/** @import { App } from '../../context.js' */

const BINS = 23;
/** Images that a bin of the reliability diagram must have, or its share of hits says nothing. */
const ENOUGH = 10;
/** The entropy of ten equal probabilities. */
const MOST = Math.log(10);

/** Which of the two predictions a series is of; after them come the same with a temperature. */
const METHODS = ['single', 'passes'];

/** Of what images there are entropies. */
const GROUPS = ['right', 'wrong', 'noise'];

/** @typedef {import('./testrun.js').Outcome} Outcome */
/**
 * @typedef {Pick<Outcome, 'source' | 'count' | 'passes' | 'fittedOn' | 'errors' | 'strangers' | 'seconds'> & {
 *   judgement: {
 *     scores: { accuracy: number, negativeLogLikelihood: number }[],
 *     pairs: { onlyA: number, onlyB: number, p: number }[],
 *   },
 * }} Told what texts tell of an outcome
 */

/** What is not known yet, as wide as the figure that it will be. */
const UNKNOWN = '…\u2007\u2007\u2007';

/** As long in words as what will come, which has its place by it. @param {number} passes @returns {Told} */
const likelyOf = (passes) => ({
  source: 'starter',
  count: 10000,
  passes,
  fittedOn: 10000,
  errors: [0.888, 0.888],
  strangers: [0.888, 0.888],
  seconds: 88.8,
  judgement: {
    scores: Array(4).fill({ accuracy: 0.888, negativeLogLikelihood: 0.888 }),
    pairs: [{ onlyA: 88, onlyB: 88, p: 0.88 }],
  },
});

/**
 * @param {App} app
 * @param {import('./parts.js').Shared} shared
 * @returns {import('../shared/views.js').View}
 */
export function testView(app, { testRun, dataSet, question, later }) {
  const methodName = (/** @type {number} */ n, /** @type {number} */ passes) =>
    app.t(`uncertainty.methods.${METHODS[n]}`, { passes: app.format.integer(passes) });

  /** The name of one of all predictions, with its temperature where it is known. @param {number} n @param {number} passes @param {number} [temperature] */
  const nameOf = (n, passes, temperature) =>
    n < METHODS.length
      ? methodName(n, passes)
      : app.t('uncertainty.methods.tempered', {
          method: methodName(n - METHODS.length, passes),
          temperature: temperature === undefined ? UNKNOWN : app.format.number(temperature),
        });

  /** What a temperature does to either. @param {Told} outcome */
  function temperedWords({ judgement: { scores }, fittedOn }) {
    if (fittedOn === 0) return app.t('uncertainty.test.noValidation');
    const [before, passes, after, passesAfter] = scores.map(({ negativeLogLikelihood: loss }) =>
      app.format.number(loss),
    );
    const images = app.count('images', fittedOn);
    return app.t('uncertainty.test.tempered', { images, before, after, passes, passesAfter });
  }

  /** How good it is, and what its doubt is worth. @param {Told} outcome */
  const resultOf = ({ judgement: { scores }, passes, count, source, errors, strangers }) =>
    [
      app.t('uncertainty.test.result', {
        images: app.count('images', count),
        set: app.t(`uncertainty.sets.${source}`),
        single: app.format.percent(scores[0].accuracy),
        mean: app.format.percent(scores[1].accuracy),
        passes: app.count('passes', passes),
      }),
      app.t('uncertainty.test.found', {
        errors: app.format.number(errors[1]),
        strangers: app.format.number(strangers[1]),
      }),
    ].join(' ');

  /** What the differences in the table are worth. @param {Told} outcome */
  const readingOf = (outcome) =>
    [
      verdictOf(app, outcome.judgement.pairs[0], methodName(0, outcome.passes), methodName(1, outcome.passes)),
      app.t('uncertainty.sampling', sharesOf(app, outcome.judgement.scores[1].accuracy, outcome.count)),
      temperedWords(outcome),
    ].join(' ');

  /** @param {Told} outcome */
  const costOf = ({ seconds }) => app.t('uncertainty.test.cost', { time: app.format.seconds(seconds) });

  function sentence() {
    const { outcome } = testRun;
    return outcome ? `${resultOf(outcome)} ${readingOf(outcome)}` : app.t('uncertainty.test.idle');
  }

  /** Of the sentence, what stands above all; the rest stands below the table that it is of. */
  function summary() {
    const { outcome } = testRun;
    if (!outcome) return app.t('uncertainty.test.idle');
    return stale() ? app.t('uncertainty.test.stale') : resultOf(outcome);
  }

  /** Whether what is shown is of another network, of other passes or other images than are chosen. */
  function stale() {
    const { outcome } = testRun;
    const now = question();
    return (
      outcome !== null &&
      now !== null &&
      (outcome.network !== now.network.info.weightsHash ||
        outcome.passes !== now.values.passes ||
        !isOfSet(outcome, now.set))
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
        ...[
          /** @type {const} */ ({ key: 'temperature', format: 'number' }),
          ...SCORES,
          ...calibrationColumns(app),
          /** @type {const} */ ({ key: 'errors', format: 'number' }),
          /** @type {const} */ ({ key: 'strangers', format: 'number' }),
        ].map((column) => roomy(app, column)),
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
    const thumbs = gallery(app, {
      later,
      onChoose: (index) => app.store.change({ values: { view: 'image', ...untouched(index) } }),
    });
    /** @type {Outcome | null} */
    let drawn = null;

    /** @param {string[]} names of predictions */
    function nameLines(names) {
      const lines = names.map((name, n) => ({
        ...seriesOf(rowOf(n, 0).id, name, 1 - (n % METHODS.length)),
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
      coverage.setSeries(lines.slice(0, METHODS.length));
    }

    /** What will be measured has its place before, and what it will be called. */
    function expect() {
      if (testRun.outcome) return;
      const { passes } = app.store.state.values;
      const rows = Array.from({ length: 2 * METHODS.length }, (_, n) => ({
        ...rowOf(n, passes),
        likely: LIKELY,
        temperature: n < METHODS.length ? null : '…',
      }));
      table.setRows(rows);
      nameLines(rows.map((_, n) => nameOf(n, passes)));
      nameGroups(
        app,
        entropies,
        GROUPS.map(() => '…'),
      );
    }

    /** @param {Outcome} outcome */
    function drawOutcome(outcome) {
      const { judgement, entropies: all, noise, errors, strangers, spreads } = outcome;
      const { scores, correct } = judgement;
      const ids = scores.map((_, n) => rowOf(n, outcome.passes).id);
      nameLines(outcome.temperatures.map((temperature, n) => nameOf(n, outcome.passes, temperature)));
      reliability.replace('ideal', [0, 1], [0, 1]);
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

    return {
      reset: expect,
      show() {
        const { outcome } = testRun;
        if (testRun.status !== 'running') expect(); // what was stopped may be asked for otherwise
        if (outcome && drawn !== outcome) drawOutcome(outcome);
        drawn = outcome;
        const likely = likelyOf(app.store.state.values.passes);
        return html`${table.element}
          <p class="uncertainty-reading" data-room=${`${readingOf(likely)} ${costOf(likely)}`}>
            <span>${outcome ? `${readingOf(outcome)} ${costOf(outcome)}` : app.t('uncertainty.test.before')}</span>
          </p>
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
    ...taskWork(app, testRun),
    sentence,
    summary,
    room: () => resultOf(likelyOf(app.store.state.values.passes)),
    formulas: () => [
      'p_k(T) = \\frac{p_k^{1/T}}{\\sum_j p_j^{1/T}}',
      '\\text{ECE} = \\sum_b \\frac{n_b}{n}\\,\\bigl|\\text{acc}_b - \\text{conf}_b\\bigr|',
      'p = 2 \\sum_{i \\le \\min(b, c)} \\binom{b + c}{i} \\, 2^{-(b + c)}',
    ],
    mount,
  };
}

/** @param {App} app @param {import('../../views/chart.js').Chart} chart @param {string[]} counts of images of each group */
function nameGroups(app, chart, counts) {
  chart.setSeries(
    GROUPS.map((id, n) => ({
      ...seriesOf(id, app.t(`uncertainty.test.groups.${id}`, { count: counts[n] }), [2, 1, 3][n]),
      fill: true,
      width: 2,
    })),
  );
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
  nameGroups(
    app,
    chart,
    Object.values(groups).map(({ length }) => app.format.integer(length)),
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
