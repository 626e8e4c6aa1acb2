// The spec that the README trains from the command line is the lesson's.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { engine, openLesson } from '../helpers/lessons.js';

test('examples/together.json is what the lesson of that name trains', () => {
  const said = JSON.parse(readFileSync(new URL('../../examples/together.json', import.meta.url), 'utf8'));
  assert.deepEqual(engine.normalize(said), engine.normalize(openLesson('together').entrantSpec('batchnorm')));
});
