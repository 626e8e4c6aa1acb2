/** Wires the page: language and theme, the engine, the store and its link, the labs. */
import { loadEngine } from '../wasm/index.js';
import { createPool } from './engine/pool.js';
import { setLanguage, t } from './i18n/index.js';
import * as contents from './labs/contents.js';
import * as race from './labs/race.js';
import * as rate from './labs/rate.js';
import * as regularization from './labs/regularization.js';
import * as surfaces from './labs/surfaces.js';
import * as uncertainty from './labs/uncertainty.js';
import { presets } from './state/presets.js';
import { createStore } from './state/store.js';
import { announce } from './views/announce.js';
import { clear, h } from './views/dom.js';
import { pageHeader } from './views/header.js';
import { notice, problemNotice } from './views/notices.js';

/** The labs, in the order of the tabs; the page opens with the first. */
const labs = { race, rate, surfaces, regularization, uncertainty, contents };

/** What changes more than the lab that is shown. */
const PAGE_KEYS = /** @type {const} */ (['lab', 'preset', 'language', 'theme']);

/** Spanish, unless the browser's first known language is English. */
const preferred = navigator.languages.map((tag) => tag.slice(0, 2)).find((tag) => tag === 'es' || tag === 'en');
const language = preferred === 'en' ? 'en' : 'es';

const page = /** @type {HTMLElement} */ (document.getElementById('page'));
const main = h('main', { id: 'main', tabIndex: -1 });
const notices = h('div', { class: 'notices' });

/** @param {any} state */
function applyPage(state) {
  setLanguage(state.language);
  document.documentElement.lang = state.language;
  if (state.theme === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = state.theme;
  document.title = `${t(`page.lab.${state.lab}`)} · Descenso`;
}

/** Shows what can be shown before the engine is there. @param {string} hash */
function firstPaint(hash) {
  const wanted = /[#&]lang=(es|en)\b/.exec(hash)?.[1] ?? language;
  const theme = /[#&]theme=(light|dark)\b/.exec(hash)?.[1] ?? 'auto';
  applyPage({ language: wanted, theme, lab: 'race' });
  clear(page, pageHeader({ labs: Object.keys(labs) }), notices, main);
}

/** What starts the page is done in pieces: between them the browser may draw. */
const nextTask = () =>
  new Promise((resolve) => {
    setTimeout(resolve);
  });

async function start() {
  firstPaint(location.hash);
  const engine = await loadEngine();
  await nextTask();
  const store = createStore({
    engine,
    labs: Object.fromEntries(Object.entries(labs).map(([key, lab]) => [key, lab.settingsFor(engine.catalog)])),
    contests: Object.fromEntries(
      Object.entries(labs).flatMap(([key, lab]) => ('contest' in lab ? [[key, lab.contest]] : [])),
    ),
    presets: presets.filter(({ lab }) => lab in labs),
    language,
    entrantDefaults: { surfaces: surfaces.entrantDefaults },
    navigate: (hash, replace) => history[replace ? 'replaceState' : 'pushState'](null, '', hash),
  });
  const pool = createPool();
  const context = { engine, catalog: engine.catalog, pool, store, announce, presets };
  /** @type {Record<string, any>} */
  const made = {};
  const labOf = (/** @type {string} */ key) => (made[key] ??= labs[/** @type {keyof labs} */ (key)].createLab(context));
  /** @type {any} */
  let mounted = null;

  /** Builds the page anew: another lab, language or theme. What the labs have trained stays theirs. */
  function build() {
    const { state } = store;
    mounted?.unmount();
    applyPage(state);
    clear(page, pageHeader({ labs: Object.keys(labs), store }), notices, clear(main));
    mounted = labOf(state.lab);
    mounted.mount(main);
  }

  /** Takes over the link, and tells what of it cannot be used. */
  function open() {
    store.open(location.hash);
    clear(notices);
    // The address says what is seen: also the language and the theme, which a way back does not undo.
    if (store.link() !== location.hash) history.replaceState(null, '', store.link());
    if (store.problems.length > 0) notices.append(problemNotice(store.problems));
  }

  open();
  await nextTask();
  build();
  store.subscribe((state, previous) => {
    const pageChanged = PAGE_KEYS.some((key) => state[key] !== previous[key]);
    if (pageChanged) build();
    else mounted.update(state, previous);
  });
  addEventListener('popstate', () => {
    if (store.link() !== location.hash) open();
  });
  pool.onWorkerLost(() => clear(notices, notice(t('page.workerLost'), 'bad')));
  pool.warm(store.spec());
}

start().catch((error) => {
  clear(
    main,
    notice(t('page.failed', { message: error.message }), 'bad'),
    h(
      'p',
      { class: 'prose' },
      h('button', { type: 'button', class: 'button', on: { click: () => location.reload() } }, t('page.retry')),
    ),
  );
});
