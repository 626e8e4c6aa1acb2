/* Update rules: what they keep dies out; activations: zeros of either sign. */
#include "nn/optimizer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "nn/activation.h"

enum { N = 37 };

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
  float x[N], g[N], slots[MAX_SLOTS][N];
  uint64_t state = 5;
  param_span p = {.x = x, .g = g, .n = N};
  for (size_t s = 0; s < MAX_SLOTS; s++) p.slot[s] = slots[s];
  const optimizer_spec spec = defaults(rule, whose);
  optimizer_state o = optimizer_start(&spec);
  optimizer_clear_slots(&o, &p);
  for (size_t i = 0; i < N; i++) x[i] = 1;
  for (uint32_t step = 0; step < 200000; step++) {
    for (size_t i = 0; i < N; i++) g[i] = step < 5 ? (float)(random_unit(&state) - 0.5) : 0;
    optimizer_prepare(&o, spec.learning_rate);
    optimizer_look_ahead(&o, &p);
    optimizer_step(&o, &p);
    for (int s = 0; s < rule->slots; s++) {
      const uint32_t found = denormals(slots[s], N);
      if (!tally_add(t, found == 0, "%s, %d: %u of slot %d at step %u", rule->c.key, (int)whose,
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
  check_relu();
  return failures > 0;
}
