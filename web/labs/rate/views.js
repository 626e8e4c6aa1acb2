/** All views of the lab, where there is a choice among them. */
export { finderView as finder } from './finder.js';
export { noiseView as noise } from './noise.js';
export { schedulesView as schedules } from './schedules.js';
export { sweepView as sweep } from './sweep.js';
