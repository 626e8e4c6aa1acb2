/** One image as the network sees it: where it comes from, the passes over it, and the same along a change of it. */
import { decodeDrawing } from './drawing.js';
import { entropyOf, summarize } from './passes.js';
import { ALONG, shuffle, SIDE, STOPS, transform } from '../../engine/transform.js';

/** Images of one question along a change: answered in a moment, so that the next drag of a slider need not wait. */
const AT_ONCE = 4;

/** A question is asked again when its worker dies, so often. */
const TRIES = 3;

/**
 * @typedef {import('./networks.js').Network} Network
 * @typedef {object} Question what is asked; everything that the answer depends on
 * @property {Network} network
 * @property {string} set
 * @property {import('../../state/settings.js').Values} values the lab's settings
 * @property {number} seed
 *
 * @typedef {object} Shown
 * @property {string} source where the image came from: by now another may be chosen
 * @property {Uint8Array} pixels as the network sees them
 * @property {number | null} label the true class, where there is one
 * @property {number} index of the image in its set
 * @property {number} total images of the set
 * @property {Float32Array} probabilities [classes] without dropout
 * @property {Float32Array} samples [passes, classes]
 * @property {number} classes
 * @property {number} passes
 *
 * @typedef {object} Along what the network says as the image changes
 * @property {string} sweep
 * @property {number[]} stops
 * @property {number[]} entropy of the mean over the passes
 * @property {number[]} mutualInformation
 * @property {number[]} deterministic entropy without dropout
 * @property {number[]} top classes
 */

/**
 * Work of which only the latest order counts: those that come while one is being done are forgotten, but for the last.
 * @template T
 * @param {(order: T) => Promise<void>} work
 */
export function latest(work) {
  /** @type {{ order: T } | null} */
  let wanted = null;
  let busy = false;
  return async (/** @type {T} */ order) => {
    wanted = { order };
    if (busy) return;
    busy = true;
    while (wanted) {
      const next = /** @type {{ order: T }} */ (wanted).order;
      wanted = null;
      await work(next);
    }
    busy = false;
  };
}

export class Explorer {
  /** @type {Shown | null} */
  shown = null;
  /** @type {Along | null} */
  along = null;
  /** Why the last question was not answered. @type {unknown} */
  error = null;
  #pool;
  #changed;
  #asked = '';
  #askedAlong = '';
  /** The last image that came from a worker. @type {{ key: string, answer: import('../../engine/message-types.js').TestImages } | null} */
  #kept = null;

  /** @param {import('../../engine/pool.js').Pool} pool @param {(kind: 'image' | 'along') => void} changed */
  constructor(pool, changed) {
    this.#pool = pool;
    this.#changed = changed;
    this.#show = latest((/** @type {Question} */ question) => this.#answer(question));
    this.#go = latest((/** @type {Question} */ question) => this.#answerAlong(question));
  }

  #show;
  #go;

  /** Answers where the question is another than the last. @param {Question} question */
  ask(question) {
    const { source, image, drawing, passes, angle, right, down, noise, sweep } = question.values;
    const { id } = question.network.handle;
    const image0 = [id, question.set, question.seed, source, source === 'drawing' ? drawing : image, passes];
    const key = JSON.stringify([image0, angle, right, down, noise]);
    if (key !== this.#asked) void this.#show(question);
    this.#asked = key;
    // Along a change, that change's own present value does not matter.
    const others = { angle: [right, down, noise], noise: [angle, right, down], shift: [angle, down, noise] };
    const keyAlong = JSON.stringify([image0, sweep, others[/** @type {keyof others} */ (sweep)]]);
    if (keyAlong !== this.#askedAlong) void this.#go(question);
    this.#askedAlong = keyAlong;
  }

  /** @param {Question} question */
  async #answer({ network, set, values, seed }) {
    try {
      const original = await this.#original(set, values);
      const pixels = transform(original.pixels, values);
      const { passes } = values;
      const { probabilities, samples, classes } = await insist(() => network.handle.classify(pixels, { passes, seed }));
      const { label, index, total } = original;
      const { source } = values;
      this.shown = { source, pixels, label, index, total, probabilities, samples, classes, passes };
      this.error = null;
    } catch (error) {
      // Not asked again before something changes, or it would be asked for ever.
      this.error = error;
    }
    this.#changed('image');
  }

  /** @param {Question} question */
  async #answerAlong({ network, set, values, seed }) {
    try {
      const { pixels } = await this.#original(set, values);
      const { sweep, passes } = values;
      const stops = STOPS[sweep];
      const answers = await Promise.all(
        Array.from({ length: Math.ceil(stops.length / AT_ONCE) }, (_, n) => {
          const part = stops.slice(n * AT_ONCE, (n + 1) * AT_ONCE);
          const images = new Uint8Array(part.length * SIDE ** 2);
          part.forEach((x, i) => images.set(transform(pixels, { ...values, ...ALONG[sweep](x) }), i * SIDE ** 2));
          return insist(() => network.handle.classify(images, { passes, seed }));
        }),
      );
      this.along = { sweep, stops, ...figuresOf(answers) };
    } catch (error) {
      this.error = error;
    }
    this.#changed('along');
  }

  /** The image before any change. @param {string} set @param {import('../../state/settings.js').Values} values */
  async #original(set, { source, image, drawing }) {
    if (source === 'drawing') return { pixels: decodeDrawing(drawing), label: null, index: 0, total: 1 };
    const from = source === 'noise' ? source : set;
    const key = `${from} ${image}`;
    if (this.#kept?.key !== key) this.#kept = { key, answer: await insist(() => this.#fetch(from, image)) };
    const { images, labels, indices, total } = this.#kept.answer;
    const pixels = source === 'shuffled' ? shuffle(images) : images;
    return { pixels, label: source === 'test' ? labels[0] : null, index: indices[0], total };
  }

  /** The last one where the set is not so long. @param {string} source @param {number} image */
  async #fetch(source, image) {
    const answer = await this.#pool.testImages(source, [image]);
    return answer.indices.length > 0 ? answer : this.#pool.testImages(source, [image % answer.total]);
  }
}

/** @param {import('../../engine/message-types.js').Classified[]} answers */
function figuresOf(answers) {
  /** @type {Pick<Along, 'entropy' | 'mutualInformation' | 'deterministic' | 'top'>} */
  const figures = { entropy: [], mutualInformation: [], deterministic: [], top: [] };
  for (const { probabilities, samples, classes: K, passes } of answers)
    for (let i = 0; i < probabilities.length / K; i++) {
      const summary = summarize(samples.subarray(i * passes * K, (i + 1) * passes * K), K, passes);
      figures.entropy.push(summary.entropy);
      figures.mutualInformation.push(summary.mutualInformation);
      figures.deterministic.push(entropyOf(probabilities.subarray(i * K, (i + 1) * K)));
      figures.top.push(summary.top);
    }
  return figures;
}

/** @template T @param {() => Promise<T>} ask @returns {Promise<T>} */
async function insist(ask) {
  for (let n = 1; ; n++) {
    try {
      return await ask();
    } catch (error) {
      if (/** @type {{ lost?: boolean }} */ (error).lost !== true || n === TRIES) throw error;
    }
  }
}
