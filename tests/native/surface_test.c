/* Surfaces and runs on them: gradients against central differences, minima, hyper-parameters at their
   limits; a run's steps against the optimizer called by hand, divergence, slices. */
#include "run/surface_run.h"

#include <math.h>
#include <string.h>

#include "check.h"
#include "nn/optimizers.h"

static uint64_t state = 5;

static double random_in(double low, double high) {
  return low + (high - low) * random_unit(&state);
}

/* --- surfaces ----------------------------------------------------------------------------------- */

static void default_values(const surface *s, row_values *own) {
  for (size_t i = 0; i < choice_hparams(&s->c); i++)
    hparam_set_default(&s->c.hp[i], own, CONVENTION_SLIDES);
}

/* The defaults, or random values, in proportion where the scale is logarithmic. */
static void random_values(const surface *s, row_values *own) {
  for (size_t i = 0; i < choice_hparams(&s->c); i++) {
    const hparam *h = &s->c.hp[i];
    hparam_set(h, own,
               h->log_scale ? exp(random_in(log(h->min), log(h->max))) : random_in(h->min, h->max));
  }
}

static void check_gradient(const surface *s) {
  static const double step = 1e-5;
  tally t = {0};
  size_t steep = 0;
  row_values own = {{0}};
  double g[2];
  for (int n = 0; n < 2000; n++) {
    const double x = random_in(s->view[0], s->view[1]), y = random_in(s->view[2], s->view[3]);
    if (n < 1000) default_values(s, &own);
    else random_values(s, &own);
    s->gradient(&own, x, y, g);
    const double by_x = (s->value(&own, x + step, y) - s->value(&own, x - step, y)) / (2 * step);
    const double by_y = (s->value(&own, x, y + step) - s->value(&own, x, y - step)) / (2 * step);
    /* What rounding of f leaves of a difference, third derivatives, and the bends of a cliff. */
    const double size = fabs(s->value(&own, x, y)) + fabs(g[0]) + fabs(g[1]) + 1;
    tally_add(&t, fabs(by_x - g[0]) < 2e-6 * size && fabs(by_y - g[1]) < 2e-6 * size,
              "(%g, %g): (%.12g, %.12g) instead of (%.12g, %.12g)", x, y, g[0], g[1], by_x, by_y);
    steep += fabs(g[0]) > 1e-3 && fabs(g[1]) > 1e-3;
  }
  char name[80];
  snprintf(name, sizeof name, "%s: gradient by central differences", s->c.key);
  tally_check(&t, name);
  check(steep > 1000, s->c.key, "most gradients are not 0: the test sees them");
}

/* The gradient's central differences. */
static void check_hessian(const surface *s) {
  static const double step = 1e-5;
  tally t = {0};
  row_values own = {{0}};
  double h[3], right[2], left[2], up[2], down[2];
  for (int n = 0; n < 2000; n++) {
    const double x = random_in(s->view[0], s->view[1]), y = random_in(s->view[2], s->view[3]);
    if (n < 1000) default_values(s, &own);
    else random_values(s, &own);
    s->hessian(&own, x, y, h);
    s->gradient(&own, x + step, y, right);
    s->gradient(&own, x - step, y, left);
    s->gradient(&own, x, y + step, up);
    s->gradient(&own, x, y - step, down);
    const double xx = (right[0] - left[0]) / (2 * step), xy = (right[1] - left[1]) / (2 * step);
    const double yx = (up[0] - down[0]) / (2 * step), yy = (up[1] - down[1]) / (2 * step);
    const double size = fabs(h[0]) + fabs(h[1]) + fabs(h[2]) + fabs(right[0]) + fabs(right[1]) + 1;
    const bool jumps = strcmp(s->c.key, "cliff") == 0 && fabs(fabs(x) - 0.0625) < 2 * step;
    tally_add(&t,
              jumps || (fabs(xx - h[0]) < 2e-6 * size && fabs(xy - h[1]) < 2e-6 * size &&
                        fabs(yx - h[1]) < 2e-6 * size && fabs(yy - h[2]) < 2e-6 * size),
              "(%g, %g): (%.12g, %.12g) instead of (%.12g, %.12g)", x, y, h[0], h[2], xx, yy);
  }
  char name[80];
  snprintf(name, sizeof name, "%s: Hessian by central differences", s->c.key);
  tally_check(&t, name);
}

static void check_minima(const surface *s) {
  tally t = {0};
  row_values own = {{0}};
  double points[MAX_MINIMA][2], g[2];
  for (int n = 0; n < 50; n++) {
    if (n == 0) default_values(s, &own);
    else random_values(s, &own);
    const size_t count = surface_minima(s, &own, points);
    for (size_t m = 0; m < count; m++) {
      const double x = points[m][0], y = points[m][1], least = s->value(&own, x, y);
      s->gradient(&own, x, y, g);
      bool low = true;
      for (int k = 0; k < 16; k++)
        low &= s->value(&own, x + 0.01 * cos(k * 0.4), y + 0.01 * sin(k * 0.4)) > least;
      tally_add(&t, low && fabs(g[0]) + fabs(g[1]) < 1e-10, "(%g, %g): gradient (%g, %g)", x, y,
                g[0], g[1]);
    }
    if (n == 0)
      for (size_t m = 0; m < count; m++)
        tally_add(&t,
                  points[m][0] >= s->view[0] && points[m][0] <= s->view[1] &&
                      points[m][1] >= s->view[2] && points[m][1] <= s->view[3],
                  "(%g, %g) is out of the picture", points[m][0], points[m][1]);
  }
  char name[80];
  snprintf(name, sizeof name, "%s: minima", s->c.key);
  if (s->minima) tally_check(&t, name);
  else check(t.cases == 0, name, "none");
}

static void check_grid(void) {
  const double range[4] = {-1, 2, 10, 4};
  row_values own;
  double values[12];
  hparam_set(&surfaces[0]->c.hp[0], &own, 3);
  surface_grid(surfaces[0], &own, range, 4, 3, values);
  tally t = {0};
  for (int row = 0; row < 3; row++)
    for (int column = 0; column < 4; column++) {
      const double expected = surfaces[0]->value(&own, -1 + column, 10 - 3 * row);
      tally_add(&t, values[4 * row + column] == expected, "row %d, column %d", row, column);
    }
  tally_check(&t, "grid");
  surface_grid(surfaces[0], &own, range, 1, 1, values);
  check(values[0] == surfaces[0]->value(&own, -1, 10), "grid of one", "");
}

/* --- runs --------------------------------------------------------------------------------------- */

static surface_spec spec_of(const char *surface_key, const char *optimizer_key, double rate) {
  document d = {0};
  surface_spec s = {0};
  (void)document_append(&d, "surface.id", VALUE_TEXT, 0, surface_key);
  (void)document_append(&d, "optimizer.id", VALUE_TEXT, 0, optimizer_key);
  (void)document_append(&d, "optimizer.learningRate", VALUE_NUMBER, rate, NULL);
  const status result = surface_spec_resolve(&d, &s);
  if (result != STATUS_OK) check(false, "a spec", error_message());
  document_free(&d);
  return s;
}

static surface_run *run_of(const surface_spec *s) {
  surface_run *r = NULL;
  if (surface_run_create(s, &r) != STATUS_OK) check(false, "a run", error_message());
  return r;
}

/* Two spans of one number each, stepped by hand, go where the run's span of two goes. */
static void check_steps(const optimizer *rule) {
  enum { MAX_KEPT = 4 };
  const surface_spec s = spec_of("himmelblau", rule->c.key, 0.001);
  const surface *f = s.surface.rule;
  surface_run *r = run_of(&s);
  optimizer_state o = optimizer_start(&s.optimizer);
  float x[2] = {(float)f->start[0], (float)f->start[1]}, g[2] = {0}, slots[MAX_KEPT][2] = {{0}};
  param_span span[2];
  tally t = {0};
  for (int i = 0; i < 2; i++) {
    span[i] = (param_span){&x[i], &g[i], &slots[0][i], 2, 1};
    optimizer_clear_slots(&o, &span[i]);
  }
  for (int n = 0; n < 100; n++) {
    surface_step record;
    float kept[MAX_KEPT][2];
    const float before[2] = {x[0], x[1]};
    double gradient[2];
    optimizer_prepare(&o, 0.001);
    for (int i = 0; i < 2; i++) optimizer_look_ahead(&o, &span[i]);
    const float at[2] = {x[0], x[1]};
    f->gradient(&s.surface.own, at[0], at[1], gradient);
    for (int i = 0; i < 2; i++) {
      g[i] = (float)gradient[i];
      optimizer_step(&o, &span[i]);
    }
    const uint32_t taken = surface_run_step(r, 1, &record, kept[0]);
    bool same = taken == 1 && record.value == f->value(&s.surface.own, x[0], x[1]);
    for (int i = 0; i < 2; i++) {
      same &= record.x[i] == x[i] && record.at[i] == at[i] && record.gradient[i] == g[i];
      same &= record.step[i] == (double)x[i] - before[i];
      same &= record.effective_rate[i] == fabs(record.step[i] / g[i]);
      for (size_t k = 0; k < optimizer_named_slots(rule); k++) same &= kept[k][i] == slots[k][i];
    }
    tally_add(&t, same && record.learning_rate == 0.001, "step %d", n);
  }
  surface_run_free(r);
  tally_check(&t, rule->c.key);
}

static void check_slices(void) {
  enum { STEPS = 100 };
  static surface_step whole[STEPS], pieces[STEPS];
  const surface_spec s = spec_of("rosenbrock", "adam", 0.1);
  surface_run *a = run_of(&s), *b = run_of(&s);
  (void)surface_run_step(a, STEPS, whole, NULL);
  for (uint32_t done = 0, n = 1; done < STEPS; done += n, n = n % 7 + 1) {
    if (n > STEPS - done) n = STEPS - done;
    (void)surface_run_step(b, n, pieces + done, NULL);
  }
  check(memcmp(whole, pieces, sizeof whole) == 0, "slices", "the same bits");
  surface_run_free(a);
  surface_run_free(b);
}

static void check_divergence(void) {
  enum { STEPS = 1000 };
  static surface_step records[STEPS];
  for (size_t i = 0; surfaces[i]; i++) {
    const surface_spec s = spec_of(surfaces[i]->c.key, "sgd", 1000);
    surface_run *r = run_of(&s);
    const uint32_t taken = surface_run_step(r, STEPS, records, NULL);
    const surface_state end = surface_run_state(r);
    tally t = {0};
    for (uint32_t n = 0; n < taken; n++)
      tally_add(&t, isfinite(records[n].x[0] + records[n].x[1] + records[n].value), "step %u", n);
    tally_add(&t, end.diverged == (taken < STEPS) && end.steps == taken, "%u steps", taken);
    tally_add(&t, isfinite(end.x[0]) && isfinite(end.x[1]) && isfinite(end.value), "the end");
    tally_add(&t, taken == 0 || memcmp(end.x, records[taken - 1].x, sizeof end.x) == 0, "last");
    tally_add(&t, end.diverged == 0 || surface_run_step(r, 5, records, NULL) == 0,
              "no step after it");
    const bool bounded =
        strcmp(surfaces[i]->c.key, "plane") == 0 || strcmp(surfaces[i]->c.key, "long_valley") == 0;
    tally_add(&t, end.diverged != 0 || bounded || strcmp(surfaces[i]->c.key, "cliff") == 0,
              "it does");
    tally_check(&t, surfaces[i]->c.key);
    surface_run_free(r);
  }
  surface_run_free(NULL);
}

/* The default spec of every surface comes back from its own document. */
static void check_documents(void) {
  tally t = {0};
  for (size_t i = 0; surfaces[i]; i++) {
    const surface_spec s = spec_of(surfaces[i]->c.key, "momentum", 0.5);
    surface_spec back;
    document d = {0};
    const bool printed = form_document(surface_sections, &s, &d) == STATUS_OK;
    tally_add(&t, printed && surface_spec_resolve(&d, &back) == STATUS_OK, "%s", error_message());
    tally_add(&t, memcmp(&s, &back, sizeof s) == 0, "%s", surfaces[i]->c.key);
    document_free(&d);
  }
  tally_check(&t, "documents");
}

int main(void) {
  for (size_t i = 0; surfaces[i]; i++) {
    check_gradient(surfaces[i]);
    check_hessian(surfaces[i]);
    check_minima(surfaces[i]);
  }
  check_grid();
  for (size_t i = 0; optimizers[i]; i++) check_steps(optimizers[i]);
  check_slices();
  check_divergence();
  check_documents();
  return failures > 0;
}
