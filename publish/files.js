// files.js: what goes out beside the modules: which data, which styles, whose licences; and names that change with what is in
// a file.

import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { FILES } from '../wasm/data.js';
import { findVendorFiles } from '../wasm/cli/vendor.js';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** @param {string | Uint8Array} content */
export const digestOf = (content) => createHash('sha256').update(content).digest('hex').slice(0, 10);

/** "assets/main-0123456789.js", for what is in it. @param {string} name @param {string | Uint8Array} content */
export function stamped(name, content) {
  const { name: stem, ext } = path.posix.parse(name);
  return `${stem}-${digestOf(content)}${ext}`;
}

/**
 * The files that asset() is asked for and that are no modules, from the tree's folder on.
 * @param {string} root
 * @param {string[]} sets of images
 */
export function assetFiles(root, sets) {
  const images = sets.flatMap((set) => [...FILES.train, ...FILES.test].map((file) => `web/data/${set}/${file}`));
  const missing = images.find((file) => !existsSync(path.join(root, file)));
  if (missing) throw new Error(`${missing} is missing: ./build.sh data`);
  const checkpoints = readdirSync(path.join(root, 'web/data/checkpoint')).map((name) => `web/data/checkpoint/${name}`);
  return ['wasm/descenso.wasm', 'wasm/descenso-shared.wasm', ...checkpoints, ...images];
}

/** The style sheets that a page begins with, as asset() knows them. @param {string} html */
export const firstSheets = (html) =>
  [...html.matchAll(/<link rel="stylesheet" href="(style\/[\w-]+\.css)"/g)].map(([, href]) => `web/${href}`);

/**
 * The style sheets, as asset() knows them, in the order in which they stand: those that the page begins with, then those of its
 * labs, then those of others.
 * @param {string} root
 * @param {string} html of the page
 */
export function styleSheets(root, html) {
  const first = firstSheets(html);
  const all = readdirSync(path.join(root, 'web/style'))
    .filter((name) => name.endsWith('.css'))
    .sort()
    .map((name) => `web/style/${name}`);
  return [...first, ...all.filter((name) => !first.includes(name)), 'web/vendor/temml.css'];
}

/** Where a file of the tree is, or of a package that the page names as if it lay in the tree. @param {string} root @param {string} name */
export const placeOf = (root, name) => findVendorFiles().get(name.replace('web/vendor/', '')) ?? path.join(root, name);

/** What may be done with it, ours first. @param {string} root */
export function licences(root) {
  const others = [...findVendorFiles()].filter(([name]) => /LICENSE/.test(name));
  const titled = others.map(([name, file]) => `${name.replace(/[./]LICENSE.*/, '')}\n\n${readFileSync(file, 'utf8')}`);
  return [readFileSync(path.join(root, 'LICENSE'), 'utf8'), ...titled].join(`\n${'-'.repeat(80)}\n\n`);
}
