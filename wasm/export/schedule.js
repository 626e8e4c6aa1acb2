// schedule.js: the learning rate as a function of t, in Python: what src/nn/schedule.c computes.

import { list, number, real } from './python.js';

/** @typedef {import('../spec.d.ts').Spec} Spec */

/** Whether the rate changes by itself; the performance schedule is none of t. @param {Spec} spec */
export const isScheduled = ({ schedule, optimizer }) =>
  schedule.id === 'piecewise'
    ? schedule.rates.length > 0
    : schedule.id !== 'constant' &&
      schedule.id !== 'performance' &&
      (optimizer.learningRate > 0 || (schedule.id === 'cosine' && schedule.minimumRate > 0));

/** Whether the rate falls when the validation loss has stopped falling. No library takes a factor that leaves it as it is. @param {Spec} spec */
export const isPerformance = ({ schedule }) => schedule.id === 'performance' && schedule.factor < 1;

/**
 * The rate that the optimizer begins with.
 * @param {Spec} spec
 */
const baseRate = ({ schedule, optimizer }) =>
  schedule.id === 'piecewise' && schedule.rates.length > 0 && optimizer.learningRate === 0 ? 1 : optimizer.learningRate;

/** Whether a schedule climbs from a rate of 0, of which no other is a multiple. @param {Spec} spec */
export const climbsFromZero = (spec) => isScheduled(spec) && baseRate(spec) === 0;

/** @typedef {Exclude<Spec['schedule']['id'], 'constant' | 'performance'>} Formula */

/** @type {{ [id in Formula]: (s: Extract<Spec['schedule'], { id: id }>) => { formula: string, body: string } }} the body of learning_rate(t, end) */
const BODIES = {
  power: ({ decaySteps, exponent }) => ({
    formula: 'η(t) = η₀ / (1 + t/s)ᶜ',
    body: `return LEARNING_RATE / (1 + t / ${number(decaySteps)})${exponent === 1 ? '' : ` ** ${number(exponent)}`}`,
  }),
  exponential: ({ decaySteps }) => ({
    formula: 'η(t) = η₀ 0.1^(t/s)',
    body: `return LEARNING_RATE * 0.1 ** (t / ${number(decaySteps)})`,
  }),
  piecewise: ({ boundaries, rates }) => ({
    formula: 'a rate for each stretch between two boundaries',
    body: `return ${list(rates, real)}[bisect.bisect_right(${list(boundaries)}, t)]`,
  }),
  '1cycle': ({ shape, warmup, startDivisor, finalDivisor }) => {
    const head = `start, peak = LEARNING_RATE / ${number(startDivisor)}, LEARNING_RATE
final = start / ${number(finalDivisor)}`;
    if (shape === 'cosine' && warmup === 1)
      return {
        formula: 'half a cosine up',
        body: `start, peak, top = LEARNING_RATE / ${number(startDivisor)}, LEARNING_RATE, end - 1
return peak + (start - peak) * 0.5 * (1 + math.cos(math.pi * (t / top if top > 0 else 1)))`,
      };
    if (shape === 'cosine')
      return {
        formula: `half cosines: up in the first ${number(warmup)} of the steps, then far down`,
        body: `${head}
top, last = ${number(warmup)} * end - 1, end - 1
if t <= top:
    return peak + (start - peak) * 0.5 * (1 + math.cos(math.pi * (t / top if top > 0 else 1)))
return final + (peak - final) * 0.5 * (1 + math.cos(math.pi * (t - top) / (last - top)))`,
      };
    return {
      formula: 'straight lines: up, down again, and in a last tenth far below',
      body: `${head}
half = (end - (end // 10 + 1)) // 2
if t < half:
    return start + (peak - start) * t / half
if t < 2 * half:
    return peak + (start - peak) * (t - half) / half
return start + (final - start) * (t - 2 * half) / (end - 2 * half)`,
    };
  },
  cosine: ({ warmup, minimumRate }) => {
    const decay = `along = (t - ${warmup}) / (end - ${warmup}) if t < end else 1`;
    const rise = warmup > 0 ? `if t < ${warmup}:\n    return LEARNING_RATE * t / ${warmup}\n` : '';
    const lowest = minimumRate > 0 ? `${number(minimumRate)} + ` : '';
    const height = minimumRate > 0 ? `(LEARNING_RATE - ${number(minimumRate)})` : 'LEARNING_RATE';
    return {
      formula: warmup > 0 ? 'a straight line up, then half a cosine down' : 'half a cosine down',
      body: `${rise}${warmup > 0 ? decay : 'along = min(t / end, 1)'}
return ${lowest}${height} * 0.5 * (1 + math.cos(math.pi * along))`,
    };
  },
};

/**
 * The function learning_rate(t, end): `end` is how many there are of what t counts.
 * @param {Spec} spec one whose rate is scheduled
 */
export function rateFunction({ schedule }) {
  const { formula, body } = BODIES[/** @type {Formula} */ (schedule.id)](/** @type {never} */ (schedule));
  const what = schedule.per === 'epoch' ? 'epoch' : 'step';
  return `
def learning_rate(t, end):
    """The rate of ${what} t of \`end\`, from 0: ${formula}."""
    ${body.replace(/\n(?=.)/g, '\n    ')}
`;
}

/** What the function needs of Python's library. @param {Spec} spec */
export function rateModules(spec) {
  if (!isScheduled(spec)) return [];
  if (spec.schedule.id === 'piecewise') return ['bisect'];
  return ['1cycle', 'cosine'].includes(spec.schedule.id) &&
    !(spec.schedule.id === '1cycle' && spec.schedule.shape === 'linear')
    ? ['math']
    : [];
}

/**
 * A performance schedule as a library has it whose rule is the other one: PyTorch cuts when more than `patience` epochs have
 * passed, Keras when as many have; and the epoch in which a cooldown ends already counts for Keras.
 * @param {Extract<Spec['schedule'], { id: 'performance' }>} schedule
 * @param {boolean} exceeded whether the library waits for more than `patience`
 */
export function waits({ patience, cooldown, patienceExceeded }, exceeded) {
  if (patienceExceeded === exceeded) return { patience, cooldown };
  if (exceeded) return { patience: Math.max(patience, 1) - 1, cooldown: Math.max(cooldown - 1, 0) };
  return { patience: patience + 1, cooldown: cooldown > 0 ? cooldown + 1 : 0 };
}

/** The rate's line among a script's constants. @param {Spec} spec */
export const rateConstant = (spec) => `LEARNING_RATE = ${real(baseRate(spec))}`;
