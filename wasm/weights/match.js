/**
 * Which of a file's tensors is which of a network's parameters. Keras keeps a kernel as [inputs, outputs], as the engine does;
 * PyTorch as [outputs, inputs]. Where the names are not the engine's own, layers are known by their shapes, and layers of equal
 * shapes by their order; what stays open is refused rather than guessed.
 */
import { WeightsError } from './error.js';
import { sizeOf, transpose } from './numbers.js';

/**
 * @typedef {import('./index.js').FileTensor} FileTensor
 * @typedef {import('./index.js').OwnTensor} OwnTensor
 * @typedef {import('./index.js').Fitted} Fitted
 * @typedef {'descenso' | 'keras' | 'pytorch'} Layout
 * @typedef {'kernel' | 'bias' | 'gamma' | 'beta' | 'movingMean' | 'movingVariance'} Role as the engine calls them
 * @typedef {{ name: string, tensors: FileTensor[], roles: Map<Role, FileTensor> }} Module a layer of the file
 * @typedef {{ name: string, roles: Map<Role, OwnTensor> }} OwnModule
 */

/** The roles of a layer that lists its tensors by number, in Keras' order, which is that of PyTorch's state too. */
const DENSE = /** @type {const} */ (['kernel', 'bias']);
const NORM = /** @type {const} */ (['gamma', 'beta', 'movingMean', 'movingVariance']);

/** The last part of a name → role; PyTorch's weight and bias mean one thing in a dense layer, another in a normalizing one. @type {Record<string, Role>} */
const ROLES = {
  kernel: 'kernel',
  bias: 'bias',
  gamma: 'gamma',
  beta: 'beta',
  moving_mean: 'movingMean',
  moving_variance: 'movingVariance',
  running_mean: 'movingMean',
  running_var: 'movingVariance',
};

/** What libraries keep beside the weights: counters, random states, the optimizer's. */
const OTHER = /(^|[./])(num_batches_tracked|seed_generator[^/]*|seed_generator_state|optimizer)([./]|$)/;

/** @param {string} code @param {{ [name: string]: string | number }} [values] @returns {never} */
function refuse(code, values) {
  throw new WeightsError(code, values);
}

/**
 * @param {FileTensor[]} file
 * @param {OwnTensor[]} own the network's parameters, in their order
 * @param {{ ordered: boolean }} options whether the file keeps its writer's order; safetensors sorts by name
 * @returns {{ tensors: Fitted[], layout: Layout }}
 * @throws {Error} that names the tensors that do not fit
 */
export function fitTensors(file, own, { ordered }) {
  const weights = file.filter(({ name }) => !OTHER.test(name)).map((tensor) => ({ ...tensor }));
  const odd = weights.find(({ values }) => values === null);
  if (odd) refuse('dtype', { name: odd.name, dtype: odd.dtype });
  const names = new Set(own.map(({ name }) => name));
  // Keras' names of the engine's layers, which are those of exported scripts, differ in two words.
  for (const tensor of weights) {
    const ours = tensor.name.replace(/\/moving_(mean|variance)$/, (_, what) =>
      what === 'mean' ? '/movingMean' : '/movingVariance',
    );
    if (names.has(ours)) tensor.name = ours;
  }
  if (weights.some(({ name }) => names.has(name))) return { tensors: fitNames(weights, own), layout: 'descenso' };
  if (weights.length > 0 && weights.every(({ name }) => /^(arr_)?\d+$/.test(name))) return fitList(weights, own);
  return fitModules(weights, own, ordered);
}

/** @param {readonly number[]} shape */
const shapeText = (shape) => `[${shape.join(', ')}]`;

/** @param {OwnTensor} parameter @param {FileTensor} tensor @param {boolean} turned whether a kernel is [outputs, inputs] @returns {Fitted} */
function take({ name, shape }, tensor, turned) {
  const given = turned && tensor.shape.length === 2 ? [tensor.shape[1], tensor.shape[0]] : tensor.shape;
  if (given.join() !== shape.join() || sizeOf(shape) !== tensor.values?.length)
    refuse(turned && shape.length === 2 ? 'turnedShape' : 'shape', {
      name: tensor.name,
      given: shapeText(tensor.shape),
      own: name,
      shape: shapeText(shape),
    });
  const [inputs, outputs] = shape;
  const values = given === tensor.shape ? tensor.values : transpose(tensor.values, outputs, inputs);
  return { name, shape, values, source: tensor.name, rounded: tensor.rounded };
}

/** By the engine's own names. @param {FileTensor[]} weights @param {OwnTensor[]} own */
function fitNames(weights, own) {
  const known = new Map(weights.map((tensor) => [tensor.name, tensor]));
  const missing = own.filter(({ name }) => !known.has(name)).map(({ name }) => name);
  if (missing.length > 0) refuse('lacks', { names: missing.join(', ') });
  const more = weights.map(({ name }) => name).filter((name) => !own.some((one) => one.name === name));
  if (more.length > 0) refuse('unknown', { names: more.join(', ') });
  return own.map((parameter) => take(parameter, /** @type {FileTensor} */ (known.get(parameter.name)), false));
}

/**
 * A bare list, as numpy.savez makes it of Keras' get_weights().
 * @param {FileTensor[]} weights
 * @param {OwnTensor[]} own
 * @returns {{ tensors: Fitted[], layout: Layout }}
 */
function fitList(weights, own) {
  const list = [...weights].sort(byNumbers);
  if (list.length !== own.length) refuse('count', { arrays: list.length, parameters: own.length });
  const fits = (/** @type {boolean} */ turned) =>
    own.every(({ shape }, n) => {
      const given = list[n].shape;
      return shape.join() === (turned && given.length === 2 ? [given[1], given[0]] : given).join();
    });
  const [plain, turned] = [fits(false), fits(true)];
  if (plain && turned) refuse('square');
  return {
    tensors: own.map((parameter, n) => take(parameter, list[n], turned)),
    layout: turned ? 'pytorch' : 'keras',
  };
}

/** "dense_2" behind "dense", "10.weight" behind "2.weight". @param {{ name: string }} a @param {{ name: string }} b */
function byNumbers(a, b) {
  const [left, right] = [a, b].map(({ name }) => [...name.matchAll(/\d+/g)].map(Number));
  const n = left.findIndex((number, k) => number !== right[k]);
  return n < 0 ? left.length - right.length : left[n] - (right[n] ?? -1);
}

/**
 * By layers: names tell what is what inside of one, shapes which is which.
 * @param {FileTensor[]} weights
 * @param {OwnTensor[]} own
 * @param {boolean} ordered
 * @returns {{ tensors: Fitted[], layout: Layout }}
 */
function fitModules(weights, own, ordered) {
  const modules = modulesOf(weights);
  const turned = weights.some(({ name }) => /(^|[./])(weight|running_mean|running_var)$/.test(name));
  const ours = ownModules(own);
  const pairs = pair(modules, ours, turned, ordered);
  const tensors = pairs.flatMap(([module, target]) =>
    [...target.roles].map(([role, parameter]) => {
      const tensor = module.roles.get(role);
      return tensor ? take(parameter, tensor, turned) : refuse('noTensor', { layer: module.name, own: parameter.name });
    }),
  );
  for (const [{ name, roles }, target] of pairs)
    for (const role of roles.keys())
      if (!target.roles.has(role)) refuse('role', { layer: name, role, own: target.name });
  return { tensors, layout: turned ? 'pytorch' : 'keras' };
}

/** @param {OwnTensor[]} own @returns {OwnModule[]} */
function ownModules(own) {
  /** @type {Map<string, OwnModule>} */
  const modules = new Map();
  for (const parameter of own) {
    const [name, role] = parameter.name.split('/');
    const module = modules.get(name) ?? { name, roles: new Map() };
    module.roles.set(/** @type {Role} */ (role), parameter);
    modules.set(name, module);
  }
  return [...modules.values()];
}

/** @param {FileTensor[]} weights @returns {Module[]} */
function modulesOf(weights) {
  /** @type {Map<string, Module>} */
  const modules = new Map();
  for (const tensor of weights) {
    // A number behind vars is a place in a list, as Keras' .weights.h5 has it.
    const [, name, last] =
      /^(.+?)[./](vars[./]\d+|[^./]+)$/.exec(tensor.name.replace(/:\d+$/, '')) ?? refuse('name', { name: tensor.name });
    /** @type {Module} */
    const module = modules.get(name) ?? { name, tensors: [], roles: new Map() };
    module.tensors.push(tensor);
    const role =
      last === 'weight'
        ? tensor.shape.length === 2
          ? 'kernel'
          : 'gamma'
        : Object.hasOwn(ROLES, last)
          ? ROLES[last]
          : undefined;
    if (role === undefined && !last.startsWith('vars')) refuse('tensor', { name: tensor.name });
    if (role) module.roles.set(role, tensor);
    modules.set(name, module);
  }
  for (const { name, tensors, roles } of modules.values()) {
    if (roles.size === 0) {
      /** @type {readonly Role[]} */
      const order = tensors[0].shape.length === 2 ? DENSE : NORM;
      if (tensors.length > order.length)
        refuse('many', { layer: name, count: tensors.length, roles: order.join(', ') });
      [...tensors].sort(byNumbers).forEach((tensor, n) => roles.set(order[n], tensor));
    }
    const offset = roles.get('bias');
    if (offset && !roles.has('kernel')) {
      roles.delete('bias');
      roles.set('beta', offset);
    }
  }
  return [...modules.values()];
}

/** What a layer is, for a reader and to compare by. @param {Module | OwnModule} module @param {boolean} turned */
function signature({ roles }, turned) {
  const kernel = roles.get('kernel');
  if (!kernel) return `batchnorm ${[...roles.values()][0].shape}`;
  const [inputs, outputs] = turned ? [...kernel.shape].reverse() : kernel.shape;
  return `dense ${inputs} → ${outputs}`;
}

/**
 * @param {Module[]} modules
 * @param {OwnModule[]} ours
 * @param {boolean} turned
 * @param {boolean} ordered
 * @returns {[Module, OwnModule][]}
 */
function pair(modules, ours, turned, ordered) {
  const theirs = group(modules, (module) => signature(module, turned));
  const mine = group(ours, (module) => signature(module, false));
  const same =
    modules.length === ours.length && [...mine].every(([key, list]) => theirs.get(key)?.length === list.length);
  if (!same) {
    refuse(modules.length > 0 ? 'layers' : 'noLayer', {
      theirs: modules.map((module) => signature(module, turned)).join(', '),
      ours: ours.map((module) => signature(module, false)).join(', '),
    });
  }
  return [...mine].flatMap(([key, list]) => {
    const candidates = inOrder(/** @type {Module[]} */ (theirs.get(key)), ordered, list);
    return list.map((target, n) => /** @type {[Module, OwnModule]} */ ([candidates[n], target]));
  });
}

/** @template T @param {T[]} list @param {(item: T) => string} keyOf @returns {Map<string, T[]>} */
function group(list, keyOf) {
  /** @type {Map<string, T[]>} */
  const groups = new Map();
  for (const item of list) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

/** Layers of one shape in the network's order. @param {Module[]} modules @param {boolean} ordered @param {OwnModule[]} targets */
function inOrder(modules, ordered, targets) {
  if (modules.length === 1) return modules;
  const words = new Set(modules.map(({ name }) => name.replace(/_?\d+/g, '')));
  if (words.size === 1) return [...modules].sort(byNumbers);
  if (ordered) return modules;
  const names = modules.map(({ name }) => name).join(', ');
  return refuse('ambiguous', { names, own: targets[0].name });
}
