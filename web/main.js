/** Wires the page: language and theme, the engine, the store and its link, the labs. */
import { loadEngine } from '../wasm/index.js';
import { createPool } from './engine/pool.js';
import { createContext } from './context.js';
import { LANGUAGES } from './i18n/index.js';
import * as contents from './labs/contents.js';
import * as race from './labs/race.js';
import * as rate from './labs/rate.js';
import * as regularization from './labs/regularization.js';
import * as surfaces from './labs/surfaces.js';
import * as uncertainty from './labs/uncertainty.js';
import { presets } from './lessons/index.js';
import { createHistory } from './state/history.js';
import { createStore } from './state/store.js';
import { clear, h } from './views/dom.js';
import { elsewhere } from './views/elsewhere.js';
import { pageHeader } from './views/header.js';
import { notice, problemNotice } from './views/notices.js';

/** The labs, in the order of the tabs; the page opens with the first. */
const labs = { race, rate, surfaces, regularization, uncertainty, contents };

/** What changes more than the lab that is shown. */
const PAGE_KEYS = /** @type {const} */ (['lab', 'preset', 'language', 'theme']);

/** The browser's first known language, or the page's own. */
const preferred = navigator.languages.map((tag) => tag.slice(0, 2)).find((tag) => LANGUAGES.includes(tag));

const store = createStore({ labs: Object.keys(labs), presets, languages: LANGUAGES, language: preferred });

const page = /** @type {HTMLElement} */ (document.getElementById('page'));
const main = h('main', { id: 'main', tabIndex: -1 });
const notices = h('div', { class: 'notices' });

/** Its engine, pool and store come later, but before the first lab. */
const app = /** @type {import('./context.js').App} */ (
  createContext({ root: document.documentElement, host: document.body, language: store.state.language })
);

/** @param {any} state */
function applyPage(state) {
  app.setLanguage(state.language);
  document.documentElement.lang = state.language;
  if (state.theme === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = state.theme;
  document.title = `${app.t(`page.lab.${state.lab}`)} · Descenso`;
}

/** Shows what can be shown before the engine is there. */
function firstPaint() {
  applyPage(store.state);
  clear(page, pageHeader(app, { labs: Object.keys(labs) }), notices, main);
}

/** What starts the page is done in pieces: between them the browser may draw. */
const nextTask = () =>
  new Promise((resolve) => {
    setTimeout(resolve);
  });

async function start() {
  const writer = createHistory({
    store,
    navigation: {
      read: () => location.hash,
      write: (hash, replace) => history[replace ? 'replaceState' : 'pushState'](null, '', hash),
    },
  });
  store.open(location.hash);
  firstPaint();
  const engine = await loadEngine();
  await nextTask();
  store.useEngine(engine);
  for (const [key, lab] of Object.entries(labs))
    store.addLab(key, { ...lab, settings: lab.settingsFor(engine.catalog) });
  const pool = createPool();
  Object.assign(app, { engine, catalog: engine.catalog, pool, store, presets });
  /** @type {Record<string, any>} */
  const made = {};
  const labOf = (/** @type {string} */ key) => (made[key] ??= labs[/** @type {keyof labs} */ (key)].createLab(app));
  /** @type {any} */
  let mounted = null;

  /** Where each lab was left. @type {Record<string, string>} */
  const links = {};
  const others = elsewhere(app, {
    busy: () => Object.keys(made).filter((key) => key !== store.state.lab && made[key].busy?.()),
    back: (key) => {
      store.open(links[key]);
    },
  });
  const refreshOthers = () => others.refresh();

  /** Builds the page anew: another lab, language or theme. What the labs have trained stays theirs. */
  function build() {
    const { state } = store;
    mounted?.unmount();
    applyPage(state);
    clear(page, pageHeader(app, { labs: Object.keys(labs), store }), notices, others.element, clear(main));
    others.refresh();
    mounted = labOf(state.lab);
    mounted.mount(main);
  }

  /** Tells what of the link cannot be used. */
  function tellProblems() {
    const { problems, moreProblems } = store;
    clear(notices);
    if (problems.length > 0) notices.append(problemNotice(app, problems, moreProblems, startAnew));
  }

  function startAnew() {
    store.show(store.state.lab);
    main.focus();
  }

  await nextTask();
  build();
  tellProblems();
  store.subscribe((state, previous, what) => {
    if (state.lab !== previous.lab) links[previous.lab] = store.link(previous);
    const pageChanged = PAGE_KEYS.some((key) => state[key] !== previous[key]);
    if (pageChanged) build();
    else mounted.update(state, previous);
    if (what === 'open') tellProblems();
  });
  addEventListener('popstate', () => {
    if (store.link() !== location.hash) store.open(location.hash);
  });
  addEventListener('pagehide', writer.flush);
  pool.onChange(() => app.inTurn(refreshOthers));
  pool.onWorkerLost(() => clear(notices, notice(app, app.t('page.workerLost'), 'bad')));
}

function reopen() {
  history.replaceState(null, '', location.pathname + location.search);
  location.reload();
}

start().catch((error) => {
  clear(
    main,
    notice(app, app.t('page.failed', { message: error.message }), 'bad'),
    h(
      'p',
      { class: 'prose' },
      h('button', { type: 'button', class: 'button', on: { click: () => location.reload() } }, app.t('page.retry')),
      // What the link says may be what it fails of.
      h('button', { type: 'button', class: 'button', on: { click: reopen } }, app.t('page.defaults')),
    ),
  );
});
