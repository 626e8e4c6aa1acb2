/**
 * What is copied to embed a lab in somebody's page: one text for each kind of host. Pure functions, without a document: the
 * Share dialog, the documentation and the tests all take their texts from here.
 */
import { PAGE_KEYS, readHash, writeHash } from '../state/url.js';
import { embedLink } from './link.js';

/**
 * @typedef {object} Sharing what is embedded
 * @property {string} base address of the folder that has index.html, embed.html and embed/element.js
 * @property {string} link of the app: '#lab=race&preset=adam'
 * @property {string} title for those who cannot see the frame, and on paper
 * @property {string[]} [hide] names of panels and of groups of controls
 * @property {string} [start] 'click' or 'visible'
 * @property {number} [height] of a frame in a page that is not told of it, in CSS pixels
 *
 * @typedef {'html' | 'markdown' | 'python' | 'shell'} Syntax
 * @typedef {{ id: string, syntax: Syntax, text: string }} Snippet
 */

/** Of a started lab on a page of some 700 px. */
export const HEIGHT = 640;

/** @param {string} text @returns {string} as the value of an attribute of HTML, in quotes of either kind */
const escapeHtml = (text) => text.replace(/[&<>"'`]/g, (character) => ENTITIES[character]);

/** @type {Record<string, string>} */
const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;', '`': '&#96;' };

/** A string of Python: JSON's escapes are all among Python's. @param {string} text */
const python = (text) => JSON.stringify(text);

/** Words in Markdown that are only words. @param {string} text */
const markdown = (text) => text.replace(/[\\`*_{}[\]<>$@~^|&]/g, '\\$&').replace(/^[#+\-:=%]/, '\\$&');

/** On one line: what a new line would begin belongs to nobody's syntax. @param {string} text */
const oneLine = (text) => text.replace(/\s+/g, ' ').trim();

/**
 * Where it all is.
 * @param {Sharing} sharing
 * @returns {{ embed: string, page: string, element: string }} absolute addresses
 * @throws {TypeError} where `base` is no address
 */
export function addresses({ base, link, hide = [], start = 'click' }) {
  /** @type {import('../state/url.js').Pairs} */
  const own = [];
  if (hide.length > 0) own.push(['hide', hide.join()]);
  if (start !== 'click') own.push(['start', start]);
  const at = (/** @type {string} */ name) => new URL(name, base).href;
  const page = writeHash(readHash(link).pairs);
  return {
    embed: at(`embed.html${embedLink(page, writeHash(own))}`),
    page: at(`index.html${page}`),
    element: at('embed/element.js'),
  };
}

/** Whether nobody but this machine can open an address. @param {string} address */
export function isLocal(address) {
  const { protocol, hostname } = new URL(address);
  if (!/^https?:$/.test(protocol)) return true;
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    /^(127(\.\d+){3}$|\[::1\]$|0\.0\.0\.0$)/.test(hostname)
  );
}

/** @param {string} name @param {Record<string, string | undefined>} attributes those without a value are left out @param {string} [inside] */
function tag(name, attributes, inside = '') {
  const said = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${escapeHtml(value)}"`],
  );
  return `<${name}${said.join('')}>${inside}</${name}>`;
}

/** @param {Sharing} sharing @param {string} page @param {string} element */
function elementText({ link, hide = [], start = 'click', title }, page, element) {
  const { pairs } = readHash(link);
  const value = (/** @type {string} */ key) => pairs.findLast(([one]) => one === key)?.[1];
  const settings = writeHash(pairs.filter(([key]) => !PAGE_KEYS.includes(key))).slice(1);
  const attributes = {
    ...Object.fromEntries(PAGE_KEYS.map((key) => [key, value(key)])),
    hide: hide.join() || undefined,
    start: start === 'click' ? undefined : start,
    settings: settings || undefined,
    title,
  };
  const fallback = `\n  ${tag('a', { href: page }, escapeHtml(title))}\n`;
  return `${tag('script', { type: 'module', src: element })}\n${tag('descenso-lab', attributes, fallback)}`;
}

/**
 * The texts, by host: `iframe`, `element`, `quarto`, `quarto-self-contained`, `myst` (mystmd), `jupyter-book` (of version 1),
 * `notebook`, `reveal`, `moodle` (source of its editor) and `moodle-file` (the command that makes a file to upload).
 * @param {Sharing} sharing
 * @returns {Snippet[]}
 */
export function snippets(sharing) {
  const { link, height = HEIGHT } = sharing;
  const title = oneLine(sharing.title);
  const { embed, page, element } = addresses(sharing);
  /** Attributes and not styles, which a host's policy may forbid. It asks for no permission (`allow`): it needs none. */
  const frame = (/** @type {Record<string, string>} */ more = {}) =>
    tag('iframe', { src: embed, title, width: '100%', height: String(height), loading: 'lazy', ...more });
  const lone = { frameborder: '0' };
  const preset = readHash(link).pairs.findLast(([key]) => key === 'preset')?.[1] ?? '';
  return [
    { id: 'iframe', syntax: 'html', text: frame(lone) },
    { id: 'element', syntax: 'html', text: elementText({ ...sharing, title }, page, element) },
    { id: 'quarto', syntax: 'markdown', text: fenced('{=html}', frame(lone)) },
    // Pandoc would put into the document what the frame shows, and it could do nothing there.
    {
      id: 'quarto-self-contained',
      syntax: 'markdown',
      text: fenced('{=html}', frame({ ...lone, 'data-external': '1' })),
    },
    { id: 'myst', syntax: 'markdown', text: `:::{iframe} ${embed}\n:width: 100%\n\n${markdown(title)}\n:::` },
    { id: 'jupyter-book', syntax: 'markdown', text: fenced('{raw} html', frame(lone)) },
    {
      id: 'notebook',
      syntax: 'python',
      text: [
        'from IPython.display import IFrame',
        '',
        `IFrame(${python(embed)}, width="100%", height=${height}, extras=[${python(`title='${escapeHtml(title)}'`)}])`,
      ].join('\n'),
    },
    {
      id: 'reveal',
      syntax: 'html',
      // `src`: a frame by `data-src` is emptied when its slide is left. The class gives it the height that the slide has left.
      text: `<section>\n  <h2>${escapeHtml(title)}</h2>\n  ${tag('iframe', { class: 'r-stretch', src: embed, title })}\n</section>`,
    },
    { id: 'moodle', syntax: 'html', text: frame(lone) },
    {
      id: 'moodle-file',
      syntax: 'shell',
      text: `./build.sh single${/^[\w-]+$/.test(preset) ? ` --preset ${preset}` : ''}`,
    },
  ];
}

/** @param {string} kind @param {string} text of one line */
const fenced = (kind, text) => `\`\`\`${kind}\n${text}\n\`\`\``;
