/**
 * The deck's snippets of Keras, in its order, and what Keras says to each: as it was recorded, in `KERAS`, by
 * tests/golden/snippets.py. No words here: those are in i18n, under `snippets`.
 *
 * @typedef {import('../../state/paths.js').Paths} Paths
 * @typedef {import('../../state/specs.js').Spec} Spec
 * @typedef {import('../../state/store.js').Preset} Preset
 * @typedef {'refuses' | 'ignores' | 'runs'} Verdict ignores: it runs, and a warning tells of what has no effect
 * @typedef {{ code: string, verdict: Verdict, message?: string, renamed?: boolean }} Attempt
 *   renamed: not the slide's code, but what one makes of it first
 * @typedef {object} Snippet
 * @property {string} id
 * @property {Attempt[]} attempts
 * @property {string} [entrant] whose spec is that of the snippet
 * @property {Paths} [spec] where no contestant of the lesson has it
 * @property {string[]} shows definitions of the exported script, or the beginning of a call in it
 */

import { mergePaths, withPaths } from '../../state/paths.js';

export const KERAS = '3.15.1';

const NO_LR = (/** @type {string} */ rate) => `ValueError: Argument(s) not recognized: {'lr': ${rate}}`;
const SGD = { 'optimizer.id': 'sgd', 'optimizer.convention': 'keras', 'optimizer.learningRate': 0.01 };
const ELU = { 'model.layers[0].activation': 'elu', 'model.layers[1].activation': 'elu' };
const DROPOUT = { ...ELU, 'model.inputDropout': 0.2, 'model.layers[0].dropout': 0.2, 'model.layers[1].dropout': 0.2 };

/** @param {string} id @param {string} code @param {string} rate @returns {Snippet} */
const refused = (id, code, rate) => ({
  id,
  attempts: [{ code, verdict: 'refuses', message: NO_LR(rate) }],
  entrant: id,
  shows: ['make_optimizer'],
});

/** @type {Snippet[]} */
export const snippets = [
  refused('momentum', 'optimizer = keras.optimizers.SGD(lr=0.001, momentum=0.9)', '0.001'),
  refused('nesterov', 'optimizer = keras.optimizers.SGD(lr=0.001, momentum=0.9, nesterov=True)', '0.001'),
  refused('rmsprop', 'optimizer = keras.optimizers.RMSprop(lr=0.001, rho=0.9)', '0.001'),
  refused('adam', 'optimizer = keras.optimizers.Adam(lr=0.001, beta_1=0.9, beta_2=0.999)', '0.001'),
  {
    id: 'decay',
    attempts: [
      {
        code: 'optimizer = keras.optimizers.SGD(lr=0.01, decay=1e-4)',
        verdict: 'refuses',
        message: `UserWarning: Argument \`decay\` is no longer supported and will be ignored.\n${NO_LR('0.01')}`,
      },
      {
        code: 'optimizer = keras.optimizers.SGD(learning_rate=0.01, decay=1e-4)',
        verdict: 'ignores',
        message: 'UserWarning: Argument `decay` is no longer supported and will be ignored.',
        renamed: true,
      },
    ],
    entrant: 'sgd',
    shows: ['make_optimizer'],
  },
  {
    id: 'exponential',
    attempts: [
      {
        code: `def exponential_decay(lr0, s):
    def exponential_decay_fn(epoch):
        return lr0 * 0.1**(epoch / s)
    return exponential_decay_fn

exponential_decay_fn = exponential_decay(lr0=0.01, s=20)
lr_scheduler = keras.callbacks.LearningRateScheduler(exponential_decay_fn)`,
        verdict: 'runs',
      },
    ],
    spec: { ...SGD, 'schedule.id': 'exponential', 'schedule.per': 'epoch', 'schedule.decaySteps': 20 },
    shows: ['learning_rate', 'make_callbacks'],
  },
  {
    id: 'piecewise',
    attempts: [
      {
        code: `def piecewise_constant_fn(epoch):
    if epoch < 5:
        return 0.01
    elif epoch < 15:
        return 0.005
    else:
        return 0.001

lr_scheduler = keras.callbacks.LearningRateScheduler(piecewise_constant_fn)`,
        verdict: 'runs',
      },
    ],
    spec: {
      ...SGD,
      'schedule.id': 'piecewise',
      'schedule.per': 'epoch',
      'schedule.boundaries': [5, 15],
      'schedule.rates': [0.01, 0.005, 0.001],
    },
    shows: ['learning_rate', 'make_callbacks'],
  },
  {
    id: 'performance',
    attempts: [{ code: 'lr_scheduler = keras.callbacks.ReduceLROnPlateau(factor=0.5, patience=5)', verdict: 'runs' }],
    spec: {
      ...SGD,
      'schedule.id': 'performance',
      'schedule.per': 'epoch',
      'schedule.factor': 0.5,
      'schedule.patience': 5,
    },
    shows: ['make_callbacks'],
  },
  {
    id: 'per-step',
    attempts: [
      {
        code: 'keras.optimizer.schedules',
        verdict: 'refuses',
        message: "AttributeError: module 'keras' has no attribute 'optimizer'",
      },
      {
        code: `s = 20 * len(X_train) // 32
learning_rate = keras.optimizers.schedules.ExponentialDecay(0.01, s, 0.1)
optimizer = keras.optimizers.SGD(learning_rate)`,
        verdict: 'runs',
      },
    ],
    // 20 epochs of the starter set's 5,000 images.
    spec: { ...SGD, 'schedule.id': 'exponential', 'schedule.decaySteps': 3125 },
    shows: ['make_optimizer'],
  },
  {
    id: 'l2',
    attempts: [
      {
        code: `layer = keras.layers.Dense(100, activation="elu",
                           kernel_initializer="he_normal",
                           kernel_regularizer=keras.regularizers.l2(0.01))`,
        verdict: 'runs',
      },
    ],
    spec: { ...ELU, 'model.layers[1].l2': 0.01 },
    shows: ['Dense(\n                100'],
  },
  {
    id: 'max-norm',
    attempts: [
      {
        code: `keras.layers.Dense(100, activation="elu", kernel_initializer="he_normal",
                   kernel_constraint=keras.constraints.max_norm(1.))`,
        verdict: 'runs',
      },
    ],
    spec: { ...ELU, 'model.layers[1].maxNorm': 1 },
    shows: ['Dense(\n                100'],
  },
  {
    id: 'dropout',
    attempts: [
      {
        code: `model = keras.models.Sequential([
    keras.layers.Flatten(input_shape=[28, 28]),
    keras.layers.Dropout(rate=0.2),
    keras.layers.Dense(300, activation="elu", kernel_initializer="he_normal"),
    keras.layers.Dropout(rate=0.2),
    keras.layers.Dense(100, activation="elu", kernel_initializer="he_normal"),
    keras.layers.Dropout(rate=0.2),
    keras.layers.Dense(10, activation="softmax")
])`,
        verdict: 'runs',
        message:
          'UserWarning: Do not pass an `input_shape`/`input_dim` argument to a layer. When using Sequential models, prefer using an `Input(shape)` object as the first layer in the model instead.',
      },
    ],
    spec: DROPOUT,
    shows: ['build_model'],
  },
  {
    id: 'monte-carlo',
    attempts: [
      {
        code: `y_probas = np.stack([model(X_test_scaled, training=True)
                     for sample in range(100)])
y_proba = y_probas.mean(axis=0)`,
        verdict: 'runs',
      },
    ],
    spec: DROPOUT,
    shows: ['predict_monte_carlo'],
  },
];

/** The network of the slides, written out, for a snippet to change one layer of it. */
const LAYERS = { 'model.layers[0].units': 300, 'model.layers[1].units': 100, 'model.layers[2].units': 10 };

/**
 * The experiment of a snippet: that of the lesson's contestant, or the lesson's with what the snippet says.
 * @param {{ engine: { normalize(spec: object): Spec }, store: { presetOf(): Preset | undefined } }} app @param {Snippet} snippet
 */
export function specOf({ engine, store }, { entrant, spec = {} }) {
  const preset = store.presetOf();
  const own = entrant ? { 'optimizer.id': entrant, ...preset?.entrants?.[entrant] } : spec;
  return engine.normalize(withPaths({}, mergePaths(LAYERS, preset?.spec ?? {}, own)));
}

/**
 * What a script says of a snippet.
 * @param {string} script @param {string[]} shows
 */
export function excerpt(script, shows) {
  const parts = shows.map((name) => {
    if (!name.includes('(')) return cut(script, `\ndef ${name}(`, '\n\n\n').slice(1);
    const call = cut(script, `            keras.layers.${name}`, '\n            ),');
    return `${call}\n            ),`.replace(/^ {12}/gm, '');
  });
  return parts.join('\n\n\n');
}

/** @param {string} text @param {string} from @param {string} to what comes after it */
function cut(text, from, to) {
  const start = text.indexOf(from);
  const end = text.indexOf(to, start);
  if (start < 0 || end < 0) throw new Error(`the script has no "${from.trim()}"`);
  return text.slice(start, end);
}
