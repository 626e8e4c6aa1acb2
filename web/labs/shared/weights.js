/** Weights of a contestant as a file of another library. Loaded when somebody asks for it. */
import { weightsFile } from '../../runs/weights.js';
import { h } from '../../views/dom.js';
import { download } from '../../views/download.js';
import { needStyles } from '../../views/styles.js';
import { html, render } from '../../views/template.js';

/** @import { App } from '../../context.js' */
/** @import { Run } from '../../runs/group.js' */

/** @typedef {{ name: string, id: string, run: Run }} Trained a contestant, and its run whose network is kept */

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
 * @param {Trained[]} trained at least one
 */
export async function openWeights(app, trained) {
  await Promise.all([app.need(['weights']), needStyles(['style/script'])]);
  if (app.root.querySelector('.weights')) return; // two clicks while it was on its way
  const { t } = app;
  const title = app.uniqueId('weights');
  const dialog = h('dialog', {
    class: 'script weights',
    'aria-labelledby': title,
    on: {
      close() {
        stop();
        dialog.remove();
      },
      click: (/** @type {MouseEvent} */ { target }) => target === dialog && dialog.close(),
    },
  });
  // What is seen is another experiment's then.
  const stop = app.store.subscribe(() => dialog.close());
  let said = '';

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
      said = t('weights.failed', { reason: /** @type {Error} */ (error).message });
    }
    refresh();
  }

  /** @param {string} name @param {readonly string[]} options */
  const choice = (name, options) =>
    html`<label class="script-who"
      >${t(`weights.${name}`)}
      <select name=${name}>
        ${options.map((one) => html`<option>${one}</option>`)}
      </select></label
    >`;

  function refresh() {
    render(
      html`<div class="script-sheet">
        <div class="script-head">
          <h2 id=${title}>${t('weights.title')}</h2>
          <button type="button" class="button quiet" @click=${() => dialog.close()}>${t('weights.close')}</button>
        </div>
        <p class="muted">${t('weights.about')}</p>
        <div class="script-choice">
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
        <div class="script-actions">
          <button type="button" class="button primary" @click=${() => void save()}>${t('weights.save')}</button>
          <span role="status">${said}</span>
        </div>
      </div>`,
      dialog,
    );
  }

  refresh();
  app.root.append(dialog);
  dialog.showModal();
}
