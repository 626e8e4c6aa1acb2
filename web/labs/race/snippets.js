/** The slides' snippets of Keras, beside what Keras says to them today and what is exported. Loaded with the lesson `keras`. */
import { exportExperiment } from '../../../wasm/export/index.js';
import { copyText } from '../../views/copy.js';
import { needStyles } from '../../views/styles.js';
import { html, nothing, vars } from '../../views/template.js';
import { button } from '../shared/stage.js';
import { KERAS, excerpt, snippets, specOf } from './deck.js';

/** @import { App } from '../../context.js' */
/** @import { Attempt } from './deck.js' */

/**
 * @param {App} app
 * @param {() => void} refreshSoon
 */
export async function kerasSnippets(app, refreshSoon) {
  await Promise.all([app.need(['snippets']), needStyles(['style/snippets'])]);
  const { t } = app;
  /** What came of the last copy, by snippet. */
  let said = { id: '', text: '' };
  const all = snippets.map((snippet) => {
    const spec = specOf(app, snippet);
    const { script } = exportExperiment(spec, app.catalog, 'keras');
    return { ...snippet, spec, ours: excerpt(script, snippet.shows) };
  });

  /** @param {string} id @param {string} text @param {HTMLElement} button of the card that shows it */
  async function copy(id, text, button) {
    // An equal text would not be said again.
    tell('', '');
    const side = /** @type {HTMLElement} */ (button.closest('.snippet-ours'));
    const done = await copyText(text, /** @type {HTMLElement} */ (side.querySelector('.snippet-code')));
    tell(id, t(done ? 'snippets.copied' : 'snippets.copyFailed'));
  }

  /** @param {string} id @param {string} text */
  function tell(id, text) {
    said = { id, text };
    refreshSoon();
  }

  /** @param {(typeof all)[number]} snippet */
  const whole = ({ id, spec }) =>
    app.attempt(async () => {
      const { openScript } = await import('../../share/script.js');
      await openScript(app, { experiments: [{ name: t(`snippets.names.${id}`), spec }], to: 'keras' });
    });

  /** A line that is too long goes on under itself, farther in, from a place where code may be parted: no number is. @param {string} line @param {number} n @param {string[]} lines */
  const codeLine = (line, n, lines) => {
    const pieces = line
      .split(/(?<=\()(?=\w)|(?<=\.)(?=[a-z_])/i)
      .map((piece, k) => html`${k ? html`<wbr />` : nothing}${piece}`);
    return html`<span ${vars({ '--indent': line.search(/\S|$/) })}
      >${pieces}${n < lines.length - 1 ? '\n' : nothing}</span
    >`;
  };

  /** @param {string} text */
  const code = (text) => html`<pre class="snippet-code">${text.split('\n').map(codeLine)}</pre>`;

  /** @param {Attempt} attempt */
  const row = ({ code: text, verdict, message, renamed }) =>
    html`<h4>${t(renamed ? 'snippets.renamed' : 'snippets.slide')}</h4>
      ${code(text)}
      <div class="snippet-said">
        <p class=${`snippet-verdict ${verdict}`}>${t(`snippets.verdicts.${verdict}`, { version: KERAS })}</p>
        ${message ? html`<pre class="snippet-message">${message}</pre>` : nothing}
      </div>`;

  /** @param {(typeof all)[number]} snippet */
  const card = (snippet) => {
    const { id, attempts, ours } = snippet;
    return html`<li class="snippet" data-snippet=${id}>
      <h3>${t(`snippets.names.${id}`)}</h3>
      <p class="muted">${t(`snippets.notes.${id}`)}</p>
      <div class="snippet-sides">
        <div>${attempts.map(row)}</div>
        <div class="snippet-ours">
          <h4>${t('snippets.ours')}</h4>
          ${code(ours)}
          <div class="snippet-actions" data-roving>
            ${button(t('snippets.copy'), ({ currentTarget }) => void copy(id, ours, currentTarget), { quiet: true })}
            ${button(t('snippets.whole'), () => void whole(snippet), { quiet: true })}
          </div>
          <span class="muted" role="status">${said.id === id ? said.text : ''}</span>
        </div>
      </div>
    </li>`;
  };

  const kept = snippets.filter(({ attempts }) => attempts.every(({ verdict }) => verdict === 'runs')).length;
  return () =>
    html`<section class="snippets" aria-labelledby="snippets-title">
      <h2 id="snippets-title">${t('snippets.title')}</h2>
      <p>${t('snippets.about', { version: KERAS, count: snippets.length, kept })}</p>
      <ol>
        ${all.map(card)}
      </ol>
    </section>`;
}
