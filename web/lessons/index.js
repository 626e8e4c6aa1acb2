/**
 * What a teacher puts beside a slide: a lab with everything set, under an id that a link can name. Titles and explanations are
 * in i18n, under `presets`.
 *
 * A comparison has three seeds, unless that would take more than seconds (the full set), or seconds are what is compared, which
 * runs that wait for each other would falsify: those say `seeds: 1`.
 *
 * `place` is that in the deck, whose order the contents page has; `values` are the lab's settings, `spec` values by path for all
 * runs, `entrants` values by path for one contestant.
 */
import { lessons as depth } from './depth.js';
import { lessons as race } from './race.js';
import { lessons as rate } from './rate.js';
import { lessons as regularization } from './regularization.js';
import { lessons as surfaces } from './surfaces.js';
import { lessons as uncertainty } from './uncertainty.js';

/**
 * @typedef {import('../state/store.js').Preset} Preset
 * @typedef {Omit<Preset, 'lab'> & { place: number }} Lesson
 */

/** @type {Record<string, Lesson[]>} */
const labs = { depth, race, rate, regularization, surfaces, uncertainty };

/** All of them, in the deck's order. @type {(Lesson & { lab: string })[]} */
export const presets = Object.entries(labs)
  .flatMap(([lab, lessons]) => lessons.map((lesson) => ({ ...lesson, lab })))
  .sort((a, b) => a.place - b.place);
