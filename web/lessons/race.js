/** The lessons about the race; `index.js` says what each line is. */

/** @type {import('./index.js').Lesson[]} */
export const lessons = [
  {
    id: 'gd',
    place: 10,
    values: { optimizers: ['sgd', 'sgd-2'], xAxis: 'seconds', stopSeconds: 10, seeds: 1 },
    spec: { epochs: 200 },
    entrants: {
      sgd: { batchSize: 32, 'optimizer.learningRate': 0.05 },
      'sgd-2': { batchSize: 5000, 'optimizer.learningRate': 0.5 },
    },
  },
  {
    id: 'adam-bias',
    place: 90,
    values: { optimizers: ['adam', 'adam-2'] },
    spec: { epochs: 2 },
    entrants: { 'adam-2': { 'optimizer.biasCorrection': false } },
  },
  { id: 'adam', place: 100, values: { optimizers: ['momentum', 'rmsprop', 'adam'] } },
  { id: 'race', place: 120 },
  {
    id: 'slips',
    place: 310,
    values: { optimizers: ['adam', 'adam-2'] },
    spec: { epochs: 1 },
    entrants: { 'adam-2': { 'optimizer.firstStep': 0 } },
  },
  {
    id: 'slips-adagrad',
    place: 320,
    values: { optimizers: ['adagrad', 'adagrad-2'], lossScale: 'log' },
    spec: { epochs: 1 },
    entrants: { 'adagrad-2': { 'optimizer.minusSign': false } },
  },
  {
    id: 'slips-dropout',
    place: 330,
    values: { optimizers: ['adam', 'adam-2'] },
    spec: { 'model.layers[0].units': 300, 'model.layers[1].units': 100, 'model.layers[2].units': 10 },
    entrants: {
      adam: { 'model.layers[0].dropout': 0.2, 'model.layers[1].dropout': 0.2 },
      'adam-2': { 'model.layers[0].dropout': 0.8, 'model.layers[1].dropout': 0.8 },
    },
  },
  {
    id: 'slips-decay',
    place: 340,
    values: { optimizers: ['sgd', 'sgd-2'] },
    spec: { 'schedule.id': 'power', 'schedule.decaySteps': 500 },
    entrants: {
      sgd: { 'optimizer.learningRate': 0.1 },
      'sgd-2': { 'optimizer.learningRate': 0.1, 'schedule.decaySteps': 0.002 },
    },
  },
  {
    id: 'keras',
    place: 350,
    values: { optimizers: ['momentum', 'nesterov', 'rmsprop', 'adam', 'sgd', 'sgd-2'] },
    entrants: {
      momentum: { 'optimizer.convention': 'keras', 'optimizer.learningRate': 0.001 },
      nesterov: { 'optimizer.convention': 'keras', 'optimizer.learningRate': 0.001 },
      rmsprop: { 'optimizer.convention': 'keras', 'optimizer.learningRate': 0.001 },
      adam: { 'optimizer.convention': 'keras', 'optimizer.learningRate': 0.001 },
      sgd: { 'optimizer.convention': 'keras', 'schedule.id': 'power', 'schedule.decaySteps': 10000 },
      'sgd-2': { 'optimizer.convention': 'keras' },
    },
  },
];
