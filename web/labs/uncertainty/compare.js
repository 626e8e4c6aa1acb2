/** Several networks against as many passes of one; a difference of a few images is not called better. */
import { createChart } from '../../views/chart.js';
import { h, setText } from '../../views/dom.js';
import { liveTable } from '../../views/table.js';
import { METHODS } from './comparison.js';
import { about, seriesOf } from './parts.js';
import { outcomeOf, verdictOf } from './verdict.js';

/** @import { App } from '../../context.js' */

/**
 * @param {App} app
 * @param {import('./parts.js').Shared} shared
 * @returns {import('./parts.js').View}
 */
export function compareView(app, { comparison, draft, plan }) {
  /** @param {number} n @param {import('./comparison.js').Compared} outcome */
  const name = (n, { models, passes }) =>
    app.t(`uncertainty.methods.${METHODS[n]}`, {
      models: app.format.integer(models),
      networks: app.count('networks', models),
      passes: app.format.integer(passes),
    });

  /** @param {import('./comparison.js').Compared} outcome @param {number} a @param {number} b */
  const pairOf = ({ judgement }, a, b) =>
    /** @type {any} */ (judgement.pairs.find((pair) => pair.a === a && pair.b === b));

  function sentence() {
    const { outcome } = comparison;
    if (!outcome)
      return app.t('uncertainty.compare.idle', { others: app.count('otherNetworks', draft.values().members) });
    return [
      app.t('uncertainty.compare.result', {
        images: app.count('testImages', outcome.count),
        set: app.t(`uncertainty.sets.${outcome.source}`),
      }),
      verdictOf(app, pairOf(outcome, 1, 2), name(1, outcome), name(2, outcome)),
    ].join(' ');
  }

  /** @returns {import('./parts.js').Parts} */
  function mount() {
    const table = liveTable({
      caption: app.t('uncertainty.compare.table'),
      columns: [
        { key: 'method', label: app.t('uncertainty.columns.method') },
        {
          key: 'passes',
          label: app.t('uncertainty.columns.passes'),
          align: 'end',
          format: (x) => app.format.integer(x),
        },
        {
          key: 'training',
          label: app.t('uncertainty.columns.training'),
          align: 'end',
          format: (x) => app.format.seconds(x),
        },
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
      ],
    });
    const pairs = liveTable({
      caption: app.t('uncertainty.compare.pairs'),
      columns: [
        { key: 'first', label: app.t('uncertainty.columns.first') },
        { key: 'second', label: app.t('uncertainty.columns.second') },
        {
          key: 'onlyA',
          label: app.t('uncertainty.columns.onlyFirst'),
          align: 'end',
          format: (x) => app.format.integer(x),
        },
        {
          key: 'onlyB',
          label: app.t('uncertainty.columns.onlySecond'),
          align: 'end',
          format: (x) => app.format.integer(x),
        },
        { key: 'p', label: 'p', align: 'end', format: (x) => app.format.number(x, { digits: 2 }) },
        {
          key: 'outcome',
          label: app.t('uncertainty.columns.verdict'),
          format: (x) => app.t(`uncertainty.outcomes.${x}`),
        },
      ],
    });
    const hosts = { lossCurve: h('div'), accuracyCurve: h('div') };
    const chart = (/** @type {keyof typeof hosts} */ key, /** @type {any} */ options) => {
      const title = app.t(`uncertainty.compare.${key}`);
      return createChart(app, hosts[key], {
        title,
        xLabel: app.t('uncertainty.axis.members'),
        small: true,
        empty: app.t('uncertainty.compare.empty'),
        tools: about(app, key, title),
        xFormat: (/** @type {number} */ x) => app.format.integer(x),
        ...options,
      });
    };
    const loss = chart('lossCurve', { yLabel: app.t('uncertainty.columns.loss') });
    const accuracy = chart('accuracyCurve', {
      yLabel: app.t('uncertainty.columns.accuracy'),
      yFormat: (/** @type {number} */ y) => app.format.percent(y),
    });
    /** @type {any} */
    let drawn = null;

    /** @param {import('./comparison.js').Compared} outcome */
    function drawOutcome(outcome) {
      const { judgement, curves, models, passes, seconds: took } = outcome;
      table.setRows(
        METHODS.map((id, n) => {
          const score = judgement.scores[n];
          return {
            id,
            method: name(n, outcome),
            passes: [1, models, models, passes][n],
            training: id === 'bagging' ? took.members : took.dropout,
            accuracy: score.accuracy,
            loss: score.negativeLogLikelihood,
            brier: score.brier,
            calibration: score.expectedCalibrationError,
          };
        }),
      );
      pairs.setRows(
        judgement.pairs.map((pair) => ({
          ...pair,
          id: `${pair.a} ${pair.b}`,
          first: name(pair.a, outcome),
          second: name(pair.b, outcome),
          outcome: outcomeOf(pair),
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

    const fallback = h('p', { class: 'uncertainty-note' });
    return {
      nodes: [
        fallback,
        table.element,
        h('div', { class: 'stage-row' }, hosts.lossCurve, hosts.accuracyCurve),
        pairs.element,
      ],
      draw() {
        setText(fallback, comparison.fallback ? app.t('uncertainty.fallback') : '');
        const { outcome } = comparison;
        table.element.hidden = pairs.element.hidden = !outcome;
        if (!outcome || drawn === outcome) return;
        drawn = outcome;
        drawOutcome(outcome);
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
    cancel: () => comparison.cancel(),
    status: () => comparison.status,
    share: () => comparison.share,
    secondsLeft: () => comparison.clock.secondsLeft(comparison.share),
    sentence,
    failure: () => comparison.message,
    formulas: () => ['\\bar p = \\frac1M \\sum_{m=1}^{M} p(\\,\\cdot \\mid x, W_m)'],
    mount,
  };
}
