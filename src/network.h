/* network.h: the model that a spec asks for. */
#ifndef DESCENSO_NETWORK_H
#define DESCENSO_NETWORK_H

#include "fields.h"
#include "model.h"

/* Whether some layer is normalized by minibatch. */
bool spec_normalizes(const experiment_spec *s);

/* The model of a spec for I inputs and minibatches of `batch_size`. */
model_shape network_shape(const experiment_spec *s, uint32_t I, uint32_t batch_size);

#endif
