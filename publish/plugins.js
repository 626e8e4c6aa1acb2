// plugins.js: what esbuild is told of the page's ways to name a file: packages under vendor/, strings by language, and
// asset(), the one door to what is named at run time.

import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { languages } from '../web/i18n/index.js';
import { CHANGES, findVendorFiles } from '../wasm/cli/vendor.js';

/** @typedef {import('esbuild').Plugin} Plugin */

/** Groups of strings that every lab wants: one file of them. */
const COMMON = ['page', 'views', 'catalog', 'errors'];

/** Packages, where npm has put them, and as they are served. @returns {Plugin} */
export const vendorPlugin = () => ({
  name: 'vendor',
  setup(build) {
    const files = findVendorFiles();
    build.onResolve({ filter: /^(\.\.?\/)+vendor\// }, ({ path: from }) => ({
      path: files.get(from.replace(/^.*?\/vendor\//, '')),
    }));
    for (const [name, change] of Object.entries(CHANGES)) {
      const file = /** @type {string} */ (files.get(name));
      build.onLoad({ filter: exactly(file) }, async () => ({
        contents: change(await readFile(file, 'utf8')),
        loader: 'css',
        resolveDir: path.dirname(file),
      }));
    }
  },
});

/**
 * One file of the tree, as something else.
 * @param {string} root
 * @param {string} file
 * @param {(text: string) => string} change
 * @returns {Plugin}
 */
export const replacePlugin = (root, file, change) => ({
  name: file,
  setup(build) {
    build.onLoad({ filter: fileFilter(root, file) }, async ({ path: from }) => {
      const text = await readFile(from, 'utf8');
      const contents = change(text);
      if (contents === text) throw new Error(`${file} has nothing to replace`);
      return { contents };
    });
  },
});

/** asset(), whose body is given. @param {string} root @param {string} code */
export const assetPlugin = (root, code) => replacePlugin(root, 'web/asset.js', () => code);

/**
 * The strings that every lab wants, in one file a language.
 * @param {string} root
 * @returns {Plugin}
 */
export const stringsPlugin = (root) => ({
  name: 'strings',
  setup(build) {
    const folder = path.join(root, 'web/i18n');
    build.onResolve({ filter: /^common-strings:/ }, ({ path: name }) => ({
      path: name.replace(/.*:/, ''),
      namespace: 'strings',
    }));
    build.onLoad({ filter: /./, namespace: 'strings' }, ({ path: language }) => ({
      contents: COMMON.map((group) => `export { default as ${group} } from './${language}/${group}.js';`).join('\n'),
      resolveDir: folder,
    }));
    build.onLoad({ filter: fileFilter(root, 'web/i18n/index.js') }, async ({ path: file }) => {
      const text = await readFile(file, 'utf8');
      const own = 'import(`./${language}/${group}.js`)';
      if (!text.includes(own)) throw new Error(`${file} does not load its groups by ${own}`);
      const ways = Object.keys(languages).flatMap((language) =>
        groupsOf(path.join(folder, language)).map((group) => {
          const common = `import('common-strings:${language}').then(({ ${group} }) => ({ default: ${group} }))`;
          return `'${language}/${group}': () => ${COMMON.includes(group) ? common : `import('./${language}/${group}.js')`}`;
        }),
      );
      const table = `const groupFiles = { ${ways.join(',\n')} };`;
      return { contents: `${text.replace(own, 'groupFiles[`${language}/${group}`]()')}\n${table}`, resolveDir: folder };
    });
  },
});

/** @param {string} folder of a language @returns {string[]} 'race', 'presets/race' */
const groupsOf = (folder) =>
  readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.js'))
    .map((name) => name.replaceAll(path.sep, '/').replace(/\.js$/, ''));

/** What is one file of the tree. @param {string} root @param {string} file */
const fileFilter = (root, file) => exactly(path.join(root, file));

/** @param {string} file */
const exactly = (file) => new RegExp(`^${file.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);
