/* initializer.h: where a layer's kernel starts. Biases start at 0. */
#ifndef DESCENSO_INITIALIZER_H
#define DESCENSO_INITIALIZER_H

#include "nn/choice.h"

typedef struct {
  choice c;
  /* The weight that a uniform draw u of (0, 1) gives in a layer of I inputs and O outputs. */
  double (*weight)(double u, double I, double O);
} initializer;

extern const initializer *const initializers[];        /* the catalog's rows, closed by NULL */
const choice *initializer_choice(size_t i);            /* row i, NULL after the last */
const initializer *initializer_named(const char *key); /* which there must be */

#endif
