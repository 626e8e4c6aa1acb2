// A helper that is lost in the middle of its first piece of work: it claims one, and traps in the call, since its table of
// functions is empty.

import { parentPort } from 'node:worker_threads';

parentPort?.once('message', async ({ module, memory, number, stack }) => {
  const imports = { env: { memory, emscripten_notify_memory_growth() {} } };
  const { exports } =
    /** @type {{ exports: Record<string, Function> & { __indirect_function_table: WebAssembly.Table } }} */ (
      await WebAssembly.instantiate(module, imports)
    );
  const table = exports.__indirect_function_table;
  for (let n = 0; n < table.length; n++) table.set(n, null);
  exports.stackRestore(stack);
  exports.descenso_team_help(number);
});
