/** How what is seen is handed on: its link, with a QR code, and what embeds it in a page. Loaded when somebody asks for it. */
import { isLocal } from '../embed/snippets.js';
import { copyText } from '../views/copy.js';
import { createDialog } from '../views/dialog.js';
import { download } from '../views/download.js';
import { qrCode, svgFile } from '../views/qr.js';
import { html, nothing } from '../views/template.js';
import { createEmbedding } from './embedding.js';

/** @import { App } from '../context.js' */

/**
 * @typedef {object} Shared
 * @property {(hash: string) => string} address of a link
 * @property {string} [folder] address of the folder that has embed.html; none where the page stands alone
 * @property {boolean} embeds whether the lab is one that can be embedded
 * @property {string[]} panels what an embed of it can go without
 *
 * @typedef {(key: string, name: string, text: string, options?: { lines?: number }) => unknown} Copied a text with its button: what
 *   tells it from others, its name, and the text
 */

/** A QR code that is saved, in pixels: for a poster it is scaled, since it is an SVG. */
const SAVED = 480;

/**
 * Opens the dialog; closed, it leaves nothing behind.
 * @param {App} app
 * @param {Shared} shared
 */
export async function openShare(app, { address, folder, embeds, panels }) {
  const made = await createDialog(app, { name: 'share', style: 'style/share', rows: false });
  if (!made) return;
  const { element: dialog, show } = made;
  const { t } = app;
  const link = app.store.link();
  const page = address(link);
  /** What was copied last, and what came of it. */
  const said = { key: '', text: '' };

  const embedding = embeds && folder ? createEmbedding(app, { link, folder, panels, refresh, copied }) : null;
  const code = drawCode();
  function drawCode() {
    try {
      return qrCode(page, t('share.link.qr'));
    } catch {
      return null;
    }
  }

  /** @param {string} key */
  async function copy(key) {
    const box = /** @type {HTMLInputElement | HTMLTextAreaElement} */ (dialog.querySelector(`[data-copy=${key}]`));
    const done = await copyText(box.value, box);
    // An equal text would not be said again.
    Object.assign(said, { key, text: '' });
    refresh();
    requestAnimationFrame(() => {
      said.text = t(done ? 'share.copied' : 'share.copyFailed');
      refresh();
    });
  }

  /** @type {Copied} */
  function copied(key, name, text, { lines = 1 } = {}) {
    const select = (/** @type {{ currentTarget: HTMLInputElement }} */ { currentTarget }) => currentTarget.select();
    const box =
      lines > 1
        ? html`<textarea
            data-copy=${key}
            aria-label=${name}
            rows=${lines}
            readonly
            spellcheck="false"
            .value=${text}
          ></textarea>`
        : html`<input data-copy=${key} type="text" aria-label=${name} readonly .value=${text} @focus=${select} />`;
    return html`<div class=${lines > 1 ? 'share-text' : 'share-text line'}>
      ${box}
      <span class="share-copy">
        <button
          type="button"
          class="button"
          aria-label=${t(key === 'link' ? 'share.copyLink' : 'share.copyText')}
          @click=${() => copy(key)}
        >
          ${t('share.copy')}
        </button>
        <span role="status">${said.key === key ? said.text : ''}</span>
      </span>
    </div>`;
  }

  function refresh() {
    const save = () => code && download('descenso-qr.svg', svgFile(code, SAVED), 'image/svg+xml');
    show(
      t('share.title'),
      html`<section class="share-link">
          <div class="share-words">
            <h3>${t('share.link.title')}</h3>
            <p class="muted">${t('share.link.help')}</p>
            ${copied('link', t('share.link.title'), page)}
            ${isLocal(page) ? html`<p class="share-warning">${t('share.link.local')}</p>` : nothing}
          </div>
          <div class="share-code">
            ${
              code
                ? html`${code}<button type="button" class="button quiet" @click=${save}>
                      ${t('share.link.save')}
                    </button>`
                : html`<p class="muted">${t('share.link.long')}</p>`
            }
          </div>
        </section>
        <section class="share-embed">
          <h3>${t('share.embed.title')}</h3>
          ${embedding?.view() ?? html`<p>${t(embeds ? 'share.embed.alone' : 'share.embed.none')}</p>`}
        </section>`,
      t('share.closeShare'),
    );
  }

  refresh();
}
