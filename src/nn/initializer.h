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

/* Draws W [I, O], row-major: weight (i, o) takes word i O + o of its layer's stream, so it does not
   depend on the order in which weights are stored. `row` is one buffer of O words. Calls
   put(context, i, o, weight) for each. */
void initializer_draw(const initializer *rule, uint32_t seed, uint32_t layer, uint32_t I,
                      uint32_t O, uint32_t *row,
                      void (*put)(void *context, uint32_t i, uint32_t o, float weight),
                      void *context);

#endif
