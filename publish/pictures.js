// pictures.js: `./build.sh pictures`: every preset's picture with its title and sentence, in each language and theme, for posters,
// print and contents pages, as Chromium draws what an embed shows before it is started.

import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import puppeteer from 'puppeteer-core';
import { startServer } from '../wasm/cli/serve.js';
import { createStrings, languages } from '../web/i18n/index.js';
import { presets } from '../web/lessons/index.js';
import { linkOf } from '../web/state/url.js';
import { presetNamed } from './presets.js';

/** Of a picture, in CSS pixels; each is SCALE pixels of the file, for paper. */
const WIDTH = 720;
const SCALE = 2;
const THEMES = ['light', 'dark'];

/** How long Chromium may take for one of them (ms). */
const PATIENCE = 120_000;

/** Where it is, unless the variable CHROMIUM says so. */
const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** On paper nothing is pressed. */
const STYLE = '.cover-actions, .cover-changed, .embed-foot { display: none !important }';

/** @param {string | undefined} named by who calls @returns {string} @throws {Error} that says what to do */
function findChromium(named = process.env.CHROMIUM) {
  const found = (named ? [named] : PLACES).find((one) => existsSync(one));
  if (found) return found;
  const where = named ? `CHROMIUM names ${named}, which is not there` : `Chromium is missing (${PLACES.join(', ')})`;
  throw new Error(`${where}: ./build.sh setup brings it, or CHROMIUM=/path/to/chromium ./build.sh pictures`);
}

/**
 * @param {object} options
 * @param {string[]} options.ids of presets
 * @param {string} options.target folder
 * @param {(done: number, all: number, file: string) => void} options.onPicture
 * @returns {Promise<number>} how many there are
 */
async function makePictures({ ids, target, onPicture }) {
  const executablePath = findChromium();
  const looks = Object.keys(languages).flatMap((language) => THEMES.map((theme) => ({ language, theme })));
  const all = ids.length * looks.length;
  mkdirSync(target, { recursive: true });
  const server = await startServer({ port: 0 });
  // Root may not have a sandbox.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const browser = await puppeteer.launch({ executablePath, headless: true, args });
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(PATIENCE);
    await page.setViewport({ width: WIDTH, height: WIDTH, deviceScaleFactor: SCALE });
    await page.setBypassCSP(true);
    let done = 0;
    for (const { language, theme } of looks) {
      const strings = createStrings(language);
      for (const id of ids) {
        const { lab } = presetNamed(id);
        await strings.need([`presets/${lab}`]);
        // Nothing is left of the one before.
        await page.goto('about:blank');
        await page.goto(`${server.url}web/embed.html${linkOf(lab, id)}&lang=${language}&theme=${theme}`);
        await page.addStyleTag({ content: STYLE });
        await page.waitForFunction(
          (title) =>
            document.querySelector('.cover h1')?.textContent === title && document.querySelector('.cover-picture svg'),
          {},
          strings.t(`presets.${id}.title`),
        );
        const cover = await page.waitForSelector('.cover');
        const file = `${id}-${language}-${theme}.png`;
        await cover?.screenshot({ path: /** @type {`${string}.png`} */ (path.join(target, file)) });
        onPicture(++done, all, file);
      }
    }
    return done;
  } finally {
    await Promise.all([browser.close(), server.close()]);
  }
}

async function main() {
  const { values, positionals } = parseArgs({
    options: { preset: { type: 'string', multiple: true } },
    allowPositionals: true,
  });
  if (positionals.length > 1) throw new Error(`unexpected argument ${positionals[1]}`);
  const target = path.resolve(positionals[0] ?? 'build/pictures');
  const ids = values.preset ? [...new Set(values.preset)] : presets.map(({ id }) => id);
  ids.forEach(presetNamed);
  const { stderr } = process;
  const count = await makePictures({
    ids,
    target,
    onPicture(done, all, file) {
      if (stderr.isTTY) stderr.write(`\r\x1b[Kpictures: ${done} of ${all}, ${file}${done === all ? '\n' : ''}`);
    },
  });
  console.log(`pictures: ${path.relative('.', target)}, ${count} files`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main().catch((error) => {
    process.stderr.write(`build.sh: pictures: ${error.message}\n`);
    process.exitCode = 1;
  });
}
