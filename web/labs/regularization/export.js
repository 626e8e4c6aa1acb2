/** The curves as a table for a spreadsheet. Pure: what a file holds, not how it is saved. */

export const COLUMNS = [
  'entrant',
  'seed',
  'epoch',
  'step',
  'seconds',
  'trainingLoss',
  'penalty',
  'validationLoss',
  'validationAccuracy',
];

/** One row an epoch of each run. @param {import('../race/model.js').Race} race @returns {any[][]} */
export const rowsOf = (race) =>
  race.runs.flatMap(({ entrant, seed, epochs }) =>
    epochs.map((one) => [
      entrant,
      seed,
      one.epoch,
      one.step,
      one.seconds,
      one.trainLoss,
      one.penalty,
      one.validationLoss,
      one.validationAccuracy,
    ]),
  );
