/** What labs that train a race's runs have in common: what their buttons do, their state in a line, their place. */
import { overSeeds, RunGroup } from '../../runs/group.js';
import { createFrame } from '../../views/frame.js';
import { html, nothing, render } from '../../views/template.js';
import { wordFailure } from '../../views/word-error.js';
import { button, exportButtons, noticeList, progressBar, prose, stageHead } from './stage.js';

/** @import { App } from '../../context.js' */

/** @import { Spec } from '../../state/specs.js' */
/** @import { State } from '../../state/store.js' */

/** @typedef {RunGroup} Race */

/** Who is chosen in a lab, with what each trains. @param {App['store']} store @param {string} who the setting that names them @returns {{ id: string, spec: Spec }[]} */
export const contestantsOf = ({ state, entrantSpec }, who) =>
  state.values[who].map((/** @type {string} */ id) => ({ id, spec: entrantSpec(id) }));

/**
 * A race's runs: each contestant's with each seed. Those with the first seed can be looked into when they are over.
 * @param {{ id: string, spec: Spec }[]} entrants
 * @param {number} seeds how many
 * @param {Pick<import('../../engine/message-types.js').RunOptions, 'stop' | 'evaluateTrain' | 'mirrored'>} options
 * @param {import('./weights.js').Beginning | null} [beginning] weights of a file, of each contestant
 * @param {import('../lab.js').RaceLab['watch']} [watch]
 * @returns {import('../../runs/group.js').Order[]}
 */
const raceOrders = (entrants, seeds, options, beginning, watch) =>
  overSeeds(seeds, (k) =>
    entrants.map(({ id, spec }) => ({
      id,
      spec,
      options: {
        ...options,
        atEnd: k === 0 ? 'save' : 'free',
        watch: watch?.(spec, k === 0),
        ...(beginning ? { weights: beginning.tensorsFor(spec) } : {}),
      },
      weightsFile: beginning?.file,
    })),
  );

/**
 * What is going on, in one line.
 * @param {App} app
 * @param {Race} race
 * @param {{ idle: () => string, verdict: () => string }} says
 * @returns {string}
 */
function raceText(app, { fallback, progress, share, status, secondsLeft }, { idle, verdict }) {
  const warning = fallback ? `${app.t('race.fallback')} ` : '';
  if (progress) return warning + app.t('race.loading', { file: progress.file });
  if (status === 'idle') return idle();
  if (status === 'paused') return warning + app.t('race.pausedAt', { share: app.format.percent(share) });
  if (status === 'over') return warning + app.t('race.over', { verdict: verdict() }).trim();
  const left = Number.isFinite(secondsLeft) ? app.t('race.left', { time: app.format.secondsLeft(secondsLeft) }) : '';
  const { cores: count } = app.pool;
  const cores = count > 0 ? app.t('race.cores', { count }) : '';
  return warning + app.t('race.running', { share: app.format.percent(share), left, cores });
}

/**
 * A lab whose work is one race.
 * @param {App} app
 * @param {(race: Race, refreshSoon: () => void) => import('../lab.js').RaceLab} create
 */
export function raceLab(app, create) {
  const { pool, store } = app;
  /** @type {ReturnType<typeof mountParts> | null} */
  let parts = null;
  /** The race's status when screen readers were told last. */
  let told = '';
  /** Who had diverged by then. @type {string[]} */
  let lost = [];
  /** The step that was asked for by hand and is to be told; 0: none. */
  let awaited = 0;
  /** The link of what is trained: settings may have changed since. */
  let link = '';
  /** The file that runs to come begin from. @type {import('./weights.js').Beginning | null} */
  let beginning = null;
  const refreshSoon = () => app.atPace(refresh);
  const race = new RunGroup(pool, (kind) => {
    if (kind === 'runs') {
      lab.forget?.();
      parts?.shown.rebuild();
    }
    refreshSoon();
  });
  const lab = create(race, refreshSoon);
  const contestants = () => contestantsOf(store, lab.who);
  /** What says who is ahead; on its way while they run. @type {typeof import('./verdict.js') | null} */
  let verdicts = null;
  const says = {
    idle: lab.idle,
    verdict: () => verdicts?.wordAhead(app, race, { words: lab.words, ...lab.verdict }) ?? '',
  };

  function refresh() {
    parts?.refresh();
    announce();
    app.worked();
  }

  /** How many steps all have taken that can take one. */
  const taken = () => {
    const able = race.runs.filter(({ isOver, status }) => !isOver && status !== 'waiting');
    return able.length > 0 ? Math.min(...able.map(({ losses }) => losses.length)) : 0;
  };

  /**
   * What a step has come to, if anybody has taken it. A pause meets each run at a step of its own; whose first run has no loss
   * is not named.
   * @param {{ name: string, runs: readonly { losses: { length: number, last: number } }[] }[]} entrants
   */
  function stepSaid(entrants) {
    const all = entrants.flatMap(({ name, runs: [{ losses }] }) => {
      if (losses.length === 0) return [];
      return { name, step: app.format.integer(losses.length), loss: app.format.number(losses.last) };
    });
    if (all.length === 0) return [];
    const isOne = new Set(all.map(({ step }) => step)).size === 1;
    const what = app.t(entrants.some(({ runs }) => runs.length > 1) ? 'race.said.lossOfFirst' : 'race.said.loss');
    const losses = all.map((one) => app.t(isOne ? 'race.said.one' : 'race.said.own', one)).join('; ');
    return [app.t(isOne ? 'race.said.step' : 'race.said.steps', { step: all[0].step, what, losses })];
  }

  /** Tells screen readers what the race does, when that changes, and who is lost; how far it has come they ask for. */
  function announce() {
    const { status } = race;
    const [before, changed] = [lost, status !== told];
    lost = race.ids.filter((id) => race.runsOf(id).some((run) => run.status === 'diverged'));
    told = status;
    // At the end they are named once more: of what is said in haste only the last is heard.
    const named = changed && status === 'over' ? lost : lost.filter((id) => !before.includes(id));
    const news = named.map((id) => app.t('race.said.diverged', { name: lab.name(id) }));
    if (changed && status === 'over') news.push(raceText(app, race, says));
    if (changed && status === 'running') news.push(lab.running());
    if (changed && status === 'paused') news.push(app.t('race.said.paused'));
    if (status !== 'paused') awaited = 0;
    if (awaited > 0 && taken() >= awaited) {
      awaited = 0;
      news.push(...stepSaid(race.ids.map((id) => ({ name: lab.name(id), runs: race.runsOf(id) }))));
    }
    if (news.length > 0) app.announce(news.join(' '));
  }

  /** @param {boolean} [paused] */
  function start(paused = false) {
    const entrants = contestants();
    parts?.tell(entrants.length === 0 ? app.t(`${lab.words}.none`) : '');
    if (entrants.length === 0) return;
    const stop = lab.stop?.();
    const misfit = beginning?.misfit(entrants, lab.chosen) ?? '';
    parts?.tell(misfit);
    if (misfit) return;
    const { evaluateTrain, mirrored } = lab;
    const options = { stop, evaluateTrain, mirrored };
    const orders = raceOrders(entrants, store.state.values.seeds, options, beginning, lab.watch);
    try {
      race.start(orders, { paused, seconds: stop?.seconds, spec: store.spec() });
    } catch (error) {
      return parts?.tell(wordFailure(app, error));
    }
    link = store.link();
    if (verdicts) return;
    import('./verdict.js').then(
      (made) => {
        verdicts = made;
        refreshSoon();
      },
      () => {}, // without it the table says what there is
    );
  }

  /** What the runs have reported, as a file. @param {'csv' | 'json'} kind */
  async function save(kind) {
    const [{ download, downloadCSV }, { COLUMNS, rowsOf, fileOf }] = await Promise.all([
      import('../../views/download.js'),
      lab.files(),
    ]);
    if (kind === 'csv') downloadCSV(`${lab.file}.csv`, COLUMNS, rowsOf(race));
    else download(`${lab.file}.json`, JSON.stringify(fileOf(race)), 'application/json');
  }

  /** Train pauses what runs, and Step takes one step of what is paused or not begun. */
  const actions = {
    main() {
      if (race.status === 'running') race.pause();
      else if (race.status === 'paused') race.resume();
      else start();
    },
    step() {
      if (race.status === 'running') return race.pause();
      if (race.status !== 'paused') start(true);
      awaited = Math.max(awaited, taken()) + 1;
      race.step(1);
    },
    clear: () => race.clear(),
    csv: () => app.attempt(() => save('csv')),
    json: () => app.attempt(() => save('json')),
    record: () => saveRecord(),
    open: () => app.attempt(() => openRecord()),
    weights: () => app.attempt(() => openWeights()),
  };
  const experiments = () => contestants().map(({ id, spec }) => ({ name: lab.chosen(id), spec }));

  /** Saves what the runs that are over were and came to. */
  async function saveRecord() {
    try {
      const [{ recordFile }, { download }] = await Promise.all([
        import('../../runs/record.js'),
        import('../../views/download.js'),
      ]);
      download('descenso-record.json', await recordFile(app.engine, race.runs), 'application/json');
    } catch (error) {
      parts?.tell(app.t('race.recordFailed', { reason: wordFailure(app, error) }));
    }
  }

  /** Runs whose networks are kept: those with the first seed, once they are over. */
  const trained = () =>
    race.ids.flatMap((id) => {
      const [run] = race.runsOf(id);
      return run?.end?.weightsHash && run.status !== 'diverged' ? { id, name: lab.name(id), run } : [];
    });

  /** @param {File} [file] to begin from */
  async function openWeights(file) {
    const { openWeights: open } = await import('./weights.js');
    await open(app, trained(), { file: () => beginning?.file, take, leave }, file);
  }

  /** Takes a file to begin from; what it does not fit changes nothing. @param {File} file @returns {Promise<string>} why not */
  async function take(file) {
    const { Beginning } = await import('./weights.js');
    const { made, problem } = await Beginning.of(app, file, contestants(), lab.chosen);
    beginning = made ?? beginning;
    refresh();
    return problem;
  }

  /** Runs to come begin from their initializers again. */
  function leave() {
    beginning = null;
    refresh();
  }

  /** @param {File} [file] */
  async function openRecord(file) {
    const made = await import('./record.js');
    await made.openRecord(app, lab.who, file);
  }

  /** A file that is dropped on the stage is opened, as weights or as a record; what else is dropped is the browser's. @param {HTMLElement} stage */
  function takeDrops(stage) {
    stage.addEventListener(
      'dragover',
      (event) => event.dataTransfer?.types.includes('Files') && event.preventDefault(),
    );
    stage.addEventListener('drop', (event) => {
      const [file] = event.dataTransfer?.files ?? [];
      if (!file || !app.shows('exports')) return;
      event.preventDefault();
      void app.attempt(() => (/\.json$/i.test(file.name) ? openRecord(file) : openWeights(file)));
    });
  }

  /** @param {HTMLElement} host */
  function mountParts(host) {
    const { rail, stage, destroy } = createFrame(app, host);
    takeDrops(stage);
    const shown = lab.mount();
    const { tell, view } = raceStage(app, lab.words, race, actions, experiments, {
      file: () => beginning?.file,
      leave,
    });
    const fillRail = () => app.shows('rail') && render(lab.rail(tell), rail);
    fillRail();
    return {
      shown,
      tell,
      fillRail,
      refresh() {
        shown.draw();
        render(view(raceText(app, race, says), shown.view(), shown.below?.()), stage);
      },
      destroy() {
        shown.destroy();
        destroy();
      },
    };
  }

  return {
    /** @param {HTMLElement} host */
    mount(host) {
      parts = mountParts(host);
      parts.shown.rebuild();
      refresh();
    },
    unmount() {
      parts?.destroy();
      parts = null;
    },
    /** @param {State} state @param {State} previous */
    update(state, previous) {
      // A lesson's runs begin as it says.
      if (state.preset !== previous.preset) beginning = null;
      const changed = Object.keys(state.values).filter((key) => state.values[key] !== previous.values[key]);
      parts?.fillRail();
      parts?.shown.follow?.(changed);
      refresh();
    },
    busy: () => race.status === 'running' || Boolean(lab.busy?.()),
    /** @type {import('../lab.js').Work} */
    work: {
      status: () => race.status,
      share: () => (race.status === 'idle' ? null : race.share),
      train: () => (race.status === 'paused' ? race.resume() : race.status === 'running' || start()),
      pause: () => race.pause(),
      clear: () => race.clear(),
      link: () => link,
      record: async () => (await import('../../runs/export.js')).toRecord(race),
    },
    race,
  };
}

/**
 * The files that runs began from, and that those to come begin from; nothing where both are the initializers.
 * @param {App} app
 * @param {string | undefined} began
 * @param {{ file: () => string | undefined, leave: () => void }} beginning
 */
function beginnings(app, began, { file, leave }) {
  const next = file();
  if (!began && !next) return nothing;
  return html`<p class="race-beginning">
    ${began ? app.t('race.beginning.began', { file: began }) : nothing}
    ${next && next !== began ? app.t('race.beginning.next', { file: next }) : nothing}
    ${next ? button(app.t('race.beginning.leave'), leave, { quiet: true }) : nothing}
  </p>`;
}

/**
 * Such a lab's stage.
 * @param {App} app
 * @param {string} lab whose words it has: its title, introduction, what it is about, what its bar is called
 * @param {Race} race
 * @param {Record<'main' | 'step' | 'clear' | 'csv' | 'json' | 'record' | 'open' | 'weights', () => unknown>} actions
 * @param {() => { name: string, spec: Spec }[]} experiments what may be taken to another library
 * @param {{ file: () => string | undefined, leave: () => void }} beginning the file that runs to come begin from
 */
function raceStage(app, lab, race, actions, experiments, beginning) {
  const preset = app.store.presetOf();
  const notices = noticeList(app);
  const texts = { title: app.t(`${lab}.title`), intro: app.t(`${lab}.intro`) };
  const labels = { idle: 'race.train', over: 'race.train', running: 'race.pause', paused: 'race.resume' };
  /** Who comes near the button is about to press it: then the first worker need not be waited for. */
  const warm = () => {
    if (app.pool.status().every(({ alive }) => !alive)) void app.pool.warm(app.store.spec());
  };
  const buttons = () => html`
    <button type="button" class="button primary" @click=${actions.main} @pointerenter=${warm} @focus=${warm}>
      ${app.t(labels[race.status])}
    </button>
    ${button(app.t('race.step'), actions.step)}
    ${button(app.t('race.clear'), actions.clear, { disabled: race.status === 'idle' })}
  `;
  return {
    tell: notices.tell,
    /**
     * @param {string} text what is going on
     * @param {unknown} shown charts and tables
     * @param {unknown} [below] what comes after the buttons for files
     */
    view: (text, shown, below = nothing) =>
      html`${stageHead(app, texts, preset, buttons())} ${notices.element}
        <div class="race-progress">
          <p class="race-state">${text}</p>
          ${progressBar(app.t(`${lab}.progress`), { share: race.share, hidden: race.status === 'idle' || race.status === 'over' })}
          ${beginnings(app, race.runs[0]?.weightsFile ?? undefined, beginning)}
        </div>
        ${shown}
        ${exportButtons(app, race.status === 'idle', { ...actions, record: race.runs.some(({ end }) => end?.weightsHash) ? actions.record : null }, experiments)}
        ${below} ${prose(app, app.t(`${lab}.about`), preset)}`,
  };
}
