// fit.js: what every run of an experiment refuses once there are the images of its set, and a script would find out late, or
// never: as src/run/experiment.c has it. Of other images than Fashion-MNIST's a script may have more, and is refused all the same.

import { SpecError } from '../engine/native.js';
import { checkSizes } from '../sizes.js';
import { stopsEarly } from './network.js';

/** @typedef {import('../spec.d.ts').Spec} Spec */

const CLASSES = 10;

/** @param {string} path */
const needsValidation = (path) =>
  new SpecError(path, `${path} needs a validation set, and there is none`, 'validation', {});

/** @param {Spec} spec normalized @param {import('../spec.d.ts').Catalog} catalog @throws {SpecError} */
export function checkFit(spec, { sets }) {
  const set = sets.find(({ key }) => key === spec.data.set);
  checkSizes(spec, set?.images ?? Infinity);
  const last = spec.model.layers.length - 1;
  const { units } = spec.model.layers[last];
  if (units !== CLASSES) {
    const path = `model.layers[${last}].units`;
    const message = `${path} must be ${CLASSES}, the number of classes, got ${units}`;
    throw new SpecError(path, message, 'classes', { classes: CLASSES, given: units });
  }
  if (spec.data.validationSize > 0) return;
  if (stopsEarly(spec)) throw needsValidation('earlyStopping.patience');
  if (spec.schedule.id === 'performance') throw needsValidation('schedule.id');
}
