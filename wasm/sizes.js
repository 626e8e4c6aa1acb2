// sizes.js: whether a set has as many training images as a spec asks for.

import { SpecError } from './engine/native.js';

/**
 * @param {import('./data.js').DataSpec} spec
 * @param {number} count images in the training file
 * @throws {SpecError}
 */
export function checkSizes({ data: { set, trainSize, validationSize } }, count) {
  if (trainSize + validationSize <= count) return;
  throw new SpecError(
    'data.trainSize',
    `data.trainSize + data.validationSize must be at most ${count}, the training images of the ${set} set, ` +
      `got ${trainSize} + ${validationSize} = ${trainSize + validationSize}`,
    'set-size',
    { max: count, given: trainSize + validationSize },
  );
}
