// What the course says about augmentation: symmetries, deformations and repetition with noise make new images of the
// same class. Every way of the catalog is held to it, at its largest strength and at a quarter of it. What each of them
// does to an image: tests/wasm/augment.test.js and tests/wasm/elastic.test.js.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { loadEngine } from '../../wasm/index.js';
import { starterImages } from '../helpers/datasets.js';

const COUNT = 120;
const PIXELS = 784;

const engine = await loadEngine();
const init = await starterImages(engine, 0, COUNT);
const train = engine.createDataset(init);
after(() => train.free());

const all = Array.from({ length: COUNT }, (_, n) => n);
const model = { layers: [{ units: 8 }, {}] };
const create = (augmentation, seed = 1, data = train) =>
  engine.createExperiment({ seed, augmentation, model, batchSize: 40 }, { train: data });
const split = (images) => all.map((n) => images.subarray(n * PIXELS, (n + 1) * PIXELS));
const brightest = (image) => image.reduce((most, v) => Math.max(most, v), 0);
const equal = (a, b) => Buffer.compare(a, b) === 0;

/** Images of one epoch. */
function imagesOf(augmentation, { epoch = 0, seed = 1 } = {}) {
  const experiment = create(augmentation, seed);
  const images = experiment.images(epoch, all);
  experiment.free();
  return images;
}

const fields = engine.catalog.spec.augmentation;

test('the ways of the catalog: symmetries, deformations, noise', () => {
  assert.deepEqual(fields.map(({ key }) => key).sort(), ['elastic', 'flip', 'noise', 'rotate', 'scale', 'shift']);
});

for (const { key, kind, max } of fields)
  describe(key, () => {
    const strengths = kind === 'flag' ? [true] : [Math.ceil(max) > 1 ? Math.ceil(max / 4) : max / 4, max];
    for (const strength of strengths) {
      const augmentation = { [key]: strength };
      const images = imagesOf(augmentation);

      test(`${strength}: images change, and keep their range`, () => {
        const before = split(init.images);
        const changed = split(images).filter((image, n) => !equal(image, before[n]));
        // Half of the mirrored ones do not, and one shift of many is none: by chance; the others change always.
        assert.ok(changed.length > (key === 'flip' ? COUNT / 4 : 0.9 * COUNT), `${changed.length} of ${COUNT} changed`);
        if (key === 'noise') return; // up to white, which Uint8Array bounds and the test of its deviation checks
        split(images).forEach((image, n) => {
          assert.ok(brightest(image) <= brightest(before[n]), `image ${n} is brighter than it was`);
        });
      });

      test(`${strength}: the same seed, the same images; another epoch or seed, others`, () => {
        assert.deepEqual(imagesOf(augmentation), images);
        for (const other of [{ epoch: 1 }, { seed: 2 }]) {
          const different = split(imagesOf(augmentation, other)).filter((image, n) => !equal(image, split(images)[n]));
          const least = key === 'flip' ? COUNT / 4 : 0.9 * COUNT;
          assert.ok(different.length > least, `${JSON.stringify(other)}: ${different.length} differ`);
        }
      });

      test(`${strength}: the labels stay`, () => {
        // The loss tells: it is that of these images with the labels as they were, one by one.
        const augmented = create(augmentation);
        const data = engine.createDataset({ ...init, images });
        const plain = create({}, 1, data);
        for (const n of all) assert.equal(augmented.lossAndGradient([n]), plain.lossAndGradient([n]), `image ${n}`);
        for (const handle of [augmented, plain, data]) handle.free();
      });
    }
  });

test('images without augmentation are the same in every epoch: there is nothing to repeat but them', () => {
  for (const epoch of [0, 1, 99]) assert.deepEqual(imagesOf({}, { epoch }), init.images);
});
