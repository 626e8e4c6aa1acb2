/* stage.h: a layer at work: what it sees of a minibatch, what it makes of it, and the gradients on the way
   back. Every buffer has one owner, the stage that fills it; rows are samples, [capacity, width]. */
#ifndef DESCENSO_STAGE_H
#define DESCENSO_STAGE_H

#include "base/arena.h"
#include "nn/dropout.h"
#include "nn/layer.h"

/* What a pass forward is for: to learn, with dropout and the minibatch's own statistics; to predict, with
   neither; or to predict with dropout, once of many times (Monte Carlo dropout). */
typedef enum { MODE_TRAIN, MODE_PREDICT, MODE_SAMPLE } pass_mode;

typedef struct {
  pass_mode mode;
  uint32_t seed,
      step;       /* of the streams that masks are drawn from: the training step, or the pass */
  uint32_t first; /* the first sample's place in the minibatch or dataset */
  uint32_t from;  /* stages below keep what they made of the same samples before; 0: none do */
} forward_pass;

typedef struct {
  layer layer;
  uint32_t number;

  dropout dropping; /* of what it sees */
  bool drops;
  bool given;     /* passes take the mask that is there instead of drawing one */
  float *mask;    /* [capacity, in.ldx], of the last pass, or given for the next */
  float *kept;    /* what is left of its inputs; the model's are dropped where they are */
  layer_input in; /* what the layer sees */

  batchnorm_rule rule;
  batchnorm norm;
  float *y; /* phi(z) */
  float *
      out; /* what the next stage is given: y, or what normalizing after the activation makes of it */
  float *d; /* the gradient of the loss by `out`, and on the way back by z */
} stage;

/* The stage's own buffers for `capacity` samples, from the arena; the layer and in.ldx are set. `parameters`
   is the model's array, where the arena has memory. */
void stage_lay_out(stage *s, uint32_t capacity, float *parameters, arena *a);

/* B samples x [B, in.ldx] forward, to s->out. */
void stage_forward(stage *s, const forward_pass *pass, const float *parameters, uint32_t B,
                   const float *x);

/* Back from s->d, after a pass of the same samples in MODE_TRAIN: the gradients of the stage's parameters,
   to the sink; and, unless it is NULL, in `below` that of x. */
void stage_backward(stage *s, const gradient_sink *sink, float *below);

#endif
