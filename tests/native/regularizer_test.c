/* Penalties against their sums in double precision and their differences; and the limit of norms, column by
   column. */
#include "nn/regularizer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

enum { COLUMNS = 16, MOST_ROWS = 40 };

/* A weight that is now and then 0, -0, tiny or large. */
static float random_weight(uint64_t *state) {
  static const float odd[] = {0, -0.0F, 1e-30F, -1e-30F, 1e-3F, 8, -8};
  const uint32_t kind = random_below(state, 40);
  if (kind < sizeof odd / sizeof *odd) return odd[kind];
  return (float)(2 * random_unit(state) - 1);
}

static float *random_weights(uint64_t *state, size_t n) {
  float *w = malloc(n * sizeof *w);
  for (size_t i = 0; i < n; i++) w[i] = random_weight(state);
  return w;
}

/* --- penalties ---------------------------------------------------------------------------------- */

static void check_values(void) {
  uint64_t state = 1;
  tally t = {0};
  for (size_t n = 16; n <= 640; n += 16) {
    float *w = random_weights(&state, n);
    const double lambda[PENALTIES] = {n % 32 ? 0.3 : 0, n % 48 ? 0.07 : 0};
    double l1 = 0, l2 = 0;
    for (size_t i = n; i-- > 0;) {
      l1 += fabs((double)w[i]);
      l2 += (double)w[i] * (double)w[i];
    }
    const double expected = lambda[PENALTY_L1] * l1 + lambda[PENALTY_L2] * l2;
    const double value = penalty_value(lambda, w, n);
    tally_add(&t, fabs(value - expected) <= 1e-13 * expected, "%zu weights: %.17g, not %.17g", n,
              value, expected);
    free(w);
  }
  tally_check(&t, "penalties");
  const float nothing[16] = {0}, infinite[16] = {HUGE_VALF};
  const double both[PENALTIES] = {1, 1}, none[PENALTIES] = {0, 0};
  check(penalty_value(both, nothing, 16) == 0, "weights of 0", "have no penalty");
  check(penalty_value(none, infinite, 16) == 0, "lambdas of 0", "are no penalty");
}

/* lambda sign(w) + 2 lambda w, added to what is there; 0 where L1 has a kink. */
static void check_gradients(void) {
  enum { N = 640 };
  uint64_t state = 2;
  tally t = {0};
  for (int which = 0; which < 4; which++) {
    const double lambda[PENALTIES] = {which & 1 ? 0.25 : 0, which & 2 ? 0.0625 : 0};
    float *w = random_weights(&state, N), g[N], before[N];
    for (int i = 0; i < N; i++) g[i] = before[i] = random_weight(&state);
    penalty_add_gradient(lambda, w, g, N);
    for (int i = 0; i < N; i++) {
      const double sign = (double)((w[i] > 0) - (w[i] < 0));
      const double slope = lambda[PENALTY_L1] * sign + 2 * lambda[PENALTY_L2] * (double)w[i];
      const double expected = (double)before[i] + slope;
      tally_add(&t, fabs((double)g[i] - expected) <= 2e-7 * (fabs((double)before[i]) + fabs(slope)),
                "penalties %d, weight %g: %.9g, not %.9g", which, (double)w[i], (double)g[i],
                expected);
      if (which == 0) tally_add(&t, g[i] == before[i], "no penalty changed %g", (double)before[i]);
    }
    free(w);
  }
  tally_check(&t, "gradients");
}

/* The gradient is the value's: by central differences, where L1 has no kink nearby. */
static void check_differences(void) {
  uint64_t state = 3;
  tally t = {0};
  const double lambda[PENALTIES] = {0.5, 0.25};
  for (int round = 0; round < 20; round++) {
    float w[16], g[16] = {0};
    for (int i = 0; i < 16; i++)
      w[i] = (float)((random_unit(&state) + 0.125) * (random_below(&state, 2) ? 1 : -1));
    penalty_add_gradient(lambda, w, g, 16);
    for (int i = 0; i < 16; i++) {
      const float at = w[i], above = at + 0x1p-6F, below = at - 0x1p-6F;
      w[i] = above;
      const double up = penalty_value(lambda, w, 16);
      w[i] = below;
      const double down = penalty_value(lambda, w, 16);
      w[i] = at;
      const double slope = (up - down) / ((double)above - (double)below);
      tally_add(&t, fabs(slope - (double)g[i]) <= 1e-6, "%.9g, not %.9g", (double)g[i], slope);
    }
  }
  tally_check(&t, "gradients are the values'");
}

/* --- norms -------------------------------------------------------------------------------------- */

static double column_norm(const float *w, size_t rows, size_t o) {
  double sum = 0;
  for (size_t i = 0; i < rows; i++) sum += (double)w[i * COLUMNS + o] * (double)w[i * COLUMNS + o];
  return sqrt(sum);
}

static void check_norms(void) {
  uint64_t state = 4;
  tally bounded = {0}, kept = {0}, direction = {0};
  for (size_t rows = 1; rows <= MOST_ROWS; rows++) {
    const size_t n = rows * COLUMNS;
    float *w = random_weights(&state, n), *before = malloc(n * sizeof *before);
    for (size_t i = 0; i < n; i++) w[i] *= i % COLUMNS % 3 == 0 ? 0.1F : 1; /* some are short */
    memcpy(before, w, n * sizeof *w);
    const float r = (float)(0.5 + random_unit(&state));
    norm_limit(r, w, rows);
    for (size_t o = 0; o < COLUMNS; o++) {
      const double old = column_norm(before, rows, o), new = column_norm(w, rows, o);
      tally_add(&bounded, new <= (double)r *(1 + 1e-6), "%zu rows: %.9g above %.9g", rows, new,
                (double)r);
      if (old > (double)r)
        tally_add(&direction, fabs(new - (double)r) <= 1e-6 * (double)r, "shrunk to %.9g, not %.9g",
                  new, (double)r);
      for (size_t i = o; i < n; i += COLUMNS) {
        const double scaled =
            old > (double)r ? (double)before[i] * ((double)r / old) : (double)before[i];
        if (old <= (double)r)
          tally_add(&kept, memcmp(&w[i], &before[i], sizeof *w) == 0, "%g became %g",
                    (double)before[i], (double)w[i]);
        else
          tally_add(&direction, fabs((double)w[i] - scaled) <= 2e-7 * fabs(scaled) + 1e-38,
                    "%.9g, not %.9g", (double)w[i], scaled);
      }
    }
    free(w);
    free(before);
  }
  tally_check(&bounded, "no norm is above r");
  tally_check(&kept, "shorter columns keep their bits");
  tally_check(&direction, "longer columns keep their direction");
}

static void check_norm_borders(void) {
  float w[2 * COLUMNS] = {0};
  w[0] = 3; /* a norm of 5, exactly */
  w[COLUMNS] = -4;
  w[1] = 6; /* and one of 10 */
  w[COLUMNS + 1] = 8;
  norm_limit(5, w, 2);
  check(w[0] == 3 && w[COLUMNS] == -4, "a norm of r", "stays");
  check(w[1] == 3 && w[COLUMNS + 1] == 4, "a norm of 2 r", "is halved");
  check(w[2] == 0 && w[COLUMNS + 2] == 0, "a column of 0", "stays");
}

static void check_rows(void) {
  size_t rows = 0;
  while (regularizer_choice(rows)) rows++;
  check(rows > PENALTIES && regularizers[rows] == NULL, "rows", "closed by NULL");
  for (size_t i = 0; i < rows; i++)
    check((regularizers[i]->size != NULL) == (i < PENALTIES) &&
              (regularizers[i]->add_gradient != NULL) == (i < PENALTIES),
          regularizers[i]->c.key, "penalties come first");
}

int main(void) {
  check_values();
  check_gradients();
  check_differences();
  check_norms();
  check_norm_borders();
  check_rows();
  return failures > 0;
}
