#include "evaluation.h"

#include <string.h>

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
  uint32_t right = 0;
  for (uint32_t k = 0; counts && k < K * K; k++) counts[k] = 0;
  for (uint32_t first = 0; first < data->N; first += m->capacity) {
    const uint32_t B = (uint32_t)min_size(m->capacity, data->N - first);
    total += forward_range(m, s, data, indices, first, B);
    for (uint32_t n = 0; n < B; n++) {
      const uint32_t label = data->labels[first + n];
      const uint32_t predicted = loss_predicted_class(model_probabilities(m, n), K);
      right += predicted == label;
      if (counts) counts[label * K + predicted]++;
    }
  }
  return (evaluation){total / data->N, (double)right / data->N};
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
