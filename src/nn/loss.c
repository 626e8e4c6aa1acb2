#include "nn/loss.h"

#include "math/vmath.h"

/* The largest logit is taken off first, so the largest term of the sum is e^0 and nothing overflows. */
void loss_softmax_cross_entropy(float *z, size_t ldz, uint32_t B, uint32_t K, const loss_targets *t,
                                float *losses) {
  const double smoothing = t->smoothing;
  const float even = (float)(smoothing / K), own = (float)(1 - smoothing);
  for (uint32_t s = 0; s < B; s++, z += ldz) {
    float max = z[0], sum = 0.0f;
    for (uint32_t k = 1; k < K; k++) max = z[k] > max ? z[k] : max;
    float target = z[t->labels[s]] - max;
    if (t->others) target = t->share * target + (1.0f - t->share) * (z[t->others[s]] - max);
    float all = 0.0f;
    for (uint32_t k = 0; smoothing > 0 && k < K; k++) all += z[k] - max;
    for (uint32_t k = 0; k < K; k++) z[k] = exp_f32(z[k] - max);
    for (uint32_t k = 0; k < K; k++) sum += z[k];
    for (uint32_t k = 0; k < K; k++) z[k] /= sum;
    losses[s] = log_f32(sum) - (smoothing > 0 ? own * target + even * all : target);
  }
}

void loss_gradient(const float *p, size_t ldp, uint32_t B, uint32_t K, const loss_targets *t,
                   uint32_t count, float *d) {
  const float scale = 1.0f / (float)count;
  const double smoothing = t->smoothing;
  const float even = (float)(smoothing / K), own = (float)(1 - smoothing + smoothing / K);
  for (uint32_t s = 0; s < B; s++, p += ldp, d += ldp) {
    for (uint32_t k = 0; k < K; k++) d[k] = (p[k] - (k == t->labels[s] ? own : even)) * scale;
    for (size_t k = K; k < ldp; k++) d[k] = 0.0f;
    if (!t->others) continue;
    const float moved = (1.0f - t->share) * (own - even) * scale;
    d[t->labels[s]] += moved;
    d[t->others[s]] -= moved;
  }
}

void loss_gradient_tangent(const float *p, size_t ldp, uint32_t B, uint32_t K, uint32_t count,
                           float *r) {
  const float scale = 1.0f / (float)count;
  for (uint32_t s = 0; s < B; s++, p += ldp, r += ldp) {
    float mean = 0.0f;
    for (uint32_t k = 0; k < K; k++) mean += p[k] * r[k];
    for (uint32_t k = 0; k < K; k++) r[k] = p[k] * (r[k] - mean) * scale;
  }
}
