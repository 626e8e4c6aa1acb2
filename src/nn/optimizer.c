#include "nn/optimizer.h"

#include <string.h>

optimizer_state optimizer_start(const optimizer_spec *spec) {
  return (optimizer_state){.rule = spec->rule, .own = spec->own};
}

size_t optimizer_slots(const optimizer *rule) {
  size_t n = 0;
  while (rule->slots && rule->slots[n].key) n++;
  return n;
}

size_t optimizer_named_slots(const optimizer *rule) {
  size_t n = 0;
  while (rule->slots && rule->slots[n].key && rule->slots[n].key[0]) n++;
  return n;
}

void optimizer_clear_slots(const optimizer_state *o, const param_span *p) {
  for (size_t s = 0; s < optimizer_slots(o->rule); s++) {
    double start = 0;
    if (o->rule->slots[s].start > 0)
      memcpy(&start, o->own.bytes + o->rule->slots[s].start, sizeof start);
    for (size_t i = 0; i < p->n; i++) span_slot(p, s)[i] = (float)start;
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
