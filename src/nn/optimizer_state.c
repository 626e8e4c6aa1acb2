/* optimizer_state.c: a rule in use, from its first step on. */
#include "nn/optimizer.h"

optimizer_state optimizer_start(const optimizer *rule, const double *hp) {
  optimizer_state o = {.rule = rule};
  for (size_t i = 0; i < MAX_VALUES; i++) o.hp[i] = hp[i];
  return o;
}

void optimizer_clear_slots(const optimizer_state *o, const param_span *p) {
  for (int s = 0; s < o->rule->slots; s++) {
    const bool set = s == 0 && o->rule->slot_start > 0;
    const float start = set ? (float)o->hp[o->rule->slot_start] : 0.0f;
    for (size_t i = 0; i < p->n; i++) p->slot[s][i] = start;
  }
}

void optimizer_prepare(optimizer_state *o, double eta) {
  o->rule->prepare(o->hp, eta, ++o->t, o->memory, o->k);
}

void optimizer_look_ahead(const optimizer_state *o, const param_span *p) {
  if (o->rule->look_ahead) o->rule->look_ahead(p, o->k);
}

void optimizer_look_back(const optimizer_state *o, const param_span *p) {
  if (o->rule->look_back) o->rule->look_back(p, o->k);
}

void optimizer_step(const optimizer_state *o, const param_span *p) { o->rule->step(p, o->k); }
