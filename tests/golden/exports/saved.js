#!/usr/bin/env node
// Saves notebooks from the page, in each browser, and executes them from their first cell to their last.
//
//   node saved.js --keras PYTHON

import { parseArgs } from 'node:util';
import { startServer } from '../../../wasm/cli/serve.js';
import { BROWSERS, missingBrowser, openBrowser } from '../../helpers/browser.js';
import { QUICK, click, openLab, savedBy } from '../../helpers/page.js';
import { executes } from './python.js';

const { values } = parseArgs({ options: { keras: { type: 'string', default: 'build/exports/venv/bin/python' } } });

const server = await startServer({ port: 0 });
let failed = 0;
for (const name of BROWSERS) {
  const missing = missingBrowser(name);
  if (missing) {
    console.error(missing);
    failed++;
    continue;
  }
  const browser = await openBrowser(name, { network: false });
  const page = await openLab(browser, server.url, `lang=es&${QUICK}&optimizers=adam&spec.mixup=0.2`);
  await click(page, 'button', 'Como Keras');
  await page.waitForSelector('.script[open]');
  for (const library of ['keras', 'jax']) {
    await page.click(`.script [data-library=${library}]`);
    const { name: file, text } = await savedBy(page, 'Guardar como .ipynb');
    if (file !== `descenso_${library}.ipynb` || !executes(`${library}-${name}`, text, values.keras)) failed++;
  }
  await browser.close();
}
await server.close();
process.exitCode = failed > 0 ? 1 : 0;
