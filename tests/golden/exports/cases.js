// cases.js: the experiments that are exported and run: every optimizer in every convention, every schedule, initializer and
// regularizer, and three with all at once. Each takes twenty steps, of four epochs whose last minibatch is a smaller one.

const LAYERS = [{ units: 24 }, { units: 16 }, { units: 10 }];

/** The experiment of a case that says nothing else. */
const BASE = {
  data: { trainSize: 300, validationSize: 200 },
  model: { layers: LAYERS },
  batchSize: 64,
  epochs: 4,
};

/** How many steps that is: what is compared. */
export const STEPS = 20;

/** @param {{ model?: object, [key: string]: unknown }} own @returns {Record<string, unknown>} */
const spec = ({ model, ...own }) => ({ ...BASE, ...own, model: { ...BASE.model, ...model } });

/** Every layer but the last with these, the last with those. */
const layers = (hidden, last = {}) => LAYERS.map((layer, n) => ({ ...layer, ...(n < 2 ? hidden : last) }));

const CONVENTIONS = ['slides', 'keras', 'pytorch'];

/** PyTorch's own rate of 0.01 with α = 0.99 makes a step of 0.1 in every weight, after which losses of float32 mean nothing:
 *  two summation orders part within ten steps. A tenth of it is compared. */
const MILDER = { rmsprop: { pytorch: { learningRate: 0.001 } } };

const OPTIMIZERS = ['sgd', 'momentum', 'nesterov', 'adagrad', 'rmsprop', 'adam', 'adamw', 'nadam', 'adamax', 'lion'];

const optimizers = Object.fromEntries(
  OPTIMIZERS.flatMap((id) =>
    CONVENTIONS.map((convention) => [
      `${id}-${convention}`,
      spec({ optimizer: { id, convention, ...MILDER[id]?.[convention] } }),
    ]),
  ),
);

const momentum = { id: 'momentum', learningRate: 0.05 };

const schedules = {
  power: { id: 'power', decaySteps: 8 },
  'power-epoch': { id: 'power', per: 'epoch', decaySteps: 2, exponent: 1.5 },
  exponential: { id: 'exponential', decaySteps: 20 },
  piecewise: { id: 'piecewise', boundaries: [5, 12], rates: [0.05, 0.02, 0.01] },
  performance: { id: 'performance', per: 'epoch', patience: 1, minDelta: 0.5 },
  '1cycle': { id: '1cycle' },
  '1cycle-cosine': { id: '1cycle', shape: 'cosine' },
  cosine: { id: 'cosine', warmup: 4, minimumRate: 0.001 },
  // At the edge of what the options may be, where the libraries' own classes refuse.
  'piecewise-one': { id: 'piecewise', boundaries: [], rates: [0.05] },
  '1cycle-up': { id: '1cycle', shape: 'cosine', warmup: 1 },
};

const scheduled = Object.fromEntries(
  Object.entries(schedules).map(([name, schedule]) => [`schedule-${name}`, spec({ optimizer: momentum, schedule })]),
);

const initialized = Object.fromEntries(
  [
    ['he_uniform', 'elu', 'glorot_normal'],
    ['lecun_normal', 'selu', 'zeros'],
    ['glorot_uniform', 'leaky_relu', 'he_normal'],
  ].map(([initializer, activation, last]) => [
    `initializer-${initializer}`,
    spec({ model: { layers: layers({ initializer, activation }, { initializer: last }) } }),
  ]),
);

const scaled = {
  'initializer-scale': spec({
    model: { layers: layers({ initializer: 'he_normal', initializerScale: 0.25 }, { initializerScale: 4 }) },
    optimizer: momentum,
  }),
};

/** Images of which dropout leaves nothing: z is 0 in the second layer, where an activation may have two slopes. */
const atZero = (activation) =>
  spec({
    model: { layers: [{ units: 4, dropout: 0.6 }, { units: 16, activation }, { units: 10 }] },
    optimizer: { id: 'sgd', learningRate: 0.1 },
  });

const smooth = {
  'selu-at-zero': atZero('selu'),
  'leaky-relu-at-zero': atZero('leaky_relu'),
  // Logits that are so far apart that float32's probability of a label is 0, and its logarithm no number.
  certain: spec({
    model: { layers: layers({ initializerScale: 10 }, { initializerScale: 1000 }) },
    optimizer: { id: 'sgd', learningRate: 1e-7 },
  }),
  'silu-gelu-centered': spec({
    data: { ...BASE.data, scaling: 'centered' },
    model: { layers: [{ units: 24, activation: 'silu' }, { units: 16, activation: 'gelu' }, { units: 10 }] },
    optimizer: momentum,
  }),
};

const regularized = {
  'dropout-inverted': spec({ model: { inputDropout: 0.1, layers: layers({ dropout: 0.3 }) } }),
  'dropout-classic': spec({ model: { dropoutMode: 'classic', layers: layers({ dropout: 0.3 }) } }),
  'dropout-alpha': spec({ model: { layers: layers({ activation: 'selu', dropout: 0.1 }) } }),
  'batch-norm-before': spec({ model: { layers: layers({ batchNorm: 'before' }) }, optimizer: momentum }),
  'batch-norm-after': spec({
    model: { layers: layers({ batchNorm: 'after', activation: 'tanh' }) },
    optimizer: { ...momentum, convention: 'pytorch' },
  }),
  l1: spec({ model: { layers: layers({ l1: 1e-3 }) } }),
  'l1-proximal': spec({
    model: { l1Step: 'proximal', layers: layers({ l1: 1e-2 }, { l1: 1e-3, l2: 1e-3 }) },
    optimizer: { id: 'sgd', learningRate: 0.1 },
    schedule: schedules.exponential,
  }),
  'l1-proximal-adam': spec({
    model: { l1Step: 'proximal', layers: layers({ l1: 0.1, maxNorm: 1 }) },
    optimizer: { id: 'adam', convention: 'keras' },
  }),
  l2: spec({ model: { layers: layers({ l2: 1e-2 }, { l2: 1e-3 }) }, optimizer: { ...momentum, convention: 'pytorch' } }),
  'label-smoothing': spec({
    labelSmoothing: 0.1,
    model: { layers: layers({ l2: 1e-3 }) },
    optimizer: momentum,
    earlyStopping: { patience: 3 },
  }),
  'max-norm': spec({ model: { layers: layers({ maxNorm: 1 }) }, optimizer: momentum }),
  'clip-norm': spec({ clipNorm: 0.5, optimizer: { id: 'sgd', learningRate: 0.2 } }),
  augmentation: spec({ augmentation: { flip: true, shift: 2, rotate: 10, scale: 0.1, noise: 0.05, elastic: 1 } }),
  // Layers 2 and 3 add what they see, the fourth has another width.
  residual: spec({
    model: {
      residual: true,
      layers: [
        { units: 16, dropout: 0.2 },
        { units: 16, activation: 'gelu', batchNorm: 'after', dropout: 0.1 },
        { units: 16, batchNorm: 'before', l2: 1e-3 },
        { units: 12 },
        { units: 10 },
      ],
    },
    optimizer: momentum,
  }),
  mixup: spec({ mixup: 0.4, optimizer: momentum }),
  'mixup-all': spec({
    mixup: 1,
    labelSmoothing: 0.1,
    data: { ...BASE.data, scaling: 'standard' },
    model: { residual: true, inputDropout: 0.1, layers: [{ units: 16 }, { units: 16, l2: 1e-3 }, { units: 10 }] },
    augmentation: { flip: true, shift: 1 },
  }),
  'early-stopping': spec({
    optimizer: { id: 'sgd', learningRate: 0.05 },
    earlyStopping: { patience: 1, minDelta: 0.25 },
  }),
  bagging: spec({ bagging: { models: 2 } }),
};

/** An average's statistics of batch normalization, with what must not drop or shuffle while they are measured; the best of them is given. */
const normalized = (average, own = {}) =>
  spec({
    average,
    optimizer: momentum,
    model: { inputDropout: 0.1, layers: [{ units: 24, batchNorm: 'before', dropout: 0.2 }, { units: 16, batchNorm: 'after' }, { units: 10 }] },
    ...own,
  });

const averaged = {
  'average-ema': spec({ average: { kind: 'ema', decay: 0.8 }, optimizer: { id: 'nesterov', form: 'look-ahead', learningRate: 0.05 } }),
  'average-swa': spec({ average: { kind: 'swa', from: 0.3 }, optimizer: { id: 'sgd', learningRate: 0.2 } }),
  'average-ema-norm': normalized({ kind: 'ema', decay: 0.9 }),
  'average-swa-norm': normalized({ kind: 'swa', from: 0.25 }, { earlyStopping: { patience: 3 }, augmentation: { shift: 1 } }),
  // With the first seed, float32 flips a ReLU in the seventh step.
  'average-swa-unbiased': normalized({ kind: 'swa', from: 0 }, { seed: 2, optimizer: { ...momentum, convention: 'pytorch' } }),
};

const slips = {
  'nesterov-rewritten-schedule': spec({
    optimizer: { id: 'nesterov', form: 'rewritten', learningRate: 0.05 },
    schedule: schedules.exponential,
  }),
  'adam-uncorrected': spec({ optimizer: { id: 'adam', biasCorrection: false } }),
  'momentum-without-memory': spec({ optimizer: { ...momentum, momentum: 0 } }),
  'adam-without-memory': spec({
    optimizer: { id: 'adam', convention: 'pytorch', beta1: 0 },
    schedule: { id: 'performance', per: 'epoch', factor: 1 },
  }),
};

const all = {
  'all-slides': spec({
    data: { ...BASE.data, scaling: 'standard' },
    model: {
      inputDropout: 0.05,
      dropoutMode: 'classic',
      layers: [
        { units: 24, batchNorm: 'before', dropout: 0.1, l1: 1e-4, l2: 1e-3 },
        { units: 16, activation: 'tanh', maxNorm: 1, dropout: 0.1 },
        { units: 10 },
      ],
    },
    optimizer: { id: 'momentum', learningRate: 0.02 },
    schedule: { id: '1cycle' },
    clipNorm: 2,
    augmentation: { shift: 1, rotate: 5 },
    earlyStopping: { patience: 3 },
  }),
  'all-keras': spec({
    model: {
      layers: [
        { units: 24, batchNorm: 'after', dropout: 0.2, l2: 1e-3, maxNorm: 2 },
        { units: 16, activation: 'selu', dropout: 0.1, l1: 1e-4 },
        { units: 10 },
      ],
    },
    optimizer: { id: 'adam', convention: 'keras' },
    schedule: { id: 'cosine', per: 'epoch', warmup: 1 },
    clipNorm: 1,
    augmentation: { flip: true, noise: 0.1 },
    earlyStopping: { patience: 2 },
  }),
  'all-pytorch': spec({
    data: { ...BASE.data, scaling: 'standard' },
    model: {
      layers: [
        { units: 24, activation: 'elu', batchNorm: 'before', dropout: 0.2, l2: 1e-3 },
        { units: 16, activation: 'leaky_relu', dropout: 0.1, l2: 1e-3 },
        { units: 10, l2: 1e-3 },
      ],
    },
    optimizer: { id: 'nesterov', convention: 'pytorch' },
    schedule: { id: 'performance', per: 'epoch', patience: 0, factor: 0.5 },
    clipNorm: 1,
    augmentation: { shift: 2, scale: 0.1 },
    earlyStopping: { patience: 3 },
  }),
};

/** The deck's snippets whose rates are not Keras' own: the lesson `keras`. Its RMSProp and Adam are rmsprop-keras and adam-keras. */
const deck = {
  'deck-momentum': spec({ optimizer: { id: 'momentum', convention: 'keras', learningRate: 0.001 } }),
  'deck-nesterov': spec({ optimizer: { id: 'nesterov', convention: 'keras', learningRate: 0.001 } }),
  'deck-decay': spec({ optimizer: { id: 'sgd', convention: 'keras' }, schedule: { id: 'power', decaySteps: 10000 } }),
};

/** @type {Record<string, Record<string, unknown>>} by name */
export const CASES = { ...optimizers, ...scheduled, ...initialized, ...scaled, ...smooth, ...regularized, ...averaged, ...slips, ...all, ...deck };

/** Those that are exported to JAX too. */
export const JAX_CASES = [
  ...OPTIMIZERS.map((id) => `${id}-slides`),
  'nadam-keras',
  'schedule-1cycle',
  'schedule-performance',
  'silu-gelu-centered',
  'selu-at-zero',
  'leaky-relu-at-zero',
  'certain',
  'dropout-alpha',
  'batch-norm-before',
  'clip-norm',
  'label-smoothing',
  'residual',
  'mixup',
  'mixup-all',
  'initializer-scale',
  'max-norm',
  'l1-proximal',
  'l1-proximal-adam',
  'average-ema',
  'average-swa',
  'average-ema-norm',
  'average-swa-norm',
  'all-slides',
  'all-keras',
  'all-pytorch',
];

/** What runs as it is, five epochs on the starter set, against the spread of our seeds. */
export const WHOLE = {
  adam: { epochs: 5 },
  '1cycle': { epochs: 5, optimizer: { id: 'momentum', learningRate: 0.05 }, schedule: { id: '1cycle' } },
  dropout: { epochs: 5, model: { layers: [{ units: 100, dropout: 0.3 }, { units: 100, dropout: 0.3 }, { units: 10 }] } },
  'batch-norm': { epochs: 5, model: { layers: [{ units: 100, batchNorm: 'before' }, { units: 10 }] } },
  augmented: { epochs: 5, augmentation: { flip: true, shift: 1, rotate: 5, elastic: 1, noise: 0.05 } },
};
