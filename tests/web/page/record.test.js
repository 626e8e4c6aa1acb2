// Records of the page: what it saves, the command line runs again to the bit.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { BROWSERS, missingBrowser } from '../../helpers/browser.js';
import {
  click,
  fill,
  find,
  QUICK,
  raceJSON,
  runRace,
  savedBy,
  untilState,
  usePages,
  useServer,
} from '../../helpers/page.js';
import { until } from '../../helpers/patience.js';

const cli = fileURLToPath(new URL('../../../wasm/cli.js', import.meta.url));
const scratch = fs.mkdtempSync(path.join(tmpdir(), 'descenso-page-record-'));
after(() => fs.rmSync(scratch, { recursive: true, force: true }));

const server = useServer();

/** What `descenso verify` says of a record. @param {string} text */
function verify(text) {
  const file = path.join(scratch, 'record.json');
  fs.writeFileSync(file, text);
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, 'verify', file], { encoding: 'utf8' });
  return { status, said: stdout + stderr };
}

for (const name of BROWSERS) {
  describe(name, { skip: missingBrowser(name) }, () => {
    const pages = usePages(name, server);

    test('a race whose rates were changed on the way is run again to the bit, and a changed record is found', async () => {
      await pages.withPage(`lang=en&${QUICK}&optimizers=sgd,adam&seeds=2`, async (page) => {
        await click(page, 'button', 'One step'); // begins, paused, so that the change comes before the end on any machine
        await until(
          async () => (await raceJSON(page)).runs.every(({ steps }) => steps === 1),
          () => 'not every run takes its step',
        );
        const button = await find(page, 'button', 'Download record');
        assert.equal(
          await button.evaluate((one) => /** @type {HTMLButtonElement} */ (one).disabled),
          true,
          'nothing is over',
        );
        await fill(page, 'Learning rate of SGD', '0.5');
        await until(
          async () => (await raceJSON(page)).runs.filter(({ rateChanges }) => rateChanges.length === 1).length === 2,
          () => 'the rate is not set',
        );
        await click(page, 'button', 'Resume');
        await untilState(page, /^Finished\./);

        const { name: file, type, text } = await savedBy(page, 'Download record');
        assert.deepEqual([file, type], ['descenso-record.json', 'application/json']);
        const record = JSON.parse(text);
        assert.deepEqual(
          record.runs.map((/** @type {{ name: string }} */ run) => run.name),
          ['sgd, seed 1', 'adam, seed 1', 'sgd, seed 2', 'adam, seed 2'],
        );
        assert.deepEqual(record.runs[0].changes, [{ step: 1, learningRate: 0.5 }]);
        const good = verify(text);
        assert.match(good.said, /the record holds: 4 of 4, to the bit/);
        assert.equal(good.status, 0);

        record.runs[2].changes[0].learningRate = 0.4;
        const changed = verify(JSON.stringify(record));
        assert.match(changed.said, /sgd, seed 2: departs at epoch 1, trainLoss/);
        assert.equal(changed.status, 1);
      });
    });

    test('a race that a target ended goes as far as it went', async () => {
      await pages.withPage(`lang=en&${QUICK}&optimizers=adam&stopAccuracy=0.2&spec.epochs=50`, async (page) => {
        await runRace(page);
        const { text } = await savedBy(page, 'Download record');
        const [run] = JSON.parse(text).runs;
        assert.deepEqual([run.status, run.steps % 20], ['stopped', 0]);
        assert.ok(run.steps < 1000, `it took ${run.steps} steps`);
        const { status, said } = verify(text);
        assert.equal(status, 0, said);
      });
    });
  });
}
