/**
 * Line charts. Chart.js lays out and draws the axes; the curves are drawn here from buffers that know at once what
 * their pixels need, so that hundreds of thousands of points cost no more than hundreds.
 */
import { figure, inksOf } from './axes.js';
import { chartOptions, logButton } from './chart-axes.js';
import { createCursor } from './chart-cursor.js';
import { createDescription, describeBeyond, describeChart } from './chart-words.js';
import { legendEntries, project, seriesFrom, Visibility } from './chart-draw.js';
import { CurveLayer } from './chart-layer.js';
import { drawBeyond, drawMarks, placeBeyond } from './chart-marks.js';
import { beyond, rangesOf } from './chart-range.js';
import { PointBuffer } from './decimate.js';
import { h } from './dom.js';
import { explain } from './explain.js';
import { createLegend } from './legend.js';

/** @import { App } from '../context.js' */

/**
 * @typedef {import('./chart-draw.js').Series} Series
 * @typedef {import('./chart-marks.js').Mark} Mark
 * @typedef {import('./chart-range.js').Axes} Axes
 * @typedef {import('./chart-draw.js').SeriesInit} SeriesInit
 * @typedef {object} ChartOptions
 * @property {string} title
 * @property {string} xLabel
 * @property {string} yLabel
 * @property {'linear' | 'log'} [xScale]
 * @property {'linear' | 'log'} [yScale]
 * @property {number | null} [xMin]
 * @property {number | null} [xMax]
 * @property {number | null} [yMin]
 * @property {number | null} [yMax]
 * @property {boolean} [clip] a spike is left out of the y axis, marked and told, rather than press down all the rest
 * @property {(scale: 'linear' | 'log') => void} [onScale] a button asks for another y axis; setAxes answers it
 * @property {string} [empty] what will appear here and how to start it
 * @property {() => string} [describe] the chart in words, with its present figures
 * @property {(x: number) => string} [xFormat] for the tooltip
 * @property {boolean} [counts] the x axis has numbers of things, between which nothing is
 * @property {(y: number) => string} [yFormat]
 * @property {boolean} [small]
 * @property {string} [explain] key of what the "?" beside the title says
 * @property {Node[]} [tools] beside the title
 * @property {boolean} [png] false: no button for the picture
 */

/** @type {Promise<typeof import('chart.js').Chart> | null} */
let library = null;

/** Chart.js, which puts itself on globalThis. Nothing waits for it: a chart without data is complete without it. */
function loadLibrary() {
  // @ts-ignore: served from the package chart.js
  library ??= import('../vendor/chart.js').then(
    () => /** @type {{ Chart: typeof import('chart.js').Chart }} */ (/** @type {unknown} */ (globalThis)).Chart,
  );
  library.catch(() => (library = null)); // whoever asks again asks the host
  return library;
}
void loadLibrary();

/** @param {App} app @param {ChartOptions} options */
export const createChart = (app, options) => new Chart(app, options);

/** What createChart gives. */
export class Chart {
  /** @type {HTMLElement} */
  element;

  #app;
  #options;
  /** @type {Axes} */
  #axes;
  /** @type {Map<string, Series>} */
  #series = new Map();
  /** @type {Mark[]} */
  #marks = [];
  #visibility = new Visibility();
  /** Chart.js. @type {typeof import('chart.js').Chart | null} */
  #library = null;
  /** Chart.js' own chart. @type {import('chart.js').Chart<'line'> | null} */
  #chart = null;
  /** @type {ResizeObserver} */
  #resizes;
  /** @type {import('./chart-draw.js').Drawing | null} */
  #drawing = null;
  #drawnAxes = '';
  #turn = () => this.#render();
  #turnToFit = () => this.#fit();
  /** Whether anything but the axes may have changed since it was drawn. */
  #stale = true;
  #destroyed = false;
  #stopTheme;
  #canvas;
  #plot;
  #empty;
  #description;
  #legend;
  #log;
  #cursor;
  #layer = new CurveLayer();
  /** Milliseconds of a frame in which curves may be drawn anew. @type {number | undefined} */
  #budget;

  /** @param {App} app @param {ChartOptions} options */
  constructor(app, options) {
    this.#app = app;
    const { title, xLabel, yLabel, xScale = 'linear', yScale = 'linear' } = options;
    const { counts = false, xMin = null, xMax = null, yMin = null, yMax = null, clip = false } = options;
    this.#options = options;
    const ends = { xMin, xMax, yMin, yMax, reach: null };
    this.#axes = { xLabel, yLabel, xScale, yScale, counts, ...ends, growing: false, clip };
    this.#legend = createLegend(app, title, {
      toggle: (group) => {
        this.#visibility.toggle(
          group,
          [...this.#series.values()].map((series) => series.group),
        );
        this.#changed();
      },
      isolate: (group) => this.isolate(this.#visibility.isolated === group ? null : group),
    });
    this.#cursor = createCursor(app, {
      title,
      geometry: () =>
        this.#drawing && this.#hasData() ? { area: this.#drawing.area, ...project(this.#drawing) } : null,
      series: () => this.#visible().filter(({ tooltip }) => tooltip),
      xLabel: () => this.#axes.xLabel,
      xFormat: options.xFormat,
      yFormat: options.yFormat,
    });
    const say = () => {
      const seen = this.#visible();
      const said = options.describe?.() ?? describeChart(app, title, this.#axes, seen);
      return `${said} ${describeBeyond(app, this.#axes, seen)}`.trim();
    };
    this.#description = createDescription(app, say);
    const { element: description } = this.#description;
    this.#canvas = h('canvas', { role: 'img', 'aria-label': title, 'aria-describedby': description.id });
    this.#empty = h('p', { class: 'chart-empty' }, options.empty ?? app.t('views.noData'));
    this.#plot = h('div', { class: 'chart-plot' }, this.#canvas, this.#empty, this.#cursor.parts);
    this.#log = logButton(app, title, () => options.onScale?.(this.#axes.yScale === 'log' ? 'linear' : 'log'));
    this.element = figure(app, {
      title,
      tools: [
        ...(options.onScale ? [this.#log] : []),
        ...(options.explain ? [explain(app, options.explain, { about: title })] : []),
        ...(options.tools ?? []),
      ],
      save: options.png === false ? null : () => this.#save(),
      legend: this.#legend.element,
      plot: this.#plot,
      words: description,
      small: options.small,
    });
    this.setAxes({});
    this.#stopTheme = app.palette.onChange(() => this.#restyle());
    this.#description.refresh();
    this.#resizes = new ResizeObserver(() => app.inTurn(this.#turnToFit));
    const begin = async () => {
      this.#library = await loadLibrary();
      // Its first call comes as soon as the plot has a size, in the page or when it gets there.
      if (!this.#destroyed) this.#resizes.observe(this.#plot);
    };
    // Who sees nothing grow is told why, if it does not come the second time either.
    begin().catch(() => app.attempt(begin));
  }

  /** Makes Chart.js' part as large as the plot, and makes it at all when there is a size to make it in. */
  #fit() {
    const { clientWidth: width, clientHeight: height } = this.#plot;
    if (this.#destroyed || !this.#library || width === 0 || height === 0) return;
    if (this.#chart) return void this.#chart.resize(width, height);
    Object.assign(this.#canvas, { width, height });
    this.#chart = new this.#library(this.#canvas, {
      type: 'line',
      data: { datasets: [] },
      options: this.#optionsFor(rangesOf(this.#axes, this.#visible())),
      plugins: [{ id: 'curves', beforeDatasetsDraw: (chart) => this.#draw(chart) }],
    });
    this.#chart.resize(width, height);
    this.#render();
  }

  /** The series, in drawing order; one that had data under the same id keeps them. @param {SeriesInit[]} list */
  setSeries(list) {
    const before = this.#series;
    this.#series = new Map(list.map((init) => [init.id, seriesFrom(init, before.get(init.id))]));
    const groups = new Set([...this.#series.values()].map(({ group }) => group));
    if (this.#visibility.isolated !== null && !groups.has(this.#visibility.isolated)) this.#visibility.isolated = null;
    this.#legend.show(legendEntries(this.#series.values()));
    this.#changed();
  }

  /** A band that it had was of the points before. @param {string} id @param {ArrayLike<number>} xs @param {ArrayLike<number>} ys */
  replace(id, xs, ys) {
    const series = this.#find(id);
    series.band = null;
    series.buffer.clear();
    series.buffer.append(xs, ys);
    this.#axes.growing = false;
    this.refresh();
  }

  /** Shows points that grow elsewhere. @param {string} id @param {PointBuffer} buffer @param {Series['band']} band */
  show(id, buffer, band) {
    Object.assign(this.#find(id), { buffer, band });
    this.refresh();
  }

  /** A band around a series; without arguments but the id it goes. @param {string} id @param {ArrayLike<number>} [xs]
   * @param {ArrayLike<number>} [low] @param {ArrayLike<number>} [high] */
  setBand(id, xs, low, high) {
    const series = this.#find(id);
    series.band = null;
    if (xs && low && high) {
      series.band = { low: new PointBuffer(), high: new PointBuffer() };
      series.band.low.append(xs, low);
      series.band.high.append(xs, high);
    }
    this.refresh();
  }

  /** @param {Partial<Axes> & { min?: number | null, max?: number | null }} axes min and max are those of y */
  setAxes({ min, max, ...axes }) {
    Object.assign(this.#axes, axes);
    if (min !== undefined) this.#axes.yMin = min;
    if (max !== undefined) this.#axes.yMax = max;
    this.#log.setAttribute('aria-pressed', String(this.#axes.yScale === 'log'));
    this.#schedule();
  }

  /** Lines across the plot at an x or a y, instead of those before. @param {Mark[]} marks */
  mark(marks) {
    this.#marks = marks;
    this.refresh();
  }

  /** Shows one series or group only; all of them with null. @param {string | null} id */
  isolate(id) {
    this.#visibility.isolate(id === null ? null : (this.#series.get(id)?.group ?? id));
    this.#changed();
  }

  /** Draws in the next frame, once however often it is asked for. */
  refresh() {
    this.#stale = true;
    this.#schedule();
  }

  /** Looks in the next frame whether there is something to draw. */
  #schedule() {
    if (!this.#destroyed) this.#app.inTurn(this.#turn);
  }

  /** @returns {Promise<Blob>} the chart with title and legend on the theme's paper */
  async toPNG() {
    const [{ SCALE, toPNG }] = await Promise.all([import('./chart-export.js'), loadLibrary()]);
    this.#fit();
    this.#budget = Infinity;
    this.#render();
    const chart = this.#chart;
    if (!chart) throw new Error('a chart that is not shown has no picture');
    const { width, height } = chart;
    const copy = h('canvas', { width: width * SCALE, height: height * SCALE });
    this.#setRatio(chart, SCALE);
    copy.getContext('2d')?.drawImage(this.#canvas, 0, 0, copy.width, copy.height);
    this.#setRatio(chart, devicePixelRatio);
    this.#budget = undefined;
    const entries = legendEntries(this.#visible());
    const { title } = this.#options;
    return toPNG(this.#app, { title, canvas: copy, width, height, family: this.#family(), entries });
  }

  /** Draws at another number of pixels to one of CSS. @param {import('chart.js').Chart} chart @param {number} ratio */
  #setRatio(chart, ratio) {
    chart.options.devicePixelRatio = ratio;
    chart.resize(chart.width, chart.height);
  }

  destroy() {
    this.#destroyed = true;
    for (const turn of [this.#turn, this.#turnToFit]) this.#app.forgetTurn(turn);
    this.#description.destroy();
    this.#stopTheme();
    this.#resizes.disconnect();
    this.#cursor.destroy();
    this.#chart?.destroy();
    this.element.remove();
  }

  /** @param {string} id */
  #find(id) {
    const series = this.#series.get(id);
    if (!series) throw new RangeError(`the chart "${this.#options.title}" has no series "${id}"`);
    return series;
  }

  #visible() {
    return [...this.#series.values()].filter(({ group }) => this.#visibility.shows(group));
  }

  #hasData() {
    for (const { buffer } of this.#series.values()) if (buffer.length > 0) return true;
    return false;
  }

  #changed() {
    this.#legend.mark(this.#visibility);
    this.refresh();
  }

  #restyle() {
    this.#drawnAxes = '';
    this.#legend.show(legendEntries(this.#series.values()));
    this.#changed();
  }

  #family() {
    return getComputedStyle(this.#plot).fontFamily;
  }

  #render() {
    const hasData = this.#hasData();
    this.#empty.hidden = hasData;
    const chart = this.#chart;
    if (!chart || this.#destroyed) return;
    const stale = this.#stale;
    this.#stale = false;
    // Another screen, or the page's zoom.
    if (chart.currentDevicePixelRatio !== devicePixelRatio) this.#setRatio(chart, devicePixelRatio);
    const visible = this.#visible();
    const ranges = rangesOf(this.#axes, visible);
    // What the data reach is in the ranges; by itself it changes with every point, and Chart.js would lay out anew each time.
    const key = JSON.stringify([ranges, { ...this.#axes, reach: null }, hasData]);
    if (key !== this.#drawnAxes) {
      this.#drawnAxes = key;
      const look = { font: `12px ${this.#family()}`, ...inksOf(this.#app), color: this.#app.palette.color };
      this.#drawing = { area: chart.chartArea, ...ranges, ...look };
      chart.options = this.#optionsFor(ranges);
      chart.update('none');
    } else if (stale) chart.draw();
    const seen = hasData && visible.some(({ buffer }) => buffer.length > 0);
    this.#cursor.refresh(seen ? chart.chartArea : null, [ranges.x.min, ranges.x.max]);
    this.#description.refresh();
  }

  /** @param {ReturnType<typeof rangesOf>} ranges */
  #optionsFor(ranges) {
    const { xLabel, counts } = this.#axes;
    const look = {
      xLabel,
      inks: inksOf(this.#app),
      family: this.#family(),
      empty: !this.#hasData(),
      counts,
      ratio: devicePixelRatio,
    };
    return chartOptions(this.#app, ranges, look);
  }

  /** Called by Chart.js between the grid and where its own data sets would be. @param {import('chart.js').Chart} chart */
  #draw(chart) {
    const drawing = this.#drawing;
    if (!drawing) return;
    drawing.area = chart.chartArea;
    const { ctx } = chart;
    ctx.save();
    ctx.font = drawing.font;
    ctx.fillStyle = drawing.muted;
    ctx.textBaseline = 'top';
    // Across the top, where it is read without turning the head.
    ctx.fillText(this.#axes.yLabel, 0, 2);
    ctx.restore();
    if (!this.#hasData()) return;
    const { width, height, currentDevicePixelRatio: ratio } = chart;
    const done = this.#layer.draw(ctx, drawing, this.#visible(), { width, height, ratio }, this.#budget);
    if (!done) this.refresh();
    const words = placeBeyond(this.#app, ctx, drawing, beyond(this.#visible(), drawing));
    drawMarks(ctx, drawing, this.#marks, words);
    drawBeyond(ctx, drawing, words);
  }

  async #save() {
    const picture = await this.toPNG();
    (await import('./chart-export.js')).savePNG(this.#options.title, picture);
  }
}
