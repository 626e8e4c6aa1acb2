// weights.js: weights from files of other libraries, and as such files: --weights and --save-weights.

import { formatByName, formatOf, readWeights, weightsLimit, writeWeights } from '../weights/index.js';
import { LAYOUTS } from '../weights/names.js';
import { UsageError } from './args.js';
import { Target, messageOf, readWhole } from './target.js';
import { missingPackage } from './vendor.js';

/** @typedef {import('../index.js').Experiment} Experiment */

/**
 * Packs and unpacks npz; nothing for another format: the command line needs no package without it.
 * @param {import('../weights/index.js').WeightsFormat} format
 * @returns {Promise<import('../weights/index.js').Zip | undefined>}
 */
async function importZip(format) {
  if (format !== 'npz') return undefined;
  try {
    return await import('fflate');
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    throw code === 'ERR_MODULE_NOT_FOUND' ? missingPackage('fflate') : error;
  }
}

/**
 * Sets a run's weights to those of a file; where they do not fit, none.
 * @param {Experiment} experiment
 * @param {string} file
 */
export async function loadWeights(experiment, file) {
  const own = experiment.parameters();
  const bytes = readWhole(file, 'the weights', weightsLimit(own));
  try {
    const zip = await importZip(formatOf(bytes));
    const { tensors, layout, rounded } = readWeights(bytes, own, { zip });
    experiment.setParameters(tensors);
    const kept = layout === 'descenso' ? '' : ` in ${layout === 'keras' ? "Keras'" : "PyTorch's"} layout`;
    const said = rounded > 0 ? `; ${rounded} numbers of double precision were rounded to float32` : '';
    process.stderr.write(`descenso: weights of ${file}${kept}: ${tensors.length} tensors${said}\n`);
  } catch (error) {
    throw new Error(`the weights ${file} cannot be taken: ${messageOf(error)}`, { cause: error });
  }
}

/** What train and evaluate take of weights. @type {NonNullable<import('node:util').ParseArgsConfig['options']>} */
export const WEIGHTS_OPTIONS = {
  weights: { type: 'string' },
  'save-weights': { type: 'string' },
  deflate: { type: 'boolean', default: false },
  names: { type: 'string' },
};

/**
 * Where the command line wants the weights to go.
 * @param {{ 'save-weights'?: string, deflate?: boolean, names?: string }} values of WEIGHTS_OPTIONS
 * @returns {WeightsTarget | undefined}
 */
export function weightsTargetOf({ 'save-weights': file, deflate = false, names }) {
  if (deflate && !file?.endsWith('.npz')) throw new UsageError('--deflate packs what --save-weights FILE.npz writes');
  const layout = LAYOUTS.find((one) => one === (names ?? 'descenso'));
  if (!layout) throw new UsageError(`--names must be one of ${LAYOUTS.join(', ')}, got ${JSON.stringify(names)}`);
  if (names !== undefined && file === undefined)
    throw new UsageError('--names says how --save-weights FILE names the weights');
  return file === undefined ? undefined : new WeightsTarget(file, { deflate, layout });
}

/** What --save-weights names. */
class WeightsTarget {
  #target;
  #format;
  #options;
  /** @type {import('../weights/index.js').Zip | undefined} */
  #zip;

  /** @param {string} file @param {{ deflate: boolean, layout: import('../weights/match.js').Layout }} options */
  constructor(file, options) {
    const format = formatByName(file);
    if (!format) throw new UsageError(`--save-weights writes .npz or .safetensors, got ${JSON.stringify(file)}`);
    this.#format = format;
    this.#options = options;
    this.#target = new Target(file, '--save-weights');
  }

  get exists() {
    return this.#target.exists;
  }

  get file() {
    return this.#target.file;
  }

  /** Refuses a run for which there is no room, before its first step. @param {Experiment} experiment */
  async rehearse(experiment) {
    this.#zip = await importZip(this.#format);
    this.#target.rehearse(new Uint8Array(2 * this.#bytes(experiment).length)); // as much as deflated numbers can take, and more
  }

  /** @param {Experiment} experiment */
  write(experiment) {
    this.#target.write(this.#bytes(experiment));
  }

  /** @param {Experiment} experiment */
  #bytes(experiment) {
    return writeWeights(experiment.parameters(), this.#format, { zip: this.#zip, ...this.#options });
  }
}
