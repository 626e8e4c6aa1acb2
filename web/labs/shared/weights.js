/** Weights of a contestant as a file of another library, and a file's weights to begin from. Loaded when somebody asks for it. */
import { WeightsSource, weightsFile } from '../../runs/weights.js';
import { createDialog } from '../../views/dialog.js';
import { download } from '../../views/download.js';
import { html, nothing } from '../../views/template.js';
import { fileButton } from './stage.js';
import { wordFailure } from '../../views/word-error.js';
import { wordRefusal, wordWeights } from '../../views/word-weights.js';

/** @import { App } from '../../context.js' */
/** @import { Run } from '../../runs/group.js' */
/** @import { Spec } from '../../state/specs.js' */

/** @typedef {{ name: string, id: string, run: Run }} Trained a contestant, and its run whose network is kept */
/** @typedef {{ id: string, spec: Spec }[]} Entrants */

/** A file whose weights a lab's runs begin from. */
export class Beginning {
  #app;
  #source;

  /** @param {App} app @param {WeightsSource} source */
  constructor(app, source) {
    this.#app = app;
    this.#source = source;
  }

  /**
   * @param {App} app
   * @param {File} file
   * @param {Entrants} entrants who are to begin from it
   * @param {(id: string) => string} nameOf
   * @returns {Promise<{ made?: Beginning, problem: string }>} why not, in the reader's words; '' where it fits
   */
  static async of(app, file, entrants, nameOf) {
    await app.need(['weights']);
    try {
      const made = new Beginning(app, await WeightsSource.of(app.engine, file));
      const problem = made.misfit(entrants, nameOf);
      return problem ? { problem } : { made, problem };
    } catch (error) {
      return { problem: wordRefusal(app, file.name, error) };
    }
  }

  get file() {
    return this.#source.name;
  }

  /**
   * Why one of them cannot begin from it; '' where all can.
   * @param {Entrants} entrants
   * @param {(id: string) => string} nameOf
   */
  misfit(entrants, nameOf) {
    const alike = new Set(entrants.map(({ spec }) => JSON.stringify(spec.model))).size === 1;
    for (const { id, spec } of entrants) {
      try {
        this.tensorsFor(spec);
      } catch (error) {
        const values = { file: this.file, reason: wordWeights(this.#app, error) };
        if (alike) return this.#app.t('weights.refused', values);
        return this.#app.t('weights.refusedBy', { ...values, name: nameOf(id) });
      }
    }
    return '';
  }

  /** @param {Spec} spec */
  tensorsFor(spec) {
    return this.#source.tensorsFor(spec);
  }
}

const FORMATS = /** @type {const} */ (['safetensors', 'npz']);

/** Whose names and layout, by what they call themselves. */
const LAYOUTS = /** @type {const} */ ([
  ['descenso', 'Descenso'],
  ['keras', 'Keras'],
  ['pytorch', 'PyTorch'],
]);

/**
 * Opens the dialog; closed, it leaves nothing behind.
 * @param {App} app
 * @param {Trained[]} trained
 * @param {{ file: () => string | undefined, take: (file: File) => Promise<string>, leave: () => void }} beginning the file that
 *   runs to come begin from; take: says why one is not taken
 * @param {File} [dropped] to begin from
 */
export async function openWeights(app, trained, beginning, dropped) {
  const made = await createDialog(app, { name: 'weights', style: 'style/record', take });
  if (!made) return;
  const { element: dialog, show } = made;
  const { t } = app;
  let said = '';
  let problem = '';

  /** @param {File} file */
  async function take(file) {
    problem = await beginning.take(file);
    refresh();
  }

  /** @param {string} name of a choice */
  const chosen = (name) => /** @type {HTMLSelectElement} */ (dialog.querySelector(`[name=${name}]`)).selectedIndex;

  async function save() {
    const { id, run } = trained[chosen('who')];
    const format = FORMATS[chosen('format')];
    const [layout, library] = LAYOUTS[chosen('layout')];
    try {
      const bytes = weightsFile(app.engine, await run.handle.save(), format, layout);
      const file = `descenso-${id}${layout === 'descenso' ? '' : `-${layout}`}.${format}`;
      download(file, new Blob([new Uint8Array(bytes)], { type: 'application/octet-stream' }));
      said = t('weights.saved', { file, library });
    } catch (error) {
      said = t('weights.failed', { reason: wordFailure(app, error) });
    }
    refresh();
  }

  /** @param {string} name @param {readonly string[]} options */
  const choice = (name, options) =>
    html`<label
      >${t(`weights.${name}`)}
      <select name=${name}>
        ${options.map((one) => html`<option>${one}</option>`)}
      </select></label
    >`;

  function leave() {
    beginning.leave();
    problem = '';
    refresh();
  }

  /** What is begun from, and how to change that. */
  function begun() {
    const file = beginning.file();
    return html`<h3>${t('weights.begin')}</h3>
      <p class="muted">${t('weights.beginAbout')}</p>
      <div class="dialog-actions">
        ${fileButton(t('weights.choose'), '.npz,.safetensors', take)}
        ${file ? html`<button type="button" class="button quiet" @click=${leave}>${t('race.beginning.leave')}</button>` : nothing}
      </div>
      <p role="alert" class="record-problem" ?hidden=${!problem}>${problem}</p>
      <p role="status" class="weights-begun">
        ${t(file ? 'race.beginning.next' : 'weights.initialized', { file: file ?? '' })}
      </p>`;
  }

  /** What is saved. */
  const saving = () =>
    html`<div class="dialog-choice">
        ${choice(
          'who',
          trained.map(({ name }) => name),
        )}
        ${choice(
          'layout',
          LAYOUTS.map(([, name]) => name),
        )}
        ${choice('format', FORMATS)}
      </div>
      <div class="dialog-actions">
        <button type="button" class="button primary" @click=${() => void save()}>${t('weights.save')}</button>
        <span role="status">${said}</span>
      </div>`;

  function refresh() {
    show(
      t('weights.title'),
      html`${begun()}
        <h3>${t('weights.saving')}</h3>
        <p class="muted">${t(trained.length > 0 ? 'weights.about' : 'weights.none')}</p>
        ${trained.length > 0 ? saving() : nothing}`,
    );
  }

  refresh();
  if (dropped) await take(dropped);
}
