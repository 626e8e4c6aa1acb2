/* evaluation.h: a model over a dataset: loss, accuracy, confusion, probabilities. */
#ifndef DESCENSO_EVALUATION_H
#define DESCENSO_EVALUATION_H

#include "nn/dataset.h"
#include "nn/model.h"

typedef struct {
  double loss, accuracy; /* the mean loss, and the share that is classified rightly */
} evaluation;

/* The evaluation, and, in counts[K, K] or NULL, how many samples of each true class (row) were
   predicted to be of each class (column). `indices` is room for m->capacity numbers. */
evaluation evaluation_of(model *m, const scaler *s, const dataset *data, uint32_t *indices,
                         uint32_t *counts);

/* The probabilities [count, K] of samples first .. first+count-1. */
void evaluation_predict(model *m, const scaler *s, const dataset *data, uint32_t *indices,
                        uint32_t first, uint32_t count, float *probabilities);

/* The evaluation of probabilities [N, K] that others computed, such as an ensemble's means; losses as in
   score.h. */
evaluation evaluation_of_probabilities(const dataset *data, const float *probabilities,
                                       uint32_t *counts);

#endif
