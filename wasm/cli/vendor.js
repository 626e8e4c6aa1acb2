// vendor.js: which files of other projects the page loads, under which names, and where npm has put them.

import { createRequire } from 'node:module';
import path from 'node:path';

/**
 * Name under web/vendor/ → package and the file beside its entry point. The licences ask to go where the code goes.
 * @type {Record<string, [package: string, file: string]>}
 */
const FILES = {
  'chart.js': ['chart.js', 'chart.umd.min.js'],
  'chart.LICENSE.txt': ['chart.js', '../LICENSE.md'],
  'temml.js': ['temml', 'temml.mjs'],
  'temml.css': ['temml', 'Temml-Local.css'],
  'Temml.woff2': ['temml', 'Temml.woff2'], // temml.css names it so
  'temml.LICENSE.txt': ['temml', '../LICENSE'],
  'lean-qr.js': ['lean-qr', 'index.mjs'],
  'lean-qr.LICENSE.txt': ['lean-qr', 'LICENSE'],
  // Its modules import each other by relative paths, so they keep their places.
  'lit-html/lit-html.js': ['lit-html', '../lit-html.js'],
  'lit-html/async-directive.js': ['lit-html', '../async-directive.js'],
  'lit-html/directive.js': ['lit-html', '../directive.js'],
  'lit-html/directive-helpers.js': ['lit-html', '../directive-helpers.js'],
  'lit-html/directives/live.js': ['lit-html', '../directives/live.js'],
  'lit-html/directives/repeat.js': ['lit-html', '../directives/repeat.js'],
  'fflate.js': ['fflate', '../esm/browser.js'],
  'fflate.LICENSE.txt': ['fflate', '../LICENSE'],
  'lit-html/LICENSE.txt': ['lit-html', '../LICENSE'],
};

/**
 * What is not served as it is: a style sheet that styles whole documents is held to apps, for an app may stand in
 * somebody's.
 * @type {Record<string, (text: string) => string>}
 */
export const CHANGES = { 'temml.css': scoped };

/** Rules that cannot stand within another rule. */
const APART = /@font-face\s*\{[^}]*\}/g;
/** Firefox takes these at the outside only. */
const FIREFOX = /@-moz-document[^{]*\{((?:[^{}]*\{[^{}]*\})*)\s*\}/g;

/**
 * The same sheet for what is in an app only, at the same specificity.
 * @param {string} css
 * @returns {string}
 */
function scoped(css) {
  const text = css.replace(/\/\*[^]*?\*\//g, '');
  const within = (/** @type {string} */ rules) => `:where(.descenso) {\n${rules}\n}\n`;
  const firefox = [...text.matchAll(FIREFOX)].map(([, rules]) => `@-moz-document url-prefix() {\n${within(rules)}}\n`);
  return [...(text.match(APART) ?? []), within(text.replace(APART, '').replace(FIREFOX, '')), ...firefox].join('\n');
}

const require = createRequire(import.meta.url);

/** @param {string} name of a package @returns {Error} */
export const missingPackage = (name) => new Error(`the package ${name} is missing: run npm install (or npm start)`);

/**
 * @returns {Map<string, string>} name under web/vendor/ → absolute path
 * @throws {Error} that says what to do where a package is not installed
 */
export function findVendorFiles() {
  return new Map(Object.entries(FILES).map(([name, [from, file]]) => [name, path.join(directoryOf(from), file)]));
}

/** Where a package's entry point lies. @param {string} name */
function directoryOf(name) {
  try {
    return path.dirname(require.resolve(name));
  } catch (error) {
    throw /** @type {NodeJS.ErrnoException} */ (error).code === 'MODULE_NOT_FOUND' ? missingPackage(name) : error;
  }
}
