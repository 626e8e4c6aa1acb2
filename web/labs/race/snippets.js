/** The slides' snippets of Keras, beside what Keras says to them today and what is exported. Loaded with the lesson `keras`. */
import { exportExperiment } from '../../../wasm/export/index.js';
import { needStyles } from '../../views/styles.js';
import { html, nothing } from '../../views/template.js';
import { button } from '../shared/stage.js';
import { KERAS, excerpt, snippets, specOf } from './deck.js';

/** @import { App } from '../../context.js' */
/** @import { Attempt } from './deck.js' */

/** Whether a telephone's width is too little for a line. @param {string} text */
const isLong = (text) => text.split('\n').some((line) => line.length > 36);

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

  /** @param {string} id @param {string} text */
  async function copy(id, text) {
    // An equal text would not be said again.
    tell('', '');
    const done = await navigator.clipboard?.writeText(text).then(
      () => true,
      () => false,
    );
    tell(id, t(done ? 'snippets.copied' : 'snippets.copyFailed'));
  }

  /** @param {string} id @param {string} text */
  function tell(id, text) {
    said = { id, text };
    refreshSoon();
  }

  /** @param {(typeof all)[number]} snippet */
  async function whole({ id, spec }) {
    const { openScript } = await import('../../share/script.js');
    await openScript(app, { experiments: [{ name: t(`snippets.names.${id}`), spec }], to: 'keras' });
  }

  /** A box that may be too narrow for its lines is a stop of the keyboard, which scrolls it. @param {string} text @param {string} label */
  const code = (text, label) =>
    html`<pre
      class="snippet-code"
      role=${isLong(text) ? 'group' : nothing}
      tabindex=${isLong(text) ? 0 : nothing}
      aria-label=${isLong(text) ? label : nothing}
    >
${text}</pre>`;

  /** @param {Attempt} attempt @param {string} name */
  const row = ({ code: text, verdict, message, renamed }, name) => {
    const label = t(renamed ? 'snippets.renamed' : 'snippets.slide');
    return html`<h4>${label}</h4>
      ${code(text, `${name}: ${label}`)}
      <div class="snippet-said">
        <p class=${`snippet-verdict ${verdict}`}>${t(`snippets.verdicts.${verdict}`, { version: KERAS })}</p>
        ${message ? html`<pre class="snippet-message">${message}</pre>` : nothing}
      </div>`;
  };

  /** @param {(typeof all)[number]} snippet */
  const card = (snippet) => {
    const { id, attempts, ours } = snippet;
    const name = t(`snippets.names.${id}`);
    return html`<li class="snippet" data-snippet=${id}>
      <h3>${name}</h3>
      <p class="muted">${t(`snippets.notes.${id}`)}</p>
      <div class="snippet-sides">
        <div>${attempts.map((attempt) => row(attempt, name))}</div>
        <div class="snippet-ours">
          <h4>${t('snippets.ours')}</h4>
          ${code(ours, `${name}: ${t('snippets.ours')}`)}
          <div class="snippet-actions" data-roving>
            ${button(t('snippets.copy'), () => void copy(id, ours), { quiet: true })}
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
