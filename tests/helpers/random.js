// Random numbers of the tests' own: the same in every run, and none of the engine's.

/** Numbers in [0, 1): Marsaglia's xorshift with 32 bits, 2003. @param {number} seed not 0 */
export function createRandom(seed) {
  let state = (seed * 2654435761) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 2 ** 32;
  };
}

/** `count` whole numbers below `below`. @param {() => number} random @param {number} count @param {number} below */
export const randomIndices = (random, count, below) =>
  Array.from({ length: count }, () => Math.floor(random() * below));
