/** The curves as files. Pure: what a file holds, not how it is saved. */

/** @typedef {import('./group.js').RunGroup} RunGroup */

/** Everything that the runs have recorded. @param {Pick<RunGroup, 'runs' | 'spec'>} group */
export function toJSON({ runs, spec }) {
  return {
    spec,
    runs: runs.map((run) => ({
      entrant: run.id,
      seed: run.seed,
      status: run.status,
      // What was run: where the server has not the set that was asked for, another stood in for it.
      spec: run.ready?.spec ?? run.spec,
      weightsFile: run.weightsFile,
      initialWeightsHash: run.ready?.initialHash ?? null,
      orderHash: run.ready?.orderHash ?? null,
      weightsHash: run.end?.weightsHash ?? null,
      test: run.end?.test ?? null,
      ...(run.end?.mirrored ? { mirrored: run.end.mirrored } : {}),
      seconds: run.seconds,
      rateChanges: run.rateChanges,
      steps: run.losses.length,
      // Of a long run each loss is the mean of as many steps.
      stepsPerLoss: run.losses.width,
      losses: Array.from(run.losses.values),
      epochs: run.epochs,
    })),
  };
}

/** What the runs came to, without their curves. @param {Pick<RunGroup, 'runs' | 'spec'>} group */
export function toRecord(group) {
  const { runs, ...all } = toJSON(group);
  const bare = runs.map(({ losses: _, stepsPerLoss: __, epochs, ...run }) => ({
    ...run,
    last: epochs.at(-1) ?? null,
  }));
  return { ...all, runs: bare };
}

export { toJSON as fileOf };

export const COLUMNS = [
  'entrant',
  'seed',
  'step',
  'seconds',
  'trainingLoss',
  'validationLoss',
  'validationAccuracy',
  'learningRateSet',
];

/** One line a step of each run, for a spreadsheet; of a long run one for several. @param {Pick<RunGroup, 'runs'>} group */
export function* rowsOf({ runs }) {
  for (const { id, seed, losses, epochs, rateChanges } of runs) {
    const point = { step: 0, seconds: 0, mean: 0, low: 0, high: 0 };
    for (let n = 0, before = 0; n < losses.points; n++, before = point.step) {
      const { step, seconds, mean } = losses.point(n, losses.width, point);
      const epoch = epochs.findLast((one) => one.step > before && one.step <= step);
      const rate = rateChanges.findLast((one) => one.step >= before && one.step < step);
      const validation = [epoch?.validationLoss, epoch?.validationAccuracy];
      yield [id, seed, step, seconds.toFixed(4), mean, ...validation, rate?.learningRate];
    }
  }
}
