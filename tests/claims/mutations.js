#!/usr/bin/env node
// Breaks the engine, one way at a time, in a copy of the tree, and runs the tests of the claim that it breaks: each must fail.
//
//   node tests/claims/mutations.js [--keep] [--write] [NAME…]     ./build.sh mutations
//
// It needs Emscripten, takes about half a minute a mutation, and leaves the tree alone. With --keep those that were caught are kept in
// build/claims/, as long as neither the engine nor the test changes, so that what was interrupted goes on from there. With --write, of
// all of them, what was seen is kept as docs/mutations.md.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/**
 * @typedef {object} Mutation
 * @property {string} says what is wrong then
 * @property {string} file of src/
 * @property {string} from stands there once
 * @property {string} to
 * @property {string} test of tests/claims/ that must fail
 */

/** @type {Record<string, Mutation>} */
export const MUTATIONS = {
  'sgd-sign': {
    says: 'gradient descent climbs',
    file: 'nn/momentum.c',
    from: 'x[i] -= eta * g[i];',
    to: 'x[i] += eta * g[i];',
    test: 'conditioning',
  },
  'momentum-short': {
    says: "the step is ρ times the velocity: the gradient's share comes late",
    file: 'nn/momentum.c',
    from: 'x[i] += b * v[i];\n  }\n}\n\nconst optimizer optimizer_momentum',
    to: 'x[i] += b * rho * v[i];\n  }\n}\n\nconst optimizer optimizer_momentum',
    test: 'momentum',
  },
  'momentum-not-carried': {
    says: 'the velocity of the step before is dropped',
    file: 'nn/momentum.c',
    from: 'v[i] = fade(rho * v[i] + a * g[i]);\n    x[i] += b * v[i];\n  }\n}\n\nconst optimizer optimizer_momentum',
    to: 'v[i] = fade(0.0f * rho * v[i] + a * g[i]);\n    x[i] += b * v[i];\n  }\n}\n\nconst optimizer optimizer_momentum',
    test: 'constant-gradient',
  },
  'nesterov-blind': {
    says: 'Nesterov does not look ahead',
    file: 'nn/momentum.c',
    from: 'x[i] += b_rho * v[i];',
    to: 'x[i] += 0.0f * b_rho * v[i];',
    test: 'nesterov',
  },
  'adagrad-forgets': {
    says: 'AdaGrad forgets a tenth of its sum in each step',
    file: 'nn/adaptive.c',
    from: 'r[i] += g[i] * g[i];',
    to: 'r[i] = 0.9f * r[i] + g[i] * g[i];',
    test: 'adagrad',
  },
  'rmsprop-keeps': {
    says: 'RMSProp never forgets',
    file: 'nn/adaptive.c',
    from: 'k[K_KEEP] = (float)p->rho;',
    to: 'k[K_KEEP] = 1.0f;',
    test: 'rmsprop',
  },
  'rmsprop-rootless': {
    says: 'RMSProp divides by the mean of squares instead of its root',
    file: 'nn/adaptive.c',
    from: 'one_minus_rho * g[i] * g[i]);\n    x[i] -= eta * g[i] / (root(r[i] + inside) + outside);',
    to: 'one_minus_rho * g[i] * g[i]);\n    x[i] -= eta * g[i] / ((r[i] + inside) + outside);',
    test: 'rmsprop',
  },
  'adam-uncorrected': {
    says: 'Adam leaves out its correction',
    file: 'nn/adaptive.c',
    from: 'const bool correct = p->bias_correction;',
    to: 'const bool correct = p->bias_correction && p->beta1 > 1;',
    test: 'adam-bias',
  },
  'clip-square': {
    says: 'a gradient that is too long is divided by the square of its norm',
    file: 'nn/model.c',
    from: '(float)(limit / norm)',
    to: '(float)(limit / total)',
    test: 'clipping',
  },
  'schedule-early': {
    says: 'schedules are a step ahead',
    file: 'run/experiment.c',
    from: 'per_epoch ? run_epochs(e) : e->step;',
    to: 'per_epoch ? run_epochs(e) : e->step + 1.0;',
    test: 'schedules',
  },
  'l2-half': {
    says: 'the gradient of λw² is λw',
    file: 'nn/regularizer.c',
    from: 'const float twice = 2.0f * lambda;',
    to: 'const float twice = lambda;',
    test: 'overfit',
  },
  'penalty-on-biases': {
    says: 'biases are penalized',
    file: 'nn/layer.c',
    from: 'penalty_add_gradient(l->pull, parameters + l->kernel, gradient + l->kernel,',
    to: `penalty_add_gradient(l->pull, parameters + l->bias, gradient + l->bias, l->panels * PANEL);
  penalty_add_gradient(l->pull, parameters + l->kernel, gradient + l->kernel,`,
    test: 'overfit',
  },
  'max-norm-square': {
    says: 'units beyond r are divided by the square of their norm',
    file: 'nn/regularizer.c',
    from: '(float)((double)r / norm) : 1.0f',
    to: '(float)((double)r / sum[o]) : 1.0f',
    test: 'overfit',
  },
  'dropout-unscaled': {
    says: 'inverted dropout does not divide by 1 − p',
    file: 'nn/dropout.c',
    from: 'd.scale = (float)(1 / q);',
    to: 'd.scale = (float)(q / q);',
    test: 'dropout',
  },
  'dropout-leaks': {
    says: 'gradients flow through dropped units',
    file: 'nn/dropout.c',
    from: 'd[i] = mask[i] != 0.0f ? kept : 0.0f;',
    to: 'd[i] = mask[i] >= 0.0f ? kept : 0.0f;',
    test: 'dropout',
  },
  'batchnorm-moving': {
    says: 'training normalizes by the moving statistics instead of those of the minibatch',
    file: 'nn/batchnorm.c',
    from: 'invert(rule->epsilon, b->variance + at, inverse);',
    to: 'mean = b->moving_mean + at;\n    invert(rule->epsilon, b->moving_variance + at, inverse);',
    test: 'batchnorm',
  },
  'batchnorm-hasty': {
    says: 'moving statistics keep what they should take, and take what they should keep',
    file: 'nn/batchnorm.c',
    from: 'const double keep = rule->momentum, take = 1 - keep;',
    to: 'const double take = rule->momentum, keep = 1 - take;',
    test: 'batchnorm',
  },
  'early-stopping-late': {
    says: 'early stopping waits an epoch more than its patience',
    file: 'run/epoch.c',
    from: 'return ++e->waited >= patience;',
    to: 'return ++e->waited > patience;',
    test: 'training',
  },
  'bagging-same': {
    says: 'all members see the same sample',
    file: 'nn/bagging.c',
    from: 'RNG_BOOTSTRAP, member, SAMPLE)',
    to: 'RNG_BOOTSTRAP, 0 * member, SAMPLE)',
    test: 'bagging',
  },
  'he-tenth': {
    says: "He's weights have a tenth of their variance",
    file: 'nn/initializer.c',
    from: 'truncated_normal(u, square_root(2.0 / I))',
    to: 'truncated_normal(u, square_root(0.2 / I))',
    test: 'training',
  },
};

export const DOCUMENT_FILE = fileURLToPath(new URL('../../docs/mutations.md', import.meta.url));

/** What is kept of a run that saw every one of them caught. */
export const documentText = () => `# ${Object.keys(MUTATIONS).length} ways to break the engine

Made by \`./build.sh mutations --write\`, which breaks a copy of \`src/\` in one way at a time, builds the module, and runs the test of the claim
that this breaks. Every one of these was seen to fail then, and to pass with the engine unbroken.

| mutation | what is wrong then | in | test that fails |
|---|---|---|---|
${Object.entries(MUTATIONS)
  .map(
    ([name, { says, file, test }]) =>
      `| ${name} | ${says} | [${file}](../src/${file}) | [${test}](../tests/claims/${test}.test.js) |`,
  )
  .join('\n')}
`;

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A line for each that was caught. */
const KEPT = path.join(root, 'build', 'claims', 'mutations.txt');

/**
 * What a mutation was caught in: itself, the engine and the test that catches it.
 * @param {string} name @param {string} [folder] the tree
 */
export function keyOf(name, folder = root) {
  const hash = createHash('sha256').update(JSON.stringify(MUTATIONS[name]));
  const names = readdirSync(path.join(folder, 'src'), { recursive: true, encoding: 'utf8' }).sort();
  const sources = names.map((one) => path.join('src', one)).filter((one) => statSync(path.join(folder, one)).isFile());
  for (const file of [...sources, path.join('tests', 'claims', `${MUTATIONS[name].test}.test.js`)])
    hash.update(`${file}\n`).update(readFileSync(path.join(folder, file)));
  return `${name} ${hash.digest('hex')}`;
}

const readKept = () => new Set(existsSync(KEPT) ? readFileSync(KEPT, 'utf8').split('\n') : []);

/** @param {string} folder @param {string} test of tests/claims/ */
const passes = (folder, test) =>
  spawnSync(process.execPath, ['--test', `tests/claims/${test}.test.js`], { cwd: folder }).status === 0;

/** @param {string} folder @param {string} name @returns {boolean} whether its test fails */
function isCaught(folder, name) {
  const { file, from, to, test } = MUTATIONS[name];
  const source = path.join(folder, 'src', file);
  const text = readFileSync(source, 'utf8');
  if (text.split(from).length !== 2) throw new Error(`${name}: src/${file} must have once: ${from}`);
  writeFileSync(
    source,
    text.replace(from, () => to),
  );
  try {
    const built = spawnSync('./build.sh', ['wasm'], { cwd: folder, encoding: 'utf8' });
    if (built.status !== 0) throw new Error(`${name} does not build:\n${built.stdout}${built.stderr}`);
    return !passes(folder, test);
  } finally {
    writeFileSync(source, text);
  }
}

function main() {
  const { positionals: names, values: options } = parseArgs({
    options: { keep: { type: 'boolean' }, write: { type: 'boolean' } },
    allowPositionals: true,
  });
  if (options.write && names.length > 0) throw new RangeError(`--write is of all mutations, got ${names.join(', ')}`);
  for (const name of names)
    if (!Object.hasOwn(MUTATIONS, name))
      throw new RangeError(`there is no mutation "${name}"; there are ${Object.keys(MUTATIONS).join(', ')}`);
  const folder = mkdtempSync(path.join(tmpdir(), 'descenso-mutations-'));
  let missed = 0;
  try {
    for (const one of ['build.sh', 'package.json', 'src', 'wasm', 'tests'])
      cpSync(path.join(root, one), path.join(folder, one), { recursive: true });
    cpSync(path.join(root, 'web'), path.join(folder, 'web'), {
      recursive: true,
      filter: (from) => !from.endsWith(path.join('data', 'full')),
    });
    symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
    const kept = options.keep ? readKept() : new Set();
    const wanted = (names.length > 0 ? names : Object.keys(MUTATIONS)).filter((name) => !kept.has(keyOf(name)));
    // What fails anyway shows nothing.
    for (const test of new Set(wanted.map((name) => MUTATIONS[name].test)))
      if (!passes(folder, test)) throw new Error(`tests/claims/${test}.test.js fails with the engine as it is`);
    for (const name of wanted) {
      const caught = isCaught(folder, name);
      if (!caught) missed++;
      else if (options.keep) {
        mkdirSync(path.dirname(KEPT), { recursive: true });
        appendFileSync(KEPT, `${keyOf(name)}\n`);
      }
      const { says, test } = MUTATIONS[name];
      console.log(`${caught ? 'fails ' : 'PASSES'} tests/claims/${test}.test.js  ${name}: ${says}`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  if (options.write && !missed) writeFileSync(DOCUMENT_FILE, documentText());
  console.log(missed ? `${missed} mutations make no test fail` : 'every mutation makes its test fail');
  return missed ? 1 : 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    process.exitCode = main();
  } catch (error) {
    const told =
      error instanceof RangeError || /** @type {NodeJS.ErrnoException} */ (error).code?.startsWith('ERR_PARSE_ARGS');
    console.error(told ? /** @type {Error} */ (error).message : error);
    process.exitCode = 2;
  }
}
