// site-tests.js: `./build.sh site-tests`: the page's tests, all of them, on a built site: on a host that sends no headers, and
// again with that host down (`--offline`: only so). What looks at the tree or at the server itself says that it is not of a site.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { siteFiles, writeSite } from './site.js';
import { ROOT } from './files.js';

const FOLDERS = ['tests/web/page', 'tests/web/labs'];
const files = FOLDERS.flatMap((folder) =>
  readdirSync(path.join(ROOT, folder))
    .filter((name) => name.endsWith('.test.js'))
    .map((name) => `${folder}/${name}`),
);
const { values, positionals } = parseArgs({ options: { offline: { type: 'boolean' } }, allowPositionals: true });
const chosen = positionals.length > 0 ? positionals : files;

const scratch = mkdtempSync(path.join(tmpdir(), 'descenso site-tests-'));
try {
  const site = path.join(scratch, 'site');
  writeSite(site, await siteFiles());
  const ways = [
    ['as it is', {}],
    ['without its host', { DESCENSO_OFFLINE: '1' }],
  ];
  for (const [how, variables] of values.offline ? ways.slice(1) : ways) {
    console.log(`site-tests: ${chosen.length} files, on a site ${how}`);
    const env = { ...process.env, DESCENSO_SITE: site, DESCENSO_WHOLE: '1', .../** @type {{}} */ (variables) };
    const args = ['--test', '--test-reporter=spec', '--test-concurrency=1', ...chosen];
    const { status } = spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit', env });
    if (status !== 0) process.exitCode = 1;
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
