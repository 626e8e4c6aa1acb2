#!/usr/bin/env node
// Makes the starter set that the page and the command line begin with: part of Fashion-MNIST, in its own
// order, equally many images of each class.
//
//   node tests/data/make_starter.js FROM TO
//
// The training file's first 5,000 images hold the first 500 of each class, its last 1,000 (the validation
// set) the next 100 of each. The test file holds the first 100 of each class.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';

export const CLASSES = 10;

/** Bytes before the first item of an IDX file: magic and one 32-bit size per dimension. */
export const HEADER = { images: 16, labels: 8 };

/** What each file takes of each class, in this order: [from, to) counted within the class. */
export const PARTS = {
  train: [
    [0, 500],
    [500, 600],
  ],
  t10k: [[0, 100]],
};

/**
 * The places, in the original file, of the images that a part takes of every class.
 * @param {Uint8Array} labels one label a byte
 * @param {number[][]} ranges
 */
export function chooseIndices(labels, ranges) {
  return ranges.flatMap(([from, to]) => {
    const seen = new Array(CLASSES).fill(0);
    const chosen = [];
    labels.forEach((label, index) => {
      const place = seen[label]++;
      if (place >= from && place < to) chosen.push(index);
    });
    return chosen;
  });
}

/**
 * An IDX file with only some of its items.
 * @param {Uint8Array} idx
 * @param {number} header bytes before the first item
 * @param {number[]} indices
 */
export function pickItems(idx, header, indices) {
  const count = new DataView(idx.buffer, idx.byteOffset).getUint32(4);
  const size = (idx.length - header) / count;
  const out = new Uint8Array(header + indices.length * size);
  out.set(idx.subarray(0, header));
  new DataView(out.buffer).setUint32(4, indices.length);
  indices.forEach((from, to) => {
    out.set(idx.subarray(header + from * size, header + (from + 1) * size), header + to * size);
  });
  return out;
}

/**
 * @param {string} from directory with the four files of Fashion-MNIST, gzipped
 * @param {string} to
 */
function makeStarter(from, to) {
  mkdirSync(to, { recursive: true });
  for (const [part, ranges] of Object.entries(PARTS)) {
    const read = (/** @type {string} */ name) => gunzipSync(readFileSync(path.join(from, name)));
    const write = (/** @type {string} */ name, /** @type {Uint8Array} */ idx) => {
      const packed = gzipSync(idx, { level: 9 });
      writeFileSync(path.join(to, name), packed);
      console.log(`${path.join(to, name)}: ${packed.length} bytes`);
    };
    const imagesName = `${part}-images-idx3-ubyte.gz`;
    const labelsName = `${part}-labels-idx1-ubyte.gz`;
    const labels = read(labelsName);
    const indices = chooseIndices(labels.subarray(HEADER.labels), ranges);
    write(imagesName, pickItems(read(imagesName), HEADER.images, indices));
    write(labelsName, pickItems(labels, HEADER.labels, indices));
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [from, to] = process.argv.slice(2);
  if (!from || !to) {
    console.error('usage: node tests/data/make_starter.js FROM TO');
    process.exit(2);
  }
  makeStarter(from, to);
}
