/** The curves as files. Pure: what a file holds, not how it is saved. */

/** @param {import('./model.js').Race} race @param {any} spec @returns {any} everything that the race has recorded */
export function toJSON(race, spec) {
  return {
    spec,
    runs: race.runs.map((run) => ({
      entrant: run.entrant,
      seed: run.seed,
      status: run.status,
      spec: run.spec,
      initialWeightsHash: run.ready?.initialHash ?? null,
      orderHash: run.ready?.orderHash ?? null,
      weightsHash: run.end?.weightsHash ?? null,
      test: run.end?.test ?? null,
      seconds: run.seconds,
      losses: Array.from(run.losses.values),
      epochs: run.epochs,
    })),
  };
}

/** One line a step of each run, for a spreadsheet. @param {import('./model.js').Race} race @returns {string} */
export function toCSV(race) {
  const lines = ['entrant,seed,step,seconds,trainingLoss,validationLoss,validationAccuracy'];
  for (const run of race.runs) {
    const losses = run.losses.values;
    const times = run.times.values;
    const epochs = new Map(run.epochs.map((record) => [record.step, record]));
    losses.forEach((loss, n) => {
      const record = epochs.get(n + 1);
      const validation = record ? [record.validationLoss ?? '', record.validationAccuracy ?? ''] : ['', ''];
      lines.push([run.entrant, run.seed, n + 1, times[n].toFixed(4), Math.fround(loss), ...validation].join(','));
    });
  }
  return `${lines.join('\n')}\n`;
}
