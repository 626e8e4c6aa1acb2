/**
 * What a teacher puts beside a slide: a lab with everything set, under an id that a link can name. In the deck's order, which is
 * that of the contents page. Titles and explanations are in i18n, under `presets`.
 *
 * `values` are the lab's settings, `spec` values by path for all runs, `entrants` values by path for one contestant.
 */

/** @type {import('./store.js').Preset[]} */
export const presets = [
  {
    id: 'gd',
    lab: 'race',
    values: { optimizers: ['sgd', 'sgd-2'], xAxis: 'seconds', stopSeconds: 10 },
    spec: { epochs: 200 },
    entrants: {
      sgd: { batchSize: 32, 'optimizer.learningRate': 0.05 },
      'sgd-2': { batchSize: 5000, 'optimizer.learningRate': 0.5 },
    },
  },
  {
    id: 'conditioning',
    lab: 'surfaces',
    values: { surface: 'quadratic', kappa: 30, optimizers: ['sgd', 'momentum'], steps: 100 },
  },
  {
    id: 'saddle',
    lab: 'surfaces',
    values: { surface: 'saddle', optimizers: ['sgd', 'momentum', 'nesterov', 'adam'], steps: 150 },
  },
  { id: 'sgd', lab: 'rate', values: { view: 'noise' } },
  {
    id: 'momentum',
    lab: 'surfaces',
    values: { surface: 'plane', optimizers: ['sgd', 'momentum'], steps: 50, quantity: 'step', selected: 'momentum' },
  },
  {
    id: 'nesterov',
    lab: 'surfaces',
    values: {
      surface: 'quadratic',
      kappa: 30,
      optimizers: ['momentum', 'nesterov', 'nesterov-2'],
      steps: 60,
      fit: true,
      selected: 'nesterov',
    },
    entrants: { 'nesterov-2': { 'optimizer.form': 'rewritten' } },
  },
  {
    id: 'adagrad',
    lab: 'surfaces',
    values: {
      surface: 'quadratic',
      kappa: 30,
      optimizers: ['sgd', 'adagrad'],
      steps: 100,
      quantity: 'rate',
      selected: 'adagrad',
    },
  },
  {
    id: 'rmsprop',
    lab: 'surfaces',
    values: {
      surface: 'cliff',
      optimizers: ['adagrad', 'rmsprop'],
      start: '-2,0',
      steps: 250,
      quantity: 'rate',
      selected: 'rmsprop',
    },
  },
  {
    id: 'adam-bias',
    lab: 'race',
    values: { optimizers: ['adam', 'adam-2'] },
    spec: { epochs: 2 },
    entrants: { 'adam-2': { 'optimizer.biasCorrection': false } },
  },
  { id: 'adam', lab: 'race', values: { optimizers: ['momentum', 'rmsprop', 'adam'] } },
  { id: 'race-2d', lab: 'surfaces', values: { surface: 'long_valley' } },
  { id: 'race', lab: 'race' },
  { id: 'lr', lab: 'rate', values: { view: 'sweep' } },
  {
    id: 'schedule-power',
    lab: 'rate',
    values: { view: 'schedules' },
    spec: { 'schedule.id': 'power', 'schedule.decaySteps': 300 },
    entrants: { sgd: { 'optimizer.learningRate': 0.3 } },
  },
  {
    id: 'schedule-exponential',
    lab: 'rate',
    values: { view: 'schedules' },
    spec: { 'schedule.id': 'exponential', 'schedule.decaySteps': 800 },
    entrants: { sgd: { 'optimizer.learningRate': 0.3 } },
  },
  {
    id: 'schedule-piecewise',
    lab: 'rate',
    values: { view: 'schedules' },
    spec: {
      'schedule.id': 'piecewise',
      'schedule.per': 'epoch',
      'schedule.boundaries': [3, 6],
      'schedule.rates': [0.3, 0.1, 0.01],
    },
    entrants: { sgd: { 'optimizer.learningRate': 0.3 } },
  },
  {
    id: 'schedule-performance',
    lab: 'rate',
    values: { view: 'schedules' },
    spec: { 'schedule.id': 'performance', 'schedule.patience': 1 },
    entrants: { sgd: { 'optimizer.learningRate': 0.2 } },
  },
  {
    id: 'schedule-1cycle',
    lab: 'rate',
    values: { view: 'schedules' },
    spec: { 'schedule.id': '1cycle' },
    entrants: { sgd: { 'optimizer.learningRate': 0.3 } },
  },
  {
    id: 'overfit',
    lab: 'regularization',
    values: { entrants: ['none', 'none-2', 'none-3'] },
    entrants: {
      'none-2': { 'data.trainSize': 3000 },
      'none-3': { 'model.layers': [{ units: 16 }, { units: 10 }] },
    },
  },
  { id: 'l1', lab: 'regularization', values: { entrants: ['none', 'l1', 'l2'] } },
  {
    id: 'l2',
    lab: 'regularization',
    values: { entrants: ['none', 'l2', 'l2-2', 'l2-3'] },
    entrants: {
      l2: { 'model.layers[*].l2': 3e-4 },
      'l2-2': { 'model.layers[*].l2': 3e-3 },
      'l2-3': { 'model.layers[*].l2': 3e-2 },
    },
  },
  {
    id: 'max-norm',
    lab: 'regularization',
    values: { entrants: ['none', 'max-norm', 'max-norm-2'] },
    entrants: {
      'max-norm': { 'model.layers[hidden].maxNorm': 1 },
      'max-norm-2': { 'model.layers[hidden].maxNorm': 0.5 },
    },
  },
  {
    id: 'dropout',
    lab: 'regularization',
    values: { entrants: ['none', 'dropout', 'dropout-2'] },
    entrants: { 'dropout-2': { 'model.inputDropout': 0.2, 'model.layers[hidden].dropout': 0.2 } },
  },
  { id: 'dropout-scaling', lab: 'regularization', values: { entrants: ['dropout', 'dropout-classic'] } },
  { id: 'mc-dropout', lab: 'uncertainty', values: { view: 'image' } },
  {
    id: 'augmentation',
    lab: 'regularization',
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
    lab: 'regularization',
    values: { entrants: ['none', 'batchnorm', 'batchnorm-2'] },
    entrants: { 'batchnorm-2': { 'model.layers[hidden].dropout': 0.5 } },
  },
  {
    id: 'early-stopping',
    lab: 'regularization',
    values: { entrants: ['none', 'early-stopping', 'early-stopping-2'] },
    entrants: { 'early-stopping-2': { 'earlyStopping.patience': 1 } },
  },
  { id: 'bagging', lab: 'uncertainty', values: { view: 'compare', members: 10 } },
  {
    id: 'together',
    lab: 'regularization',
    values: { entrants: ['none', 'batchnorm'] },
    spec: {
      'data.set': 'full',
      'data.trainSize': 55000,
      'data.validationSize': 5000,
      'model.layers[0].units': 512,
      'model.layers[1].units': 256,
      'model.layers[2].units': 10,
      'schedule.id': '1cycle',
      'optimizer.learningRate': 0.01,
      batchSize: 128,
      epochs: 20,
    },
    entrants: { batchnorm: { 'model.layers[hidden].batchNorm': 'before', 'model.layers[hidden].dropout': 0.3 } },
  },
  {
    id: 'slips',
    lab: 'race',
    values: { optimizers: ['adam', 'adam-2'] },
    spec: { epochs: 1 },
    entrants: { 'adam-2': { 'optimizer.firstStep': 0 } },
  },
  {
    id: 'slips-adagrad',
    lab: 'race',
    values: { optimizers: ['adagrad', 'adagrad-2'], lossScale: 'log' },
    spec: { epochs: 1 },
    entrants: { 'adagrad-2': { 'optimizer.minusSign': false } },
  },
  {
    id: 'slips-dropout',
    lab: 'race',
    values: { optimizers: ['adam', 'adam-2'] },
    spec: { 'model.layers[0].units': 300, 'model.layers[1].units': 100, 'model.layers[2].units': 10 },
    entrants: {
      adam: { 'model.layers[0].dropout': 0.2, 'model.layers[1].dropout': 0.2 },
      'adam-2': { 'model.layers[0].dropout': 0.8, 'model.layers[1].dropout': 0.8 },
    },
  },
  {
    id: 'slips-decay',
    lab: 'race',
    values: { optimizers: ['sgd', 'sgd-2'] },
    spec: { 'schedule.id': 'power', 'schedule.decaySteps': 500 },
    entrants: {
      sgd: { 'optimizer.learningRate': 0.1 },
      'sgd-2': { 'optimizer.learningRate': 0.1, 'schedule.decaySteps': 0.002 },
    },
  },
];
