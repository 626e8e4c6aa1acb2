// augment.js: augmentation in NumPy and SciPy, for all libraries: what src/nn/augment.c does, whose one interpolation and
// whole pixels no library's layers have.

import { number } from './python.js';

/** @typedef {import('../spec.d.ts').Spec} Spec */

/** Whether images are moved; noise alone moves nothing. @param {Spec['augmentation']} a */
const moves = ({ flip, shift, rotate, scale, elastic }) => flip || [shift, rotate, scale, elastic].some((x) => x > 0);

const SMOOTHING = `
def smoothing(size, deviation=4, reach=12):
    """A Gaussian as a matrix [size, size + 2 reach]; its rows' squares sum to 1, so that noise keeps its deviation."""
    taps = np.exp(-0.5 * (np.arange(-reach, reach + 1) / deviation) ** 2)
    matrix = np.zeros((size, size + 2 * reach))
    for row in range(size):
        matrix[row, row : row + len(taps)] = taps / np.sqrt((taps**2).sum())
    return matrix


SMOOTHING = smoothing(28)
`;

/** @param {Spec['augmentation']} a */
function draws({ flip, shift, rotate, scale }) {
  const out = [];
  if (flip) out.push('mirror = rng.choice([-1, 1], n)');
  if (shift > 0) out.push(`dx, dy = rng.integers(${-shift}, ${shift + 1}, (2, n, 1, 1))`);
  if (rotate > 0) out.push(`angle = np.deg2rad(rng.uniform(${number(-rotate)}, ${number(rotate)}, (n, 1, 1)))`);
  if (scale > 0) out.push(`size = 1 + rng.uniform(${number(-scale)}, ${number(scale)}, (n, 1, 1))`);
  return out;
}

/** Where each pixel of the result comes from, undone in the other order. @param {Spec['augmentation']} a */
function movement(a) {
  const out = ['row, column = np.mgrid[:28, :28] - 13.5  # from the middle'];
  const wide = 'np.broadcast_to';
  out.push(`x, y = ${wide}(column, (n, 28, 28)), ${wide}(row, (n, 28, 28))`);
  if (a.elastic > 0)
    out.push(
      `noise = rng.uniform(-1, 1, (2, n, 52, 52)) * ${number(a.elastic)} * 3**0.5`,
      'bend_x, bend_y = SMOOTHING @ noise @ SMOOTHING.T  # pixels',
      'x, y = x + bend_x, y + bend_y',
    );
  if (a.shift > 0) out.push('x, y = x - dx, y - dy');
  if (a.rotate > 0) out.push('x, y = x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)');
  if (a.scale > 0) out.push('x, y = x / size, y / size');
  if (a.flip) out.push('x = x * mirror[:, None, None]');
  out.push(
    'number = np.broadcast_to(np.arange(n)[:, None, None], x.shape)',
    'pixels = images.astype(np.float32)',
    'pixels = map_coordinates(pixels, [number, y + 13.5, x + 13.5], order=1, mode="grid-constant")',
  );
  return out;
}

/** @param {Spec['augmentation']} a what is done, in words */
function words({ flip, shift, rotate, scale, noise, elastic }) {
  const out = [];
  if (flip) out.push('mirrored in half of the cases');
  if (scale > 0) out.push(`scaled by ${number(1 - scale)} to ${number(1 + scale)}`);
  if (rotate > 0) out.push(`turned by up to ${number(rotate)}°`);
  if (shift > 0) out.push(`moved by up to ${number(shift)} whole pixels`);
  if (elastic > 0) out.push(`bent by ${number(elastic)} pixels (deviation)`);
  if (noise > 0) out.push(`with noise of deviation ${number(noise)}`);
  return out.join(', ');
}

/** What augment() needs beyond NumPy. @param {Spec} spec */
export const augmentImports = ({ augmentation }) =>
  moves(augmentation) ? ['from scipy.ndimage import map_coordinates'] : [];

/**
 * The section of augmentation: a function augment(images, rng).
 * @param {Spec} spec
 * @returns {import('./python.js').Section}
 */
export function augmentSection({ augmentation: a }) {
  const inner = [
    ...(moves(a) ? ['n = len(images)', ...draws(a), ...movement(a)] : ['pixels = images.astype(np.float32)']),
    ...(a.noise > 0
      ? [
          ...(moves(a) ? ['pixels = np.floor(pixels + 0.5)'] : []),
          `pixels = np.clip(pixels + rng.normal(0, 255 * ${number(a.noise)}, pixels.shape), 0, 255)`,
        ]
      : []),
    'return np.floor(pixels + 0.5).astype(np.uint8)',
  ];
  return {
    title: 'Augmentation',
    text: `Each epoch sees every image ${words(a)}, in one interpolation.`,
    code: `${a.elastic > 0 ? `${SMOOTHING.trim()}\n\n\n` : ''}def augment(images, rng):
    """Images [n, 28, 28] of bytes: ${words(a)}."""
    ${inner.join('\n    ')}`,
  };
}
