/** What a teacher chooses of an embed, how that looks, and the text that is copied for each kind of host. */
import { addresses, HEIGHT, snippets } from '../embed/snippets.js';
import { createStrings, languages } from '../i18n/index.js';
import { readHash, THEMES, writeHash } from '../state/url.js';
import { h } from '../views/dom.js';
import { html, nothing, vars } from '../views/template.js';

/** @import { App } from '../context.js' */

/** Of a frame, in CSS pixels. */
const [LOWEST, HIGHEST] = [200, 3000];
const STARTS = ['click', 'visible'];

/**
 * A link in a language and a theme, or in those of whoever opens it.
 * @param {string} link
 * @param {{ language: string, theme: string }} look
 */
function linkIn(link, { language, theme }) {
  const pairs = readHash(link).pairs.filter(([key]) => key !== 'lang' && key !== 'theme');
  /** @type {import('../state/url.js').Pairs} */
  const look = [];
  if (language) look.push(['lang', language]);
  if (theme !== THEMES[0]) look.push(['theme', theme]);
  pairs.splice(1 + pairs.findLastIndex(([key]) => key === 'lab' || key === 'preset'), 0, ...look);
  return writeHash(pairs);
}

/**
 * @param {App} app
 * @param {object} options
 * @param {string} options.link of what is seen
 * @param {string} options.folder address of the folder that has embed.html
 * @param {string[]} options.panels what an embed can go without
 * @param {() => void} options.refresh shows it again
 * @param {import('./dialog.js').Copied} options.copied
 */
export function createEmbedding(app, { link, folder, panels, refresh, copied }) {
  const { t } = app;
  const said = Object.fromEntries(readHash(link).pairs);
  const { lab, preset } = app.store.state;
  const parts = [...panels.map((name) => [name, t(`share.parts.${name}`)]), ...groupsOf(app.root)];
  /** @type {Set<string>} */
  const hidden = new Set();
  const chosen = {
    start: STARTS[0],
    language: said.lang ?? '',
    theme: said.theme ?? THEMES[0],
    height: HEIGHT,
    target: 'iframe',
  };
  let title = titleBy(app);
  let wrongHeight = false;
  const preview = h('iframe', { class: 'share-frame', title: t('share.embed.frame') });
  const ids = app.uniqueId('share');
  const warning = `${ids}-warning`;

  /** @param {Pick<import('../i18n/index.js').Strings, 't'>} strings */
  function titleBy(strings) {
    return preset ? strings.t(`presets.${preset}.title`) : strings.t(`page.lab.${lab}`);
  }

  /** The title is in the embed's language. */
  async function translate() {
    const wanted = chosen.language || app.language();
    const strings = createStrings(wanted);
    await strings.need(['page', ...(preset ? [`presets/${lab}`] : [])]);
    if (wanted !== (chosen.language || app.language())) return;
    title = titleBy(strings);
    refresh();
  }

  /** @param {Partial<typeof chosen>} values */
  function choose(values) {
    Object.assign(chosen, values);
    refresh();
    if (values.language !== undefined) void translate();
  }

  /** @param {string} name @param {boolean} shown */
  function show(name, shown) {
    hidden[shown ? 'delete' : 'add'](name);
    refresh();
  }

  /** @param {HTMLInputElement} box */
  function setHeight(box) {
    const height = box.valueAsNumber;
    wrongHeight = !(height >= LOWEST && height <= HIGHEST);
    if (wrongHeight) refresh();
    else choose({ height: Math.round(height) });
  }

  /** @param {string} key @param {string} name @param {(id: string) => unknown} control */
  function field(key, name, control) {
    const id = `${ids}-${key}`;
    return html`<div class="share-field"><label for=${id}>${name}</label>${control(id)}</div>`;
  }

  /** @param {'start' | 'language' | 'theme' | 'target'} key @param {string} name @param {string[][]} options value and text */
  function select(key, name, options) {
    const change = (/** @type {{ currentTarget: HTMLSelectElement }} */ { currentTarget }) =>
      choose({ [key]: currentTarget.value });
    const all = options.map(
      ([value, text]) => html`<option value=${value} ?selected=${chosen[key] === value}>${text}</option>`,
    );
    return field(
      key,
      name,
      (id) =>
        html`<select id=${id} @change=${change}>
          ${all}
        </select>`,
    );
  }

  const part = (/** @type {string[]} */ [name, words]) => {
    // Where there is no rail there is none of its groups.
    const disabled = name.startsWith('rail.') && hidden.has('rail');
    const change = (/** @type {{ currentTarget: HTMLInputElement }} */ { currentTarget }) =>
      show(name, currentTarget.checked);
    return html`<label class=${name.startsWith('rail.') ? 'share-part inner' : 'share-part'}>
      <input
        type="checkbox"
        value=${name}
        ?disabled=${disabled}
        .checked=${!hidden.has(name) && !disabled}
        @change=${change}
      />
      ${words}
    </label>`;
  };

  /** What is hidden without being part of what is hidden already. */
  const hide = () => {
    const names = inColumns().flatMap((some) => some.map(([name]) => name));
    return names.filter((name) => hidden.has(name) && !(name.startsWith('rail.') && hidden.has('rail')));
  };

  /** The rail with its groups, and the stage. */
  const inColumns = () => {
    const ofRail = parts.filter(([name]) => /^rail(\.|$)/.test(name));
    return [ofRail, parts.filter((one) => !ofRail.includes(one))];
  };

  function view() {
    const { start, height, target } = chosen;
    const sharing = { base: folder, link: linkIn(link, chosen), title, hide: hide(), start, height };
    const { text } = snippets(sharing).find(({ id }) => id === target) ?? { text: '' };
    // It waits for a click even where the one that is handed out does not.
    const { embed } = addresses({ ...sharing, start: STARTS[0] });
    showIn(preview, embed);
    return html`<div class="share-columns">
      <div class="share-choices">
        <fieldset>
          <legend>${t('share.embed.shown')}</legend>
          <div class="share-parts">${inColumns().map((some) => html`<div>${some.map(part)}</div>`)}</div>
        </fieldset>
        <div class="share-fields">
          ${select(
            'start',
            t('share.embed.start'),
            STARTS.map((value) => [value, t(`share.embed.starts.${value}`)]),
          )}
          ${select('language', t('share.embed.language'), [['', t('share.embed.reader')], ...Object.entries(languages)])}
          ${select(
            'theme',
            t('share.embed.theme'),
            THEMES.map((value) => [value, t(`page.themes.${value}`)]),
          )}
          ${field(
            'height',
            t('share.embed.height'),
            (id) =>
              html`<input
                id=${id}
                type="number"
                min=${LOWEST}
                max=${HIGHEST}
                step="10"
                .value=${String(height)}
                aria-invalid=${wrongHeight}
                aria-describedby=${wrongHeight ? warning : nothing}
                @change=${(/** @type {{ currentTarget: HTMLInputElement }} */ { currentTarget }) => setHeight(currentTarget)}
              />`,
          )}
        </div>
        <p class="share-warning" id=${warning} role="status">
          ${wrongHeight ? t('share.embed.heightRange', { min: app.format.integer(LOWEST), max: app.format.integer(HIGHEST) }) : ''}
        </p>
        <div class="share-fields">
          ${select(
            'target',
            t('share.embed.target'),
            snippets(sharing).map(({ id }) => [id, t(`share.targets.${id}`)]),
          )}
        </div>
        <p class="muted">${t(`share.notes.${target}`)}</p>
        ${copied('text', t('share.embed.text'), text, { lines: 6 })}
      </div>
      <figure class="share-preview" ${vars({ '--height': `${height}px` })}>
        <figcaption class="muted">${t('share.embed.preview')}</figcaption>
        ${preview}
      </figure>
    </div>`;
  }

  return { view };
}

/** The groups of controls that there are now, with their names. @param {HTMLElement} root */
const groupsOf = (root) =>
  [.../** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll('details[data-part]'))].map((one) => [
    one.dataset.part ?? '',
    one.querySelector('summary span')?.textContent ?? '',
  ]);

/**
 * A frame follows, with what has been started in it, and the reader's way back does not know of it.
 * @param {HTMLIFrameElement} frame
 * @param {string} address
 */
function showIn(frame, address) {
  const { location: inside } = frame.contentWindow ?? {};
  if (inside) inside.replace(address);
  else frame.src = address;
}
