// The notebook: what Python printed in it is what Node comes to. It is executed by ./build.sh notebook.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { loadDatasets } from '../../wasm/data.js';
import { nodeReader } from '../../wasm/data-node.js';
import { loadEngine } from '../../wasm/index.js';

/** @type {{ cells: { cell_type: string, source: string[], outputs?: { text?: string[], output_type: string }[] }[] }} */
const notebook = JSON.parse(readFileSync(new URL('../../examples/descenso.ipynb', import.meta.url), 'utf8'));
const code = notebook.cells.filter((cell) => cell.cell_type === 'code');
const printed = code.flatMap(({ outputs = [] }) => outputs.flatMap(({ text = [] }) => text)).join('');

test('its cells were executed, from the first to the last, without an error', () => {
  const counts = code.map((cell) => /** @type {{ execution_count?: number }} */ (cell).execution_count);
  assert.deepEqual(
    counts,
    [...code.keys()].map((n) => n + 1),
  );
  const kinds = new Set(code.flatMap(({ outputs = [] }) => outputs.map((output) => output.output_type)));
  assert.equal(kinds.has('error'), false);
});

test('the hash and the scores that Python printed are those of its spec in Node', async () => {
  const [, given] = /given = (\{.*\})/.exec(code.flatMap(({ source }) => source).join('\n')) ?? [];
  const engine = await loadEngine();
  const spec = engine.normalize(JSON.parse(given));
  const { train, validation, test: images } = await loadDatasets(engine, spec, nodeReader());
  const experiment = engine.createExperiment(spec, { train, validation });
  experiment.runSteps(1e6);
  const { loss, accuracy } = experiment.evaluate(images);
  const hashes = [...printed.matchAll(/weights ([0-9a-f]{64})/g)].map(([, hash]) => hash);
  assert.deepEqual(hashes, [experiment.weightsHash(), experiment.weightsHash()], "Python's, and Node's beside it");
  assert.ok(printed.includes(`test accuracy ${accuracy.toFixed(4)}, test loss ${loss.toFixed(4)}`), printed);
});
