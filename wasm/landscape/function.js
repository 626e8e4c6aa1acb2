/** Whose ways may share a plane. */

/** @typedef {import('../spec.d.ts').Spec} Spec */

/** What makes two networks the same function of the same weights, of the same images. @param {Spec} spec full */
export function functionOf({ model, data: { set, scaling, trainSize } }) {
  const layers = model.layers.map(({ units, activation, batchNorm }) => [units, activation, batchNorm]);
  const { residual, batchNormEpsilon, dropoutMode, inputDropout } = model;
  // Classic dropout makes what predictions see smaller, by as much as it drops.
  const smaller = dropoutMode === 'classic' ? [inputDropout, ...model.layers.map(({ dropout }) => dropout)] : [];
  return JSON.stringify([
    layers,
    residual,
    batchNormEpsilon,
    smaller,
    set,
    scaling,
    scaling === 'unit' ? 0 : trainSize,
  ]);
}
