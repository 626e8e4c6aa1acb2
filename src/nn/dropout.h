/* dropout.h: units that are set to 0 at random while training (Srivastava et al., 2014).

   With keep probability q = 1 - p, training turns an output y into
     inverted   y / q where it is kept, 0 where not; predictions take y
     classic    y where it is kept, 0 where not; predictions take q y
     alpha      a y + b where it is kept, a alpha' + b where not, with a and b such that mean 0 and
                deviation 1 stay so (Klambauer et al., 2017); for layers of selu, in both modes
   A mask is [B, ld] floats: 1 kept, 0 dropped. */
#ifndef DESCENSO_DROPOUT_H
#define DESCENSO_DROPOUT_H

#include "math/rng.h"

typedef enum { DROPOUT_INVERTED, DROPOUT_CLASSIC } dropout_mode;

typedef struct {
  uint32_t threshold;          /* dropped are those of 2^16 equally likely numbers that are below */
  float scale, shift, dropped; /* in training: kept -> scale y + shift, others -> dropped */
  float prediction;            /* in predictions: y -> prediction · y */
} dropout;

/* p < 1. A p of 0 drops nothing. `limit` is alpha', or 0 for the other modes. */
dropout dropout_rule(double p, dropout_mode mode, double limit);

/* Fills rows 0 .. B-1 of mask [B, ld] for samples first .. first+B-1 of a minibatch; `units` <= ld,
   which is a multiple of 4. A unit of a sample always takes the same 16 bits of the stream, so a
   minibatch may come in parts. */
void dropout_draw(const dropout *d, rng_stream stream, uint32_t first, uint32_t B, uint32_t units,
                  float *mask, size_t ld);

/* out = what training makes of y; out may be y. Columns from `units` on are left alone. */
void dropout_apply(const dropout *d, const float *mask, uint32_t B, uint32_t units, size_t ld,
                   const float *y, float *out);

/* The same for predictions; out may be y. */
void dropout_predict(const dropout *d, uint32_t B, uint32_t units, size_t ld, const float *y,
                     float *out);

/* d -> gradient by y, in place, from the gradient by out; n numbers of the mask's lay-out. */
void dropout_backward(const dropout *rule, const float *mask, float *d, size_t n);

#endif
