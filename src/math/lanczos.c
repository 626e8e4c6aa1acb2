#include "math/lanczos.h"

SELDOM void lanczos_lay_out(lanczos *l, arena *a) {
  l->basis = arena_floats(a, ((uint64_t)l->most + 1) * l->n);
  l->alpha = arena_take(a, l->most, sizeof(double));
  l->beta = arena_take(a, l->most, sizeof(double));
  l->room = arena_take(a, 2 * (uint64_t)l->most, sizeof(double));
}

static float *vector(const lanczos *l, uint32_t k) { return l->basis + k * l->n; }

static double dot(const float *x, const float *y, size_t n) {
  enum { SUMS = 8 }; /* apart, so that one addition need not wait for the other */
  double sum[SUMS] = {0}, total = 0;
  for (size_t i = 0; i < n; i += SUMS)
    for (size_t k = 0; k < SUMS; k++) sum[k] += (double)x[i + k] * (double)y[i + k];
  for (size_t k = 0; k < SUMS; k++) total += sum[k];
  return total;
}

static void take_off(float *restrict w, double share, const float *restrict q, size_t n) {
  for (size_t i = 0; i < n; i++) w[i] = (float)((double)w[i] - share * (double)q[i]);
}

static void set_scaled(float *restrict to, const float *restrict from, double scale, size_t n) {
  for (size_t i = 0; i < n; i++) to[i] = (float)((double)from[i] * scale);
}

SELDOM void lanczos_begin(lanczos *l, const float *start) {
  l->taken = 0;
  l->ended = false;
  set_scaled(l->basis, start, 1 / __builtin_sqrt(dot(start, start, l->n)), l->n);
}

const float *lanczos_wanted(const lanczos *l) { return vector(l, l->taken); }

/* How large the tridiagonal matrix is, about. */
SELDOM static double size_of(const lanczos *l) {
  double most = 0;
  for (uint32_t k = 0; k < l->taken; k++) {
    const double here = __builtin_fabs(l->alpha[k]) + (k > 0 ? l->beta[k - 1] : 0);
    if (here > most) most = here;
  }
  return most;
}

SELDOM void lanczos_take(lanczos *l, float *w) {
  const uint32_t k = l->taken++;
  const double before = __builtin_sqrt(dot(w, w, l->n));
  l->alpha[k] = dot(vector(l, k), w, l->n);
  for (int again = 0; again < 2; again++)
    for (uint32_t j = 0; j <= k; j++) take_off(w, dot(vector(l, j), w, l->n), vector(l, j), l->n);
  l->beta[k] = __builtin_sqrt(dot(w, w, l->n));
  /* What is left of a product that stays in the space is its rounding. */
  const double rounding = 1e-6 * (before > size_of(l) ? before : size_of(l));
  l->ended = !(l->beta[k] > rounding);
  if (!l->ended) set_scaled(vector(l, k + 1), w, 1 / l->beta[k], l->n);
}

/* One turn of the plane of i and i + 1, on the last row of the eigenvectors. */
SELDOM static void turn(double *row, uint32_t i, double c, double s) {
  const double upper = row[i + 1];
  row[i + 1] = s * row[i] + c * upper;
  row[i] = c * row[i] - s * upper;
}

/* Where, from `from` on, the matrix falls apart: the first that is not bound to the next. */
SELDOM static uint32_t block_end(const double *d, const double *e, uint32_t from, uint32_t n) {
  uint32_t m = from;
  for (; m + 1 < n; m++) {
    const double beside = __builtin_fabs(d[m]) + __builtin_fabs(d[m + 1]);
    if (__builtin_fabs(e[m]) <= 1e-16 * beside) break;
  }
  return m;
}

/* A step of the QL algorithm on rows from .. to, with the implicit shift of Wilkinson (Golub and Van Loan, 1996,
   section 8.3): rotations chase what the first of them made out of the matrix. */
SELDOM static void ql_step(double *d, double *e, double *row, uint32_t from, uint32_t to) {
  const double half = (d[from + 1] - d[from]) / (2 * e[from]);
  const double root = __builtin_sqrt(half * half + 1);
  double g = d[to] - d[from] + e[from] / (half + (half < 0 ? -root : root));
  double s = 1, c = 1, shift = 0;
  for (uint32_t i = to; i-- > from;) {
    const double f = s * e[i], b = c * e[i], r = __builtin_sqrt(f * f + g * g);
    e[i + 1] = r;
    if (r <= 0) { /* it fell apart here */
      d[i + 1] -= shift;
      e[to] = 0;
      return;
    }
    s = f / r;
    c = g / r;
    g = d[i + 1] - shift;
    const double t = (d[i] - g) * s + 2 * c * b;
    shift = s * t;
    d[i + 1] = g + shift;
    g = c * t - b;
    turn(row, i, c, s);
  }
  d[from] -= shift;
  e[from] = g;
  e[to] = 0;
}

SELDOM static void sort(double *values, double *others, uint32_t n) {
  for (uint32_t i = 1; i < n; i++)
    for (uint32_t j = i; j > 0 && values[j] < values[j - 1]; j--) {
      const double value = values[j], other = others[j];
      values[j] = values[j - 1], others[j] = others[j - 1];
      values[j - 1] = value, others[j - 1] = other;
    }
}

SELDOM void lanczos_values(const lanczos *l, double *values, double *distances) {
  enum { MOST_STEPS = 60 }; /* for one value, of which two or three are the rule */
  const uint32_t n = l->taken;
  double *e = l->room, *row = e + l->most;
  for (uint32_t k = 0; k < n; k++) {
    values[k] = l->alpha[k];
    e[k] = k + 1 < n ? l->beta[k] : 0;
    row[k] = k + 1 == n;
  }
  for (uint32_t k = 0; k < n; k++)
    for (uint32_t step = 0; step < MOST_STEPS; step++) {
      const uint32_t end = block_end(values, e, k, n);
      if (end == k) break;
      ql_step(values, e, row, k, end);
    }
  const double beyond = n > 0 && !l->ended ? l->beta[n - 1] : 0;
  for (uint32_t k = 0; k < n; k++) distances[k] = beyond * __builtin_fabs(row[k]);
  sort(values, distances, n);
}
