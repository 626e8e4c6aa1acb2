// single.js: `./build.sh single`: Descenso as one HTML file that needs nothing beside it: from a disk, as a file of a course,
// in a sandbox. Its policy lets no script run but its own two, and nothing be asked for from anywhere.

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { linkOf } from '../web/state/url.js';
import { assetFiles, licences, placeOf, ROOT, styleSheets } from './files.js';
import { assetPlugin, replacePlugin, vendorPlugin } from './plugins.js';
import { presetNamed } from './presets.js';

/** @type {import('esbuild').BuildOptions} */
const COMMON = {
  absWorkingDir: ROOT,
  bundle: true,
  minify: true,
  format: 'iife',
  target: 'es2022',
  charset: 'ascii',
  legalComments: 'none', // the licences stand in the file
  loader: { '.woff2': 'dataurl' },
  logOverride: { 'empty-import-meta': 'silent' }, // only what is beside a module is found by it, and here nothing is
  write: false,
  outdir: '.',
};

const WORKER = 'web/engine/worker.js';

/** The file, as text. @param {{ preset?: string }} options */
async function singleFile({ preset } = {}) {
  const bundle = async (/** @type {import('esbuild').BuildOptions} */ options) => {
    const { outputFiles = [] } = await build({ ...COMMON, ...options });
    return outputFiles[0].text;
  };
  const worker = await bundle({
    entryPoints: [WORKER],
    // Whoever starts it tells it where things are.
    plugins: [assetPlugin(ROOT, 'export const asset = (name) => new URL(self.descensoAssets[name]);')],
  });
  const code = await bundle({
    entryPoints: ['web/main.js'],
    plugins: [
      vendorPlugin(),
      assetPlugin(ROOT, 'export const asset = (name) => new URL(globalThis.descensoAsset(name));'),
      // All of them are in the file.
      replacePlugin(ROOT, 'web/views/styles.js', () => 'export async function needStyles() {}'),
      // Where there is no origin, no module may come from a blob.
      replacePlugin(ROOT, 'web/engine/pool.js', (text) => text.replace("{ type: 'module', name }", '{ name }')),
    ],
  });
  const page = readFileSync(path.join(ROOT, 'web/index.html'), 'utf8');
  const imports = styleSheets(ROOT, page).map((name) => `@import ${JSON.stringify(placeOf(ROOT, name))};`);
  const style = await bundle({
    stdin: { contents: imports.join('\n'), loader: 'css', resolveDir: ROOT },
    plugins: [vendorPlugin()],
  });
  const start = await bundle({ entryPoints: ['publish/single-start.js'] });

  const packed = [
    block('code', gzipSync(code, { level: 9 }), 'gzip'),
    block(WORKER, gzipSync(worker, { level: 9 }), 'gzip'),
    block('wasm/descenso.wasm', gzipSync(readFileSync(placeOf(ROOT, 'wasm/descenso.wasm')), { level: 9 }), 'gzip'),
    block('web/data/sets.json', Buffer.from('["starter"]')),
    // Images are packed already, and weights cannot be.
    ...assetFiles(ROOT, ['starter'])
      .filter((name) => name.startsWith('web/data/'))
      .map((name) => block(name, readFileSync(path.join(ROOT, name)))),
  ];
  const hash = (/** @type {string} */ text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const policy = [
    "default-src 'none'",
    `script-src ${hash(start)} ${hash(code)} 'wasm-unsafe-eval'`,
    'worker-src blob:',
    'connect-src blob: data:',
    `style-src ${hash(style)}`,
    'img-src data: blob:',
    'font-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const icon = `data:image/svg+xml;base64,${readFileSync(path.join(ROOT, 'web/icon.svg')).toString('base64')}`;
  return page
    .replace(/(http-equiv="Content-Security-Policy" content=")[^"]*/, (_, begin) => begin + policy)
    .replace(/ *<link rel="(modulepreload|stylesheet)" [^>]*>\n/g, '')
    .replace(/ *<script type="module" [^>]*><\/script>\n/, '')
    .replace('href="icon.svg"', () => `href="${icon}"`)
    .replace('</head>', () => `<style>${style}</style></head>`)
    .replace(
      '<div id="page"',
      () => `<div id="page" data-alone${preset ? ` data-link="${presetLink(preset).replaceAll('&', '&amp;')}"` : ''}`,
    )
    .replace('</body>', () => `${packed.join('\n')}\n<script>${start}</script>\n</body>`)
    .replace('<html', () => `<!--\n${licences(ROOT).replaceAll('--', '- -')}\n-->\n<html`);
}

/** A file inside of the file. @param {string} name @param {Uint8Array} bytes @param {'gzip' | ''} [packing] */
const block = (name, bytes, packing = '') =>
  `<script type="application/octet-stream" data-name="${name}" data-packing="${packing}">${Buffer.from(bytes).toString('base64')}</script>`;

/** @param {string} preset */
const presetLink = (preset) => linkOf(presetNamed(preset).lab, preset);

async function main() {
  const { values, positionals } = parseArgs({ options: { preset: { type: 'string' } }, allowPositionals: true });
  if (positionals.length > 1) throw new Error(`unexpected argument ${positionals[1]}`);
  const target = path.resolve(positionals[0] ?? 'build/descenso.html');
  const text = await singleFile({ preset: values.preset });
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, text);
  console.log(`single: ${path.relative('.', target)}, ${Math.round(Buffer.byteLength(text) / 1024)} kB`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main().catch((error) => {
    process.stderr.write(`build.sh: single: ${error.message}\n`);
    process.exitCode = 1;
  });
}
