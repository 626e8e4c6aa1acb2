// jax.js: an experiment as a JAX script: nothing but functions and arrays, every formula written out.

import { augmentImports, augmentSection } from './augment.js';
import { averages, jaxAverage, jaxAveraging } from './average.js';
import { augments, constants, dataSection, measures } from './data.js';
import { networkSection } from './jax-network.js';
import { lastSections, optionsOf } from './main.js';
import { mixes, mixupSection } from './mixup.js';
import {
  drops,
  isBagged,
  limitsNorms,
  needsProbabilities,
  normalizes,
  penalizes,
  shrinks,
  stopsEarly,
} from './network.js';
import { blocks, indent, lines, number, real } from './python.js';
import { float32Notes, inModule, ruleOf } from './rules.js';
import { isPerformance, isScheduled, rateConstant, rateFunction, rateModules } from './schedule.js';

/** @typedef {import('../spec.d.ts').Spec} Spec */
/** @typedef {import('./python.js').Section} Section */
/** @typedef {import('./rules.js').Rule} Rule */

const LOADER = `    folder = Path("fashion-mnist")
    folder.mkdir(exist_ok=True)
    for name in ("train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1"):
        file = folder / f"{name}-ubyte.gz"
        if not file.exists():
            urlretrieve(f"http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/{file.name}", file)
    return load_data(folder)`;

// -- optimizer ----------------------------------------------------------------------------------------------------

/** @param {Rule} rule */
function optimizer(rule) {
  const kept = [...rule.memory, ...rule.scalars].map(([name]) => name);
  const start = [
    ...rule.memory.map(
      ([name, value]) => `"${name}": ${value === '0.0' ? 'jnp.zeros_like(x)' : `jnp.full_like(x, ${value})`}`,
    ),
    ...rule.scalars.map(([name, value]) => `"${name}": ${value}`),
  ];
  const memory = kept.map((name) => `"${name}": ${name}`).join(', ');
  const unpack = kept.length > 0 && `${kept.join(', ')} = ${kept.map((name) => `memory["${name}"]`).join(', ')}`;
  const step = rule.step.startsWith('-')
    ? `x - ${inModule(rule.step.slice(1), 'jnp.')}`
    : `x + ${inModule(rule.step, 'jnp.')}`;
  const body = lines(
    unpack,
    ...rule.before.map(([name, value]) => `${name} = ${inModule(value, 'jnp.')}`),
    ...rule.moves.map(([name, value]) => `${name} = ${inModule(value, 'jnp.')}`),
    rule.shrink && `x = x - ${rule.shrink}`,
    `return ${step}, {${memory}}`,
  );
  return blocks(
    `${rule.constants.map(([name, value]) => `${name} = ${value}`).join('\n')}\n
def begin(x):
    """What the optimizer remembers of a parameter x."""
    return {${start.join(', ')}}`,
    rule.lookAhead &&
      `
def look_ahead(x, memory, eta):
    """Where the gradient is taken."""
    return x + ${rule.lookAhead.replace(/\bv\b/, 'memory["v"]').replace('+ -', '- ')}
`,
    `
def update(x, g, memory, eta, t):
    """${rule.formula}   (${rule.paper})"""
${indent(body, 4)}
`,
  );
}

/** @param {Spec} spec */
function performance(spec) {
  const { schedule } = spec;
  if (schedule.id !== 'performance' || !isPerformance(spec)) return '';
  const { factor, patience, minDelta, relativeDelta, patienceExceeded, cooldown, minimumRate } = schedule;
  const better =
    minDelta === 0
      ? 'self.best'
      : relativeDelta
        ? `self.best * (1 - ${number(minDelta)})`
        : `self.best - ${number(minDelta)}`;
  return `
class Plateau:
    """The rate, lowered when the validation loss has stopped falling."""

    def __init__(self):
        self.rate, self.best, self.waited, self.cooling = LEARNING_RATE, math.inf, 0, 0

    def observe(self, loss):
        was_cooling = self.cooling > 0
        self.cooling = max(self.cooling - 1, 0)
        counts = ${patienceExceeded ? 'not was_cooling' : 'self.cooling == 0'}
        if loss < ${better}:
            self.best, self.waited = loss, 0
        elif counts:
            self.waited += 1
            if self.waited ${patienceExceeded ? '>' : '>='} ${patience} and self.rate > ${real(minimumRate)}:
                self.rate, self.cooling = max(self.rate * ${number(factor)}, ${real(minimumRate)}), ${cooldown}
                self.waited = 0
`;
}

// -- training -----------------------------------------------------------------------------------------------------

/** @param {Spec} spec @param {Rule} rule */
function trainStep(spec, rule) {
  const state = normalizes(spec) ? 'parameters, statistics' : 'parameters';
  const where = rule.lookAhead ? 'ahead' : 'parameters';
  const key = drops(spec) ? ', key' : '';
  const body = lines(
    rule.lookAhead && 'ahead = {name: look_ahead(x, memory[name], eta) for name, x in parameters.items()}',
    normalizes(spec)
      ? `(_, (loss, statistics)), gradient = jax.value_and_grad(objective, has_aux=True)(${where}, statistics${key}, x, y)`
      : `(_, loss), gradient = jax.value_and_grad(objective, has_aux=True)(${where}${key}, x, y)`,
    spec.clipNorm > 0 &&
      `norm = jnp.sqrt(sum((g**2).sum() for g in gradient.values()))
gradient = {name: g * jnp.minimum(1, ${real(spec.clipNorm)} / norm) for name, g in gradient.items()}`,
    `for name, g in gradient.items():
    parameters[name], memory[name] = update(parameters[name], g, memory[name], eta, t)`,
    shrinks(spec) && 'parameters = shrink(parameters, eta)',
    limitsNorms(spec) && 'parameters = limit_norms(parameters)',
    `return ${state}, memory, loss`,
  );
  return `
@jax.jit
def train_step(${state}, memory, eta, t${key}, x, y):
    """Step t, from 1, on a minibatch; with the new state, its mean loss${penalizes(spec) ? ', the penalty apart' : ''}."""
    parameters, memory = dict(parameters), dict(memory)
${indent(body, 4)}
`;
}

/** The loss is of the logits: a probability of float32 may be 0. @param {Spec} spec */
function evaluate(spec) {
  const given = normalizes(spec) ? 'parameters, statistics' : 'parameters';
  const probabilities = `
def probabilities(${given}, x):
    """Of the classes, [n, 10]."""
    return np.asarray(jax.nn.softmax(predict(${given}, jnp.asarray(x))))
`;
  return blocks(
    needsProbabilities(spec) && probabilities,
    `
def evaluate(${given}, x, y):
    """Mean loss and accuracy."""
    logs = np.asarray(jax.nn.log_softmax(predict(${given}, jnp.asarray(x))))
    return -logs[np.arange(len(y)), y].mean(), (logs.argmax(1) == y).mean()
`,
  );
}

/** @param {Spec} spec */
function train(spec) {
  const state = normalizes(spec) ? 'parameters, statistics' : 'parameters';
  const validates = spec.data.validationSize > 0;
  const scheduled = isScheduled(spec);
  const perEpoch = spec.schedule.per === 'epoch';
  const scale = measures(spec) ? 'data["scale"]' : 'scale';
  const image = augments(spec) ? `${scale}(augment(x[batch], rng))` : 'x[batch]';
  const { patience, minDelta, restoreBest } = spec.earlyStopping;
  const average = jaxAveraging(spec, augments(spec) ? `${scale}(x)` : 'x');
  const whole = normalizes(spec) ? `(${state})` : state;
  const given = averages(spec) ? (normalizes(spec) ? '*given' : 'given') : state;
  const result = validates
    ? `validation_loss, accuracy = evaluate(${given}, *data["validation"])
print(f"epoch {epoch + 1}: loss {total / len(x):.4f}, validation loss {validation_loss:.4f}, accuracy {accuracy:.4f}")`
    : `accuracy = evaluate(${given}, ${augments(spec) ? `${scale}(x)` : 'x'}, y)[1]
print(f"epoch {epoch + 1}: loss {total / len(x):.4f}, accuracy {accuracy:.4f}")`;
  const eta = isPerformance(spec)
    ? 'plateau.rate'
    : scheduled
      ? perEpoch
        ? 'learning_rate(epoch, epochs)'
        : 'learning_rate(t, epochs * steps)'
      : 'LEARNING_RATE';
  const loop = lines(
    `order, total = rng.permutation(len(x)), 0.0
for i in range(steps):
    batch = order[i * BATCH_SIZE : (i + 1) * BATCH_SIZE]
    t = epoch * steps + i
    eta = ${eta}`,
    drops(spec) && '    key, own = jax.random.split(key)',
    mixes(spec) && `    mixed = mixup(${image}, targets[batch], rng)`,
    `    ${state}, memory, loss = train_step(${state}, memory, eta, t + 1.0${drops(spec) ? ', own' : ''}, ${mixes(spec) ? '*mixed' : `${image}, y[batch]`})
    if not math.isfinite(loss):
        raise SystemExit(f"diverged: the loss is not finite in epoch {epoch + 1}")
    total += float(loss) * len(batch)`,
    average.step && `    ${average.step}`,
    average.epoch,
    result,
    isPerformance(spec) && 'plateau.observe(validation_loss)',
    stopsEarly(spec) &&
      `if validation_loss < best_loss${minDelta > 0 ? ` - ${number(minDelta)}` : ''}:
    best_loss, waited${restoreBest ? ', best' : ''} = validation_loss, 0${restoreBest ? `, ${averages(spec) ? 'given' : whole}` : ''}
else:
    waited += 1
if waited >= ${patience}:
    print(f"stopped early: {waited} epochs without a lower validation loss")
    break`,
  );
  const seed = isBagged(spec) ? 'seed' : 'SEED'; // networks of a bag draw from seeds of their own
  const start = lines(
    'x, y = data["train"]',
    mixes(spec) && 'targets = np.eye(10, dtype=np.float32)[y]',
    `steps, rng = -(-len(x) // BATCH_SIZE), np.random.default_rng(${seed})`,
    drops(spec) && `key = jax.random.key(${seed})`,
    'memory = {name: begin(parameter) for name, parameter in parameters.items()}',
    average.start,
    isPerformance(spec) && 'plateau = Plateau()',
    stopsEarly(spec) &&
      `best_loss, waited${restoreBest ? ', best' : ''} = math.inf, 0${restoreBest ? `, ${whole}` : ''}`,
    `for epoch in range(epochs):\n${indent(loop, 4)}`,
    stopsEarly(spec) && restoreBest ? 'return best' : `return ${averages(spec) ? 'given' : state}`,
  );
  return `
def train(${state}, data, epochs${isBagged(spec) ? ', seed' : ''}):
    """The trained network; prints what every epoch came to."""
${indent(start, 4)}
`;
}

/** @param {Spec} spec */
const monteCarlo = (spec) => {
  const state = normalizes(spec) ? 'parameters, statistics' : 'parameters';
  return `
def predict_monte_carlo(${state}, key, x, passes):
    """Mean and deviation over the passes, [n, 10] each; only dropout is as in training."""
    one = jax.jit(lambda key: jax.nn.softmax(predict(${state}, jnp.asarray(x), key)))
    samples = [np.asarray(one(own)) for own in jax.random.split(key, passes)]
    return np.mean(samples, 0), np.std(samples, 0)
`;
};

/** @param {Spec} spec @returns {import('./main.js').Words} */
function words(spec) {
  const network = normalizes(spec) ? 'parameters, statistics' : 'parameters';
  return {
    network,
    begin: (seed) => `${network} = load_weights(weights) if weights else build_model(jax.random.key(${seed}))`,
    train: (data) => `${network} = train(${network}, ${data}, epochs${isBagged(spec) ? ', SEED + member' : ''})`,
    draw: 'np.random.default_rng(SEED + member).integers(len(x), size=len(x))',
    save: `np.savez(save, **parameters${normalizes(spec) ? ', **statistics' : ''})`,
    predict: `predict_monte_carlo(${network}, jax.random.key(SEED + 1), x, passes)`,
    definition: () => monteCarlo(spec),
  };
}

// -- the script ---------------------------------------------------------------------------------------------------

/** @param {Spec} spec */
const imports = (spec) =>
  lines(
    ...[...new Set(['argparse', 'gzip', 'math', ...rateModules(spec)])].sort().map((name) => `import ${name}`),
    'from pathlib import Path',
    'from urllib.request import urlretrieve',
    '',
    'import jax',
    'import numpy as np',
    'from jax import numpy as jnp',
    ...augmentImports(spec),
  );

/**
 * @param {Spec} spec normalized
 * @param {import('../spec.d.ts').Catalog} catalog
 * @returns {{ sections: Section[], notes: import('./notes.js').Note[], options: string[] }}
 */
export function jaxParts(spec, catalog) {
  const rule = ruleOf(spec.optimizer, catalog);
  return {
    notes: float32Notes(rule, spec.optimizer),
    options: optionsOf(spec),
    sections: [
      { title: '', text: '', code: lines(imports(spec), '', constants(spec), rateConstant(spec)) },
      dataSection(spec, LOADER),
      ...(augments(spec) ? [augmentSection(spec)] : []),
      ...(mixes(spec) ? [mixupSection(spec)] : []),
      networkSection(spec),
      {
        title: 'Optimizer',
        text: `JAX has no optimizers; this one is ${rule.formula}.`,
        code: blocks(optimizer(rule), isScheduled(spec) && rateFunction(spec), performance(spec)),
      },
      ...(averages(spec) ? [jaxAverage(spec)] : []),
      {
        title: 'Training',
        text: 'Prints the loss and the accuracy of every epoch.',
        code: blocks(trainStep(spec, rule), evaluate(spec), train(spec)),
      },
      ...lastSections(spec, words(spec)),
    ],
  };
}
