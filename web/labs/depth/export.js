/** What was looked at, as a table for a spreadsheet. Pure: what a file holds, not how it is saved. */
import { toJSON } from '../../runs/export.js';

/** @typedef {import('../../runs/group.js').RunGroup} Group */

const FIGURES = /** @type {const} */ ([
  'deviation',
  'mean',
  'gradient',
  'deltas',
  'weights',
  'dead',
  'still',
  'faint',
  'zero',
]);

export const COLUMNS = ['entrant', 'seed', 'step', 'loss', 'sharpness', 'layer', ...FIGURES];

/** One row a layer of each look, and one for each λ₁. @param {Group} race @returns {unknown[][]} */
export const rowsOf = (race) =>
  race.runs.flatMap(({ id, seed, watched }) =>
    watched.flatMap(({ step, loss, layers, sharpness }) =>
      sharpness
        ? [[id, seed, step, '', sharpness.value, '', ...FIGURES.map(() => '')]]
        : layers.map((layer, l) => [id, seed, step, loss, '', l + 1, ...FIGURES.map((key) => layer[key])]),
    ),
  );

/** Everything that the runs have recorded, with what was looked at. @param {Group} race */
export function fileOf(race) {
  const { runs, ...all } = toJSON(race);
  return {
    ...all,
    runs: runs.map((run, n) => ({ ...run, watched: race.runs[n].watched.filter(({ weights }) => !weights) })),
  };
}
