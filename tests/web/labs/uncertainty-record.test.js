// Records of the uncertainty lab: one network of the reader's, and a comparison with several, run again to the bit; and opened.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { browsersOf, missingBrowser } from '../../helpers/browser.js';
import { handFile, untilSaid, useScratch } from '../../helpers/files.js';
import { click, find, savedBy, usePages, useServer } from '../../helpers/page.js';
import { descenso } from '../../helpers/weights.js';

const scratch = useScratch('page-uncertainty-record');
const server = useServer();
const file = path.join(scratch, 'record.json');
const QUICK = 'lab=uncertainty&layers=12,8,10&spec.epochs=1&spec.data.trainSize=640&spec.seed=4';

/** What `descenso verify` says of a record. @param {string} text */
function verified(text) {
  fs.writeFileSync(file, text);
  return descenso('verify', file);
}

/** @param {import('../../helpers/browser.js').TestPage} page @returns {Promise<boolean>} */
const nothingToSave = async (page) =>
  (await find(page, 'button', 'Download record')).evaluate((one) => /** @type {HTMLButtonElement} */ (one).disabled);

for (const name of browsersOf('records of the uncertainty lab')) {
  describe(name, { skip: missingBrowser(name) }, () => {
    const pages = usePages(name, server);
    let comparison = '';

    test('a network that was trained here, and a comparison, are run again by the command line to the bit', async () => {
      await pages.withPage(`lang=en&${QUICK}&network=own&dropout=0.3`, async (page) => {
        assert.equal(await nothingToSave(page), true);
        await click(page, 'button', 'Train the network');
        await page.waitForFunction(() =>
          [...document.querySelectorAll('button')].some(
            (one) => one.textContent?.trim() === 'Download record' && !one.disabled,
          ),
        );
        const { text } = await savedBy(page, 'Download record');
        const { runs } = JSON.parse(text);
        assert.deepEqual([runs.length, runs[0].spec.model.inputDropout, 'member' in runs[0]], [1, 0.3, false]);
        const { status, said } = verified(text);
        assert.match(said, /the record holds: 1 of 1, to the bit/);
        assert.equal(status, 0);
      });
      await pages.withPage(`lang=en&${QUICK}&view=compare&members=2&trainings=2&passes=3`, async (page) => {
        await click(page, 'button', 'Train and compare');
        await untilSaid(page, '.view-state', 'trained 2 times');
        comparison = (await savedBy(page, 'Download record')).text;
        const { runs } = JSON.parse(comparison);
        assert.deepEqual(
          runs.slice(0, 5).map((/** @type {{ name: string, member?: number }} */ run) => [run.name, run.member]),
          [
            ['dropout, seed 4', undefined],
            ['members, network 1, seed 4', 0],
            ['members, network 2, seed 4', 1],
            ['ensemble, network 1, seed 4', 0],
            ['ensemble, network 2, seed 4', 1],
          ],
        );
        const good = verified(comparison);
        assert.match(good.said, /the record holds: 10 of 10, to the bit/);
        runs[2].member = 0;
        const other = verified(JSON.stringify({ ...JSON.parse(comparison), runs }));
        assert.match(other.said, /members, network 2, seed 4: departs at initialWeights/);
        assert.equal(other.status, 1);
      });
    });

    test('a record gives the lab its state back, and is verified in the page', async () => {
      await pages.withPage('lang=es&lab=uncertainty', async (page) => {
        // Not by the pointer: while pictures and curves come the button moves away from under it.
        await (await find(page, 'button', 'Abrir un registro…')).press('Enter');
        const before = new URL(page.url()).hash;
        await handFile(page, file, '{"format":"other"}', '.record');
        await untilSaid(page, '.record-problem', 'nada ha cambiado');
        assert.equal(new URL(page.url()).hash, before);
        await handFile(page, file, comparison, '.record');
        await untilSaid(page, '.record', 'record.json: el laboratorio tiene sus');
        await click(page, 'button', 'Verificar aquí', '.record');
        await untilSaid(page, '.record-outcome', 'El registro es correcto: sus 10 corridas coinciden, bit a bit.');
        await page.waitForFunction(() =>
          ['view=compare', 'members=2', 'trainings=2', 'layers=12,8,10', 'spec.seed=4'].every((part) =>
            decodeURIComponent(location.hash).includes(part),
          ),
        );
      });
    });
  });
}
