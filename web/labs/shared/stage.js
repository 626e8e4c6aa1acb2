/** What the stages of labs that train have in common. */
import { fairness } from '../../runs/summary.js';
import { kindOf } from '../../state/settings.js';
import { clear, h } from '../../views/dom.js';
import { ofAll } from '../../views/format.js';
import { formula } from '../../views/formula.js';
import { swatch } from '../../views/legend.js';
import { notice } from '../../views/notices.js';
import { styleOf } from '../../views/palette.js';
import { html, kept, nothing } from '../../views/template.js';
import { wordFailure } from '../../views/word-error.js';

/** @import { App } from '../../context.js' */
/** @import { Preset } from '../../state/store.js' */
/** @import { Spec } from '../../../wasm/spec.d.ts' */

/**
 * A button of a stage.
 * @param {string} label @param {(event: { currentTarget: HTMLElement }) => void} click
 * @param {{ primary?: boolean, quiet?: boolean, disabled?: boolean, busy?: boolean }} [kind] busy: what it does is going
 *   on, and it does nothing; disabled, it would drop the keyboard's focus
 */
export function button(label, click, { primary = false, quiet = false, disabled = false, busy = false } = {}) {
  const kind = `button${primary ? ' primary' : ''}${quiet ? ' quiet' : ''}`;
  return html`<button
    type="button"
    class=${kind}
    ?disabled=${disabled}
    aria-disabled=${busy ? 'true' : nothing}
    @click=${(/** @type {{ currentTarget: HTMLElement }} */ event) => busy || click(event)}
  >
    ${label}
  </button>`;
}

/**
 * A button that takes a file.
 * @param {string} label @param {string} accept as an input has it @param {(file: File) => unknown} take
 */
export function fileButton(label, accept, take) {
  const chosen = (/** @type {{ currentTarget: HTMLInputElement }} */ { currentTarget }) => {
    const [file] = currentTarget.files ?? [];
    currentTarget.value = ''; // the same file may be chosen again
    if (file) void take(file);
  };
  return html`<label class="button file-button"
    >${label}<input type="file" class="visually-hidden" accept=${accept} @change=${chosen} />
  </label>`;
}

/**
 * A stage's head: what there is to see, in the words of the lesson where there is one, and the buttons.
 * @param {App} app
 * @param {{ title: string, intro: string }} texts where there is no lesson
 * @param {Preset | undefined} preset the lesson
 * @param {unknown} buttons
 */
export const stageHead = (app, { title, intro }, preset, buttons) =>
  html`<div class="stage-head">
    <h1>${preset ? app.t(`presets.${preset.id}.title`) : title}</h1>
    <div class="actions">${buttons}</div>
    ${app.shows('intro') ? html`<p>${preset ? app.t(`presets.${preset.id}.sentence`) : intro}</p>` : nothing}
  </div>`;

/** A text as paragraphs, which an empty line parts. @param {string} text */
export const paragraphs = (text) => text.split(/\n\n+/).map((paragraph) => html`<p>${paragraph}</p>`);

/** What a lab or its lesson has to say at length. @param {App} app @param {string} about @param {Preset | undefined} preset */
export const prose = (app, about, preset) =>
  app.shows('text')
    ? html`<article class="prose">${paragraphs(preset ? app.t(`presets.${preset.id}.text`) : about)}</article>`
    : nothing;

/** How far work is, as a line. @param {string} label @param {{ share: number | null, hidden: boolean }} state share: null where nobody knows */
export const progressBar = (label, { share, hidden }) =>
  html`<progress max="1" value=${share ?? nothing} aria-label=${label} ?hidden=${hidden}></progress>`;

/**
 * Buttons for what is to be saved, one stop of the keyboard with those for scripts.
 * @param {App} app
 * @param {boolean} hidden while there is nothing to save
 * @param {{ csv: () => void, json: () => void, record?: (() => void) | null, weights?: () => void, open?: () => void }} save
 *   record: null while there is none; weights: to be saved, or begun from; open: a record
 * @param {() => { name: string, spec: Spec }[]} [experiments] as libraryButtons has them
 */
export function exportButtons(app, hidden, { csv, json, record, weights, open }, experiments) {
  const save = (/** @type {string} */ key, /** @type {() => void} */ click, disabled = false) =>
    button(app.t(`race.export${key}`), click, { quiet: true, disabled });
  const files = () => [
    save('CSV', csv),
    save('JSON', json),
    record === undefined ? nothing : save('Record', () => record?.(), !record),
  ];
  return app.shows('exports')
    ? html`<div class="exports" data-roving ?hidden=${hidden && !experiments}>
        ${hidden ? nothing : files()} ${weights ? save('Weights', weights) : nothing}
        ${open ? save('Open', open) : nothing} ${experiments ? libraryButtons(app, experiments) : nothing}
      </div>`
    : nothing;
}

/**
 * What has to be told of a stage's work. A message that has been closed stays away until others come.
 * @param {App} app
 * @param {(message: string) => string} [sentence]
 */
export function noticeList(app, sentence = String) {
  const element = h('div', { class: 'notices' });
  let told = '';
  return {
    element,
    /** Each message once. @param {string[]} messages '' is none */
    show(messages) {
      const shown = [...new Set(messages)].filter((message) => message);
      if (told === shown.join('\n')) return;
      told = shown.join('\n');
      clear(
        element,
        shown.map((message) => notice(app, sentence(message), 'bad')),
      );
    },
    /** One instead of those before, even if it is the same. @param {string} message '' is none */
    tell(message) {
      told = '';
      clear(element, message && notice(app, sentence(message), 'bad'));
    },
  };
}

/**
 * The hashes that prove a fair start, in words; '' before they are known.
 * @param {App} app
 * @param {import('../../runs/group.js').Run[]} runs
 */
export function fairStart(app, runs) {
  const seeds = fairness(runs);
  const said = (/** @type {'weights' | 'batches'} */ key, /** @type {string} */ other) => {
    const hashes = seeds.map((seed) => seed[key]);
    if (hashes.length === 0) return '';
    if (hashes.includes(null)) return app.t(other);
    const hash = String(hashes[0]).slice(0, 8);
    return hashes.length > 1 ? app.t(`race.fair.ofSeeds.${key}`, { hash }) : app.t(`race.fair.${key}`, { hash });
  };
  return { weights: said('weights', 'race.fair.otherWeights'), batches: said('batches', 'race.fair.otherBatches') };
}

/** A line under what was measured: that the start was fair. @param {App} app @param {import('../../runs/group.js').Run[]} runs */
export function fairnessText(app, runs) {
  const { weights, batches } = fairStart(app, runs);
  return `${weights} ${batches}`.trim();
}

/** A formula apart from the text. @param {string} tex */
export const display = (tex) => kept(tex, () => formula(tex, { display: true }));

/** What a lab's optimizers are called where there is no more than their name. @param {App} app @param {string} key */
export const optimizerName = (app, key) => app.t(`catalog.optimizers.${key}`).split(':')[0];

/** A contestant's name. @param {App} app @param {string} id @returns {string} "Adam", "Adam 2" */
export function entrantName(app, id) {
  const kind = kindOf(id);
  return `${optimizerName(app, kind)}${id.slice(kind.length).replace('-', ' ')}`;
}

/** A contestant as charts have it, and its name. @param {string} id @param {string} name @param {boolean} [points] */
export const named = (id, name, points) => html`${swatch({ ...styleOf(id), points })}${name}`;

/** @param {App} app @param {import('../../runs/summary.js').Summary} summary */
export function statusText(app, { status, diverged, error, lost }) {
  if (status === 'diverged' && lost && lost.known < lost.all)
    return `${app.t('race.status.diverged')} (${ofAll(app, lost.known, lost.all)})`;
  if (status === 'diverged') {
    const key = lost && lost.all > 1 ? 'race.status.allDivergedAt' : 'race.status.divergedAt';
    return app.t(key, { step: app.format.integer(diverged ?? 0) });
  }
  return error && status === 'failed'
    ? `${app.t('race.status.failed')}: ${wordFailure(app, error)}`
    : app.t(`race.status.${status}`);
}

/**
 * The table of paired differences, loaded when there are several seeds and somebody to compare with.
 * @param {App} app
 * @param {import('../../runs/group.js').RunGroup} race
 * @param {() => void} loaded
 * @param {(made: typeof import('./paired.js')) => { element: HTMLElement, refresh: () => void }} make
 * @returns {() => unknown} what is to be shown
 */
export function pairedLater(app, race, loaded, make) {
  /** @type {ReturnType<typeof make> | null} */
  let table = null;
  let asked = false;
  return () => {
    const { ids } = race;
    if (ids.length < 2 || race.runsOf(ids[0]).length < 2) return nothing;
    if (!asked)
      void app.attempt(async () => {
        table = make(await import('./paired.js'));
        loaded();
      });
    asked = true;
    table?.refresh();
    return table?.element ?? nothing;
  };
}

/** Who is asked for most, by what they call themselves. */
const LIBRARIES = /** @type {const} */ ([
  ['keras', 'Keras'],
  ['pytorch', 'PyTorch'],
]);

/**
 * Buttons that show experiments as scripts of other libraries.
 * @param {App} app
 * @param {() => { name: string, spec: Spec }[]} experiments those that there are now; disabled without one
 */
export function libraryButtons(app, experiments) {
  const disabled = experiments().length === 0;
  return LIBRARIES.map(([to, library]) => {
    const open = async () => {
      const { openScript } = await import('../../share/script.js');
      await openScript(app, { experiments: experiments(), to });
    };
    return button(app.t('race.asLibrary', { library }), () => app.attempt(open), { quiet: true, disabled });
  });
}
