// keras-optimizer.js: optimizer and schedule for Keras: its own class where that does the same, else one with the formula.

import { layersOf, limitsNorms, shrinks } from './network.js';
import { args, blocks, call, indent, lines, list, number, real } from './python.js';
import { float32Notes, inModule, isOwn, ownArguments, ruleOf, valuesOf } from './rules.js';
import { isPerformance, isScheduled, rateFunction, waits } from './schedule.js';

/** @typedef {import('../spec.d.ts').Spec} Spec */
/** @typedef {import('../spec.d.ts').Catalog} Catalog */
/** @typedef {import('./rules.js').Rule} Rule */

const RATE = { learningRate: 'learning_rate' };
const BETAS = { ...RATE, beta1: 'beta_1', beta2: 'beta_2', epsilon: 'epsilon' };

/** keras.optimizers' classes, and the hyper-parameters that they take. @type {Record<string, { name: string, taken: Record<string, string>, given?: string }>} */
const CLASSES = {
  sgd: { name: 'SGD', taken: RATE },
  momentum: { name: 'SGD', taken: { ...RATE, momentum: 'momentum' } },
  nesterov: { name: 'SGD', taken: { ...RATE, momentum: 'momentum' }, given: 'nesterov=True' },
  adagrad: { name: 'Adagrad', taken: { ...RATE, initialAccumulator: 'initial_accumulator_value', epsilon: 'epsilon' } },
  rmsprop: { name: 'RMSprop', taken: { ...RATE, rho: 'rho', epsilon: 'epsilon' } },
  adam: { name: 'Adam', taken: BETAS },
  adamw: { name: 'AdamW', taken: { ...BETAS, weightDecay: 'weight_decay' } },
  nadam: { name: 'Nadam', taken: BETAS },
  adamax: { name: 'Adamax', taken: BETAS },
  lion: { name: 'Lion', taken: { ...RATE, beta1: 'beta_1', beta2: 'beta_2', weightDecay: 'weight_decay' } },
};

/** @param {Spec['optimizer']} optimizer @param {Catalog} catalog */
function argumentsOf(optimizer, catalog) {
  const { taken, given } = CLASSES[optimizer.id];
  const momentum = 'momentum' in taken ? [`momentum=${real(valuesOf(optimizer).momentum)}`] : [];
  const others = ownArguments(optimizer, catalog, 'keras', taken).filter((item) => !item.startsWith('momentum='));
  return [...momentum, ...(given ? [given] : []), ...others];
}

// -- rules that Keras has not ---------------------------------------------------------------------------------------

/** Uses of the step's number. @param {Rule} rule */
const counts = (rule) => [rule.step, ...rule.before.flat(), ...rule.moves.flat()].some((text) => /\bt\b/.test(text));

/** @param {Rule} rule */
function constructor({ constants }) {
  const names = constants.map(([name]) => name);
  return `    def __init__(self, learning_rate, ${args(...constants.map(([name, value]) => `${name}=${value}`), '**options')}):
        super().__init__(learning_rate, **options)
        ${names.map((name) => `self.${name}`).join(', ')} = ${names.join(', ')}`;
}

/** @param {Rule} rule */
function build({ memory, scalars }) {
  const like = memory.map(([name, start]) => {
    const given = start === '0.0' ? '' : `, initializer=keras.initializers.Constant(${start})`;
    return `self.${name} = [self.add_variable_from_reference(x, "${name}"${given}) for x in variables]`;
  });
  const single = scalars.map(
    ([name]) => `self.${name} = [self.add_variable((), initializer="ones", name="${name}") for x in variables]`,
  );
  return `    def build(self, variables):
        if not self.built:
            super().build(variables)
${indent([...like, ...single].join('\n'), 12)}`;
}

/** @param {Rule} rule */
function updateStep(rule) {
  const kept = [...rule.memory, ...rule.scalars].map(([name]) => name);
  const names = rule.constants.map(([name]) => name);
  const change = rule.step.startsWith('-')
    ? `x.assign_sub(${inModule(rule.step.slice(1), 'ops.')})`
    : `x.assign_add(${inModule(rule.step, 'ops.')})`;
  const body = lines(
    `i, eta = self._get_variable_index(x), ops.cast(learning_rate, x.dtype)`,
    `${names.join(', ')} = ${names.map((name) => `self.${name}`).join(', ')}`,
    counts(rule) && 't = ops.cast(self.iterations + 1, x.dtype)',
    `${kept.join(', ')} = ${kept.map((name) => `self.${name}[i]`).join(', ')}`,
    ...rule.before.map(([name, value]) => `${name} = ${inModule(value, 'ops.')}`),
    ...rule.moves.map(([name, value]) => `${name}.assign(${inModule(value, 'ops.')})`),
    rule.shrink && `x.assign_sub(${rule.shrink})`,
    change,
  );
  return `    def update_step(self, g, x, learning_rate):
${indent(body, 8)}`;
}

/** @param {Rule} rule */
const ruleClass = (rule) => `
class ${rule.name}(keras.optimizers.Optimizer):
    """${rule.formula}   (${rule.paper})"""

${constructor(rule)}

${build(rule)}

${updateStep(rule)}
`;

/** The callback of the look-ahead form. */
export const AT_REST = 'AtRest()';

/** Keras takes the gradient where the weights are, so they are kept where it is wanted. @param {Rule} rule @param {boolean} inVelocity */
const lookAhead = (rule, inVelocity) => `
class NesterovLookAhead(keras.optimizers.Optimizer):
    """${rule.formula}   (${rule.paper})

    Keras takes the gradient where the weights are. So while it trains they stand at ${inVelocity ? 'x + ρv' : 'x − ηρv'},
    and AtRest brings them to x for whatever else looks at them.
    """

    def __init__(self, learning_rate, rho, **options):
        super().__init__(learning_rate, **options)
        self.rho = rho

    def build(self, variables):
        if not self.built:
            super().build(variables)
            self.v = [self.add_variable_from_reference(x, "v") for x in variables]

    def update_step(self, g, x, learning_rate):
        eta, v = ops.cast(learning_rate, x.dtype), self.v[self._get_variable_index(x)]
${
  inVelocity
    ? `        v_new = self.rho * v - eta * g
        x.assign_add(v_new + self.rho * (v_new - v))
        v.assign(v_new)`
    : `        v_new = self.rho * v + g
        x.assign_sub(eta * (v_new + self.rho * (v_new - v)))
        v.assign(v_new)`
}

    def move(self, sign):
        """From x to the point looked ahead to (1), or back (-1)."""
        for x, v in zip(self._trainable_variables, self.v):
            x.assign_add(sign * ${inVelocity ? 'self.rho * v' : '-self.learning_rate * self.rho * v'})


class AtRest(keras.callbacks.Callback):
    """Has the weights at x whenever an epoch has ended, validation included."""

    ahead = True

    def rest(self, *_):
        if self.ahead:
            self.model.optimizer.move(-1)
        self.ahead = False

    on_test_begin = on_epoch_end = rest

    def on_epoch_begin(self, epoch, logs=None):
        if not self.ahead:
            self.model.optimizer.move(1)
        self.ahead = True
`;

// -- proximal steps ---------------------------------------------------------------------------------------------------

/** Of L1, after the step of another optimizer. @param {Spec} spec @param {string} base its class */
function proximalClass(spec, base) {
  const lambdas = layersOf(spec)
    .filter(({ l1 }) => l1 > 0)
    .map(({ n, l1 }) => `"dense${n}/kernel": ${number(l1)}`);
  return `
class Proximal(${base}):
    """After its step, that of λ₁ Σ|w|: weights come nearer to 0 by η λ₁, and no further (Duchi and Singer, 2009)."""

    penalties = {${lambdas.join(', ')}}

    def update_step(self, g, x, learning_rate):
        super().update_step(g, x, learning_rate)
        l1 = self.penalties.get("/".join(x.path.split("/")[-2:]), 0)
        if l1:
            x.assign(ops.sign(x) * ops.maximum(ops.abs(x) - ops.cast(learning_rate, x.dtype) * l1, 0))
`;
}

// -- schedules ----------------------------------------------------------------------------------------------------

const TABLE = `
class Schedule(keras.optimizers.schedules.LearningRateSchedule):
    """The rate of every step, computed beforehand."""

    def __init__(self, steps):
        self.rates = np.array([learning_rate(t, steps) for t in range(steps)], np.float32)

    def __call__(self, step):
        return ops.take(self.rates, ops.minimum(step, len(self.rates) - 1))
`;

/** Keras' own classes for a rate of each step, where they say the same. @param {Spec} spec @returns {string | undefined} */
function ownSchedule({ schedule }) {
  const module = 'keras.optimizers.schedules';
  if (schedule.per !== 'step') return undefined;
  if (schedule.id === 'exponential')
    return `${module}.ExponentialDecay(LEARNING_RATE, ${number(schedule.decaySteps)}, 0.1)`;
  if (schedule.id === 'power' && schedule.exponent === 1)
    return `${module}.InverseTimeDecay(LEARNING_RATE, ${number(schedule.decaySteps)}, 1.0)`;
  // Keras' boundaries belong to the rate before them, and there must be one.
  if (
    schedule.id === 'piecewise' &&
    schedule.boundaries.length > 0 &&
    schedule.boundaries.every((b) => Number.isInteger(b) && b > 0)
  )
    return `${module}.PiecewiseConstantDecay(${list(schedule.boundaries.map((b) => b - 1))}, ${list(schedule.rates, real)})`;
  return undefined;
}

/** @param {Spec} spec @param {string} watched */
function plateau(spec, watched) {
  const { schedule } = spec;
  if (schedule.id !== 'performance' || !isPerformance(spec)) return [];
  const { patience, cooldown } = waits(schedule, false);
  const given = [
    `"${watched}"`,
    `factor=${number(schedule.factor)}`,
    `patience=${patience}`,
    'mode="min"',
    `min_delta=${number(schedule.minDelta)}`,
    ...(cooldown > 0 ? [`cooldown=${cooldown}`] : []),
    ...(schedule.minimumRate > 0 ? [`min_lr=${number(schedule.minimumRate)}`] : []),
  ];
  const name =
    schedule.relativeDelta && schedule.minDelta > 0 ? 'RelativePlateau' : 'keras.callbacks.ReduceLROnPlateau';
  return [call(name, given, 9)];
}

const RELATIVE = `
class RelativePlateau(keras.callbacks.ReduceLROnPlateau):
    """Better is a loss that is lower by a share of the best one, as PyTorch has it."""

    def _set_monitor_op(self):
        super()._set_monitor_op()
        share, self.min_delta = abs(self.min_delta), 0  # Keras would take it off the loss too
        self.monitor_op = lambda loss, best: loss < best * (1 - share)
`;

/** @param {Spec} spec the schedule: its code, what the optimizer gets for a rate, and callbacks @param {string} watched */
function scheduleCode(spec, watched) {
  const { schedule } = spec;
  const none = {
    code: '',
    rate: 'LEARNING_RATE',
    callbacks: plateau(spec, watched),
    steps: false,
    usesFunction: false,
  };
  if (schedule.id === 'performance')
    return { ...none, code: isPerformance(spec) && schedule.relativeDelta && schedule.minDelta > 0 ? RELATIVE : '' };
  if (!isScheduled(spec)) return none;
  const own = ownSchedule(spec);
  if (own) return { ...none, rate: own };
  const code = rateFunction(spec);
  if (schedule.per === 'step')
    return { ...none, code: blocks(code, TABLE), rate: 'Schedule(steps)', steps: true, usesFunction: true };
  return {
    ...none,
    code,
    usesFunction: true,
    callbacks: ['keras.callbacks.LearningRateScheduler(lambda epoch: learning_rate(epoch, epochs))'],
  };
}

/** @param {Spec} spec */
const isInVelocity = ({ optimizer }) => 'rateInVelocity' in optimizer && optimizer.rateInVelocity;

/** Where the weights stand ahead, what Keras does to them it does there. @param {Spec} spec @returns {import('./notes.js').Note[]} */
function aheadNotes(spec) {
  const inVelocity = isInVelocity(spec);
  return [
    ...(limitsNorms(spec) || shrinks(spec) ? [{ id: /** @type {const} */ ('keras-ahead-norm') }] : []),
    ...(!inVelocity && spec.schedule.id !== 'constant' ? [{ id: /** @type {const} */ ('keras-ahead-rate') }] : []),
  ];
}

/**
 * @param {Spec} spec
 * @param {Catalog} catalog
 * @param {string} watched what callbacks watch: the validation loss of the data
 * @returns {{ code: string, text: string, callbacks: string[], steps: boolean, usesFunction: boolean, notes: import('./notes.js').Note[] }}
 *   `steps`: make_optimizer is told how many steps there are
 */
export function optimizerCode(spec, catalog, watched) {
  const { optimizer } = spec;
  const { name, taken } = CLASSES[optimizer.id];
  const still = optimizer.id === 'lion' && optimizer.beta1 === 0; // Keras' own refuses it
  const own = !still && isOwn(optimizer, catalog, 'keras', taken, spec.schedule.id === 'constant');
  const rule = ruleOf(optimizer, catalog);
  const ahead = Boolean(rule.lookAhead);
  const { code, rate, callbacks, ...schedule } = scheduleCode(spec, watched);
  const clip = spec.clipNorm > 0 ? [`global_clipnorm=${real(spec.clipNorm)}`] : [];
  const given = own ? argumentsOf(optimizer, catalog) : ahead ? [`rho=${number(valuesOf(optimizer).momentum)}`] : [];
  const base = own ? `keras.optimizers.${name}` : rule.name;
  const made = call(shrinks(spec) ? 'Proximal' : base, [rate, ...given, ...clip], 11);
  return {
    ...schedule,
    callbacks: [...(ahead ? [AT_REST] : []), ...callbacks],
    notes: [...float32Notes(rule, optimizer), ...(ahead ? aheadNotes(spec) : [])],
    text: own
      ? `Keras' own \`${name}\` does what the experiment's optimizer does.`
      : `Keras has no optimizer that does this, so here it is: ${rule.formula}.`,
    code: blocks(
      !own && (ahead ? lookAhead(rule, isInVelocity(spec)) : ruleClass(rule)),
      shrinks(spec) && proximalClass(spec, base),
      code,
      `
def make_optimizer(${schedule.steps ? 'steps' : ''}):
    return ${made.replace(/\n(?=.)/g, '\n    ')}
`,
    ),
  };
}
