// Which browser looks at what: no test is left to nobody.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { turnOf } from './browser.js';

const TESTS = fileURLToPath(new URL('..', import.meta.url));
/** Of every file whose tests take turns, its name and its text. */
const files = readdirSync(TESTS, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.js'))
  .map((name) => ({ name, text: readFileSync(path.join(TESTS, name), 'utf8') }))
  .filter(({ text }) => /\btestsOf\(name\)|\binBrowsers\(\(harness, test\)/.test(text));

test('a turn hangs on the title alone, and each browser has its share', () => {
  const turns = Array.from({ length: 1000 }, (_, n) => turnOf(`what is looked at, number ${n}`));
  const share = turns.filter((name) => name === 'chromium').length / turns.length;
  assert.ok(share > 0.55 && share < 0.65, `Chromium has ${share}`);
  assert.equal(turnOf('one'), turnOf('one'));
});

test('what asks for its browser is looked at in both: in turns it would be in the wrong one, and look at nothing', () => {
  assert.ok(files.length > 30, `${files.length} files take turns`);
  for (const { name, text } of files) {
    const [, ...definitions] = text.split(/^ +(?=test(?:\.both)?\()/m);
    const asking = definitions.filter(
      (one) => one.startsWith('test(') && /\bname [!=]== '(chromium|firefox)'/.test(one),
    );
    assert.deepEqual(
      asking.map((one) => /['"`].*/.exec(one)?.[0]),
      [],
      name,
    );
  }
});
