#include "math/uncertainty.h"

#include "math/score.h"

/* -- checks ---------------------------------------------------------------------------------- */

/* "labels[7] must be 0..9, got 12" */
SELDOM static status refuse(const char *name, size_t n, const char *rule, double got) {
  return error_tell(STATUS_ARGUMENT, "other", NULL, "{name}[{n}] must be {rule}, got {given}",
                    FACTS(FACT_TEXT("name", name), FACT("n", (double)n), FACT_TEXT("rule", rule),
                          FACT("given", got)));
}

SELDOM static status check_probabilities(const float *p, uint32_t N, uint32_t K) {
  const double slack = 1e-3;
  for (uint32_t n = 0; n < N; n++, p += K) {
    double sum = 0;
    for (uint32_t k = 0; k < K; k++) {
      const double value = (double)p[k];
      if (!(value >= 0 && value <= 1))
        return refuse("probabilities", (size_t)n * K + k, "0..1", value);
      sum += value;
    }
    if (sum < 1 - slack || sum > 1 + slack)
      return error_tell(STATUS_ARGUMENT, "other", NULL,
                        "probabilities of sample {n} must sum to 1, got {given}",
                        FACTS(FACT("n", n), FACT("given", sum)));
  }
  return STATUS_OK;
}

SELDOM static status check_labels(const uint8_t *labels, uint32_t N, uint32_t K) {
  for (uint32_t n = 0; n < N; n++)
    if (labels[n] >= K) return refuse("labels", n, "below the number of classes", labels[n]);
  return STATUS_OK;
}

/* -- order ----------------------------------------------------------------------------------- */

/* Lets a[root] sink until none of its children, 2 root + 1 and 2 root + 2, is smaller. */
SELDOM static void sink(double *a, size_t root, size_t n) {
  const double value = a[root];
  for (size_t child; (child = 2 * root + 1) < n; root = child) {
    if (child + 1 < n && a[child + 1] < a[child]) child++;
    if (a[child] >= value) break;
    a[root] = a[child];
  }
  a[root] = value;
}

/* Heapsort (Williams, 1964): in place, so that nothing can be out of memory. */
SELDOM static void sort_descending(double *a, size_t n) {
  for (size_t root = n / 2; root > 0; root--) sink(a, root - 1, n);
  for (size_t end = n; end > 1; end--) {
    const double smallest = a[0];
    a[0] = a[end - 1];
    a[end - 1] = smallest;
    sink(a, 0, end - 1);
  }
}

/* How many of a[0 .. n-1], in descending order, are at least `value`; none before `from` is below it. */
static size_t count_at_least(const double *a, size_t from, size_t n, double value) {
  while (from < n && a[from] >= value) from++;
  return from;
}

/* accuracy[k - 1] of the k surest, from the confidences of those that are right and those that are wrong,
   both in descending order; returns their mean. */
SELDOM static double cover(const double *right, size_t rights, const double *wrong, size_t wrongs,
                           double *accuracy) {
  const size_t N = rights + wrongs;
  double total = 0;
  for (size_t r = 0, w = 0; r + w < N;) {
    const bool right_next = w == wrongs || (r < rights && right[r] >= wrong[w]);
    const double confidence = right_next ? right[r] : wrong[w];
    const size_t next_r = count_at_least(right, r, rights, confidence);
    const size_t next_w = count_at_least(wrong, w, wrongs, confidence);
    const size_t equals = next_r - r + next_w - w;
    const double share = (double)(next_r - r) / (double)equals;
    for (size_t k = 1; k <= equals; k++) {
      accuracy[r + w + k - 1] = ((double)r + share * (double)k) / (double)(r + w + k);
      total += accuracy[r + w + k - 1];
    }
    r = next_r;
    w = next_w;
  }
  return total / (double)N;
}

/* -- scores ---------------------------------------------------------------------------------- */

/* Bins are open on the left; the product may be off by a rounding, the bounds are not. */
static uint32_t bin_of(double confidence, uint32_t bins) {
  uint32_t b = (uint32_t)(confidence * bins);
  while (b > 0 && confidence <= (double)b / bins) b--;
  while (b + 1 < bins && confidence > (double)(b + 1) / bins) b++;
  return b;
}

/* Sums into means; returns the calibration error. */
SELDOM static double finish_bins(calibration_bin *bins, uint32_t bin_count, uint32_t N) {
  double total = 0;
  for (uint32_t b = 0; b < bin_count; b++) {
    total += __builtin_fabs(bins[b].accuracy - bins[b].confidence);
    bins[b].confidence /= bins[b].count; /* 0 / 0 is NaN */
    bins[b].accuracy /= bins[b].count;
  }
  return total / N;
}

static double brier_of(const float *p, uint32_t K, uint32_t label) {
  double sum = 0;
  for (uint32_t k = 0; k < K; k++) {
    const double difference = (double)p[k] - (k == label ? 1.0 : 0.0);
    sum += difference * difference;
  }
  return sum;
}

SELDOM status uncertainty_score(const float *probabilities, const uint8_t *labels, uint32_t N,
                                uint32_t K, uint32_t bin_count, prediction_score *score,
                                calibration_bin *bins, double *coverage,
                                double *coverage_accuracy) {
  status s = check_probabilities(probabilities, N, K);
  if (s == STATUS_OK) s = check_labels(labels, N, K);
  if (s != STATUS_OK) return s;

  *score = (prediction_score){0};
  for (uint32_t b = 0; b < bin_count; b++) bins[b] = (calibration_bin){0, 0, 0};
  score_sums sums = {0};
  uint32_t rights = 0, wrongs = 0;
  for (uint32_t n = 0; n < N; n++) {
    const float *p = probabilities + (size_t)n * K;
    const double confidence = (double)p[score_class(p, K)];
    const bool right = score_add(&sums, p, K, 1, K, labels + n, NULL) == 1;
    calibration_bin *bin = &bins[bin_of(confidence, bin_count)];
    bin->count++;
    bin->confidence += confidence;
    bin->accuracy += right;
    score->brier += brier_of(p, K, labels[n]);
    /* `coverage` is the room to sort in: those that are right from its front, the others from its end. */
    if (right) coverage[rights++] = confidence;
    else coverage[N - ++wrongs] = confidence;
  }
  sort_descending(coverage, rights);
  sort_descending(coverage + rights, wrongs);
  score->coverage_area = cover(coverage, rights, coverage + rights, wrongs, coverage_accuracy);
  for (uint32_t n = 0; n < N; n++) coverage[n] = (n + 1.0) / N;
  score->accuracy = (double)sums.right / N;
  score->log_loss = sums.loss / N;
  score->brier /= N;
  score->calibration_error = finish_bins(bins, bin_count, N);
  return STATUS_OK;
}

SELDOM status uncertainty_entropies(const float *probabilities, uint32_t N, uint32_t K,
                                    float *entropies) {
  const status s = check_probabilities(probabilities, N, K);
  if (s != STATUS_OK) return s;
  for (uint32_t n = 0; n < N; n++)
    entropies[n] = (float)score_entropy(probabilities + (size_t)n * K, K);
  return STATUS_OK;
}

/* -- comparisons ----------------------------------------------------------------------------- */

SELDOM static status check_scores(const char *name, const double *scores, uint32_t count) {
  if (count < 1) return error_set(STATUS_ARGUMENT, name, "must have a score, got none");
  for (uint32_t n = 0; n < count; n++)
    if (scores[n] != scores[n]) return refuse(name, n, "a number", scores[n]);
  return STATUS_OK;
}

SELDOM status uncertainty_auroc(double *positives, uint32_t positive_count, double *negatives,
                                uint32_t negative_count, double *area) {
  status s = check_scores("positives", positives, positive_count);
  if (s == STATUS_OK) s = check_scores("negatives", negatives, negative_count);
  if (s != STATUS_OK) return s;
  sort_descending(positives, positive_count);
  sort_descending(negatives, negative_count);
  uint64_t halves = 0; /* 2 for a pair in which the positive is above, 1 for a tie */
  for (size_t n = 0, above = 0, not_below = 0; n < positive_count; n++) {
    while (above < negative_count && negatives[above] > positives[n]) above++;
    not_below = count_at_least(negatives, not_below, negative_count, positives[n]);
    halves += 2 * (uint64_t)(negative_count - not_below) + (not_below - above);
  }
  *area = (double)halves / (2.0 * positive_count * negative_count);
  return STATUS_OK;
}

/* min(1, 2 P(X <= k)) for X binomial with n draws of probability 1/2, k <= n / 2. */
SELDOM static double binomial_two_sided(uint32_t n, uint32_t k) {
  /* P(X = k) = (n over k) / 2^n, halved on the way so that it stays below n: exactly, until it is too small
     for a double. */
  double term = 1;
  uint32_t halved = 0;
  for (uint32_t j = 1; j <= k; j++) {
    term *= (n - k + j) / (double)j;
    for (; term > 1 && halved < n; halved++) term *= 0.5;
  }
  for (; term > 0 && halved < n; halved++) term *= 0.5;
  double tail = term;
  for (uint32_t j = k; j > 0; j--) {
    term *= j / (n - j + 1.0); /* P(X = j - 1) */
    tail += term;
  }
  return tail < 0.5 ? 2 * tail : 1;
}

SELDOM status uncertainty_mcnemar(const uint8_t *a, const uint8_t *b, uint32_t N,
                                  mcnemar_test *out) {
  *out = (mcnemar_test){0};
  for (uint32_t n = 0; n < N; n++) {
    if (a[n] > 1) return refuse("correctA", n, "0 or 1", a[n]);
    if (b[n] > 1) return refuse("correctB", n, "0 or 1", b[n]);
    out->only_a += a[n] > b[n];
    out->only_b += b[n] > a[n];
  }
  const uint32_t only_a = (uint32_t)out->only_a, only_b = (uint32_t)out->only_b;
  out->p = binomial_two_sided(only_a + only_b, (uint32_t)min_size(only_a, only_b));
  return STATUS_OK;
}
