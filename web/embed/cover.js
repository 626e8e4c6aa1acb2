/** What stands in an embed's place until it is started: its lesson's picture and title, and a button. */
import { clear, h, on, setText, whenSeen } from '../views/dom.js';

/** @import { Strings } from '../i18n/index.js' */

/**
 * @param {Strings} strings
 * @param {object} options
 * @param {string} options.lab
 * @param {string | null} options.preset
 * @param {boolean} options.changed whether the link changes something of the lesson
 * @param {import('../state/url.js').Problem[]} options.problems of the link
 * @param {string} options.page address of the same on the full page
 * @param {() => void} options.start
 * @param {() => void} options.warm somebody is about to start it
 * @returns {{ element: HTMLElement, failed: () => void }} failed: what was started could not be loaded
 */
export function createCover(strings, { lab, preset, changed, problems, page, start, warm }) {
  const { t } = strings;
  const title = preset ? t(`presets.${preset}.title`) : t(`page.lab.${lab}`);
  const label = h('span', null, t('embed.start'));
  const told = h('p', { class: 'cover-problem', role: 'alert', hidden: true });
  const press = () => {
    setText(label, t('embed.starting'));
    told.hidden = true;
    start();
  };
  const button = h(
    'button',
    { type: 'button', class: 'cover-start', on: { click: press, pointerenter: warm, focus: warm } },
    h('span', { class: 'cover-sign', 'aria-hidden': 'true' }),
    label,
  );
  const picture = h('div', { class: 'cover-picture' });
  const wrong = h('div', null, problems.length > 0 && h('p', { class: 'cover-problem' }, t('page.problems')));
  const element = h(
    'main',
    { class: preset ? 'cover' : 'cover plain' },
    preset && picture,
    h(
      'div',
      { class: 'cover-text' },
      h('h1', null, title),
      preset ? h('p', null, t(`presets.${preset}.sentence`)) : null,
      changed ? h('p', { class: 'cover-changed' }, t('embed.changed')) : null,
      wrong,
      told,
      h('p', { class: 'cover-actions' }, button, fullPage(strings, page)),
    ),
  );
  const draw = async () => {
    const { thumbnail } = await import('../views/thumbnail.js');
    picture.append(thumbnail(/** @type {string} */ (preset)));
  };
  // Few links have anything wrong: the words for it come when one has.
  const tell = async () => {
    const { wordProblem } = await import('../views/notices.js');
    wrong.append(...problems.map((problem) => h('p', { class: 'cover-problem' }, wordProblem(strings, problem))));
  };
  if (problems.length > 0) tell().catch(() => {});
  // At once, seen or not: a frame that is far away is itself loaded late (`loading="lazy"`), and the others may be printed.
  // Without a picture it can be started all the same.
  if (preset) draw().catch(() => element.classList.add('plain'));
  return {
    element,
    failed() {
      setText(label, t('embed.again'));
      setText(told, t('embed.failed'));
      told.hidden = false;
    },
  };
}

/**
 * The line that leads to the same on the full page; on paper it is its address, with a QR code.
 * @param {Strings} strings
 * @param {string} address
 */
export function fullPage({ t }, address) {
  const code = h('span', { class: 'paper-code' });
  const anchor = h(
    'a',
    { class: 'full-page', href: address, target: '_blank', rel: 'noopener' },
    h('span', { class: 'full-page-words' }, `${t('embed.fullPage')} ↗`),
    code,
  );
  whenSeen(anchor, async () => {
    const { qrCode } = await import('../views/qr.js');
    const draw = () => {
      if (!anchor.isConnected) return;
      // Whoever has another address by now gives it to it when it gets the keyboard.
      anchor.dispatchEvent(new Event('focus'));
      // A link that no code holds stands there in letters.
      try {
        clear(code, qrCode(anchor.href, t('embed.code')));
      } catch {
        clear(code);
      }
    };
    draw();
    on(window, 'beforeprint', draw);
  });
  return anchor;
}
