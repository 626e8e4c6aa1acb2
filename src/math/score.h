/* score.h: what predictions are worth, sample by sample: the one place where probabilities become a class,
   a loss, an accuracy. Probabilities are rows of K float32; logarithms are natural. */
#ifndef DESCENSO_SCORE_H
#define DESCENSO_SCORE_H

#include "base/base.h"

/* The class of the largest of K probabilities; the first of equals. */
uint32_t score_class(const float *p, uint32_t K);

/* -log p of a label's probability. A p below 2^-126, the least normal float, counts as that: at most 87.34. */
double score_log_loss(float p);

/* -p log p, what a class of probability p adds to the entropy: 0 for 0. */
double score_surprise(double p);

/* The entropy -sum_k p_k log p_k of K probabilities, in nats, 0..log K; 0 log 0 is 0 (Shannon, 1948). */
double score_entropy(const float *p, uint32_t K);

/* Sums over samples; begin with zeros. */
typedef struct {
  double loss;
  uint32_t samples, right;
  uint32_t
      *counts; /* [K, K] or NULL: of each true class (row), how many were predicted to be of each */
} score_sums;

/* Judges B samples with probabilities p [B, ldp]; returns how many are right. `losses` [B] are theirs, from
   the logits, which know more of a small p than p itself; NULL: from p. */
uint32_t score_add(score_sums *sums, const float *p, size_t ldp, uint32_t B, uint32_t K,
                   const uint8_t *labels, const float *losses);

#endif
