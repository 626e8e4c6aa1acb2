// pytorch-optimizer.js: optimizer and schedule for PyTorch: its own class where that does the same, else one with the formula.

import { blocks, call, indent, lines, number, real } from './python.js';
import { inModule, isOwn, ownArguments, ruleOf, valuesOf } from './rules.js';
import { climbsFromZero, isPerformance, isScheduled, rateFunction, waits } from './schedule.js';

/** @typedef {import('../spec.d.ts').Spec} Spec */
/** @typedef {import('../spec.d.ts').Catalog} Catalog */
/** @typedef {import('./rules.js').Rule} Rule */

/** torch.optim's classes, and the hyper-parameters that they take. @type {Record<string, { name: string, taken: Record<string, string>, given?: string }>} */
const CLASSES = {
  sgd: { name: 'SGD', taken: { learningRate: 'lr' } },
  momentum: { name: 'SGD', taken: { learningRate: 'lr', momentum: 'momentum' } },
  nesterov: { name: 'SGD', taken: { learningRate: 'lr', momentum: 'momentum' }, given: 'nesterov=True' },
  adagrad: {
    name: 'Adagrad',
    taken: { learningRate: 'lr', initialAccumulator: 'initial_accumulator_value', epsilon: 'eps' },
  },
  rmsprop: { name: 'RMSprop', taken: { learningRate: 'lr', rho: 'alpha', epsilon: 'eps' } },
  adam: { name: 'Adam', taken: { learningRate: 'lr', beta1: '', beta2: '', epsilon: 'eps' } },
  adamw: {
    name: 'AdamW',
    taken: { learningRate: 'lr', beta1: '', beta2: '', epsilon: 'eps', weightDecay: 'weight_decay' },
  },
  nadam: {
    name: 'NAdam',
    given: 'foreach=True', // without it, PyTorch 1 counts μ twice (its pull request 92699)
    taken: { learningRate: 'lr', beta1: '', beta2: '', epsilon: 'eps', momentumDecay: 'momentum_decay' },
  },
  adamax: { name: 'Adamax', taken: { learningRate: 'lr', beta1: '', beta2: '', epsilon: 'eps' } },
};

/** The arguments of a class of torch.optim, where both betas are one. @param {Spec['optimizer']} optimizer @param {Catalog} catalog */
function argumentsOf(optimizer, catalog) {
  const { taken, given } = CLASSES[optimizer.id];
  const all = ownArguments(optimizer, catalog, 'pytorch', taken);
  const beta = all.some((item) => item.startsWith('='));
  const momentum = 'momentum' in taken ? [`momentum=${real(valuesOf(optimizer).momentum)}`] : [];
  return [
    ...momentum,
    ...(given ? [given] : []),
    ...(beta ? [`betas=(${real(valuesOf(optimizer).beta1)}, ${real(valuesOf(optimizer).beta2)})`] : []),
    ...all.filter((item) => !item.startsWith('=') && !item.startsWith('momentum=')),
  ];
}

/** @param {Rule} rule */
function constructor({ constants }) {
  const signature = constants.map(([name, value]) => `, ${name}=${value}`).join('');
  const stored = constants.map(([name]) => `, "${name}": ${name}`).join('');
  return `    def __init__(self, params, lr${signature}):
        super().__init__(params, {"lr": lr${stored}})`;
}

/** Uses of the step's number. @param {Rule} rule */
const counts = (rule) =>
  [rule.step, rule.lookAhead ?? '', ...rule.before.flat(), ...rule.moves.flat()].some((text) => /\bt\b/.test(text));

/** One parameter's step, as lines. @param {Rule} rule */
function parameterStep(rule) {
  const kept = [...rule.memory, ...rule.scalars];
  const names = kept.map(([name]) => name);
  const start = (/** @type {string} */ value) =>
    value === '0.0' ? 'torch.zeros_like(x)' : `torch.full_like(x, ${value})`;
  const first = [
    counts(rule) && '"t": 0',
    ...rule.memory.map(([name, value]) => `"${name}": ${start(value)}`),
    ...rule.scalars.map(([name, value]) => `"${name}": ${value}`),
  ].filter(Boolean);
  return lines(
    names.length || counts(rule) ? 'g, state = x.grad, self.state[x]' : 'g = x.grad',
    first.length > 0 && `if not state:\n    state.update({${first.join(', ')}})`,
    counts(rule) && 't = state["t"] = state["t"] + 1',
    names.length > 0 && `${names.join(', ')} = ${names.map((name) => `state["${name}"]`).join(', ')}`,
    ...rule.before.map(([name, value]) => `${name} = ${inModule(value, 'torch.')}`),
    ...rule.moves.map(([name, value]) => `state["${name}"] = ${name} = ${inModule(value, 'torch.')}`),
    rule.shrink && `x -= ${rule.shrink}`,
    rule.step.startsWith('-')
      ? `x -= ${inModule(rule.step.slice(1), 'torch.')}`
      : `x += ${inModule(rule.step, 'torch.')}`,
  );
}

/** The class of a rule that torch.optim has not. @param {Rule} rule */
function ruleClass(rule) {
  const constants = ['eta', ...rule.constants.map(([name]) => name)].join(', ');
  const values = ['group["lr"]', ...rule.constants.map(([name]) => `group["${name}"]`)].join(', ');
  return `
class ${rule.name}(torch.optim.Optimizer):
    """${rule.formula}   (${rule.paper})"""

${constructor(rule)}

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            ${constants} = ${values}
            for x in group["params"]:
${indent(parameterStep(rule), 16)}
`;
}

/** The look-ahead form: the gradient is asked for at another point than x. @param {Rule} rule */
function lookAheadClass(rule) {
  const add = (/** @type {string} */ text) => (text.startsWith('-') ? `x -= ${text.slice(1)}` : `x += ${text}`);
  return `
class ${rule.name}(torch.optim.Optimizer):
    """${rule.formula}   (${rule.paper})"""

${constructor(rule)}

    @torch.no_grad()
    def step(self, gradient):
        start = []
        for group in self.param_groups:
            eta, rho = group["lr"], group["rho"]
            for x in group["params"]:
                v = self.state[x].setdefault("v", torch.zeros_like(x))
                start.append(x.clone())
                ${add(rule.lookAhead ?? '')}
        with torch.enable_grad():
            loss = gradient()
        for group in self.param_groups:
            eta, rho = group["lr"], group["rho"]
            for x in group["params"]:
                g, v = x.grad, self.state[x]["v"]
                self.state[x]["v"] = v = ${rule.moves[0][1]}
                x.copy_(start.pop(0))
                ${add(rule.step)}
        return loss
`;
}

/** @param {Spec} spec */
function scheduler(spec) {
  const { schedule } = spec;
  if (schedule.id === 'performance') {
    const { patience, cooldown } = waits(schedule, true);
    const given = [
      'optimizer',
      `factor=${number(schedule.factor)}`,
      `patience=${patience}`,
      `threshold=${number(schedule.minDelta)}`,
      ...(schedule.relativeDelta ? [] : ['threshold_mode="abs"']),
      ...(cooldown > 0 ? [`cooldown=${cooldown}`] : []),
      ...(schedule.minimumRate > 0 ? [`min_lr=${number(schedule.minimumRate)}`] : []),
      'eps=0',
    ];
    return `
def make_scheduler(optimizer):
    """Lowers the rate when the validation loss has stopped falling."""
    return ${call('torch.optim.lr_scheduler.ReduceLROnPlateau', given, 11).replace(/\n(?=.)/g, '\n    ')}
`;
  }
  return blocks(
    rateFunction(spec),
    `
def make_scheduler(optimizer, end):
    """Sets the rate of every ${schedule.per === 'epoch' ? 'epoch' : 'step'}, of which there are \`end\`."""
    return torch.optim.lr_scheduler.LambdaLR(optimizer, lambda t: learning_rate(t, end)${climbsFromZero(spec) ? '' : ' / LEARNING_RATE'})
`,
  );
}

/**
 * @param {Spec} spec
 * @param {Catalog} catalog
 * @returns {{ code: string, text: string, ahead: boolean, notes: import('./notes.js').Note[] }}
 */
export function optimizerCode(spec, catalog) {
  const { optimizer } = spec;
  const constantRate = spec.schedule.id === 'constant';
  const { name, taken } = CLASSES[optimizer.id] ?? { name: '', taken: {} }; // Lion: PyTorch has none
  const still = optimizer.id === 'nesterov' && valuesOf(optimizer).momentum === 0;
  const own = !still && name !== '' && isOwn(optimizer, catalog, 'pytorch', taken, constantRate);
  const rule = ruleOf(optimizer, catalog);
  const ahead = Boolean(rule.lookAhead);
  const rate = climbsFromZero(spec) ? 'lr=1.0' : 'lr=LEARNING_RATE'; // LambdaLR multiplies it
  const made = own
    ? call(`torch.optim.${name}`, ['model.parameters()', rate, ...argumentsOf(optimizer, catalog)], 11)
    : `${rule.name}(model.parameters(), ${rate})`;
  return {
    ahead,
    notes: [],
    text: own
      ? `PyTorch's own \`${name}\` does what the experiment's optimizer does.`
      : `PyTorch has no optimizer that does this, so here it is: ${rule.formula}.`,
    code: blocks(
      !own && (ahead ? lookAheadClass(rule) : ruleClass(rule)),
      `
def make_optimizer(model):
    return ${made.replace(/\n(?=.)/g, '\n    ')}
`,
      (isScheduled(spec) || isPerformance(spec)) && scheduler(spec),
    ),
  };
}
