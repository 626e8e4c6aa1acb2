// The spec that the README trains from the command line is one, with all that it names.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { loadEngine } from '../../wasm/index.js';

test('examples/together.json is a spec for all images', async () => {
  const said = JSON.parse(readFileSync(new URL('../../examples/together.json', import.meta.url), 'utf8'));
  const engine = await loadEngine();
  const spec = engine.normalize(said);
  assert.equal(spec.data.trainSize + spec.data.validationSize, 60000);
  assert.deepEqual([spec.optimizer.id, spec.batchSize, spec.augmentation.flip], ['lion', 256, true]);
});
