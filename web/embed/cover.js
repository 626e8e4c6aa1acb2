/** What stands in an embed's place until it is started: its lesson's picture and title, and a button. */
import { h, setText, whenSeen } from '../views/dom.js';

/** @import { Strings } from '../i18n/index.js' */

/**
 * @param {Strings} strings
 * @param {object} options
 * @param {string} options.lab
 * @param {string | null} options.preset
 * @param {boolean} options.changed whether the link changes something of the lesson
 * @param {import('../state/link.js').Problem[]} options.problems of the link
 * @param {string} options.page address of the same on the full page
 * @param {() => void} options.start
 * @param {() => void} options.warm somebody is about to start it
 */
export function createCover(strings, { lab, preset, changed, problems, page, start, warm }) {
  const { t } = strings;
  const title = preset ? t(`presets.${preset}.title`) : t(`page.lab.${lab}`);
  const label = h('span', null, t('embed.start'));
  const press = () => {
    setText(label, t('embed.starting'));
    start();
  };
  const button = h(
    'button',
    { type: 'button', class: 'cover-start', on: { click: press, pointerenter: warm, focus: warm } },
    h('span', { class: 'cover-sign', 'aria-hidden': 'true' }),
    label,
  );
  const picture = h('div', { class: 'cover-picture' });
  const element = h(
    'section',
    { class: preset ? 'cover' : 'cover plain' },
    preset && picture,
    h(
      'div',
      { class: 'cover-text' },
      h('h1', null, title),
      preset ? h('p', null, t(`presets.${preset}.sentence`)) : null,
      changed ? h('p', { class: 'cover-changed' }, t('embed.changed')) : null,
      problems.map(({ key, value, allowed = '' }) =>
        h('p', { class: 'cover-problem' }, t('page.problem.allowed', { key, value, allowed })),
      ),
      h('p', { class: 'cover-actions' }, button, fullPage(strings, page)),
    ),
  );
  if (preset)
    whenSeen(element, async () => {
      const [{ thumbnail }, { needStyles }] = await Promise.all([
        import('../views/thumbnail.js'),
        import('../views/styles.js'),
      ]);
      await needStyles(['style/thumbnail']);
      picture.append(thumbnail(preset));
    });
  return element;
}

/** @param {Strings} strings @param {string} address */
export const fullPage = ({ t }, address) =>
  h('a', { class: 'full-page', href: address, target: '_blank', rel: 'noopener' }, `${t('embed.fullPage')} ↗`);
