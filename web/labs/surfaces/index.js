/** The surfaces lab: what each optimizer does where one can see the whole function. */
import { SurfacePlanner } from '../../../wasm/surfaces.js';
import { createFrame } from '../../views/frame.js';
import { styleOf } from '../../views/palette.js';
import { withAspect } from '../../views/plane.js';
import { html, nothing, render } from '../../views/template.js';
import { fitBox, viewOf } from './camera.js';
import { runLegend, statusText } from './legend.js';
import { anatomyOf, computeModel, figuresAt } from './model.js';
import { createPicture, pictureAspect } from './picture.js';
import { entrantDefaults } from './rates.js';
import { entrantName, rowOf, settingsFor, startOf, surfaceName, surfaceOf, writePoint } from './settings.js';
import { createClock, timeSlider, transport } from './transport.js';
import { noticeList, prose, stageHead } from '../shared/stage.js';

/** @import { App } from '../../context.js' */

export const strings = ['views', 'catalog', 'errors', 'race', 'surfaces'];
export const styles = ['style/charts', 'style/race', 'style/surfaces'];
export const panels = ['table', 'curves', 'step'];

export { entrantDefaults, settingsFor };

/**
 * @typedef {object} Loaded of what is hidden there is none
 * @property {typeof import('./rail.js')} [rail]
 * @property {typeof import('./results.js')} [table]
 * @property {typeof import('./curves.js')} [curves]
 * @property {typeof import('./step.js')} [step]
 */

/** @param {App} app @param {Loaded} loaded */
export function createLab(app, loaded) {
  const { catalog, store, announce } = app;
  const engine = SurfacePlanner.on(app.engine);
  /** @type {ReturnType<typeof mountParts> | null} */
  let parts = null;
  let stale = true;
  /** @type {import('./model.js').Model | null} */
  let model = null;

  const values = () => store.state.values;
  const clock = createClock({
    steps: () => values().steps,
    speed: () => values().speed,
    changed: () => later(false),
    ended: () => announce(app.t('surfaces.said.end', { summary: words() })),
  });

  /** Draws in the next frame. @param {boolean} recompute */
  function later(recompute) {
    stale ||= recompute;
    app.inTurn(refresh);
  }

  function refresh() {
    parts?.refresh();
    app.worked();
  }

  function compute() {
    const now = values();
    stale = false;
    model = computeModel(engine, {
      surface: surfaceOf(catalog, now),
      start: startOf(catalog, now),
      steps: now.steps,
      entrants: now.optimizers.map((/** @type {string} */ id) => ({ id, optimizer: store.entrantSpec(id).optimizer })),
    });
    return model;
  }

  /** Whose step is taken apart. */
  function selected() {
    const { selected: id, optimizers } = values();
    return optimizers.includes(id) ? id : (optimizers[0] ?? '');
  }

  /** How far all have come, in words. */
  function words() {
    if (!model || !parts) return '';
    return model.runs
      .map((run) => {
        const figures = parts?.figures(run);
        return figures
          ? app.t('surfaces.describeRun', {
              name: entrantName(app, run.id, run.optimizer),
              status: statusText(app, figures),
              x: app.format.number(figures.x),
              y: app.format.number(figures.y),
              f: app.format.number(figures.f),
            })
          : '';
      })
      .join(' ');
  }

  /** @param {HTMLElement} host */
  function mountParts(host) {
    const { rail, stage, destroy } = createFrame(app, host);
    const preset = store.presetOf();
    const texts = { title: app.t('surfaces.title'), intro: app.t('surfaces.intro') };
    const problems = noticeList(app);
    const slider = timeSlider(app, clock);
    const picture = createPicture(app, {
      valuesOf: (surface, grid) => engine.surfaceGrid(surface, grid),
      onStart: (point, grain) => store.setValue('start', writePoint(point, grain)),
    });
    const results = loaded.table?.resultsTable(app);
    const panel = loaded.step?.stepPanel(app);
    const curves = loaded.curves?.createCurves(app, {
      quantity: values().quantity,
      onQuantity: (quantity) => store.setValue('quantity', quantity),
    });
    const actions = { onProblem: problems.tell, onSurface: () => clock.show(Infinity) };
    const fillRail = () => app.shows('rail') && render(loaded.rail?.surfacesRail(app, actions), rail);
    const figures = (/** @type {import('./model.js').Run} */ run) =>
      figuresAt(/** @type {import('./model.js').Model} */ (model), run, clock.t, {
        tolerance: values().tolerance,
        box: picture.box ?? viewBox().box,
      });

    fillRail();

    /** @param {import('./model.js').Model} current @param {string} chosen */
    const view = ({ runs, ...current }, chosen) =>
      html`${stageHead(app, texts, preset, transport(app, clock, values().steps))} ${problems.element}
        <div class="surface-main">
          ${slider(values().steps)} ${picture.element}
          ${runLegend(app, runs, chosen, (id) => store.setValue('selected', id))}
          <p class="surface-remark muted">${remarkOn(app, { runs, ...current })}</p>
        </div>
        ${
          app.shows('curves') || app.shows('step')
            ? html`<div class="surface-row">
                ${app.shows('curves') ? curves?.element : nothing} ${app.shows('step') ? panel?.element : nothing}
              </div>`
            : nothing
        }
        ${app.shows('table') ? results?.element : nothing} ${prose(app, app.t('surfaces.about'), preset)}`;

    /** Which part of the plane must be seen, and the shape of the picture. */
    function viewBox() {
      const now = values();
      const view = viewOf(rowOf(catalog, now.surface));
      const box =
        now.fit && model
          ? fitBox(
              view,
              model.runs.map(({ points }) => points),
            )
          : view;
      const aspect = pictureAspect(box);
      return { box: withAspect(box, aspect), aspect };
    }

    return {
      figures,
      fillRail,
      refresh() {
        const fresh = stale || !model;
        const current = fresh || !model ? compute() : model;
        const now = values();
        const chosen = selected();
        const at = clock.t;
        // It is drawn where it stands: its size is the page's.
        render(view(current, chosen), stage);
        const run = current.runs.find(({ id }) => id === chosen);
        const anatomy = run && now.arrows && at < now.steps ? anatomyOf(run, at) : null;
        picture.show({
          ...viewBox(),
          surface: current.surface,
          minima: current.minima,
          floor: current.floor,
          start: current.start,
          selected: chosen,
          runs: current.runs.map((one) => {
            const { step, status } = figures(one);
            const exit = status === 'diverged' ? status : 'left';
            const name = app.t(`surfaces.exits.${exit}`, { name: entrantName(app, one.id, one.optimizer) });
            return { id: one.id, points: one.points, step, name, style: styleOf(one.id), lost: status === 'diverged' };
          }),
          step: run && anatomy ? { run, anatomy } : null,
        });
        picture.describe(
          app.t('surfaces.describe', {
            surface: surfaceName(app, now.surface),
            step: app.format.integer(at),
            x: app.format.number(current.start[0]),
            y: app.format.number(current.start[1]),
            runs: words(),
          }),
        );
        results?.setRows(current.runs.map((one) => ({ ...one, ...figures(one) })));
        panel?.show(run, at);
        if (fresh) {
          curves?.setQuantity(now.quantity);
          curves?.show(current);
        }
        curves?.mark(current, at);
      },
      destroy() {
        picture.destroy();
        curves?.destroy();
        destroy();
      },
    };
  }

  return {
    /** @param {HTMLElement} host */
    mount(host) {
      stale = true;
      parts = mountParts(host);
      parts.refresh();
    },
    unmount() {
      clock.stop();
      parts?.destroy();
      parts = null;
    },
    update() {
      parts?.fillRail();
      later(true);
    },
    clock,
    /** @type {import('../lab.js').Work} */
    work: {
      status: () => (clock.playing ? 'running' : clock.ended ? 'over' : clock.t === 0 ? 'idle' : 'paused'),
      share: () => clock.t / values().steps,
      train: () => clock.playing || clock.play(),
      pause: () => clock.pause(),
      clear: () => clock.reset(),
      // What is computed follows every setting.
      link: () => store.link(),
      record: async () => ({ values: values(), runs: words() }),
    },
  };
}

/** What theory says of gradient descent on this surface. @param {App} app @param {import('./model.js').Model} model */
function remarkOn(app, { surface, runs }) {
  const sgd = runs.find(({ id }) => id === 'sgd');
  if (surface.id !== 'quadratic' || !sgd) return '';
  const { kappa } = surface;
  const eta = sgd.optimizer.learningRate;
  return app.t('surfaces.remarkQuadratic', {
    kappa: app.format.plain(kappa),
    eta: app.format.plain(Number(eta.toPrecision(6))),
    factor: app.format.number(Math.max(Math.abs(1 - eta), Math.abs(1 - eta * kappa))),
    limit: app.format.number(2 / kappa),
    best: app.format.number(2 / (1 + kappa)),
    bestFactor: app.format.number((kappa - 1) / (kappa + 1)),
  });
}
