// Repeats a lab's claims with seeds that the measured figures have not seen.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { presets } from '../../web/lessons/index.js';
import { contradiction } from '../claims/criteria.js';
import { readFigures } from '../claims/figures.js';
import { lessons } from '../claims/lessons/index.js';
import { forgetRuns } from './lessons.js';

/** Another seed for what takes long. */
const [SEEDS, FEW] = [[101, 102], [101]];

/**
 * Defines a test a lesson: what its claims come to is what the file lets one expect of so many seeds.
 * @param {string} lab
 */
export async function repeatClaims(lab) {
  const filed = readFigures().lessons;
  const here = lessons.filter(({ id }) => presets.find((one) => one.id === id)?.lab === lab);
  /** Seed by seed, since the lessons of a seed share runs. @type {Map<string, import('../claims/lessons/index.js').Figures[]>} */
  const measured = new Map(here.map(({ id }) => [id, []]));
  for (const seed of SEEDS) {
    for (const { id, dear, measure } of here)
      if (filed[id] && (!dear || FEW.includes(seed))) measured.get(id)?.push(await measure(seed));
    forgetRuns();
  }
  for (const { id, claims } of here)
    test(`${id}: its claims hold of seeds that were not measured`, { skip: !filed[id] && 'not measured yet' }, (t) => {
      const rows = measured.get(id) ?? [];
      assert.ok(rows.length > 0);
      for (const claim of claims) {
        const finding = filed[id].claims.find((one) => one.id === `${id}.${claim.id}`);
        assert.ok(finding, `${claim.id} has not been measured: node tests/claims/measure.js --write`);
        const against = contradiction(finding, claim, rows);
        t.diagnostic(`${claim.id}: ${claim.says}`);
        assert.equal(against, null, `${claim.id}: ${claim.says}`);
      }
    });
}
