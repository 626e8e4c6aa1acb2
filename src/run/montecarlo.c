#include "run/montecarlo.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/team.h"

/* Mean and sum of squared deviations so far, in double precision, one number after the other
   (Welford, 1962): a sum of squares would lose the small deviations of sure predictions. */
typedef struct {
  double *mean, *squares, *entropy; /* [capacity, K], [capacity, K], [capacity] */
  stage_base base;                  /* where there is one */
} moments;

/* One pass of some samples. */
typedef struct {
  model *m;
  const moments *so_far;
  uint32_t K;
  minibatch_pass pass;
  bool goes_on;   /* each part of the samples begins the next pass where it ends this one */
  float *samples; /* [B, K], or NULL */
} sampling;

static void add_sample(const sampling *c, size_t s) {
  const uint32_t K = c->K;
  const double share = 1.0 / (c->pass.step + 1);
  const float *p = model_probabilities(c->m, (uint32_t)s);
  double *mean = c->so_far->mean + s * K, *squares = c->so_far->squares + s * K;
  double *entropy = &c->so_far->entropy[s];
  for (uint32_t k = 0; k < K; k++) {
    const double from_old = (double)p[k] - mean[k];
    mean[k] += from_old * share;
    squares[k] += from_old * ((double)p[k] - mean[k]);
  }
  *entropy += (score_entropy(p, K) - *entropy) * share;
  if (c->samples) memcpy(c->samples + s * K, p, K * sizeof *p);
}

static void end_pass(const void *context, sample_part part) {
  const sampling *c = context;
  for (size_t s = part.first; s < (size_t)part.first + part.B; s++) add_sample(c, s);
  if (!c->goes_on) return;
  minibatch_pass next = c->pass;
  next.step++;
  model_take(c->m, &next, part);
}

SELDOM static void finish(const moments *m, uint32_t B, uint32_t K, uint32_t passes, size_t first,
                          const montecarlo_result *out) {
  for (size_t s = 0; s < B; s++) {
    double entropy = 0;
    for (size_t k = 0; k < K; k++) {
      const double mean = m->mean[s * K + k];
      out->mean[(first + s) * K + k] = (float)mean;
      out->deviation[(first + s) * K + k] = (float)__builtin_sqrt(m->squares[s * K + k] / passes);
      entropy += score_surprise(mean);
    }
    out->entropy[first + s] = (float)entropy;
    out->expected_entropy[first + s] = (float)m->entropy[s];
  }
}

SELDOM static void lay_out(moments *m, const model *network, uint32_t K, arena *a) {
  const uint32_t capacity = network->capacity;
  m->mean = arena_take(a, (uint64_t)capacity * K, sizeof(double));
  m->squares = arena_take(a, (uint64_t)capacity * K, sizeof(double));
  m->entropy = arena_take(a, capacity, sizeof(double));
  if (model_has_base(network)) model_lay_out_base(network, &m->base, a);
}

static void clear(const moments *m, uint32_t B, uint32_t K) {
  memset(m->mean, 0, (size_t)B * K * sizeof *m->mean);
  memset(m->squares, 0, (size_t)B * K * sizeof *m->squares);
  memset(m->entropy, 0, B * sizeof *m->entropy);
}

SELDOM status montecarlo_predict(experiment *e, const dataset *data, const montecarlo *what,
                                 const montecarlo_result *out) {
  model *m = &e->model;
  const uint32_t K = data->classes;
  moments so_far;
  arena a = {NULL, 0};
  lay_out(&so_far, m, K, &a);
  const status allocated = arena_allocate(&a, "Monte Carlo dropout");
  if (allocated != STATUS_OK) return allocated;
  void *memory = a.at;
  lay_out(&so_far, m, K, &a);

  const stage_base *base = model_has_base(m) ? &so_far.base : NULL;
  const sample_list samples = {data, &e->scaler, e->indices};
  for (uint32_t done = 0; done < what->count; done += m->capacity) {
    const uint32_t B = (uint32_t)min_size(m->capacity, what->count - done);
    clear(&so_far, B, K);
    for (uint32_t s = 0; s < B; s++) e->indices[s] = what->first + done + s;
    const uint32_t from = (uint32_t)min_size(model_first_dropping(m), m->layers - 1);
    for (uint32_t t = 0; t < what->passes && !team_is_lost(); t++) {
      /* Stages before the first that drops are the same in all passes; the input is dropped where it is, unless
         there is a base. */
      const bool again = t > 0 && (from > 0 || base);
      sampling one = {.m = m, .so_far = &so_far, .K = K, .goes_on = base && t + 1 < what->passes};
      one.pass = (minibatch_pass){.mode = MODE_SAMPLE,
                                  .seed = what->seed,
                                  .step = t,
                                  .first = what->first + done,
                                  .from = again ? from : 0,
                                  .taken = base && t > 0,
                                  .then = end_pass,
                                  .context = &one};
      if (out->samples) one.samples = out->samples + ((size_t)t * what->count + done) * K;
      if (!again) model_gather(m, &samples, B);
      if (t == 0) model_keep_base(m, B, base);
      model_pass(m, B, &one.pass);
    }
    finish(&so_far, B, K, what->passes, done, out);
  }
  model_keep_base(m, 0, NULL);
  free(memory);
  return STATUS_OK;
}
