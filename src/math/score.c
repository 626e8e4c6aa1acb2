#include "math/score.h"

#include "math/vmath.h"

uint32_t score_class(const float *p, uint32_t K) {
  uint32_t best = 0;
  for (uint32_t k = 1; k < K; k++)
    if (p[k] > p[best]) best = k;
  return best;
}

double score_log_loss(float p) { return -log_f64(p < 0x1p-126f ? 0x1p-126 : (double)p); }

double score_surprise(double p) { return p <= 0 ? 0 : -p * log_f64(p); }

double score_entropy(const float *p, uint32_t K) {
  double sum = 0;
  for (uint32_t k = 0; k < K; k++) sum += score_surprise((double)p[k]);
  return sum;
}

uint32_t score_add(score_sums *sums, const float *p, size_t ldp, uint32_t B, uint32_t K,
                   const uint8_t *labels, const float *losses) {
  double loss = 0;
  uint32_t right = 0;
  for (uint32_t s = 0; s < B; s++, p += ldp) {
    const uint32_t label = labels[s], predicted = score_class(p, K);
    loss += losses ? (double)losses[s] : score_log_loss(p[label]);
    right += predicted == label;
    if (sums->counts) sums->counts[label * K + predicted]++;
  }
  sums->loss += loss;
  sums->right += right;
  sums->samples += B;
  return right;
}
