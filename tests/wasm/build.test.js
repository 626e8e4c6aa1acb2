// The committed module is what the pinned compiler makes of src/, byte for byte, wherever the checkout lies.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const REBUILT = 'build/descenso.wasm';
const committed = readFileSync(path.join(root, 'wasm/descenso.wasm'));

/** The module only: its types are another test's business. @param {string} directory @param {NodeJS.ProcessEnv} [env] */
function build(directory, env = process.env) {
  return spawnSync('./build.sh', ['wasm', REBUILT], { cwd: directory, encoding: 'utf8', env });
}

/**
 * Calls `use` with a copy of what the module is built from, at another path.
 * @param {(copy: string) => void} use
 */
function withCopy(use) {
  const directory = mkdtempSync(path.join(tmpdir(), 'descenso build '));
  try {
    const copy = path.join(directory, 'some where', 'else');
    for (const part of ['build.sh', 'src']) {
      cpSync(path.join(root, part), path.join(copy, part), { recursive: true });
    }
    use(copy);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

test('descenso.wasm is reproduced from src/ at another path, byte for byte', () => {
  withCopy((copy) => {
    const { status, stdout, stderr } = build(copy);
    assert.equal(status, 0, `${stdout}${stderr}`);
    const rebuilt = readFileSync(path.join(copy, REBUILT));
    assert.ok(
      rebuilt.equals(committed),
      `wasm/descenso.wasm (${committed.length} bytes) is not what src/ gives (${rebuilt.length} bytes): ` +
        'run ./build.sh wasm and commit it',
    );
  });
});

test('the module asks its host for nothing but the notice that memory has grown', () => {
  const imports = WebAssembly.Module.imports(new WebAssembly.Module(committed));
  assert.deepEqual(
    imports.filter(({ module, name }) => `${module}.${name}` !== 'env.emscripten_notify_memory_growth'),
    [],
  );
});

test('the module names no path and has no debug information', () => {
  const module = new WebAssembly.Module(committed);
  for (const section of ['name', '.debug_info', '.debug_line', 'sourceMappingURL', 'producers']) {
    assert.equal(WebAssembly.Module.customSections(module, section).length, 0, section);
  }
  assert.ok(!committed.includes('/src/'));
});

test('another compiler than the pinned one is refused, saying which is wanted', () => {
  withCopy((copy) => {
    const fake = path.join(copy, 'bin');
    mkdirSync(fake);
    writeFileSync(path.join(fake, 'emcc'), '#!/bin/sh\necho "emcc (other) 9.9.9 ()"\n', { mode: 0o755 });
    const PATH = `${fake}${path.delimiter}${process.env.PATH}`;
    const { status, stderr } = build(copy, { ...process.env, PATH });
    assert.equal(status, 1);
    assert.match(stderr, /built by emcc 3\.1\.6 .*but here is: emcc .* 9\.9\.9.*FORCE=1/s);
  });
});
