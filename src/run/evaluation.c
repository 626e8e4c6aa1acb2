#include "run/evaluation.h"

#include <string.h>

#include "nn/uncertainty.h"

/* Right predictions, and where they and the others went. */
typedef struct {
  uint32_t right, *counts; /* [K, K] or NULL */
} tally;

static void count_prediction(tally *t, uint32_t label, const float *p, uint32_t K) {
  const uint32_t predicted = loss_predicted_class(p, K);
  t->right += predicted == label;
  if (t->counts) t->counts[label * K + predicted]++;
}

static tally tally_in(uint32_t *counts, uint32_t K) {
  for (uint32_t k = 0; counts && k < K * K; k++) counts[k] = 0;
  return (tally){0, counts};
}

/* Passes samples first .. first+B-1 forward; returns the sum of their losses. */
static double forward_range(model *m, const scaler *scale, const dataset *data, uint32_t *indices,
                            uint32_t first, uint32_t B) {
  for (uint32_t s = 0; s < B; s++) indices[s] = first + s;
  dataset_gather(data, scale, indices, B, m->x, m->ldx, m->labels);
  return model_forward(m, B, true, NULL);
}

evaluation evaluation_of(model *m, const scaler *s, const dataset *data, uint32_t *indices,
                         uint32_t *counts) {
  const uint32_t K = data->classes;
  double total = 0;
  tally t = tally_in(counts, K);
  for (uint32_t first = 0; first < data->N; first += m->capacity) {
    const uint32_t B = (uint32_t)min_size(m->capacity, data->N - first);
    total += forward_range(m, s, data, indices, first, B);
    for (uint32_t n = 0; n < B; n++)
      count_prediction(&t, data->labels[first + n], model_probabilities(m, n), K);
  }
  return (evaluation){total / data->N, (double)t.right / data->N};
}

void evaluation_predict(model *m, const scaler *s, const dataset *data, uint32_t *indices,
                        uint32_t first, uint32_t count, float *probabilities) {
  const uint32_t K = data->classes;
  for (uint32_t done = 0; done < count; done += m->capacity) {
    const uint32_t B = (uint32_t)min_size(m->capacity, count - done);
    (void)forward_range(m, s, data, indices, first + done, B);
    for (uint32_t n = 0; n < B; n++)
      memcpy(probabilities + (size_t)(done + n) * K, model_probabilities(m, n), K * sizeof(float));
  }
}

evaluation evaluation_of_probabilities(const dataset *data, const float *probabilities,
                                       uint32_t *counts) {
  const uint32_t K = data->classes;
  double total = 0;
  tally t = tally_in(counts, K);
  for (uint32_t n = 0; n < data->N; n++) {
    const float *p = probabilities + (size_t)n * K;
    total += uncertainty_log_loss(p[data->labels[n]]);
    count_prediction(&t, data->labels[n], p, K);
  }
  return (evaluation){total / data->N, (double)t.right / data->N};
}
