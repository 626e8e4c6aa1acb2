/** What labs that train a race's runs have in common: what their buttons do, their state in a line, their place. */
import { clear, h, setText } from '../../views/dom.js';
import { notice } from '../../views/notices.js';
import { actionButtons, paragraphs, stageHead } from './stage.js';

/** @import { App } from '../../context.js' */

/** @typedef {import('../../runs/group.js').RunGroup} Race */

/**
 * A race's runs: each contestant's with each seed. Those with the first seed can be looked into when they are over.
 * @param {{ id: string, spec: any }[]} entrants
 * @param {number} seeds how many
 * @param {import('../../engine/protocol.js').StopConditions} [stop]
 * @returns {import('../../runs/group.js').Order[]}
 */
export const raceOrders = (entrants, seeds, stop) =>
  Array.from({ length: seeds }).flatMap((_, k) =>
    entrants.map(({ id, spec }) => ({
      id,
      spec: { ...spec, seed: (spec.seed + k) % 2 ** 32 },
      options: { stop, atEnd: k === 0 ? 'save' : 'free' },
    })),
  );

/**
 * What Train, Step and Clear do: Train pauses what runs, and Step takes one step of what is paused or not begun.
 * @param {Race} race
 * @param {(paused?: boolean) => void} start
 */
export const raceActions = (race, start) => ({
  main() {
    if (race.status === 'running') race.pause();
    else if (race.status === 'paused') race.resume();
    else start();
  },
  step() {
    if (race.status === 'running') return race.pause();
    if (race.status !== 'paused') start(true);
    race.step(1);
  },
  clear: () => race.clear(),
});

/**
 * The same for whoever asks from outside.
 * @param {Race} race
 * @param {() => void} start
 * @param {import('../../state/store.js').Store} store
 * @returns {import('../index.js').Work}
 */
export const raceWork = (race, start, store) => ({
  status: () => race.status,
  share: () => (race.status === 'idle' ? null : race.share),
  train: () => (race.status === 'paused' ? race.resume() : race.status === 'running' || start()),
  pause: () => race.pause(),
  clear: () => race.clear(),
  record: async () => (await import('../../runs/export.js')).toRecord(race, store.spec()),
});

/**
 * Tells screen readers what the race does, when that changes, and who is lost; how far it has come they ask for.
 * @param {App} app
 * @param {Race} race
 * @param {{ running: () => string, over: () => string, name: (id: string) => string }} says
 * @returns {() => void} looks whether it has changed
 */
export function announcer(app, race, { running, over, name }) {
  let told = '';
  /** @type {string[]} */
  let lost = [];
  return () => {
    const { status } = race;
    const before = lost;
    lost = race.ids.filter((id) => race.runsOf(id).some((run) => run.status === 'diverged'));
    const changed = status !== told;
    told = status;
    // At the end they are named once more: of what is said in haste only the last is heard.
    const named = changed && status === 'over' ? lost : lost.filter((id) => !before.includes(id));
    const news = named.map((id) => app.t('race.said.diverged', { name: name(id) }));
    if (changed && status === 'over') news.push(over());
    if (changed && status === 'running') news.push(running());
    if (changed && status === 'paused') news.push(app.t('race.said.paused'));
    if (news.length > 0) app.announce(news.join(' '));
  };
}

/**
 * What is going on, in one line.
 * @param {App} app
 * @param {Race} race
 * @param {{ idle: () => string, over: () => string }} says
 * @returns {string}
 */
export function raceText(app, { fallback, progress, share, status, secondsLeft }, { idle, over }) {
  const warning = fallback ? `${app.t('race.fallback')} ` : '';
  if (progress) return warning + app.t('race.loading', { file: progress.file });
  if (status === 'idle') return idle();
  if (status === 'paused') return warning + app.t('race.pausedAt', { share: app.format.percent(share) });
  if (status === 'over') return warning + over();
  const left = Number.isFinite(secondsLeft) ? app.t('race.left', { time: app.format.seconds(secondsLeft) }) : '';
  return warning + app.t('race.running', { share: app.format.percent(share), left });
}

/**
 * The parts of such a lab's stage; between them it puts its charts and tables.
 * @param {App} app
 * @param {{ title: string, intro: string, about: string, progress: string }} texts the lab's
 * @param {any} preset the lesson, if there is one, which has its own in place of the first three
 * @param {Race} race
 * @param {ReturnType<typeof raceActions> & { csv: () => void, json: () => void }} actions
 */
export function raceStage(app, texts, preset, race, actions) {
  const buttons = actionButtons(app, actions);
  const problems = h('div', { class: 'notices' });
  const state = h('p', { class: 'race-state' });
  const bar = h('progress', { max: 1, value: 0, 'aria-label': texts.progress });
  const exports = h(
    'div',
    { class: 'exports', hidden: true, 'data-roving': '' },
    h('button', { type: 'button', class: 'button quiet', on: { click: actions.csv } }, app.t('race.exportCSV')),
    h('button', { type: 'button', class: 'button quiet', on: { click: actions.json } }, app.t('race.exportJSON')),
  );
  return {
    /** What comes first. */
    top: [stageHead(app, texts, preset, buttons.element), problems, h('div', { class: 'race-progress' }, state, bar)],
    exports,
    prose: h('article', { class: 'prose' }, paragraphs(preset ? app.t(`presets.${preset.id}.text`) : texts.about)),
    /** @param {string} problem '' when there is none */
    tell: (problem) => void clear(problems, problem && notice(app, problem, 'bad')),
    /** @param {string} text what is going on */
    show(text) {
      buttons.show(race.status);
      setText(state, text);
      bar.value = race.share;
      bar.hidden = race.status === 'idle' || race.status === 'over';
      exports.hidden = race.status === 'idle';
    },
  };
}

/**
 * What a change of the store's state is.
 * @param {any} state
 * @param {any} previous
 * @param {Set<string>} drawn settings that only change what is drawn
 * @returns {{ changed: string[], trained: boolean }} the settings that have changed, and whether what is trained has
 */
export function changeOf(state, previous, drawn) {
  const changed = Object.keys(state.values).filter((key) => state.values[key] !== previous.values[key]);
  const others = state.spec !== previous.spec || state.entrants !== previous.entrants;
  return { changed, trained: others || changed.some((key) => !drawn.has(key)) };
}
