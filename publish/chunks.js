// chunks.js: into which files the page's modules go. esbuild makes a file of each set of modules that the same parts want,
// which is dozens of small ones: a part here is told to want all that any part of its kind wants, which leaves three for a
// lab: what the page is, what labs share, and its own.

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';

/** @typedef {import('esbuild').Plugin} Plugin */

/** What stands in an embed's place before it is started: what comes into it wants no more than an embed begins with. */
const COVER = 'web/embed/cover.js';
const EMBED = 'web/embed/main.js';

/** Parts that are always wanted at once are one. */
const TOGETHER = ['wasm/planner.js', 'web/engine/pool.js'];

/** What has all views of a lab. */
const VIEWS = /\blabs\/\w+\/views\.js$/;

/**
 * @param {import('esbuild').BuildOptions & { absWorkingDir: string }} options of the build that is to come
 * @param {string} entry the page's, whose modules all parts want
 * @returns {Promise<Plugin>}
 */
export async function partsPlugin(options, entry) {
  const root = options.absWorkingDir;
  const { metafile } = await build({ ...options, metafile: true, write: false });
  /** @param {string} file @param {'dynamic-import' | 'import-statement'} kind */
  const imported = (file, kind) =>
    (metafile?.inputs[file]?.imports ?? []).filter((one) => one.kind === kind && !one.external).map((one) => one.path);
  const reach = (/** @type {string} */ file, /** @type {Set<string>} */ seen = new Set()) => {
    if (seen.has(file)) return seen;
    seen.add(file);
    for (const next of imported(file, 'import-statement')) reach(next, seen);
    return seen;
  };
  // What begins a page is no part of others.
  const page = [...reach(entry)].filter((file) => file !== entry && file !== 'web/main.js');
  const parts = [...new Set(Object.keys(metafile?.inputs ?? {}).flatMap((file) => imported(file, 'dynamic-import')))]
    .filter((file) => file.startsWith('web/labs/') || TOGETHER.includes(file))
    .map((file) => reach(file));
  const labOf = (/** @type {string} */ file) => /^web\/labs\/(?!shared)\w+\//.exec(file)?.[0];
  const rootOf = (/** @type {Set<string>} */ part) => [...part][0];
  // What has all views of a lab has nothing that they have not.
  const counted = parts.filter((part) => !VIEWS.test(rootOf(part)));
  const wantedTwice = (/** @type {Set<string>[]} */ some) =>
    [...new Set(some.flatMap((part) => [...part]))].filter(
      (file) => !page.includes(file) && some.filter((part) => part.has(file)).length > 1,
    );
  const shared = wantedTwice(counted).filter((file) => !labOf(file));
  /** What a lab begins with, and what several of its parts have in common. @param {string} lab */
  const ownOf = (lab) =>
    wantedTwice(counted.filter((part) => labOf(rootOf(part)) === lab)).filter((file) => labOf(file) === lab);
  const common = new Set([...page, ...shared, ...counted.flatMap((part) => ownOf(labOf(rootOf(part)) ?? ''))]);

  const begins = reach(EMBED);
  const begin = page.filter((file) => begins.has(file));
  const line = (/** @type {string} */ what) => (/** @type {string} */ file) =>
    `${what} ${JSON.stringify(path.join(root, file))};`;

  return {
    name: 'parts',
    setup(build) {
      build.onResolve({ filter: /^\.\.?\/.*\.js$/ }, ({ path: name, kind, resolveDir, importer, namespace: from }) => {
        const file = path.relative(root, path.join(resolveDir, name));
        const isKnown = file in (metafile?.inputs ?? {});
        // All views of a lab are one file, and each is one by itself too: who sees one loads no other.
        if (kind === 'import-statement')
          return isKnown && (VIEWS.test(importer) || from === 'together') && !common.has(file)
            ? { path: path.join(resolveDir, name), namespace: 'together' }
            : null;
        // What stands alone stays alone: strings that want nothing of others, and modules of others.
        if (kind !== 'dynamic-import' || !isKnown || !/^(web|wasm)\//.test(file)) return null;
        if (imported(file, 'import-statement').length === 0 && !shared.includes(file)) return null;
        const namespace = path.relative(root, importer) === COVER ? 'cover' : 'part';
        return { path: TOGETHER.includes(file) ? TOGETHER.join() : file, namespace };
      });
      build.onLoad({ filter: /./, namespace: 'together' }, async ({ path: file }) => ({
        contents: await readFile(file, 'utf8'),
        resolveDir: path.dirname(file),
      }));
      build.onLoad({ filter: /./, namespace: 'cover' }, ({ path: name }) => ({
        contents: [...begin.map(line('import')), line('export * from')(name)].join('\n'),
        resolveDir: root,
      }));
      build.onLoad({ filter: /./, namespace: 'part' }, ({ path: name }) => {
        const files = name.split(',');
        const wantsShared = shared.some((one) => files.some((file) => reach(file).has(one)));
        const lab = labOf(name);
        const wanted = [...page, ...(wantsShared ? shared : []), ...(lab ? ownOf(lab) : [])];
        const strings = files.filter((file) => file.startsWith('web/i18n/'));
        return {
          contents: [
            ...wanted.map(line('import')),
            ...files.map(line('export * from')),
            ...strings.map(line('export { default } from')), // which is what a group of strings is
          ].join('\n'),
          resolveDir: root,
        };
      });
    },
  };
}
