/* average.h: an average of the weights that training has gone through, kept beside them: it is nearer to where they
   move about than any of them. Exponential, of all steps (Polyak and Juditsky, 1992, averaged them alike), or
   stochastic weight averaging: all alike, of the ends of epochs (Izmailov et al., 2018). */
#ifndef DESCENSO_AVERAGE_H
#define DESCENSO_AVERAGE_H

#include "base/base.h"

typedef enum { AVERAGE_NONE, AVERAGE_EMA, AVERAGE_SWA } average_kind;

typedef struct {
  average_kind kind;
  double
      decay; /* exponential: average <- decay · average + (1 - decay) · weights, from step 1 on */
  double from; /* stochastic: share of the epochs that have passed before the first that counts */
} average_spec;

/* How many ends of epochs count in a stochastic average after `epochs` of `all`. */
uint32_t average_due(const average_spec *a, uint32_t epochs, uint32_t all);

/* Whether the weights that a step has left count. `epochs` have ended, of `all`; `ends`: one did so with that step. */
bool average_takes(const average_spec *a, bool ends, uint32_t epochs, uint32_t all);

/* The share of the weights in the average of `count` of them before; all of it for the first. */
double average_share(const average_spec *a, uint32_t count);

/* average <- average + share · (x - average), both [n]. */
void average_move(float *average, const float *x, size_t n, double share);

#endif
