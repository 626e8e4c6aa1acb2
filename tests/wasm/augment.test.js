// Augmentation: each way of changing an image by itself, and that nothing else changes with it.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { loadEngine } from '../../wasm/index.js';
import { starterImages } from '../helpers/datasets.js';

const COUNT = 300;
const SIDE = 28;
const PIXELS = SIDE * SIDE;

const engine = await loadEngine();
const init = await starterImages(engine, 0, COUNT);
const train = engine.createDataset(init);
after(() => train.free());

const all = Array.from({ length: COUNT }, (_, n) => n);
const original = (n) => init.images.subarray(n * PIXELS, (n + 1) * PIXELS);
const create = (augmentation, spec = {}) =>
  engine.createExperiment({ ...spec, augmentation, model: { layers: [{ units: 12 }, {}] } }, { train });

/** All images of an epoch with a way of changing them. */
function imagesOf(augmentation, epoch = 0, spec = {}) {
  const experiment = create(augmentation, spec);
  const images = experiment.images(epoch, all);
  experiment.free();
  return all.map((n) => images.subarray(n * PIXELS, (n + 1) * PIXELS));
}

const map = (image, from) =>
  Uint8Array.from(image, (_, i) => {
    const [x, y] = from(i % SIDE, Math.floor(i / SIDE));
    return x >= 0 && y >= 0 && x < SIDE && y < SIDE ? image[y * SIDE + x] : 0;
  });
const equal = (a, b) => Buffer.compare(a, b) === 0;

describe('each way by itself', () => {
  test('none: the images as they are', () => {
    imagesOf({}).forEach((image, n) => assert.ok(equal(image, original(n))));
  });

  test('flip: half of them, mirrored exactly', () => {
    let flipped = 0;
    imagesOf({ flip: true }).forEach((image, n) => {
      const mirror = map(original(n), (x, y) => [SIDE - 1 - x, y]);
      assert.ok(equal(image, original(n)) || equal(image, mirror));
      flipped += Number(equal(image, mirror));
    });
    assert.ok(Math.abs(flipped - COUNT / 2) < 4 * Math.sqrt(COUNT / 4), `${flipped} of ${COUNT}`);
  });

  test('shift: by whole pixels, in every direction', () => {
    const seen = new Set();
    imagesOf({ shift: 2 }).forEach((image, n) => {
      const shifts = [-2, -1, 0, 1, 2].flatMap((dx) => [-2, -1, 0, 1, 2].map((dy) => [dx, dy]));
      const found = shifts.find(([dx, dy]) =>
        equal(
          image,
          map(original(n), (x, y) => [x - dx, y - dy]),
        ),
      );
      assert.ok(found, `image ${n}`);
      seen.add(found.join());
    });
    assert.equal(seen.size, 25);
  });

  /** The image's centre and how far its light is spread around it. */
  function moments(image) {
    let [mass, x, y, spread] = [0, 0, 0, 0];
    image.forEach((v, i) => {
      mass += v;
      x += v * (i % SIDE);
      y += v * Math.floor(i / SIDE);
    });
    [x, y] = [x / mass, y / mass];
    image.forEach((v, i) => {
      spread += (v / mass) * ((i % SIDE) - x) ** 2 + (v / mass) * (Math.floor(i / SIDE) - y) ** 2;
    });
    return { mass, x, y, spread: Math.sqrt(spread) };
  }

  /** A dataset of one image, in a dark surrounding, and what becomes of it in many epochs. */
  function epochsOf(augmentation) {
    const image = new Uint8Array(PIXELS);
    for (let y = 9; y < 19; y++) for (let x = 9; x < 21; x++) image[y * SIDE + x] = x < 12 ? 250 : 120;
    const data = engine.createDataset({
      images: image,
      labels: Uint8Array.of(0),
      rows: SIDE,
      columns: SIDE,
      classes: 2,
    });
    const spec = { augmentation, model: { layers: [{ units: 2 }] } };
    const experiment = engine.createExperiment(spec, { train: data });
    const images = Array.from({ length: 200 }, (_, epoch) => experiment.images(epoch, [0]));
    experiment.free();
    data.free();
    return { start: moments(image), images: images.map(moments) };
  }

  test('rotate: around the middle, by up to so many degrees either way, keeping light and spread', () => {
    const { start, images } = epochsOf({ rotate: 30 });
    const angle = ({ x, y }) => Math.atan2(y - 13.5, x - 13.5);
    const turns = images.map((m) => {
      assert.ok(Math.abs(m.mass / start.mass - 1) < 0.01 && Math.abs(m.spread / start.spread - 1) < 0.02);
      const turn = angle(m) - angle(start);
      return (Math.atan2(Math.sin(turn), Math.cos(turn)) * 180) / Math.PI;
    });
    assert.ok(turns.every((t) => Math.abs(t) < 32));
    assert.ok(Math.min(...turns) < -26 && Math.max(...turns) > 26);
  });

  test('scale: larger and smaller, by up to so much', () => {
    const { start, images } = epochsOf({ scale: 0.3 });
    const factors = images.map(({ spread }) => spread / start.spread);
    assert.ok(
      factors.every((f) => f > 0.68 && f < 1.33),
      `${Math.min(...factors)} to ${Math.max(...factors)}`,
    );
    assert.ok(Math.min(...factors) < 0.74 && Math.max(...factors) > 1.26);
  });

  test('noise: of the deviation that is asked for, and pixels stay pixels', () => {
    const images = Uint8Array.from({ length: PIXELS * 20 }, () => 128);
    const labels = Uint8Array.from({ length: 20 }, (_, n) => n % 2);
    const data = engine.createDataset({ images, labels, rows: SIDE, columns: SIDE, classes: 2 });
    const spec = { augmentation: { noise: 0.1 }, model: { layers: [{ units: 2 }] } };
    const experiment = engine.createExperiment(spec, { train: data });
    const noisy = experiment.images(
      3,
      Array.from({ length: 20 }, (_, n) => n),
    );
    const n = noisy.length;
    const mean = noisy.reduce((sum, v) => sum + v, 0) / n;
    const deviation = Math.sqrt(noisy.reduce((sum, v) => sum + (v - mean) ** 2, 0) / n);
    assert.ok(
      Math.abs(mean - 128) < (4 * 25.5) / Math.sqrt(n) && Math.abs(deviation - 25.5) < 0.6,
      `${mean} ± ${deviation}`,
    );
    experiment.free();
    data.free();
  });
});

const everything = { flip: true, shift: 3, rotate: 15, scale: 0.2, noise: 0.05 };

test('an epoch has its images, whatever was trained; another epoch and another seed have others', () => {
  const first = imagesOf(everything);
  const experiment = create(everything, { batchSize: 50 });
  experiment.runSteps(9);
  assert.deepEqual(experiment.images(0, all), Uint8Array.from(first.flatMap((image) => [...image])));
  experiment.free();
  for (const other of [imagesOf(everything, 1), imagesOf(everything, 0, { seed: 2 })])
    first.forEach((image, n) => assert.ok(!equal(image, other[n]), `image ${n}`));
});

test('what is trained on are these images, with the labels as they were', () => {
  const augmented = create(everything, { batchSize: 50 });
  const data = engine.createDataset({ ...init, images: augmented.images(1, all) });
  const plain = engine.createExperiment({ batchSize: 50, model: { layers: [{ units: 12 }, {}] } }, { train: data });
  augmented.runSteps(6); // the first epoch
  plain.setParameters(augmented.parameters());
  for (const indices of [[5, 3, 3, 299], all])
    assert.equal(augmented.lossAndGradient(indices), plain.lossAndGradient(indices));
  assert.deepEqual(augmented.gradients(), plain.gradients());
  assert.notEqual(augmented.evaluate(train).loss, augmented.evaluate(data).loss); // what is evaluated is not changed
  for (const handle of [augmented, plain, data]) handle.free();
});
