// WebKit, the engine of Safari, trains to the bits of Node: in a plain page, and in an isolated one, where a run may have several cores.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { loadEngine } from '../../../wasm/index.js';
import { withServer } from '../../helpers/browser.js';
import { twelve } from '../../helpers/variety.js';
import { inWebKit, missingWebKit } from '../../helpers/webkit.js';
import { hashInNode } from './harness.js';

const { catalog } = await loadEngine();
const SPECS = twelve(catalog).map((spec) => ({
  ...spec,
  data: { ...spec.data, trainSize: 500, validationSize: 200 },
}));

/**
 * In the page: the hashes that the runs end with, one after the other.
 * @param {import('../../../wasm/spec.d.ts').PartialSpec[]} specs
 * @param {(found: unknown) => void} tell
 */
async function train(specs, tell) {
  try {
    const { createPool } = await import(/** @type {string} */ ('/web/engine/pool.js'));
    const pool = createPool();
    const hashes = [];
    for (const spec of specs)
      hashes.push(
        await new Promise((resolve, reject) => {
          const end = (/** @type {{ weightsHash: string }} */ { weightsHash }) => resolve(weightsHash);
          const error = (/** @type {Error} */ { message }) => reject(new Error(message));
          pool.run(spec, { ready() {}, slice() {}, progress() {}, notice() {}, end, error });
        }),
      );
    tell({ isolated: globalThis.crossOriginIsolated, hashes });
  } catch (error) {
    tell(String(error));
  }
}

describe('WebKit', { skip: missingWebKit() }, () => {
  /** @type {string[]} */
  let hashes;
  before(async () => {
    hashes = await Promise.all(SPECS.map(hashInNode));
  });

  test("has Node's bits for each of twelve specs, in a plain page and in an isolated one", () =>
    inWebKit(async (driver) => {
      for (const isolate of [false, true]) {
        const found = await withServer(
          async ({ url }) => {
            await driver.get(`${url}wasm/index.js`);
            return driver.executeAsyncScript(train, SPECS);
          },
          { isolate },
        );
        assert.deepEqual(found, { isolated: isolate, hashes });
      }
    }));
});
