/**
 * The module's memory, seen from JavaScript: strings, arrays and errors across the border. Everything that knows about
 * addresses is here.
 */
import { Team } from './team.js';

/**
 * A spec that cannot be accepted: `path` names its key, `message` the allowed values and the one given; `code` and `values` say
 * the same for who words it in another language.
 */
export class SpecError extends Error {
  /**
   * @param {string} path such as "model.layers[1].units"
   * @param {string} message
   * @param {string} [code] such as "range"
   * @param {Record<string, unknown>} [values] such as { min: 1, max: 4096, given: -3 }
   */
  constructor(path, message, code = 'other', values = {}) {
    super(message);
    this.name = 'SpecError';
    this.path = path;
    this.code = code;
    this.values = values;
  }
}

const STATUS_OK = 0;
const STATUS_SPEC = 1;

/** More than any memory that the module can have, and less than what its 32-bit sizes would cut. */
const MAX_BYTES = 2 ** 31 - 1;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export class Native {
  /** @param {WebAssembly.Instance} instance @param {WebAssembly.Memory | null} [shared] its memory, where it does not bring its own */
  constructor(instance, shared) {
    this.exports = /** @type {any} */ (instance.exports);
    this.memory = shared ?? /** @type {WebAssembly.Memory} */ (this.exports.memory);
    this.team = new Team(this);
  }

  /**
   * A view of `length` items at an address. The next call into the module may grow its memory and detach the view.
   * @template {Uint8Array | Uint32Array | Float32Array | Float64Array} T
   * @param {{ new (buffer: ArrayBuffer, offset: number, length: number): T }} Type
   * @param {number} address
   * @param {number} length
   * @returns {T}
   */
  view(Type, address, length) {
    return new Type(this.memory.buffer, address, length);
  }

  /** @param {number} address of a string that ends with a zero byte @returns {string} */
  string(address) {
    const bytes = new Uint8Array(this.memory.buffer);
    return decoder.decode(bytes.slice(address, bytes.indexOf(0, address)));
  }

  /**
   * A text that the module prints.
   * @param {(at: number, capacity: number) => number} print writes as much as fits, and returns the length of the whole
   * @returns {string}
   */
  text(print) {
    for (let capacity = 4096; ;) {
      const [length, text] = this.scope((scope) => {
        const at = scope.allocate(capacity);
        const whole = print(at, capacity);
        return [whole, whole < capacity ? decoder.decode(this.view(Uint8Array, at, whole).slice()) : ''];
      });
      if (length < capacity) return text;
      capacity = length + 1;
    }
  }

  /** What went wrong last, as an exception. @param {boolean} [spec] whether it was a spec @returns {Error} */
  error(spec = false) {
    const { exports } = this;
    const message = this.string(exports.descenso_error_message());
    const code = this.string(exports.descenso_error_code());
    const values = JSON.parse(this.string(exports.descenso_error_values()));
    return spec
      ? new SpecError(this.string(exports.descenso_error_path()), message, code, values)
      : Object.assign(new Error(message), { code, values });
  }

  /** Throws unless a call's status is good. @param {number} status */
  check(status) {
    if (status !== STATUS_OK) throw this.error(status === STATUS_SPEC);
  }

  /**
   * Runs `work` with memory that is given back afterwards, whatever happens.
   * @template R
   * @param {(scope: Scope) => R} work
   * @returns {R}
   */
  scope(work) {
    const scope = new Scope(this);
    try {
      const result = work(scope);
      this.team.check();
      return result;
    } finally {
      scope.release();
    }
  }

  /**
   * Work that changes what an owner has: when a thread is lost in it that is not whole, and the owner is freed.
   * @template R
   * @param {{ free(): void }} owner
   * @param {(scope: Scope) => R} work
   * @returns {R}
   */
  change(owner, work) {
    const { losses } = this.team;
    try {
      return this.scope(work);
    } catch (error) {
      if (this.team.losses > losses) owner.free();
      throw error;
    }
  }
}

/** Memory for the arguments and results of one call. */
export class Scope {
  #native;
  /** @type {number[]} */
  #addresses = [];

  /** @param {Native} native */
  constructor(native) {
    this.#native = native;
  }

  /** @param {number} bytes @returns {number} the address of so many bytes */
  allocate(bytes) {
    if (!(bytes <= MAX_BYTES)) throw new Error(`not enough memory for the host's data: ${bytes} bytes`);
    const address = this.#native.exports.descenso_allocate(bytes);
    if (address === 0) throw this.#native.error();
    this.#addresses.push(address);
    return address;
  }

  /** @param {Uint8Array | Uint32Array | Float32Array | Float64Array} values of the engine's own: inputs.js; @returns {number} the address of a copy */
  copy(values) {
    const address = this.allocate(values.byteLength);
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    this.#native.view(Uint8Array, address, bytes.length).set(bytes);
    return address;
  }

  /** @param {string} string @returns {number} the address of a copy that ends with a zero byte */
  copyString(string) {
    return this.copy(encoder.encode(`${string}\0`));
  }

  release() {
    for (const address of this.#addresses) this.#native.exports.descenso_release(address);
  }
}

/** What every class over a handle of the module shares: freeing it once, and refusing to be used afterwards. */
export class Handle {
  #native;
  #handle;
  #release;
  #what;

  /**
   * @param {Native} native
   * @param {number} handle 0 when the module refused: the error is thrown here
   * @param {string} what such as "dataset", for messages
   * @param {(handle: number) => void} release
   * @param {boolean} [spec] whether a refusal is about the spec, where the module named a key
   */
  constructor(native, handle, what, release, spec = false) {
    if (handle === 0) throw native.error(spec && native.string(native.exports.descenso_error_path()) !== '');
    Object.defineProperties(this, addresses);
    this.#native = native;
    this.#handle = handle;
    this.#what = what;
    this.#release = release;
  }

  /** The module that it lives in. */
  get native() {
    return this.#native;
  }

  /** The address of what is wrapped: to be asked for when no more code of a caller's can run before its use. @returns {number} */
  get handle() {
    if (this.#handle === 0) throw new Error(`this ${this.#what} has been freed`);
    return this.#handle;
  }

  /**
   * Gives the memory back; a second call does nothing. What asks the module throws from then on; what is copied when the object is
   * made (its spec, its sizes, labels, minima) stays readable.
   */
  free() {
    if (this.#handle !== 0) this.#release(this.#handle);
    this.#handle = 0;
  }
}

/** What tells an address, as a handle's own properties: a caller can put nothing in their place. */
const addresses = Object.fromEntries(
  /** @type {const} */ (['native', 'handle']).map((key) => {
    const property = Object.getOwnPropertyDescriptor(Handle.prototype, key);
    return [key, { ...property, configurable: false }];
  }),
);
