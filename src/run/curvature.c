#include "run/curvature.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/team.h"
#include "math/lanczos.h"
#include "math/rng.h"
#include "nn/tangent.h"
#include "run/prediction.h"
#include "run/tensor.h"

struct curvature {
  experiment *run;
  uint32_t *indices, count;
  tangent tangent;
  lanczos space;
  float *direction, *product; /* [P] */
  void *memory;
};

SELDOM static void lay_out(curvature *c, arena *a) {
  const model *m = &c->run->model;
  c->indices = arena_words(a, c->count);
  c->direction = arena_floats(a, m->P);
  c->product = arena_floats(a, m->P);
  tangent_lay_out(m, &c->tangent, a);
  lanczos_lay_out(&c->space, a);
}

/* Values of the trained tensors and the model's lay-out, one into the other. */
SELDOM static void exchange(const model *m, float *array, float *values, bool read) {
  for (uint32_t tensor = 0; tensor < tensor_count(m); tensor++) {
    uint32_t I, O;
    if (!tensor_is_trained(m, tensor)) continue;
    tensor_shape(m, tensor, &I, &O);
    if (read) tensor_read(m, tensor, array, values);
    else tensor_write(m, tensor, array, values);
    values += (size_t)(I > 0 ? I : 1) * O;
  }
}

SELDOM uint32_t curvature_size(const curvature *c) {
  const model *m = &c->run->model;
  uint32_t size = 0;
  for (uint32_t tensor = 0; tensor < tensor_count(m); tensor++) {
    uint32_t I, O;
    tensor_shape(m, tensor, &I, &O);
    if (tensor_is_trained(m, tensor)) size += (I > 0 ? I : 1) * O;
  }
  return size;
}

/* A first direction in which every parameter has a part. */
SELDOM static status draw_start(curvature *c, uint32_t seed) {
  const uint32_t size = curvature_size(c), words = (uint32_t)round_up(size, 4);
  uint32_t *drawn = malloc((size_t)words * sizeof *drawn);
  float *values = malloc((size_t)size * sizeof *values);
  const bool there = drawn && values;
  if (there) {
    rng_words(rng_open(seed, RNG_CURVATURE, 0, 0), 0, drawn, words);
    for (uint32_t i = 0; i < size; i++) values[i] = (float)(2 * rng_uniform(drawn[i]) - 1);
    exchange(&c->run->model, c->direction, values, false);
    lanczos_begin(&c->space, c->direction);
  }
  free(values);
  free(drawn);
  return there ? STATUS_OK : error_memory("the curvature's first direction", 8.0 * size);
}

SELDOM status curvature_create(experiment *e, const uint32_t *indices, uint32_t count,
                               uint32_t most, uint32_t seed, curvature **out) {
  status s = experiment_check_samples(e, indices, count);
  if (s != STATUS_OK) return s;
  if (most < 1 || most > MAX_PRODUCTS) return error_range("most", 1, MAX_PRODUCTS, most);
  curvature *c = calloc(1, sizeof *c);
  if (!c) return error_memory("the curvature", sizeof *c);
  c->run = e;
  c->count = count;
  c->space.n = e->model.P;
  c->space.most = most;
  arena a = {NULL, 0};
  lay_out(c, &a);
  s = arena_allocate(&a, "the curvature");
  if (s == STATUS_OK) {
    c->memory = a.at;
    lay_out(c, &a);
    memcpy(c->indices, indices, count * sizeof *indices);
    s = draw_start(c, seed);
  }
  if (s == STATUS_OK) *out = c;
  else curvature_free(c);
  return s;
}

SELDOM void curvature_free(curvature *c) {
  if (!c) return;
  free(c->memory);
  free(c);
}

/* c->product = H direction: the samples in pieces, in their order. */
SELDOM static void multiply(curvature *c, const float *direction) {
  experiment *e = c->run;
  model *m = &e->model;
  for (uint32_t first = 0; first < c->count; first += m->capacity) {
    const uint32_t B = (uint32_t)min_size(m->capacity, c->count - first);
    experiment_forward(e, c->indices + first, B, MODE_STILL);
    if (team_is_lost()) return; /* no thread shares what follows: it is long */
    tangent_product(m, &c->tangent, B, c->count, first > 0, direction, c->product);
  }
  tangent_add_penalty(m, direction, c->product);
}

SELDOM uint32_t curvature_step(curvature *c, uint32_t products) {
  lanczos *l = &c->space;
  for (; products > 0 && !l->ended && l->taken < l->most; products--) {
    multiply(c, lanczos_wanted(l));
    if (team_is_lost()) break;
    lanczos_take(l, c->product);
  }
  return l->taken;
}

SELDOM uint32_t curvature_values(const curvature *c, double *values, double *distances,
                                 bool *ended) {
  lanczos_values(&c->space, values, distances);
  *ended = c->space.ended;
  return c->space.taken;
}

SELDOM void curvature_product(curvature *c, const float *direction, float *product) {
  const model *m = &c->run->model;
  float *first = c->direction; /* the first one is in the space by now */
  memcpy(product, direction, curvature_size(c) * sizeof *product);
  exchange(m, first, product, false);
  multiply(c, first);
  exchange(m, c->product, product, true);
}
