// types.js: the declarations that the package brings, made from the JSDoc of what it exports: types/, from package.json.

import { cpSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const TARGET = path.join(ROOT, 'types');

/** @type {{ exports: Record<string, string | Record<string, string>> }} */
const { exports } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
const sources = Object.values(exports)
  .flatMap((one) => (typeof one === 'object' ? [one.types] : []))
  .map((types) => path.join(ROOT, path.relative('types', types).replace(/\.d\.ts$/, '.js')));

const { config } = ts.readConfigFile(path.join(ROOT, 'tsconfig.json'), ts.sys.readFile);
const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, ROOT);
rmSync(TARGET, { recursive: true, force: true });
const program = ts.createProgram(sources, {
  ...options,
  noEmit: false,
  declaration: true,
  emitDeclarationOnly: true,
  rootDir: ROOT,
  outDir: TARGET,
});
const { diagnostics } = program.emit();
const problems = [...ts.getPreEmitDiagnostics(program), ...diagnostics];
if (problems.length > 0) {
  const host = { getCanonicalFileName: String, getCurrentDirectory: () => ROOT, getNewLine: () => '\n' };
  process.stderr.write(ts.formatDiagnostics(problems, host));
  process.exit(1);
}
// What is declared as such, tsc leaves where it is.
for (const file of ['wasm/spec.d.ts', 'web/embed/element-types.d.ts'])
  cpSync(path.join(ROOT, file), path.join(TARGET, file));
