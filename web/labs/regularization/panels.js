/** A small chart for each contestant, on equal axes: training and validation loss, with the gap between them shaded. */
import { createChart } from '../../views/chart.js';
import { swatch } from '../../views/legend.js';
import { html } from '../../views/template.js';
import { h } from '../../views/dom.js';
import { explain } from '../../views/explain.js';
import { styleOf } from '../../views/palette.js';
import { additions, labelOf, strengthOf } from './names.js';
import { curvesOf, isDisturbed, marksOf, minimizesSum } from './outcome.js';

/** @import { App } from '../../context.js' */

/** How the curves of a panel differ, in the colour of its contestant. */
const DASHES = { train: [3, 3], validation: [], total: [1, 3], trained: [8, 3, 1, 3] };

/**
 * @param {App} app
 * @param {import('../../runs/group.js').RunGroup} race
 */
export function gapPanels(app, race) {
  const { catalog, store } = app;
  /** @type {Map<string, import('../../views/chart.js').Chart>} */
  let charts = new Map();

  /** Of several seeds, the first that stopped is marked. @param {string} id */
  const stopWords = (id) => (race.runsOf(id).length > 1 ? 'regularization.firstStopMark' : 'regularization.stopMark');

  /** @param {string} id */
  function make(id) {
    const [{ spec }] = race.runsOf(id);
    const { color } = styleOf(id);
    const title = labelOf(app, race, id);
    const strength = strengthOf(app, id, spec);
    const said = [title.endsWith(strength) ? '' : strength, additions(app, catalog, id, spec, store.spec())];
    const note = said.filter((part) => part).join(' · ');
    const chart = createChart(app, {
      title,
      xLabel: app.t('race.axis.epochs'),
      counts: true,
      yLabel: app.t('race.loss'),
      yScale: store.state.values.lossScale,
      small: true,
      describe: () => describe(app, race, id),
    });
    // One without words has its place, too: titles stand in a row.
    chart.element.firstElementChild?.after(h('p', { class: 'gap-note muted' }, note));
    const penalized = race.runsOf(id).some(minimizesSum);
    const curve = { color, legend: false, group: 'gap' };
    chart.setSeries([
      { ...curve, id: 'train', label: app.t('regularization.train'), dash: DASHES.train, width: 1.5 },
      ...(penalized
        ? [{ ...curve, id: 'total', label: app.t('regularization.total'), dash: DASHES.total, width: 1.5 }]
        : []),
      ...(race.runsOf(id).some(isDisturbed)
        ? [{ ...curve, id: 'trained', label: app.t('regularization.trained'), dash: DASHES.trained, width: 1 }]
        : []),
      { ...curve, id: 'validation', label: app.t('regularization.validation'), width: 2 },
    ]);
    charts.set(id, chart);
  }

  /** On a new start. */
  function rebuild() {
    charts.forEach((chart) => chart.destroy());
    charts = new Map();
    race.ids.forEach(make);
  }

  function draw() {
    const found = race.ids.map((id) => ({ id, ...curvesOf(race, id) }));
    const log = store.state.values.lossScale === 'log';
    const finite = (/** @type {ArrayLike<number>} */ values) => Array.from(values).filter(Number.isFinite);
    const highest = Math.max(
      0,
      ...found.flatMap(({ train, validation }) => [...finite(train), ...finite(validation.mean)]),
    );
    const least = Math.min(Infinity, ...found.flatMap(({ train }) => finite(train).filter((x) => x > 0)));
    const epochs = Math.max(1, ...race.runs.map(({ spec }) => spec.epochs));
    for (const { id, x, train, trained, validation, penalty } of found) {
      const chart = charts.get(id);
      if (!chart || x.length === 0) continue;
      chart.replace('train', x, train);
      chart.replace('validation', x, validation.mean);
      if (race.runsOf(id).some(isDisturbed)) chart.replace('trained', x, trained);
      chart.setBand('validation', x, train, validation.mean);
      if (race.runsOf(id).some(minimizesSum))
        chart.replace(
          'total',
          x,
          train.map((loss, n) => loss + penalty[n]),
        );
      chart.setAxes({
        xMin: 0,
        xMax: epochs,
        yScale: log ? 'log' : 'linear',
        // One that diverges must not flatten the others.
        min: log ? (Number.isFinite(least) ? least : null) : 0,
        max: highest > 0 ? Math.min(highest, CEILING) : null,
      });
      const { best, stopped } = marksOf(race, id);
      chart.mark([
        ...(best === null ? [] : [{ x: best, label: app.t('regularization.bestMark', { epoch: best }) }]),
        ...(stopped === null || stopped === best
          ? []
          : [{ x: stopped, label: app.t(stopWords(id), { epoch: stopped }), color: '--bad' }]),
      ]);
    }
  }

  const title = app.t('regularization.panels');
  const about = explain(app, 'regularization.explain.panels', { about: title });
  const view = () =>
    html`<section class="gap-section" aria-label=${title}>
      <div class="section-head">
        <h2>${title}</h2>
        ${about}
      </div>
      <p class="gap-key muted">
        ${keys(app)}
        <span><i class="gap-shade"></i>${app.t('regularization.gap')}</span>
      </p>
      <div class="gap-panels">
        ${
          charts.size > 0
            ? [...charts.values()].map(({ element }) => element)
            : html`<p class="gap-empty muted">${app.t('regularization.empty')}</p>`
        }
      </div>
    </section>`;
  return { view, rebuild, draw, destroy: () => charts.forEach((chart) => chart.destroy()) };
}

/** A loss beyond which a curve leaves the panels: chance on ten classes is 2.3. */
const CEILING = 5;

/** What the lines of a panel are. @param {App} app */
const keys = (app) =>
  Object.entries(DASHES).map(
    ([what, dash]) => html`<span>${swatch({ color: '--ink', dash })}${app.t(`regularization.${what}`)}</span>`,
  );

/** The panel in words: how far apart the curves are, and where validation was best. @param {App} app @param {import('../../runs/group.js').RunGroup} race @param {string} id */
function describe(app, race, id) {
  if (!race.ids.includes(id)) return '';
  const name = labelOf(app, race, id);
  const { x, train, validation } = curvesOf(race, id);
  const last = x.length - 1;
  if (last < 0) return app.t('views.nothing', { title: name });
  const { best, stopped } = marksOf(race, id);
  const said = app.t('regularization.describe', {
    name,
    epoch: x[last],
    train: app.format.number(train[last]),
    validation: app.format.number(validation.mean[last]),
    gap: app.format.number(validation.mean[last] - train[last]),
    best: best ?? 0,
  });
  if (stopped === null) return said;
  const stop = race.runsOf(id).length > 1 ? 'regularization.describeFirstStop' : 'regularization.describeStop';
  return `${said} ${app.t(stop, { epoch: stopped })}`;
}
