/* Batch normalization against its formulas in double precision: forward, predictions, moving statistics; and
   backward against central differences. */
#include "nn/batchnorm.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

enum { N = 32, MOST = 40 };

/* A layer of N columns, and what belongs to it; z [MOST, N]. */
typedef struct {
  float gamma[N], beta[N], moving_mean[N], moving_variance[N], mean[N], variance[N], inverse[N];
  float normalized[MOST * N], z[MOST * N], out[MOST * N];
  batchnorm b;
} layer;

static const batchnorm_rule KERAS = {0.99, 1e-3, false}, PYTORCH = {0.9, 1e-5, true};

static void start(layer *l, uint64_t *state) {
  for (int o = 0; o < N; o++) {
    l->gamma[o] = (float)(random_unit(state) + 0.5);
    l->beta[o] = (float)(random_unit(state) - 0.5);
    l->moving_mean[o] = (float)random_unit(state);
    l->moving_variance[o] = (float)(random_unit(state) + 0.1);
  }
  /* Small means: float32 rounds a mean, and that much is lost of the differences from it. */
  for (int i = 0; i < MOST * N; i++) l->z[i] = (float)(3 * random_unit(state) + i % N / 8 - 2);
  l->b = (batchnorm){l->gamma, l->beta,     l->moving_mean, l->moving_variance,
                     l->mean,  l->variance, l->inverse,     l->normalized};
}

/* The mean of a column of B numbers, and the mean of squared distances from it. */
static void moments(const float *z, uint32_t B, int o, double *mean, double *variance) {
  *mean = *variance = 0;
  for (uint32_t s = B; s-- > 0;) *mean += (double)z[s * N + (uint32_t)o] / B;
  for (uint32_t s = B; s-- > 0;) {
    const double difference = (double)z[s * N + (uint32_t)o] - *mean;
    *variance += difference * difference / B;
  }
}

/* out = gamma (z - mean) / sqrt(variance + epsilon) + beta */
static double formula(const layer *l, double epsilon, double z, double mean, double variance,
                      int o) {
  return (double)l->gamma[o] * (z - mean) / sqrt(variance + epsilon) + (double)l->beta[o];
}

/* --- forward ------------------------------------------------------------------------------------ */

static void check_train(void) {
  static const uint32_t sizes[] = {1, 2, 3, 32, MOST};
  uint64_t state = 1;
  tally t = {0};
  for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
    static layer l;
    const uint32_t B = sizes[k];
    start(&l, &state);
    for (uint32_t s = 0; s < B; s++) l.z[s * N + 3] = 2.5F; /* a column without variance */
    batchnorm_train(&KERAS, &l.b, B, N, l.z, l.out);
    for (int o = 0; o < N; o++) {
      double mean, variance;
      moments(l.z, B, o, &mean, &variance);
      tally_add(&t,
                fabs((double)l.mean[o] - mean) < 1e-6 * (1 + fabs(mean)) &&
                    fabs((double)l.variance[o] - variance) < 1e-6 * (1 + variance),
                "moments of column %d, B = %u", o, B);
      for (uint32_t s = 0; s < B; s++) {
        const size_t i = (size_t)s * N + (size_t)o;
        const double expected = formula(&l, KERAS.epsilon, (double)l.z[i], mean, variance, o);
        tally_add(&t, fabs((double)l.out[i] - expected) < 2e-5, "B = %u: %g, not %g", B,
                  (double)l.out[i], expected);
      }
    }
    tally_add(&t, l.out[3] == l.beta[3], "no variance: %g, not beta", (double)l.out[3]);
    static float in_place[MOST * N];
    memcpy(in_place, l.z, sizeof in_place);
    batchnorm_train(&KERAS, &l.b, B, N, in_place, in_place);
    tally_add(&t, memcmp(in_place, l.out, sizeof(float) * B * N) == 0, "in place, B = %u", B);
  }
  tally_check(&t, "training");
}

static void check_predict(void) {
  uint64_t state = 2;
  static layer l;
  tally t = {0};
  start(&l, &state);
  batchnorm_predict(&PYTORCH, &l.b, MOST, N, l.z, l.out);
  for (int i = 0; i < MOST * N; i++) {
    const int o = i % N;
    const double expected = formula(&l, PYTORCH.epsilon, (double)l.z[i], (double)l.moving_mean[o],
                                    (double)l.moving_variance[o], o);
    tally_add(&t, fabs((double)l.out[i] - expected) < 1e-5 * (1 + fabs(expected)), "%g, not %g",
              (double)l.out[i], expected);
  }
  tally_check(&t, "predictions take the moving statistics");
}

/* --- moving statistics --------------------------------------------------------------------------- */

static void check_move(void) {
  uint64_t state = 3;
  tally t = {0};
  for (int which = 0; which < 2; which++) {
    const batchnorm_rule *rule = which ? &PYTORCH : &KERAS;
    for (uint32_t B = 1; B <= MOST; B += 13) {
      static layer l;
      start(&l, &state);
      float mean_before[N], variance_before[N];
      memcpy(mean_before, l.moving_mean, sizeof mean_before);
      memcpy(variance_before, l.moving_variance, sizeof variance_before);
      batchnorm_train(rule, &l.b, B, N, l.z, l.out);
      tally_add(&t, memcmp(mean_before, l.moving_mean, sizeof mean_before) == 0,
                "a training pass alone moved the mean");
      batchnorm_move(rule, &l.b, B, N);
      for (int o = 0; o < N; o++) {
        double mean, variance;
        moments(l.z, B, o, &mean, &variance);
        if (which && B > 1) variance *= B / (B - 1.0); /* PyTorch's is the unbiased one */
        const double keep = rule->momentum;
        const double m = keep * (double)mean_before[o] + (1 - keep) * mean;
        const double v = keep * (double)variance_before[o] + (1 - keep) * variance;
        tally_add(&t,
                  fabs((double)l.moving_mean[o] - m) < 1e-6 * (1 + fabs(m)) &&
                      fabs((double)l.moving_variance[o] - v) < 1e-6 * (1 + v),
                  "B = %u, column %d: %g and %g, not %g and %g", B, o, (double)l.moving_mean[o],
                  (double)l.moving_variance[o], m, v);
      }
    }
  }
  tally_check(&t, "moving statistics");
}

/* --- backward ----------------------------------------------------------------------------------- */

/* sum_s d[s] out[s] of one column, in double precision, as a function of what it is made of. */
static double objective(const double *z, const double *d, uint32_t B, double gamma, double beta,
                        double epsilon) {
  double mean = 0, variance = 0, sum = 0;
  for (uint32_t s = 0; s < B; s++) mean += z[s] / B;
  for (uint32_t s = 0; s < B; s++) variance += (z[s] - mean) * (z[s] - mean) / B;
  for (uint32_t s = 0; s < B; s++)
    sum += d[s] * (gamma * (z[s] - mean) / sqrt(variance + epsilon) + beta);
  return sum;
}

static void check_backward(void) {
  static const uint32_t sizes[] = {1, 2, 5, MOST};
  const double h = 1e-5, epsilon = KERAS.epsilon;
  uint64_t state = 4;
  tally t = {0};
  for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
    static layer l;
    static float d[MOST * N];
    float d_gamma[N], d_beta[N];
    const uint32_t B = sizes[k];
    start(&l, &state);
    for (int i = 0; i < MOST * N; i++) d[i] = (float)(random_unit(&state) - 0.5);
    static float given[MOST * N];
    memcpy(given, d, sizeof given);
    batchnorm_train(&KERAS, &l.b, B, N, l.z, l.out);
    batchnorm_backward(&l.b, B, N, d, d_gamma, d_beta);
    for (int o = 0; o < N; o++) {
      double z[MOST], w[MOST];
      const double gamma = (double)l.gamma[o], beta = (double)l.beta[o];
      for (uint32_t s = 0; s < B; s++) {
        z[s] = (double)l.z[s * N + (uint32_t)o];
        w[s] = (double)given[s * N + (uint32_t)o];
      }
      const double by_gamma = (objective(z, w, B, gamma + h, beta, epsilon) -
                               objective(z, w, B, gamma - h, beta, epsilon)) /
                              (2 * h);
      const double by_beta = (objective(z, w, B, gamma, beta + h, epsilon) -
                              objective(z, w, B, gamma, beta - h, epsilon)) /
                             (2 * h);
      tally_add(&t,
                fabs((double)d_gamma[o] - by_gamma) < 2e-5 &&
                    fabs((double)d_beta[o] - by_beta) < 2e-5,
                "B = %u: by gamma %g, not %g; by beta %g, not %g", B, (double)d_gamma[o], by_gamma,
                (double)d_beta[o], by_beta);
      for (uint32_t s = 0; s < B; s++) {
        const double at = z[s];
        z[s] = at + h;
        const double up = objective(z, w, B, gamma, beta, epsilon);
        z[s] = at - h;
        const double slope = (up - objective(z, w, B, gamma, beta, epsilon)) / (2 * h);
        z[s] = at;
        const double ours = (double)d[s * N + (uint32_t)o];
        tally_add(&t, fabs(ours - slope) < 2e-5 * (1 + fabs(slope)), "B = %u: by z %g, not %g", B,
                  ours, slope);
      }
    }
  }
  tally_check(&t, "backward");
}

int main(void) {
  check_train();
  check_predict();
  check_move();
  check_backward();
  return failures > 0;
}
