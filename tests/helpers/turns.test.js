// Which browser looks at what: no test is left to nobody.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const TESTS = fileURLToPath(new URL('..', import.meta.url));
/** Of every file whose tests take turns, its name and its text. */
const files = readdirSync(TESTS, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.js'))
  .map((name) => ({ name, text: readFileSync(path.join(TESTS, name), 'utf8') }))
  .filter(({ text }) => /\btestsOf\(name\)/.test(text));

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
