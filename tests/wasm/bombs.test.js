// Files that unpack to more than they should: refused before they take the memory that they ask for.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { FILES, gunzip, loadDatasets } from '../../wasm/data.js';
import { nodeReader } from '../../wasm/data-node.js';
import { loadEngine } from '../../wasm/index.js';

const scratch = fs.mkdtempSync(path.join(tmpdir(), 'descenso-bombs-'));
after(() => fs.rmSync(scratch, { recursive: true, force: true }));

const engine = await loadEngine();

const MEGABYTE = 2 ** 20;

/** An IDX file's header: of labels with one size, of images with three. */
const header = (...sizes) => {
  const bytes = Buffer.alloc(4 + 4 * sizes.length);
  bytes.writeUInt32BE(0x800 + sizes.length);
  sizes.forEach((size, n) => bytes.writeUInt32BE(size, 4 + 4 * n));
  return bytes;
};

/** A gzip file of a beginning and so many megabytes of zeros: members one after another, as gzip allows. */
const zeros = gzipSync(Buffer.alloc(16 * MEGABYTE));
const bomb = (beginning, megabytes) =>
  Buffer.concat([gzipSync(beginning), ...Array(Math.ceil(megabytes / 16)).fill(zeros)]);

const GIGABYTES = 2048;
const bombs = {
  'that is no IDX file': [bomb(Buffer.alloc(0), GIGABYTES), /unpacks to no IDX file: it begins with 00 00 00 00/],
  'that is text': [bomb(Buffer.from('<html>'), GIGABYTES), /unpacks to no IDX file: it begins with 3c 68 74 6d/],
  'that says it is small': [
    bomb(header(3, 28, 28), GIGABYTES),
    /unpacks to more than the 2368 bytes that its header tells of/,
  ],
  'that says how large it is': [
    bomb(header(2_739_136, 28, 28), GIGABYTES),
    /the header tells of 2147482640 bytes, more than the 268435456 that a file may have/,
  ],
  'that says how many labels it has, more than there are images': [
    bomb(header(2 ** 28 - 8), 256),
    /the header tells of 268435456 bytes, more than the 4194304 that a file may have/,
  ],
  'whose size overflows': [bomb(header(0xffffffff, 0xffffffff, 0xffffffff), 16), /header tells of \d/],
};

/** How much more memory a process has had, at most, that unpacks these. @param {string[]} files @returns {number} */
function kilobytesFor(files) {
  const script = `import { readFileSync } from 'node:fs';
    import { gunzip } from '${new URL('../../wasm/data.js', import.meta.url).href}';
    const before = process.resourceUsage().maxRSS;
    for (const file of ${JSON.stringify(files)}) await gunzip(readFileSync(file), file).catch(() => {});
    console.log(process.resourceUsage().maxRSS - before);`;
  // As a shell's child: to what a process has had at most, the system counts what its parent had when it was made.
  const { stdout, stderr } = spawnSync(
    'sh',
    ['-c', '"$0" "$@"; true', process.execPath, '--input-type=module', '-e', script],
    { encoding: 'utf8' },
  );
  assert.notEqual(stdout, '', stderr);
  return Number(stdout);
}

describe('gunzip refuses a bomb', () => {
  for (const [name, [bytes, message]] of Object.entries(bombs))
    test(name, async () => {
      assert.ok(bytes.length < 3 * MEGABYTE, 'a small file');
      await assert.rejects(gunzip(bytes, 'full/images.gz'), (error) => {
        assert.match(error.message, message);
        assert.ok(/^full\/images.gz:? /.test(error.message), error.message);
        return true;
      });
    });

  test('and takes little memory for it', () => {
    const files = Object.values(bombs).map(([bytes], n) => {
      const file = path.join(scratch, `bomb${n}`);
      fs.writeFileSync(file, bytes);
      return file;
    });
    const kilobytes = kilobytesFor(files);
    assert.ok(kilobytes < 200 * 1024, `${kilobytes} kB more`);
  });

  test('and has what is as large as it says once, not twice', () => {
    const file = path.join(scratch, 'large');
    fs.writeFileSync(file, bomb(header(342_391, 28, 28), 240));
    assert.ok(kilobytesFor([file]) < 1.5 * 240 * 1024);
  });

  test('and no file that is what it says', async () => {
    const good = Buffer.concat([header(3, 28, 28), Buffer.alloc(3 * 784, 7)]);
    assert.deepEqual(Buffer.from(await gunzip(gzipSync(good), 'a')), good);
    const labels = Buffer.concat([header(3), Buffer.alloc(3, 1)]); // shorter than a header of images
    assert.deepEqual(Buffer.from(await gunzip(gzipSync(labels), 'a')), labels);
    const halves = Buffer.concat([gzipSync(good.subarray(0, 5)), gzipSync(good.subarray(5))]);
    assert.deepEqual(Buffer.from(await gunzip(halves, 'a')), good, 'in two members');
  });
});

test('of a pair whose labels are refused the images are not looked at', async () => {
  const pair = new Map([
    [FILES.train[0], new Uint8Array(0)],
    [FILES.train[1], bombs['that says how many labels it has, more than there are images'][0]],
  ]);
  const spec = { data: { set: 'full', trainSize: 1, validationSize: 0 } };
  await assert.rejects(
    loadDatasets(engine, spec, async (_, file) => pair.get(file)),
    { message: /^full\/train-labels-.* more than the 4194304 that a file may have$/ },
  );
});

describe('nodeReader refuses, before it reads', () => {
  const [name] = FILES.train;
  const raw = name.replace('.gz', '');
  const cases = {
    'a file without end': [(file) => fs.symlinkSync('/dev/zero', file), /is no regular file/],
    'a pipe that nobody writes to': [(file) => spawnSync('mkfifo', [file]), /is no regular file/],
    'a directory': [(file) => fs.mkdirSync(file), /is no regular file/],
    'a file of gigabytes': [
      (file) => {
        fs.closeSync(fs.openSync(file, 'w'));
        fs.truncateSync(file, 2 ** 33); // sparse
      },
      /has 8589934592 bytes, more than the 268435456 that a file may have/,
    ],
  };
  for (const [what, [make, message]] of Object.entries(cases))
    for (const file of [name, raw])
      test(`${what}: ${file}`, async () => {
        const directory = fs.mkdtempSync(path.join(scratch, 'data-'));
        make(path.join(directory, file));
        await assert.rejects(nodeReader(directory)('starter', name), message);
      });

  test('but no link to a file', async () => {
    const directory = fs.mkdtempSync(path.join(scratch, 'data-'));
    fs.writeFileSync(path.join(directory, 'there'), 'bytes');
    fs.symlinkSync('there', path.join(directory, name));
    assert.equal(String(await nodeReader(directory)('starter', name)), 'bytes');
  });
});
