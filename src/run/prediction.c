#include "run/prediction.h"

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

status experiment_evaluate(experiment *e, const dataset *data, uint32_t *counts, evaluation *out) {
  const status s = check_like_train(e, data);
  if (s == STATUS_OK) *out = evaluation_of(&e->model, &e->scaler, data, e->indices, counts);
  return s;
}

status experiment_predict(experiment *e, const dataset *data, uint32_t first, uint32_t count,
                          float *probabilities) {
  const status s = check_range(e, data, first, count);
  if (s == STATUS_OK)
    evaluation_predict(&e->model, &e->scaler, data, e->indices, first, count, probabilities);
  return s;
}

status experiment_predict_monte_carlo(experiment *e, const dataset *data, const montecarlo *what,
                                      const montecarlo_result *out) {
  const status s = check_range(e, data, what->first, what->count);
  if (s != STATUS_OK) return s;
  if (what->passes == 0) return error_set(STATUS_ARGUMENT, "passes", "must be at least 1, got 0");
  return montecarlo_predict(&e->model, &e->scaler, data, e->indices, what, out);
}
