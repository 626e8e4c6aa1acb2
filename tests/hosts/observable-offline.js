// Loaded before Observable Framework's build, which asks registries on the network for the modules that pages may import:
// what it asks for is answered from node_modules, and nothing else.

import { build } from 'esbuild';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const require = createRequire(import.meta.url);

/** @param {string} name of a package @returns {string} its version, where it is there; else one that nobody loads */
function versionOf(name) {
  try {
    return require(`${name}/package.json`).version;
  } catch {
    return '0.0.0';
  }
}

globalThis.fetch = async (input) => {
  const address = String(input);
  const [, wanted] = /^https:\/\/registry\.npmjs\.org\/((?:@[^/]+\/)?[^/]+)\/latest$/.exec(address) ?? [];
  if (wanted) return Response.json({ version: versionOf(wanted) });
  const [, module] = /^https:\/\/cdn\.jsdelivr\.net\/npm\/((?:@[^/]+\/)?[^/@]+)@[^/]+\/\+esm$/.exec(address) ?? [];
  if (!module) throw new Error(`the build asks for ${address}`);
  const { outputFiles } = await build({
    stdin: { contents: `export * from '${module}';`, resolveDir: root },
    bundle: true,
    format: 'esm',
    write: false,
  });
  return new Response(outputFiles[0].text, { headers: { 'Content-Type': 'application/javascript' } });
};
