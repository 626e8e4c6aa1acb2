/** The curves as a table for a spreadsheet. Pure: what a file holds, not how it is saved. */

export const COLUMNS = [
  'entrant',
  'seed',
  'epoch',
  'step',
  'seconds',
  'trainingLoss',
  'evaluatedTrainingLoss',
  'penalty',
  'validationLoss',
  'validationAccuracy',
  // Of the weights themselves, where validation is of their average.
  'rawLoss',
  'rawAccuracy',
];

export { toJSON as fileOf } from '../../runs/export.js';

/** One row an epoch of each run. @param {import('../../runs/group.js').RunGroup} race @returns {any[][]} */
export const rowsOf = (race) =>
  race.runs.flatMap(({ id, seed, epochs }) =>
    epochs.map((one) => [
      id,
      seed,
      one.epoch,
      one.step,
      one.seconds,
      one.trainLoss,
      one.evaluatedLoss,
      one.penalty,
      one.validationLoss,
      one.validationAccuracy,
      one.rawLoss,
      one.rawAccuracy,
    ]),
  );
