/* prediction.h: what a run's network says of a dataset, which must have images and classes like the
   training set's (STATUS_ARGUMENT), and what that is worth. */
#ifndef DESCENSO_PREDICTION_H
#define DESCENSO_PREDICTION_H

#include "run/montecarlo.h"

typedef struct {
  double loss, accuracy; /* the mean loss, and the share that is classified rightly */
} evaluation;

/* The evaluation, and, in counts[K, K] or NULL, how many samples of each true class (row) were
   predicted to be of each class (column). */
status experiment_evaluate(experiment *e, const dataset *data, uint32_t *counts, evaluation *out);

/* The same of probabilities [N, K] that others computed, such as an ensemble's means; losses as in
   score.h. */
evaluation evaluation_of_probabilities(const dataset *data, const float *probabilities,
                                       uint32_t *counts);

/* Class probabilities [count, K] of samples first .. first+count-1 of a dataset. */
status experiment_predict(experiment *e, const dataset *data, uint32_t first, uint32_t count,
                          float *probabilities);

/* See montecarlo.h. Errors: STATUS_ARGUMENT, also for no passes; STATUS_MEMORY. */
status experiment_predict_monte_carlo(experiment *e, const dataset *data, const montecarlo *what,
                                      const montecarlo_result *out);

/* Passes B samples of the training set, at most a model's capacity, forward as they are (MODE_STILL, MODE_MEASURE). */
void experiment_forward(experiment *e, const uint32_t *indices, uint32_t B, pass_mode mode);

#endif
