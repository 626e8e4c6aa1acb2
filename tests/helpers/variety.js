// Specs of every kind, of which the bits are compared: for 500 images or so, of which the last minibatch of 32 has fewer.

const layers = [
  { units: 17, activation: 'relu' },
  { units: 9, activation: 'tanh' },
  { units: 10, activation: 'softmax' },
];
/** What each of them is laid over: a small network, a few epochs. */
export const base = { model: { layers }, batchSize: 32, epochs: 4 };

/**
 * Every optimizer in every convention; all else that changes what is computed; and what needs a validation set.
 * @param {import('../../wasm/spec.d.ts').Catalog} catalog
 */
export function variety(catalog) {
  const optimizers = catalog.optimizers.flatMap(({ key }) =>
    catalog.conventions.map((convention) => ({ optimizer: { id: key, convention } })),
  );

  const others = [
    { schedule: { id: 'exponential', decaySteps: 30 }, optimizer: { id: 'momentum' } },
    { schedule: { id: 'power', decaySteps: 2, exponent: 0.7, per: 'epoch' }, optimizer: { id: 'rmsprop' } },
    { schedule: { id: '1cycle' }, optimizer: { id: 'momentum', convention: 'pytorch', learningRate: 0.1 } },
    { schedule: { id: 'cosine', warmup: 10 }, optimizer: { id: 'nesterov', learningRate: 0.05 } },
    { schedule: { id: 'piecewise', boundaries: [20, 40], rates: [0.1, 0.03, 0.01] }, optimizer: { id: 'sgd' } },
    { data: { scaling: 'standard' } },
    { clipNorm: 0.3, optimizer: { id: 'momentum', learningRate: 0.1 } },
    { batchSize: 500, seed: 7 },
    { batchSize: 1, epochs: 1, optimizer: { id: 'sgd' } },
    { model: { layers: [{ units: 20, activation: 'selu' }, { units: 8, activation: 'elu' }, {}] } },
    { model: { layers: [{ units: 20, activation: 'sigmoid' }, { units: 8, activation: 'leaky_relu' }, {}] } },
    {
      model: { layers: [{ units: 20, activation: 'silu' }, { units: 8, activation: 'gelu' }, {}] },
      labelSmoothing: 0.1,
      mixup: 0.4,
    },
    {
      model: {
        residual: true,
        layers: [
          { units: 9, dropout: 0.1 },
          { units: 9, batchNorm: 'before', activation: 'gelu' },
          { units: 9, dropout: 0.2 },
          {},
        ],
      },
      data: { scaling: 'centered' },
    },
    { model: { layers: [{}] }, data: { scaling: 'standard' }, clipNorm: 0.5 },
    {
      batchSize: 30,
      model: {
        inputDropout: 0.1,
        layers: [{ units: 70, dropout: 0.5, activation: 'selu' }, { units: 9, dropout: 0.2 }, {}],
      },
    },
    {
      batchSize: 500,
      model: { inputDropout: 0.3, dropoutMode: 'classic', layers: [{ units: 33, dropout: 0.25 }, {}] },
      data: { scaling: 'standard' },
    },
    {
      batchSize: 30,
      model: {
        layers: [
          { units: 33, batchNorm: 'before', dropout: 0.2 },
          { units: 9, batchNorm: 'after' },
          { batchNorm: 'before' },
        ],
      },
    },
    {
      model: { layers: [{ units: 20, batchNorm: 'before' }, {}] },
      optimizer: { id: 'nesterov', convention: 'pytorch' },
      clipNorm: 1,
    },
    {
      augmentation: { flip: true, shift: 2, rotate: 20, scale: 0.2, noise: 0.1, elastic: 1 },
      optimizer: { id: 'sgd' },
    },
    {
      model: {
        layers: [
          { units: 70, l1: 1e-4, maxNorm: 1.5 },
          { units: 9, l2: 1e-3 },
          { l1: 1e-4, l2: 1e-4 },
        ],
      },
    },
    {
      model: {
        l1Step: 'proximal',
        layers: [{ units: 70, l1: 0.05, batchNorm: 'before' }, { units: 9, l1: 0.01, maxNorm: 1.5 }, { l2: 1e-4 }],
      },
      optimizer: { id: 'nesterov', learningRate: 0.05 },
    },
    {
      average: { kind: 'ema', decay: 0.9 },
      model: { layers: [{ units: 33, batchNorm: 'before', dropout: 0.2 }, {}] },
      optimizer: { id: 'nesterov', learningRate: 0.05 },
    },
    { average: { kind: 'swa', from: 0.4 } },
    // Lists of what rectifiers make, of more than one block, under a layer of more than one panel.
    { batchSize: 9, epochs: 1, model: { layers: [{ units: 200, dropout: 0.2 }, { units: 65 }, {}] } },
  ];

  // What needs a validation set.
  const watching = [
    {
      epochs: 12,
      average: { kind: 'swa', from: 0.2 },
      model: { layers: [{ units: 20, batchNorm: 'before' }, {}] },
      earlyStopping: { patience: 3 },
      optimizer: { id: 'adam', learningRate: 0.02 },
    },
    {
      schedule: { id: 'performance', patience: 1, minDelta: 0.2 },
      optimizer: { id: 'sgd', learningRate: 0.1 },
    },
    {
      epochs: 30,
      earlyStopping: { patience: 2, minDelta: 0.1 },
      optimizer: { id: 'adam', learningRate: 0.01 },
    },
  ];
  return { optimizers, others, watching };
}

/**
 * One of each kind, whole, for where all of them would take too long.
 * @param {import('../../wasm/spec.d.ts').Catalog} catalog
 */
export function twelve(catalog) {
  const { optimizers, others, watching } = variety(catalog);
  return [...optimizers.filter((_, n) => n % 7 === 0), ...others.slice(-6), ...watching]
    .slice(0, 12)
    .map((spec) => ({ ...base, epochs: 2, ...spec }));
}
