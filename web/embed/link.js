/**
 * What an embed's link says beside the page's own keys: what is hidden, when it starts, and whom it listens to. Pure
 * functions. To the app these keys are unknown: they are taken out before it reads the link, and put in again after.
 */
import { createRefusals, keyOf, PAGE_KEYS, partsOf, readHash, writeHash } from '../state/url.js';

/** @typedef {import('../state/url.js').Problem} Problem */

/**
 * @typedef {object} Embedding
 * @property {string[]} hide names of panels and of groups of controls
 * @property {string} start 'click': when somebody asks for it; 'visible': when it is seen
 * @property {string[]} hosts origins whose messages are listened to, beside its own
 * @property {Problem[]} problems what it says that cannot be used
 */

/** What an embed alone takes its link for, and no message sets. */
export const KEYS = ['hide', 'start', 'hosts'];
const STARTS = ['click', 'visible'];
const NAME = /^[a-z][A-Za-z]*(\.[A-Za-z]+)?$/;

/** More than a host page has reasons for. */
const MOST_NAMES = 40;

/** @param {string} text @returns {boolean} whether it is an origin, as messages have it */
function isOrigin(text) {
  try {
    return /^https?:[^*]+$/.test(text) && new URL(text).origin === text;
  } catch {
    return false;
  }
}

/** A link of those parts whose keys fit, as they stand: what is too long or too much in them is told by whoever reads them. @param {string} hash @param {(key: string) => boolean} fits */
const only = (hash, fits) =>
  `#${partsOf(hash)
    .filter((part) => fits(keyOf(part)))
    .join('&')}`;

/** @param {...string} links */
const joined = (...links) => `#${links.flatMap(partsOf).join('&')}`;

const isOwn = (/** @type {string} */ key) => KEYS.includes(key);

/** @param {string} hash @returns {Embedding} */
export function readEmbedding(hash) {
  const refusals = createRefusals();
  const { pairs, unread } = readHash(only(hash, isOwn));
  for (const [key, text] of unread) refusals.add({ key, text }, { reason: 'tooLong' });
  const said = Object.fromEntries(pairs);
  /** @param {string} key @param {(name: string) => boolean} fits @param {string} allowed */
  const names = (key, fits, allowed) => {
    const all = [...new Set((said[key] ?? '').split(',').filter((name) => name !== ''))];
    const [good, bad] = [all.filter(fits), all.filter((name) => !fits(name))];
    const over = good.splice(MOST_NAMES);
    if (bad.length > 0) refusals.add({ key, text: bad.join() }, { allowed });
    if (over.length > 0) refusals.add({ key, text: over.join() }, { reason: 'tooLong' });
    return good;
  };
  const { start = STARTS[0] } = said;
  if (!STARTS.includes(start)) refusals.add({ key: 'start', text: start }, { allowed: STARTS.join(', ') });
  return {
    hide: names('hide', (name) => NAME.test(name), 'rail, table …'),
    start: STARTS.includes(start) ? start : STARTS[0],
    hosts: names('hosts', isOrigin, 'https://…'),
    problems: refusals.list,
  };
}

/** The part of a link that is the app's. @param {string} hash @returns {string} */
export const appLink = (hash) => only(hash, (key) => !isOwn(key));

/** An app's link with what the embed's own says. @param {string} link of the app @param {string} hash of the embed @returns {string} */
export const embedLink = (link, hash) => joined(link, only(hash, isOwn));

/**
 * A link in which some keys are set.
 * @param {string} link of an app
 * @param {Record<string, string | number | boolean>} values by key, as a link has them
 * @returns {string}
 */
export const linkWith = (link, values) =>
  joined(
    only(link, (key) => !Object.hasOwn(values, key)),
    writeHash(Object.entries(values).map(([key, value]) => [key, String(value)])),
  );

/** A link without what it changes of its lab or lesson. @param {string} link of an app @returns {string} */
export const pageLink = (link) => only(link, (key) => PAGE_KEYS.includes(key));

/** Whether a link changes something of its lab or lesson. @param {string} link of an app */
export const changes = (link) => partsOf(link).some((part) => !PAGE_KEYS.includes(keyOf(part)));
