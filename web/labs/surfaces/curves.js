/** One quantity over the steps, for all runs. */
import { createChart } from '../../views/chart.js';
import { h } from '../../views/dom.js';
import { styleOf } from '../../views/palette.js';
import { seriesOf } from './model.js';
import { entrantName, QUANTITIES } from './settings.js';

/** @import { App } from '../../context.js' */

/** Decades below the first value that are worth showing: single precision has no more to say. */
const DECADES = 1e-12;

/**
 * @param {App} app
 * @param {{ quantity: string, onQuantity: (quantity: string) => void }} options
 */
export function createCurves(app, { quantity: first, onQuantity }) {
  let quantity = first;
  const choice = h(
    'select',
    {
      'aria-label': app.t('surfaces.settings.quantity'),
      on: { change: () => onQuantity(choice.value) },
    },
    QUANTITIES.map((key) =>
      h('option', { value: key, selected: key === quantity }, app.t(`surfaces.quantities.${key}`)),
    ),
  );
  const chart = createChart(app, {
    title: app.t('surfaces.chart'),
    xLabel: app.t('surfaces.columns.step'),
    counts: true,
    yLabel: '',
    tools: [choice],
    empty: app.t('surfaces.noEntrants'),
  });
  let built = '';

  /** @param {import('./model.js').Model} model */
  function build({ runs }) {
    const key = JSON.stringify([quantity, runs.map(({ id, optimizer }) => [id, optimizer.form])]);
    if (key === built) return;
    built = key;
    const both = quantity === 'rate';
    chart.setSeries(
      runs.flatMap(({ id, optimizer }) => {
        const { color, dash, marker } = styleOf(id);
        const name = entrantName(app, id, optimizer);
        const one = { id, group: id, label: both ? `${name}, x` : name, color, dash, marker };
        // The steeper coordinate is thinner: the same colour, the same entry in the legend.
        return both ? [one, { ...one, id: `${id} y`, label: `${name}, y`, width: 1, legend: false }] : [one];
      }),
    );
  }

  /** Levels that the theory names: on a plane the gradient never changes, and steps settle.
   *  @param {import('./model.js').Model} model */
  function settled({ surface, runs }) {
    if (quantity !== 'step' || surface.id !== 'plane') return [];
    const size = Math.hypot(surface.slopeX, surface.slopeY);
    return runs
      .flatMap(({ optimizer: { id, learningRate, momentum = 1 } }) => {
        if (id === 'sgd') return [{ y: learningRate * size, label: 'η‖g‖' }];
        return momentum < 1 ? [{ y: (learningRate * size) / (1 - momentum), label: 'η‖g‖ / (1 − ρ)' }] : [];
      })
      .filter((mark, n, all) => all.findIndex(({ y }) => y === mark.y) === n);
  }

  return {
    element: chart.element,
    /** @param {string} next */
    setQuantity(next) {
      quantity = next;
      choice.value = next;
    },
    /** All curves, from a model. @param {import('./model.js').Model} model */
    show(model) {
      build(model);
      let [least, greatest, first] = [Infinity, -Infinity, 0];
      for (const run of model.runs) {
        const { xs, ys, ys2 } = seriesOf(model, run, quantity);
        chart.replace(run.id, xs, ys);
        if (ys2) chart.replace(`${run.id} y`, xs, ys2);
        for (const list of ys2 ? [ys, ys2] : [ys])
          for (const y of list) {
            if (!Number.isFinite(y)) continue;
            least = Math.min(least, y);
            greatest = Math.max(greatest, y);
          }
        first = Math.max(first, Math.abs(ys[0]) || 0);
      }
      const named = model.floor !== null && model.floor !== 0 && quantity === 'value' ? 'excess' : quantity;
      // A value of exactly 0 is a run that has arrived; the others still want a logarithmic axis.
      const log = least >= 0 && greatest > 0 && !(quantity === 'step' && model.surface.id === 'plane');
      const away = quantity === 'rate' ? null : first * 1e3;
      chart.setAxes({
        yLabel: app.t(`surfaces.yLabels.${named}`),
        yScale: log ? 'log' : 'linear',
        xMin: 0,
        xMax: model.steps,
        max: away && greatest > away ? away : null,
        min: log && least < first * DECADES ? first * DECADES : null,
      });
    },
    /** The step that the picture shows. @param {import('./model.js').Model} model @param {number} t */
    mark(model, t) {
      chart.mark([...settled(model), ...(t < model.steps ? [{ x: t }] : [])]);
    },
    destroy: () => chart.destroy(),
  };
}
