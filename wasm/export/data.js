// data.js: the images in Python: reading, the experiment's split and scaling, in NumPy, whatever the library.

import { averageConstant, averages } from './average.js';
import { blocks, number } from './python.js';

/** @typedef {import('../spec.d.ts').Spec} Spec */

/** Of each class of Fashion-MNIST, which images the starter set has: [from, to) within the class. */
export const STARTER = {
  train: [
    [0, 500],
    [500, 600],
  ],
  test: [[0, 100]],
};

/** Whether the script asks for augmented images. @param {Spec} spec */
export const augments = ({ augmentation: { flip, shift, rotate, scale, noise, elastic } }) =>
  flip || [shift, rotate, scale, noise, elastic].some((x) => x > 0);

/** Whether the scaling is measured, and handed on to those who augment. @param {Spec} spec */
export const measures = ({ data }) => data.scaling !== 'unit';

const READ_IDX = `
def read_idx(folder, name):
    """The array in an IDX file, gzipped or not."""
    packed = Path(folder) / f"{name}.gz"
    raw = gzip.decompress(packed.read_bytes()) if packed.exists() else packed.with_suffix("").read_bytes()
    shape = np.frombuffer(raw, ">u4", raw[3], 4)
    return np.frombuffer(raw, np.uint8, offset=4 + 4 * raw[3]).reshape(shape)
`;

/** @param {string} loader lines that return both pairs where there is no folder */
const loadData = (loader) => `
def load_data(folder=None):
    """Images [n, 28, 28] and labels [n] of the training and of the test file, as bytes."""
    if folder:
        x, x_test = (read_idx(folder, f"{part}-images-idx3-ubyte") for part in ("train", "t10k"))
        y, y_test = (read_idx(folder, f"{part}-labels-idx1-ubyte") for part in ("train", "t10k"))
        return (x, y), (x_test, y_test)
${loader}
`;

const OF_EACH_CLASS = `
def of_each_class(labels, first, last):
    """Where the images number first to last - 1 of every class stand, in their own order."""
    return np.sort(np.concatenate([np.flatnonzero(labels == k)[first:last] for k in range(10)]))
`;

const range = (/** @type {number[]} */ [from, to]) => `${from}, ${to}`;

const CHOOSE = `    if len(x) == 60_000:  # the starter set is as many images of each class
        chosen = np.concatenate([of_each_class(y, ${range(STARTER.train[0])}), of_each_class(y, ${range(STARTER.train[1])})])
        x, y = x[chosen], y[chosen]
        chosen = of_each_class(y_test, ${range(STARTER.test[0])})
        x_test, y_test = x_test[chosen], y_test[chosen]
`;

const UNIT = `
def scale(images):
    """Pixels as numbers 0..1, [n, 784]."""
    return images.reshape(len(images), -1).astype(np.float32) / 255
`;

const STANDARD = `
class Scale:
    """Gives each pixel mean 0 and deviation 1 over the images it is made of; 0 where it never varies."""

    def __init__(self, images):
        x = images.reshape(len(images), -1) / 255
        self.mean, deviation = x.mean(0), x.std(0)
        self.factor = np.divide(1, deviation, out=np.zeros_like(deviation), where=deviation > 1e-6)

    def __call__(self, images):
        x = images.reshape(len(images), -1) / 255
        return ((x - self.mean) * self.factor).astype(np.float32)
`;

const CENTERED = `
class Scale:
    """Takes off each pixel its mean over the images it is made of."""

    def __init__(self, images):
        self.mean = (images.reshape(len(images), -1) / 255).mean(0)

    def __call__(self, images):
        return (images.reshape(len(images), -1) / 255 - self.mean).astype(np.float32)
`;

/** What makes inputs of pixels. @type {Record<Spec['data']['scaling'], string>} */
const SCALE = { unit: UNIT, standard: STANDARD, centered: CENTERED };

/** @param {Spec} spec */
function prepare(spec) {
  const { data } = spec;
  const starter = data.set === 'starter';
  const validates = data.validationSize > 0;
  const train = augments(spec) ? 'x' : 'scale(x)';
  const kept = augments(spec) ? ' The training images stay bytes: every epoch changes them anew.' : '';
  return `
def prepare(folder=None):
    """The training${validates ? ', validation' : ''} and test set, scaled.${kept}"""
    (x, y), (x_test, y_test) = load_data(folder)
${starter ? CHOOSE : ''}    y, y_test = y.astype(np.int64), y_test.astype(np.int64)
${validates ? '    x_validation, y_validation = x[-VALIDATION_SIZE:], y[-VALIDATION_SIZE:]\n' : ''}    x, y = x[:TRAIN_SIZE], y[:TRAIN_SIZE]
${measures(spec) ? '    scale = Scale(x)\n' : ''}    return {
        "train": (${train}, y),
${validates ? '        "validation": (scale(x_validation), y_validation),\n' : ''}        "test": (scale(x_test), y_test),
${measures(spec) && augments(spec) ? '        "scale": scale,\n' : ''}    }
`;
}

/**
 * The section of the images.
 * @param {Spec} spec
 * @param {string} loader how the library brings Fashion-MNIST: lines of load_data
 * @returns {import('./python.js').Section}
 */
export function dataSection(spec, loader) {
  const { trainSize, validationSize } = spec.data;
  const validation = validationSize > 0 ? `, the last ${number(validationSize)} are for validation` : '';
  return {
    title: 'Images',
    text: `The first ${number(trainSize)} images of the training file are trained on${validation}.`,
    code: blocks(
      READ_IDX,
      loadData(loader),
      spec.data.set === 'starter' && OF_EACH_CLASS,
      SCALE[spec.data.scaling],
      prepare(spec),
    ),
  };
}

/** The constants of data and training. @param {Spec} spec */
export const constants = (spec) =>
  [
    `SEED = ${spec.seed}`,
    `EPOCHS = ${spec.epochs}`,
    `BATCH_SIZE = ${spec.batchSize}`,
    `TRAIN_SIZE = ${spec.data.trainSize}`,
    ...(spec.data.validationSize > 0 ? [`VALIDATION_SIZE = ${spec.data.validationSize}`] : []),
    ...(averages(spec) ? [averageConstant(spec)] : []),
  ].join('\n');
