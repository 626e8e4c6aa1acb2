/** Conformal sets: as many classes as an image needs, with a promise of how often the true one is among them, and where it fails. */
import { createChart } from '../../views/chart.js';
import { liveTable } from '../../views/table.js';
import { html } from '../../views/template.js';
import { classNames } from '../shared/classes.js';
import { fieldOf } from './chooser.js';
import { seriesOf, taskWork } from './parts.js';
import { ALONG, setsOf } from './setsrun.js';
import { isOfSet } from './testrun.js';

/** @import { App } from '../../context.js' */
/** @typedef {import('./setsrun.js').Share} Share */

/** What of the changed images the table has a row of: the kind of change, and its stop. */
const ROWS = /** @type {const} */ ([
  ['angle', 2],
  ['angle', 6],
  ['noise', 2],
  ['noise', 6],
]);

/** The quarter turn, which the sentence tells of. */
const QUARTER = ALONG.angle.indexOf(90);

/**
 * @param {App} app
 * @param {import('./parts.js').Shared} shared
 * @returns {import('../shared/views.js').View}
 */
export function conformalView(app, { setsRun, question }) {
  // The format is another one after a change of language, and this view stays.
  const percent = (/** @type {number} */ x, /** @type {{ digits?: number }} */ options = {}) =>
    app.format.percent(x, options);
  const epsilonOf = () => /** @type {number} */ (app.store.state.values.epsilon);
  const calibrates = () => question()?.network.validation !== null;

  /** What was found last. @type {{ outcome: import('./setsrun.js').Outcome, epsilon: number, sets: ReturnType<typeof setsOf> } | null} */
  let kept = null;
  function found() {
    const { outcome } = setsRun;
    const epsilon = epsilonOf();
    if (!outcome) return null;
    if (kept?.outcome !== outcome || kept.epsilon !== epsilon)
      kept = { outcome, epsilon, sets: setsOf(outcome, epsilon) };
    return kept;
  }

  /** @param {Share} share */
  const interval = ({ share, low, high }) =>
    app.t('uncertainty.interval', {
      value: percent(share),
      low: percent(low, { digits: 2 }),
      high: percent(high, { digits: 2 }),
    });

  function sentence() {
    const now = found();
    if (!now) return app.t(calibrates() ? 'uncertainty.conformal.idle' : 'uncertainty.conformal.none');
    const { outcome, sets, epsilon } = now;
    const { whole, along } = sets;
    const values = {
      promise: percent(1 - epsilon),
      images: app.count('images', whole.n),
      set: app.t(`uncertainty.sets.${outcome.source}`),
      share: percent(whole.share),
      least: percent(sets.range.low),
      most: percent(sets.range.high),
      size: app.format.number(whole.size),
      turned: percent(along.angle[QUARTER].share),
    };
    if (sets.threshold === Infinity) return app.t('uncertainty.conformal.everything', values);
    return app.t('uncertainty.conformal.result', values);
  }

  /** Whether what is shown is of another network than is chosen, or of other images. */
  function stale() {
    const [{ outcome }, now] = [setsRun, question()];
    if (outcome === null || now === null) return false;
    return outcome.network !== now.network.info.weightsHash || !isOfSet(outcome, now.set);
  }

  /** How a share lies to what is compatible with the promise. @param {boolean} isBelow @param {boolean} isAbove */
  const verdict = (isBelow, isAbove) =>
    app.t(`uncertainty.conformal.${isBelow ? 'below' : isAbove ? 'above' : 'kept'}`);

  /** @returns {import('../shared/views.js').Parts} */
  function mount() {
    /** @param {string} key @param {string} first column */
    const tableOf = (key, first) =>
      liveTable(app, {
        caption: app.t(`uncertainty.conformal.${key}`),
        words: 'uncertainty',
        explained: true,
        columns: [
          { key: first },
          { key: 'covered', figure: true },
          { key: 'size', format: 'number' },
          { key: 'promised' },
        ],
      });
    const images = tableOf('images', 'images');
    const classes = tableOf('classes', 'class');
    for (const { element } of [images, classes]) element.classList.add('uncertainty-wraps');
    const imageRows = [
      { id: 'test', images: app.t('uncertainty.conformal.asTheyAre') },
      ...ROWS.map(([kind, n]) => ({
        id: `${kind} ${n}`,
        images: app.t(`uncertainty.conformal.changed.${kind}`, { by: app.format.plain(ALONG[kind][n]) }),
      })),
    ];
    const classRows = classNames(app).map((name, k) => ({ id: String(k), class: name }));
    // What will be counted has its place before.
    images.setRows(imageRows);
    classes.setRows(classRows);
    const chart = (/** @type {keyof typeof ALONG} */ key) => {
      const one = createChart(app, {
        title: app.t(`uncertainty.conformal.${key}`),
        explain: 'uncertainty.explain.kept',
        xLabel: app.t(`uncertainty.axis.${key}`),
        yLabel: app.t('uncertainty.axis.covered'),
        xMin: 0,
        xMax: ALONG[key].at(-1),
        yMin: 0,
        yMax: 1,
        yFormat: app.format.percent,
        small: true,
        empty: app.t('uncertainty.conformal.empty'),
      });
      one.setSeries([{ ...seriesOf('covered', app.t('uncertainty.columns.covered'), 0), points: true, width: 2 }]);
      return one;
    };
    const charts = { angle: chart('angle'), noise: chart('noise') };
    /** @type {ReturnType<typeof found>} */
    let drawn = null;

    /** @param {NonNullable<ReturnType<typeof found>>} now */
    function draw({ sets, epsilon }) {
      const promised = 1 - epsilon;
      const row = (/** @type {Share} */ share) => ({ covered: interval(share), size: share.size });
      const { range } = sets;
      const promises = (/** @type {Share} */ { share }) => ({
        promised: verdict(share < range.low, share > range.high),
      });
      const shares = [sets.whole, ...ROWS.map(([kind, n]) => sets.along[kind][n])];
      images.setRows(imageRows.map((one, n) => ({ ...one, ...row(shares[n]), ...promises(shares[n]) })));
      // Of a class nothing is promised: what is asked is on which side of 1 − ε the share of these very sets lies.
      classes.setRows(
        sets.byClass.map((share, k) => ({
          ...classRows[k],
          ...row(share),
          promised: verdict(share.high < promised, share.low > promised),
        })),
      );
      for (const kind of /** @type {const} */ (['angle', 'noise'])) {
        const shares = sets.along[kind];
        const of = (/** @type {'share' | 'low' | 'high'} */ key) => shares.map((one) => one[key]);
        charts[kind].replace('covered', ALONG[kind], of('share'));
        charts[kind].setBand('covered', ALONG[kind], of('low'), of('high'));
        charts[kind].mark([{ y: promised, label: app.t('uncertainty.conformal.promised') }]);
      }
    }

    /** How many sets have no class, one, two … */
    function sizes() {
      const now = found();
      if (!now) return '';
      if (stale()) return app.t('uncertainty.conformal.stale');
      const told = [...now.sets.sizes.entries()].filter(([, count]) => count > 0);
      const text = told.map(([size, count]) => `${app.format.integer(size)}: ${app.format.integer(count)}`).join(' · ');
      return app.t('uncertainty.conformal.sizes', { sizes: text });
    }

    return {
      show() {
        const now = found();
        if (now && drawn !== now) draw(now);
        drawn = now;
        return html`<div class="uncertainty-epsilon">${fieldOf(app, 'epsilon')}</div>
          <p class="uncertainty-note">${sizes()}</p>
          <div class="stage-row">${charts.angle.element}${charts.noise.element}</div>
          <div class="stage-row">${images.element}${classes.element}</div>`;
      },
      destroy() {
        charts.angle.destroy();
        charts.noise.destroy();
      },
    };
  }

  return {
    key: 'conformal',
    action: () => app.t('uncertainty.conformal.run'),
    ready: () => question() !== null,
    start() {
      const asked = question();
      if (asked && calibrates()) void setsRun.start(asked);
    },
    ...taskWork(app, setsRun),
    sentence,
    formulas: () => [
      'C(x) = \\{\\, k : 1 - p_k(x) \\le \\hat q \\,\\}',
      '\\hat q = s_{(\\lceil (n+1)(1-\\varepsilon) \\rceil)}, \\qquad s_i = 1 - p_{y_i}(x_i)',
      'P\\bigl(y \\in C(x)\\bigr) \\ge 1 - \\varepsilon',
    ],
    mount,
  };
}
