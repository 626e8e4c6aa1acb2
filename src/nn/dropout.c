#include "nn/dropout.h"

#include <string.h>

dropout dropout_rule(double p, dropout_mode mode, double limit) {
  const double q = 1 - p;
  dropout d = {.threshold = (uint32_t)(p * 65536 + 0.5), .scale = 1.0f, .prediction = 1.0f};
  if (p <= 0) return d;
  if (limit != 0) {
    const double a = 1 / __builtin_sqrt(q + limit * limit * q * p), b = -a * p * limit;
    d.scale = (float)a;
    d.shift = (float)b;
    d.dropped = (float)(a * limit + b);
  } else if (mode == DROPOUT_INVERTED) {
    d.scale = (float)(1 / q);
  } else {
    d.prediction = (float)q;
  }
  return d;
}

/* mask[i], mask[n + i] = whether the low and the high half of word i are kept: no branch, and no
   two numbers that are written apart, so that the loop becomes SIMD. */
static void keep_halves(uint32_t threshold, const uint32_t *restrict words, size_t n,
                        float *restrict low, float *restrict high) {
  for (size_t i = 0; i < n; i++) low[i] = (words[i] & 0xffff) >= threshold ? 1.0f : 0.0f;
  for (size_t i = 0; i < n; i++) high[i] = words[i] >> 16 >= threshold ? 1.0f : 0.0f;
}

void dropout_draw(const dropout *d, rng_stream stream, uint32_t first, uint32_t B, uint32_t units,
                  float *mask, size_t ld) {
  enum { CHUNK = 256 };
  uint32_t words[CHUNK];
  const uint32_t row = (uint32_t)round_up(units, 4) / 2; /* words: even, as the stream likes it */
  for (uint32_t s = 0; s < B; s++, mask += ld)
    for (uint32_t at = 0; at < row; at += CHUNK) {
      const size_t n = min_size(CHUNK, row - at);
      rng_words(stream, ((uint64_t)first + s) * row + at, words, n);
      keep_halves(d->threshold, words, n, mask + at, mask + row + at);
    }
}

/* Not by multiplication: a dropped unit is dropped even where it is not finite. */
static void drop_row(const dropout *d, const float *restrict mask, size_t units,
                     float *restrict y) {
  const float scale = d->scale, shift = d->shift, dropped = d->dropped;
  for (size_t o = 0; o < units; o++) {
    const float kept = scale * y[o] + shift;
    y[o] = mask[o] != 0.0f ? kept : dropped;
  }
}

/* Where y may be `out` itself, no compiler makes one loop over both SIMD. */
void dropout_apply(const dropout *d, const float *mask, uint32_t B, uint32_t units, size_t ld,
                   const float *y, float *out) {
  for (uint32_t s = 0; s < B; s++, mask += ld, y += ld, out += ld) {
    if (out != y) memcpy(out, y, units * sizeof(float));
    drop_row(d, mask, units, out);
  }
}

void dropout_predict(const dropout *d, uint32_t B, uint32_t units, size_t ld, const float *y,
                     float *out) {
  for (uint32_t s = 0; s < B; s++, y += ld, out += ld)
    for (size_t o = 0; o < units; o++) out[o] = d->prediction * y[o];
}

void dropout_backward(const dropout *rule, const float *restrict mask, float *restrict d,
                      size_t n) {
  const float scale = rule->scale;
  for (size_t i = 0; i < n; i++) {
    const float kept = scale * d[i]; /* of all: where only some are read no loop becomes SIMD */
    d[i] = mask[i] != 0.0f ? kept : 0.0f;
  }
}
