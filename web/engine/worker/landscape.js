/** Planes through the weights of runs, and the loss on them: what a worker does for a loss landscape. */
import { Heights, pathPlane, projector, randomPlane, specOfImages, tensorsOf } from '../../../wasm/landscape/index.js';

/** Milliseconds after which other messages get their turn. */
const SLICE = 50;

/**
 * @typedef {import('../message-types.js').LandscapeTask} Task
 * @typedef {import('../message-types.js').LandscapePlane} Made
 * @typedef {import('../../../wasm/index.js').Experiment} Experiment
 * @typedef {import('../../../wasm/landscape/vectors.js').Plane} Plane
 * @typedef {{ heights: Heights, plane: Plane, release: () => void }} Open
 */

export class Landscapes {
  #loader;
  #busy;
  /** Those that are open, or on their way. @type {Map<number, Promise<Open>>} */
  #open = new Map();

  /**
   * @param {import('./loader.js').Loader} loader
   * @param {(experiment: Experiment, passes: number) => void} busy called before so many samples go through a network
   */
  constructor(loader, busy) {
    this.#loader = loader;
    this.#busy = busy;
  }

  /** @param {{ landscape: number, task: Task }} message */
  async answer({ landscape, task }) {
    if (task.kind === 'plane') return this.#plane(task);
    if (task.kind === 'close') return this.#close(landscape);
    if (task.kind === 'open') {
      const { spec, images, plane } = task;
      this.#open.set(
        landscape,
        this.#heightsOf(spec, images).then((made) => ({ ...made, plane })),
      );
    }
    const open = await this.#open.get(landscape);
    if (!open) throw new Error(`there is no landscape ${landscape}`);
    return task.kind === 'open' ? { images: open.heights.images } : this.#heights(open, task);
  }

  /** @param {Extract<Task, { kind: 'plane' }>} task @returns {Promise<Made>} */
  async #plane({ checkpoints, center, first, random, spec }) {
    const { plane, shares } =
      random === null
        ? await inSlices(pathPlane(checkpoints, center, first))
        : { plane: await this.#randomPlane(spec, checkpoints[center], random), shares: [] };
    const nearest = projector(plane);
    const [points, distances] = [new Float64Array(2 * checkpoints.length), new Float64Array(checkpoints.length)];
    checkpoints.forEach((theta, n) => {
      const { a, b, distance } = nearest(theta);
      points.set([a, b], 2 * n);
      distances[n] = distance;
    });
    return { ...plane, shares: Float64Array.from(shares), points, distances };
  }

  /** @param {import('../message-types.js').Spec} spec @param {Float32Array} center @param {number} seed */
  async #randomPlane(spec, center, seed) {
    const { heights, release } = await this.#heightsOf(spec, 1);
    try {
      const tensors = heights.experiment.parameters();
      return randomPlane(tensorsOf(tensors, center), center, seed);
    } finally {
      heights.free();
      release();
    }
  }

  /** @param {import('../message-types.js').Spec} spec @param {number} images */
  async #heightsOf(spec, images) {
    const engine = await this.#loader.engine();
    const data = await this.#loader.load(specOfImages(spec, images), () => {});
    try {
      return { heights: new Heights(engine, data.spec, data.datasets, images), release: data.release };
    } catch (error) {
      data.release();
      throw error;
    }
  }

  /** @param {Open} open @param {Extract<Task, { kind: 'heights' }>} task */
  #heights({ heights, plane }, task) {
    const { first, count } = task;
    this.#busy(heights.experiment, 3 * count * heights.images);
    const began = performance.now();
    const losses = Float64Array.from({ length: count }, (_, n) =>
      'weights' in task ? heights.at(task.weights[n]) : heights.on(plane, task.points[2 * n], task.points[2 * n + 1]),
    );
    return { first, count, losses, milliseconds: performance.now() - began };
  }

  /** Once it is there, if it is still on its way. @param {number} landscape */
  #close(landscape) {
    const free = (/** @type {Open} */ { heights, release }) => {
      heights.free();
      release();
    };
    this.#open.get(landscape)?.then(free, () => {}); // who asked for it has been told
    this.#open.delete(landscape);
    return null;
  }
}

/** Lets other messages in between. @template R @param {Generator<number, R>} work @returns {Promise<R>} */
async function inSlices(work) {
  let began = performance.now();
  for (;;) {
    const next = work.next();
    if (next.done) return next.value;
    if (performance.now() - began < SLICE) continue;
    await new Promise((resolve) => setTimeout(resolve));
    began = performance.now();
  }
}
