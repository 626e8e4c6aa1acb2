#include "nn/tangent.h"

#include <string.h>

SELDOM void tangent_lay_out(const model *m, tangent *t, arena *a) {
  size_t widest = 0;
  for (uint32_t l = 0; l < m->layers; l++) {
    const layer *here = &m->stage[l].layer;
    const size_t width = layer_width(here), size = m->capacity * width;
    stage_tangent *r = &t->stage[l];
    if (width > widest) widest = width;
    r->z = arena_floats(a, size);
    r->out = arena_floats(a, size);
    r->d = arena_floats(a, size);
    r->packed = arena_floats(a, size);
    if (here->normalize == BATCHNORM_NONE) continue;
    r->norm.normalized = arena_floats(a, size);
    r->norm.along = arena_floats(a, width);
  }
  t->rows = arena_floats(a, m->capacity * widest);
  t->past = arena_floats(a, m->capacity * widest);
}

/* One product, of one part of the samples. */
typedef struct {
  model *m;
  const tangent *t;
  sample_part part;
  const float *direction;
  gradient_sink sink;
} product;

static void add(float *restrict to, const float *restrict from, size_t n) {
  for (size_t i = 0; i < n; i++) to[i] += from[i];
}

/* -- forward --------------------------------------------------------------------------------- */

/* R{x} of what a stage saw; `rows` is free. */
SELDOM static layer_input seen_tangent(const product *p, uint32_t l) {
  const stage *s = &p->m->stage[l];
  float *rows = p->t->rows;
  memcpy(rows, p->t->stage[l - 1].out, s->in.B * s->in.ldx * sizeof *rows);
  stage_scale_seen(s, s->in.B, rows);
  return (layer_input){.B = s->in.B, .x = rows, .ldx = s->in.ldx};
}

/* R{x W + b} = x V + R{x} W + c, with V and c the direction's. */
SELDOM static void multiply(const product *p, uint32_t l) {
  const stage *s = &p->m->stage[l];
  const stage_tangent *r = &p->t->stage[l];
  layer_forward(&s->layer, p->direction, &s->in, p->part, stage_panels(s), r->z);
  if (l == 0) return; /* images do not change */
  const layer_input below = seen_tangent(p, l);
  layer_forward_add(&s->layer, p->m->parameters, &below, p->part, stage_panels(s), r->z);
}

SELDOM static void normalize(const product *p, uint32_t l, float *rows) {
  const stage *s = &p->m->stage[l];
  batchnorm_train_tangent(&s->norm, &p->t->stage[l].norm, s->in.B, layer_width(&s->layer),
                          p->direction + s->layer.gamma, p->direction + s->layer.beta, rows);
}

/* R{phi(z)} = phi'(z) R{z}, with what is before it and after. */
SELDOM static void go_forward(const product *p, uint32_t l) {
  const stage *s = &p->m->stage[l];
  const stage_tangent *r = &p->t->stage[l];
  const size_t size = p->part.B * layer_width(&s->layer);
  multiply(p, l);
  if (s->layer.normalize == BATCHNORM_BEFORE) normalize(p, l, r->z);
  memcpy(r->out, r->z, size * sizeof *r->out);
  layer_backward_activation(&s->layer, p->part, s->told, r->out);
  if (s->layer.normalize == BATCHNORM_AFTER) normalize(p, l, r->out);
  if (s->residual) add(r->out, p->t->stage[l - 1].out, size);
}

/* -- back ------------------------------------------------------------------------------------ */

/* R{d phi'(z)} = R{d} phi'(z) + d phi''(z) R{z} */
SELDOM static void deactivate(const product *p, uint32_t l) {
  const stage *s = &p->m->stage[l];
  const stage_tangent *r = &p->t->stage[l];
  const size_t size = p->part.B * layer_width(&s->layer);
  float *restrict bent = p->t->rows;
  for (size_t i = 0; i < size; i++) bent[i] = s->d[i] * r->z[i];
  s->layer.phi->bend(bent, s->told, size);
  layer_backward_activation(&s->layer, p->part, s->told, r->d);
  layer_backward_activation(&s->layer, p->part, s->told, s->d);
  add(r->d, bent, size);
}

SELDOM static void denormalize(const product *p, uint32_t l) {
  const stage *s = &p->m->stage[l];
  const stage_tangent *r = &p->t->stage[l];
  const layer *here = &s->layer;
  batchnorm_backward_tangent(&s->norm, &r->norm, s->in.B, layer_width(here),
                             p->direction + here->gamma, s->d, r->d, p->sink.gradient + here->gamma,
                             p->sink.gradient + here->beta);
}

/* R{xᵀ d} = xᵀ R{d} + R{x}ᵀ d */
SELDOM static void take_weights(const product *p, uint32_t l) {
  const stage *s = &p->m->stage[l];
  const stage_tangent *r = &p->t->stage[l];
  const layer *here = &s->layer;
  const number_range all = {0, here->rows};
  const layer_input below = l > 0 ? seen_tangent(p, l) : s->in;
  layer_pack_deltas(here, p->part, s->d, s->capacity, s->packed);
  layer_pack_deltas(here, p->part, r->d, s->capacity, r->packed);
  for (uint32_t panel = 0; panel < here->panels; panel++) {
    const float *tangents = r->packed + (size_t)panel * s->capacity * PANEL;
    layer_weight_gradient(here, &s->in, panel, all, tangents, &p->sink);
    if (l == 0) continue;
    layer_add_kernel_gradient(here, &below, panel, stage_deltas(s, panel), p->sink.gradient);
  }
}

/* R{d Wᵀ} = R{d} Wᵀ + d Vᵀ, and what goes past. */
SELDOM static void pass_back(const product *p, uint32_t l) {
  const stage *s = &p->m->stage[l], *below = s - 1;
  const stage_tangent *r = &p->t->stage[l], *under = r - 1;
  const size_t ldx = s->in.ldx, size = p->part.B * ldx;
  const float *parameters = p->m->parameters;
  layer_input_gradient(&s->layer, parameters, p->part, s->d, below->d, ldx);
  layer_input_gradient(&s->layer, parameters, p->part, r->d, under->d, ldx);
  memset(p->t->rows, 0, round_up(p->part.B, TILE) * ldx * sizeof *p->t->rows);
  layer_input_gradient(&s->layer, p->direction, p->part, s->d, p->t->rows, ldx);
  add(under->d, p->t->rows, size);
  stage_scale_seen(s, p->part.B, below->d);
  stage_scale_seen(s, p->part.B, under->d);
  if (!s->residual) return;
  add(below->d, s->past, size);
  add(under->d, p->t->past, size);
}

SELDOM static void go_back(const product *p, uint32_t l) {
  stage *s = &p->m->stage[l];
  const stage_tangent *r = &p->t->stage[l];
  const size_t size = p->part.B * layer_width(&s->layer);
  stage_keep_deltas(s, p->part);
  if (s->residual) memcpy(p->t->past, r->d, size * sizeof *r->d);
  if (s->layer.normalize == BATCHNORM_AFTER) denormalize(p, l);
  deactivate(p, l);
  if (s->layer.normalize == BATCHNORM_BEFORE) denormalize(p, l);
  take_weights(p, l);
  if (l > 0) pass_back(p, l);
}

SELDOM void tangent_product(model *m, const tangent *t, uint32_t B, uint32_t count, bool accumulate,
                            const float *direction, float *out) {
  const product p = {
      m, t, {0, B}, direction, {.all = model_span(m), .gradient = out, .accumulate = accumulate}};
  const stage *last = &m->stage[m->layers - 1];
  const size_t width = layer_width(&last->layer);
  const uint32_t K = last->layer.O;
  const loss_targets targets = model_targets(m, 0);
  float *r = t->stage[m->layers - 1].d;
  for (uint32_t l = 0; l < m->layers; l++) {
    const stage *s = &m->stage[l];
    if (s->in.pairs) layer_list_pairs(&s->in, (number_range){0, s->layer.rows / 2});
  }
  for (uint32_t l = 0; l < m->layers; l++) go_forward(&p, l);

  memcpy(r, t->stage[m->layers - 1].out, B * width * sizeof *r);
  loss_gradient(last->out, width, B, K, &targets, count, last->d);
  loss_gradient_tangent(last->out, width, B, K, count, r);
  for (uint32_t l = m->layers; l-- > 0;) go_back(&p, l);
}

void tangent_add_penalty(const model *m, const float *direction, float *out) {
  for (uint32_t l = 0; l < m->layers; l++)
    layer_add_penalty_tangent(&m->stage[l].layer, direction, out);
}
