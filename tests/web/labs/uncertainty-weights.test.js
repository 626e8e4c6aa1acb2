// Weights of a file in the uncertainty lab: they answer, go out again to the bit, and what does not fit changes nothing.

import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, test } from 'node:test';
import * as zip from 'fflate';
import { loadEngine } from '../../../wasm/index.js';
import { readWeights, writeWeights } from '../../../wasm/weights/index.js';
import { browsersOf, missingBrowser } from '../../helpers/browser.js';
import { handFile, untilSaid, useScratch } from '../../helpers/files.js';
import { savedBy, usePages, useServer } from '../../helpers/page.js';
import { noImages } from '../../helpers/weights.js';

const scratch = useScratch('page-weights');
const server = useServer();

const engine = await loadEngine();
const images = noImages(engine);
const layers = [{ units: 12 }, { units: 8 }, { units: 10, activation: 'softmax' }];
const network = engine.createExperiment({ seed: 5, model: { layers } }, { train: images });
const parameters = network.parameters();

/** As PyTorch's state_dict has them: kernels [outputs, inputs]. */
const turned = parameters.map(({ name, shape, values }) => {
  const [layer, role] = name.split('/');
  const [rows, columns] = shape;
  const kernel = role === 'kernel';
  return {
    name: `${3 * Number(layer.slice(5))}.${kernel ? 'weight' : role}`,
    shape: kernel ? [columns, rows] : shape,
    values: kernel ? values.map((_, n) => values[(n % rows) * columns + Math.floor(n / rows)]) : values,
  };
});

/** Chooses a file in the lab. @param {import('../../helpers/browser.js').TestPage} page @param {string} file @param {Uint8Array} bytes */
const choose = (page, file, bytes) => handFile(page, path.join(scratch, file), bytes);

for (const name of browsersOf('weights of the uncertainty lab')) {
  describe(name, { skip: missingBrowser(name) }, () => {
    const pages = usePages(name, server);

    test('a file in the layout of PyTorch answers, and goes out as it came in; one of another network changes nothing', async () => {
      await pages.withPage('lang=en&lab=uncertainty&network=own&layers=12,8,10', async (page) => {
        await choose(page, 'torch.npz', writeWeights(turned, 'npz', { zip }));
        await untilSaid(page, '.uncertainty-note', 'The network of torch.npz answers.');
        await untilSaid(page, '.uncertainty-note', '784-12-8-10');
        const facts = await page.$eval('.uncertainty-facts', (note) => note.textContent ?? '');
        assert.doesNotMatch(facts, /epoch|images/, 'nobody knows how they were trained');

        for (const format of ['npz', 'safetensors']) {
          const saved = await savedBy(page, `Download .${format}`);
          assert.equal(saved.name, `descenso.${format}`);
          const { tensors } = readWeights(Uint8Array.from(saved.bytes), parameters, { zip });
          const other = engine.createExperiment({ model: { layers } }, { train: images });
          other.setParameters(tensors);
          assert.equal(other.weightsHash(), network.weightsHash(), format);
          other.free();
        }

        await choose(page, 'small.npz', writeWeights(turned.slice(2), 'npz', { zip }));
        await untilSaid(
          page,
          '.notice',
          'The weights of small.npz were not taken: the file has dense 12 → 8, dense 8 → 10',
        );
        await untilSaid(page, '.uncertainty-note', 'The network of torch.npz answers.');
        await choose(page, 'cut.safetensors', new Uint8Array(8).fill(255));
        await untilSaid(
          page,
          '.notice',
          'The weights of cut.safetensors were not taken: these are no sound safetensors (its header is said to have 18446744073709551615 bytes, but 0 are left',
        );
        await untilSaid(page, '.uncertainty-note', 'The network of torch.npz answers.');
      });
      await pages.withPage('lang=es&lab=uncertainty&network=own&layers=12,8,10', async (page) => {
        await choose(page, 'small.npz', writeWeights(turned.slice(2), 'npz', { zip }));
        await untilSaid(page, '.notice', 'No se tomaron los pesos de small.npz: el archivo tiene dense 12 → 8');
        await choose(page, 'cut.npz', writeWeights(turned, 'npz', { zip }).subarray(0, 900));
        await untilSaid(
          page,
          '.notice',
          'el archivo .npz está dañado (no se puede descomprimir: está cortado o dañado)',
        );
      });
    });
  });
}
