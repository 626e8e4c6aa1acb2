// docs/embedding.md, in both languages: its texts are those that the Share dialog gives, its names are those of the code.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import en from '../../web/i18n/en/presets/race.js';
import shareEn from '../../web/i18n/en/share.js';
import shareEs from '../../web/i18n/es/share.js';
import es from '../../web/i18n/es/presets/race.js';
import { SHOWN } from '../../web/labs/rate/settings.js';
import { labs } from '../../web/labs/index.js';
import { presets } from '../../web/lessons/index.js';
import { DescensoLab } from '../../web/embed/element.js';
import { snippets } from '../../web/embed/snippets.js';
import { readOrder } from '../../web/embed/messages.js';
import { code, documentText } from '../helpers/documents.js';
import { FAMILIAR } from '../helpers/words.js';

const DOCUMENTS = { 'embedding.md': { lang: 'en', strings: en }, 'embedding.es.md': { lang: 'es', strings: es } };
const source = (/** @type {string} */ name) => readFileSync(new URL(`../../web/${name}`, import.meta.url), 'utf8');

/** Names in code between backquotes. @param {string} text */
const names = (text) => [...text.matchAll(/`([^`]+)`/g)].map(([, name]) => name).sort();

/** The cells of the row that begins with that name. @param {string} text @param {string} name @param {number} columns */
const row = (text, name, columns) =>
  text
    .split('\n')
    .filter((line) => line.startsWith(`| \`${name}\` |`))
    .map((line) => line.split('|').slice(1, -1))
    .find((cells) => cells.length === columns) ?? assert.fail(`no row of ${name}`);

/** The groups of a lab's rail, by the calls that draw them. @param {string} lab */
function groupsOf(lab) {
  const rail = source(`labs/${lab}/rail.js`);
  const found = [...rail.matchAll(/\bgroup\(\s*app,\s*['`]\w+\.groups\.([^'`]+)['`]/g)].map(([, name]) => name);
  for (const [, key] of rail.matchAll(/networkGroup\(app, (?:fields|rail), spec(?:, '\w+\.groups\.(\w+)')?\)/g))
    found.push(key ?? 'network');
  // Those that labs of contestants have in common.
  for (const [, key] of rail.matchAll(/\brail\.(contestants|data|training)\(/g))
    found.push(key === 'contestants' ? 'entrants' : key);
  // One a view: it is called as the view is.
  const all = found.flatMap((name) => (name === '${view}' ? Object.keys(SHOWN) : name));
  return [...new Set(all)].map((name) => `rail.${name}`).sort();
}

for (const [name, { lang, strings }] of Object.entries(DOCUMENTS)) {
  describe(name, () => {
    const text = documentText(name);

    test('gives each host the text that is copied for it', () => {
      const all = snippets({
        base: 'https://descenso.example/',
        title: strings.adam.title,
        link: `#lab=race&preset=adam&lang=${lang}&v=2`,
        hide: ['rail', 'table'],
      });
      for (const one of all) assert.equal(code(name, one.id), one.text);
    });

    test('names what can be hidden in each lab, and nothing else', () => {
      for (const lab of new Set(presets.map((preset) => preset.lab))) {
        const [, panels, groups] = row(text, lab, 3);
        const said = /export const panels = \[(.*?)\];/.exec(source(`labs/${lab}/index.js`))?.[1] ?? assert.fail(lab);
        const here = names(said.replaceAll("'", '`'));
        assert.deepEqual(names(panels), here, lab);
        for (const { parts } of [shareEn, shareEs])
          assert.deepEqual(
            here.filter((one) => !Object.hasOwn(parts, one)),
            [],
            `${lab}: without a name in the Share dialog`,
          );
        assert.deepEqual(names(groups), groupsOf(lab), lab);
      }
      for (const key of ['hide', 'start', 'hosts', 'lab', 'preset', 'v']) row(text, key, 2);
      assert.deepEqual(
        names(row(text, 'lab', 2)[1]),
        Object.keys(labs)
          .filter((lab) => lab !== 'contents')
          .sort(),
      );
    });

    test('names the attributes of the element', () => {
      const [, said] = /(?:Its attributes are|Sus atributos son) (.*?)\n\n/s.exec(text) ?? [];
      const all = names(said ?? '').filter((one) => /^[a-z]+$/.test(one));
      assert.deepEqual(all, [...DescensoLab.observedAttributes].sort());
    });

    test('names the messages that there are', () => {
      for (const type of ['set', 'train', 'pause', 'reset', 'state?']) {
        row(text, type, 3);
        assert.notEqual(readOrder({ descenso: 1, type, ...(type === 'set' && { values: {} }) }).type, 'refused');
      }
      const embed = `${source('embed/embed.js')}${source('embed/host.js')}`;
      const sent = new Set([...embed.matchAll(/\bsend\('(\w+)'/g)].map(([, type]) => type));
      for (const type of sent) row(text, type, 3);
      assert.deepEqual([...sent].sort(), ['end', 'progress', 'ready', 'refused', 'state']);
    });

    test('says where the commands that it gives put what they make', () => {
      for (const made of ['site/', 'descenso.html', 'descenso-scorm.zip'])
        assert.ok(text.includes(`\`build/${made}\``), made);
    });

    test('has the pictures and documents that it names', () => {
      const links = [...text.matchAll(/\]\((?!https?:)([^)]+)\)/g)].map(([, link]) => link);
      assert.ok(links.length >= 7);
      for (const link of links) assert.ok(existsSync(new URL(`../../docs/${link}`, import.meta.url)), link);
    });
  });
}

test('embedding.es.md calls its reader usted, as the page does', () => {
  const said = documentText('embedding.es.md').split('\n');
  assert.deepEqual(
    said.filter((line) => FAMILIAR.test(line)),
    [],
  );
});
