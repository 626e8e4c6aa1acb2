/* surface_run.h: an optimizer's way over a surface. The point is a span of two parameters, moved by
   the code that trains the networks, in single precision; f and its gradient are worked out in
   double precision at that point.

   A step is: the schedule's rate for step t (from 0), the gradient (at the look-ahead point, for
   look-ahead rules), the optimizer's step. A schedule that watches a loss sees f after every step. A
   run has no end of its own. */
#ifndef DESCENSO_SURFACE_RUN_H
#define DESCENSO_SURFACE_RUN_H

#include "run/surface_spec.h"

typedef struct surface_run surface_run;

/* What one step leaves. */
typedef struct {
  double x[2], value;        /* the point after the step, and f there */
  double at[2], gradient[2]; /* where the gradient was taken, and the gradient */
  double step[2];            /* from the point before to that after */
  double effective_rate[2];  /* |step / gradient|; NaN where the gradient is 0 */
  double learning_rate;
} surface_step;

enum { SURFACE_STEP_VALUES = sizeof(surface_step) / sizeof(double) };

/* A run before its first step. Errors: STATUS_MEMORY. */
status surface_run_create(const surface_spec *spec, surface_run **out);
void surface_run_free(surface_run *r);

/* Takes up to `steps` steps; records[0 .. return value - 1] tell them, and slots [steps, slots of the run, 2]
   what the rule keeps after each; NULL where nobody asks. A step whose gradient, point or
   value is not finite is not recorded: it ends the run as diverged, at the last finite point. */
uint32_t surface_run_step(surface_run *r, uint32_t steps, surface_step *records, float *slots);

/* The Hessian at the point: by xx, xy and yy. */
void surface_run_hessian(const surface_run *r, double h[3]);

/* Doubles, as hosts read them. */
typedef struct {
  double x[2], value;
  double steps;    /* taken */
  double diverged; /* 0 or 1 */
  double slots;    /* the rule's, those with a name */
} surface_state;
surface_state surface_run_state(const surface_run *r);

#endif
