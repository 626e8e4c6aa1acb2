// `npm start` on a fresh clone, with what npm brings and nothing else.

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { withClone } from '../helpers/copy.js';
import { startCommand } from '../helpers/command.js';

const ADDRESS = /^Descenso: (http:\/\/127\.0\.0\.1:\d+\/) .*$/m;

/** @param {string} directory @param {...string} args */
const npmStart = (directory, ...args) =>
  startCommand('npm', ['start', '--', '--port', '0', ...args], {
    cwd: directory,
    limit: 600_000, // the registry may be far
    env: Object.fromEntries(
      // What `npm test` tells its children is about another directory, and CI=true another test's business.
      Object.entries(process.env).filter(([name]) => !/^npm_(package|lifecycle|execpath|command)/.test(name)),
    ),
  });

test('npm start on a fresh clone installs what the page needs, once, and serves it', async () => {
  await withClone(async (directory) => {
    assert.ok(!existsSync(path.join(directory, 'node_modules')));
    const files = ['package.json', 'package-lock.json'];
    const texts = () => files.map((file) => readFileSync(path.join(directory, file), 'utf8'));
    const before = texts();

    const first = npmStart(directory);
    const [, url] = await first.until(ADDRESS);
    assert.equal((await fetch(`${url}wasm/index.js`)).status, 200);
    assert.equal((await fetch(`${url}web/vendor/chart.js`)).status, 200);
    assert.equal((await fetch(`${url}web/vendor/temml.css`)).status, 200);
    const page = await fetch(url);
    assert.equal(new URL(page.url).pathname, '/web/');
    assert.equal(page.status, existsSync(path.join(directory, 'web/index.html')) ? 200 : 404);
    const { stderr } = await first.stop();
    assert.match(stderr, /Installing what the page needs \(.*sirv.*\), once:\nnpm ci --omit=dev\n/);
    await assert.rejects(fetch(url), 'npm ends the server with itself');
    const installed = readdirSync(path.join(directory, 'node_modules'));
    assert.ok(installed.includes('sirv') && !installed.includes('typescript'), installed.join());

    const second = npmStart(directory);
    const [, again] = await second.until(ADDRESS);
    const { headers } = await fetch(`${again}wasm/index.js`);
    assert.equal(headers.get('Cross-Origin-Opener-Policy'), 'same-origin');
    assert.doesNotMatch((await second.interrupt()).stderr, /Installing/);

    // What is there for development stays there, and a package in another version is brought anew.
    const tool = path.join(directory, 'node_modules/axe-core');
    mkdirSync(tool);
    writeFileSync(path.join(tool, 'package.json'), '{"name":"axe-core","version":"0.0.1"}');
    rmSync(path.join(directory, 'node_modules/mrmime'), { recursive: true });
    const sirv = path.join(directory, 'node_modules/sirv/package.json');
    const { version } = JSON.parse(readFileSync(sirv, 'utf8'));
    writeFileSync(sirv, readFileSync(sirv, 'utf8').replace(`"${version}"`, '"0.0.1"'));
    const third = npmStart(directory);
    await third.until(ADDRESS);
    assert.match((await third.stop()).stderr, /Installing what the page needs \((mrmime, sirv)\), once:\nnpm install/);
    assert.ok(existsSync(path.join(tool, 'package.json')));
    assert.equal(JSON.parse(readFileSync(sirv, 'utf8')).version, version);

    assert.deepEqual(texts(), before, 'npm start changes no file of the project');
  });
});

test('npm start where packages cannot be had says so and fails', async () => {
  await withClone(async (directory) => {
    const nowhere = path.join(directory, 'no-cache');
    const { status, stderr } = await startCommand(process.execPath, ['wasm/cli/start.js', '--port', '0'], {
      cwd: directory,
      env: {
        PATH: process.env.PATH,
        HOME: directory,
        npm_config_registry: 'http://127.0.0.1:9/', // nothing listens there
        npm_config_cache: nowhere,
        npm_config_fetch_retries: '0',
      },
    }).ended;
    assert.match(stderr, /\ndescenso: the packages could not be installed; npm said why\. .*\n$/);
    assert.equal(status, 1);
  });
});
