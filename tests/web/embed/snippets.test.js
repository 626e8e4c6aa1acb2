// What the Share dialog and the documentation give to copy: each text is read as its host reads it, with the worst of titles.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { addresses, isLocal, snippets } from '../../../web/embed/snippets.js';
import { readEmbedding } from '../../../web/embed/link.js';

const base = 'https://descenso.example/some/course/';
const HOSTILE = [
  'Momentum',
  'El "mejor" < de \'los\' > métodos & más',
  '</iframe><script>alert(1)</script>',
  '\\" onload="alert(1)',
  "\\' onload='alert(1)",
  '```\n:::\n</section>\n{raw} html `x` *a* _b_ [c](d) $e$ \\',
  '&quot;&amp;#39; 😀 \u2028 {0} %s %(x)s #',
  '::: + - # % =',
];
const LINKS = [
  '#lab=race&preset=momentum&lang=es',
  '#lab=race&spec.model.layers[0].units=20&adam.optimizer.learningRate=0.01&layers=300:relu,10',
  `#lab=race&x=${encodeURIComponent('"><b>&\\\'`\n)}{')}&preset=a"b'c`,
];
const cases = HOSTILE.flatMap((title) => LINKS.map((link) => ({ base, title, link, hide: ['rail', 'table'] })));

const byId = (/** @type {import('../../../web/embed/snippets.js').Sharing} */ sharing) =>
  Object.fromEntries(snippets(sharing).map(({ id, text }) => [id, text]));

/** Lines that became one, as titles do. @param {string} text */
const flat = (text) => text.replace(/\s+/g, ' ').trim();

const NAMED = { amp: '&', lt: '<', gt: '>', quot: '"' };

/** What HTML's references stand for; a lone & or a reference that is not known fails. @param {string} text */
const decoded = (text) =>
  text.replace(/&(#?\w*;?)/g, (all, reference) => {
    const [, number, name] = /^(?:#(\d+)|(\w+));$/.exec(reference) ?? [];
    if (number) return String.fromCodePoint(Number(number));
    assert.ok(Object.hasOwn(NAMED, name), `${all} in ${text}`);
    return NAMED[/** @type {keyof typeof NAMED} */ (name)];
  });

/**
 * Tags with their attributes, and the text between; what is not exactly that fails.
 * @param {string} html
 */
function parse(html) {
  const tags = [];
  const pattern = /<(\/?)([\w-]+)((?: [\w-]+="[^"<>]*")*)>|([^<>]+)/gy;
  let at = 0;
  for (let match; (match = pattern.exec(html)); at = pattern.lastIndex) {
    const [, end, name, attributes = '', text] = match;
    if (text !== undefined) tags.push({ text: decoded(text) });
    else
      tags.push({
        name: end + name,
        ...Object.fromEntries(
          [...attributes.matchAll(/ ([\w-]+)="([^"]*)"/g)].map(([, key, value]) => [key, decoded(value)]),
        ),
      });
  }
  assert.equal(at, html.length, `not read beyond ${html.slice(at, at + 60)}`);
  return tags.filter(({ text }) => text?.trim() !== '');
}

/** The one frame of a text. @param {string} html @param {string[]} [around] tags before and after it */
function frameOf(html, around = ['iframe', '/iframe']) {
  const tags = parse(html);
  assert.deepEqual(
    tags.flatMap(({ name }) => name ?? []),
    around,
  );
  return tags.find(({ name }) => name === 'iframe') ?? {};
}

/** What a fence holds, whose ends are its first and last lines and no other. @param {string} text @param {string} kind */
function fenced(text, kind) {
  const lines = text.split('\n');
  assert.deepEqual([lines[0], lines.at(-1), lines.length], [`\`\`\`${kind}`, '```', 3]);
  return lines[1];
}

describe('what is copied', () => {
  test('has one text for each host', () => {
    const all = snippets({ base, title: 'Momentum', link: LINKS[0] });
    assert.deepEqual(
      all.map(({ id, syntax }) => `${id} ${syntax}`),
      [
        'iframe html',
        'element html',
        'quarto markdown',
        'quarto-self-contained markdown',
        'myst markdown',
        'jupyter-book markdown',
        'notebook python',
        'reveal html',
        'moodle html',
        'moodle-file shell',
      ],
    );
  });

  test('frames say where, what and how high they are, whatever the title and the link have in them', () => {
    for (const one of cases) {
      const texts = byId({ ...one, height: 500 });
      const { embed } = addresses(one);
      const frames = [
        texts.iframe,
        texts.moodle,
        fenced(texts.quarto, '{=html}'),
        fenced(texts['quarto-self-contained'], '{=html}'),
        fenced(texts['jupyter-book'], '{raw} html'),
      ].map((html) => frameOf(html));
      for (const { src, title, width, height, loading } of frames)
        assert.deepEqual([src, title, width, height, loading], [embed, flat(one.title), '100%', '500', 'lazy']);
      assert.deepEqual(
        frames.map((frame) => frame['data-external']),
        [undefined, undefined, undefined, '1', undefined],
      );
      const slide = frameOf(texts.reveal, ['section', 'h2', '/h2', 'iframe', '/iframe', '/section']);
      assert.deepEqual([slide.src, slide.title, slide['data-src']], [embed, flat(one.title), undefined]);
    }
  });

  test('the element has the link in its attributes, and inside what is seen without scripts', () => {
    for (const one of cases) {
      const tags = parse(byId({ ...one, start: 'visible' }).element);
      const { page, element } = addresses(one);
      assert.deepEqual(
        tags.map(({ name, text }) => name ?? text),
        ['script', '/script', 'descenso-lab', 'a', flat(one.title), '/a', '/descenso-lab'],
      );
      const [script, , lab, anchor] = tags;
      assert.deepEqual([script.type, script.src, anchor.href], ['module', element, page]);
      assert.deepEqual([lab.lab, lab.hide, lab.start, lab.title], ['race', 'rail,table', 'visible', flat(one.title)]);
      // Its link is made of these again.
      const { preset, lang, settings } = lab;
      const parts = Object.entries({ lab: lab.lab, preset, lang }).filter(([, value]) => value !== undefined);
      const again = new Set([...parts.map(([key, value]) => `${key}=${value}`), ...(settings?.split('&') ?? [])]);
      const link = new Set(new URL(page).hash.slice(1).split('&'));
      assert.deepEqual(new Set([...again].map(decodeURIComponent)), new Set([...link].map(decodeURIComponent)));
    }
  });

  test('a notebook’s cell is Python with three strings, which IPython puts into quotes of HTML as they are', () => {
    for (const one of cases) {
      const [first, second, call, ...more] = byId({ ...one, height: 500 }).notebook.split('\n');
      assert.deepEqual([first, second, more], ['from IPython.display import IFrame', '', []]);
      const string = '("(?:[^"\\\\]|\\\\[\\\\"nrtbfu])*")';
      const shape = new RegExp(`^IFrame\\(${string}, width="100%", height=500, extras=\\[${string}\\]\\)$`);
      const [src, extra] = (shape.exec(call) ?? assert.fail(call)).slice(1).map((text) => JSON.parse(text));
      assert.equal(src, addresses(one).embed);
      assert.doesNotMatch(src, /["<>\s]/);
      const [, title] = /^title='([^'<>]*)'$/.exec(extra) ?? assert.fail(extra);
      assert.equal(decoded(title), flat(one.title));
    }
  });

  test('MyST’s directive has the address and a caption without a meaning', () => {
    for (const one of cases) {
      const [open, width, empty, caption, close, ...more] = byId(one).myst.split('\n');
      assert.deepEqual([width, empty, close, more], [':width: 100%', '', ':::', []]);
      assert.equal(open, `:::{iframe} ${addresses(one).embed}`);
      assert.doesNotMatch(addresses(one).embed, /\s/);
      // Every character that could begin something is escaped, and nothing else is added.
      assert.doesNotMatch(caption.replace(/\\./g, 'x'), /[`*_{}[\]<>$]|^[:#+%=-]/);
      assert.equal(caption.replace(/\\([!-/:-@[-`{-~])/g, '$1'), flat(one.title));
    }
  });

  test('a command names a lesson, and nothing else', () => {
    const command = (/** @type {string} */ link) => byId({ base, link, title: '' })['moodle-file'];
    assert.equal(command('#lab=race&preset=adam-bias'), './build.sh single --preset adam-bias');
    assert.equal(command('#lab=race'), './build.sh single');
    assert.equal(command('#preset=$(reboot)'), './build.sh single');
  });

  test('the embed’s link says what is hidden and when it starts', () => {
    const { embed, page } = addresses({
      base,
      link: LINKS[0],
      title: '',
      hide: ['rail.data', 'table'],
      start: 'visible',
    });
    assert.equal(embed, `${base}embed.html${LINKS[0]}&hide=rail.data,table&start=visible`);
    assert.equal(page, `${base}index.html${LINKS[0]}`);
    const { hide, start, problems } = readEmbedding(new URL(embed).hash);
    assert.deepEqual([hide, start, problems], [['rail.data', 'table'], 'visible', []]);
    assert.equal(addresses({ base, link: LINKS[0], title: '' }).embed, `${base}embed.html${LINKS[0]}`);
  });

  test('an address that is of this machine only is known', () => {
    const local = [
      'file:///media/usb/descenso.html',
      'http://localhost:8080/',
      'http://127.0.0.1/',
      'http://[::1]:80/',
    ];
    for (const address of local) assert.equal(isLocal(address), true, address);
    for (const address of [base, 'http://127.example/', 'https://localhost.example/'])
      assert.equal(isLocal(address), false, address);
  });
});
