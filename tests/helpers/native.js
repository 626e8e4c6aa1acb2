// The natively compiled trainer, build/native/<compiler>/train, and the raw IDX files that it reads.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** @typedef {{ images: Uint8Array, labels: Uint8Array, rows: number, columns: number }} Images */

/** Images and labels [n] as the bytes of two IDX files. @param {Images} data */
export function idxFiles({ images, labels, rows, columns }) {
  const file = (/** @type {number[]} */ sizes, /** @type {Uint8Array} */ bytes) => {
    const header = Buffer.alloc(4 + 4 * sizes.length);
    header.writeUInt32BE(0x800 + sizes.length);
    sizes.forEach((size, i) => header.writeUInt32BE(size, 4 + 4 * i));
    return Buffer.concat([header, bytes]);
  };
  return { images: file([labels.length, rows, columns], images), labels: file([labels.length], labels) };
}

/** Writes the pair to a directory of its own. @param {Images} data */
export function writeIdxPair(data) {
  const directory = mkdtempSync(path.join(tmpdir(), 'descenso-native-'));
  const files = idxFiles(data);
  const paths = [path.join(directory, 'images'), path.join(directory, 'labels')];
  writeFileSync(paths[0], files.images);
  writeFileSync(paths[1], files.labels);
  return { paths, remove: () => rmSync(directory, { recursive: true, force: true }) };
}

/**
 * A full spec's leaves as path=value arguments; an empty list is what a list is by default.
 * @param {object | string | number | boolean} value
 * @returns {string[]}
 */
function assignments(value, at = '') {
  if (Array.isArray(value)) return value.flatMap((item, i) => assignments(item, `${at}[${i}]`));
  if (typeof value !== 'object') return [`${at}=${value}`];
  return Object.entries(value).flatMap(([key, item]) => assignments(item, at ? `${at}.${key}` : key));
}

/**
 * Trains natively on a pair of IDX files and gives the hash of the weights.
 * @param {string} compiler 'gcc' or 'clang'
 * @param {string[]} paths of images and labels
 * @param {object} spec normalized
 * @param {number} steps at most
 * @param {{ resume?: string, save?: string }} [files] a checkpoint to go on from, and where to write one
 */
export function trainNatively(compiler, paths, spec, steps, files = {}) {
  const program = path.join(root, 'build/native', compiler, 'train');
  assert.ok(existsSync(program), `build/native/${compiler}/train is missing: run ./build.sh native`);
  const options = Object.entries(files).flatMap(([name, file]) => [`--${name}`, file]);
  const args = [...paths, '--steps', String(steps), ...options, ...assignments(spec)];
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8', timeout: 600_000 });
  assert.equal(status, 0, `train ${args.join(' ')}: ${error?.message ?? ''}${stderr}${stdout}`);
  assert.match(stdout, /^[0-9a-f]{64}\n$/, 'the hash of the weights');
  return stdout.trim();
}
