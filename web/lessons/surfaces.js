/** The lessons about surfaces; `index.js` says what each line is. */

/** @type {import('./index.js').Lesson[]} */
export const lessons = [
  {
    id: 'conditioning',
    place: 20,
    values: { surface: 'quadratic', kappa: 30, optimizers: ['sgd', 'momentum'], steps: 100 },
  },
  {
    id: 'saddle',
    place: 30,
    values: { surface: 'saddle', optimizers: ['sgd', 'momentum', 'nesterov', 'adam'], steps: 150 },
  },
  {
    id: 'momentum',
    place: 50,
    values: { surface: 'plane', optimizers: ['sgd', 'momentum'], steps: 50, quantity: 'step', selected: 'momentum' },
  },
  {
    id: 'nesterov',
    place: 60,
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
    place: 70,
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
    place: 80,
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
    id: 'adam-bias-2d',
    place: 91,
    values: {
      surface: 'plane',
      optimizers: ['adam', 'adam-2'],
      steps: 100,
      quantity: 'step',
      selected: 'adam-2',
    },
    entrants: { 'adam-2': { 'optimizer.biasCorrection': false } },
  },
  { id: 'race-2d', place: 110, values: { surface: 'long_valley' } },
  { id: 'race-2d-saddle', place: 111, values: { surface: 'saddle', steps: 150 } },
  { id: 'race-2d-beale', place: 112, values: { surface: 'beale', steps: 400 } },
];
