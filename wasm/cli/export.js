// export.js: `descenso export`.

import { LIBRARIES, exportExperiment } from '../export/index.js';
import { NOTES } from '../export/notes.js';
import { loadEngine } from '../index.js';
import { UsageError, parseOptions } from './args.js';
import { givenSpec } from './plan.js';
import { Target } from './target.js';

export const summary = 'writes an experiment as a script of Keras, PyTorch or JAX';

export const help = `descenso export [spec.json] [--set path=value …] --to keras|pytorch|jax
                [--notebook] [--save FILE]

Writes the experiment that the spec describes as a complete Python script: images, network, optimizer in
its convention, schedule, regularizers, early stopping, test. What the library has not is written out as a
small class; what cannot be said stands at the script's top, and here on standard error.

  --set path=value   changes the spec, as for train
  --to LIBRARY       keras (3), pytorch (1.13 or 2) or jax
  --notebook         a notebook of the same parts (nbformat 4)
  --save FILE        writes to FILE, whole or not at all; standard output without it

Exit status: 0 done, 1 the script cannot be written, 2 the command line, the file's name or the spec is wrong.`;

/** @param {string[]} args @returns {Promise<number>} exit status */
export async function run(args) {
  const { values, positionals } = parseOptions(
    args,
    {
      set: { type: 'string', multiple: true, default: [] },
      to: { type: 'string' },
      notebook: { type: 'boolean', default: false },
      save: { type: 'string' },
    },
    1,
  );
  const to = readLibrary(values.to);
  const target = values.save === undefined ? undefined : new Target(values.save);
  const engine = await loadEngine();
  const spec = givenSpec(engine, values.set, positionals);
  const { script, notebook, notes } = exportExperiment(spec, engine.catalog, to);
  const text = values.notebook ? notebook : script;
  if (target) target.write(new TextEncoder().encode(text));
  else process.stdout.write(text);
  for (const { id } of notes) process.stderr.write(`note: ${NOTES[id]}\n`);
  return 0;
}

/** @param {string | undefined} text @returns {import('../export/index.js').LibraryId} */
function readLibrary(text) {
  const names = Object.keys(LIBRARIES).join(', ');
  if (text === undefined) throw new UsageError(`--to is missing; there are: ${names}`);
  if (!Object.hasOwn(LIBRARIES, text))
    throw new UsageError(`--to must be one of ${names}, got ${JSON.stringify(text)}`);
  return /** @type {import('../export/index.js').LibraryId} */ (text);
}
