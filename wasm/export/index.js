/**
 * An experiment as a script of Keras, PyTorch or JAX, and as a notebook. For the page and the command line alike; nothing
 * here knows where it runs.
 */
import { averages } from './average.js';
import { checkFit } from './fit.js';
import { jaxParts } from './jax.js';
import { kerasParts } from './keras.js';
import { mixes } from './mixup.js';
import { drops, isResidual, layersOf, sizes } from './network.js';
import { NOTES } from './notes.js';
import { notebookOf } from './notebook.js';
import { blocks, lines, wrap } from './python.js';
import { pytorchParts } from './pytorch.js';

/** @typedef {import('../spec.d.ts').Spec} Spec */
/** @typedef {import('../spec.d.ts').Catalog} Catalog */
/** @typedef {import('./notes.js').Note} Note */

/** @typedef {{ name: string, parts: typeof pytorchParts }} Library */
/** What can be exported to. */
export const LIBRARIES = /** @satisfies {Record<string, Library>} */ ({
  keras: { name: 'Keras', parts: kerasParts },
  pytorch: { name: 'PyTorch', parts: pytorchParts },
  jax: { name: 'JAX', parts: jaxParts },
});

/** @typedef {keyof typeof LIBRARIES} LibraryId */

/** @type {Record<string, { flag: string, help: string, kind: string }>} options of a script, by main()'s argument */
const OPTIONS = {
  epochs: {
    flag: '[--epochs N]',
    kind: 'type=int, default=EPOCHS',
    help: 'as many as the experiment has, without it; 0 only tests',
  },
  weights: { flag: '[--weights FILE.npz]', kind: '', help: 'starts from these weights' },
  save: { flag: '[--save FILE.npz]', kind: '', help: 'writes the trained weights' },
  passes: { flag: '[--passes T]', kind: 'type=int, default=100', help: 'of Monte Carlo dropout' },
};

/** What a script of this spec has to be told about. @param {Spec} spec @returns {Note[]} */
function commonNotes({ optimizer }) {
  return [
    { id: 'randomness' },
    ...(optimizer.id === 'adam' && optimizer.biasCorrection && optimizer.firstStep === 0
      ? [{ id: /** @type {const} */ ('seed-zero-step') }]
      : []),
    ...(optimizer.id === 'adagrad' && !optimizer.minusSign ? [{ id: /** @type {const} */ ('wrong-sign') }] : []),
  ];
}

/** What is trained, and how, in one sentence. @param {Spec} spec */
function describe(spec) {
  const { optimizer, schedule } = spec;
  const hidden = layersOf(spec).slice(0, -1);
  const activations = [...new Set(hidden.map(({ activation }) => activation))].join(' and ');
  const details = [
    `${optimizer.id} (${optimizer.convention})`,
    ...(schedule.id === 'constant' ? [] : [`${schedule.id} schedule`]),
    ...(isResidual(spec) ? ['residual'] : []),
    ...(drops(spec) ? ['dropout'] : []),
    ...(mixes(spec) ? ['mixup'] : []),
    ...(averages(spec) ? ['average of the weights'] : []),
    ...(spec.bagging.models > 1 ? [`${spec.bagging.models} networks`] : []),
  ];
  return `${sizes(spec)}${activations ? `, ${activations}` : ''}; ${details.join(', ')}`;
}

/** @param {string} name @param {Spec} spec @param {string[]} options @param {Note[]} notes */
function header(name, spec, options, notes) {
  const usage = ['[--data DIR]', ...options.map((option) => OPTIONS[option].flag)].join(' ');
  return `"""Fashion-MNIST with ${name}: ${describe(spec)}.

${wrap(`python FILE.py ${usage}`, '    ', '        ')}

An experiment of Descenso. DIR has the four IDX files of Fashion-MNIST; without it they are downloaded.

${notes.map(({ id }) => wrap(NOTES[id], '- ', '  ')).join('\n')}
"""`;
}

/** @param {string[]} options */
const tail = (options) => `
if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\\n")[0])
    parser.add_argument("--data", dest="folder", metavar="DIR", help="has the four IDX files")
${options
  .map((option) => {
    const { kind, help } = OPTIONS[option];
    const metavar = kind ? '' : 'metavar="FILE.npz", ';
    return `    parser.add_argument("--${option}", ${metavar}${kind ? `${kind}, ` : ''}help="${help}")`;
  })
  .join('\n')}
    main(**vars(parser.parse_args()))
`;

/**
 * @typedef {object} Export
 * @property {string} file what the script's file may be called
 * @property {string} script in Python
 * @property {string} notebook the same as JSON of nbformat 4
 * @property {Note[]} notes what it cannot say as the experiment does
 */

/**
 * @param {Spec} spec normalized
 * @param {Catalog} catalog
 * @param {LibraryId} to
 * @returns {Export}
 * @throws {import('../engine/native.js').SpecError} for an experiment that no run takes
 */
export function exportExperiment(spec, catalog, to) {
  checkFit(spec, catalog);
  const { name, parts } = LIBRARIES[to];
  const { sections, notes: own, options } = parts(spec, catalog);
  const notes = [...commonNotes(spec), ...own];
  const rule = (/** @type {string} */ title) => (title ? `# --- ${title} ${'-'.repeat(92 - title.length)}\n\n\n` : '');
  const code = sections.map((section) => `${rule(section.title)}${section.code.trim()}`);
  return {
    file: `descenso_${to}.py`,
    script: `${lines(header(name, spec, options, notes), '', blocks(...code, tail(options)))}\n`,
    notebook: notebookOf({ name, title: describe(spec), sections, notes }),
    notes,
  };
}
