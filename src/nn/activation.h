/* activation.h: y = phi(z), element by element, and its derivative, which every row can tell from y
   alone, so that no layer has to keep z. */
#ifndef DESCENSO_ACTIVATION_H
#define DESCENSO_ACTIVATION_H

#include "nn/choice.h"

typedef struct {
  choice c;
  const char *initializer; /* which initializer suits it: He for rectifiers, Glorot for sigmoids,
                              LeCun for selu */
  double
      limit; /* at -infinity, where the row normalizes itself: what alpha dropout drops to; else 0 */
  bool output_only; /* softmax: last layer only, fused with the cross-entropy (loss.h) */
  void (*forward)(float *y, size_t n);                  /* z -> phi(z), in place */
  void (*backward)(float *d, const float *y, size_t n); /* d -> d phi'(z), in place */
} activation;

extern const activation *const activations[]; /* the catalog's rows, closed by NULL */
const choice *activation_choice(size_t i);    /* row i, NULL after the last */

#endif
