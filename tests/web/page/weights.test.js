// Runs that begin from a file's weights: the page and the command line come to the same bits, it is told, and there is a way back.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe } from 'node:test';
import * as zip from 'fflate';
import { loadEngine } from '../../../wasm/index.js';
import { writeWeights } from '../../../wasm/weights/index.js';
import { violations } from '../../helpers/axe.js';
import { BROWSERS, missingBrowser, testsOf } from '../../helpers/browser.js';
import { handFile, untilSaid, useScratch } from '../../helpers/files.js';
import { QUICK, click, runRace, savedBy, usePages, useServer } from '../../helpers/page.js';
import { descenso, noImages } from '../../helpers/weights.js';

const scratch = useScratch('page-begin');
const server = useServer();

const engine = await loadEngine();
const images = noImages(engine);

/** A network's weights that no run of a lab begins from, as PyTorch has them. @param {number[]} units @param {number} [odd] a weight */
function fileOf(units, odd) {
  const layers = [...units, 10].map((count) => ({ units: count }));
  const network = engine.createExperiment({ seed: 77, model: { layers } }, { train: images });
  const parameters = network.parameters();
  if (odd !== undefined) parameters[0].values[3] = odd;
  network.free();
  return writeWeights(parameters, 'safetensors', { zip, layout: 'pytorch' });
}

/** @param {...string} args */
function done(...args) {
  const { status, said } = descenso(...args);
  assert.equal(status, 0, said);
  return said;
}

const at = (/** @type {string} */ file) => path.join(scratch, file);

for (const name of BROWSERS) {
  describe(name, { skip: missingBrowser(name) }, () => {
    const test = testsOf(name);
    const pages = usePages(name, server);

    test('a race trains on from a file of PyTorch as the command line does, and goes back to its initializers', async () => {
      await pages.withPage(`lang=en&${QUICK}&optimizers=sgd,adam`, async (page) => {
        await click(page, 'button', 'Weights…');
        for (const [file, bytes, reason] of /** @type {[string, Uint8Array, string][]} */ ([
          ['wide.safetensors', fileOf([30]), 'the file has dense 784 → 30, dense 30 → 10; the network dense 784 → 20'],
          ['nan.safetensors', fileOf([20], NaN), 'is not finite: number'],
        ])) {
          await handFile(page, at(file), bytes, '.weights');
          await untilSaid(page, '.weights [role=alert]', `The weights of ${file} were not taken: `);
          await untilSaid(page, '.weights [role=alert]', reason);
          await untilSaid(page, '.weights-begun', 'New runs begin from their initializer.');
        }
        await handFile(page, at('mine.safetensors'), fileOf([20]), '.weights');
        await untilSaid(page, '.weights-begun', 'New runs begin from the weights of mine.safetensors.');
        assert.deepEqual(await violations(page), []);
        await page.keyboard.press('Escape');
        await runRace(page);
        await untilSaid(page, '.race-beginning', 'These runs began from the weights of mine.safetensors.');

        const { text } = await savedBy(page, 'Download record');
        const { runs } = JSON.parse(text);
        for (const { spec, weightsHash, weightsFile, initialWeights } of runs) {
          fs.writeFileSync(at('spec.json'), JSON.stringify(spec));
          done('train', at('spec.json'), '--weights', at('mine.safetensors'), '--record', at('cli.json'));
          const [ours] = JSON.parse(fs.readFileSync(at('cli.json'), 'utf8')).runs;
          assert.equal(weightsFile, 'mine.safetensors');
          assert.deepEqual([initialWeights, weightsHash], [ours.initialWeights, ours.weightsHash]);
        }
        fs.writeFileSync(at('record.json'), text);
        assert.match(done('verify', at('record.json'), '--weights', at('mine.safetensors')), /2 of 2, to the bit/);

        await click(page, 'button', 'Open a record…');
        await handFile(page, at('record.json'), text, '.record');
        await untilSaid(page, '.record', 'It began from the weights of mine.safetensors');
        await handFile(page, at('other.npz'), fileOf([20], 0.5), '.record .dialog-actions + * ~ .dialog-actions');
        await untilSaid(page, '.record', 'The runs that began from a file begin from other.npz.');
        await click(page, 'button', 'Verify here', '.record');
        await untilSaid(page, '.record', 'Departs at initialWeights');
        await handFile(page, at('mine.safetensors'), fileOf([20]), '.record .dialog-actions + * ~ .dialog-actions');
        await untilSaid(page, '.record', 'The runs that began from a file begin from mine.safetensors.');
        await click(page, 'button', 'Verify here', '.record');
        await untilSaid(page, '.record-outcome', 'The record holds: its 2 runs are the same, to the bit.');
        await page.keyboard.press('Escape');

        await click(page, 'button', 'Begin from the initializer again');
        await runRace(page);
        const again = JSON.parse((await savedBy(page, 'Download record')).text).runs;
        assert.deepEqual([again[0].weightsFile, again[1].weightsFile], [null, null]);
        assert.notEqual(again[0].initialWeights, runs[0].initialWeights);
        assert.equal(await page.$('.race-beginning'), null);
      });
    });

    test('in the regularization lab who cannot begin from the file is named, and nobody begins', async () => {
      await pages.withPage('lang=es&lab=regularization&entrants=none,batchnorm&layers=20,10', async (page) => {
        await click(page, 'button', 'Pesos…');
        await handFile(page, at('mine.safetensors'), fileOf([20]), '.weights');
        await untilSaid(
          page,
          '.weights [role=alert]',
          'No se tomaron los pesos de mine.safetensors, que no encajan en Normalización por lotes: el archivo tiene dense 784 → 20, dense 20 → 10; la red, dense 784 → 20',
        );
        await untilSaid(page, '.weights-begun', 'Las corridas nuevas parten de su inicializador.');
      });
    });
  });
}
