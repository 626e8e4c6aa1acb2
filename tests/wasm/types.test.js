// wasm/spec.d.ts is what the catalog makes it, and TypeScript holds specs to it.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { loadEngine } from '../../wasm/index.js';
import { typesOf } from '../data/make_types.js';

const file = fileURLToPath(new URL('../../wasm/spec.d.ts', import.meta.url));
const engine = await loadEngine();

/**
 * What TypeScript says of some code beside the types, by line from 1.
 * @param {string[]} lines
 * @returns {{ line: number, says: string }[]}
 */
function complaints(lines) {
  const name = file.replace('spec.d.ts', 'trial.ts');
  const options = {
    strict: true,
    noEmit: true,
    module: ts.ModuleKind.ESNext,
    target: ts.ScriptTarget.ES2022,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  const text = ["import type * as T from './spec.d.ts';", ...lines].join('\n');
  host.fileExists = (path) => path === name || fileExists(path);
  host.readFile = (path) => (path === name ? text : readFile(path));
  host.getSourceFile = (path, ...rest) =>
    path === name ? ts.createSourceFile(path, text, ts.ScriptTarget.ES2022) : getSourceFile(path, ...rest);
  const program = ts.createProgram([name], options, host);
  return ts.getPreEmitDiagnostics(program).map((found) => ({
    line: found.file ? found.file.getLineAndCharacterOfPosition(found.start ?? 0).line : 0,
    says: ts.flattenDiagnosticMessageText(found.messageText, '\n').split('\n')[0],
  }));
}

test('spec.d.ts is what ./build.sh wasm makes of the catalog', () => {
  assert.equal(readFileSync(file, 'utf8'), typesOf(engine.catalog));
});

test('full specs of every row have the types, and so has the catalog', () => {
  const { optimizers, schedules, surfaces } = engine.catalog;
  const specs = [
    ...optimizers.map(({ key: id }) => engine.normalize({ optimizer: { id } })),
    ...schedules.map(({ key: id }) => engine.normalize({ schedule: { id } })),
  ];
  const onSurfaces = surfaces.map(({ key: id }) => engine.normalizeSurface({ surface: { id } }));
  const code = [
    ...specs.map((spec, n) => `export const full${n}: T.Spec = ${JSON.stringify(spec)};`),
    ...specs.map((spec, n) => `export const part${n}: T.PartialSpec = ${JSON.stringify(spec)};`),
    ...onSurfaces.map((spec, n) => `export const run${n}: T.SurfaceRunSpec = ${JSON.stringify(spec)};`),
    `export const catalog: T.Catalog = ${JSON.stringify(engine.catalog)};`,
  ];
  assert.deepEqual(complaints(code), []);
});

test('parts of specs have the types, and mistakes have not', () => {
  const good = [
    '{}',
    '{ seed: 3, optimizer: { id: "sgd", learningRate: 0.1 } }',
    '{ optimizer: { beta1: 0.5 }, model: { layers: [{ units: 30 }, {}] } }',
    '{ schedule: { id: "piecewise", boundaries: [1], rates: [1, 2] }, bagging: { models: 3 } }',
  ];
  const bad = [
    '{ speed: 1 }',
    '{ seed: "3" }',
    '{ optimizer: { id: "sgd", beta1: 0.5 } }',
    '{ optimizer: { id: "bold" } }',
    '{ model: { layers: [{ units: "30" }] } }',
    '{ schedule: { decaySteps: 3 } }',
  ];
  const lines = [...good, ...bad].map((spec, n) => `export const spec${n}: T.PartialSpec = ${spec};`);
  const wrong = new Set(complaints(lines).map(({ line }) => line));
  assert.deepEqual(
    [...wrong].sort((a, b) => a - b),
    bad.map((_, n) => good.length + n + 1),
  );
});
