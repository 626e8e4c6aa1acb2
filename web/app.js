/**
 * Descenso in an element: the whole page, or one of several apps in somebody's document. What an app knows and does stays
 * with it: it keeps its language and theme on its own element, and nothing in a module.
 */
import { createContext } from './context.js';
import { asset } from './asset.js';
import { languages } from './i18n/index.js';
import { labs as allLabs } from './labs/index.js';
import { presets as allPresets } from './lessons/index.js';
import { createHistory } from './state/history.js';
import { createStore } from './state/store.js';
import { cut } from './state/url.js';
import { clear, h, on } from './views/dom.js';
import { createHeader } from './views/header.js';
import { watchKeyboard } from './views/keyboard.js';
import { failure, notice, noticePlace, problemNotice, tellComing, wordMessage } from './views/notices.js';
import { needStyles } from './views/styles.js';

/** @import { App } from './context.js' */

/**
 * @typedef {object} Address where an app keeps what it shows; without one it has no links
 * @property {() => string} read the hash
 * @property {(hash: string, replace: boolean) => void} write may throw
 * @property {(moved: () => void) => () => void} onMove calls when the reader goes back or forth, until it is ended
 * @property {(leaving: () => void) => () => void} onLeave calls before the reader leaves
 * @property {(hash: string) => string} share a link's whole address, which can be handed to others
 * @property {string} [folder] address of the folder that has embed.html beside the page; none where the page stands alone
 * @property {(anew: boolean) => void} restart loads the page again; anew: with nothing in its link
 *
 * @typedef {{ title: string, language: string, theme: string }} Look what a page around the app may take over
 *
 * @typedef {object} AppOptions
 * @property {HTMLElement} root is filled, and emptied by destroy()
 * @property {Record<string, import('./labs/lab.js').Entry>} [labs] in the order of the tabs; it opens with the first
 * @property {string} [language] the reader's
 * @property {string} [theme] 'auto', 'light' or 'dark'
 * @property {string} [link] what it opens with where it has no address, '#lab=rate'
 * @property {Address | null} [navigation]
 * @property {boolean} [whole] it is all of the document: its lab is the document's `main`
 * @property {boolean} [header] false: it is embedded in somebody's page
 * @property {string[]} [hide] panels and groups of controls that are not shown, nor loaded: `app.shows(name)`
 * @property {() => import('./state/url.js').Problem[]} [moreProblems] what of its link somebody else has read and cannot use
 * @property {(look: Look) => void} [onLook]
 * @property {() => void} [onWork] its state, or what it trains, has changed
 */

/** @param {AppOptions} options */
export function createApp(options) {
  const { root, labs = allLabs, language, theme, link = '', navigation = null, whole = false } = options;
  const { header: hasHeader = true, moreProblems: others = () => [], onLook, onWork } = options;
  let { hide = [] } = options;
  const store = createStore({
    labs: Object.keys(labs),
    presets: allPresets.filter(({ lab }) => Object.hasOwn(labs, lab)),
    languages: Object.keys(languages),
    language,
    theme,
  });
  store.open(navigation?.read() ?? link);
  root.classList.add('descenso');
  /** What stands there until there is something to show. */
  const before = [...root.childNodes];
  const context = Object.assign(createContext(root, store.state.language, { hide, onWork }), {
    store,
    toHeading,
    attempt,
  });
  /** Its engine and pool come with the first lab that trains. */
  const app = /** @type {App} */ (/** @type {Partial<App>} */ (context));
  const main = whole
    ? h('main', { id: 'main', tabIndex: -1 })
    : h('section', { id: app.uniqueId('main'), tabIndex: -1 });
  const notices = noticePlace();
  const head = h('div', { class: 'app-head' });
  /** @type {Map<string, import('./labs/lab.js').Lab>} */
  const modules = new Map();
  /** What there is of each lab's parts. @type {Map<string, import('./labs/lab.js').Parts>} */
  const parts = new Map();
  /** The labs that have been opened, with what they train. @type {Map<string, import('./labs/lab.js').Mounted>} */
  const opened = new Map();
  /** @type {import('./labs/lab.js').Mounted | null} */
  let mounted = null;
  /** @type {ReturnType<typeof createHeader> | null} */
  let header = null;
  /** @type {Promise<void> | null} */
  let trainer = null;
  /** How often in a row a lab could not be had: browsers keep in mind what a document could not load, and it takes another one. */
  let failures = 0;
  /** Whether the last link's problems are still to be told. */
  let untold = true;
  /** Whether what there was to show could not be had. */
  let lost = false;
  /** Labs whose lessons' texts are there. @type {Set<string>} */
  const taught = new Set();
  let destroyed = false;
  /** Whether nobody sees what it does. */
  let held = false;
  /** Where each lab was left. @type {Record<string, import('./state/store.js').State>} */
  const left = {};
  const busyElsewhere = () => [...opened.keys()].filter((key) => key !== store.state.lab && opened.get(key)?.busy?.());
  /** @type {ReturnType<typeof import('./views/elsewhere.js').elsewhere> | null} */
  let elsewhere = null;
  const aside = h('div');
  /** What the page has to tell, whichever lab is open. */
  const told = noticePlace();

  /** Leads the keyboard to the heading of what is shown, or to where it will be. */
  function toHeading() {
    const place = main.querySelector('h1') ?? main;
    place.tabIndex = -1;
    place.focus();
  }

  /** What was pressed last, or let something fall into. @type {import('./views/notices.js').Pressed | null} */
  let pressed = null;
  /** Words what could not be done last. @type {(() => HTMLElement) | null} */
  let refusal = null;

  /** Does what somebody asks for, or says why it cannot be done. @type {App['attempt']} */
  async function attempt(work, words = 'page.notDone') {
    const there = pressed;
    try {
      await work();
      notices.withdraw(refusal); // it is of an earlier try
    } catch (error) {
      if (destroyed) return;
      refusal = () => notice(app, app.t(words, { message: wordMessage(app, error) }), 'bad');
      notices.tell(refusal, there);
    }
  }

  /** What goes on in labs that are not seen. */
  async function showOthers() {
    if (!elsewhere && busyElsewhere().length === 0) return;
    const made = await import('./views/elsewhere.js');
    elsewhere ??= made.elsewhere(app, { busy: busyElsewhere, back: (key) => store.returnTo(left[key]) });
    // Once: what is put there again loses the keyboard.
    if (!elsewhere.element.isConnected) aside.append(elsewhere.element);
    elsewhere.refresh();
  }

  const refreshOthers = () => void showOthers();
  // Under what stood there, so that nothing of it moves before it goes.
  root.append(head, told.element, notices.element, aside, main);

  /** The engine, and the pool, which has no worker before there is something to do. */
  async function startTrainer() {
    const [{ loadPlanner, moduleFile }, { createPool }] = await Promise.all([
      import('../wasm/planner.js'),
      import('./engine/pool.js'),
    ]);
    const engine = await loadPlanner({ wasm: asset(`wasm/${moduleFile()}`) });
    if (destroyed) return;
    const pool = createPool();
    const workerLost = () => notice(app, app.t('page.workerLost'), 'bad');
    pool.hold(held);
    pool.onChange(() => app.atPace(refreshOthers));
    pool.onWorkerLost(({ runs }) => runs.length > 0 && notices.tell(workerLost));
    store.useEngine(engine);
    Object.assign(app, { engine, catalog: engine.catalog, pool });
  }

  /** Loads what is shown of a lab's parts and is not there yet. @param {string} key */
  async function loadParts(key) {
    const there = parts.get(key) ?? {};
    parts.set(key, there);
    const missing = Object.entries(labs[key].parts ?? {}).filter(([name]) => app.shows(name) && !there[name]);
    await Promise.all(missing.map(async ([name, fetchPart]) => (there[name] = await fetchPart())));
  }

  /** What the present lesson says, and the figures that it names: a lab by itself and the contents page need neither. */
  async function lesson() {
    const { lab, preset } = store.state;
    if (!preset) return;
    await app.need(['figures', `presets/${lab}`]);
    taught.add(lab);
  }

  /** Loads a lab, and tells the store, which goes on from there. @param {string} key */
  async function load(key) {
    const { load: fetchLab, trains = true } = labs[key];
    lost = false;
    onWork?.();
    const words = async () => {
      const [lab] = await Promise.all([fetchLab(), loadParts(key)]);
      modules.set(key, lab);
      await Promise.all([app.need(lab.strings), needStyles(lab.styles), lesson()]);
      return lab;
    };
    if (trains)
      trainer ??= startTrainer().catch((error) => {
        trainer = null;
        throw error;
      });
    const ownWords = words();
    const awaited = () => !destroyed && store.state.lab === key && !store.state.ready;
    const endComing = tellComing(app, main, { words: firstWords, awaited });
    try {
      const [lab] = await Promise.all([ownWords, firstWords, trains && trainer]);
      if (destroyed) return;
      failures = 0;
      store.addLab(key, { ...lab, settings: lab.settingsFor(app.catalog) });
    } catch (error) {
      await Promise.allSettled([firstWords, ownWords]); // so that it is told in words
      if (!destroyed && store.state.lab === key) fail(error, ++failures > 1 ? undefined : () => void load(key));
    } finally {
      endComing();
    }
  }

  function leave() {
    mounted?.unmount();
    mounted = null;
    lost = false;
    clear(main);
  }

  /** Builds the lab anew: another one, another lesson, another language. What the labs have trained stays theirs. */
  function build() {
    leave();
    const { lab } = store.state;
    mounted =
      opened.get(lab) ??
      /** @type {import('./labs/lab.js').Lab} */ (modules.get(lab)).createLab(app, parts.get(lab) ?? {});
    opened.set(lab, mounted);
    const arrive = () => document.activeElement === main && app.toHeading();
    const coming = mounted.mount(main);
    if (coming) coming.then(arrive, fail);
    else arrive();
  }

  /** What holds for all of the app. */
  function applyLook() {
    const { lab, theme: seen } = store.state;
    root.dataset.theme = seen;
    if (!header) return;
    header.show(store.state);
    refreshOthers();
    onLook?.({ title: `${app.t(`page.lab.${lab}`)} · Descenso`, language: root.lang, theme: seen });
  }

  /** Speaks the state's language, from the moment that its strings are there. */
  async function speak() {
    const wanted = store.state.language;
    // At first there is no place to keep.
    const [place] = await Promise.all([header && import('./views/place.js'), app.speak(wanted)]);
    if (destroyed || wanted !== store.state.language) return;
    const putBack = place?.keepPlace(root);
    root.lang = wanted;
    header = createHeader(app, { main, share: navigation && share });
    for (const node of before.splice(0)) node.remove();
    clear(head, hasHeader && header.nodes);
    told.again();
    notices.again();
    if (mounted) build();
    applyLook();
    putBack?.();
  }

  /** What an embed of the present lab can go without, groups of controls apart. */
  const panelsOf = () => ['rail', 'intro', 'text', ...(modules.get(store.state.lab)?.panels ?? [])];

  /** Shows how others get what is seen: its link, and what embeds it. */
  async function share() {
    const { openShare } = await import('./share/dialog.js');
    const embeds = labs[store.state.lab].trains !== false;
    await openShare(app, {
      address: navigation?.share ?? String,
      folder: navigation?.folder,
      embeds,
      panels: panelsOf(),
    });
  }

  /** Names of what is to be hidden that the lab has not. */
  function hiddenProblems() {
    const { lab } = store.state;
    const panels = panelsOf();
    const isGroup = (/** @type {string} */ name) =>
      /^rail\.\w+$/.test(name) && [lab, 'race'].some((words) => app.has(`${words}.groups.${name.slice(5)}`));
    const unknown = hide.filter((name) => !panels.includes(name) && !isGroup(name));
    return unknown.length > 0
      ? [{ key: 'hide', value: cut(unknown.join()), allowed: `${panels.join(', ')}, rail.data …` }]
      : [];
  }

  /** Tells what of the link cannot be used. */
  function tellProblems() {
    const { moreProblems, state } = store;
    const problems = [...store.problems, ...hiddenProblems(), ...others()];
    untold &&= !state.ready;
    const anew = () => {
      store.show(state.lab);
      app.toHeading();
    };
    if (problems.length > 0) notices.tell(() => problemNotice(app, problems, moreProblems, anew));
    else notices.empty();
  }

  /**
   * @param {unknown} error
   * @param {() => void} [again] asks for it once more, and lets go on what other labs train; without it the page is loaded again
   */
  function fail(error, again) {
    leave();
    lost = true;
    onWork?.();
    // Not even the words are there.
    const reload = () => navigation?.restart(false);
    const anew = h('button', { type: 'button', class: 'button', on: { click: reload } }, '↻ Descenso');
    if (!header) return void clear(main, /** @type {Error} */ (error).message, navigation && anew);
    const words = opened.size > 0 ? 'page.labFailed' : 'page.failed';
    /** @type {[string, () => void]} */
    const once =
      again || !navigation
        ? [app.t('page.again'), again ?? (() => load(store.state.lab))]
        : [app.t('page.retry'), reload];
    // What the link says may be what it fails of.
    const defaults = () => (navigation ? navigation.restart(true) : store.show(store.labs[0]));
    clear(main, failure(app, words, error, [once, [app.t('page.defaults'), defaults]]));
  }

  /** @type {import('./state/store.js').Listener} */
  function follow(state, previous, what) {
    untold ||= what === 'open';
    const arrives = state.lab !== previous.lab || state.preset !== previous.preset;
    // What had the keyboard goes; it waits here for the heading of what comes.
    if (arrives && root.contains(document.activeElement)) main.focus({ preventScroll: true });
    if (state.lab !== previous.lab) left[previous.lab] = previous;
    if (state.language !== previous.language) speak().catch(fail);
    if (state.theme !== previous.theme || state.lab !== previous.lab) applyLook();
    if (!state.ready) {
      leave();
      void load(state.lab);
    } else if (state.lab !== previous.lab || state.preset !== previous.preset || !previous.ready) {
      // A lab that stood there by itself has not asked for what its lessons say.
      if (state.preset && !taught.has(state.lab)) lesson().then(() => !destroyed && store.state.ready && build(), fail);
      else build();
    } else void mounted?.update(state, previous)?.catch(fail);
    if (untold && state.ready) tellProblems();
    onWork?.();
  }

  const writer = navigation && createHistory({ store, navigation });
  const press = (/** @type {{ target: Element }} */ { target }) =>
    void (pressed = { target, at: target.getBoundingClientRect() });
  const stops = [
    watchKeyboard(root, toHeading),
    on(root, 'click', press, { capture: true }),
    on(root, 'drop', press, { capture: true }),
    store.subscribe(follow),
    navigation?.onMove(() => store.link() !== navigation.read() && store.open(navigation.read())),
    writer && navigation?.onLeave(writer.flush),
  ];
  applyLook();
  const firstWords = speak();
  void load(store.state.lab);

  return {
    store,
    /** What the present lab trains; null while it is not there. */
    work: () => mounted?.work ?? null,
    failed: () => lost,
    /** While it is held, nothing is computed, and what was under way goes on afterwards. @param {boolean} hold */
    hold(hold) {
      held = hold;
      app.pool?.hold(held);
    },
    /** Hides other panels and groups of controls than before. @param {string[]} names */
    async hide(names) {
      hide = names;
      app.hide(names);
      try {
        await Promise.all([...parts.keys()].map(loadParts));
      } catch (error) {
        return void fail(error);
      }
      if (!mounted || destroyed || hide !== names) return;
      build();
      tellProblems();
    },
    /** The keyboard goes to the lab, and the page stays where it is. */
    focus: () => main.focus({ preventScroll: true }),
    /** Tells the reader something, in a line over the lab. @param {(app: App) => HTMLElement} line */
    tell: (line) => firstWords.then(() => told.add(() => line(app))),
    /** Ends what it trains, and leaves the element as it was. */
    destroy() {
      destroyed = true;
      leave();
      for (const stop of stops) stop?.();
      writer?.end();
      app.pool?.close();
      app.destroy();
      clear(root);
      root.classList.remove('descenso');
      for (const name of ['lang', 'data-theme', 'data-drawn']) root.removeAttribute(name);
    },
  };
}
