/* network.h: the model that a spec asks for. */
#ifndef DESCENSO_NETWORK_H
#define DESCENSO_NETWORK_H

#include "nn/augment.h"
#include "nn/model.h"
#include "run/fields.h"

/* STATUS_ARGUMENT for a minibatch of `count` samples that would have to be normalized in parts. */
status network_check_count(const experiment_spec *s, uint32_t capacity, uint32_t count);

/* Whether the networks of a spec's ensemble see a bootstrap sample each. */
bool spec_bootstraps(const experiment_spec *s);

/* The model of a spec for I inputs and minibatches of `batch_size`, with room for these where it trains. Lists are
   there or not either way, for Monte Carlo's bits hang on them. */
model_shape network_shape(const experiment_spec *s, uint32_t I, uint32_t batch_size, bool trains);

#endif
