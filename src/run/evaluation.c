#include "run/evaluation.h"

#include <string.h>

static score_sums begin(uint32_t *counts, uint32_t K) {
  if (counts) memset(counts, 0, (size_t)K * K * sizeof *counts);
  return (score_sums){.counts = counts};
}

static evaluation finish(const score_sums *sums) {
  return (evaluation){sums->loss / sums->samples, (double)sums->right / sums->samples};
}

/* Passes samples first .. first+B-1 forward. */
static void forward_range(model *m, const scaler *scale, const dataset *data, uint32_t *indices,
                          uint32_t first, uint32_t B) {
  const forward_pass pass = {.mode = MODE_PREDICT};
  for (uint32_t s = 0; s < B; s++) indices[s] = first + s;
  dataset_gather(data, scale, indices, B, m->x, m->ldx, m->labels);
  model_forward(m, B, &pass);
}

evaluation evaluation_of(model *m, const scaler *s, const dataset *data, uint32_t *indices,
                         uint32_t *counts) {
  score_sums sums = begin(counts, data->classes);
  for (uint32_t first = 0; first < data->N; first += m->capacity) {
    const uint32_t B = (uint32_t)min_size(m->capacity, data->N - first);
    forward_range(m, s, data, indices, first, B);
    model_judge(m, B, &sums);
  }
  return finish(&sums);
}

void evaluation_predict(model *m, const scaler *s, const dataset *data, uint32_t *indices,
                        uint32_t first, uint32_t count, float *probabilities) {
  const uint32_t K = data->classes;
  for (uint32_t done = 0; done < count; done += m->capacity) {
    const uint32_t B = (uint32_t)min_size(m->capacity, count - done);
    forward_range(m, s, data, indices, first + done, B);
    for (uint32_t n = 0; n < B; n++)
      memcpy(probabilities + (size_t)(done + n) * K, model_probabilities(m, n), K * sizeof(float));
  }
}

evaluation evaluation_of_probabilities(const dataset *data, const float *probabilities,
                                       uint32_t *counts) {
  const uint32_t K = data->classes;
  score_sums sums = begin(counts, K);
  (void)score_add(&sums, probabilities, K, data->N, K, data->labels, NULL);
  return finish(&sums);
}
