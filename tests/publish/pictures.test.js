// `./build.sh pictures`: a preset's picture in each language and theme, drawn by Chromium.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { missingBrowser } from '../helpers/browser.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const scratch = mkdtempSync(path.join(tmpdir(), 'descenso pictures-'));
after(() => rmSync(scratch, { recursive: true, force: true }));

/** @param {string[]} args @param {NodeJS.ProcessEnv} [env] */
const build = (args, env = {}) =>
  spawnSync('./build.sh', ['pictures', ...args], { cwd: root, encoding: 'utf8', env: { ...process.env, ...env } });

/** Width and height of a PNG, as its header has them. @param {Buffer} file */
const sizeOf = (file) => [file.readUInt32BE(16), file.readUInt32BE(20)];

describe('pictures', () => {
  test('are one for each language and theme, and all unlike', { skip: missingBrowser('chromium') }, () => {
    const { status, stdout, stderr } = build(['--preset', 'adam', scratch]);
    assert.equal(status, 0, stderr);
    assert.match(stdout, /, 4 files$/m);
    const names = readdirSync(scratch).sort();
    assert.deepEqual(names, ['adam-en-dark.png', 'adam-en-light.png', 'adam-es-dark.png', 'adam-es-light.png']);
    const files = names.map((name) => readFileSync(path.join(scratch, name)));
    for (const file of files) {
      const [width, height] = sizeOf(file);
      assert.ok(width === 1440 && height > 300 && height < width, `${width} × ${height}`);
    }
    assert.equal(new Set(files.map((file) => file.toString('base64'))).size, 4);
  });

  test('refuse what they cannot do, and say why', () => {
    const refused = [
      { ...build(['--preset', 'adan', scratch]), says: /there is no preset "adan"; there are deep, he, / },
      { ...build(['one', 'two']), says: /unexpected argument two/ },
      {
        ...build([], { CHROMIUM: '/nowhere/chromium' }),
        says: /CHROMIUM names \/nowhere\/chromium, which is not there/,
      },
    ];
    for (const { status, stderr, says } of refused) {
      assert.equal(status, 1, stderr);
      assert.match(stderr, says);
    }
  });
});
