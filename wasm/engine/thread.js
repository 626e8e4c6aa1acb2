/** A helper of a run: instantiates the module over the memory of the engine that called it, and works until it is dismissed. */

/** @typedef {{ module: WebAssembly.Module, memory: WebAssembly.Memory, number: number, stack: number }} Call */

const inBrowser = typeof globalThis.postMessage === 'function';
const port = inBrowser ? globalThis : (await import('#threads')).parentPort;

/** @param {Call} call */
async function help({ module, memory, number, stack }) {
  const imports = { env: { memory, emscripten_notify_memory_growth() {} } };
  const { exports } = await WebAssembly.instantiate(module, imports);
  const { stackRestore, descenso_team_help } = /** @type {Record<string, (n: number) => void>} */ (exports);
  stackRestore(stack);
  descenso_team_help(number);
}

/** @type {{ once?: (event: 'message', then: (call: Call) => void) => void }} */ (port).once?.('message', help);
// What fails in a promise ends a thread of Node's, which tells its caller; a browser's would stay, and say nothing.
if (inBrowser) globalThis.addEventListener('message', ({ data }) => help(data).catch(reportError), { once: true });
