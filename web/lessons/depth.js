/** The lessons about depth; `index.js` says what each line is. They stand where the deck opens. */

const ACTIVATION = 'model.layers[hidden].activation';
const SCALE = 'model.layers[hidden].initializerScale';

/** @type {import('./index.js').Lesson[]} */
export const lessons = [
  { id: 'deep', place: 1, values: { entrants: ['plain', 'tanh', 'relu'] } },
  {
    id: 'he',
    place: 2,
    values: { entrants: ['plain', 'plain-2', 'plain-3'] },
    spec: { [ACTIVATION]: 'relu' },
    entrants: { 'plain-2': { [SCALE]: 0.1 }, 'plain-3': { [SCALE]: 4 } },
  },
  {
    id: 'clipping',
    place: 3,
    values: { entrants: ['plain', 'clipping'] },
    spec: { [ACTIVATION]: 'relu', [SCALE]: 4 },
  },
  { id: 'deep-batchnorm', place: 4, values: { entrants: ['plain', 'batchnorm'] } },
  {
    id: 'residual',
    place: 5,
    values: { entrants: ['plain', 'residual', 'residual-2'] },
    entrants: { 'residual-2': { [ACTIVATION]: 'relu' } },
  },
  { id: 'selu', place: 6, values: { entrants: ['plain', 'elu', 'selu'] } },
  {
    id: 'edge-of-stability',
    place: 7,
    values: { entrants: ['plain', 'smoothing'], sharpness: true },
    spec: {
      'model.layers': [{ units: 32 }, { units: 32 }, { units: 10 }],
      [ACTIVATION]: 'tanh',
      'data.scaling': 'centered',
      'data.trainSize': 2000,
      'data.validationSize': 0,
      'optimizer.learningRate': 0.2,
      batchSize: 2000,
      epochs: 1200,
    },
    entrants: { plain: { 'data.trainSize': 1000 } },
  },
  {
    id: 'landscape',
    place: 7.5,
    values: { entrants: ['plain', 'by-momentum', 'by-adam'], landscape: true, whose: 'by-adam' },
    spec: {
      'model.layers': [{ units: 64 }, { units: 64 }, { units: 10 }],
      [ACTIVATION]: 'relu',
      batchSize: 100,
      epochs: 20,
      'data.trainSize': 1000,
    },
    entrants: {
      'by-momentum': { 'optimizer.learningRate': 0.02 },
      'by-adam': { 'optimizer.learningRate': 0.002 },
    },
  },
];
