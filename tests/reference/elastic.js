// Elastic deformation (Simard, Steinkraus and Platt, 2003) in float64, from the definition: random displacements
// around every pixel, a Gaussian in two dimensions over them, and the image between its pixels. The random
// numbers are Threefry-2x32's with 20 rounds (Salmon et al., 2011), written once more.

const DEVIATION = 4;
const REACH = 3 * DEVIATION;
const PURPOSE = 4; // augmentation, as src/math/rng.h numbers it
const STREAM = 2; // of the first row, as src/nn/augment.c numbers it

const ROTATIONS = [13, 15, 26, 6, 17, 29, 16, 24];

/** Two words. @param {number[]} key two words @param {number[]} counter two words */
export function threefry(key, counter) {
  const keys = [...key, 0x1bd11bda ^ key[0] ^ key[1]];
  let [a, b] = [(counter[0] + keys[0]) >>> 0, (counter[1] + keys[1]) >>> 0];
  for (let round = 0; round < 20; round++) {
    const turn = ROTATIONS[round % 8];
    a = (a + b) >>> 0;
    b = (((b << turn) | (b >>> (32 - turn))) ^ a) >>> 0;
    if (round % 4 !== 3) continue;
    const n = (round + 1) / 4;
    a = (a + keys[n % 3]) >>> 0;
    b = (b + keys[(n + 1) % 3] + n) >>> 0;
  }
  return [a, b];
}

/** The displacements [rows][columns] of [dx, dy] of a sample in an epoch. */
export function displacements({ seed, epoch, sample, rows, columns, strength }) {
  const wide = columns + 2 * REACH;
  const most = strength * Math.sqrt(3);
  const uniform = (half) => ((2 * half + 1) / 65536 - 1) * most;
  const drawn = Array.from({ length: rows + 2 * REACH }, (_, row) =>
    Array.from({ length: wide }, (_, column) => {
      const at = sample * (wide + (wide % 2)) + column;
      const word = threefry([seed, PURPOSE + 256 * (STREAM + row)], [Math.floor(at / 2), epoch])[at % 2];
      return [uniform(word & 0xffff), uniform(word >>> 16)];
    }),
  );
  const weights = [];
  for (let y = -REACH; y <= REACH; y++)
    for (let x = -REACH; x <= REACH; x++) weights.push([x, y, Math.exp(-(x * x + y * y) / (2 * DEVIATION ** 2))]);
  const size = Math.sqrt(weights.reduce((sum, [, , w]) => sum + w * w, 0));
  const smooth = (row, column) =>
    weights.reduce(
      ([dx, dy], [x, y, w]) => {
        const [u, v] = drawn[row + REACH + y][column + REACH + x];
        return [dx + (w / size) * u, dy + (w / size) * v];
      },
      [0, 0],
    );
  return Array.from({ length: rows }, (_, row) => Array.from({ length: columns }, (_, column) => smooth(row, column)));
}

/** The image [rows, columns] at a point between pixels; 0 outside. */
function bilinear(image, rows, columns, x, y) {
  const at = (c, r) => (c >= 0 && r >= 0 && c < columns && r < rows ? image[r * columns + c] : 0);
  const [c, r] = [Math.floor(x), Math.floor(y)];
  const [u, v] = [x - c, y - r];
  return (1 - v) * ((1 - u) * at(c, r) + u * at(c + 1, r)) + v * ((1 - u) * at(c, r + 1) + u * at(c + 1, r + 1));
}

/** The deformed image, not rounded. `move` takes a point of the result to that of the image. */
export function deform(image, field, move = (x, y) => [x, y]) {
  const [rows, columns] = [field.length, field[0].length];
  return field.flatMap((line, row) =>
    line.map(([dx, dy], column) => bilinear(image, rows, columns, ...move(column + dx, row + dy))),
  );
}
