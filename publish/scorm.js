// scorm.js: `./build.sh scorm PRESET…`: a SCORM 1.2 package, of which each preset is a lesson: the site, a page for each, and the
// list of it all that platforms read.

import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { strToU8, zipSync } from 'fflate';
import { languages } from '../web/i18n/index.js';
import { linkOf } from '../web/state/url.js';
import { digestOf, ROOT, stamped } from './files.js';
import { presetNamed } from './presets.js';
import { siteFiles } from './site.js';

/** The time that the files of a package bear: equal packages are equal bytes. */
const TIME = new Date(2000, 0, 1);

const escape = (/** @type {string} */ text) => text.replace(/[&<>"]/g, (one) => `&#${one.charCodeAt(0)};`);

/** @param {{ presets: string[], language?: string }} options @returns {Promise<Uint8Array>} the zip */
async function scormPackage({ presets: wanted, language = Object.keys(languages)[0] }) {
  if (!Object.hasOwn(languages, language)) throw new Error(`--lang must be ${Object.keys(languages).join(' or ')}`);
  const lessons = await Promise.all([...new Set(wanted)].map((id) => lessonOf(id, language)));
  const files = await siteFiles();
  const { outputFiles = [] } = await build({
    absWorkingDir: ROOT,
    entryPoints: ['publish/scorm-page.js'],
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    write: false,
  });
  const script = `assets/${stamped('scorm.js', outputFiles[0].text)}`;
  const style = 'html,body{margin:0;height:100%}iframe{display:block;width:100%;height:100%;border:0}';
  const sheet = `assets/${stamped('scorm.css', style)}`;
  files.set(script, outputFiles[0].text);
  files.set(sheet, style);
  const shared = [...files.keys()];
  for (const { id, lab, title } of lessons)
    files.set(
      `${id}.html`,
      `<!doctype html>
<html lang="${language}">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta http-equiv="Content-Security-Policy" content="default-src 'self'" />
    <title>${escape(title)}</title>
    <link rel="stylesheet" href="${sheet}" />
  </head>
  <body>
    <iframe id="lesson" title="${escape(title)}" data-link="${escape(linkOf(lab, id))}" data-languages="${Object.keys(languages).join(' ')}" allow="fullscreen"></iframe>
    <script src="${script}"></script>
  </body>
</html>
`,
    );
  files.set('imsmanifest.xml', manifest(lessons, shared));
  const entries = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
  const bytes = (/** @type {string | Uint8Array} */ content) =>
    typeof content === 'string' ? strToU8(content) : content;
  return zipSync(Object.fromEntries(entries.map(([name, content]) => [name, bytes(content)])), {
    level: 9,
    mtime: TIME,
  });
}

/** @typedef {{ id: string, lab: string, title: string }} Lesson */

/** @param {string} id @param {string} language @returns {Promise<Lesson>} */
async function lessonOf(id, language) {
  const { lab } = presetNamed(id);
  const { default: texts } = await import(`../web/i18n/${language}/presets/${lab}.js`);
  return { id, lab, title: texts[id].title };
}

/** @param {Lesson[]} lessons @param {string[]} shared files */
function manifest(lessons, shared) {
  const identifier = `descenso-${digestOf(lessons.map(({ id }) => id).join())}`;
  const items = lessons.map(
    ({ id, title }) =>
      `      <item identifier="item-${id}" identifierref="sco-${id}"><title>${escape(title)}</title></item>`,
  );
  const pages = lessons.map(
    ({ id }) => `    <resource identifier="sco-${id}" type="webcontent" adlcp:scormtype="sco" href="${id}.html">
      <file href="${id}.html" />
      <dependency identifierref="shared" />
    </resource>`,
  );
  const files = shared.map((name) => `      <file href="${name}" />`);
  return `<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="${identifier}" version="1.0"
  xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xsi:schemaLocation="http://www.imsproject.org/xsd/imscp_rootv1p1p2 imscp_rootv1p1p2.xsd http://www.adlnet.org/xsd/adlcp_rootv1p2 adlcp_rootv1p2.xsd">
  <metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>
  <organizations default="descenso">
    <organization identifier="descenso">
      <title>Descenso</title>
${items.join('\n')}
    </organization>
  </organizations>
  <resources>
${pages.join('\n')}
    <resource identifier="shared" type="webcontent" adlcp:scormtype="asset">
${files.join('\n')}
    </resource>
  </resources>
</manifest>
`;
}

async function main() {
  const { values, positionals } = parseArgs({ options: { lang: { type: 'string' } }, allowPositionals: true });
  const target = path.resolve(positionals.find((one) => one.endsWith('.zip')) ?? 'build/descenso-scorm.zip');
  const wanted = positionals.filter((one) => !one.endsWith('.zip'));
  if (wanted.length === 0) throw new Error('say which presets: ./build.sh scorm momentum');
  const zip = await scormPackage({ presets: wanted, language: values.lang });
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, zip);
  console.log(`scorm: ${path.relative('.', target)}, ${wanted.length} lessons, ${Math.round(zip.length / 1024)} kB`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main().catch((error) => {
    process.stderr.write(`build.sh: scorm: ${error.message}\n`);
    process.exitCode = 1;
  });
}
