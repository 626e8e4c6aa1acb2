// The committed module is what the pinned compiler makes of src/, byte for byte, wherever the checkout lies.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';

const root = fileURLToPath(new URL('../..', import.meta.url));
const REBUILT = 'build/descenso.wasm';
/** For one thread, and for several. */
const MODULES = ['descenso.wasm', 'descenso-shared.wasm'];
const committed = Object.fromEntries(MODULES.map((name) => [name, readFileSync(path.join(root, 'wasm', name))]));

/** The modules only: their types are another test's business. @param {string} directory @param {NodeJS.ProcessEnv} [env] */
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

test('both modules are reproduced from src/ at another path, byte for byte', () => {
  withCopy((copy) => {
    const { status, stdout, stderr } = build(copy);
    assert.equal(status, 0, `${stdout}${stderr}`);
    for (const name of MODULES) {
      const rebuilt = readFileSync(path.join(copy, 'build', name));
      assert.ok(
        rebuilt.equals(committed[name]),
        `wasm/${name} (${committed[name].length} bytes) is not what src/ gives (${rebuilt.length} bytes): ` +
          'run ./build.sh wasm and commit it',
      );
    }
  });
});

test('the modules ask their host for nothing but the notice that memory has grown, and for memory to share', () => {
  const asked = MODULES.map((name) =>
    WebAssembly.Module.imports(new WebAssembly.Module(committed[name])).map((one) => `${one.module}.${one.name}`),
  );
  const notice = 'env.emscripten_notify_memory_growth';
  assert.deepEqual(
    asked.map((list) => list.sort()),
    [[notice], [notice, 'env.memory']],
  );
});

test('the plain module, which every page loads that is not isolated, takes at most 60 kB with brotli', () => {
  const { length } = brotliCompressSync(committed['descenso.wasm']);
  assert.ok(length <= 60_000, `${length} bytes`);
});

test('the modules name no path and have no debug information', () => {
  for (const name of MODULES) {
    const module = new WebAssembly.Module(committed[name]);
    for (const section of ['name', '.debug_info', '.debug_line', 'sourceMappingURL', 'producers'])
      assert.equal(WebAssembly.Module.customSections(module, section).length, 0, section);
    assert.ok(!committed[name].includes('/src/'));
  }
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
