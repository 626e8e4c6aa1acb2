/** A chart in words, for those who do not see it. */
import { beyond, extentX, rangesOf } from './chart-range.js';
import { h, setText } from './dom.js';

/** @import { App } from '../context.js' */

/** Milliseconds between two changes of a chart's text: faster, it would be of no use. */
const EVERY = 1000;

/**
 * The text alternative, which follows the figures.
 * @param {App} app
 * @param {() => string} say
 */
export function createDescription(app, say) {
  const element = h('p', { class: 'visually-hidden', id: app.uniqueId('chart') });
  let timer = 0;
  const write = () => setText(element, say());
  return {
    element,
    /** The figures have changed. */
    refresh() {
      if (timer) return;
      write();
      timer = window.setTimeout(() => {
        timer = 0;
        write();
      }, EVERY);
    },
    destroy: () => window.clearTimeout(timer),
  };
}

/**
 * @param {App} app
 * @param {string} title
 * @param {import('./chart-range.js').Axes} axes
 * @param {import('./chart-draw.js').Series[]} seen
 * @returns {string}
 */
export function describeChart(app, title, axes, seen) {
  const visible = seen.filter(({ buffer, legend }) => legend && buffer.length > 0);
  if (visible.length === 0) return app.t('views.nothing', { title });
  // Not the axis: around a single point it has room, and it may be fixed.
  const extent = extentX(visible, axes.xScale);
  const found = { least: -1, greatest: -1 };
  const series = visible.map(({ label, buffer }) => {
    const { least } = buffer.extremes(0, buffer.length, found);
    const [last, min] = [buffer.ys[buffer.length - 1], least < 0 ? null : buffer.ys[least]];
    return app.t('views.describeSeries', { label, last: app.format.number(last), min: app.format.number(min) });
  });
  const [from, to] = extent.map((value) => app.format.plain(Number(value.toPrecision(4))));
  return app.t('views.describe', { title, x: axes.xLabel, from, to, series: series.join(' ') });
}

/**
 * What of the curves does not fit into the plot, in words; nothing where all does.
 * @param {App} app
 * @param {import('./chart-range.js').Axes} axes
 * @param {import('./chart-draw.js').Series[]} seen
 */
export function describeBeyond(app, axes, seen) {
  const curves = beyond(seen, rangesOf(axes, seen)).map((curve) =>
    app.t('views.upTo', { ...curve, y: app.format.number(curve.y) }),
  );
  return curves.length > 0 ? app.t('views.beyond', { curves: curves.join('; ') }) : '';
}
