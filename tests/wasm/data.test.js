// wasm/data.js: unpacking, cutting into training, validation and test sets, giving all back on failure.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { nodeReader } from '../../wasm/data-node.js';
import { FILES, gunzip, loadDatasets } from '../../wasm/data.js';
import { SpecError, loadEngine } from '../../wasm/index.js';

const scratch = mkdtempSync(path.join(tmpdir(), 'descenso-data-'));
after(() => rmSync(scratch, { recursive: true, force: true }));

/** @param {number} length */
const someBytes = (length) => Uint8Array.from({ length }, (_, i) => (i * i + (i >> 3)) & 0xff);

/** @param {number[]} sizes @param {Uint8Array} items */
function idx(sizes, items) {
  const header = new DataView(new ArrayBuffer(4 + 4 * sizes.length));
  header.setUint32(0, 0x800 + sizes.length);
  sizes.forEach((size, i) => header.setUint32(4 + 4 * i, size));
  return new Uint8Array([...new Uint8Array(header.buffer), ...items]);
}

/**
 * A set of 2×2 images whose first pixel is their number.
 * @param {number} trainCount
 * @param {number} testCount
 */
function tinyFiles(trainCount, testCount) {
  /** @type {Map<string, Uint8Array>} */
  const files = new Map();
  for (const [part, count] of /** @type {const} */ ([
    ['train', trainCount],
    ['test', testCount],
  ])) {
    const pixels = Uint8Array.from({ length: 4 * count }, (_, i) => (i % 4 === 0 ? i / 4 : 99));
    files.set(FILES[part][0], gzipSync(idx([count, 2, 2], pixels)));
    files.set(
      FILES[part][1],
      gzipSync(
        idx(
          [count],
          Uint8Array.from({ length: count }, (_, i) => i % 10),
        ),
      ),
    );
  }
  return files;
}

/** An engine that remembers what datasets it made, the last one failing if `failAt` says so. */
async function recordingEngine(failAt = Infinity) {
  const engine = await loadEngine();
  /** @type {{ images: Uint8Array, labels: Uint8Array, freed: boolean }[]} */
  const made = [];
  return {
    made,
    readIdx: engine.readIdx.bind(engine),
    /** @param {import('../../wasm/index.js').DatasetInit} init */
    createDataset(init) {
      if (made.length === failAt) throw new Error('no memory');
      const dataset = engine.createDataset(init);
      const entry = { ...init, freed: false };
      made.push(entry);
      const free = dataset.free.bind(dataset);
      dataset.free = () => {
        entry.freed = true;
        free();
      };
      return dataset;
    },
  };
}

/** @param {number} trainSize @param {number} validationSize */
const sizes = (trainSize, validationSize) => ({ data: { set: 'starter', trainSize, validationSize } });

/** @param {Map<string, Uint8Array>} files @returns {import('../../wasm/data.js').ReadFile} */
const readerOf = (files) => async (set, name) => /** @type {Uint8Array} */ (files.get(name));

/** @param {Uint8Array} images */
const numbers = (images) => [...images].filter((_, i) => i % 4 === 0);

describe('gunzip', () => {
  const content = idx([300_000], someBytes(300_000));
  const packed = gzipSync(content);

  test('unpacks gzip and passes raw IDX on', async () => {
    assert.deepEqual(await gunzip(packed, 'a.gz'), content);
    const raw = idx([2], Uint8Array.of(1, 2));
    assert.equal(await gunzip(raw, 'a.gz'), raw);
  });

  test('a file that is cut anywhere is told so by name', async () => {
    for (const length of [2, 9, 10, 11, 1000, packed.length - 9, packed.length - 8, packed.length - 1]) {
      const cut = gunzip(packed.subarray(0, length), 'images.gz');
      await assert.rejects(cut, /images\.gz is truncated or corrupt/, `${length} bytes`);
    }
  });

  test('a file with a changed byte, in its data or its checksum, is told so by name', async () => {
    for (const at of [3, packed.length >> 1, packed.length - 6, packed.length - 2]) {
      const broken = Uint8Array.from(packed);
      broken[at] ^= 0xff;
      await assert.rejects(gunzip(broken, 'images.gz'), /images\.gz is truncated or corrupt/, `byte ${at}`);
    }
  });

  test('what is neither is told with its first bytes', async () => {
    const html = gunzip(new TextEncoder().encode('<html>'), 'images.gz');
    await assert.rejects(html, /images\.gz is neither gzip .* begins with 3c 68/);
    await assert.rejects(gunzip(new Uint8Array(0), 'images.gz'), /images\.gz is empty/);
  });
});

describe('loadDatasets', () => {
  test('trains on the first images, validates with the last, tests with all of the test file', async () => {
    const engine = await recordingEngine();
    /** @type {import('../../wasm/data.js').Progress[]} */
    const progress = [];
    const read = readerOf(tinyFiles(20, 7));
    const datasets = await loadDatasets(engine, sizes(12, 5), read, (now) => progress.push(now));
    assert.deepEqual(Object.keys(datasets).sort(), ['test', 'train', 'validation']);
    const cuts = engine.made.map(({ images, labels }) => [numbers(images), [...labels]]);
    const range = (/** @type {number} */ from, /** @type {number} */ to) =>
      Array.from({ length: to - from }, (_, i) => from + i);
    assert.deepEqual(
      cuts,
      [range(0, 12), range(0, 7), range(15, 20)].map((n) => [n, n.map((i) => i % 10)]),
    );
    assert.deepEqual([datasets.train.count, datasets.test.count, datasets.validation?.count], [12, 7, 5]);
    assert.deepEqual(
      progress.map(({ done, total }) => [done, total]),
      [
        [1, 4],
        [2, 4],
        [3, 4],
        [4, 4],
      ],
    );
    assert.deepEqual(progress.map(({ file }) => file).sort(), [...FILES.train, ...FILES.test].sort());
  });

  test('uses the training file to its last image, and no validation set where its size is 0', async () => {
    const all = await loadDatasets(await recordingEngine(), sizes(15, 5), readerOf(tinyFiles(20, 7)));
    assert.equal(all.train.count, 15);
    const none = await loadDatasets(await recordingEngine(), sizes(20, 0), readerOf(tinyFiles(20, 7)));
    assert.equal(none.train.count, 20);
    assert.ok(!('validation' in none));
  });

  test('more images than the file has are refused as an error of the spec', async () => {
    const engine = await recordingEngine();
    await assert.rejects(loadDatasets(engine, sizes(16, 5), readerOf(tinyFiles(20, 7))), (error) => {
      assert.ok(error instanceof SpecError);
      assert.equal(error.path, 'data.trainSize');
      assert.match(error.message, /must be at most 20, .* starter set, got 16 \+ 5 = 21/);
      return true;
    });
    assert.equal(engine.made.length, 0);
  });

  test('whatever fails, every dataset that was made is freed', async () => {
    for (const failAt of [0, 1, 2]) {
      const engine = await recordingEngine(failAt);
      await assert.rejects(loadDatasets(engine, sizes(12, 5), readerOf(tinyFiles(20, 7))), /no memory/);
      assert.deepEqual(
        engine.made.map(({ freed }) => freed),
        new Array(failAt).fill(true),
      );
    }
    const engine = await recordingEngine();
    const files = tinyFiles(20, 7);
    files.set(FILES.test[0], /** @type {Uint8Array} */ (files.get(FILES.test[0])).subarray(0, 30));
    const load = loadDatasets(engine, sizes(12, 5), readerOf(files));
    await assert.rejects(load, /starter\/t10k-images.* is truncated/);
    assert.deepEqual(
      engine.made.map(({ freed }) => freed),
      [true],
    );
  });

  test('a file whose header lies is refused by name', async () => {
    const files = tinyFiles(20, 7);
    files.set(FILES.train[0], gzipSync(idx([21, 2, 2], new Uint8Array(80))));
    const load = loadDatasets(await recordingEngine(), sizes(12, 5), readerOf(files));
    await assert.rejects(load, /train-images/);
  });
});

describe('nodeReader', () => {
  test('reads a directory, gzipped or raw, and says what is missing', async () => {
    const file = FILES.train[1];
    const read = nodeReader(scratch);
    await assert.rejects(read('full', file), new RegExp(`has no ${file}`));
    writeFileSync(path.join(scratch, file.replace('.gz', '')), 'raw');
    assert.equal(String(await read('full', file)), 'raw');
    writeFileSync(path.join(scratch, file), 'packed');
    assert.equal(String(await read('starter', file)), 'packed');
  });

  test('has the starter set, and for another names the command that brings it', async () => {
    assert.ok((await nodeReader()('starter', FILES.test[0])).length > 100_000);
    const read = nodeReader()('nowhere', FILES.test[0]);
    await assert.rejects(read, /nowhere set's .* is missing: run \.\/build\.sh data/);
  });
});
