// Where loadEngine takes the module from, and what it refuses.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Engine, loadEngine } from '../../wasm/index.js';
import { readWasm } from '../helpers/datasets.js';

const engine = await loadEngine();

describe('loadEngine', async () => {
  const bytes = await readWasm();
  const url = new URL('../../wasm/descenso.wasm', import.meta.url);
  const wasmType = { headers: { 'Content-Type': 'application/wasm' } };
  const sources = {
    'nothing: the file beside it': undefined,
    bytes: new Uint8Array(bytes),
    'a view into more bytes': new Uint8Array([1, 2, 3, ...bytes, 4]).subarray(3, 3 + bytes.length),
    'an ArrayBuffer': new Uint8Array(bytes).buffer,
    'a Module': await WebAssembly.compile(bytes),
    'a URL': url,
    'a URL as a string': url.href,
    'the path of a file': fileURLToPath(url),
    'a Response with its type': new Response(bytes, wasmType),
    'a Response of unknown type': new Response(bytes),
    'a promise of any of them': Promise.resolve(bytes),
  };
  for (const [name, wasm] of Object.entries(sources))
    test(name, async () => {
      const loaded = await loadEngine({ wasm });
      assert.ok(loaded instanceof Engine);
      assert.deepEqual(loaded.catalog, engine.catalog);
    });

  const empty = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0); // a module without content
  const wrong = {
    'no bytes': [new Uint8Array(0), /./],
    text: [new TextEncoder().encode('<!doctype html>'), /./],
    'half a module': [new Uint8Array(bytes).subarray(0, bytes.length >> 1), /./],
    'another module': [empty, /not descenso\.wasm/],
    'a Response that failed': [new Response('', { status: 404, statusText: 'Not Found' }), /404 Not Found/],
    'a Response of an address that failed': [
      Object.defineProperty(new Response('', { status: 404 }), 'url', {
        value: 'https://host/wasm/descenso-shared.wasm',
      }),
      /^descenso-shared\.wasm could not be loaded/,
    ],
    'a Response of text': [new Response('hello', wasmType), /./],
    'a file that is not there': [new URL('nothing.wasm', url), /nothing\.wasm/],
    'a rejected promise': [() => Promise.reject(new Error('offline')), /offline/],
  };
  for (const [name, [wasm, message]] of Object.entries(wrong))
    test(`refuses ${name}`, async () => {
      await assert.rejects(loadEngine({ wasm: typeof wasm === 'function' ? wasm() : wasm }), { message });
    });

  test('refuses threads for a module that has no memory to share, unless no number is asked', async () => {
    await assert.rejects(loadEngine({ wasm: bytes, threads: 2 }), /threads must be 1 .* got 2/);
    assert.equal((await loadEngine({ wasm: bytes, threads: 'auto' })).threads, 1);
  });
});
