/* surface.h: functions of two variables to watch an optimizer on: f(x, y), its gradient and its Hessian, in
   double precision, in closed form. */
#ifndef DESCENSO_SURFACE_H
#define DESCENSO_SURFACE_H

#include "nn/choice.h"

enum { MAX_MINIMA = 4 };

typedef struct {
  choice c;
  /* `own` is the surface's own struct of hyper-parameters, which its table describes. */
  double (*value)(const void *own, double x, double y);
  void (*gradient)(const void *own, double x, double y, double g[2]);
  void (*hessian)(const void *own, double x, double y, double h[3]); /* by xx, xy and yy */
  double view[4];  /* x0, x1, y0, y1: what a picture should show */
  double start[2]; /* where a run starts when it does not say */

  /* Writes the places of all local minima; returns how many. NULL where f has none. */
  size_t (*minima)(const void *own, double points[MAX_MINIMA][2]);
} surface;

extern const surface *const surfaces[]; /* the catalog's rows, closed by NULL */
const choice *surface_choice(size_t i); /* row i, NULL after the last */

/* f on a grid: values[row · columns + column] at x0 + (x1 - x0) column / (columns - 1), and so for
   y; at x0 or y0 where there is but one. `range`: x0, x1, y0, y1. */
void surface_grid(const surface *s, const void *own, const double range[4], uint32_t columns,
                  uint32_t rows, double *values);

/* The local minima; returns how many, which may be 0. */
size_t surface_minima(const surface *s, const void *own, double points[MAX_MINIMA][2]);

#endif
