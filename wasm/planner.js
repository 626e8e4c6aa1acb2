/**
 * The engine as far as it needs no data: the catalog, full specs, schedules. A page whose runs are in workers has it for itself;
 * `surfaces.js` adds the surfaces, `index.js` the runs.
 */
import { bytesOf, copyNumbers } from './engine/inputs.js';
import { Native } from './engine/native.js';
import { Spec } from './engine/spec.js';
import { canShare, cores, isIsolated, MAX_THREADS, sharedMemory } from './engine/team.js';

/**
 * @typedef {URL | string | ArrayBuffer | ArrayBufferView | Response | WebAssembly.Module} WasmSource
 * @typedef {import('./engine/native.js').SpecError} SpecError
 *
 * @typedef {object} StartOptions
 * @property {WasmSource | Promise<WasmSource>} [wasm] where the module comes from; without it descenso.wasm beside this
 *   file, or, for several threads, descenso-shared.wasm
 * @property {number | 'auto'} [threads] that share the work of a run, 1 without it: the bits are the same. 'auto' is one
 *   a core, and one where memory cannot be shared: in a page that is not isolated, outside its workers, and where it is refused
 * @property {URL | string | import('./engine/team.js').Caller} [thread] where engine/thread.js is, for those who move it; or
 *   what calls a thread of it: a page's may do so for its worker, as Firefox's workers seldom, but for ever, stand still in `new Worker`
 */

// Spelt out, so that bundlers see what is wanted; asked for late, since not every bundle has an address.
const alone = () => new URL('descenso.wasm', import.meta.url);
const shared = () => new URL('descenso-shared.wasm', import.meta.url);

/** The name of the module to load here: where memory can be shared it is the one whose runs threads may share, later too. */
export const moduleFile = () => (isIsolated() ? 'descenso-shared.wasm' : 'descenso.wasm');

/**
 * Compiles and starts the module, each time with memory of its own.
 * @param {StartOptions} [options]
 * @returns {Promise<Native>}
 */
export async function startModule({ wasm, threads = 1, thread } = {}) {
  const count = await threadCount(threads);
  const given = await wasm;
  const first = count > 1 && !given ? memoryFor(threads) : null;
  const module = await compile(given ?? (first ? shared() : alone()));
  const expected = WebAssembly.Module.exports(module).some(({ name }) => name === 'descenso_catalog');
  if (!expected) throw new Error('this WebAssembly module is not descenso.wasm');
  // The only function tells that memory has grown, and nothing here keeps a view of it.
  const env = { emscripten_notify_memory_growth() {} };
  const takesMemory = WebAssembly.Module.imports(module).some(({ kind }) => kind === 'memory');
  const memory = takesMemory ? (first ?? sharedMemory()) : null;
  const instance = await WebAssembly.instantiate(module, { env: memory ? { ...env, memory } : env });
  /** @type {{ _initialize?: () => void }} */ (instance.exports)._initialize?.();
  const native = new Native(instance, memory);
  if (memory) native.team.source = { module, memory, script: thread };
  if (!memory && count > 1 && threads !== 'auto')
    throw new RangeError(`threads must be 1 with a module that has no memory to share, got ${count}`);
  if (memory && count > 1)
    await native.team.share(count).catch((error) => {
      if (threads !== 'auto') throw error; // who asked for no number is served by one thread too
    });
  return native;
}

/** Memory for them; null where it is refused to who asked for no number. @param {number | 'auto'} threads */
function memoryFor(threads) {
  try {
    return sharedMemory();
  } catch (error) {
    if (threads !== 'auto') throw error;
    return null;
  }
}

/** @param {number | 'auto'} threads @returns {Promise<number>} */
export async function threadCount(threads) {
  if (threads === 'auto') return canShare() ? await cores() : 1;
  if (!Number.isInteger(threads) || threads < 1 || threads > MAX_THREADS)
    throw new RangeError(`threads must be 'auto' or a whole number 1..${MAX_THREADS}, got ${threads}`);
  if (threads > 1 && !canShare())
    throw new RangeError(
      `threads must be 1 where memory cannot be shared (in a page that is not isolated), got ${threads}`,
    );
  return threads;
}

/** @param {WasmSource} source @returns {Promise<WebAssembly.Module>} */
async function compile(source) {
  if (source instanceof WebAssembly.Module) return source;
  if (source instanceof ArrayBuffer || ArrayBuffer.isView(source))
    return WebAssembly.compile(/** @type {BufferSource} */ (source));
  if (typeof Response !== 'undefined' && source instanceof Response) return compileResponse(source);
  const url = new URL(/** @type {URL | string} */ (source), import.meta.url);
  if (url.protocol !== 'file:') return compileResponse(await fetch(url));
  // By this name, so that what is bundled for browsers meets no module of Node's; browsers by themselves never come here.
  const { readFile } = await import('#read');
  return WebAssembly.compile(await readFile(url));
}

/** @param {Response} response @returns {Promise<WebAssembly.Module>} */
async function compileResponse(response) {
  if (!response.ok) {
    const file = response.url.slice(response.url.lastIndexOf('/') + 1) || 'descenso.wasm';
    const message = `${file} could not be loaded: ${response.status} ${response.statusText}`;
    throw Object.assign(new Error(message), { code: 'download', values: { file } });
  }
  // Compiling while loading needs the right MIME type, which not every host sends.
  const streams = response.headers.get('Content-Type')?.startsWith('application/wasm');
  return streams ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}

/** The module behind a planner, for an engine with runs. @type {(planner: Planner) => Native} */
export let nativeOf;

/** One module with its own memory. */
export class Planner {
  #native;

  /**
   * Every table of choices and every field of a spec; src/api/catalog.h says how it is built.
   * @type {import('./spec.d.ts').Catalog}
   */
  catalog;

  static {
    nativeOf = (planner) => planner.#native;
  }

  /** @param {Native} native @param {import('./spec.d.ts').Catalog} [catalog] its own, where that has been read */
  constructor(native, catalog = deepFreeze(JSON.parse(native.text(native.exports.descenso_catalog)))) {
    this.#native = native;
    this.catalog = catalog;
  }

  /**
   * The full spec, defaults filled in.
   * @param {unknown} spec a PartialSpec; whatever else it is is refused
   * @returns {import('./spec.d.ts').Spec}
   * @throws {SpecError} for the first key or value that is wrong
   */
  normalize(spec) {
    return withSpec(this.#native, spec, (resolved) => resolved.toObject());
  }

  /**
   * The learning rate of every step (schedule.per "step") or epoch ("epoch") of a run, without running it.
   * @param {import('./spec.d.ts').PartialSpec} spec
   * @param {{ stepsPerEpoch?: number | undefined, epochs?: number | undefined, validationLosses?: ArrayLike<number> | undefined }} [run]
   *   as long as spec.epochs without `epochs`; what a schedule that watches the validation loss would see after each epoch
   * @returns {Float64Array}
   */
  scheduleRates(spec, { stepsPerEpoch = 1, epochs, validationLosses } = {}) {
    const native = this.#native;
    return withSpec(native, spec, (resolved) => {
      const full = resolved.toObject();
      const n = (epochs ?? full.epochs) * (full.schedule.per === 'epoch' ? 1 : stepsPerEpoch);
      const whole = Number.isInteger(stepsPerEpoch) && stepsPerEpoch >= 1 && Number.isInteger(n);
      if (!whole || n < 1 || n > 1e8)
        throw new RangeError(`stepsPerEpoch times epochs must be a whole number 1..100000000, got ${n}`);
      const watched = validationLosses && copyNumbers(Float64Array, 'validationLosses', validationLosses);
      if (watched && watched.length !== n)
        throw new RangeError(`validationLosses must have ${n} items, got ${watched.length}`);
      return native.scope((scope) => {
        const losses = watched ? scope.copy(watched) : 0;
        const rates = scope.allocate(8 * n);
        native.exports.descenso_schedule_rates(resolved.handle, n, losses, rates);
        return native.view(Float64Array, rates, n).slice();
      });
    });
  }

  /** @param {Uint8Array} data @returns {string} SHA-256, hexadecimal; pages without a secure context have no crypto.subtle */
  sha256(data) {
    const bytes = bytesOf('data', data);
    return this.#native.scope((scope) => {
      const hex = scope.allocate(65);
      this.#native.exports.descenso_sha256(scope.copy(bytes), bytes.length, hex);
      return this.#native.string(hex);
    });
  }
}

/** A planner with memory of its own. @param {StartOptions} [options] @returns {Promise<Planner>} */
export const loadPlanner = async (options) => new Planner(await startModule(options));

/** @template R @param {Native} native @param {unknown} spec @param {(resolved: Spec) => R} work with the spec as the module has it @returns {R} */
export function withSpec(native, spec, work) {
  const resolved = new Spec(native, spec);
  try {
    return work(resolved);
  } finally {
    resolved.free();
  }
}

/** @template T @param {T} value @returns {T} */
function deepFreeze(value) {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(deepFreeze);
  return value;
}
