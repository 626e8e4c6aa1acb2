/**
 * An embed: the app in another dress, in somebody's page. Before it is started it is a picture and a button; then it is the
 * app without a header, which leaves the reader's history, focus and scrolling alone, and pauses while nobody sees it.
 */
import { createStrings, languages } from '../i18n/index.js';
import { labs } from '../labs/index.js';
import { presets } from '../lessons/index.js';
import { createRefusals, THEMES, readPage } from '../state/url.js';
import { clear, h, on } from '../views/dom.js';
import { createCover, fullPage } from './cover.js';
import { createHost } from './host.js';
import { changes, linkWith, pageLink, readEmbedding } from './link.js';

/**
 * @typedef {object} Options
 * @property {HTMLElement} root is filled
 * @property {HTMLElement} content of the document, whose height the page around is told
 * @property {string} [language] the reader's
 * @property {() => string} hash of the embed, with its own keys
 * @property {import('../app.js').Address} navigation
 * @property {import('./host.js').Around} around the page that it is in
 * @property {() => Promise<boolean>} reachable whether the embed's host answers
 * @property {(look: import('../app.js').Look) => void} onLook
 */

/** The labs that can be embedded: one that trains nothing is a page, and no lab. */
const LABS = Object.keys(labs).filter((lab) => labs[lab].trains ?? true);

/** Messages of progress are at least so far apart (ms). */
const PACE = 250;

/** @param {Options} options */
export function createEmbed({ root, content, language: theirs, hash, navigation, around, reachable, onLook }) {
  let embedding = readEmbedding(hash());
  const foot = h('footer', { class: 'embed-foot' });
  /** @type {ReturnType<typeof import('../app.js').createApp> | null} */
  let app = null;
  /** @type {ReturnType<typeof fetchApp> | null} */
  let fetched = null;
  /** @type {Promise<void> | null} */
  let starting = null;
  /** Whether it trains as soon as its lab is there. */
  let trains = false;
  /** Why it is held back: it is out of sight, or its slide is not shown. */
  const held = { unseen: false, slide: false, asked: false };
  /** Whether it has been seen to be in sight. */
  let seen = false;
  /** What was told last. */
  const told = { state: '', share: 0, time: -Infinity };
  /** Whose end has been told. @type {WeakSet<import('../labs/lab.js').Work>} */
  const ended = new WeakSet();
  /** The lab that the link names. */
  let [named] = LABS;
  /** How often the cover has been made: the last holds. */
  let covers = 0;
  /** @type {ReturnType<typeof createCover> | null} */
  let shown = null;
  /** How often its modules could not be had. */
  let failures = 0;

  const link = () => (app ? app.store.link() : navigation.read());

  /** Nothing is computed that nobody sees. */
  const hold = () => app?.hold(Object.values(held).some(Boolean));

  /** The app's modules and sheets, and at once what it will want next; who is about to press the button has them come. */
  const fetchApp = () =>
    Promise.all([
      import('../app.js'),
      import('../../wasm/planner.js'),
      import('../engine/pool.js'),
      labs[named].load(),
      import('../views/styles.js').then(({ needStyles }) =>
        needStyles(['style/layout', 'style/controls', 'style/labs', 'style/reader']),
      ),
    ]);
  const warm = () => {
    fetched ??= fetchApp();
    fetched.catch(() => (fetched = null));
  };

  /** Puts the app where the cover is. */
  function start() {
    starting ??= (async () => {
      const [{ createApp }] = await (fetched ??= fetchApp());
      const focused = root.contains(document.activeElement);
      clear(root);
      app = createApp({
        root,
        labs: Object.fromEntries(LABS.map((lab) => [lab, labs[lab]])),
        language: theirs,
        navigation,
        whole: true,
        header: false,
        hide: embedding.hide,
        moreProblems: () => embedding.problems,
        onLook(look) {
          onLook(look);
          void showFoot(look.language);
        },
        onWork: worked,
      });
      hold();
      // Where the button was; but nobody is taken anywhere who has not pressed it.
      if (focused) app.focus();
    })();
    return starting;
  }

  /** What could not be loaded may be there when it is asked for again. */
  async function failed() {
    starting = fetched = null;
    trains = false;
    failures++;
    shown?.failed();
    tellState();
    // Firefox keeps in mind what a document could not load: it takes another document.
    if (failures > 1 && (await reachable())) navigation.restart(false);
  }

  /** What cannot pause by itself is held. */
  function pause() {
    const work = app?.work();
    if (work?.pause) return work.pause();
    held.asked = work?.status() === 'running';
    hold();
    tellState();
  }

  /** Trains now, or as soon as there is what trains. */
  function train() {
    trains = true;
    if (held.asked) {
      trains = held.asked = false;
      hold();
      return tellState();
    }
    start().then(worked, failed);
    tellState();
  }

  /** What an order makes of the link. @param {string} next */
  function show(next) {
    if (app) return app.store.open(next);
    try {
      navigation.write(next, true);
    } catch {
      // It has it all the same.
    }
    void cover();
  }

  const host = createHost(around, content, () => embedding.hosts, {
    order(order) {
      if (order.type === 'set') show(linkWith(link(), order.values));
      else if (order.type === 'state?') tellState(true);
      else if (order.type === 'reset') {
        trains = held.asked = false;
        hold();
        app?.work()?.clear();
        show(pageLink(link()));
      } else if (order.type === 'pause') {
        trains = false;
        pause();
      } else train();
    },
    slide(shown) {
      held.slide = !shown;
      hold();
    },
  });

  /** Something has changed that the page around may want to know; who was to train does so once there is what trains. */
  function worked() {
    const work = app?.work();
    if (trains && app?.store.state.ready && (work?.ready?.() ?? true)) {
      trains = false;
      work?.train();
    }
    tellState();
  }

  /** @param {boolean} [asked] also what has been told */
  function tellState(asked = false) {
    const work = app?.work();
    const lost = app ? app.failed() : failures > 0 && !starting;
    // A lab that is there, and that no order can start, stands still.
    const without = lost ? 'failed' : app?.store.state.ready ? 'idle' : starting ? 'starting' : 'cover';
    const going = work?.status() ?? without;
    const status = held.asked && going === 'running' ? 'paused' : going;
    const share = work?.share() ?? null;
    const state = JSON.stringify([status, link()]);
    const now = performance.now();
    if (asked || state !== told.state) {
      host.send('state', { status, link: link(), share });
      told.state = state;
    } else if (status === 'running' && share !== null && share !== told.share && now - told.time >= PACE) {
      host.send('progress', { share });
      Object.assign(told, { share, time: now });
    }
    if (!work) return;
    if (status !== 'over') ended.delete(work);
    else if (!ended.has(work)) {
      ended.add(work);
      void tellEnd(work);
    }
  }

  /** @param {import('../labs/lab.js').Work} work */
  async function tellEnd(work) {
    const record = await work.record();
    if (work.status() === 'over') host.send('end', { link: work.link(), record });
  }

  /** The picture and the button. */
  async function cover() {
    const mine = ++covers;
    const refusals = createRefusals();
    const spoken = Object.keys(languages);
    const standing = { lab: '', preset: null, language: theirs ?? spoken[0], theme: THEMES[0], version: 0 };
    const { lab, preset, language, theme } = readPage(
      link(),
      { labs: LABS, presets, languages: spoken, standing },
      refusals,
    );
    named = lab;
    const strings = createStrings(language);
    await strings.need(['page', 'embed', ...(preset ? [`presets/${lab}`] : [])]);
    if (starting || mine !== covers) return;
    onLook({ title: `${strings.t(`page.lab.${lab}`)} · Descenso`, language, theme });
    const problems = [...refusals.list, ...embedding.problems];
    const page = navigation.share(link());
    const focused = root.contains(document.activeElement);
    shown = createCover(strings, { lab, preset, changed: changes(link()), problems, page, start: train, warm });
    clear(root, shown.element);
    if (failures > 0) shown.failed();
    if (focused) root.querySelector('button')?.focus({ preventScroll: true });
    tellState();
  }

  /** Where the link says so. Once: who comes back to it finds what he has left, paused or over. */
  function trainSeen() {
    if (seen && embedding.start === 'visible' && !starting && failures === 0) train();
  }

  /** Under the app, the line that leads to the same on the full page. @param {string} language */
  async function showFoot(language) {
    const strings = createStrings(language);
    await strings.need(['embed']);
    const anchor = fullPage(strings, navigation.share(link()));
    // What it leads to changes with every setting.
    for (const type of ['pointerenter', 'pointerdown', 'focus', 'click'])
      on(anchor, type, () => (anchor.href = navigation.share(link())));
    clear(foot, anchor);
  }

  content.append(foot);
  // An embed sees by itself whether it is seen; the page around need not tell.
  new IntersectionObserver((entries) => {
    seen = entries.at(-1)?.isIntersecting ?? false;
    held.unseen = !seen;
    hold();
    trainSeen();
  }).observe(root);
  navigation.onMove(() => {
    const { hide } = embedding;
    embedding = readEmbedding(hash());
    if (!starting) void cover();
    // The app reads its own part of the link.
    if (app && embedding.hide.join() !== hide.join()) app.hide(embedding.hide);
    trainSeen();
  });
  void cover().then(() => host.send('ready', { link: link() }));
}
