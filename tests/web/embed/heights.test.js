// An embed's frame may be as high as the embed asks for: a height that went by the frame's would hang on itself.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const web = fileURLToPath(new URL('../../../web', import.meta.url));
const read = (/** @type {string} */ file) => readFileSync(path.join(web, file), 'utf8');
/** @param {string} file */
const declarationsOf = (file) =>
  [...read(file).matchAll(/^\s*([\w-]+): ([^;{}]*);$/gm)].map(([, name, value]) => ({ name, value }));

/** Lengths of the window's height. */
const OF_WINDOW = /\d[dls]?vh\b|\binnerHeight\b/;

/** What lies above the page and moves nothing of it, the page that is no embed, and who tells about the window. */
const ELSEWHERE = {
  'style/dialog.css': 'dialogs',
  'style/record.css': 'a table in a dialog',
  'views/dialog.js': 'dialogs',
  'views/explain.js': 'explanations',
  'views/notices.js': 'notices',
  'embed/height.js': 'what it tells the page around',
  'embed/element.js': 'the page around',
};

test('heights go by the window only through tokens, and an embed has others for each of them', () => {
  const files = readdirSync(web, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll(path.sep, '/'))
    .filter((file) => /\.(js|css)$/.test(file) && !/^(vendor|data)\//.test(file) && OF_WINDOW.test(read(file)));
  assert.deepEqual(files.sort(), [...Object.keys(ELSEWHERE), 'style/tokens.css'].sort());

  const tokens = declarationsOf('style/tokens.css').filter(({ value }) => OF_WINDOW.test(value));
  // The page fills the window; embed.html has no #page.
  const names = tokens.map(({ name }) => name).filter((name) => name !== 'min-height');
  assert.ok(names.includes('--chart-share'), 'the test sees them');
  const own = declarationsOf('style/embed.css').map(({ name }) => name);
  assert.deepEqual(
    names.filter((name) => !own.includes(name)),
    [],
  );
});
