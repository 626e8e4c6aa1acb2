// main.js: how every script ends: one network, or a bag of them, is trained and tested. How a library says each of these, its own
// file tells.

import { drops, isBagged } from './network.js';
import { args, blocks, indent, lines } from './python.js';
import { ENSEMBLE_LOSS, REPORT, SCORES } from './scores.js';

/**
 * @typedef {import('../spec.d.ts').Spec} Spec
 *
 * @typedef {object} Words of a library's script
 * @property {string} network what its functions take for a network: "model", "parameters"
 * @property {(seed: string) => string} begin makes one from a seed, or from the file of weights
 * @property {(data: string) => string} train
 * @property {string} draw as many places of x as x has, with replacement
 * @property {string} save
 * @property {string} predict mean and deviation of Monte Carlo passes over x
 * @property {() => string} definition of what `predict` calls
 * @property {string} [otherwise] how images come that no folder has
 */

/** Values that main() takes where nothing is said. @type {Record<string, string>} */
const DEFAULTS = { epochs: 'EPOCHS', weights: 'None', save: 'None', passes: '100' };

/** Whether the script also tests with dropout left on. @param {Spec} spec */
const predictsOften = (spec) => drops(spec) && !isBagged(spec);

/** What can be chosen where the script is called. @param {Spec} spec */
export const optionsOf = (spec) => [
  'epochs',
  'weights',
  ...(isBagged(spec) ? [] : ['save']),
  ...(predictsOften(spec) ? ['passes'] : []),
];

/** The last parts of a script. @param {Spec} spec @param {Words} words @returns {import('./python.js').Section[]} */
export const lastSections = (spec, words) => [
  ...(predictsOften(spec)
    ? [
        {
          title: 'Monte Carlo dropout',
          text: 'Dropout stays on for T predictions of every image; their mean is the prediction (Gal and Ghahramani, 2016).',
          code: blocks(words.definition(), SCORES, REPORT),
        },
      ]
    : []),
  { title: 'Run', text: 'Trains, then tests.', code: main(spec, words) },
];

/** @param {Spec} spec @param {Words} words */
function main(spec, words) {
  const { otherwise = 'they are downloaded' } = words;
  const given = args('folder=None', ...optionsOf(spec).map((option) => `${option}=${DEFAULTS[option]}`));
  return `
def main(${given}):
    """Trains and tests; \`folder\` has the four IDX files, without it ${otherwise}."""
    data = prepare(folder)
${indent(isBagged(spec) ? bag(spec, words) : single(spec, words), 4)}
    print(f"test loss {loss:.4f}, accuracy {accuracy:.4f}")
`;
}

/** @param {Spec} spec @param {Words} words */
function single(spec, { network, begin, train, save, predict }) {
  return lines(
    begin('SEED'),
    `if epochs > 0:\n${indent(train('data'), 4)}`,
    `if save:\n    ${save}`,
    ...(predictsOften(spec)
      ? [
          'x, y = data["test"]',
          `report("one pass:", probabilities(${network}, x), y)`,
          `report(f"{passes} passes:", ${predict}[0], y)`,
        ]
      : []),
    `loss, accuracy = evaluate(${network}, *data["test"])`,
  );
}

/** @param {Spec} spec @param {Words} words */
function bag({ bagging: { models, bootstrap } }, { network, begin, train, draw }) {
  const member = lines(
    `print(f"network {member + 1} of ${models}")`,
    begin('SEED + member'),
    bootstrap && `x, y = data["train"]\nsample = ${draw}  # with replacement`,
    `if epochs > 0:\n${indent(train(bootstrap ? '{**data, "train": (x[sample], y[sample])}' : 'data'), 4)}`,
    `mean = mean + probabilities(${network}, data["test"][0]) / ${models}`,
  );
  return lines(
    'mean = 0.0',
    `for member in range(${models}):\n${indent(member, 4)}`,
    ENSEMBLE_LOSS,
    'accuracy = (mean.argmax(1) == data["test"][1]).mean()',
  );
}
