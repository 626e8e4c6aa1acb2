/** The lessons about the learning rate; `index.js` says what each line is. */

/** @type {import('./index.js').Lesson[]} */
export const lessons = [
  { id: 'sgd', place: 40, values: { view: 'noise', points: 5 } },
  { id: 'lr', place: 130, values: { view: 'sweep' } },
  { id: 'finder', place: 131, values: { view: 'finder' } },
  {
    id: 'schedule-power',
    place: 140,
    values: { view: 'schedules' },
    spec: { 'schedule.id': 'power', 'schedule.decaySteps': 300 },
    entrants: { sgd: { 'optimizer.learningRate': 0.3 } },
  },
  {
    id: 'schedule-exponential',
    place: 150,
    values: { view: 'schedules' },
    spec: { 'schedule.id': 'exponential', 'schedule.decaySteps': 800 },
    entrants: { sgd: { 'optimizer.learningRate': 0.3 } },
  },
  {
    id: 'schedule-piecewise',
    place: 160,
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
    place: 170,
    values: { view: 'schedules' },
    spec: { 'schedule.id': 'performance', 'schedule.patience': 1 },
    entrants: { sgd: { 'optimizer.learningRate': 0.2 } },
  },
  {
    id: 'schedule-1cycle',
    place: 180,
    values: { view: 'schedules' },
    spec: { 'schedule.id': '1cycle' },
    entrants: { sgd: { 'optimizer.learningRate': 0.3 } },
  },
];
