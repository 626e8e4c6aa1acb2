#include "run/layer_statistics.h"

#include <stdlib.h>

#include "base/team.h"
#include "run/prediction.h"

/* Sums over the samples so far. */
typedef struct {
  double sum, squares, deltas;
  double still, faint, zero; /* how many */
} sums;

/* Deviations are summed around 0: what float32 holds of them does not cancel in a double. */
SELDOM static void add_outputs(sums *to, const stage *s, uint32_t B) {
  const size_t width = layer_width(&s->layer), O = s->layer.O;
  for (size_t row = 0; row < B * width; row += width)
    for (size_t o = 0; o < O; o++) {
      const double y = (double)s->y[row + o];
      to->sum += y;
      to->squares += y * y;
    }
}

SELDOM static void add_deltas(sums *to, const stage *s, uint32_t B) {
  const size_t width = layer_width(&s->layer), O = s->layer.O;
  for (size_t row = 0; row < B * width; row += width)
    for (size_t o = 0; o < O; o++) {
      const float d = s->d[row + o];
      to->deltas += (double)d * (double)d;
      to->zero += d == 0.0f;
      to->faint += d != 0.0f && __builtin_fabsf(d) < 0x1p-126f;
    }
}

/* phi' of a row is what it makes of ones; s->packed is free. */
SELDOM static void add_slopes(sums *to, const stage *s, uint32_t B, uint8_t *alive) {
  const size_t width = layer_width(&s->layer), O = s->layer.O;
  for (size_t row = 0; row < B * width; row += width) {
    float *slope = s->packed;
    for (size_t o = 0; o < width; o++) slope[o] = 1.0f;
    s->layer.phi->backward(slope, s->told + row, width);
    for (size_t o = 0; o < O; o++) {
      to->still += slope[o] == 0.0f;
      alive[o] |= slope[o] != 0.0f;
    }
  }
}

SELDOM static double norm_of(const float *x, size_t n) {
  double sum = 0;
  for (size_t i = 0; i < n; i++) sum += (double)x[i] * (double)x[i];
  return __builtin_sqrt(sum);
}

SELDOM static layer_record finish(const model *m, uint32_t l, const sums *of, const uint8_t *alive,
                                  uint32_t count) {
  const layer *here = &m->stage[l].layer;
  const size_t kernel = here->panels * here->stride;
  const double n = (double)count * here->O, mean = of->sum / n;
  const double variance = of->squares / n - mean * mean;
  uint32_t dead = 0;
  for (uint32_t o = 0; o < here->O; o++) dead += !alive[o];
  return (layer_record){.mean = mean,
                        .deviation = variance < 0 ? 0 : __builtin_sqrt(variance),
                        .still = of->still / n,
                        .dead = (double)dead / here->O,
                        .weights = norm_of(m->parameters + here->kernel, kernel),
                        .gradient = norm_of(m->gradient + here->kernel, kernel),
                        .deltas = __builtin_sqrt(of->deltas * count),
                        .faint = of->faint / n,
                        .zero = of->zero / n};
}

/* Whether units moved, of all layers one after another. */
SELDOM static size_t units_of(const model *m) {
  size_t units = 0;
  for (uint32_t l = 0; l < m->layers; l++) units += m->stage[l].layer.O;
  return units;
}

SELDOM status experiment_layer_statistics(experiment *e, const uint32_t *indices, uint32_t count,
                                          layer_record *records, double *loss) {
  model *m = &e->model;
  const status s = experiment_check_samples(e, indices, count);
  if (s != STATUS_OK) return s;
  sums of[MAX_LAYERS] = {{0}};
  uint8_t *alive = calloc(units_of(m) + 1, 1);
  if (!alive) return error_memory("statistics of layers", (double)units_of(m));
  score_sums judged = {0};
  for (uint32_t first = 0; first < count && !team_is_lost(); first += m->capacity) {
    const uint32_t B = (uint32_t)min_size(m->capacity, count - first);
    const sample_list samples = {e->train, &e->scaler, indices + first};
    const minibatch_pass pass = {.mode = MODE_STILL, .count = count, .samples = &samples};
    model_pass(m, B, &pass);
    model_judge(m, B, &judged);
    model_gradient(m, first > 0, NULL);
    uint8_t *units = alive;
    for (uint32_t l = 0; l < m->layers; units += m->stage[l++].layer.O) {
      add_outputs(&of[l], &m->stage[l], B);
      add_deltas(&of[l], &m->stage[l], B);
      add_slopes(&of[l], &m->stage[l], B, units);
    }
  }
  const uint8_t *units = alive;
  for (uint32_t l = 0; l < m->layers; units += m->stage[l++].layer.O)
    records[l] = finish(m, l, &of[l], units, count);
  *loss = judged.loss / judged.samples;
  free(alive);
  return STATUS_OK;
}
