/* uncertainty.h: what probabilities are worth: whether they are right, whether they are as sure as they
   are right, and whether the unsure ones can be told apart.

   Probabilities are [N, K] float32, every row of numbers 0..1 whose sum is 1 within 1e-3; logarithms
   are natural, so that entropies and log-likelihoods are in nats. Sums are taken in double precision,
   in the order of the samples. Errors are STATUS_ARGUMENT, and name the item that is wrong. */
#ifndef DESCENSO_UNCERTAINTY_H
#define DESCENSO_UNCERTAINTY_H

#include "base/base.h"

/* Over a dataset. A sample's confidence is its largest probability; it is right when that stands at its
   label (the first of equals counts).
     accuracy          the share that is right
     log_loss          negative log-likelihood: the mean of -log p(label), see score.h
     brier             the mean of sum_k (p_k - [k = label])², 0..2 (Brier, 1950)
     calibration_error expected calibration error: what accuracy and confidence differ by in a bin, as the
                       mean over the samples (Naeini, Cooper and Hauskrecht, 2015; Guo, Pleiss, Sun and
                       Weinberger, 2017)
     coverage_area     the mean of coverage_accuracy below: 1 minus the area under the curve of risk
                       against coverage (Geifman, Uziel and El-Yaniv, 2019) */
typedef struct {
  double accuracy, log_loss, brier, calibration_error, coverage_area;
} prediction_score;

/* The samples whose confidence is in (b / bins, (b + 1) / bins]; a confidence of 0 is in bin 0. */
typedef struct {
  double count, confidence, accuracy; /* the last two are means, NaN where count is 0 */
} calibration_bin;

/* Scores N >= 1 rows of K >= 1 probabilities. bins [count of bins >= 1]; coverage and coverage_accuracy [N]:
   item k - 1 has k / N, and the share that is right among the k surest (El-Yaniv and Wiener, 2010;
   Geifman and El-Yaniv, 2017); among equally sure ones the expected share, over all their orders. */
status uncertainty_score(const float *probabilities, const uint8_t *labels, uint32_t N, uint32_t K,
                         uint32_t bin_count, prediction_score *score, calibration_bin *bins,
                         double *coverage, double *coverage_accuracy);

/* The entropy of each of N rows of probabilities, into entropies [N]. */
status uncertainty_entropies(const float *probabilities, uint32_t N, uint32_t K, float *entropies);

/* The area under the ROC curve: the probability that a score of `positives` is above one of `negatives`,
   ties counting 1/2 (Mann and Whitney, 1947; Hanley and McNeil, 1982). Both must have a score, below
   2^31 of them; scores may be infinite but not NaN. Sorts both. */
status uncertainty_auroc(double *positives, uint32_t positive_count, double *negatives,
                         uint32_t negative_count, double *area);

/* Whether two classifiers differ, from the samples that only one of them gets right (McNemar, 1947). */
typedef struct {
  double only_a, only_b; /* how many */

  /* Exact and two-sided: the probability of a split at least as uneven, were either equally likely to be the one; 1
     where there is none. At most 2 N ulp off. */
  double p;
} mcnemar_test;

/* From a[N] and b[N], 1 where a classifier is right and 0 where not. */
status uncertainty_mcnemar(const uint8_t *a, const uint8_t *b, uint32_t N, mcnemar_test *out);

#endif
