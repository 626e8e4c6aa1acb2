/** Normal draws with the same bits in every browser: of arithmetic alone, since Math.log may differ in its last bit. */
import { uniformsOf } from '../statistics/tests.js';

/** Of the series of 2 artanh: with √½ ≤ x ≤ √2 what follows is below 1e-17. */
const TERMS = 12;

/** ln x to a few units of the last place. @param {number} x above 0 */
export function logarithm(x) {
  let exponent = 0;
  let m = x;
  for (; m < Math.SQRT1_2; exponent--) m *= 2;
  for (; m > Math.SQRT2; exponent++) m /= 2;
  const t = (m - 1) / (m + 1);
  const square = t * t;
  let sum = 0;
  for (let n = TERMS; n >= 0; n--) sum = sum * square + 1 / (2 * n + 1);
  return exponent * Math.LN2 + 2 * t * sum;
}

/** Draws of N(0, 1), the same of the same seed (polar method: Marsaglia and Bray, 1964). @param {number} seed 0..2³²−1 */
export function normalsOf(seed) {
  const uniform = uniformsOf(seed);
  let kept = NaN;
  return () => {
    if (!Number.isNaN(kept)) {
      const draw = kept;
      kept = NaN;
      return draw;
    }
    for (;;) {
      const [u, v] = [2 * uniform() - 1, 2 * uniform() - 1];
      const s = u * u + v * v;
      if (s === 0 || s >= 1) continue;
      const size = Math.sqrt((-2 * logarithm(s)) / s);
      kept = v * size;
      return u * size;
    }
  };
}
