#include "run/surface_run.h"

#include <stdlib.h>
#include <string.h>

SELDOM_FROM_HERE

struct surface_run {
  const surface *surface;
  row_values own; /* the surface's hyper-parameters */
  double eta0;
  optimizer_state optimizer;
  schedule_state schedule;
  float x[2], g[2];
  double value;
  uint32_t steps;
  bool diverged;
  float slots[][2];
};

static param_span span_of(surface_run *r) {
  return (param_span){.x = r->x, .g = r->g, .slots = r->slots[0], .stride = 2, .n = 2};
}

/* False for NaN, infinities, and what no float can hold. */
static bool is_finite_float(double x) {
  const double largest = 3.4028234663852886e38;
  return x >= -largest && x <= largest;
}

/* -- creation -------------------------------------------------------------------------------- */

status surface_run_create(const surface_spec *spec, surface_run **out) {
  const size_t size =
      sizeof(surface_run) + optimizer_slots(spec->optimizer.rule) * 2 * sizeof(float);
  surface_run *r = calloc(1, size);
  if (!r) return error_memory("the run", (double)size);
  r->surface = spec->surface.rule;
  r->own = spec->surface.own;
  r->eta0 = spec->optimizer.learning_rate;
  r->optimizer = optimizer_start(&spec->optimizer);
  r->schedule = schedule_start(&spec->schedule, spec->steps);
  for (size_t i = 0; i < 2; i++) r->x[i] = (float)spec->start.items[i];
  const param_span p = span_of(r);
  optimizer_clear_slots(&r->optimizer, &p);
  r->value = r->surface->value(&r->own, r->x[0], r->x[1]);
  *out = r;
  return STATUS_OK;
}

void surface_run_free(surface_run *r) { free(r); }

/* -- stepping -------------------------------------------------------------------------------- */

/* The gradient at the point as it is; false where it is not finite. */
static bool take_gradient(surface_run *r) {
  double g[2];
  r->surface->gradient(&r->own, r->x[0], r->x[1], g);
  if (!is_finite_float(g[0]) || !is_finite_float(g[1])) return false;
  for (size_t i = 0; i < 2; i++) r->g[i] = (float)g[i];
  return true;
}

static void record(const surface_run *r, const float *before, surface_step *out) {
  out->value = r->value;
  for (size_t i = 0; i < 2; i++) {
    const double step = (double)r->x[i] - before[i], ratio = step / r->g[i];
    out->x[i] = r->x[i];
    out->gradient[i] = r->g[i];
    out->step[i] = step;
    out->effective_rate[i] = r->g[i] == 0 ? __builtin_nan("") : ratio < 0 ? -ratio : ratio;
  }
}

static bool take_step(surface_run *r, surface_step *out) {
  const param_span p = span_of(r);
  const float before[2] = {r->x[0], r->x[1]};
  out->learning_rate = schedule_rate(&r->schedule, r->eta0, r->steps);
  optimizer_prepare(&r->optimizer, out->learning_rate);
  optimizer_look_ahead(&r->optimizer, &p);
  for (size_t i = 0; i < 2; i++) out->at[i] = r->x[i];

  bool finite = take_gradient(r);
  if (finite) {
    optimizer_step(&r->optimizer, &p);
    finite = is_finite_float(r->x[0]) && is_finite_float(r->x[1]);
  }
  const double value = finite ? r->surface->value(&r->own, r->x[0], r->x[1]) : 0;
  if (!finite || !(value - value == 0)) {
    for (size_t i = 0; i < 2; i++) r->x[i] = before[i];
    return false;
  }
  r->value = value;
  r->steps++;
  record(r, before, out);
  schedule_observe(&r->schedule, r->eta0, value);
  return true;
}

uint32_t surface_run_step(surface_run *r, uint32_t steps, surface_step *records, float *slots) {
  const size_t kept = optimizer_named_slots(r->optimizer.rule) * 2;
  uint32_t taken = 0;
  while (taken < steps && !r->diverged) {
    r->diverged = !take_step(r, &records[taken]);
    if (r->diverged) break;
    if (slots) memcpy(slots + taken * kept, r->slots, kept * sizeof *slots);
    taken++;
  }
  return taken;
}

surface_state surface_run_state(const surface_run *r) {
  return (surface_state){.x = {r->x[0], r->x[1]},
                         .value = r->value,
                         .steps = r->steps,
                         .diverged = r->diverged,
                         .slots = (double)optimizer_named_slots(r->optimizer.rule)};
}

void surface_run_hessian(const surface_run *r, double h[3]) {
  r->surface->hessian(&r->own, r->x[0], r->x[1], h);
}

SELDOM_UP_TO_HERE
