#include "nn/stage.h"

void stage_lay_out(stage *s, uint32_t capacity, float *parameters, arena *a) {
  const layer *l = &s->layer;
  const uint64_t width = layer_width(l), size = capacity * width;
  const uint64_t seen = (uint64_t)capacity * s->in.ldx;
  s->y = s->out = arena_floats(a, size);
  s->d = arena_floats(a, size);
  if (s->drops) s->mask = arena_floats(a, seen);
  if (s->drops && s->number > 0) s->kept = arena_floats(a, seen);
  if (l->normalize == BATCHNORM_NONE) return;
  if (l->normalize == BATCHNORM_AFTER) s->out = arena_floats(a, size);
  s->norm.mean = arena_floats(a, width);
  s->norm.variance = arena_floats(a, width);
  s->norm.inverse = arena_floats(a, width);
  s->norm.normalized = arena_floats(a, size);
  if (!a->at) return;
  s->norm.gamma = parameters + l->gamma;
  s->norm.beta = parameters + l->beta;
  s->norm.moving_mean = parameters + l->moving;
  s->norm.moving_variance = s->norm.moving_mean + width;
}

/* What is left of x, which is x itself where nothing is to be done. */
static const float *drop(stage *s, const forward_pass *pass, uint32_t B, const float *x) {
  const uint32_t units = s->layer.I;
  const size_t ld = s->in.ldx;
  if (!s->drops || (pass->mode == MODE_PREDICT && s->dropping.prediction == 1.0f)) return x;
  if (pass->mode == MODE_PREDICT) {
    dropout_predict(&s->dropping, B, units, ld, x, s->kept);
    return s->kept;
  }
  if (!s->given) {
    const rng_purpose purpose = pass->mode == MODE_TRAIN ? RNG_DROPOUT : RNG_MONTE_CARLO;
    const rng_stream stream = rng_open(pass->seed, purpose, s->number, pass->step);
    dropout_draw(&s->dropping, stream, pass->first, B, units, s->mask, ld);
  }
  dropout_apply(&s->dropping, s->mask, B, units, ld, x, s->kept);
  return s->kept;
}

static void normalize(stage *s, pass_mode mode, float *out) {
  (mode == MODE_TRAIN ? batchnorm_train : batchnorm_predict)(&s->rule, &s->norm, s->in.B,
                                                             layer_width(&s->layer), s->y, out);
}

void stage_forward(stage *s, const forward_pass *pass, const float *parameters, uint32_t B,
                   const float *x) {
  const layer *l = &s->layer;
  s->in.B = B;
  s->in.x = drop(s, pass, B, x);
  if (s->in.inputs) layer_list_inputs(l, &s->in);
  layer_forward(l, parameters, &s->in, s->y);
  if (l->normalize == BATCHNORM_BEFORE) normalize(s, pass->mode, s->y);
  layer_forward_activation(l, B, s->y);
  if (l->normalize == BATCHNORM_AFTER) normalize(s, pass->mode, s->out);
}

static void normalize_backward(stage *s, const gradient_sink *sink) {
  const layer *l = &s->layer;
  const size_t width = layer_width(l);
  batchnorm_backward(&s->norm, s->in.B, width, s->d, sink->gradient + l->gamma,
                     sink->gradient + l->beta);
  sink_take(sink, l->gamma, width);
  sink_take(sink, l->beta, width);
}

void stage_backward(stage *s, const gradient_sink *sink, float *below) {
  const layer *l = &s->layer;
  const uint32_t B = s->in.B;
  const size_t ldx = s->in.ldx;
  if (l->normalize == BATCHNORM_AFTER) normalize_backward(s, sink);
  layer_backward_activation(l, B, s->y, s->d);
  if (l->normalize == BATCHNORM_BEFORE) normalize_backward(s, sink);
  if (below) layer_input_gradient(l, sink->all.x, B, s->d, below, ldx);
  if (below && s->drops) dropout_backward(&s->dropping, s->mask, below, B * ldx);
  if (s->in.pairs) layer_list_pairs(l, &s->in);
  layer_weight_gradient(l, &s->in, s->d, sink); /* last: an update changes the weights used above */
}
