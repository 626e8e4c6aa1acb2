/** The lessons about uncertainty; `index.js` says what each line is. */

/** @type {import('./index.js').Lesson[]} */
export const lessons = [
  { id: 'mc-dropout', place: 250, values: { view: 'image' } },
  { id: 'temperature', place: 251, values: { view: 'test' } },
  { id: 'conformal', place: 252, values: { view: 'conformal' } },
  // A single training: the lesson shows how little it proves.
  { id: 'bagging', place: 290, values: { view: 'compare', members: 10, membersDropout: true, trainings: 1 } },
];
