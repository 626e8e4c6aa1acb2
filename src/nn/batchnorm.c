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

/* With normalized N = i (z - mean) and i the inverse deviation: R{i} = - i² mean(N R{z}), hence
   R{N} = i (R{z} - mean(R{z}) - N mean(N R{z})). */
SELDOM void batchnorm_train_tangent(const batchnorm *b, const batchnorm_tangent *t, uint32_t B,
                                    size_t n, const float *r_gamma, const float *r_beta, float *r) {
  for (size_t at = 0; at < n; at += BLOCK) {
    double sum[BLOCK] = {0}, along[BLOCK] = {0};
    float mean[BLOCK];
    for (size_t row = at; row < B * n; row += n)
      for (size_t o = 0; o < BLOCK; o++) {
        sum[o] += (double)r[row + o];
        along[o] += (double)r[row + o] * (double)b->normalized[row + o];
      }
    for (size_t o = 0; o < BLOCK; o++) {
      mean[o] = (float)(sum[o] / B);
      t->along[at + o] = (float)(along[o] / B);
    }
    for (size_t row = at; row < B * n; row += n)
      for (size_t o = 0; o < BLOCK; o++) {
        const float normalized = b->normalized[row + o];
        const float moved =
            b->inverse[at + o] * ((r[row + o] - mean[o]) - normalized * t->along[at + o]);
        t->normalized[row + o] = moved;
        r[row + o] = r_gamma[at + o] * normalized + b->gamma[at + o] * moved + r_beta[at + o];
      }
  }
}

/* The gradient by z is gamma i e, with e = d - mean(d) - N mean(d N): the R of each factor in turn. */
SELDOM void batchnorm_backward_tangent(const batchnorm *b, const batchnorm_tangent *t, uint32_t B,
                                       size_t n, const float *r_gamma, float *d, float *r,
                                       float *r_d_gamma, float *r_d_beta) {
  for (size_t at = 0; at < n; at += BLOCK) {
    double sum[BLOCK] = {0}, slope[BLOCK] = {0}, r_sum[BLOCK] = {0}, r_slope[BLOCK] = {0};
    for (size_t row = at; row < B * n; row += n)
      for (size_t o = 0; o < BLOCK; o++) {
        const double N = (double)b->normalized[row + o], R = (double)t->normalized[row + o];
        const double own = (double)d[row + o], moved = (double)r[row + o];
        sum[o] += own;
        slope[o] += own * N;
        r_sum[o] += moved;
        r_slope[o] += moved * N + own * R;
      }
    for (size_t o = 0; o < BLOCK; o++) {
      r_d_beta[at + o] = (float)r_sum[o];
      r_d_gamma[at + o] = (float)r_slope[o];
      sum[o] /= B, slope[o] /= B, r_sum[o] /= B, r_slope[o] /= B;
    }
    for (size_t o = 0; o < BLOCK; o++) {
      const double i = (double)b->inverse[at + o], gamma = (double)b->gamma[at + o];
      const double scale = gamma * i;
      const double r_scale = (double)r_gamma[at + o] * i - scale * i * (double)t->along[at + o];
      for (size_t row = at + o; row < B * n + o; row += n) {
        const double N = (double)b->normalized[row], R = (double)t->normalized[row];
        const double e = ((double)d[row] - sum[o]) - N * slope[o];
        const double r_e = ((double)r[row] - r_sum[o]) - R * slope[o] - N * r_slope[o];
        d[row] = (float)(scale * e);
        r[row] = (float)(r_scale * e + scale * r_e);
      }
    }
  }
}
