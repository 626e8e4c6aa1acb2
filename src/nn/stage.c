#include "nn/stage.h"

#include <string.h>

void stage_lay_out(stage *s, uint32_t capacity, float *parameters, arena *a) {
  const layer *l = &s->layer;
  const uint64_t width = layer_width(l), size = capacity * width;
  const uint64_t seen = (uint64_t)capacity * s->in.ldx;
  s->y = s->made = arena_floats(a, size);
  s->told = l->phi->of_z ? arena_floats(a, size) : s->y;
  s->d = arena_floats(a, size);
  s->packed = arena_floats(a, size);
  s->capacity = capacity;
  if (s->drops) s->mask = arena_floats(a, seen);
  if (s->drops && s->number > 0) s->kept = arena_floats(a, seen);
  if (l->normalize == BATCHNORM_AFTER) s->made = arena_floats(a, size);
  s->out = s->residual ? arena_floats(a, size) : s->made;
  s->past = s->residual ? arena_floats(a, size) : NULL;
  if (l->normalize == BATCHNORM_NONE) return;
  s->norm.mean = arena_floats(a, width);
  s->norm.variance = arena_floats(a, width);
  s->norm.inverse = arena_floats(a, width);
  s->norm.normalized = arena_floats(a, size);
  s->d_norm = arena_floats(a, 2 * width);
  if (!a->at) return;
  s->norm.gamma = parameters + l->gamma;
  s->norm.beta = parameters + l->beta;
  s->norm.moving_mean = parameters + l->moving;
  s->norm.moving_variance = s->norm.moving_mean + width;
}

/* Whether what it sees is not what it is given. */
static bool stage_changes(const stage *s, pass_mode mode) {
  return s->drops && (!drops_as_predicted(mode) || s->dropping.prediction != 1.0f);
}

void stage_open(stage *s, const minibatch_pass *pass, uint32_t B) {
  s->in.B = B;
  s->predicted = drops_as_predicted(pass->mode);
  s->in.x = stage_changes(s, pass->mode) && !s->base ? s->kept : s->seen;
}

static void draw_mask(stage *s, const minibatch_pass *pass, sample_part part) {
  if (s->given) return;
  const rng_purpose purpose = pass->mode == MODE_TRAIN ? RNG_DROPOUT : RNG_MONTE_CARLO;
  const rng_stream stream = rng_open(pass->seed, purpose, s->number, pass->step);
  dropout_draw(&s->dropping, stream, pass->first + part.first, part.B, s->layer.I,
               s->mask + part.first * s->in.ldx, s->in.ldx);
}

static void drop(stage *s, const minibatch_pass *pass, sample_part part) {
  const uint32_t units = s->layer.I;
  const size_t ld = s->in.ldx, at = part.first * ld;
  const float *x = s->seen + at;
  if (drops_as_predicted(pass->mode)) {
    dropout_predict(&s->dropping, part.B, units, ld, x, s->kept + at);
    return;
  }
  draw_mask(s, pass, part);
  dropout_apply(&s->dropping, s->mask + at, part.B, units, ld, x, s->kept + at);
}

void stage_take(stage *s, const minibatch_pass *pass, sample_part part) {
  if (s->base) {
    draw_mask(s, pass, part);
    layer_list_dropped(&s->layer, &s->in, part, s->base->inputs, s->mask);
    return;
  }
  if (stage_changes(s, pass->mode)) drop(s, pass, part);
  if (s->in.inputs) layer_list_inputs(&s->layer, &s->in, part);
}

void stage_multiply(stage *s, const float *parameters, sample_part part, number_range panels) {
  if (s->base) layer_forward_from(&s->layer, parameters, &s->in, part, panels, s->base->y, s->y);
  else layer_forward(&s->layer, parameters, &s->in, part, panels, s->y);
}

void stage_take_base(stage *s, sample_part part) {
  layer_list_scaled(&s->layer, &s->in, part, s->dropping.scale, s->base->inputs);
}

void stage_multiply_base(stage *s, const float *parameters, sample_part part, number_range panels) {
  layer_input in = s->in;
  in.inputs = s->base->inputs;
  layer_forward(&s->layer, parameters, &in, part, panels, s->base->y);
}

void stage_activate(stage *s, sample_part part) {
  const size_t width = layer_width(&s->layer), at = part.first * width;
  if (s->told != s->y) memcpy(s->told + at, s->y + at, part.B * width * sizeof(float));
  layer_forward_activation(&s->layer, part, s->y);
}

void stage_normalize(stage *s, pass_mode mode) {
  (learns(mode) ? batchnorm_train : batchnorm_predict)(&s->rule, &s->norm, s->in.B,
                                                       layer_width(&s->layer), s->y, s->made);
}

/* What a stage sees, which is as wide as what it makes. */
void stage_add(stage *s, sample_part part) {
  if (!s->residual) return;
  const size_t width = layer_width(&s->layer), at = part.first * width, n = part.B * width;
  const float *restrict seen = s->seen + at, *restrict made = s->made + at;
  float *restrict out = s->out + at;
  for (size_t i = 0; i < n; i++) out[i] = seen[i] + made[i];
}

void stage_deactivate(stage *s, sample_part part) {
  layer_backward_activation(&s->layer, part, s->told, s->d);
}

void stage_denormalize(stage *s) {
  const size_t width = layer_width(&s->layer);
  batchnorm_backward(&s->norm, s->in.B, width, s->d, s->d_norm, s->d_norm + width);
}

void stage_take_normalizing(const stage *s, const gradient_sink *sink) {
  const layer *l = &s->layer;
  const size_t width = layer_width(l);
  if (l->normalize == BATCHNORM_NONE) return;
  memcpy(sink->gradient + l->gamma, s->d_norm, width * sizeof(float));
  memcpy(sink->gradient + l->beta, s->d_norm + width, width * sizeof(float));
  sink_take(sink, l->gamma, width);
  sink_take(sink, l->beta, width);
}

void stage_pass_back(stage *s, const float *parameters, sample_part part, float *below) {
  const size_t ldx = s->in.ldx, at = part.first * ldx;
  if (below && s->in.inputs)
    layer_listed_input_gradient(&s->layer, parameters, &s->in, part, s->d, below);
  else if (below) layer_input_gradient(&s->layer, parameters, part, s->d, below, ldx);
  if (below && s->predicted) stage_scale_seen(s, part.B, below + at);
  else if (below && s->in.x != s->seen)
    dropout_backward(&s->dropping, s->mask + at, below + at, part.B * ldx);
  if (below && s->residual)
    for (size_t i = at; i < at + part.B * ldx; i++) below[i] += s->past[i];
  layer_pack_deltas(&s->layer, part, s->d, s->capacity, s->packed);
}

SELDOM void stage_scale_seen(const stage *s, uint32_t B, float *rows) {
  if (s->in.x != s->seen) dropout_predict(&s->dropping, B, s->layer.I, s->in.ldx, rows, rows);
}

void stage_keep_deltas(stage *s, sample_part part) {
  const size_t width = layer_width(&s->layer), at = part.first * width;
  if (s->residual) memcpy(s->past + at, s->d + at, part.B * width * sizeof(float));
}
