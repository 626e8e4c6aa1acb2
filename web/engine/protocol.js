/**
 * What the page and a training worker say to each other. Every message is an object with a `type` of the lists below;
 * typed arrays that a worker sends are transferred. Requests that carry a `request` number are answered once, by
 * `answer` or `refusal` with the same number; those that a worker owes when it dies are refused by the pool. `message-types.js`
 * says what is in each.
 */

/** Raised with every change of a message: a worker's script from a cache may be older than the page's. */
export const PROTOCOL_VERSION = 12;

/**
 * Products with the Hessian that a search for the sharpness takes at most, and has memory for: five to thirteen are usual. What
 * the page reckons a run's memory by.
 */
export const SHARPNESS_PRODUCTS = 30;

/** Page to worker. */
export const Request = Object.freeze({
  warm: 'warm',
  ping: 'ping',
  hold: 'hold',
  threads: 'threads',
  helper: 'helper',
  run: 'run',
  free: 'free',
  pause: 'pause',
  resume: 'resume',
  step: 'step',
  stop: 'stop',
  rate: 'rate',
  confusion: 'confusion',
  misclassified: 'misclassified',
  firstLayer: 'firstLayer',
  gradientNoise: 'gradientNoise',
  weights: 'weights',
  masks: 'masks',
  images: 'images',
  save: 'save',
  restore: 'restore',
  release: 'release',
  inspect: 'inspect',
  classify: 'classify',
  predict: 'predict',
  testImages: 'testImages',
  judge: 'judge',
  separate: 'separate',
  temper: 'temper',
  spread: 'spread',
  landscape: 'landscape',
});

/** Worker to page. */
export const Report = Object.freeze({
  hello: 'hello',
  pong: 'pong',
  busy: 'busy',
  alone: 'alone',
  helper: 'helper',
  crashed: 'crashed',
  answer: 'answer',
  refusal: 'refusal',
  progress: 'progress',
  notice: 'notice',
  ready: 'ready',
  slice: 'slice',
  measured: 'measured',
  watched: 'watched',
  end: 'end',
  error: 'error',
});
