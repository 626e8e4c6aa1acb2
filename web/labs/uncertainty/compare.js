/** Several networks against as many passes of one; a difference of a few images is not called better. */
import { figure, pairedInterval } from '../../../wasm/statistics.js';
import { createChart } from '../../views/chart.js';
import { liveTable } from '../../views/table.js';
import { html, nothing } from '../../views/template.js';
import { wordDifference } from '../shared/verdict.js';
import { AVERAGED, Comparison, METHODS, pairsOf } from './comparison.js';
import { calibrationColumns, SCORES, scoresOf, seriesOf, taskWork } from './parts.js';
import { correctedPairs, outcomeOf, sharesOf, verdictOf } from './verdict.js';

/** @import { App } from '../../context.js' */
/** @typedef {import('./comparison.js').Compared} Compared */
/** @typedef {import('../../engine/message-types.js').Judgement['scores'][number]} Score */

/** With whom all others are compared: one network of their kind. */
const ALONE = METHODS.indexOf('one');

/** What differences are of, with its size in a text. */
const DIFFERENCES = /** @type {const} */ ([
  { key: 'accuracyPoints', scale: 100, tempered: false, of: (/** @type {Score} */ { accuracy }) => accuracy },
  { key: 'loss', scale: 1, tempered: false, of: (/** @type {Score} */ { negativeLogLikelihood: loss }) => loss },
  { key: 'temperedLoss', scale: 1, tempered: true, of: (/** @type {Score} */ { negativeLogLikelihood: loss }) => loss },
]);

/**
 * @param {App} app
 * @param {import('./parts.js').Shared} shared
 * @returns {import('../shared/views.js').View}
 */
export function compareView(app, shared) {
  const { plan } = shared;
  const comparison = (shared.comparison ??= new Comparison(app, app.pool, shared.later));
  /** @param {string} id of a method @param {Compared} outcome */
  const name = (id, { models, passes }) =>
    app.t(`uncertainty.methods.${id}`, {
      models: app.format.integer(models),
      networks: app.count('networks', models),
      passes: app.format.integer(passes),
    });

  /** What a method's difference to one network is over the trainings. @param {Compared} outcome @param {number} n @param {DIFFERENCES[number]} measure */
  function difference({ rounds }, n, { scale, tempered, of }) {
    const values = (/** @type {number} */ method) =>
      rounds.map((round) => {
        const score = (tempered ? round.tempered : round.judgement.scores)[method];
        return score ? scale * of(score) : NaN;
      });
    return pairedInterval(values(n), values(ALONE));
  }

  function sentence() {
    const { outcome } = comparison;
    const { members, trainings } = app.store.state.values;
    const many = (/** @type {number} */ count) => app.t('uncertainty.compare.trainings', { count });
    if (!outcome)
      return app.t('uncertainty.compare.idle', {
        others: app.count('otherNetworks', 2 * members),
        times: many(trainings),
      });
    const { rounds } = outcome;
    const [first] = rounds;
    const pairs = correctedPairs(pairsOf(first.judgement));
    const told = (/** @type {string} */ id) =>
      wordDifference(app, difference(outcome, METHODS.indexOf(id), DIFFERENCES[0]));
    return [
      app.t('uncertainty.compare.result', {
        images: app.count('testImages', outcome.count),
        set: app.t(`uncertainty.sets.${outcome.source}`),
      }),
      rounds.length > 1
        ? app.t('uncertainty.compare.repeated', {
            times: many(rounds.length),
            bagging: told('bagging'),
            ensemble: told('ensemble'),
          })
        : verdictOf(app, pairs[0], name('one', outcome), name('bagging', outcome), pairs.length),
      app.t(
        'uncertainty.sampling',
        sharesOf(app, first.judgement.scores[METHODS.indexOf('bagging')].accuracy, outcome.count),
      ),
    ].join(' ');
  }

  /** @returns {import('../shared/views.js').Parts} */
  function mount() {
    /** @template {{ id: string }} R @param {string} key @param {import('../../views/table.js').Column<R>[]} columns @param {boolean} [stacks] */
    const tableOf = (key, columns, stacks) =>
      liveTable(app, {
        caption: app.t(`uncertainty.compare.${key}`),
        words: 'uncertainty',
        hideEmpty: true,
        stacks,
        columns,
      });
    const table = tableOf('table', [
      { key: 'method' },
      { key: 'passes', format: 'integer' },
      { key: 'training', format: 'seconds' },
      ...SCORES,
      ...calibrationColumns(app),
    ]);
    const best = tableOf('tempered', [
      { key: 'method' },
      { key: 'temperature', format: 'number' },
      ...SCORES.slice(1),
      { key: 'calibration', format: 'percent' },
    ]);
    const apart = tableOf(
      'differences',
      [{ key: 'method' }, ...DIFFERENCES.map(({ key }) => ({ key, figure: true }))],
      true,
    );
    const pairs = tableOf(
      'pairs',
      [
        { key: 'first' },
        { key: 'second' },
        { key: 'onlyFirst', format: 'integer' },
        { key: 'onlySecond', format: 'integer' },
        { key: 'p', label: app.t('uncertainty.columns.corrected'), figure: true },
        { key: 'verdict' },
      ],
      true,
    );
    for (const { element } of [table, best, pairs]) element.classList.add('uncertainty-heads');
    apart.element.classList.add('uncertainty-wraps');
    /** @param {string} key @param {{ yLabel: string, yFormat?: (y: number) => string }} options */
    const chart = (key, options) =>
      createChart(app, {
        title: app.t(`uncertainty.compare.${key}`),
        explain: `uncertainty.explain.${key}`,
        xLabel: app.t('uncertainty.axis.members'),
        counts: true,
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
    /** @type {Compared | null} */
    let drawn = null;

    /** @param {Compared} outcome */
    function drawOutcome(outcome) {
      const { rounds, spreads, models, passes, seconds: took } = outcome;
      /** Over the trainings, with their deviation. @param {(round: Compared['rounds'][number]) => number} of */
      const over = (of) => (rounds.length > 1 ? figure(rounds.map(of)) : of(rounds[0]));
      /** @param {number} n @param {'judged' | 'tempered'} which */
      const figures = (n, which) => {
        const score = (/** @type {Compared['rounds'][number]} */ { judgement, tempered }) =>
          (which === 'judged' ? judgement.scores : tempered)[n];
        return {
          accuracy: over((round) => scoresOf(score(round)).accuracy),
          loss: over((round) => scoresOf(score(round)).loss),
          brier: over((round) => scoresOf(score(round)).brier),
          calibration: over((round) => score(round).expectedCalibrationError),
        };
      };
      const seconds = { one: took.ensemble / models, bagging: took.members, ensemble: took.ensemble };
      table.setRows(
        METHODS.map((id, n) => ({
          id,
          method: name(id, outcome),
          passes: [1, models, 1, models, models, passes][n],
          training: (seconds[/** @type {keyof typeof seconds} */ (id)] ?? took.dropout) / rounds.length,
          ...figures(n, 'judged'),
          spread: spreads[n],
        })),
      );
      const fitted = rounds[0].temperatures.length > 0;
      best.setRows(
        METHODS.filter(() => fitted).map((id, n) => ({
          id,
          method: name(id, outcome),
          temperature: over(({ temperatures }) => temperatures[n]),
          ...figures(n, 'tempered'),
        })),
      );
      apart.setRows(
        METHODS.flatMap((id, n) => {
          if (n === ALONE) return [];
          const texts = DIFFERENCES.map((one) => [one.key, wordDifference(app, difference(outcome, n, one))]);
          return [{ id, method: name(id, outcome), ...Object.fromEntries(texts) }];
        }),
      );
      pairs.setRows(
        correctedPairs(pairsOf(rounds[0].judgement)).map((pair) => ({
          id: pair.names.join(' '),
          ...orderedRow(pair),
          first: name(pair.names[0], outcome),
          second: name(pair.names[1], outcome),
          p: app.format.number(pair.p, { digits: 2 }),
          verdict: app.t(`uncertainty.outcomes.${outcomeOf(pair)}`),
        })),
      );
      const xs = Array.from({ length: models }, (_, n) => n + 1);
      for (const [one, key] of /** @type {const} */ ([
        [loss, 'negativeLogLikelihood'],
        [accuracy, 'accuracy'],
      ])) {
        one.setSeries(
          AVERAGED.map((id, n) => ({ ...seriesOf(id, app.t(`uncertainty.series.${id}`), [0, 2, 3][n]), points: true })),
        );
        for (const id of AVERAGED)
          one.replace(
            id,
            xs,
            xs.map((_, n) => figure(rounds.map(({ curves }) => curves[id][key][n])).mean),
          );
        one.setAxes({ xMin: 1, xMax: models });
        const alone = figure(rounds.map(({ judgement }) => judgement.scores[METHODS.indexOf('single')][key])).mean;
        one.mark([{ y: alone, label: app.t('uncertainty.methods.single') }]);
      }
    }

    return {
      show() {
        const { outcome } = comparison;
        if (outcome && drawn !== outcome) drawOutcome(outcome);
        drawn = outcome;
        const trained = outcome?.rounds.length ?? 1;
        // Tables come at the end of minutes: they push nothing that is looked at.
        return html`<div class="stage-row">${loss.element}${accuracy.element}</div>
          ${table.element} ${best.element} ${apart.element} ${pairs.element}
          ${trained > 1 ? html`<p class="uncertainty-note">${app.t('uncertainty.compare.ofFirst')}</p>` : nothing}`;
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

/** @param {{ onlyA: number, onlyB: number }} pair */
const orderedRow = ({ onlyA, onlyB }) => ({ onlyFirst: onlyA, onlySecond: onlyB });
