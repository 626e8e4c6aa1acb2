// Elastic deformation: the reference's images, displacements of the deviation and smoothness that are documented,
// and that the other ways of changing an image stay as they are.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { loadEngine } from '../../wasm/index.js';
import { starterImages } from '../helpers/datasets.js';
import { deform, displacements, threefry } from '../reference/elastic.js';

const SIDE = 28;
const PIXELS = SIDE * SIDE;
const COUNT = 60;

const engine = await loadEngine();
const init = await starterImages(engine, 0, COUNT);
const train = engine.createDataset(init);
after(() => train.free());

const all = Array.from({ length: COUNT }, (_, n) => n);
const original = (n) => init.images.subarray(n * PIXELS, (n + 1) * PIXELS);

/** Images with two labels, or those that are given. */
const datasetOf = (images, labels = Uint8Array.of(0, 1), rows = SIDE, columns = SIDE) =>
  engine.createDataset({ images, labels, rows, columns, classes: 10 });

/** Images [indices, pixels] of an epoch, of a dataset with ten classes. */
function imagesOf(augmentation, { epoch = 0, seed = 1, data = train, indices = all } = {}) {
  const spec = { seed, augmentation, model: { layers: [{}] } };
  const experiment = engine.createExperiment(spec, { train: data });
  const images = experiment.images(epoch, indices);
  experiment.free();
  return images;
}

/** Each pixel is the reference's, rounded; where that falls on half a step, float32 may round the other way. */
function checkAgainst(expected, ours, where) {
  assert.equal(ours.length, expected.length, where);
  expected.forEach((value, i) => {
    const error = Math.abs(ours[i] - value);
    assert.ok(error <= 0.5 + 2e-3, `${where}: pixel ${i} is ${ours[i]} instead of ${value}`);
  });
}

test("the reference's random numbers are Threefry's", () => {
  // Random123's known answers for threefry2x32_20.
  assert.deepEqual(threefry([0, 0], [0, 0]), [0x6b200159, 0x99ba4efe]);
  assert.deepEqual(threefry([0x13198a2e, 0x03707344], [0x243f6a88, 0x85a308d3]), [0xc4923a9c, 0x483df7a0]);
});

describe("the reference's images", () => {
  const cases = [
    { strength: 0.5, epoch: 0, seed: 1, sample: 0 },
    { strength: 1.4, epoch: 3, seed: 1, sample: 17 },
    { strength: 4, epoch: 900, seed: 4294967295, sample: 59 },
  ];
  for (const { strength, ...rest } of cases)
    test(`strength ${strength}`, () => {
      const field = displacements({ ...rest, strength, rows: SIDE, columns: SIDE });
      const ours = imagesOf({ elastic: strength }, { ...rest, indices: [rest.sample] });
      checkAgainst(deform(original(rest.sample), field), ours, JSON.stringify(rest));
    });

  test('of other shapes, down to one pixel', () => {
    for (const [rows, columns] of [
      [5, 9],
      [40, 3],
      [1, 1],
      [1, 30],
    ]) {
      const images = Uint8Array.from({ length: 3 * rows * columns }, (_, i) => (i * 83) % 256);
      const data = datasetOf(images, Uint8Array.of(0, 1, 9), rows, columns);
      const field = displacements({ seed: 1, epoch: 2, sample: 2, rows, columns, strength: 2 });
      const ours = imagesOf({ elastic: 2 }, { epoch: 2, data, indices: [2] });
      checkAgainst(deform(images.subarray(2 * rows * columns), field), ours, `${rows} × ${columns}`);
      data.free();
    }
  });

  test('on top of a mirror and a shift, with one interpolation', () => {
    const moved = imagesOf({ flip: true, shift: 3 });
    const ours = imagesOf({ flip: true, shift: 3, elastic: 1.5 });
    const middle = (SIDE - 1) / 2;
    let found = 0;
    for (const sample of all.slice(0, 12)) {
      const image = original(sample);
      const field = displacements({ seed: 1, epoch: 0, sample, rows: SIDE, columns: SIDE, strength: 1.5 });
      const still = field.map((line) => line.map(() => [0, 0]));
      // Which mirror and shift it was, the images without deformation tell.
      for (const mirror of [1, -1])
        for (let dx = -3; dx <= 3; dx++)
          for (let dy = -3; dy <= 3; dy++) {
            const move = (x, y) => [mirror * (x - dx - middle) + middle, y - dy];
            const plain = moved.subarray(sample * PIXELS, (sample + 1) * PIXELS);
            if (!deform(image, still, move).every((v, i) => v === plain[i])) continue;
            found++;
            const bent = ours.subarray(sample * PIXELS, (sample + 1) * PIXELS);
            checkAgainst(deform(image, field, move), bent, `sample ${sample}`);
          }
    }
    assert.ok(found >= 12, `${found} of 12 found`);
  });
});

test('displacements have the deviation that is asked for, and neighbours move together', () => {
  const EPOCHS = 1500;
  const strength = 1.25;
  const STEP = 9; // a ramp: the pixel says where it comes from, to 1/18 of a pixel
  const images = new Uint8Array(2 * PIXELS);
  for (let i = 0; i < PIXELS; i++) {
    images[i] = STEP * (i % SIDE);
    images[PIXELS + i] = STEP * Math.floor(i / SIDE);
  }
  const data = datasetOf(images);
  const spec = { augmentation: { elastic: strength }, model: { layers: [{}] } };
  const experiment = engine.createExperiment(spec, { train: data });
  // Two pixels four apart, well inside: in x and in y, by the two ramps.
  const [one, two] = [
    [11, 13],
    [15, 13],
  ];
  const moves = { x: [[], []], y: [[], []] };
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    const pixels = experiment.images(epoch, [0, 1]);
    [one, two].forEach(([column, row], which) => {
      moves.x[which].push(pixels[row * SIDE + column] / STEP - column);
      moves.y[which].push(pixels[PIXELS + row * SIDE + column] / STEP - row);
    });
  }
  experiment.free();
  data.free();
  const mean = (list) => list.reduce((sum, v) => sum + v, 0) / list.length;
  const product = (a, b) => mean(a.map((v, i) => v * b[i]));
  const rounding = 1 / (12 * STEP ** 2); // the variance that whole pixels add
  for (const [axis, [a, b]] of Object.entries(moves)) {
    for (const list of [a, b]) {
      assert.ok(Math.abs(mean(list)) < (4 * strength) / Math.sqrt(EPOCHS), `${axis}: mean ${mean(list)}`);
      const deviation = Math.sqrt(product(list, list) - rounding);
      const limit = (4 * strength) / Math.sqrt(2 * EPOCHS); // 4 standard errors of a normal sample's deviation
      assert.ok(Math.abs(deviation - strength) < limit, `${axis}: deviation ${deviation} instead of ${strength}`);
    }
    // Numbers smoothed by a Gaussian of deviation s correlate by exp(-d² / 4s²) over a distance d.
    const expected = Math.exp(-(4 ** 2) / (4 * 4 ** 2));
    const correlation = product(a, b) / (strength ** 2 + rounding);
    const error = Math.sqrt((1 + expected ** 2) / EPOCHS); // of a mean of products of normal numbers
    assert.ok(Math.abs(correlation - expected) < 4 * error, `${axis}: correlation ${correlation}, not ${expected}`);
  }
});

describe('what stays', () => {
  test('the same seed and epoch, the same images; others have others', () => {
    const first = imagesOf({ elastic: 1 });
    assert.deepEqual(imagesOf({ elastic: 1 }), first);
    for (const other of [imagesOf({ elastic: 1 }, { epoch: 1 }), imagesOf({ elastic: 1 }, { seed: 2 })])
      for (const n of all) {
        const [a, b] = [first, other].map((images) => images.subarray(n * PIXELS, (n + 1) * PIXELS));
        assert.notDeepEqual(a, b, `image ${n}`);
      }
  });

  test('any order and number of images at a time', () => {
    const first = imagesOf({ elastic: 2, rotate: 10 });
    for (const indices of [[59], [3, 3, 0], all.toReversed()])
      assert.deepEqual(
        imagesOf({ elastic: 2, rotate: 10 }, { indices }),
        Uint8Array.from(indices.flatMap((n) => [...first.subarray(n * PIXELS, (n + 1) * PIXELS)])),
      );
  });

  test('the range of pixels, and black stays black', () => {
    for (const value of [0, 255]) {
      const data = datasetOf(new Uint8Array(2 * PIXELS).fill(value));
      const bent = imagesOf({ elastic: 4 }, { data, indices: [0, 1] });
      assert.equal(
        bent.every((v) => v === 0),
        value === 0,
      );
      // White images stay white inside, where nothing comes from beyond the border.
      if (value === 255) assert.ok(bent[14 * SIDE + 14] === 255 && bent.some((v) => v < 255));
      data.free();
    }
    const brightest = (images) => images.reduce((most, v) => Math.max(most, v), 0);
    for (const n of all) {
      const bent = imagesOf({ elastic: 4 }, { indices: [n] });
      assert.ok(brightest(bent) <= brightest(original(n)), `image ${n}`);
    }
  });

  test('noise is added to the bent image, by the same numbers as without', () => {
    const data = datasetOf(new Uint8Array(2 * PIXELS).fill(128));
    const options = { data, indices: [0] };
    const noisy = imagesOf({ noise: 0.05 }, options);
    const bent = imagesOf({ noise: 0.05, elastic: 1 }, options);
    const inside = (i) => [i % SIDE, Math.floor(i / SIDE)].every((k) => k >= 7 && k < 21);
    noisy.forEach((v, i) => inside(i) && assert.equal(bent[i], v, `pixel ${i}`));
    data.free();
  });

  test('what is trained on are these images', () => {
    const spec = { batchSize: 20, model: { layers: [{ units: 12 }, {}] } };
    const bent = engine.createExperiment({ ...spec, augmentation: { elastic: 1.4 } }, { train });
    const data = engine.createDataset({ ...init, images: bent.images(0, all) });
    const plain = engine.createExperiment(spec, { train: data });
    assert.equal(bent.lossAndGradient(all), plain.lossAndGradient(all));
    assert.deepEqual(bent.gradients(), plain.gradients());
    for (const handle of [bent, plain, data]) handle.free();
  });
});
