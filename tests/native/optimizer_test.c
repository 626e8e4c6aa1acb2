/* Update rules: what they keep dies out, and a new row may keep as much as it likes; relu of either zero. */
#include "nn/optimizers.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "nn/model.h"
#include "run/surface_run.h"

enum { N = 37, MAX_KEPT = 4 };

/* The rule with its convention's defaults. */
static optimizer_spec defaults(const optimizer *rule, convention whose) {
  optimizer_spec spec = {.rule = rule, .convention = whose};
  for (size_t h = 0; h < choice_hparams(&rule->c); h++)
    hparam_set_default(&rule->c.hp[h], &spec.own, whose);
  return spec;
}

static uint32_t denormals(const float *x, size_t n) {
  uint32_t count = 0;
  for (size_t i = 0; i < n; i++)
    count += fpclassify((double)x[i]) != FP_ZERO && fabsf(x[i]) < 0x1p-126f;
  return count;
}

/* Gradients that come for a while and then no more, as those of a unit that has died. */
static void check_rule_dies_out(const optimizer *rule, convention whose, tally *t) {
  float x[N], g[N], slots[MAX_KEPT][N];
  uint64_t state = 5;
  const param_span p = {.x = x, .g = g, .slots = slots[0], .stride = N, .n = N};
  const optimizer_spec spec = defaults(rule, whose);
  optimizer_state o = optimizer_start(&spec);
  optimizer_clear_slots(&o, &p);
  for (size_t i = 0; i < N; i++) x[i] = 1;
  for (uint32_t step = 0; step < 200000; step++) {
    for (size_t i = 0; i < N; i++) g[i] = step < 5 ? (float)(random_unit(&state) - 0.5) : 0;
    optimizer_prepare(&o, spec.learning_rate);
    optimizer_look_ahead(&o, &p);
    optimizer_step(&o, &p);
    for (size_t s = 0; s < optimizer_slots(rule); s++) {
      const uint32_t found = denormals(slots[s], N);
      if (!tally_add(t, found == 0, "%s, %d: %u of slot %zu at step %u", rule->c.key, (int)whose,
                     found, s, step))
        return;
    }
  }
}

static void check_dying_out(void) {
  tally t = {0};
  for (size_t r = 0; optimizers[r]; r++)
    for (int whose = 0; whose < CONVENTIONS; whose++)
      check_rule_dies_out(optimizers[r], (convention)whose, &t);
  tally_check(&t, "no slot keeps what is too small for a normal float");
}

/* AMSGrad (Reddi, Kale and Kumar, 2018), as another row would be: three slots, one of them not at 0 at first. */
typedef struct {
  double learning_rate, floor;
} amsgrad_spec;

static void amsgrad_prepare(const void *own, double eta, uint32_t t, double *memory, float *k) {
  (void)own, (void)t, (void)memory;
  k[0] = (float)eta;
}

static void amsgrad_step(const param_span *p, const float *k) {
  float *m = span_slot(p, 0), *r = span_slot(p, 1), *most = span_slot(p, 2);
  for (size_t i = 0; i < p->n; i++) {
    m[i] = 0.9f * m[i] + 0.1f * p->g[i];
    r[i] = 0.99f * r[i] + 0.01f * p->g[i] * p->g[i];
    most[i] = r[i] > most[i] ? r[i] : most[i];
    p->x[i] -= k[0] * m[i] / sqrtf(most[i]);
  }
}

static const optimizer amsgrad = {
    .slots = SLOTS({"moment", 0}, {"average", 0}, {"maximum", offsetof(amsgrad_spec, floor)}),
    .prepare = amsgrad_prepare,
    .step = amsgrad_step};

static optimizer_spec amsgrad_of(double rate, double floor) {
  optimizer_spec spec = {.rule = &amsgrad};
  const amsgrad_spec own = {rate, floor};
  memcpy(spec.own.bytes, &own, sizeof own);
  return spec;
}

/* A network that the rule trains block by block, and with the whole gradient stored first. */
static void check_three_slots_in_network(void) {
  const optimizer_spec spec = amsgrad_of(0.01, 0.25);
  model_spec network = {.layers = 2};
  const model_shape shape = {
      .spec = &network, .I = 7, .capacity = 8, .slots = optimizer_slots(&amsgrad)};
  for (size_t l = 0; l < 2; l++) {
    network.layer[l].units = l == 0 ? 21 : 3;
    network.layer[l].activation = activations[l == 0 ? 5 : 9]; /* tanh, softmax */
    network.layer[l].initializer = initializers[0];
    network.layer[l].initializer_scale = 1;
  }
  model m[2];
  param_span all[2];
  optimizer_state o = optimizer_start(&spec);
  uint64_t state = 4;
  tally t = {0};
  for (int stored = 0; stored < 2; stored++) {
    if (model_create(&shape, &m[stored]) != STATUS_OK) exit(1);
    model_initialize(&m[stored], &shape, 1);
    all[stored] = model_span(&m[stored]);
    optimizer_clear_slots(&o, &all[stored]);
    tally_add(&t, span_slot(&all[stored], 2)[m[stored].P - 1] == 0.25f, "the third slot's start");
  }
  for (uint32_t step = 0; step < 20; step++) {
    const minibatch_pass pass = {.mode = MODE_TRAIN, .step = step, .count = 8};
    optimizer_prepare(&o, 0.01);
    for (size_t i = 0; i < 8 * m[0].ldx; i++)
      m[0].x[i] = m[1].x[i] = i % m[0].ldx < 7 ? (float)random_unit(&state) : 0;
    for (size_t s = 0; s < 8; s++)
      m[0].labels[s] = m[1].labels[s] = (uint8_t)random_below(&state, 3);
    for (int stored = 0; stored < 2; stored++) {
      model_pass(&m[stored], 8, &pass);
      model_gradient(&m[stored], false, stored ? NULL : &o);
    }
    optimizer_step(&o, &all[1]);
    tally_add(&t, memcmp(m[0].parameters, m[1].parameters, m[0].P * sizeof(float)) == 0,
              "weights in step %u", step);
    for (size_t s = 0; s < 3; s++)
      tally_add(&t,
                memcmp(span_slot(&all[0], s), span_slot(&all[1], s), m[0].P * sizeof(float)) == 0,
                "slot %zu in step %u", s, step);
  }
  const float *most = span_slot(&all[0], 2), *average = span_slot(&all[0], 1);
  tally_add(&t, most[0] == 0.25f && average[0] > 0 && average[0] < most[0], "what they hold");
  for (int stored = 0; stored < 2; stored++) model_destroy(&m[stored]);
  tally_check(&t, "a rule of three slots trains a network");
}

static void check_three_slots_on_surface(void) {
  enum { STEPS = 30, KEPT = 3 };
  document none = {0};
  surface_spec spec;
  static surface_step records[STEPS];
  static float kept[STEPS][KEPT][2];
  surface_run *r = NULL;
  tally t = {0};
  if (surface_spec_resolve(&none, &spec) != STATUS_OK) exit(1);
  spec.optimizer = amsgrad_of(0.1, 0.25);
  if (surface_run_create(&spec, &r) != STATUS_OK) exit(1);
  tally_add(&t, surface_run_step(r, STEPS, records, kept[0][0]) == STEPS, "steps");
  tally_add(&t, surface_run_state(r).slots == KEPT, "slots");
  float m = 0, average = 0, most = 0.25f;
  for (uint32_t n = 0; n < STEPS; n++) {
    const float g = (float)records[n].gradient[0];
    m = 0.9f * m + 0.1f * g;
    average = 0.99f * average + 0.01f * g * g;
    most = average > most ? average : most;
    tally_add(&t, kept[n][0][0] == m && kept[n][1][0] == average && kept[n][2][0] == most,
              "step %u", n);
  }
  surface_run_free(r);
  tally_check(&t, "a rule of three slots moves a point");
}

static void check_relu(void) {
  tally t = {0};
  for (size_t a = 0; activations[a]; a++) {
    if (strcmp(activations[a]->c.key, "relu") != 0) continue;
    float y[N];
    for (size_t i = 0; i < N; i++) y[i] = i % 3 == 0 ? -0.0f : i % 3 == 1 ? -1.0f : nanf("");
    activations[a]->forward(y, N);
    for (size_t i = 0; i < N; i++)
      tally_add(&t, i % 3 == 2 ? isnan(y[i]) != 0 : y[i] == 0 && !signbit(y[i]), "%zu: %g", i,
                (double)y[i]);
  }
  tally_check(&t, "relu of -0 is +0, and of no number none");
}

int main(void) {
  check_dying_out();
  check_three_slots_in_network();
  check_three_slots_on_surface();
  check_relu();
  return failures > 0;
}
