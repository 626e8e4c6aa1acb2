/** The loss around a run's way: planes through weights, projections, and heights. Pure but for the engine that it is given. */
export { functionOf } from './function.js';
export { boxAround, boxOfOne, COLUMNS, finest, nodeAt, ROWS, stages } from './grid.js';
export { Heights, specOfImages } from './heights.js';
export { keptEvery, parametersOf } from './keep.js';
export { LandscapeError, pathPlane, randomPlane } from './planes.js';
export { dot, pointOf, projector, tensorsOf, trainedOf, vectorOf } from './vectors.js';
export { wayOf } from './way.js';
