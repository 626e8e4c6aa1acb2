/** The curves as a table for a spreadsheet. Pure: what a file holds, not how it is saved. */

/** Columns, and what of an epoch's report each has. @type {Record<string, keyof import('../../engine/message-types.js').EpochReport>} */
const FIGURES = {
  epoch: 'epoch',
  step: 'step',
  seconds: 'seconds',
  trainingLoss: 'trainLoss',
  evaluatedTrainingLoss: 'evaluatedLoss',
  penalty: 'penalty',
  validationLoss: 'validationLoss',
  validationAccuracy: 'validationAccuracy',
  // Of the weights themselves, where validation is of their average.
  rawLoss: 'rawLoss',
  rawAccuracy: 'rawAccuracy',
};

export const COLUMNS = ['entrant', 'seed', ...Object.keys(FIGURES)];

export { toJSON as fileOf } from '../../runs/export.js';

/** One row an epoch of each run. @param {import('../../runs/group.js').RunGroup} race @returns {any[][]} */
export const rowsOf = (race) =>
  race.runs.flatMap(({ id, seed, epochs }) =>
    epochs.map((one) => [id, seed, ...Object.values(FIGURES).map((key) => one[key])]),
  );
