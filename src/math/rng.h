/* rng.h: randomness without state. Every random number of a run is a pure function of (seed,
   purpose, index, step, position), so that a run can be sliced, resumed or spread over workers and
   keep its bits, and so that switching dropout on does not change the minibatches.

   The function is Threefry-2x32 with 20 rounds (Salmon, Moraes, Dror and Shaw 2011), the generator
   of JAX. */
#ifndef DESCENSO_RNG_H
#define DESCENSO_RNG_H

#include "base/base.h"

typedef enum {
  RNG_INIT = 1,
  RNG_SHUFFLE,
  RNG_DROPOUT,
  RNG_AUGMENT,
  RNG_MONTE_CARLO,
  RNG_BOOTSTRAP,
  RNG_CURVATURE,
  RNG_MIXUP
} rng_purpose;

/* A sequence of 2^41 words. A value: copying it costs nothing and reading from it does not change
 * it. */
typedef struct {
  uint32_t key[2];
  uint32_t step;
} rng_stream;

/* The stream of one purpose. `index` is the layer or the ensemble member, below 2^16; `step` is the
   training step, the epoch or the pass, whichever the purpose counts. Different arguments give
   unrelated streams. */
rng_stream rng_open(uint32_t seed, rng_purpose purpose, uint32_t index, uint32_t step);

/* out[i] = word first + i of the stream, for i < n; first + n <= 2^41. */
void rng_words(rng_stream s, uint64_t first, uint32_t *out, size_t n);

/* A word as a number in (0, 1): the middle of its interval, exactly, so neither end is ever
 * returned. */
static inline double rng_uniform(uint32_t word) { return ((double)word + 0.5) * 0x1p-32; }

/* out[0 … n-1] = a permutation of 0 … n-1, each equally likely (Fisher and Yates; Durstenfeld
 * 1964). */
void rng_permutation(rng_stream s, uint32_t *out, uint32_t n);

/* out[0 … n-1] = independent draws from 0 … below-1, each equally likely; below >= 1. */
void rng_indices(rng_stream s, uint32_t *out, uint32_t n, uint32_t below);

#endif
