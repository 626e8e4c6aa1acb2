#include "nn/bagging.h"

SELDOM_FROM_HERE

enum { SAMPLE, SEED }; /* steps of the stream (seed, bootstrap, member) */

uint32_t bagging_seed(uint32_t seed, uint32_t member) {
  uint32_t own[2]; /* words come in pairs */
  rng_words(rng_open(seed, RNG_BOOTSTRAP, member, SEED), 0, own, 2);
  return member == 0 ? seed : own[0];
}

void bagging_sample(uint32_t seed, uint32_t member, uint32_t *sample, uint32_t N) {
  rng_indices(rng_open(seed, RNG_BOOTSTRAP, member, SAMPLE), sample, N, N);
}

SELDOM_UP_TO_HERE
