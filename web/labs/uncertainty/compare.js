/** Several networks against as many passes of one; a difference of a few images is not called better. */
import { createChart } from '../../views/chart.js';
import { liveTable } from '../../views/table.js';
import { html } from '../../views/template.js';
import { METHODS } from './comparison.js';
import { calibrationColumns, SCORES, scoresOf, seriesOf, taskWork } from './parts.js';
import { correctedPairs, outcomeOf, sharesOf, verdictOf } from './verdict.js';

/** @import { App } from '../../context.js' */

/**
 * @param {App} app
 * @param {import('./parts.js').Shared} shared
 * @returns {import('../shared/views.js').View}
 */
export function compareView(app, { comparison, plan }) {
  /** @param {number} n @param {import('./comparison.js').Compared} outcome */
  const name = (n, { models, passes }) =>
    app.t(`uncertainty.methods.${METHODS[n]}`, {
      models: app.format.integer(models),
      networks: app.count('networks', models),
      passes: app.format.integer(passes),
    });

  /** @param {import('./comparison.js').Compared} outcome @param {number} a @param {number} b */
  const pairOf = ({ judgement }, a, b) =>
    correctedPairs(judgement.pairs).filter((pair) => pair.a === a && pair.b === b)[0];

  function sentence() {
    const { outcome } = comparison;
    if (!outcome)
      return app.t('uncertainty.compare.idle', { others: app.count('otherNetworks', app.store.state.values.members) });
    return [
      app.t('uncertainty.compare.result', {
        images: app.count('testImages', outcome.count),
        set: app.t(`uncertainty.sets.${outcome.source}`),
      }),
      verdictOf(app, pairOf(outcome, 1, 2), name(1, outcome), name(2, outcome), outcome.judgement.pairs.length),
      app.t('uncertainty.sampling', sharesOf(app, outcome.judgement.scores[2].accuracy, outcome.count)),
    ].join(' ');
  }

  /** @returns {import('../shared/views.js').Parts} */
  function mount() {
    const table = liveTable(app, {
      caption: app.t('uncertainty.compare.table'),
      words: 'uncertainty',
      hideEmpty: true,
      columns: [
        { key: 'method' },
        { key: 'passes', format: 'integer' },
        { key: 'training', format: 'seconds' },
        ...SCORES,
        ...calibrationColumns(app),
      ],
    });
    const pairs = liveTable(app, {
      caption: app.t('uncertainty.compare.pairs'),
      words: 'uncertainty',
      hideEmpty: true,
      columns: [
        { key: 'first' },
        { key: 'second' },
        { key: 'onlyFirst', format: 'integer' },
        { key: 'onlySecond', format: 'integer' },
        { key: 'p', label: app.t('uncertainty.columns.corrected'), figure: true },
        { key: 'verdict' },
      ],
    });
    /** @param {string} key @param {{ yLabel: string, yFormat?: (y: number) => string }} options */
    const chart = (key, options) =>
      createChart(app, {
        title: app.t(`uncertainty.compare.${key}`),
        explain: `uncertainty.explain.${key}`,
        xLabel: app.t('uncertainty.axis.members'),
        small: true,
        empty: app.t('uncertainty.compare.empty'),
        xFormat: app.format.integer,
        ...options,
      });
    const loss = chart('lossCurve', { yLabel: app.t('uncertainty.columns.loss') });
    const accuracy = chart('accuracyCurve', {
      yLabel: app.t('uncertainty.columns.accuracy'),
      yFormat: app.format.percent,
    });
    /** @type {import('./comparison.js').Compared | null} */
    let drawn = null;

    /** @param {import('./comparison.js').Compared} outcome */
    function drawOutcome(outcome) {
      const { judgement, spreads, curves, models, passes, seconds: took } = outcome;
      table.setRows(
        METHODS.map((id, n) => {
          const score = judgement.scores[n];
          return {
            id,
            method: name(n, outcome),
            passes: [1, models, models, passes][n],
            training: id === 'bagging' ? took.members : took.dropout,
            ...scoresOf(score),
            spread: spreads[n],
          };
        }),
      );
      pairs.setRows(
        correctedPairs(judgement.pairs).map((pair) => ({
          id: `${pair.a} ${pair.b}`,
          first: name(pair.a, outcome),
          second: name(pair.b, outcome),
          onlyFirst: pair.onlyA,
          onlySecond: pair.onlyB,
          p: app.format.number(pair.p, { digits: 2 }),
          verdict: app.t(`uncertainty.outcomes.${outcomeOf(pair)}`),
        })),
      );
      const xs = curves.dropout.accuracy.map((_, n) => n + 1);
      for (const [one, key] of /** @type {const} */ ([
        [loss, 'negativeLogLikelihood'],
        [accuracy, 'accuracy'],
      ])) {
        one.setSeries(
          /** @type {const} */ (['dropout', 'bagging']).map((id, n) => ({
            ...seriesOf(id, app.t(`uncertainty.series.${id}`), n === 0 ? 0 : 2),
            points: true,
          })),
        );
        one.replace('dropout', xs, curves.dropout[key]);
        one.replace('bagging', xs, curves.bagging[key]);
        one.setAxes({ xMin: 1, xMax: models });
        one.mark([{ y: judgement.scores[0][key], label: app.t('uncertainty.methods.single') }]);
      }
    }

    return {
      show() {
        const { outcome } = comparison;
        if (outcome && drawn !== outcome) drawOutcome(outcome);
        drawn = outcome;
        return html`${table.element}
          <div class="stage-row">${loss.element}${accuracy.element}</div>
          ${pairs.element}`;
      },
      destroy() {
        loss.destroy();
        accuracy.destroy();
      },
    };
  }

  return {
    key: 'compare',
    action: () => app.t('uncertainty.compare.run'),
    start: () => void comparison.start(plan()),
    ...taskWork(comparison),
    fallback: () => comparison.fallback,
    sentence,
    formulas: () => ['\\bar p = \\frac1M \\sum_{m=1}^{M} p(\\,\\cdot \\mid x, W_m)'],
    mount,
  };
}
