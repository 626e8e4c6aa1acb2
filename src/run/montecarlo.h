/* montecarlo.h: Monte Carlo dropout (Gal and Ghahramani, 2016): the network predicts many times with its
   dropout on, and the spread of the answers says how unsure it is.

   Batch normalization stays as it is for predictions. (Keras' model(x, training=True) switches it to
   the statistics of the minibatch as well, and then what is asked together changes the answers.) */
#ifndef DESCENSO_MONTECARLO_H
#define DESCENSO_MONTECARLO_H

#include "run/run.h"

/* T passes over samples first .. first+count-1 of a dataset. The masks of a sample are a function of (seed, place
   of the dropout, pass, its number in the dataset): it does not matter what else is asked. */
typedef struct {
  uint32_t seed, passes, first, count;
} montecarlo;

/* What the passes say, p of pass t being p_t. Entropies are in nats. */
typedef struct {
  float *mean, *deviation; /* [count, K]: of p_t; the deviation divides by T */
  float *entropy;          /* [count]: of the mean (predictive: total uncertainty) */
  float *expected_entropy; /* [count]: mean of p_t's (what noise in the data explains) */
  float *samples;          /* [T, count, K]: all p_t; or NULL */
} montecarlo_result;

/* The share of the entropy that the passes' disagreement explains, the mutual information of
   prediction and weights (Houlsby, Huszar, Ghahramani and Lengyel, 2011), is entropy -
   expected_entropy. Errors: STATUS_MEMORY. */
status montecarlo_predict(experiment *e, const dataset *data, const montecarlo *what,
                          const montecarlo_result *out);

#endif
