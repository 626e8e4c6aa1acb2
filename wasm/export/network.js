// network.js: what all libraries ask of a spec's network.

/** @typedef {import('../spec.d.ts').Spec} Spec */
/** @typedef {Spec['model']['layers'][number] & { n: number, inputs: number, last: boolean, adds: boolean }} Layer numbered from 1;
 *   adds: what it sees to what it makes of it */

export const PIXELS = 784;

/** @param {Pick<Spec, 'model'>} spec @returns {Layer[]} */
export const layersOf = ({ model }) =>
  model.layers.map((layer, i, all) => ({
    ...layer,
    n: i + 1,
    inputs: i > 0 ? all[i - 1].units : PIXELS,
    last: i + 1 === all.length,
    adds: model.residual && i > 0 && i + 1 < all.length && layer.units === all[i - 1].units,
  }));

/** @param {Spec} spec */
export const drops = ({ model }) => model.inputDropout > 0 || model.layers.some(({ dropout }) => dropout > 0);

/** Whether several networks are trained. @param {Spec} spec */
export const isBagged = ({ bagging }) => bagging.models > 1;

/** Whether a script asks for probabilities, of passes or of several networks. @param {Spec} spec */
export const needsProbabilities = (spec) => drops(spec) || isBagged(spec);

/** Whether a leaky ReLU is in it. @param {Spec} spec */
export const leaks = ({ model }) => model.layers.some(({ activation }) => activation === 'leaky_relu');

/** Whether a layer's dropout is the alpha one. @param {Layer} layer */
export const dropsAlpha = ({ activation }) => activation === 'selu';

/** Whether something is dropped that is not by the library's inverted dropout. @param {Spec} spec */
export const dropsClassic = (spec) =>
  spec.model.dropoutMode === 'classic' &&
  (spec.model.inputDropout > 0 || layersOf(spec).some((layer) => layer.dropout > 0 && !dropsAlpha(layer)));

/** Whether any layer adds what it sees: one is neither the first nor the last, and as wide. @param {Pick<Spec, 'model'>} spec */
export const isResidual = (spec) => layersOf(spec).some(({ adds }) => adds);

/** What is said of such a network. */
export const RESIDUAL = 'A layer that is as wide as what it sees adds that: x + f(x) (He et al., 2016).';

/** @param {Spec} spec */
export const normalizes = ({ model }) => model.layers.some(({ batchNorm }) => batchNorm !== 'none');

/** Whether L1 is a step of its own after the optimizer's. @param {Spec} spec */
export const shrinks = ({ model }) => model.l1Step === 'proximal' && model.layers.some(({ l1 }) => l1 > 0);

/** λ₁ of the penalty in the loss. @param {Spec} spec @param {Pick<Layer, 'l1'>} layer */
export const sumWeight = (spec, { l1 }) => (shrinks(spec) ? 0 : l1);

/** Whether there is a penalty in the loss. @param {Spec} spec */
export const penalizes = (spec) => spec.model.layers.some((layer) => sumWeight(spec, layer) > 0 || layer.l2 > 0);

/** @param {Spec} spec */
export const limitsNorms = ({ model }) => model.layers.some(({ maxNorm }) => maxNorm > 0);

/** @param {Spec} spec */
export const stopsEarly = ({ earlyStopping }) => earlyStopping.patience > 0;

/** λ of λ Σ w², however the spec has it. @param {Spec} spec @param {Layer} layer */
export const squareWeight = ({ model }, { l2 }) => (model.l2Half ? l2 / 2 : l2);

/** Whether the last minibatch of an epoch, or every one, is a single image. @param {Spec} spec */
export const hasLoneImage = ({ data, batchSize }) => batchSize === 1 || data.trainSize % batchSize === 1;

/** "784-300-100-10" @param {Spec} spec */
export const sizes = (spec) => [PIXELS, ...spec.model.layers.map(({ units }) => units)].join('-');

/** The deviation of a truncated normal's initializer, in Python. @type {Record<string, string>} */
export const DEVIATIONS = {
  he_normal: '(2 / inputs) ** 0.5',
  glorot_normal: '(2 / (inputs + outputs)) ** 0.5',
  lecun_normal: '(1 / inputs) ** 0.5',
};

/** The limit of a uniform initializer. @type {Record<string, string>} */
export const LIMITS = {
  he_uniform: '(6 / inputs) ** 0.5',
  glorot_uniform: '(6 / (inputs + outputs)) ** 0.5',
};
