/* Scores of predictions: cases worked out by hand, definitions with loops over all pairs and all cuts, what is
   refused; and, for sanitizers, outputs that end where they should. */
#include "math/uncertainty.h"

#include "math/score.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

static bool near(double a, double b) { return fabs(a - b) <= 1e-13 * (1 + fabs(b)); }

/* --- by hand ------------------------------------------------------------------------------------ */

/* Four samples of two classes; sure by 7/8 (right), 5/8 (wrong), 5/8 (right), 1 (right). */
static void check_score_by_hand(void) {
  const float p[] = {0.875F, 0.125F, 0.375F, 0.625F, 0.625F, 0.375F, 0, 1};
  const uint8_t labels[] = {0, 0, 0, 1};
  prediction_score s;
  calibration_bin bins[4];
  double coverage[4], accuracy[4];
  check(uncertainty_score(p, labels, 4, 2, 4, &s, bins, coverage, accuracy) == STATUS_OK,
        "four samples", error_message());
  check(near(s.accuracy, 0.75), "accuracy", "3 of 4");
  check(near(s.log_loss, -(log(0.875) + log(0.375) + log(0.625)) / 4), "likelihood", "");
  check(near(s.brier, (2 * 0.015625 + 2 * 0.390625 + 2 * 0.140625) / 4), "Brier score", "");
  check(bins[0].count == 0 && bins[1].count == 0 && isnan(bins[0].accuracy), "empty bins", "NaN");
  check(bins[2].count == 2 && near(bins[2].confidence, 0.625) && near(bins[2].accuracy, 0.5),
        "the bin (0.5, 0.75]", "");
  check(bins[3].count == 2 && near(bins[3].confidence, 0.9375) && near(bins[3].accuracy, 1),
        "the bin (0.75, 1]", "");
  check(near(s.calibration_error, (0.125 + 0.0625) / 2), "calibration error", "");
  const double expected[] = {1, 1, 2.5 / 3, 0.75}; /* third: one of two that are equally sure */
  for (int k = 0; k < 4; k++)
    check(near(coverage[k], (k + 1) / 4.0) && near(accuracy[k], expected[k]), "coverage", "");
  check(near(s.coverage_area, (2 + 2.5 / 3 + 0.75) / 4), "area", "");
}

static void check_clamp(void) {
  const float p[] = {1, 0, 0};
  const uint8_t label = 1;
  prediction_score s;
  calibration_bin bin;
  double coverage, accuracy;
  uncertainty_score(p, &label, 1, 3, 1, &s, &bin, &coverage, &accuracy);
  check(near(s.log_loss, 126 * log(2)), "a probability of 0", "counts as 2^-126");
  check(s.brier == 2 && s.calibration_error == 1 && s.coverage_area == 0, "surely wrong", "");
}

static void check_entropy(void) {
  const float uniform[] = {0.25F, 0.25F, 0.25F, 0.25F}, sure[] = {0, 1, 0, 0};
  check(near(score_entropy(uniform, 4), log(4)), "entropy", "log K where all are alike");
  check(score_entropy(sure, 4) == 0, "entropy", "0 where one is sure");
}

/* --- by definition ------------------------------------------------------------------------------ */

/* Every bound of a bin, for any number of bins, belongs to the bin below it. */
static void check_bounds(void) {
  tally t = {0};
  for (uint32_t bins = 1; bins <= 200; bins++)
    for (uint32_t b = bins / 2 + 1; b <= bins; b++) {
      const float confidence = (float)b / (float)bins, row[] = {confidence, 1 - confidence};
      const uint8_t label = 0;
      prediction_score s;
      calibration_bin table[200];
      double coverage, accuracy;
      uncertainty_score(row, &label, 1, 2, bins, &s, table, &coverage, &accuracy);
      uint32_t found = bins;
      for (uint32_t k = 0; k < bins; k++)
        if (table[k].count > 0) found = k;
      const double value = (double)confidence;
      tally_add(&t, value > (double)found / bins && value <= (double)(found + 1) / bins,
                "%u of %u is in bin %u", b, bins, found);
    }
  tally_check(&t, "bounds of bins");
}

/* Scores with ties, some of them infinite. */
static double random_score(uint64_t *state) {
  const uint32_t kind = random_below(state, 20);
  if (kind == 0) return HUGE_VAL;
  if (kind == 1) return -HUGE_VAL;
  return kind < 12 ? (double)random_below(state, 6) : 6 * random_unit(state);
}

/* Over all pairs; and the order in which scores come is of no account. */
static void check_auroc(void) {
  uint64_t state = 3;
  tally t = {0}, sorted = {0};
  for (int i = 0; i < 300; i++) {
    const uint32_t P = 1 + random_below(&state, 40), Q = 1 + random_below(&state, 40);
    double *p = malloc(P * sizeof *p), *q = malloc(Q * sizeof *q), wins = 0, area = -1;
    for (uint32_t n = 0; n < P; n++) p[n] = random_score(&state);
    for (uint32_t n = 0; n < Q; n++) q[n] = random_score(&state);
    for (uint32_t a = 0; a < P; a++)
      for (uint32_t b = 0; b < Q; b++) wins += p[a] > q[b] ? 1 : p[a] == q[b] ? 0.5 : 0;
    uncertainty_auroc(p, P, q, Q, &area);
    tally_add(&t, near(area, wins / P / Q), "%u against %u: %.17g instead of %.17g", P, Q, area,
              wins / P / Q);
    for (uint32_t n = 1; n < P; n++) tally_add(&sorted, p[n - 1] >= p[n], "item %u of %u", n, P);
    free(p);
    free(q);
  }
  tally_check(&t, "area under the ROC curve");
  tally_check(&sorted, "sorted");
}

/* P(X <= k) by Pascal's triangle, halved row by row. */
static void check_mcnemar(void) {
  enum { MOST = 60 };
  double row[MOST + 1] = {1};
  uint8_t a[MOST], b[MOST];
  tally t = {0};
  for (uint32_t n = 0; n <= MOST; n++) {
    for (uint32_t only_a = 0; only_a <= n; only_a++) {
      const uint32_t less = only_a < n - only_a ? only_a : n - only_a;
      double tail = 0;
      for (uint32_t k = 0; k <= less; k++) tail += row[k];
      for (uint32_t k = 0; k < n; k++) b[k] = !(a[k] = k < only_a);
      mcnemar_test test;
      uncertainty_mcnemar(a, b, n, &test);
      const double expected = 2 * tail < 1 ? 2 * tail : 1;
      tally_add(&t,
                test.only_a == only_a && test.only_b == n - only_a &&
                    fabs(test.p - expected) <= 1e-13 * expected,
                "%u of %u: %.17g instead of %.17g", only_a, n, test.p, expected);
    }
    for (uint32_t k = n + 1 <= MOST ? n + 1 : n; k > 0; k--) row[k] = (row[k] + row[k - 1]) / 2;
    row[0] /= 2;
  }
  tally_check(&t, "McNemar's test");
}

/* --- refused ------------------------------------------------------------------------------------ */

static void check_refused(status s, const char *message) {
  check(s == STATUS_ARGUMENT && strcmp(error_message(), message) == 0, message, error_message());
}

static void check_errors(void) {
  prediction_score s;
  calibration_bin bins[2];
  double coverage[2], accuracy[2];
  const uint8_t labels[] = {0, 1}, wrong[] = {1, 2};
  const float good[] = {0.5F, 0.5F, 1, 0};
  float p[4];
  const struct {
    size_t at;
    float value;
    const char *message;
  } cases[] = {
      {2, nanf(""), "probabilities[2] must be 0..1, got NaN"},
      {1, -0.5F, "probabilities[1] must be 0..1, got -0.5"},
      {3, 1.5F, "probabilities[3] must be 0..1, got 1.5"},
      {0, HUGE_VALF, "probabilities[0] must be 0..1, got Infinity"},
      {3, 0.25F, "probabilities of sample 1 must sum to 1, got 1.25"},
      {0, 0.25F, "probabilities of sample 0 must sum to 1, got 0.75"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    memcpy(p, good, sizeof p);
    p[cases[i].at] = cases[i].value;
    check_refused(uncertainty_score(p, labels, 2, 2, 2, &s, bins, coverage, accuracy),
                  cases[i].message);
    float entropies[2];
    check_refused(uncertainty_entropies(p, 2, 2, entropies), cases[i].message);
  }
  check_refused(uncertainty_score(good, wrong, 2, 2, 2, &s, bins, coverage, accuracy),
                "labels[1] must be below the number of classes, got 2");
  double scores[] = {1, nan("")}, area;
  check_refused(uncertainty_auroc(scores, 2, scores, 1, &area),
                "positives[1] must be a number, got NaN");
  check_refused(uncertainty_auroc(scores, 1, scores, 2, &area),
                "negatives[1] must be a number, got NaN");
  check_refused(uncertainty_auroc(scores, 0, scores, 1, &area),
                "positives must have a score, got none");
  check_refused(uncertainty_auroc(scores, 1, scores, 0, &area),
                "negatives must have a score, got none");
  mcnemar_test test;
  check_refused(uncertainty_mcnemar(labels, wrong, 2, &test), "correctB[1] must be 0 or 1, got 2");
  check_refused(uncertainty_mcnemar(wrong, labels, 2, &test), "correctA[1] must be 0 or 1, got 2");
}

/* --- bits --------------------------------------------------------------------------------------- */

/* FNV-1a (Fowler, Noll and Vo). */
static uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t n) {
  for (size_t i = 0; i < n; i++) hash = (hash ^ ((const uint8_t *)bytes)[i]) * 0x100000001b3;
  return hash;
}

/* Prints a hash of scores, for tests/wasm/uncertainty.test.js to hold against the module's. */
static void print_bits(void) {
  enum { N = 500, K = 4, BINS = 15 };
  static float p[N][K], entropies[N];
  static uint8_t labels[N];
  static double coverage[N], accuracy[N];
  uint64_t state = 9;
  for (int n = 0; n < N; n++) {
    uint32_t left = 1024;
    for (int k = 0; k < K; k++) {
      const uint32_t part = k == K - 1 ? left : random_below(&state, left + 1);
      p[n][k] = (float)part / 1024;
      left -= part;
    }
    labels[n] = (uint8_t)random_below(&state, K);
  }
  prediction_score score;
  calibration_bin bins[BINS];
  check(uncertainty_score(p[0], labels, N, K, BINS, &score, bins, coverage, accuracy) ==
                STATUS_OK &&
            uncertainty_entropies(p[0], N, K, entropies) == STATUS_OK,
        "random rows", error_message());
  uint64_t hash = hash_bytes(0xcbf29ce484222325, &score, sizeof score);
  for (int b = 0; b < BINS; b++)
    if (bins[b].count > 0) hash = hash_bytes(hash, &bins[b], sizeof bins[b]);
  hash = hash_bytes(hash, accuracy, sizeof accuracy);
  hash = hash_bytes(hash, entropies, sizeof entropies);
  printf("# bits %016llx\n", (unsigned long long)hash);
}

int main(void) {
  check_score_by_hand();
  check_clamp();
  check_entropy();
  check_bounds();
  check_auroc();
  check_mcnemar();
  check_errors();
  print_bits();
  return failures > 0;
}
