/** What is seen of a network from inside, as one part of the lab: its weights, its masks, the images that it gets. */
export { augmentSection } from './augment.js';
export { masksSection } from './masks.js';
export { weightCharts } from './weights.js';
