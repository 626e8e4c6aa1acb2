/* lanczos.h: the outermost eigenvalues of a symmetric matrix of which only products with vectors can be had
   (Lanczos, 1950).

   After k products the matrix is known on the space that k vectors span, where it is tridiagonal; the eigenvalues of
   that (Ritz values) approach the matrix's from within, the outermost first. Each new vector is made orthogonal to all
   before, twice (full reorthogonalization: Parlett, 1980), or values found would come back as ghosts. */
#ifndef DESCENSO_LANCZOS_H
#define DESCENSO_LANCZOS_H

#include "base/arena.h"

typedef struct {
  size_t n;      /* of a vector; a multiple of 16 */
  uint32_t most; /* products that there is room for */
  uint32_t taken;
  bool ended; /* the vectors span a space that the matrix does not leave: the values are its own */
  float *basis;  /* [most + 1][n], of length 1 */
  double *alpha; /* [most], the diagonal */
  double *beta;  /* [most], below it: beta[k] binds k and k + 1 */
  double *room;  /* [2][most] */
} lanczos;

/* Storage for n and most, which are set. */
void lanczos_lay_out(lanczos *l, arena *a);

/* Begins anew at `start` [n], which is not 0. */
void lanczos_begin(lanczos *l, const float *start);

/* The vector [n] whose product is wanted next, until `most` are taken or it has ended; and what takes the product
   w, [n], which is written over. */
const float *lanczos_wanted(const lanczos *l);
void lanczos_take(lanczos *l, float *w);

/* The `taken` Ritz values, ascending, and for each a distance within which an eigenvalue of the matrix is. */
void lanczos_values(const lanczos *l, double *values, double *distances);

#endif
