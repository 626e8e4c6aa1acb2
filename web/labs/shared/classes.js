/** @import { App } from '../../context.js' */

/** @param {App} app @returns {string[]} the ten classes of the images, in the reader's language */
export const classNames = (app) => Array.from({ length: 10 }, (_, k) => app.t(`race.classes.${k}`));
