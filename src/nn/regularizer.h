/* regularizer.h: what keeps a network from learning its training set by heart, as the catalog has it;
   and the code of those that act on a layer's kernel: penalties, and the limit of its units' norms.
   Biases are never touched. */
#ifndef DESCENSO_REGULARIZER_H
#define DESCENSO_REGULARIZER_H

#include "nn/choice.h"

/* The rows that are penalties come first. */
enum { PENALTY_L1, PENALTY_L2, PENALTIES };

/* How L1 moves weights: by its gradient, in the optimizer's; or by itself, after the optimizer's step. */
typedef enum { L1_SUBGRADIENT, L1_PROXIMAL } l1_step;

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

/* L1's proximal step, w <- sign(w) max(|w| - eta lambda, 0): what is left of the next weight, when all that is
   known of the rest of the loss is a step of rate eta down its gradient (forward-backward splitting: Duchi and
   Singer, 2009; with a fixed rate ISTA: Daubechies, Defrise and De Mol, 2004). A weight that the loss does not hold
   gets to 0 and stays there, where steps of the subgradient pass by. With every optimizer it is by eta lambda, as
   AdamW's decay is by eta: whatever a rule makes of a gradient, its velocity or its division, is made of that of
   the loss alone. */
void l1_shrink(double eta, double lambda, float *w, size_t n);

/* Scales every column of w [rows, 16] whose Euclidean norm is above r down to it; the others keep
   their bits. */
void norm_limit(float r, float *w, size_t rows);

#endif
