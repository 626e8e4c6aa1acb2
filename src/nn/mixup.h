/* mixup.h: minibatches whose images are mixtures of two, and whose loss is the same mixture of the losses by both
   labels (Zhang et al., 2018): lambda x_i + (1 - lambda) x_j, with j from a permutation of the minibatch (of the
   part of it that passes at once), and one lambda for all of it, of the distribution Beta(alpha, alpha). */
#ifndef DESCENSO_MIXUP_H
#define DESCENSO_MIXUP_H

#include "math/rng.h"
#include "nn/model.h"

/* lambda, from the stream; alpha > 0. */
double mixup_share(double alpha, rng_stream stream);

/* Mixes the B samples that were brought to m->x, which are those of a minibatch from number `first` on. */
void mixup_apply(model *m, double alpha, uint32_t seed, uint32_t step, uint32_t first, uint32_t B);

#endif
