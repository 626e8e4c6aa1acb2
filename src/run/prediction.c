#include "run/prediction.h"

#include <string.h>

#include "base/team.h"

SELDOM_FROM_HERE

static status check_like_train(const experiment *e, const dataset *data) {
  if (data->I == e->model.stage[0].layer.I && data->classes == e->data.classes) return STATUS_OK;
  return error_set(STATUS_ARGUMENT, NULL,
                   "dataset must have images and classes like the training set's");
}

static status check_range(const experiment *e, const dataset *data, uint32_t first,
                          uint32_t count) {
  const status s = check_like_train(e, data);
  if (s != STATUS_OK || (first <= data->N && count <= data->N - first)) return s;
  return error_range("first + count", 0, data->N, (double)first + count);
}

static score_sums begin(uint32_t *counts, uint32_t K) {
  if (counts) memset(counts, 0, (size_t)K * K * sizeof *counts);
  return (score_sums){.counts = counts};
}

static evaluation finish(const score_sums *sums) {
  return (evaluation){sums->loss / sums->samples, (double)sums->right / sums->samples};
}

/* Passes up to a model's capacity of samples forward, those before `end`; returns how many. */
static uint32_t forward_some(experiment *e, const dataset *data, uint32_t first, uint32_t end) {
  model *m = &e->model;
  const sample_list samples = {data, &e->scaler, e->indices};
  const minibatch_pass pass = {.mode = MODE_PREDICT, .samples = &samples};
  const uint32_t B = (uint32_t)min_size(m->capacity, end - first);
  for (uint32_t s = 0; s < B; s++) e->indices[s] = first + s;
  model_pass(m, B, &pass);
  return B;
}

void experiment_forward(experiment *e, const uint32_t *indices, uint32_t B, pass_mode mode) {
  const sample_list samples = {e->train, &e->scaler, indices};
  const minibatch_pass pass = {.mode = mode, .samples = &samples};
  model_pass(&e->model, B, &pass);
}

status experiment_evaluate(experiment *e, const dataset *data, uint32_t *counts, evaluation *out) {
  const status s = check_like_train(e, data);
  if (s != STATUS_OK) return s;
  score_sums sums = begin(counts, data->classes);
  for (uint32_t B, first = 0; first < data->N && !team_is_lost(); first += B) {
    B = forward_some(e, data, first, data->N);
    model_judge(&e->model, B, &sums);
  }
  *out = finish(&sums);
  return STATUS_OK;
}

evaluation evaluation_of_probabilities(const dataset *data, const float *probabilities,
                                       uint32_t *counts) {
  const uint32_t K = data->classes;
  score_sums sums = begin(counts, K);
  (void)score_add(&sums, probabilities, K, data->N, K, data->labels, NULL);
  return finish(&sums);
}

status experiment_predict(experiment *e, const dataset *data, uint32_t first, uint32_t count,
                          float *probabilities) {
  const status s = check_range(e, data, first, count);
  const size_t K = data->classes;
  for (uint32_t B, done = 0; s == STATUS_OK && done < count && !team_is_lost(); done += B) {
    B = forward_some(e, data, first + done, first + count);
    for (uint32_t n = 0; n < B; n++, probabilities += K)
      memcpy(probabilities, model_probabilities(&e->model, n), K * sizeof(float));
  }
  return s;
}

status experiment_predict_monte_carlo(experiment *e, const dataset *data, const montecarlo *what,
                                      const montecarlo_result *out) {
  const status s = check_range(e, data, what->first, what->count);
  if (s != STATUS_OK) return s;
  if (what->passes == 0) return error_set(STATUS_ARGUMENT, "passes", "must be at least 1, got 0");
  return montecarlo_predict(e, data, what, out);
}

SELDOM_UP_TO_HERE
