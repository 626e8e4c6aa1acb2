/* tangent.h: the product of the Hessian of the loss with a direction, exactly and without differences: the R-operator
   (Pearlmutter, 1994). R{f} is the derivative of f at the parameters along the direction; a pass forward gives it for
   everything that the network computes, and one back for the gradient, whose R is the product H v. */
#ifndef DESCENSO_TANGENT_H
#define DESCENSO_TANGENT_H

#include "nn/model.h"

/* The R of what a stage holds, laid out as there. */
typedef struct {
  float *z;      /* of what the activation is given */
  float *out;    /* of the stage's outputs */
  float *d;      /* of the gradient by them, and on the way back by z */
  float *packed; /* the same, panel by panel */
  batchnorm_tangent norm;
} stage_tangent;

typedef struct {
  stage_tangent stage[MAX_LAYERS];
  float *rows, *past; /* of use within a stage: [capacity, width] of the widest */
} tangent;

/* Storage, from the arena, for a model. */
void tangent_lay_out(const model *m, tangent *t, arena *a);

/* After model_pass in MODE_STILL, of B of the `count` samples over which the loss is a mean: the share of the
   product that is theirs, stored in `out` or added to it. `direction` and `out` are laid out like the model's
   parameters, [P], their padding 0; the model's deltas are overwritten. */
void tangent_product(model *m, const tangent *t, uint32_t B, uint32_t count, bool accumulate,
                     const float *direction, float *out);

/* Adds what the penalties have to it, once for all samples. */
void tangent_add_penalty(const model *m, const float *direction, float *out);

#endif
