// progress.js: how a training is shown: to people, or as one JSON object a line.

/**
 * @typedef {object} Start
 * @property {import('../spec.d.ts').Spec} spec
 * @property {number} stepsPerEpoch
 * @property {number} step taken before, where a run is resumed
 */
/** @typedef {{ step: number, epoch: number, loss: number, learningRate: number }} Step */
/**
 * @typedef {object} Epoch
 * @property {number} epoch
 * @property {number} trainLoss
 * @property {number | null} validationLoss
 * @property {number | null} validationAccuracy
 * @property {number} seconds
 * @property {number} [member] of an ensemble's networks, from 0
 * @property {number} [rawAccuracy] validation's, of the weights themselves, where their average is what is validated
 */
/**
 * @typedef {object} End
 * @property {number} testLoss
 * @property {number} testAccuracy
 * @property {number} [mirroredLoss] with the mirror images averaged in, where that was asked for
 * @property {number} [mirroredAccuracy]
 * @property {string} weightsHash
 * @property {string} status
 * @property {number} [step] at which it diverged, where it did
 * @property {number} seconds
 */

/**
 * @typedef {object} Reporter
 * @property {(start: Start) => void} start
 * @property {(step: Step) => void} moved after every slice of steps
 * @property {(step: Step) => void} step every hundredth step
 * @property {(epoch: Epoch) => void} epoch
 * @property {(share: number) => void} asked how much of the test set Monte Carlo dropout has predicted
 * @property {(comparison: import('./uncertainty.js').Comparison) => void} uncertainty
 * @property {(end: End) => void} end
 */

/** @typedef {{ write(text: string): unknown, isTTY?: boolean, columns?: number }} Output */

/**
 * One JSON object a line. A number that is not finite is null, as JSON has it.
 * @param {Output} out
 * @returns {Reporter}
 */
export function jsonReporter(out) {
  const line = (/** @type {string} */ type, /** @type {object} */ fields) => {
    out.write(`${JSON.stringify({ type, ...fields })}\n`);
  };
  return {
    start: ({ spec }) => line('start', { spec }),
    moved: () => {},
    step: ({ step, loss, learningRate }) => line('step', { step, loss, learningRate }),
    epoch: (epoch) => line('epoch', epoch),
    asked: () => {},
    uncertainty: (comparison) => line('uncertainty', comparison),
    end: (end) => line('end', end),
  };
}

/** @type {[title: string, width: number][]} */
const COLUMNS = [
  ['epoch', 6],
  ['train loss', 12],
  ['valid. loss', 13],
  ['valid. accuracy', 17],
  ['seconds', 9],
];

/** Where the average of weights is validated: the figure of the weights themselves. @type {typeof COLUMNS} */
const AVERAGED = [['not averaged', 14]];

/** @param {(string | number)[]} cells @param {typeof COLUMNS} columns */
const tableRow = (cells, columns) => cells.map((cell, i) => String(cell).padStart(columns[i][1])).join('');

/** @param {string[]} cells */
const scoreRow = ([title, ...cells]) => title.padEnd(22) + cells.map((cell) => cell.padStart(16)).join('');

/** @param {import('./uncertainty.js').Quality} quality */
const scores = ({ accuracy, negativeLogLikelihood, expectedCalibrationError, brier }) =>
  [accuracy, negativeLogLikelihood, expectedCalibrationError, brier].map(decimal);

/** Four decimals; a dash for what was not measured. @param {number | null} value */
const decimal = (value) => (value === null ? '–' : value.toFixed(4));

/**
 * A table with one row an epoch and, where `err` is a terminal, a progress bar under it.
 * @param {Output} out
 * @param {Output} err
 * @param {() => number} [now] milliseconds
 * @returns {Reporter}
 */
export function peopleReporter(out, err, now = () => performance.now()) {
  let columns = COLUMNS;
  const bar = err.isTTY ? progressBar(err, now) : { begin() {}, show() {}, ask() {}, clear() {} };
  return {
    start({ spec, stepsPerEpoch, step }) {
      const { data, model, optimizer, batchSize, epochs, seed, bagging, average } = spec;
      if (average.kind !== 'none') columns = [...COLUMNS.slice(0, -1), ...AVERAGED, ...COLUMNS.slice(-1)];
      const units = model.layers.map((/** @type {{ units: number }} */ layer) => layer.units).join('-');
      out.write(
        `${data.set} set, ${data.trainSize} images; layers ${units}; ${optimizer.id}, batches of ` +
          `${batchSize}; epochs: ${epochs} of ${stepsPerEpoch} steps each; seed ${seed}` +
          `${bagging.models > 1 ? `; ${bagging.models} networks, one after the other` : ''}\n`,
      );
      out.write(
        `${tableRow(
          columns.map(([title]) => title),
          columns,
        )}\n`,
      );
      if (step > 0) out.write(`resumed after step ${step}\n`);
      bar.begin(epochs * bagging.models, epochs * bagging.models * stepsPerEpoch, step);
    },
    moved: (step) => bar.show(step),
    step() {},
    epoch({ epoch, member, trainLoss, validationLoss, validationAccuracy, rawAccuracy = null, seconds }) {
      bar.clear();
      const which = member === undefined ? epoch : `${member + 1}/${epoch}`;
      const cells = [which, decimal(trainLoss), decimal(validationLoss), decimal(validationAccuracy)];
      if (columns !== COLUMNS) cells.push(decimal(rawAccuracy));
      out.write(`${tableRow([...cells, seconds.toFixed(1)], columns)}\n`);
    },
    asked: (share) => bar.ask(share),
    uncertainty({ passes, seconds, deterministic, monteCarlo }) {
      bar.clear();
      out.write(`${scoreRow(['', 'accuracy', 'neg. log-lik.', 'calib. error', 'Brier'])}\n`);
      out.write(`${scoreRow(['without dropout', ...scores(deterministic)])}\n`);
      out.write(`${scoreRow([`mean of ${passes} passes`, ...scores(monteCarlo)])}  ${formatSeconds(seconds)}\n`);
    },
    end({ testLoss, testAccuracy, mirroredLoss, mirroredAccuracy = null, weightsHash, status, seconds }) {
      bar.clear();
      if (mirroredLoss !== undefined)
        out.write(
          `with mirror images averaged in: test accuracy ${decimal(mirroredAccuracy)}, test loss ${decimal(mirroredLoss)}\n`,
        );
      out.write(
        `${status}: test accuracy ${decimal(testAccuracy)}, test loss ${decimal(testLoss)}, ` +
          `${formatSeconds(seconds)}, weights ${weightsHash}\n`,
      );
    },
  };
}

/**
 * @param {Output} err
 * @param {() => number} now
 */
function progressBar(err, now) {
  let began = 0;
  let shown = -Infinity;
  let epochs = 0;
  let steps = 0;
  let first = 0;
  let asking = false;
  /** @param {number} share @param {string} tail */
  const draw = (share, tail) => {
    const end = ` ${Math.floor(share * 100)}%  ${tail}`;
    const width = Math.max(0, Math.min(30, (err.columns || 80) - end.length - 3));
    const full = Math.round(share * width);
    err.write(`\r\x1b[K[${'#'.repeat(full)}${'-'.repeat(width - full)}]${end}`);
  };
  const left = (/** @type {number} */ toDo) => formatSeconds(((now() - began) / 1000) * toDo);
  const due = () => {
    const time = now();
    if (time - shown < 100) return false; // faster than this nobody reads
    shown = time;
    return true;
  };
  return {
    /** @param {number} allEpochs @param {number} allSteps @param {number} before steps taken before now */
    begin(allEpochs, allSteps, before) {
      [began, epochs, steps, first] = [now(), allEpochs, allSteps, before];
    },
    /** @param {Step} at */
    show({ step, epoch, loss }) {
      if (!due()) return;
      const share = Math.min(1, step / steps);
      const remaining = left((steps - step) / (step - first));
      draw(share, `epoch ${Math.min(epoch + 1, epochs)}/${epochs}  loss ${loss.toFixed(3)}  ${remaining} left`);
    },
    /** @param {number} share of the Monte Carlo passes */
    ask(share) {
      if (!asking) [asking, began] = [true, now()];
      if (due()) draw(share, `Monte Carlo dropout  ${left(1 / share - 1)} left`);
    },
    clear() {
      err.write('\r\x1b[K');
      shown = -Infinity;
    },
  };
}

/** "8.3 s", "2 min 05 s", "1 h 10 min". @param {number} seconds */
export function formatSeconds(seconds) {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const two = (/** @type {number} */ n) => String(n).padStart(2, '0');
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${two(Math.floor((whole % 3600) / 60))} min`;
}
