/** A lab of several views, each with work of its own: the choice of one, what starts and ends its work, what came of it. */
import { clear } from '../../views/dom.js';
import { createFrame } from '../../views/frame.js';
import { tellComing } from '../../views/notices.js';
import { html, nothing, render } from '../../views/template.js';
import { display, libraryButtons, noticeList, paragraphs, progressBar, stageHead } from './stage.js';

/** @import { App } from '../../context.js' */
/** @import { Preset, State } from '../../state/store.js' */

/**
 * @typedef {object} Parts what a view shows while it is mounted
 * @property {() => unknown} show draws, and gives what is to be seen
 * @property {() => void} [reset] after a start, or where other series are wanted
 * @property {() => void} destroy
 *
 * @typedef {'idle' | 'running' | 'over' | 'stopped' | 'failed'} Status
 *
 * @typedef {object} View what it has found stays when it is not mounted
 * @property {string} key
 * @property {() => string} action what the primary button is called
 * @property {() => boolean} [ready] whether what it asks is there
 * @property {() => void} start
 * @property {() => void} cancel
 * @property {() => Status} status
 * @property {() => Status} [told] what the page around is told, where that is more: of a view that shows what is there already
 * @property {() => { share: number | null, secondsLeft: number }} progress share of the work that is done, 0 to 1, null
 *   where nobody knows; NaN seconds likewise
 * @property {() => string} sentence what there is to see
 * @property {() => string} [summary] what of it stands above all, where the rest stands beside what it is of
 * @property {() => string} [room] a text as long as what will stand there: its place is kept
 * @property {() => unknown} [fallback] the notice of a data set that is not there
 * @property {() => string[]} failures messages, '' is none
 * @property {() => string[]} formulas TeX, under the explanation
 * @property {() => Parts} mount
 *
 * @typedef {object} Lab
 * @property {string} words its group of strings
 * @property {string[]} keys of its views
 * @property {{ has(key: string): boolean, load(key: string): Promise<void> }} views what there is of their modules
 * @property {(key: string, later: () => void, isNew: () => void) => View} make later: draws in the next frame; isNew: its parts begin anew
 * @property {(tell: (problem: string) => void) => unknown} rail
 * @property {(key: string) => void} choose another view
 * @property {(view: View) => Preset | undefined} lessonOf
 * @property {(key: string) => { name: string, spec: import('../../../wasm/spec.d.ts').Spec }[]} experiments of a view: what may be taken to
 *   another library
 * @property {(key: string) => unknown} [files] a view's buttons for them
 * @property {() => string[]} [failures] beside the view's
 * @property {() => void} [need] asks, once more where that failed, for what its views are not ready without
 * @property {(view: View) => void} [look] before each drawing of what is mounted
 */

/**
 * What makes a lab's views. All come at once where there is a choice among them; where it is hidden, each when something
 * else asks for it: a link, or the page around.
 * @template Make
 * @param {() => Record<string, Make> | undefined} all by their keys, where they have come
 * @param {Record<string, () => Promise<Make>>} alone
 */
export function loadedViews(all, alone) {
  /** @type {Record<string, Make>} */
  const there = {};
  /** @param {string} key */
  const get = (key) => all()?.[key] ?? there[key];
  return {
    get,
    /** @param {string} key */
    has: (key) => get(key) !== undefined,
    /** @param {string} key */
    load: async (key) => void (there[key] = await alone[key]()),
  };
}

/** @param {App} app @param {Lab} lab */
export function viewLab(app, lab) {
  const {
    words,
    keys,
    views: modules,
    make,
    rail,
    choose,
    lessonOf,
    experiments,
    files,
    failures = () => [],
    need,
    look,
  } = lab;
  const { store } = app;
  /** @type {Record<string, View>} */
  const views = {};
  /** @type {ReturnType<typeof mountView> | null} */
  let mounted = null;
  /** Where a view shall stand whose module is on its way. @type {HTMLElement | null} */
  let place = null;
  /** Each view's status when screen readers were told last. @type {Record<string, Status>} */
  const told = {};
  /** What each view was told when its work began. @type {Record<string, { link: string, values: Record<string, unknown> }>} */
  const began = {};
  /** Keys of views that are to start when they are ready. @type {Set<string>} */
  const awaited = new Set();
  const later = () => app.atPace(refresh);

  /** @param {View} view */
  function start(view) {
    began[view.key] = { link: store.link(), values: store.state.values };
    view.start();
  }

  /** @param {string} key @returns {View} its work goes on when another one is looked at */
  const viewOf = (key) =>
    (views[key] ??= patient(make(key, later, () => mounted?.view.key === key && mounted.parts.reset?.())));

  /** A view that is told to start before what it asks is there begins when it is, or not at all where that cannot be had. @param {View} view @returns {View} */
  function patient(view) {
    if (!view.ready) return view;
    const start = () => {
      if (view.ready?.()) return view.start();
      need?.();
      awaited.add(view.key);
      later();
    };
    const waits = () => awaited.has(view.key);
    return {
      ...view,
      start,
      cancel: () => (awaited.delete(view.key) ? later() : view.cancel()),
      status: () => (waits() ? 'running' : view.status()),
      told: () => (waits() ? 'running' : (view.told ?? view.status)()),
      progress: () => (waits() ? { share: null, secondsLeft: NaN } : view.progress()),
    };
  }

  function refresh() {
    for (const key of [...awaited]) {
      const failed = failures().some((message) => message);
      if (!failed && !views[key].ready?.()) continue;
      awaited.delete(key);
      if (!failed) views[key].start();
    }
    mounted?.refresh(false);
    app.worked();
    for (const view of Object.values(views)) {
      const [status, before] = [view.status(), told[view.key] ?? 'idle'];
      if (status === before) continue;
      told[view.key] = status;
      if (status === 'over') app.announce(`${app.t(`${words}.over`)} ${view.sentence()}`);
      if (status === 'running') app.announce(app.t(`${words}.${view.key}.working`).replace(/:$/, '.'));
      if (status === 'stopped') app.announce(app.t(`${words}.stopped`));
    }
  }

  /** @param {View | undefined} view */
  const toldOf = (view) => view && (view.told ?? view.status)();

  /** What goes on, or what came of it. @param {View} view */
  function sentenceOf(view) {
    const { share, secondsLeft } = view.progress();
    const left = Number.isFinite(secondsLeft) && app.t(`${words}.left`, { time: app.format.secondsLeft(secondsLeft) });
    const done = share !== null && app.format.percent(share, { digits: 2 });
    const now =
      view.status() === 'running'
        ? [app.t(`${words}.${view.key}.working`), done, left]
        : [(view.summary ?? view.sentence)()];
    return [view.fallback?.() && app.t(`${words}.fallback`), ...now].filter((part) => part).join(' ');
  }

  /** @param {HTMLElement} host */
  function mountView(host) {
    const view = viewOf(store.state.values.view);
    const frame = createFrame(app, host);
    const problems = noticeList(app);
    // Worded refusals are sentences; this one goes on.
    const failed = noticeList(app, (message) => app.t(`${words}.failed`, { message: message.replace(/\.$/, '') }));
    const parts = view.mount();
    const lesson = lessonOf(view);
    const texts = { title: app.t(`${words}.${view.key}.title`), intro: app.t(`${words}.${view.key}.intro`) };

    /** @param {string} key */
    const tab = (key) =>
      html`<button
        type="button"
        class="button quiet"
        aria-pressed=${String(key === view.key)}
        data-view=${key}
        @click=${() => key !== view.key && choose(key)}
      >
        ${app.t(`${words}.views.${key}`)}
      </button>`;

    /** Disabled, a button would drop the keyboard's focus. @param {boolean} running */
    const buttons = (running) =>
      html`<button
          type="button"
          class="button primary"
          aria-disabled=${String(running)}
          @click=${() => running || start(view)}
        >
          ${view.action()}
        </button>
        <button type="button" class="button" ?hidden=${!running} @click=${view.cancel}>
          ${app.t(`${words}.cancel`)}
        </button>`;

    function show() {
      const running = view.status() === 'running';
      failed.show([...failures(), ...view.failures()]);
      const shown = parts.show();
      render(
        html`${
            app.shows('views')
              ? html`<div class="view-tabs" role="toolbar" aria-label=${app.t(`${words}.viewsLabel`)}>
                  ${keys.map(tab)}
                </div>`
              : nothing
          }
          ${stageHead(app, texts, lesson, buttons(running))} ${problems.element} ${failed.element}
          <div class="race-progress">
            <p class="view-state" data-room=${view.room?.() ?? nothing}><span>${sentenceOf(view)}</span></p>
            ${progressBar(app.t(`${words}.progress`), { share: view.progress().share, hidden: !running })}
          </div>
          ${shown}
          ${
            app.shows('exports')
              ? html`<div class="exports" data-roving>
                  ${files?.(view.key)} ${libraryButtons(app, () => experiments(view.key))}
                </div>`
              : nothing
          }
          ${app.shows('text') ? about(lesson) : nothing}`,
        frame.stage,
      );
    }

    /** What it is about, at length. @param {Preset | undefined} own the lesson */
    const about = (own) =>
      html`<article class="prose">
        ${own && app.has(`presets.${own.id}.text`) ? paragraphs(app.t(`presets.${own.id}.text`)) : nothing}
        <h2>${app.t(`${words}.aboutTitle`)}</h2>
        ${paragraphs(app.t(`${words}.${view.key}.about`))} ${view.formulas().map(display)}
        <p class="muted">${app.t(`${words}.${view.key}.source`)}</p>
      </article>`;

    return {
      view,
      parts,
      host,
      /** @param {boolean} changed whether settings have */
      refresh(changed) {
        look?.(view);
        if (changed && view.status() === 'idle') parts.reset?.();
        if (app.shows('rail')) render(rail(problems.tell), frame.rail);
        show();
      },
      destroy() {
        parts.destroy();
        frame.destroy();
      },
    };
  }

  /** @param {HTMLElement} host @returns {void | Promise<void>} */
  function mount(host) {
    const { view } = store.state.values;
    if (!modules.has(view)) return mountLater(host, view);
    place = null;
    mounted = mountView(host);
    mounted.parts.reset?.();
    mounted.refresh(false);
  }

  /** @param {HTMLElement} host @param {string} view */
  async function mountLater(host, view) {
    place = host;
    const coming = tellComing(app, host, { words: Promise.resolve(), awaited: () => place === host });
    // By then another one may be wanted, or none.
    const wanted = () => place === host && view === store.state.values.view;
    try {
      await modules.load(view);
    } catch (error) {
      if (wanted()) throw error;
    } finally {
      coming();
    }
    if (!wanted()) return;
    clear(host);
    await mount(host);
    app.worked();
  }

  function unmount() {
    mounted?.destroy();
    mounted = place = null;
  }

  return {
    mount,
    unmount,
    later,
    /** @param {State} state @param {State} previous */
    update(state, previous) {
      const host = mounted?.host ?? place;
      if (!host) return;
      if (state.values.view === previous.values.view) return mounted?.refresh(true);
      const focused = host.contains(document.activeElement);
      unmount();
      clear(host);
      const arrive = () => {
        const tab = /** @type {HTMLElement | null} */ (host.querySelector('[data-view][aria-pressed="true"]'));
        if (tab && focused) tab.focus({ preventScroll: true });
        else if (focused) app.toHeading();
      };
      const coming = mount(host);
      if (coming) return coming.then(arrive);
      arrive();
    },
    busy: () => Object.values(views).some((view) => view.status() === 'running'),
    /** @type {import('../lab.js').Work} */
    work: {
      status() {
        const status = toldOf(mounted?.view);
        return status === 'running' || status === 'over' ? status : 'idle';
      },
      share: () => mounted?.view.progress().share ?? null,
      ready: () => mounted !== null && (mounted.view.ready?.() ?? true),
      train: () => mounted && toldOf(mounted.view) !== 'running' && start(mounted.view),
      clear: () => mounted?.view.cancel(),
      link: () => began[mounted?.view.key ?? '']?.link ?? store.link(),
      async record() {
        const { key = '', sentence = () => '' } = mounted?.view ?? {};
        return { values: began[key]?.values ?? store.state.values, found: sentence() };
      },
    },
  };
}
