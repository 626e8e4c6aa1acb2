/* optimizer_state.c: a rule in use, from its first step on. */
#include "nn/optimizer.h"

#include <string.h>

optimizer_state optimizer_start(const optimizer_spec *spec) {
  return (optimizer_state){.rule = spec->rule, .own = spec->own};
}

/* What slot s starts at. */
static float slot_start(const optimizer_state *o, int s) {
  double start = 0;
  if (s == 0 && o->rule->slot_start > 0)
    memcpy(&start, o->own.bytes + o->rule->slot_start, sizeof start);
  return (float)start;
}

void optimizer_clear_slots(const optimizer_state *o, const param_span *p) {
  for (int s = 0; s < o->rule->slots; s++) {
    const float start = slot_start(o, s);
    for (size_t i = 0; i < p->n; i++) p->slot[s][i] = start;
  }
}

void optimizer_prepare(optimizer_state *o, double eta) {
  o->rule->prepare(&o->own, eta, ++o->t, o->memory, o->k);
}

void optimizer_look_ahead(const optimizer_state *o, const param_span *p) {
  if (o->rule->look_ahead) o->rule->look_ahead(p, o->k);
}

void optimizer_look_back(const optimizer_state *o, const param_span *p) {
  if (o->rule->look_back) o->rule->look_back(p, o->k);
}

void optimizer_step(const optimizer_state *o, const param_span *p) { o->rule->step(p, o->k); }
