// threads-node.js: where the helpers of a run are threads of Node's: "#threads" in package.json.

export { parentPort, Worker } from 'node:worker_threads';

export { availableParallelism as coreCount } from 'node:os';
