// rules.js: the optimizers' rules, in the slides' letters, as expressions that all three libraries' Python can take. What
// the catalog calls a flag decides which expression there is, so that a script says only what its experiment does.

import { real } from './python.js';

/**
 * One optimizer's step: from a parameter x, its gradient g, the rate eta and the step t (from 1).
 * @typedef {object} Rule
 * @property {string} name of the class
 * @property {string} formula what it does, in one line
 * @property {string} paper
 * @property {[name: string, value: string][]} constants
 * @property {[name: string, start: string][]} memory of each parameter: like it and filled with `start`
 * @property {[name: string, start: string][]} scalars memory of each parameter that is one number
 * @property {[name: string, value: string][]} before numbers that are the same for all of a parameter
 * @property {[name: string, value: string][]} moves the new values of the memory, one after the other
 * @property {string} [shrink] what is taken off x before the step
 * @property {string} step what is added to x; sqrt, abs, maximum and sign are the library's
 * @property {string} [lookAhead] what is added to x before the gradient is taken, and taken off again after it
 */

/** @typedef {import('../spec.d.ts').Spec['optimizer']} Optimizer */
/** @typedef {Omit<Extract<Optimizer, { id: 'adam' }>, 'id'>} Adam */

/** @param {Omit<Rule, 'constants' | 'memory' | 'scalars' | 'before' | 'paper'> & Partial<Rule>} own @returns {Rule} */
const rule = (own) => ({ constants: [], memory: [], scalars: [], before: [], paper: '', ...own });

/** sqrt(r) with δ beside it or inside. @param {string} r @param {boolean} inside */
const root = (r, inside) => (inside ? `sqrt(${r} + delta)` : `(sqrt(${r}) + delta)`);

/** The same as a reader writes it. @param {string} r @param {boolean} inside */
const rootText = (r, inside) => (inside ? `√(${r} + δ)` : `(√${r} + δ)`);

/** @type {{ [id in Optimizer['id']]: (o: Extract<Optimizer, { id: id }>) => Rule }} by the optimizer's id; `o` is its part of a normalized spec */
const RULES = {
  sgd: () => rule({ name: 'SGD', formula: 'x ← x − ηg', moves: [], step: '-eta * g' }),

  momentum: ({ momentum, rateInVelocity }) =>
    rule({
      name: 'Momentum',
      formula: rateInVelocity ? 'v ← ρv − ηg,  x ← x + v' : 'v ← ρv + g,  x ← x − ηv',
      constants: [['rho', real(momentum)]],
      memory: [['v', '0.0']],
      moves: [['v', rateInVelocity ? 'rho * v - eta * g' : 'rho * v + g']],
      step: rateInVelocity ? 'v' : '-eta * v',
    }),

  nesterov: ({ momentum, rateInVelocity, form }) => {
    const ahead = form === 'look-ahead';
    const velocity = rateInVelocity ? 'v ← ρv − ηg' : 'v ← ρv + g';
    const step = rateInVelocity ? ['x + v', 'x + ρv − ηg'] : ['x − ηv', 'x − η(g + ρv)'];
    const where = rateInVelocity ? 'x + ρv' : 'x − ηρv';
    return rule({
      name: ahead ? 'NesterovLookAhead' : 'Nesterov',
      formula: ahead ? `${velocity} with g = ∇f(${where}),  x ← ${step[0]}` : `${velocity},  x ← ${step[1]}`,
      constants: [['rho', real(momentum)]],
      memory: [['v', '0.0']],
      moves: [['v', rateInVelocity ? 'rho * v - eta * g' : 'rho * v + g']],
      ...(ahead
        ? { step: rateInVelocity ? 'v' : '-eta * v', lookAhead: rateInVelocity ? 'rho * v' : '-eta * rho * v' }
        : { step: rateInVelocity ? 'rho * v - eta * g' : '-eta * (g + rho * v)' }),
    });
  },

  adagrad: ({ initialAccumulator, epsilon, epsilonInsideRoot, minusSign }) =>
    rule({
      name: 'AdaGrad',
      formula: `r ← r + g²,  x ← x ${minusSign ? '−' : '+'} ηg / ${rootText('r', epsilonInsideRoot)}`,
      constants: [['delta', real(epsilon)]],
      memory: [['r', real(initialAccumulator)]],
      moves: [['r', 'r + g * g']],
      step: `${minusSign ? '-' : ''}eta * g / ${root('r', epsilonInsideRoot)}`,
    }),

  rmsprop: ({ rho, epsilon, epsilonInsideRoot }) =>
    rule({
      name: 'RMSProp',
      formula: `r ← ρr + (1 − ρ)g²,  x ← x − ηg / ${rootText('r', epsilonInsideRoot)}`,
      constants: [
        ['rho', real(rho)],
        ['delta', real(epsilon)],
      ],
      memory: [['r', '0.0']],
      moves: [['r', 'rho * r + (1 - rho) * g * g']],
      step: `-eta * g / ${root('r', epsilonInsideRoot)}`,
    }),

  adam: (o) => rule({ name: 'Adam', formula: `${MOMENTS_TEXT},  ${adamText(o)}`, ...adamStep(o) }),

  adamw: (o) => {
    const { id: _, ...own } = o;
    const adam = { ...own, biasCorrection: true, firstStep: 1 };
    const { constants, ...rest } = adamStep(adam);
    return rule({
      name: 'AdamW',
      formula: `x ← (1 − ηλ)x,  ${MOMENTS_TEXT},  ${adamText(adam)}`,
      ...rest,
      constants: [...constants, ['decay', real(o.weightDecay)]],
      shrink: 'eta * decay * x',
    });
  },

  nadam: (o) =>
    rule({
      name: 'Nadam',
      formula: `${MOMENTS_TEXT},  x ← x − η (μ′m / (1 − Πμ·μ′) + (1 − μ)g / (1 − Πμ)) / (√(r / (1 − β₂ᵗ)) + δ)`,
      constants: [...momentConstants(o), ['psi', real(o.momentumDecay)]],
      memory: MOMENTS,
      scalars: [['product', '1.0']],
      before: [
        ['mu', 'beta1 * (1 - 0.5 * 0.96 ** (t * psi))'],
        ['next_mu', 'beta1 * (1 - 0.5 * 0.96 ** ((t + 1) * psi))'],
      ],
      moves: [['product', 'product * mu'], ...MOVES],
      step:
        '-eta * (next_mu * m / (1 - product * next_mu) + (1 - mu) * g / (1 - product)) ' +
        '/ (sqrt(r / (1 - beta2**t)) + delta)',
    }),

  adamax: (o) =>
    rule({
      name: 'Adamax',
      formula: `m ← β₁m + (1 − β₁)g,  u ← max(β₂u, |g|${o.epsilonInsideMax ? ' + δ' : ''}),  x ← x − η/(1 − β₁ᵗ) m / ${
        o.epsilonInsideMax ? 'u' : '(u + δ)'
      }`,
      constants: momentConstants(o),
      memory: [
        ['m', '0.0'],
        ['u', '0.0'],
      ],
      moves: [MOVES[0], ['u', `maximum(beta2 * u, abs(g)${o.epsilonInsideMax ? ' + delta' : ''})`]],
      step: `-eta * m / (1 - beta1**t) / ${o.epsilonInsideMax ? 'u' : '(u + delta)'}`,
    }),

  lion: (o) =>
    rule({
      name: 'Lion',
      formula: 'x ← (1 − ηλ)x − η sign(β₁m + (1 − β₁)g),  m ← β₂m + (1 − β₂)g',
      constants: [
        ['beta1', real(o.beta1)],
        ['beta2', real(o.beta2)],
        ['decay', real(o.weightDecay)],
      ],
      memory: [['m', '0.0']],
      before: [['way', 'sign(beta1 * m + (1 - beta1) * g)']],
      moves: [['m', 'beta2 * m + (1 - beta2) * g']],
      shrink: 'eta * decay * x',
      step: '-eta * way',
    }),
};

const MOMENTS_TEXT = 'm ← β₁m + (1 − β₁)g,  r ← β₂r + (1 − β₂)g²';

/** @type {[string, string][]} */
const MOMENTS = [
  ['m', '0.0'],
  ['r', '0.0'],
];

/** @type {[string, string][]} */
const MOVES = [
  ['m', 'beta1 * m + (1 - beta1) * g'],
  ['r', 'beta2 * r + (1 - beta2) * g * g'],
];

/** @param {{ beta1: number, beta2: number, epsilon: number }} o @returns {[string, string][]} */
const momentConstants = ({ beta1, beta2, epsilon }) => [
  ['beta1', real(beta1)],
  ['beta2', real(beta2)],
  ['delta', real(epsilon)],
];

/** Where the bias is not corrected there is no t. @param {Adam} o @returns {Pick<Rule, 'constants' | 'memory' | 'before' | 'moves' | 'step'>} */
function adamStep({ epsilonHat, biasCorrection, firstStep, ...o }) {
  const corrected = epsilonHat
    ? '-eta * m * (1 - beta2**t) ** 0.5 / (1 - beta1**t) / (sqrt(r) + delta)'
    : '-eta * (m / (1 - beta1**t)) / (sqrt(r / (1 - beta2**t)) + delta)';
  return {
    constants: momentConstants(o),
    memory: MOMENTS,
    before: biasCorrection && firstStep === 0 ? [['t', 't - 1']] : [],
    moves: MOVES,
    step: biasCorrection ? corrected : '-eta * m / (sqrt(r) + delta)',
  };
}

/** @param {Adam} o */
function adamText({ epsilonHat, biasCorrection, firstStep }) {
  const from = firstStep === 0 ? ', t from 0' : '';
  if (!biasCorrection) return 'x ← x − ηm / (√r + δ)';
  if (epsilonHat) return `x ← x − η √(1 − β₂ᵗ) / (1 − β₁ᵗ) m / (√r + δ)${from}`;
  return `x ← x − η m̂ / (√r̂ + δ),  m̂ = m / (1 − β₁ᵗ),  r̂ = r / (1 − β₂ᵗ)${from}`;
}

/**
 * @param {Optimizer} optimizer of a normalized spec
 * @param {import('../spec.d.ts').Catalog} catalog
 * @returns {Rule}
 */
export function ruleOf(optimizer, catalog) {
  const row = catalog.optimizers.find(({ key }) => key === optimizer.id);
  return { ...RULES[optimizer.id](/** @type {never} */ (optimizer)), paper: row?.paper ?? '' };
}

/** A β from which on the digits that float32 loses of 1 − βᵗ are seen in the steps. */
const NEAR_ONE = 0.9999;

/** Where Keras and JAX, which compute 1 − βᵗ in float32, have other steps. @param {Rule} rule @param {Optimizer} optimizer @returns {import('./notes.js').Note[]} */
export const float32Notes = ({ step }, optimizer) =>
  ['beta1', 'beta2'].some((beta) => step.includes(`${beta}**t`) && valuesOf(optimizer)[beta] > NEAR_ONE)
    ? [{ id: 'float32-beta' }]
    : [];

/** An expression with its functions taken from a module: 'torch.', 'ops.', 'jnp.'. @param {string} expression @param {string} module */
export const inModule = (expression, module) => expression.replace(/\b(sqrt|abs|maximum|sign)\(/g, `${module}$1(`);

/** An optimizer's hyper-parameters by their keys, those that are numbers. @param {Optimizer} optimizer */
export const valuesOf = (optimizer) => /** @type {Record<string, number>} */ (/** @type {unknown} */ (optimizer));

/**
 * Whether a library's own class does what an optimizer does: every hyper-parameter that the class does not take is as the
 * catalog's convention of that library has it.
 * @param {Optimizer} optimizer
 * @param {import('../spec.d.ts').Catalog} catalog
 * @param {'keras' | 'pytorch'} library
 * @param {Record<string, string>} taken what the class takes: the catalog's key and the argument's name
 * @param {boolean} constantRate the rate stays as it is, so that it does not matter whether it is in the velocity
 */
export function isOwn(optimizer, catalog, library, taken, constantRate) {
  const row = catalog.optimizers.find(({ key }) => key === optimizer.id);
  const values = /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (optimizer));
  return (row?.hyperparameters ?? []).every(
    ({ key, defaults }) =>
      key in taken || values[key] === defaults[library] || (key === 'rateInVelocity' && constantRate),
  );
}

/**
 * The arguments of a library's own class: the rate, and what is not the class's default.
 * @param {Optimizer} optimizer
 * @param {import('../spec.d.ts').Catalog} catalog
 * @param {'keras' | 'pytorch'} library
 * @param {Record<string, string>} taken
 * @returns {string[]}
 */
export function ownArguments(optimizer, catalog, library, taken) {
  const row = catalog.optimizers.find(({ key }) => key === optimizer.id);
  const values = valuesOf(optimizer);
  return (row?.hyperparameters ?? [])
    .filter(({ key, defaults }) => key in taken && key !== 'learningRate' && values[key] !== defaults[library])
    .map(({ key }) => `${taken[key]}=${real(values[key])}`);
}
