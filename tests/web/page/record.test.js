// Records of the page: what it saves, the command line runs again to the bit.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe } from 'node:test';
import * as zip from 'fflate';
import { loadEngine } from '../../../wasm/index.js';
import { readWeights } from '../../../wasm/weights/index.js';
import { BROWSERS, missingBrowser, testsOf } from '../../helpers/browser.js';
import {
  click,
  fill,
  find,
  QUICK,
  raceJSON,
  runRace,
  savedBy,
  untilState,
  usePages,
  useServer,
} from '../../helpers/page.js';
import { handFile, untilSaid as untilPageSays, useScratch } from '../../helpers/files.js';
import { until } from '../../helpers/patience.js';
import { violations } from '../../helpers/axe.js';
import { descenso, noImages } from '../../helpers/weights.js';

/** @typedef {import('../../helpers/browser.js').TestPage} TestPage */

const scratch = useScratch('page-record');

const server = useServer();
const engine = await loadEngine();
const images = noImages(engine);

/** What `descenso verify` says of a record. @param {string} text */
function verify(text) {
  const file = path.join(scratch, 'record.json');
  fs.writeFileSync(file, text);
  return descenso('verify', file);
}

/** The hash of a file's weights in a network, and how they lay in the file. @param {import('../../../wasm/spec.d.ts').Spec} spec @param {Uint8Array} bytes */
function openedWeights(spec, bytes) {
  const network = engine.createExperiment(spec, { train: images });
  const { tensors, layout } = readWeights(bytes, network.parameters(), { zip });
  network.setParameters(tensors);
  const hash = network.weightsHash();
  network.free();
  return { hash, layout };
}

/** Chooses a file in the dialog of records. @param {TestPage} page @param {string} file @param {string | Uint8Array} contents */
const choose = (page, file, contents) => handFile(page, path.join(scratch, file), contents, '.record');

/** Waits until a part of the dialog says something. @param {TestPage} page @param {string} selector @param {string} text */
const untilSaid = (page, selector, text) => untilPageSays(page, `.record ${selector}`, text);

/** A record's JSON, changed. @param {string} text @param {(record: ReturnType<typeof JSON.parse>) => void} change */
function changed(text, change) {
  const record = JSON.parse(text);
  change(record);
  return JSON.stringify(record);
}

for (const name of BROWSERS) {
  describe(name, { skip: missingBrowser(name) }, () => {
    const test = testsOf(name);
    const pages = usePages(name, server);

    test('a race whose rates were changed on the way is run again to the bit, and a changed record is found', async () => {
      await pages.withPage(`lang=en&${QUICK}&optimizers=sgd,adam&seeds=2`, async (page) => {
        await click(page, 'button', 'One step'); // begins, paused, so that the change comes before the end on any machine
        await until(
          async () => (await raceJSON(page)).runs.every(({ steps }) => steps === 1),
          () => 'not every run takes its step',
        );
        const button = await find(page, 'button', 'Download record');
        assert.equal(
          await button.evaluate((one) => /** @type {HTMLButtonElement} */ (one).disabled),
          true,
          'nothing is over',
        );
        await fill(page, 'Learning rate of SGD', '0.5');
        await until(
          async () => (await raceJSON(page)).runs.filter(({ rateChanges }) => rateChanges.length === 1).length === 2,
          () => 'the rate is not set',
        );
        await click(page, 'button', 'Resume');
        await untilState(page, /^Finished\./);

        const { name: file, type, text } = await savedBy(page, 'Download record');
        assert.deepEqual([file, type], ['descenso-record.json', 'application/json']);
        const record = JSON.parse(text);
        assert.deepEqual(
          record.runs.map((/** @type {{ name: string }} */ run) => run.name),
          ['sgd, seed 1', 'adam, seed 1', 'sgd, seed 2', 'adam, seed 2'],
        );
        assert.deepEqual(record.runs[0].changes, [{ step: 1, learningRate: 0.5 }]);
        const good = verify(text);
        assert.match(good.said, /the record holds: 4 of 4, to the bit/);
        assert.equal(good.status, 0);

        record.runs[2].changes[0].learningRate = 0.4;
        const changed = verify(JSON.stringify(record));
        assert.match(changed.said, /sgd, seed 2: departs at epoch 1, trainLoss/);
        assert.equal(changed.status, 1);
      });
    });

    test('the weights of each contestant are saved as each library has them, and are those that the record names', async () => {
      await pages.withPage(`lang=en&${QUICK}&optimizers=sgd,adam`, async (page) => {
        await runRace(page);
        const { runs } = JSON.parse((await savedBy(page, 'Download record')).text);
        await click(page, 'button', 'Weights…');
        await page.waitForSelector('.weights[open]');
        assert.deepEqual(await violations(page), []);
        for (const [n, who] of ['SGD', 'Adam'].entries())
          for (const [library, format] of [
            ['Descenso', 'npz'],
            ['Keras', 'safetensors'],
            ['PyTorch', 'npz'],
          ]) {
            await page.select('.weights [name=who]', who);
            await page.select('.weights [name=layout]', library);
            await page.select('.weights [name=format]', format);
            const { name: file, bytes } = await savedBy(page, 'Save weights');
            const ending = library === 'Descenso' ? '' : `-${library.toLowerCase()}`;
            assert.equal(file, `descenso-${who.toLowerCase()}${ending}.${format}`);
            const { hash, layout } = openedWeights(runs[n].spec, Uint8Array.from(bytes));
            assert.equal(layout === 'pytorch', library === 'PyTorch', layout);
            assert.equal(hash, runs[n].weightsHash, `${who}, ${library}`);
          }
      });
    });

    test('a race that a target ended goes as far as it went, and its record opens in English', async () => {
      await pages.withPage(`lang=en&${QUICK}&optimizers=adam&stopAccuracy=0.2&spec.epochs=50`, async (page) => {
        await runRace(page);
        const { text } = await savedBy(page, 'Download record');
        const [run] = JSON.parse(text).runs;
        assert.deepEqual([run.status, run.steps % 20], ['stopped', 0]);
        assert.ok(run.steps < 1000, `it took ${run.steps} steps`);
        const { status, said } = verify(text);
        assert.equal(status, 0, said);
        // Of all words these are the only ones that import others.
        await click(page, 'button', 'Open a record…');
        await choose(
          page,
          'shape.json',
          changed(text, (one) => (one.runs[0].epochs[0].trainLoss = '0.1')),
        );
        await untilSaid(page, '.record-problem', 'runs[0].epochs[0].trainLoss must be a number or null, and is "0.1"');
        await choose(page, 'good.json', text);
        await untilSaid(page, '.dialog-sheet', 'good.json: the lab has its contestants, seeds and settings.');
      });
    });

    test('a record that is opened gives the lab its state, and its runs are run again to the bit, or depart', async () => {
      const link = `lang=en&${QUICK}&optimizers=sgd,adam&seeds=2&spec.seed=7&adam.optimizer.beta1=0.5&spec.batchSize=64`;
      let text = '';
      await pages.withPage(link, async (page) => {
        await click(page, 'button', 'One step');
        await until(
          async () => (await raceJSON(page)).runs.every(({ steps }) => steps === 1),
          () => 'not every run takes its step',
        );
        await fill(page, 'Learning rate of SGD', '0.5');
        await until(
          async () => (await raceJSON(page)).runs.filter(({ rateChanges }) => rateChanges.length === 1).length === 2,
          () => 'the rate is not set',
        );
        await click(page, 'button', 'Resume');
        await untilState(page, /^Finished\./);
        ({ text } = await savedBy(page, 'Download record'));
      });

      await pages.withPage('lang=es&optimizers=adagrad', async (page) => {
        await click(page, 'button', 'Abrir un registro…');
        const before = new URL(page.url()).hash;
        // What is no record changes nothing.
        for (const [file, contents, reason] of /** @type {[string, string | Uint8Array, string][]} */ ([
          ['cut.json', text.slice(0, 500), 'no es JSON'],
          ['list.json', '[]', 'nada ha cambiado: el registro debe ser un objeto, y es [].'],
          ['bare.json', '{}', 'no es un registro de Descenso: su formato es nada.'],
          ['next.json', changed(text, (one) => (one.version = 2)), 'su versión es 2; esta página conoce la versión 1.'],
          ['large.json', new Uint8Array(50 * 2 ** 20), 'ocupa 50 MB, y un registro 32 como máximo'],
          [
            'proto.json',
            text.replace('"made"', '"__proto__":{"runs":[]},"made"').replace('"name"', '"__proto__"'),
            'runs[0]',
          ],
          [
            'shape.json',
            changed(text, (one) => (one.runs[1].epochs[0].trainLoss = '0.1')),
            'runs[1].epochs[0].trainLoss debe ser un número o null',
          ],
          ['spec.json', changed(text, (one) => (one.runs[0].spec.batchSize = -3)), 'batchSize'],
        ])) {
          await choose(page, file, contents);
          await untilSaid(page, '.record-problem', `${file} no se abrió y nada ha cambiado`);
          await untilSaid(page, '.record-problem', reason);
        }
        assert.equal(new URL(page.url()).hash, before);
        await choose(page, 'good.json', text);
        await untilSaid(
          page,
          '.dialog-sheet',
          'good.json: el laboratorio tiene sus contendientes, semillas y ajustes.',
        );
        assert.deepEqual(await violations(page), []);
        await click(page, 'button', 'Verificar aquí', '.record');
        await untilSaid(page, '.record-outcome', 'El registro es correcto: sus 4 corridas coinciden, bit a bit.');
        await until(
          async () => /beta1=0.5/.test(page.url()), // the address follows the state, and the last change of it is this one
          () => page.url(),
        );
        const said = new URLSearchParams(new URL(page.url()).hash.slice(1));
        assert.deepEqual(
          ['optimizers', 'seeds', 'spec.seed', 'spec.batchSize', 'adam.optimizer.beta1', 'layers'].map((key) =>
            said.get(key),
          ),
          ['sgd,adam', '2', '7', '64', '0.5', '20,10'],
          page.url(),
        );

        const forged = changed(text, (one) => (one.runs[3].epochs[1].trainLoss += 1e-9));
        await choose(page, 'forged.json', forged);
        await click(page, 'button', 'Verificar aquí', '.record');
        await untilSaid(page, '.record-outcome', 'El registro no es correcto. Corridas que difieren: 1 de 4.');
        await untilSaid(page, 'tbody tr:nth-child(4)', 'Difiere en epoch 2, trainLoss');
        // A rate that no run takes ends the run that it was set in.
        const beyond = changed(text, (one) => (one.runs[0].changes[0].learningRate = 1e300));
        await choose(page, 'beyond.json', beyond);
        await click(page, 'button', 'Verificar aquí', '.record');
        await untilSaid(page, '.record-outcome', 'El registro no es correcto. Corridas que difieren: 1 de 4.');
        await untilSaid(page, 'tbody tr:first-child', 'No se pudo repetir: learningRate');
        await page.keyboard.press('Escape');
        await page.waitForSelector('.record', { hidden: true });

        // Dropped on the stage it opens as well.
        await page.evaluate((one) => {
          const data = new DataTransfer();
          data.items.add(new File([one], 'dropped.json'));
          const drop = new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true });
          document.querySelector('.race-progress')?.dispatchEvent(drop);
        }, text);
        await untilSaid(page, '.dialog-sheet', 'dropped.json: el laboratorio tiene');
      });
    });
  });
}
