#include "nn/mixup.h"

#include <string.h>

#include "math/vmath.h"

/* The next words of a stream, as numbers in (0, 1). */
typedef struct {
  rng_stream stream;
  uint64_t at;
} source;

SELDOM static double draw(source *s) {
  uint32_t words[2]; /* they come in pairs */
  rng_words(s->stream, s->at, words, 2);
  s->at += 2;
  return rng_uniform(words[0]);
}

/* The logarithm of a variable of the gamma distribution of shape a: by rejection from the cube of a normal one, for
   a >= 1 (Marsaglia and Tsang, 2000); below, that of a + 1 times u^(1/a). Logarithms, as u^(1/a) may be too small for
   a double. */
SELDOM static double log_gamma_draw(double a, source *s) {
  if (a < 1) {
    const double rest = log_gamma_draw(a + 1, s);
    return rest + log_f64(draw(s)) / a;
  }
  const double d = a - 1.0 / 3, c = 1 / __builtin_sqrt(9 * d);
  for (;;) {
    const double x = normal_quantile_f64(draw(s)), u = draw(s), root = 1 + c * x;
    const double v = root * root * root;
    if (root > 0 && log_f64(u) < 0.5 * x * x + d - d * v + d * log_f64(v))
      return log_f64(d) + log_f64(v);
  }
}

SELDOM double mixup_share(double alpha, rng_stream stream) {
  source s = {stream, 0};
  const double one = log_gamma_draw(alpha, &s), other = log_gamma_draw(alpha, &s);
  /* Of an alpha next to 0 both may be infinite: as good as equal. */
  const double apart = other - one;
  return 1 / (1 + exp_f64(apart == apart ? apart : 0));
}

void mixup_apply(model *m, double alpha, uint32_t seed, uint32_t step, uint32_t first, uint32_t B) {
  enum { SHARE, PARTNERS }; /* streams; of partners one for each part */
  const size_t ld = m->ldx;
  const float share = (float)mixup_share(alpha, rng_open(seed, RNG_MIXUP, SHARE, step));
  const float rest = 1.0f - share;
  rng_permutation(rng_open(seed, RNG_MIXUP, PARTNERS + first / m->capacity, step), m->partners, B);
  memcpy(m->unmixed, m->x, B * ld * sizeof *m->x);
  for (size_t s = 0; s < B; s++) {
    const float *restrict other = m->unmixed + m->partners[s] * ld;
    float *restrict x = m->x + s * ld;
    for (size_t i = 0; i < ld; i++) x[i] = share * x[i] + rest * other[i];
    m->others[s] = m->labels[m->partners[s]];
  }
  m->share = m->mixed = share;
  m->mixed_rows = B;
}
