#include "nn/batchnorm.h"

/* Columns are taken in blocks whose sums fit registers; sums run over the samples in order, in double
   precision. */
enum { BLOCK = 16 };

static void measure(uint32_t B, size_t n, const float *z, float *mean, float *variance) {
  double sum[BLOCK] = {0}, squares[BLOCK] = {0};
  for (size_t s = 0; s < B; s++)
    for (size_t o = 0; o < BLOCK; o++) sum[o] += (double)z[s * n + o];
  for (size_t o = 0; o < BLOCK; o++) sum[o] /= B;
  for (size_t s = 0; s < B; s++)
    for (size_t o = 0; o < BLOCK; o++) {
      const double difference = (double)z[s * n + o] - sum[o];
      squares[o] += difference * difference;
    }
  for (size_t o = 0; o < BLOCK; o++) {
    mean[o] = (float)sum[o];
    variance[o] = (float)(squares[o] / B);
  }
}

static void invert(double epsilon, const float *variance, float *inverse) {
  for (size_t o = 0; o < BLOCK; o++)
    inverse[o] = (float)(1 / __builtin_sqrt((double)variance[o] + epsilon));
}

void batchnorm_train(const batchnorm_rule *rule, const batchnorm *b, uint32_t B, size_t n,
                     const float *z, float *out) {
  for (size_t at = 0; at < n; at += BLOCK) {
    float *mean = b->mean + at, *inverse = b->inverse + at;
    const float *gamma = b->gamma + at, *beta = b->beta + at;
    measure(B, n, z + at, mean, b->variance + at);
    invert(rule->epsilon, b->variance + at, inverse);
    for (size_t row = at; row < B * n; row += n)
      for (size_t o = 0; o < BLOCK; o++) {
        const float normalized = (z[row + o] - mean[o]) * inverse[o];
        b->normalized[row + o] = normalized;
        out[row + o] = gamma[o] * normalized + beta[o];
      }
  }
}

void batchnorm_predict(const batchnorm_rule *rule, const batchnorm *b, uint32_t B, size_t n,
                       const float *z, float *out) {
  for (size_t at = 0; at < n; at += BLOCK) {
    const float *mean = b->moving_mean + at, *gamma = b->gamma + at, *beta = b->beta + at;
    float inverse[BLOCK];
    invert(rule->epsilon, b->moving_variance + at, inverse);
    for (size_t row = at; row < B * n; row += n)
      for (size_t o = 0; o < BLOCK; o++)
        out[row + o] = gamma[o] * ((z[row + o] - mean[o]) * inverse[o]) + beta[o];
  }
}

/* The gradient by z is what d leaves when its mean, and its share along the normalized column, are
   taken off: neither can be reached by moving z. */
void batchnorm_backward(const batchnorm *b, uint32_t B, size_t n, float *d, float *d_gamma,
                        float *d_beta) {
  for (size_t at = 0; at < n; at += BLOCK) {
    double sum[BLOCK] = {0}, along[BLOCK] = {0};
    float mean[BLOCK], slope[BLOCK], scale[BLOCK];
    for (size_t row = at; row < B * n; row += n)
      for (size_t o = 0; o < BLOCK; o++) {
        sum[o] += (double)d[row + o];
        along[o] += (double)d[row + o] * (double)b->normalized[row + o];
      }
    for (size_t o = 0; o < BLOCK; o++) {
      d_beta[at + o] = (float)sum[o];
      d_gamma[at + o] = (float)along[o];
      mean[o] = (float)(sum[o] / B);
      slope[o] = (float)(along[o] / B);
      scale[o] = b->gamma[at + o] * b->inverse[at + o];
    }
    for (size_t row = at; row < B * n; row += n)
      for (size_t o = 0; o < BLOCK; o++)
        d[row + o] = scale[o] * ((d[row + o] - mean[o]) - b->normalized[row + o] * slope[o]);
  }
}

void batchnorm_move(const batchnorm_rule *rule, const batchnorm *b, uint32_t B, size_t n) {
  const double keep = rule->momentum, take = 1 - keep;
  const double correction = rule->unbiased && B > 1 ? (double)B / (B - 1.0) : 1;
  for (size_t o = 0; o < n; o++) {
    const double variance = (double)b->variance[o] * correction;
    b->moving_mean[o] = (float)(keep * (double)b->moving_mean[o] + take * (double)b->mean[o]);
    b->moving_variance[o] = (float)(keep * (double)b->moving_variance[o] + take * variance);
  }
}
