/** The lessons about regularization; `index.js` says what each line is. */

/** @type {import('./index.js').Lesson[]} */
export const lessons = [
  {
    id: 'overfit',
    place: 190,
    values: { entrants: ['none', 'none-2', 'none-3'] },
    entrants: {
      'none-2': { 'data.trainSize': 3000 },
      'none-3': { 'model.layers': [{ units: 16 }, { units: 10 }] },
    },
  },
  { id: 'l1', place: 200, values: { entrants: ['none', 'l1', 'l2'] } },
  {
    id: 'l1-proximal',
    place: 205,
    values: { entrants: ['none', 'l1', 'l1-proximal'] },
    spec: { 'optimizer.id': 'sgd', 'optimizer.learningRate': 0.15, 'schedule.id': 'cosine' },
    entrants: { 'l1-proximal': { 'model.layers[*].l1': 3e-4 } },
  },
  {
    id: 'l2',
    place: 210,
    values: { entrants: ['none', 'l2', 'l2-2', 'l2-3'] },
    entrants: {
      l2: { 'model.layers[*].l2': 3e-4 },
      'l2-2': { 'model.layers[*].l2': 3e-3 },
      'l2-3': { 'model.layers[*].l2': 3e-2 },
    },
  },
  { id: 'adamw', place: 215, values: { entrants: ['none', 'l2', 'weight-decay'] } },
  {
    id: 'max-norm',
    place: 220,
    values: { entrants: ['none', 'max-norm', 'max-norm-2'] },
    entrants: {
      'max-norm': { 'model.layers[hidden].maxNorm': 1 },
      'max-norm-2': { 'model.layers[hidden].maxNorm': 0.5 },
    },
  },
  {
    id: 'dropout',
    place: 230,
    values: { entrants: ['none', 'dropout', 'dropout-2'] },
    entrants: { 'dropout-2': { 'model.inputDropout': 0.2, 'model.layers[hidden].dropout': 0.2 } },
  },
  { id: 'dropout-scaling', place: 240, values: { entrants: ['dropout', 'dropout-classic'] } },
  {
    id: 'augmentation',
    place: 260,
    values: { entrants: ['none', 'augmentation', 'augmentation-2', 'augmentation-3'] },
    entrants: {
      augmentation: { 'augmentation.shift': 0 },
      'augmentation-2': {
        'augmentation.flip': false,
        'augmentation.shift': 1,
        'augmentation.rotate': 10,
        'augmentation.scale': 0.1,
      },
      'augmentation-3': { 'augmentation.flip': false, 'augmentation.shift': 0, 'augmentation.noise': 0.1 },
    },
  },
  {
    id: 'batchnorm',
    place: 270,
    values: { entrants: ['none', 'batchnorm', 'batchnorm-2'] },
    entrants: { 'batchnorm-2': { 'model.layers[hidden].dropout': 0.5 } },
  },
  {
    id: 'early-stopping',
    place: 280,
    values: { entrants: ['none', 'early-stopping', 'early-stopping-2'] },
    entrants: { 'early-stopping-2': { 'earlyStopping.patience': 1 } },
  },
  {
    id: 'average',
    place: 285,
    values: { entrants: ['none', 'average', 'average-2', 'none-2'] },
    // A constant rate that is too large to come to rest with.
    spec: { 'data.trainSize': 5000, 'optimizer.id': 'sgd', 'optimizer.learningRate': 0.3, epochs: 10 },
    entrants: {
      'average-2': { 'average.kind': 'swa', 'average.from': 0.5 },
      'none-2': { 'schedule.id': 'cosine' },
    },
  },
  {
    id: 'together',
    place: 300,
    // The plain network takes as long again, and the lesson a minute.
    values: { entrants: ['batchnorm'], seeds: 1, mirrored: true },
    spec: {
      'data.set': 'full',
      'data.trainSize': 59000,
      'data.validationSize': 1000,
      'model.layers[0].units': 512,
      'model.layers[1].units': 256,
      'model.layers[2].units': 10,
      'optimizer.id': 'lion',
      'optimizer.learningRate': 0.0007,
      'schedule.id': 'cosine',
      batchSize: 256,
      epochs: 24,
    },
    entrants: {
      batchnorm: {
        'model.layers[hidden].batchNorm': 'before',
        'model.layers[hidden].dropout': 0.1,
        'optimizer.weightDecay': 1,
        'augmentation.flip': true,
        labelSmoothing: 0.1,
      },
    },
  },
];
