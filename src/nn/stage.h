/* stage.h: a layer at work: what it sees of a minibatch, what it makes of it, and the gradients on the way
   back. Every buffer has one owner, the stage that fills it; rows are samples, [capacity, width]. */
#ifndef DESCENSO_STAGE_H
#define DESCENSO_STAGE_H

#include "base/arena.h"
#include "nn/dataset.h"
#include "nn/dropout.h"
#include "nn/layer.h"

/* What a pass forward is for: to learn, with dropout and the minibatch's own statistics; to predict, with
   neither; to predict with dropout, once of many times (Monte Carlo dropout); to look at the loss that is minimized
   with units as predictions see them, so that it is a function of the parameters alone; or to measure what predictions
   will normalize with: of what they see, by the minibatch's own statistics. */
typedef enum { MODE_TRAIN, MODE_PREDICT, MODE_SAMPLE, MODE_STILL, MODE_MEASURE } pass_mode;

/* Whether it is by the minibatch's own statistics, and of the loss that is minimized, with smoothed labels. */
static inline bool learns(pass_mode mode) { return mode != MODE_PREDICT && mode != MODE_SAMPLE; }

/* Whether units are what they are to predictions. */
static inline bool drops_as_predicted(pass_mode mode) {
  return mode != MODE_TRAIN && mode != MODE_SAMPLE;
}

/* Samples of a dataset, by their numbers, and how their images are scaled. */
typedef struct {
  const dataset *data;
  const scaler *scaler;
  const uint32_t *indices;
} sample_list;

typedef struct {
  pass_mode mode;
  uint32_t seed;  /* of the streams that masks are drawn from … */
  uint32_t step;  /* … and their step: of the training, or the number of the pass, from 0 */
  uint32_t first; /* the first sample's place in the minibatch or dataset */
  uint32_t from;  /* stages below keep what they made of the same samples before; 0: none do */
  uint32_t count; /* of the whole minibatch, where a pass goes back too (one that learns); or 0 */
  bool taken;     /* what the first stage sees of it has been taken: model_take */

  /* What is passed, where it has not been gathered before: each part is when its turn comes. */
  const sample_list *samples;

  /* Where there is one: called for each part of the samples when it has its loss, by any thread. */
  void (*then)(const void *context, sample_part part);
  const void *context;
} minibatch_pass;

/* What a stage makes of its inputs when none is dropped, for Monte Carlo: the inputs that are not zero, scaled, as
   layer_input has them; and y, before the activation, [capacity, width]. */
typedef struct {
  input_list *inputs;
  float *y;
} stage_base;

typedef struct {
  layer layer;
  uint32_t number;

  dropout dropping; /* of what it sees */
  bool drops;
  bool predicted; /* the last pass had units as predictions see them */
  uint32_t capacity;
  bool given;             /* passes take the mask that is there instead of drawing one */
  float *mask;            /* [capacity, in.ldx], of the last pass, or given for the next */
  const float *seen;      /* its inputs: the stage's below, or the model's */
  float *kept;            /* what is left of them; the model's are dropped where they are */
  layer_input in;         /* what the layer sees */
  bool listed;            /* the pairs of what it saw last, beside the multiplying */
  const stage_base *base; /* from which passes in MODE_SAMPLE only take what they drop; or NULL */

  batchnorm_rule rule;
  batchnorm norm;
  float *y;    /* phi(z) */
  float *told; /* what phi's derivatives are told from: y, or a copy of z */
  float *made; /* y, or what normalizing after the activation makes of it */
  float *out;  /* what the next stage is given: `made`, or the sum of that and of what is seen */

  /* x + f(x), so that a gradient comes down however little f passes on (He et al., 2016). f is all that the stage does,
     in this order: dropout, weights, normalization before, activation, normalization after. What goes past it is not
     dropped. */
  bool residual;
  float *past;   /* the gradient of the loss by `out`, which goes past f */
  float *d;      /* the gradient of the loss by `out`, and on the way back by z */
  float *packed; /* the same, panel by panel */
  float *d_norm; /* and by gamma and beta, [2, width], where it normalizes */
} stage;

/* The stage's own buffers for `capacity` samples, from the arena; the layer and in.ldx are set. `parameters`
   is the model's array, where the arena has memory. */
void stage_lay_out(stage *s, uint32_t capacity, float *parameters, arena *a);

/* One pass forward, of B samples: opened; then, for all parts of them, what it sees is taken (masks are drawn, lists
   are made), multiplied, and activated: to s->y. Where it normalizes, the whole minibatch is normalized in
   between or, after the activation, to s->made. `parameters`: the model's. */
void stage_open(stage *s, const minibatch_pass *pass, uint32_t B);
void stage_take(stage *s, const minibatch_pass *pass, sample_part part);
void stage_multiply(stage *s, const float *parameters, sample_part part, number_range panels);
void stage_activate(stage *s, sample_part part);
void stage_normalize(stage *s, pass_mode mode);

/* Where the stage is residual: adds what it saw, to s->out. */
void stage_add(stage *s, sample_part part);

/* Makes s->base of s->seen, for a part; lists first. */
void stage_take_base(stage *s, sample_part part);
void stage_multiply_base(stage *s, const float *parameters, sample_part part, number_range panels);

static inline number_range stage_panels(const stage *s) {
  return (number_range){0, s->layer.panels};
}

/* Back from s->d, after the same samples came forward in MODE_TRAIN or MODE_STILL. For all parts: to the gradient by
   the activation's input; by what the stage saw, in `below` unless it is NULL, with the deltas packed; and in between,
   or before the first, where it normalizes there, for the whole minibatch. Then the gradients of the weights are to
   be had, and those by gamma and beta to be taken: last, since an update changes parameters. */
void stage_deactivate(stage *s, sample_part part);
void stage_denormalize(stage *s);
void stage_take_normalizing(const stage *s, const gradient_sink *sink);
void stage_pass_back(stage *s, const float *parameters, sample_part part, float *below);

/* What the stage saw of what it was given, in a pass as predictions have it: rows [B, in.ldx] of a derivative by
   the one become those by the other, in either direction. */
void stage_scale_seen(const stage *s, uint32_t B, float *rows);

/* Where the stage is residual: keeps s->d, as it came from above, for stage_pass_back. */
void stage_keep_deltas(stage *s, sample_part part);

/* The deltas of a panel, packed. */
static inline const float *stage_deltas(const stage *s, uint32_t panel) {
  return s->packed + (size_t)panel * s->capacity * PANEL;
}

#endif
