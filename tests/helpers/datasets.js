// Datasets for tests: the starter set in whole or cut, and small images made up.

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { FILES, gunzip } from '../../wasm/data.js';
import { nodeReader } from '../../wasm/data-node.js';
import { createRandom } from './random.js';

/** The raw bytes of descenso.wasm. */
export const readWasm = () => readFile(fileURLToPath(new URL('../../wasm/descenso.wasm', import.meta.url)));

/** A pair of the starter set's files, unpacked. @param {'train' | 'test'} part */
export async function readStarter(part = 'train') {
  const read = nodeReader();
  const unpack = async (/** @type {string} */ name) => gunzip(await read('starter', name), name);
  const [images, labels] = await Promise.all(FILES[part].map(unpack));
  return { images, labels };
}

/**
 * Images first … first+count-1 of the starter set's training file, as what createDataset takes.
 * @param {import('../../wasm/index.js').Engine} engine
 * @param {number} first
 * @param {number} count
 */
export async function starterImages(engine, first, count) {
  const { images, labels } = await readStarter();
  const all = engine.readIdx(images, labels, { classes: 10 });
  return {
    images: all.images.slice(784 * first, 784 * (first + count)),
    labels: all.labels.slice(first, first + count),
    rows: 28,
    columns: 28,
    classes: 10,
  };
}

/**
 * Made-up images whose class shows: noise, and brighter pixels where pixel number ≡ label (mod classes).
 * Half of the pixels are 0, and the last is always, so that lists of zeros and deviations of 0 occur.
 * @param {{ count: number, rows?: number, columns?: number, classes?: number, seed?: number }} options
 */
export function syntheticImages({ count, rows = 5, columns = 5, classes = 3, seed = 1 }) {
  const random = createRandom(seed);
  const pixels = rows * columns;
  const labels = Uint8Array.from({ length: count }, () => Math.floor(random() * classes));
  const images = Uint8Array.from({ length: count * pixels }, (_, i) => {
    const pixel = i % pixels;
    const label = labels[Math.floor(i / pixels)];
    const value = random() < 0.5 ? 0 : Math.floor(random() * 128) + (pixel % classes === label ? 127 : 0);
    return pixel === pixels - 1 ? 0 : value;
  });
  return { images, labels, rows, columns, classes };
}
