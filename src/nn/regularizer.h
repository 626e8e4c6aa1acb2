/* regularizer.h: what keeps a network from learning its training set by heart, as the catalog has it;
   and the code of those that act on a layer's kernel: penalties, and the limit of its units' norms.
   Biases are never touched. */
#ifndef DESCENSO_REGULARIZER_H
#define DESCENSO_REGULARIZER_H

#include "nn/choice.h"

/* The rows that are penalties come first. */
enum { PENALTY_L1, PENALTY_L2, PENALTIES };

/* A row's key is that of the field of a spec that it explains. */
typedef struct {
  choice c;

  /* For a penalty lambda · size: the size of n weights, a multiple of 16, and g += lambda · d size / dw.
     NULL in other rows. */
  double (*size)(const float *w, size_t n);
  void (*add_gradient)(float lambda, const float *w, float *g, size_t n);
} regularizer;

extern const regularizer *const regularizers[]; /* the catalog's rows, closed by NULL */
const choice *regularizer_choice(size_t i);     /* row i, NULL after the last */

/* The sum of lambda · size over the penalties; 0 where all lambdas are. */
double penalty_value(const double lambda[PENALTIES], const float *w, size_t n);

/* Its gradient, added to g. */
void penalty_add_gradient(const double lambda[PENALTIES], const float *w, float *g, size_t n);

/* Scales every column of w [rows, 16] whose Euclidean norm is above r down to it; the others keep
   their bits. */
void norm_limit(float r, float *w, size_t rows);

#endif
