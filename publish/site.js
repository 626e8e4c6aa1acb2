// site.js: `./build.sh site`: the page as few files, for any host, under any path.

import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  chmodSync,
} from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { partsPlugin } from './chunks.js';
import { assetFiles, digestOf, firstSheets, licences, placeOf, ROOT, stamped, styleSheets } from './files.js';
import { assetPlugin, stringsPlugin, vendorPlugin } from './plugins.js';

/** What a site has at its root; an earlier one had the page's own folders. */
const ENTRIES = [
  'index.html',
  'embed.html',
  'sets.json',
  'service-worker.js',
  'LICENSE',
  'assets',
  'embed',
  'web',
  'wasm',
];

/** @type {import('esbuild').BuildOptions & { entryNames: string }} */
const COMMON = {
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  charset: 'utf8',
  legalComments: 'none', // LICENSE has all
  entryNames: '[name]-[hash]',
  chunkNames: '[name]-[hash]',
  assetNames: '[name]-[hash]',
  loader: { '.woff2': 'file' },
  outdir: 'assets',
  write: false,
  logLevel: 'warning',
};

/**
 * asset(), where all lies in one folder, under names that say what is in a file.
 * @param {Record<string, string>} table
 * @param {string} [folder] the way there from the module that asks
 */
const assetCode = (table, folder = './') => `const table = ${JSON.stringify(table)};
const folder = new URL(${JSON.stringify(folder)}, import.meta.url);
export const asset = (name) => new URL(Object.hasOwn(table, name) ? table[name] : '../' + name, folder);`;

/**
 * @param {{ root?: string, full?: boolean }} [options] `full`: with all the images
 * @returns {Promise<Map<string, string | Uint8Array>>} what the site has, by path
 */
export async function siteFiles({ root = ROOT, full = false } = {}) {
  /** @type {Map<string, string | Uint8Array>} */
  const files = new Map();
  const sets = full ? ['full', 'starter'] : ['starter'];
  /** What asset() is asked for, and what that is called beside the modules. @type {Record<string, string>} */
  const table = { 'web/data/sets.json': '../sets.json', 'web/service-worker.js': '../service-worker.js' };
  const add = (/** @type {string} */ name, /** @type {string | Uint8Array} */ content) =>
    files.set(`assets/${name}`, content);

  for (const name of [...assetFiles(root, sets), 'web/icon.svg']) {
    const content = readFileSync(placeOf(root, name));
    // Two sets have files of one name.
    const flat = name.replace(/^web\/data\/(\w+)\//, '$1-').replace(/^.*\//, '');
    table[name] = stamped(flat, content);
    add(table[name], content);
  }

  const pages = /** @type {const} */ (['index.html', 'embed.html']).filter((name) =>
    existsSync(path.join(root, 'web', name)),
  );
  const html = Object.fromEntries(pages.map((name) => [name, readFileSync(path.join(root, 'web', name), 'utf8')]));

  /** @param {import('esbuild').BuildOptions} options what differs @returns {Promise<Map<string, string>>} entry → name */
  async function bundle(options) {
    const { outputFiles = [], metafile } = await build({ ...COMMON, ...options, absWorkingDir: root, metafile: true });
    for (const file of outputFiles) add(path.basename(file.path), file.contents);
    const outputs = Object.entries(metafile?.outputs ?? {});
    return new Map(
      outputs.flatMap(([name, { entryPoint }]) => (entryPoint ? [[entryPoint, path.basename(name)]] : [])),
    );
  }

  /** @param {string} name @param {string[]} sheets in their order @returns {Promise<string>} the one sheet's name */
  async function bundleSheets(name, sheets) {
    const contents = sheets.map((one) => `@import ${JSON.stringify(placeOf(root, one))};`).join('\n');
    await bundle({
      stdin: { contents, loader: 'css', resolveDir: root, sourcefile: `${name}.css` },
      entryNames: `${name}-[hash]`,
      plugins: [vendorPlugin()],
    });
    const [sheet] = [...files.keys()].map((one) => path.basename(one)).filter((one) => one.startsWith(`${name}-`));
    return sheet;
  }
  // All styles are one file, whoever asks for one of them; but an embed's cover needs few of them until it is started.
  const sheets = styleSheets(root, html['index.html']);
  const sheet = await bundleSheets('page', sheets);
  for (const name of sheets) table[name] = sheet;
  const sheetOf = { 'index.html': sheet, 'embed.html': sheet };
  if (html['embed.html']) sheetOf['embed.html'] = await bundleSheets('cover', firstSheets(html['embed.html']));

  const plugins = [vendorPlugin(), stringsPlugin(root)];
  // What a worker starts first: its helpers, where a host isolates the site.
  for (const worker of ['wasm/engine/thread.js', 'web/engine/worker.js']) {
    const own = worker.startsWith('web/') ? [assetPlugin(root, assetCode(table))] : [];
    const workers = await bundle({ entryPoints: [worker], plugins: [...plugins, ...own] });
    table[worker] = /** @type {string} */ (workers.get(worker));
  }

  const entries = Object.fromEntries(pages.map((page) => [page, entryOf(html[page])]));
  const options = {
    ...COMMON,
    absWorkingDir: root,
    entryPoints: [...new Set(Object.values(entries))],
    splitting: true,
    plugins: [assetPlugin(root, assetCode(table)), ...plugins],
  };
  const parts = await partsPlugin(options, entries['index.html']);
  const mains = await bundle({ ...options, plugins: [parts, ...options.plugins] });

  for (const page of pages) {
    const main = /** @type {string} */ (mains.get(entries[page]));
    files.set(page, stampPage(html[page], { main, sheet: sheetOf[page], icon: table['web/icon.svg'] }));
  }
  // Other people's pages name it: it keeps its name, and finds the rest beside its folder.
  const element = path.join(root, 'web/embed/element.js');
  const { outputFiles = [] } = await build({ ...COMMON, absWorkingDir: root, entryPoints: [element] });
  files.set('embed/element.js', outputFiles[0].text);
  // What the element asks for beside itself, whose sheets lie with the page's.
  const paper = await build({
    ...COMMON,
    absWorkingDir: root,
    entryPoints: ['web/embed/paper.js'],
    plugins: [vendorPlugin(), assetPlugin(root, assetCode(table, '../assets/'))],
  });
  files.set('embed/paper.js', /** @type {string} */ (paper.outputFiles?.[0].text));
  files.set('sets.json', JSON.stringify(sets));
  files.set('LICENSE', licences(root));
  files.set('service-worker.js', await serviceWorker(root, files, sets));
  return files;
}

/** The module that a page begins with. @param {string} html */
function entryOf(html) {
  const [, src] = /<script type="module" src="([^"]+)">/.exec(html) ?? [];
  if (!src) throw new Error('a page without a module');
  // A site has what keeps it for offline use; a tree that is worked on has not.
  return `web/${src}`.replace('web/main.js', 'web/site.js');
}

/**
 * A page of the tree, with the names of the site's files.
 * @param {string} html
 * @param {{ main: string, sheet: string, icon: string }} names
 */
function stampPage(html, { main, sheet, icon }) {
  return html
    .replace(/<script type="module" src="[^"]+">/, `<script type="module" src="assets/${main}">`)
    .replace(/ *<link rel="modulepreload" [^>]*>\n/g, '')
    .replace(/<link rel="stylesheet" [^>]*>/, '<link rel="the-sheet">')
    .replace(/ *<link rel="stylesheet" [^>]*>\n/g, '')
    .replace('<link rel="the-sheet">', `<link rel="stylesheet" href="assets/${sheet}" />`)
    .replace(/href="icon\.svg"/, `href="assets/${icon}"`);
}

/**
 * What keeps the site for offline use: all but the large set, which is kept when it was used.
 * @param {string} root
 * @param {Map<string, string | Uint8Array>} files
 * @param {string[]} sets
 */
async function serviceWorker(root, files, sets) {
  const kept = [...files.keys()].filter((name) => name !== 'LICENSE' && !/^assets\/full-/.test(name));
  const list = Object.fromEntries(kept.map((name) => [name, digestOf(/** @type {string} */ (files.get(name)))]));
  const { outputFiles = [] } = await build({
    ...COMMON,
    absWorkingDir: root,
    entryPoints: ['web/service-worker.js'],
    format: 'iife',
    define: {
      'globalThis.descensoSite': JSON.stringify({ version: digestOf(JSON.stringify([list, sets])), files: list }),
    },
  });
  return outputFiles[0].text;
}

/** Refuses a directory that is neither empty nor an earlier site. @param {string} target */
function checkTarget(target) {
  if (!existsSync(target)) return;
  if (!statSync(target).isDirectory()) throw new Error(`${target} is no directory`);
  const strange = readdirSync(target).find((name) => !ENTRIES.includes(name));
  if (strange) throw new Error(`${target} has ${strange}, which no site has: give an empty directory`);
}

/** Writes a site in the place of an earlier one, when it is whole. @param {string} target @param {Map<string, string | Uint8Array>} files */
export function writeSite(target, files) {
  checkTarget(target);
  mkdirSync(path.dirname(target), { recursive: true });
  const part = mkdtempSync(path.join(path.dirname(target), '.site.'));
  try {
    for (const [name, content] of files) {
      const file = path.join(part, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, content);
      chmodSync(file, 0o644); // for the host to read, whatever the umask here
    }
    for (const name of ['', ...readdirSync(part, { recursive: true }).map(String)])
      if (statSync(path.join(part, name)).isDirectory()) chmodSync(path.join(part, name), 0o755);
    rmSync(target, { recursive: true, force: true });
    renameSync(part, target);
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
}

async function main() {
  const { values, positionals } = parseArgs({ options: { full: { type: 'boolean' } }, allowPositionals: true });
  if (positionals.length > 1) throw new Error(`unexpected argument ${positionals[1]}`);
  const target = path.resolve(positionals[0] ?? 'build/site');
  checkTarget(target);
  const files = await siteFiles({ full: values.full });
  writeSite(target, files);
  const bytes = [...files.values()].reduce((sum, content) => sum + Buffer.byteLength(content), 0);
  console.log(`site: ${path.relative('.', target)}, ${files.size} files, ${Math.round(bytes / 1024)} kB`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main().catch((error) => {
    process.stderr.write(`build.sh: site: ${error.message}\n`);
    process.exitCode = 1;
  });
}
