/** Several networks against as many passes of one; a difference of a few images is not called better. */
import { figure, pairedInterval } from '../../../wasm/statistics.js';
import { createChart } from '../../views/chart.js';
import { liveTable } from '../../views/table.js';
import { html, nothing } from '../../views/template.js';
import { wordDifference } from '../shared/verdict.js';
import { AVERAGED, Comparison, METHODS, pairsOf } from './comparison.js';
import { calibrationColumns, LIKELY, roomy, SCORES, scoresOf, seriesOf, taskWork } from './parts.js';
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

/** Of several trainings. */
const LIKELY_MEANS = {
  ...LIKELY,
  accuracy: { mean: 0.888, deviation: 0.00888 },
  loss: { mean: 0.888, deviation: 0.0088 },
  brier: { mean: 0.888, deviation: 0.0088 },
  calibration: { mean: 0.0388, deviation: 0.00888 },
};

/**
 * @param {App} app
 * @param {import('./parts.js').Shared} shared
 * @returns {import('../shared/views.js').View}
 */
export function compareView(app, shared) {
  const { plan } = shared;
  const comparison = (shared.comparison ??= new Comparison(app.pool, shared.later));
  /** @param {string} id of a method @param {Pick<Compared, 'models' | 'passes'>} outcome */
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

  const many = (/** @type {number} */ count) => app.t('uncertainty.compare.trainings', { count });

  /**
   * @param {object} told
   * @param {string} told.source @param {number} told.count images
   * @param {number} told.models @param {number} told.passes @param {number} told.trainings
   * @param {(id: string) => ReturnType<typeof pairedInterval>} told.intervalOf a method, over the trainings
   * @param {Parameters<typeof verdictOf>[1]} told.pair one network and bagging, where there is but one training
   * @param {number} told.tests for how many the pair is corrected
   */
  function resultOf({ source, count, models, passes, trainings, intervalOf, pair, tests }) {
    const told = (/** @type {string} */ id) => wordDifference(app, intervalOf(id));
    return [
      app.t('uncertainty.compare.result', {
        images: app.count('testImages', count),
        set: app.t(`uncertainty.sets.${source}`),
      }),
      trainings > 1
        ? app.t('uncertainty.compare.repeated', {
            times: many(trainings),
            bagging: told('bagging'),
            ensemble: told('ensemble'),
          })
        : verdictOf(app, pair, name('one', { models, passes }), name('bagging', { models, passes }), tests),
    ].join(' ');
  }

  /** @param {Compared} outcome */
  const samplingOf = ({ rounds, count }) =>
    app.t(
      'uncertainty.sampling',
      sharesOf(app, rounds[0].judgement.scores[METHODS.indexOf('bagging')].accuracy, count),
    );

  /** Of the sentence, what stands above all; the rest stands below the tables. */
  function summary() {
    const { outcome } = comparison;
    const { members, trainings } = app.store.state.values;
    if (!outcome)
      return app.t('uncertainty.compare.idle', {
        others: app.count('otherNetworks', 2 * members),
        times: many(trainings),
      });
    const { rounds } = outcome;
    const pairs = correctedPairs(pairsOf(rounds[0].judgement));
    return resultOf({
      ...outcome,
      trainings: rounds.length,
      intervalOf: (id) => difference(outcome, METHODS.indexOf(id), DIFFERENCES[0]),
      pair: pairs[0],
      tests: pairs.length,
    });
  }

  const sentence = () => [summary(), ...(comparison.outcome ? [samplingOf(comparison.outcome)] : [])].join(' ');

  /** As long as what will be said. */
  function room() {
    const { models, passes, trainings } = plan();
    const interval = { n: trainings, mean: -0.88, deviation: 0.88, low: -0.88, high: 0.88 };
    const pair = { onlyA: 88, onlyB: 88, p: 0.88 };
    const likely = { source: 'starter', count: 10000, models, passes, trainings, pair, tests: 6 };
    return resultOf({ ...likely, intervalOf: () => interval });
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
      ...[/** @type {const} */ ({ key: 'training', format: 'seconds' }), ...SCORES, ...calibrationColumns(app)].map(
        (column) => roomy(app, column),
      ),
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
    const nameCurves = () => {
      for (const one of [loss, accuracy])
        one.setSeries(
          AVERAGED.map((id, n) => ({ ...seriesOf(id, app.t(`uncertainty.series.${id}`), [0, 2, 3][n]), points: true })),
        );
    };
    /** @type {Compared | null} */
    let drawn = null;

    /** What is found first has its place before; what stands below it pushes nothing that is looked at. */
    function expect() {
      if (comparison.outcome) return;
      const asked = plan();
      const rows = METHODS.map((id) => ({ id, method: name(id, asked) }));
      const figures = asked.trainings > 1 ? LIKELY_MEANS : LIKELY;
      table.setRows(rows.map((row) => ({ ...row, likely: { ...figures, training: 8.88 } })));
      best.setRows(asked.dropout.data.validationSize > 0 ? rows : []);
      nameCurves();
    }

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
      nameCurves();
      const xs = Array.from({ length: models }, (_, n) => n + 1);
      for (const [one, key] of /** @type {const} */ ([
        [loss, 'negativeLogLikelihood'],
        [accuracy, 'accuracy'],
      ])) {
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
      reset: expect,
      show() {
        const { outcome } = comparison;
        if (comparison.status !== 'running') expect(); // what was stopped may be asked for otherwise
        if (outcome && drawn !== outcome) drawOutcome(outcome);
        drawn = outcome;
        return html`<div class="stage-row">${loss.element}${accuracy.element}</div>
          ${table.element} ${best.element} ${apart.element} ${pairs.element}
          ${
            outcome
              ? html`<p class="uncertainty-note">
                  ${samplingOf(outcome)} ${outcome.rounds.length > 1 ? app.t('uncertainty.compare.ofFirst') : ''}
                </p>`
              : nothing
          }`;
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
    ...taskWork(app, comparison),
    fallback: () => comparison.fallback,
    sentence,
    summary,
    room,
    formulas: () => ['\\bar p = \\frac1M \\sum_{m=1}^{M} p(\\,\\cdot \\mid x, W_m)'],
    mount,
  };
}

/** @param {{ onlyA: number, onlyB: number }} pair */
const orderedRow = ({ onlyA, onlyB }) => ({ onlyFirst: onlyA, onlySecond: onlyB });
