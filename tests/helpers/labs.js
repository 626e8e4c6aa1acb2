// The labs that there are, for tests that go through them: a new one is looked at without being named.

import assert from 'node:assert/strict';
import { labs } from '../../web/labs/index.js';

/** In the order of their tabs. */
export const LABS = Object.keys(labs);
/** Those with work of their own. */
export const TRAINED = LABS.filter((lab) => labs[lab].trains !== false);

/**
 * What a test has to know of each lab, in the order of their tabs. A lab of which it knows nothing fails it.
 * @template T
 * @param {string[]} wanted
 * @param {Record<string, T>} known
 * @returns {[lab: string, T][]}
 */
export function ofEach(wanted, known) {
  assert.deepEqual(Object.keys(known).sort(), [...wanted].sort(), 'what is said here of each lab');
  return wanted.map((lab) => [lab, known[lab]]);
}
