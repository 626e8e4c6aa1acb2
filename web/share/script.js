/** An experiment as a script of another library: to read, copy and save. Loaded when somebody asks for it. */
import { LIBRARIES, exportExperiment } from '../../wasm/export/index.js';
import { copyText } from '../views/copy.js';
import { createDialog } from '../views/dialog.js';
import { download } from '../views/download.js';
import { html, nothing } from '../views/template.js';
import { wordFailure } from '../views/word-error.js';

/** @import { App } from '../context.js' */
/** @import { Spec } from '../../wasm/spec.d.ts' */
/** @import { LibraryId } from '../../wasm/export/index.js' */

/** @typedef {{ name: string, spec: Spec }} Experiment */

/**
 * Opens the dialog; closed, it leaves nothing behind.
 * @param {App} app
 * @param {{ experiments: Experiment[], to: LibraryId }} asked at least one experiment: those of a race are chosen among
 */
export async function openScript(app, { experiments, to }) {
  const opened = await createDialog(app, { name: 'script', needs: ['errors'], style: 'style/script' });
  if (!opened) return;
  const { element: dialog, show } = opened;
  const { t } = app;
  let library = to;
  let chosen = 0;
  /** What came of the last copy. */
  let said = '';

  /** @param {() => void} change */
  function choose(change) {
    change();
    said = '';
    refresh();
  }

  /** @param {string} text */
  async function copy(text) {
    // An equal text would not be said again.
    choose(() => {});
    const done = await copyText(text, /** @type {HTMLElement} */ (dialog.querySelector('.script-code')));
    said = t(done ? 'script.copied' : 'script.copyFailed');
    refresh();
  }

  /** What can be done with the script, and the script. @param {import('../../wasm/export/index.js').Export} made */
  function given({ file, script, notebook, notes }) {
    const label = t('script.code', { library: LIBRARIES[library].name });
    return html`<p class="muted">${t('script.about')}</p>
      <ul class="script-notes">
        ${notes.map(({ id }) => html`<li>${t(`script.notes.${id}`)}</li>`)}
      </ul>
      <div class="dialog-actions">
        <button type="button" class="button primary" @click=${() => copy(script)}>${t('script.copy')}</button>
        <button type="button" class="button" @click=${() => download(file, script, 'text/x-python;charset=utf-8')}>
          ${t('script.save')}
        </button>
        <button
          type="button"
          class="button"
          @click=${() => download(file.replace(/py$/, 'ipynb'), notebook, 'application/x-ipynb+json')}
        >
          ${t('script.saveNotebook')}
        </button>
        <span role="status">${said}</span>
      </div>
      <pre class="script-code" tabindex="0" aria-label=${label}>${script}</pre>`;
  }

  /** Of contestants one may be trained, and another not. */
  function written() {
    try {
      return given(exportExperiment(experiments[chosen].spec, app.catalog, library));
    } catch (error) {
      return html`<p role="alert" class="script-problem">${wordFailure(app, error)}</p>`;
    }
  }

  function refresh() {
    const { name } = LIBRARIES[library];
    const tab = (/** @type {LibraryId} */ id) =>
      html`<button
        type="button"
        class="button quiet"
        aria-pressed=${String(id === library)}
        data-library=${id}
        @click=${() => choose(() => (library = id))}
      >
        ${LIBRARIES[id].name}
      </button>`;
    const pick = (/** @type {{ currentTarget: HTMLSelectElement }} */ { currentTarget }) =>
      choose(() => (chosen = currentTarget.selectedIndex));
    show(
      t('script.title', { library: name }),
      html`<div class="dialog-choice">
          <div class="view-tabs" role="toolbar" aria-label=${t('script.library')}>
            ${/** @type {LibraryId[]} */ (Object.keys(LIBRARIES)).map(tab)}
          </div>
          ${
            experiments.length > 1
              ? html`<label class="script-who"
                  >${t('script.experiment')}
                  <select @change=${pick}>
                    ${experiments.map((one, n) => html`<option ?selected=${n === chosen}>${one.name}</option>`)}
                  </select></label
                >`
              : nothing
          }
        </div>
        ${written()}`,
      t('script.closeScript'),
    );
  }

  refresh();
}
