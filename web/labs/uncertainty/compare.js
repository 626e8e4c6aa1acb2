/** Several networks against as many passes of one; a difference of a few images is not called better. */
import { t } from '../../i18n/index.js';
import { createChart } from '../../views/chart.js';
import { h, setText } from '../../views/dom.js';
import { integer, number, percent, seconds } from '../../views/format.js';
import { liveTable } from '../../views/table.js';
import { METHODS } from './comparison.js';
import { about, seriesOf } from './parts.js';
import { outcomeOf, verdictOf } from './verdict.js';

/**
 * @param {any} _context
 * @param {import('./parts.js').Shared} shared
 * @returns {import('./parts.js').View}
 */
export function compareView(_context, { comparison, draft, plan }) {
  /** @param {number} n @param {import('./comparison.js').Compared} outcome */
  const name = (n, { models, passes }) =>
    t(`uncertainty.methods.${METHODS[n]}`, { models: integer(models), passes: integer(passes) });

  /** @param {import('./comparison.js').Compared} outcome @param {number} a @param {number} b */
  const pairOf = ({ judgement }, a, b) =>
    /** @type {any} */ (judgement.pairs.find((pair) => pair.a === a && pair.b === b));

  function sentence() {
    const { outcome } = comparison;
    if (!outcome) return t('uncertainty.compare.idle', { models: integer(draft.values().members) });
    return [
      t('uncertainty.compare.result', { count: integer(outcome.count), set: t(`uncertainty.sets.${outcome.source}`) }),
      verdictOf(pairOf(outcome, 1, 2), name(1, outcome), name(2, outcome)),
    ].join(' ');
  }

  /** @returns {import('./parts.js').Parts} */
  function mount() {
    const table = liveTable({
      caption: t('uncertainty.compare.table'),
      columns: [
        { key: 'method', label: t('uncertainty.columns.method') },
        { key: 'passes', label: t('uncertainty.columns.passes'), align: 'end', format: (x) => integer(x) },
        { key: 'training', label: t('uncertainty.columns.training'), align: 'end', format: (x) => seconds(x) },
        { key: 'accuracy', label: t('uncertainty.columns.accuracy'), align: 'end', format: (x) => percent(x) },
        { key: 'loss', label: t('uncertainty.columns.loss'), align: 'end', format: (x) => number(x) },
        { key: 'brier', label: t('uncertainty.columns.brier'), align: 'end', format: (x) => number(x) },
        { key: 'calibration', label: t('uncertainty.columns.calibration'), align: 'end', format: (x) => percent(x) },
      ],
    });
    const pairs = liveTable({
      caption: t('uncertainty.compare.pairs'),
      columns: [
        { key: 'first', label: t('uncertainty.columns.first') },
        { key: 'second', label: t('uncertainty.columns.second') },
        { key: 'onlyA', label: t('uncertainty.columns.onlyFirst'), align: 'end', format: (x) => integer(x) },
        { key: 'onlyB', label: t('uncertainty.columns.onlySecond'), align: 'end', format: (x) => integer(x) },
        { key: 'p', label: 'p', align: 'end', format: (x) => number(x, { digits: 2 }) },
        { key: 'outcome', label: t('uncertainty.columns.verdict'), format: (x) => t(`uncertainty.outcomes.${x}`) },
      ],
    });
    const hosts = { lossCurve: h('div'), accuracyCurve: h('div') };
    const chart = (/** @type {keyof typeof hosts} */ key, /** @type {any} */ options) => {
      const title = t(`uncertainty.compare.${key}`);
      return createChart(hosts[key], {
        title,
        xLabel: t('uncertainty.axis.members'),
        small: true,
        empty: t('uncertainty.compare.empty'),
        tools: about(key, title),
        xFormat: (/** @type {number} */ x) => integer(x),
        ...options,
      });
    };
    const loss = chart('lossCurve', { yLabel: t('uncertainty.columns.loss') });
    const accuracy = chart('accuracyCurve', {
      yLabel: t('uncertainty.columns.accuracy'),
      yFormat: (/** @type {number} */ y) => percent(y),
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
            ...seriesOf(id, t(`uncertainty.series.${id}`), n === 0 ? 0 : 2),
            points: true,
          })),
        );
        one.replace('dropout', xs, curves.dropout[key]);
        one.replace('bagging', xs, curves.bagging[key]);
        one.setAxes({ xMin: 1, xMax: models });
        one.mark([{ y: judgement.scores[0][key], label: t('uncertainty.methods.single') }]);
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
        setText(fallback, comparison.fallback ? t('uncertainty.fallback') : '');
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
    action: () => t('uncertainty.compare.run'),
    start: () => void comparison.start(plan()),
    cancel: () => comparison.cancel(),
    status: () => comparison.status,
    share: () => comparison.share,
    began: () => comparison.began,
    sentence,
    failure: () => comparison.message,
    formulas: () => ['\\bar p = \\frac1M \\sum_{m=1}^{M} p(\\,\\cdot \\mid x, W_m)'],
    mount,
  };
}
