/**
 * What an embed's link says beside the page's own keys: what is hidden, when it starts, and whom it listens to. Pure
 * functions. To the app these keys are unknown: they are taken out before it reads the link, and put in again after.
 */
import { PAGE_KEYS, readHash, writeHash } from '../state/url.js';

/** @typedef {import('../state/url.js').Problem} Problem */

/**
 * @typedef {object} Embedding
 * @property {string[]} hide names of panels and of groups of controls
 * @property {string} start 'click': when somebody asks for it; 'visible': when it is seen
 * @property {string[]} hosts origins whose messages are listened to, beside its own
 * @property {Problem[]} problems what it says that cannot be used
 */

const KEYS = ['hide', 'start', 'hosts'];
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

/** @param {string} hash @returns {Embedding} */
export function readEmbedding(hash) {
  /** @type {Problem[]} */
  const problems = [];
  const said = Object.fromEntries(readHash(hash).pairs.filter(([key]) => KEYS.includes(key)));
  /** @param {string} key @param {(name: string) => boolean} fits @param {string} allowed */
  const names = (key, fits, allowed) => {
    const all = (said[key] ?? '').split(',').filter((name) => name !== '');
    const good = all.filter(fits);
    if (good.length < all.length) problems.push({ key, value: all.filter((name) => !fits(name)).join(), allowed });
    return [...new Set(good)].slice(0, MOST_NAMES);
  };
  const { start = STARTS[0] } = said;
  if (!STARTS.includes(start)) problems.push({ key: 'start', value: start, allowed: STARTS.join(', ') });
  return {
    hide: names('hide', (name) => NAME.test(name), 'rail, table …'),
    start: STARTS.includes(start) ? start : STARTS[0],
    hosts: names('hosts', isOrigin, 'https://…'),
    problems,
  };
}

/** The part of a link that is the app's. @param {string} hash @returns {string} */
export const appLink = (hash) => writeHash(readHash(hash).pairs.filter(([key]) => !KEYS.includes(key)));

/** An app's link with what the embed's own says. @param {string} link of the app @param {string} hash of the embed @returns {string} */
export const embedLink = (link, hash) =>
  writeHash([...readHash(link).pairs, ...readHash(hash).pairs.filter(([key]) => KEYS.includes(key))]);

/**
 * A link in which some keys are set.
 * @param {string} link of an app
 * @param {Record<string, string | number | boolean>} values by key, as a link has them
 * @returns {string}
 */
export function linkWith(link, values) {
  const kept = readHash(link).pairs.filter(([key]) => !Object.hasOwn(values, key));
  return writeHash([
    ...kept,
    ...Object.entries(values).map(([key, value]) => /** @type {[string, string]} */ ([key, String(value)])),
  ]);
}

/** A link without what it changes of its lab or lesson. @param {string} link of an app @returns {string} */
export const pageLink = (link) => writeHash(readHash(link).pairs.filter(([key]) => PAGE_KEYS.includes(key)));

/** Whether a link changes something of its lab or lesson. @param {string} link of an app */
export const changes = (link) => readHash(link).pairs.some(([key]) => !PAGE_KEYS.includes(key));
