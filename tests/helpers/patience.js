// How long tests wait for what must come.

import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';

/** Milliseconds after which something never comes; however busy the machine, nothing that does come takes as long. */
export const PATIENCE = 180_000;

/**
 * Asks again and again until there is an answer.
 * @template T
 * @param {() => T | false | null | undefined | Promise<T | false | null | undefined>} look
 * @param {() => Promise<string> | string} otherwise what is wrong where none comes
 * @returns {Promise<T>}
 */
export async function until(look, otherwise) {
  for (const end = Date.now() + PATIENCE; ;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) assert.fail(await otherwise());
    await setTimeout(50);
  }
}
