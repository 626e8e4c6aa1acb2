// A site passes the page's own tests, on a host that sends no headers, and with that host down: a few of them here, as
// CONTRIBUTING.md says all of them with the variables that are set here.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { siteFiles, writeSite } from '../../publish/site.js';
import { BROWSERS } from '../helpers/browser.js';
import { WHOLE } from '../helpers/whole.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const scratch = mkdtempSync(path.join(tmpdir(), 'descenso pages-'));
const site = path.join(scratch, 'site');

before(async () => writeSite(site, await siteFiles()));
after(() => rmSync(scratch, { recursive: true, force: true }));

/** @type {[file: string, names: string, count: number][]} what is run of a file, and how many tests that are */
const FEW = [
  ['tests/web/page/race.test.js', 'in Spanish, trains as well|three seeds', 2],
  ['tests/web/page/record.test.js', 'its record opens in English', 1],
];

for (const [how, variables] of /** @type {[string, Record<string, string>][]} */ ([
  ['as it is', {}],
  ['without its host', { DESCENSO_OFFLINE: '1' }],
]))
  for (const [file, names, count] of FEW)
    test(`${path.basename(file)} passes on a site, ${how}`, async () => {
      const { NODE_TEST_CONTEXT: _, ...env } = process.env;
      const child = spawn(process.execPath, ['--test', '--test-reporter=spec', `--test-name-pattern=${names}`, file], {
        cwd: root,
        env: { ...env, DESCENSO_SITE: site, ...variables },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let said = '';
      child.stdout.setEncoding('utf8').on('data', (text) => {
        said += text;
      });
      const status = await new Promise((resolve) => {
        child.on('close', resolve);
      });
      assert.equal(status, 0, said);
      assert.equal([...said.matchAll(/^\s+✔ .*\)$/gm)].length, WHOLE ? BROWSERS.length * count : count, said);
    });
