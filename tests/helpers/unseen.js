// Repeats a lab's claims with a seed that the measured figures have not seen.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { presets } from '../../web/lessons/index.js';
import { contradiction } from '../claims/criteria.js';
import { readFigures } from '../claims/figures.js';
import { lessons } from '../claims/lessons/index.js';
import { WHOLE } from './whole.js';

/** One: a second would narrow what is expected by a quarter only, for as long again. `./build.sh claims` repeats them with ten. */
const SEED = 101;
/** What it misses, of claims that promise a share of the seeds only. All others hold, as bits do not change by themselves. */
const MISSED = ['finder.near', 'mc-dropout.surer', 'race.turns-rmsprop'];

/**
 * Defines a test a lesson: what its claims come to is what the file lets one expect of one seed more, and what they say of single
 * seeds is true of it.
 * @param {string} lab
 */
export async function repeatClaims(lab) {
  const filed = readFigures().lessons;
  const isHere = (/** @type {string} */ id) => presets.find((one) => one.id === id)?.lab === lab;
  const here = lessons.filter(({ id, dear }) => isHere(id) && (WHOLE || !dear));
  /** @type {Map<string, import('../claims/lessons/index.js').Figures>} */
  const measured = new Map();
  for (const { id, measure } of here) if (filed[id]) measured.set(id, await measure(SEED));
  for (const { id, claims } of here)
    test(`${id}: its claims hold of a seed that was not measured`, { skip: !filed[id] && 'not measured yet' }, (t) => {
      const figures = measured.get(id);
      assert.ok(figures);
      for (const claim of claims) {
        const finding = filed[id].claims.find((one) => one.id === `${id}.${claim.id}`);
        assert.ok(finding, `${claim.id} has not been measured: node tests/claims/measure.js --write`);
        const against = contradiction(finding, claim, [figures]);
        t.diagnostic(`${claim.id}: ${claim.says}`);
        assert.equal(against, null, `${claim.id}: ${claim.says}`);
        if (claim.kind === 'each') assert.equal(claim.holds(figures), !MISSED.includes(finding.id), claim.says);
      }
    });
}
