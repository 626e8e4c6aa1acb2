// The committed starter set is what tests/data/make_starter.js says: bit-equal to the originals, balanced.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { CLASSES, HEADER, PARTS, chooseIndices } from './make_starter.js';

const data = fileURLToPath(new URL('../../web/data/', import.meta.url));
const starter = path.join(data, 'starter');
const originals = [path.join(data, 'full'), '/usr/share/datasets/fashion-mnist'].find((directory) =>
  existsSync(path.join(directory, 'train-images-idx3-ubyte.gz')),
);

const PIXELS = 28 * 28;

/** @param {string} directory @param {string} name */
const read = (directory, name) => gunzipSync(readFileSync(path.join(directory, name)));

/** How many of each class. @param {Uint8Array} labels */
function countClasses(labels) {
  const counts = new Array(CLASSES).fill(0);
  for (const label of labels) counts[label]++;
  return counts;
}

for (const [part, ranges] of Object.entries(PARTS)) {
  const images = read(starter, `${part}-images-idx3-ubyte.gz`);
  const labels = read(starter, `${part}-labels-idx1-ubyte.gz`);
  const perClass = ranges.map(([from, to]) => to - from);
  const count = CLASSES * perClass.reduce((sum, n) => sum + n, 0);

  test(`${part}: headers say what follows them`, () => {
    assert.deepEqual(
      [0, 4, 8, 12].map((at) => images.readUInt32BE(at)),
      [0x803, count, 28, 28],
    );
    assert.deepEqual(
      [0, 4].map((at) => labels.readUInt32BE(at)),
      [0x801, count],
    );
    assert.equal(images.length, HEADER.images + count * PIXELS);
    assert.equal(labels.length, HEADER.labels + count);
  });

  test(`${part}: every class is there equally often, in each of its parts`, () => {
    let at = HEADER.labels;
    for (const n of perClass) {
      assert.deepEqual(countClasses(labels.subarray(at, at + CLASSES * n)), new Array(CLASSES).fill(n));
      at += CLASSES * n;
    }
  });

  test(`${part}: images and labels equal the originals`, (t) => {
    if (!originals) {
      assert.ok(!process.env.CI, 'Fashion-MNIST is missing: ./build.sh setup or ./build.sh data');
      t.skip('Fashion-MNIST is missing: ./build.sh data');
      return;
    }
    const allImages = read(originals, `${part}-images-idx3-ubyte.gz`).subarray(HEADER.images);
    const allLabels = read(originals, `${part}-labels-idx1-ubyte.gz`).subarray(HEADER.labels);
    const indices = chooseIndices(allLabels, ranges);
    assert.equal(new Set(indices).size, count);
    indices.forEach((index, i) => {
      assert.equal(labels[HEADER.labels + i], allLabels[index], `label ${i}`);
      const image = images.subarray(HEADER.images + i * PIXELS, HEADER.images + (i + 1) * PIXELS);
      assert.ok(image.equals(allImages.subarray(index * PIXELS, (index + 1) * PIXELS)), `image ${i}`);
    });
  });
}
