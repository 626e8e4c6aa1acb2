// `--wide` lets V8 widen the kernels: the same bits, or a clear word that this V8 cannot. DESCENSO_WIDE_NODE names a Node that can.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startCommand } from '../helpers/command.js';

const CLI = fileURLToPath(new URL('../../wasm/cli.js', import.meta.url));
const node = process.env.DESCENSO_WIDE_NODE ?? process.execPath;
const options = execFileSync(node, ['--v8-options'], { encoding: 'utf8' });
const sets = ['data.trainSize=640', 'epochs=2', 'model.inputDropout=0.2'].flatMap((one) => ['--set', one]);
const train = (/** @type {string[]} */ ...args) => startCommand(node, [CLI, 'train', ...sets, '--json', ...args]).ended;
const hashIn = (/** @type {string} */ lines) => JSON.parse(lines.trim().split('\n').at(-1) ?? '').weightsHash;

test('train --wide has the bits of train, or refuses in clear words', async () => {
  const wide = await train('--wide', '--threads', '2');
  if (!options.includes('--experimental-wasm-revectorize')) {
    assert.equal(wide.status, 2);
    assert.match(
      wide.stderr,
      /^descenso: --wide needs a Node whose V8 has --experimental-wasm-revectorize, as 24 .* this is \d+\./,
    );
    return;
  }
  assert.equal(wide.status, 0, wide.stderr);
  assert.equal(hashIn(wide.stdout), hashIn((await train()).stdout));
});
