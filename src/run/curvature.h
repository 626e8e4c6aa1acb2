/* curvature.h: how the loss that a run minimizes bends at its weights, over images of its training set: products of its
   Hessian with directions, and the outermost of its eigenvalues. The loss is that of training, with the penalty and
   smoothed labels, and with batch normalization by the images' own statistics; nothing is dropped and no image is
   changed. Where dropout is classic, units count q times, as to predictions. Rectifiers are straight but where they
   bend: what their networks have of curvature comes of the loss, and of the products of weights of several
   layers. */
#ifndef DESCENSO_CURVATURE_H
#define DESCENSO_CURVATURE_H

#include "run/experiment.h"

enum { MAX_PRODUCTS = 1000 };

typedef struct curvature curvature;

/* Of samples of the training set, whose numbers are copied; with room for `most` products, and a first direction drawn
   by `seed`. Errors: STATUS_ARGUMENT for samples as in experiment_step_on, and for `most` out of 1 .. MAX_PRODUCTS;
   STATUS_MEMORY. */
status curvature_create(experiment *e, const uint32_t *indices, uint32_t count, uint32_t most,
                        uint32_t seed, curvature **out);
void curvature_free(curvature *c);

/* Takes up to `products` further products, of which each passes all samples three times as far as a step does; returns
   how many there are now. The run's weights must be as they were, and the run be there. */
uint32_t curvature_step(curvature *c, uint32_t products);

/* The values found so far, ascending, as many as products; and for each how far from it an eigenvalue is at most,
   but for float32's rounding. Returns how many. True in *ended: there are no others, in the space of the first
   direction. */
uint32_t curvature_values(const curvature *c, double *values, double *distances, bool *ended);

/* H v, all in the order of tensor.h, [values of the trained tensors]. */
void curvature_product(curvature *c, const float *direction, float *product);

/* Values that those have. */
uint32_t curvature_size(const curvature *c);

#endif
