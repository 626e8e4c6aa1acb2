// progress.js: how a training is shown: to people, or as one JSON object a line.

/**
 * @typedef {object} Start
 * @property {Record<string, any>} spec
 * @property {number} stepsPerEpoch
 */
/** @typedef {{ step: number, epoch: number, loss: number, learningRate: number }} Step */
/**
 * @typedef {object} Epoch
 * @property {number} epoch
 * @property {number} trainLoss
 * @property {number | null} validationLoss
 * @property {number | null} validationAccuracy
 * @property {number} seconds
 */
/**
 * @typedef {object} End
 * @property {number} testLoss
 * @property {number} testAccuracy
 * @property {string} weightsHash
 * @property {string} status
 * @property {number} seconds
 */

/**
 * @typedef {object} Reporter
 * @property {(start: Start) => void} start
 * @property {(step: Step) => void} moved after every slice of steps
 * @property {(step: Step) => void} step every hundredth step
 * @property {(epoch: Epoch) => void} epoch
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
    end: (end) => line('end', end),
  };
}

/** @type {[title: string, width: number][]} */
const COLUMNS = [
  ['epoch', 6], ['train loss', 12], ['valid. loss', 13], ['valid. accuracy', 17], ['seconds', 9],
];

/** @param {(string | number)[]} cells */
const tableRow = (cells) => cells.map((cell, i) => String(cell).padStart(COLUMNS[i][1])).join('');

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
  const bar = err.isTTY ? progressBar(err, now) : { begin() {}, show() {}, clear() {} };
  return {
    start({ spec, stepsPerEpoch }) {
      const { data, model, optimizer, batchSize, epochs, seed } = spec;
      const units = model.layers.map((/** @type {{ units: number }} */ layer) => layer.units).join('-');
      out.write(
        `${data.set} set, ${data.trainSize} images; layers ${units}; ${optimizer.id}, batches of ` +
          `${batchSize}; epochs: ${epochs} of ${stepsPerEpoch} steps each; seed ${seed}\n`,
      );
      out.write(`${tableRow(COLUMNS.map(([title]) => title))}\n`);
      bar.begin(epochs, epochs * stepsPerEpoch);
    },
    moved: (step) => bar.show(step),
    step() {},
    epoch({ epoch, trainLoss, validationLoss, validationAccuracy, seconds }) {
      bar.clear();
      const cells = [epoch, decimal(trainLoss), decimal(validationLoss), decimal(validationAccuracy)];
      out.write(`${tableRow([...cells, seconds.toFixed(1)])}\n`);
    },
    end({ testLoss, testAccuracy, weightsHash, status, seconds }) {
      bar.clear();
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
  return {
    /** @param {number} allEpochs @param {number} allSteps */
    begin(allEpochs, allSteps) {
      [began, epochs, steps] = [now(), allEpochs, allSteps];
    },
    /** @param {Step} at */
    show({ step, epoch, loss }) {
      const time = now();
      if (time - shown < 100) return; // faster than this nobody reads
      shown = time;
      const share = Math.min(1, step / steps);
      const left = ((time - began) / 1000) * (1 / share - 1);
      const tail = ` ${Math.floor(share * 100)}%  epoch ${Math.min(epoch + 1, epochs)}/${epochs}  ` +
        `loss ${loss.toFixed(3)}  ${formatSeconds(left)} left`;
      const width = Math.max(0, Math.min(30, (err.columns || 80) - tail.length - 3));
      const full = Math.round(share * width);
      err.write(`\r\x1b[K[${'#'.repeat(full)}${'-'.repeat(width - full)}]${tail}`);
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
