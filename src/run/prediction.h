/* prediction.h: what a run's network says of a dataset, which must have images and classes like the
   training set's (STATUS_ARGUMENT). */
#ifndef DESCENSO_PREDICTION_H
#define DESCENSO_PREDICTION_H

#include "run/montecarlo.h"
#include "run/run.h"

/* See evaluation.h. */
status experiment_evaluate(experiment *e, const dataset *data, uint32_t *counts, evaluation *out);

/* Class probabilities [count, K] of samples first .. first+count-1 of a dataset. */
status experiment_predict(experiment *e, const dataset *data, uint32_t first, uint32_t count,
                          float *probabilities);

/* See montecarlo.h. Errors: STATUS_ARGUMENT, also for no passes; STATUS_MEMORY. */
status experiment_predict_monte_carlo(experiment *e, const dataset *data, const montecarlo *what,
                                      const montecarlo_result *out);

#endif
