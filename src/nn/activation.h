/* activation.h: y = phi(z), element by element, and its derivatives. Most rows can tell them from y alone, so
   that their layers need not keep z; of the others a layer keeps a copy (stage.h). */
#ifndef DESCENSO_ACTIVATION_H
#define DESCENSO_ACTIVATION_H

#include "nn/choice.h"

typedef struct {
  choice c;
  const char *initializer; /* which initializer suits it: He for rectifiers, Glorot for sigmoids,
                              LeCun for selu */
  double limit;     /* phi(-infinity), if the row normalizes itself, for alpha dropout; else 0 */
  bool output_only; /* softmax: last layer only, fused with the cross-entropy (loss.h) */
  bool rectifies;   /* much of what it makes is exactly 0 */
  bool of_z;        /* the derivatives are told from z, not from y */
  void (*forward)(float *y, size_t n); /* z -> phi(z), in place */

  /* d -> d phi'(z) and d -> d phi''(z), in place; `told` is y, or z where the row says so. The second derivative
     of rectifiers is 0, though it is none where they bend. */
  void (*backward)(float *d, const float *told, size_t n);
  void (*bend)(float *d, const float *told, size_t n);
} activation;

extern const activation *const activations[]; /* the catalog's rows, closed by NULL */
const choice *activation_choice(size_t i);    /* row i, NULL after the last */

#endif
