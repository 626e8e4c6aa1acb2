/* bagging.h: what sets the networks of an ensemble apart (Breiman, 1996): streams of their own, and a
   bootstrap sample of the training set each. Their probabilities are averaged by whoever has them all. */
#ifndef DESCENSO_BAGGING_H
#define DESCENSO_BAGGING_H

#include "math/rng.h"

/* The seed of a member's streams. Member 0 has the spec's: it is the network that trains alone, but for
   its sample. */
uint32_t bagging_seed(uint32_t seed, uint32_t member);

/* sample[N] = N draws from 0 .. N-1 with replacement. */
void bagging_sample(uint32_t seed, uint32_t member, uint32_t *sample, uint32_t N);

#endif
