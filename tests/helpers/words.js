// The words and figures of an app, for what needs no more of one.
import { createStrings } from '../../web/i18n/index.js';
import { createFormat } from '../../web/views/format.js';

/** @param {string} language @returns {any} */
export const wordsOf = (language) => ({ ...createStrings(language), format: createFormat(language) });
