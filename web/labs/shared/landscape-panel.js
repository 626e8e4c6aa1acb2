/**
 * The loss around the ways of the runs, once these are over: the picture, what it hides as two curves, the figures of both.
 * Loaded when it is wanted.
 */
import { keptEvery } from '../../../wasm/landscape/keep.js';
import { endsElsewhere, gapOf, Landscape, rowsOf, waysOf } from '../../runs/landscape.js';
import { totalSteps } from '../../runs/plan.js';
import { createChart } from '../../views/chart.js';
import { downloadCSV } from '../../views/download.js';
import { explain } from '../../views/explain.js';
import { styleOf } from '../../views/palette.js';
import { needStyles } from '../../views/styles.js';
import { liveTable } from '../../views/table.js';
import { html, nothing } from '../../views/template.js';
import { wordFailure } from '../../views/word-error.js';
import { button, named, noticeList, progressBar } from './stage.js';
import { landscapePicture } from './landscape-picture.js';

/** @import { App } from '../../context.js' */
/** @typedef {import('../../runs/group.js').RunGroup} Group */
/** @typedef {import('../../runs/landscape.js').Found} Found */

/** Milliseconds that a control must rest before losses are asked for anew. */
const REST = 300;

/** What two components of a random walk in many dimensions have of its variance (Antognini and Sohl-Dickstein, 2018). */
const OF_A_RANDOM_WALK = (6 / Math.PI ** 2) * (1 + 1 / 4);

/** Why there is no plane, as LandscapeError has it. */
const REFUSED = ['few', 'flat'];

const FILE = 'descenso-paisaje.csv';
const FILE_COLUMNS = ['what', 'entrant', 'step', 'x', 'y', 'loss', 'ownLoss', 'distance'];

/**
 * @param {App} app
 * @param {Group} race
 * @param {{ refreshSoon: () => void, nameOf: (id: string) => string }} lab
 */
export async function createLandscape(app, race, { refreshSoon, nameOf }) {
  await Promise.all([app.need(['landscape']), needStyles(['style/landscape'])]);
  const { store } = app;
  const values = () => store.state.values;
  let told = '';
  const landscape = new Landscape(app.pool, () => {
    announce();
    refreshSoon();
  });
  let asked = '';
  /** @type {unknown} */
  let askedOf = null;
  let timer = 0;
  /** @type {{ runs: unknown, status: string, whose: string, found: ReturnType<typeof waysOf> } | null} */
  let seen = null;

  /** Whose ways there are: looked for once, since it takes a look at all weights. */
  function waysNow() {
    const { whose } = values();
    if (seen?.runs !== race.runs || seen.status !== race.status || seen.whose !== whose)
      seen = { runs: race.runs, status: race.status, whose, found: waysOf(race, whose) };
    return seen.found;
  }

  function question() {
    const { whose, plane, directions, zoom, images } = values();
    return { whose, directions: plane === 'random' ? directions : null, zoom, images };
  }

  function start() {
    const { directions, zoom, images } = question();
    const how = { directions, zoom, images };
    const { ways, whose } = waysNow();
    if (ways.length > 0) void landscape.start({ ...how, ways, whose });
  }

  /** Finds what is to be seen, once the runs are over and the hand rests. */
  function follow() {
    if (race.status !== 'over') return;
    const now = JSON.stringify(question());
    if (now === asked && askedOf === race.runs) return;
    const rests = askedOf === race.runs;
    [asked, askedOf] = [now, race.runs];
    clearTimeout(timer);
    timer = window.setTimeout(start, rests ? REST : 0);
  }

  function announce() {
    const { status } = landscape;
    if (status === told) return;
    told = status;
    if (status === 'running') app.announce(app.t('landscape.said.running'));
    if (status === 'stopped') app.announce(app.t('landscape.stopped'));
    if (status === 'over') app.announce(sentence());
  }

  /** Of a way without a length nothing can be said in parts of it. @param {string} id @param {number} own */
  const stood = (id, own) => app.t('landscape.stood', { name: nameOf(id), own: app.format.number(own) });

  /** What was found, in words. */
  function sentence() {
    const { found } = landscape;
    if (!found) return '';
    const { ways, shares, asked: was } = found;
    const way = ways.find(({ id }) => id === was.whose) ?? ways[0];
    const { own, projected } = gapOf(way);
    const number = app.format.number;
    const plane =
      shares.length > 0
        ? app.t('landscape.ofWays', {
            share: app.format.percent(shares[0] + shares[1]),
            walk: app.format.percent(OF_A_RANDOM_WALK, { digits: 2 }),
          })
        : app.t('landscape.ofDirections', { seed: was.directions ?? 0 });
    if (shares.length === 0) {
      const { kept } = gapOf(way);
      if (!Number.isFinite(kept)) return `${plane} ${stood(way.id, own)}`;
      return `${plane} ${app.t('landscape.shrinks', { name: nameOf(way.id), share: app.format.percent(kept, { digits: 2 }) })}`;
    }
    const others = ways.filter((one) => one !== way).map((one) => ({ id: one.id, gap: gapOf(one) }));
    const far = others
      .filter(({ gap }) => gap.projected > gap.own)
      .sort((a, b) => b.gap.projected - a.gap.projected)[0];
    const told = far
      ? app.t('landscape.ends', {
          name: nameOf(far.id),
          own: number(far.gap.own),
          projected: number(far.gap.projected),
        })
      : app.t('landscape.end', { name: nameOf(way.id), own: number(own), projected: number(projected) });
    return `${plane} ${told}`;
  }

  /** Why there is nothing to draw. */
  function none() {
    const [{ spec }] = race.runs;
    return keptEvery(spec, totalSteps(spec), race.ids.length) > 0 ? 'landscape.none' : 'landscape.tooLarge';
  }

  /** What goes on, in a line. */
  function state() {
    const { status, share, secondsLeft, found } = landscape;
    if (race.status === 'idle') return app.t('landscape.idle');
    if (race.status !== 'over') return app.t('landscape.waiting');
    if (waysNow().ways.length === 0) return app.t(none());
    if (status === 'running') {
      const left = Number.isFinite(secondsLeft)
        ? app.t('landscape.left', { time: app.format.secondsLeft(secondsLeft) })
        : '';
      return `${app.t('landscape.working', { share: app.format.percent(share, { digits: 2 }) })} ${left}`;
    }
    if (status === 'stopped') return app.t('landscape.stopped');
    return found && status === 'over' ? sentence() : '';
  }

  function failure() {
    const { code } = /** @type {{ code?: string }} */ (landscape.failure);
    return code && REFUSED.includes(code) ? app.t(`landscape.refused.${code}`) : wordFailure(app, landscape.failure);
  }

  /** The picture in words. */
  function words() {
    const { found } = landscape;
    if (!found && landscape.status === 'failed') return failure();
    if (!found || found.level === 0) return state();
    const known = found.values.filter(Number.isFinite);
    const number = app.format.number;
    const range = { least: number(Math.min(...known)), most: number(Math.max(...known)) };
    const ways = found.ways.map((way) => {
      const { own, projected, distance } = gapOf(way);
      if (!Number.isFinite(distance)) return stood(way.id, own);
      const figures = { own: number(own), projected: number(projected), distance: app.format.percent(distance) };
      return app.t('landscape.wayInWords', { name: nameOf(way.id), ...figures });
    });
    return [app.t('landscape.inWords', range), ...ways].join(' ');
  }

  function mount() {
    const log = () => values().logLoss;
    const picture = landscapePicture(app, { nameOf, onLog: () => store.setValue('logLoss', !log()) });
    const chart = createChart(app, {
      title: app.t('landscape.curves'),
      xLabel: app.t('race.axis.steps'),
      counts: true,
      yLabel: app.t('race.loss'),
      yScale: 'log',
      explain: 'landscape.explain.curves',
      empty: app.t('landscape.emptyCurves'),
    });
    const table = liveTable(app, {
      caption: app.t('landscape.table'),
      words: 'landscape',
      explained: true,
      hideEmpty: true,
      stacks: true,
      columns: [
        { key: 'id', format: (/** @type {{ id: string }} */ { id }) => named(id, nameOf(id)) },
        { key: 'own', format: 'number' },
        { key: 'projected', format: 'number' },
        { key: 'above', format: 'number' },
        { key: 'distance', format: 'percent' },
      ],
    });
    const failed = noticeList(app, (message) => app.t('landscape.failed', { message }));
    const title = app.t('landscape.title');
    const about = explain(app, 'landscape.explain.planes', { about: title });
    let drawn = '';
    let drawnFound = /** @type {Found | null} */ (null);

    function draw() {
      follow();
      failed.show(landscape.status === 'failed' ? [failure()] : []);
      const { found, share } = landscape;
      const now = JSON.stringify([share, log(), store.state.language, race.status, landscape.status]);
      if (now === drawn && found === drawnFound) return;
      if (found !== drawnFound)
        chart.setSeries(
          (found?.ways ?? []).flatMap(({ id }) => [
            { id, label: nameOf(id), ...styleOf(id), width: 2.5, group: id },
            {
              id: `${id} projected`,
              label: app.t('landscape.onPlane', { name: nameOf(id) }),
              ...styleOf(id),
              width: 1,
              points: true,
              group: `${id} projected`,
            },
          ]),
        );
      [drawn, drawnFound] = [now, found];
      picture.show(found, log(), words());
      for (const { id, steps, own, projected } of found?.ways ?? []) {
        for (const [key, list] of /** @type {[string, Float64Array][]} */ ([
          [id, own],
          [`${id} projected`, projected],
        ])) {
          const known = [...list.keys()].filter((n) => Number.isFinite(list[n]) && list[n] > 0);
          chart.replace(
            key,
            known.map((n) => steps[n]),
            known.map((n) => list[n]),
          );
        }
      }
      table.setRows((found?.ways ?? []).map((way) => ({ id: way.id, ...gapOf(way) })));
    }

    /** Those whose loss is another function, or who left nothing that can be drawn. */
    function leftOut() {
      if (race.status !== 'over') return nothing;
      const { left, whose } = waysNow();
      if (left.length === 0 || !whose) return nothing;
      const names = app.format.list(left.map(nameOf));
      return html`<p class="muted">${app.t('landscape.leftOut', { names, whose: nameOf(whose) })}</p>`;
    }

    /** Those whose last point is not where their steps have led. */
    function lastPoints() {
      const names = (landscape.found?.asked.ways ?? [])
        .filter(({ spec }) => endsElsewhere(spec))
        .map(({ id }) => nameOf(id));
      if (names.length === 0) return nothing;
      return html`<p class="muted">${app.t('landscape.lastPoint', { names: app.format.list(names) })}</p>`;
    }

    return {
      draw,
      view: () => {
        const running = landscape.status === 'running';
        const able = race.status === 'over';
        return html`<section class="landscape" aria-label=${title}>
          <div class="section-head">
            <h2>${title}</h2>
            ${about}
          </div>
          <div class="landscape-state" ?hidden=${!landscape.found && landscape.status === 'idle'}>
            <p>${landscape.found || landscape.status !== 'idle' ? state() : nothing}</p>
            ${progressBar(app.t('landscape.progress'), { share: landscape.share, hidden: !running })}
            ${running ? button(app.t('landscape.cancel'), () => landscape.cancel(), { quiet: true }) : nothing}
            ${
              able && (landscape.status === 'stopped' || landscape.status === 'failed')
                ? button(app.t('landscape.again'), start, { quiet: true })
                : nothing
            }
          </div>
          ${failed.element} ${picture.element} ${leftOut()} ${lastPoints()}
          <p>${app.t('landscape.hides')}</p>
          ${chart.element}
          <div class="race-results">${table.element}</div>
          ${
            app.shows('exports') && landscape.found
              ? html`<div class="exports" data-roving>
                  ${button(app.t('landscape.csv'), () => landscape.found && downloadCSV(FILE, FILE_COLUMNS, rowsOf(landscape.found)), { quiet: true })}
                </div>`
              : nothing
          }
        </section>`;
      },
      destroy() {
        picture.destroy();
        chart.destroy();
      },
    };
  }

  return {
    mount,
    follow,
    busy: () => landscape.status === 'running',
    /** Ends what is under way and forgets what it has found. */
    clear() {
      clearTimeout(timer);
      asked = '';
      askedOf = null;
      seen = null;
      landscape.clear();
    },
  };
}
