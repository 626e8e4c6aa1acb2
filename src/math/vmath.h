/* vmath.h: exp, log, tanh and their kin: the same bits in every engine, because nothing but IEEE
   additions, multiplications, divisions and square roots computes them, in one written order.

   The float functions are inline and free of branches, so that a loop over an array becomes SIMD.
   They take any float: infinities and denormals have their right values, NaN gives NaN. The double
   functions are for the few numbers of a step: rates, bias corrections, initial weights.

   Largest error, in units in the last place (ulp) of the result. The float functions were measured
   over all 2^32 arguments, against libm's double; the double functions over ten million random
   arguments of the range given, against libm's long double (64-bit significand). `vmath_test
   exhaustive` measures them again.

     exp_f32      0.79                    exp_f64              0.79   [-745, 710]
     expm1_f32    1.16                    log_f64              0.90   all positive doubles
     log_f32      0.89                    cos_f64              1.51   [-10000, 10000]
     tanh_f32     1.52                    normal_quantile_f64  6.9    [2^-33, 1 - 2^-33]
     sigmoid_f32  2.41                    power_f64, power_f64_integer: see there */
#ifndef DESCENSO_VMATH_H
#define DESCENSO_VMATH_H

#include <string.h>

#include "base/base.h"

static inline uint32_t float_bits(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

static inline float float_from_bits(uint32_t bits) {
  float x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

/* e^x, or e^x - 1 when `minus_one`, which is a constant wherever this is inlined.

   With x = n ln 2 + r and |r| <= ln(2)/2, e^x - m = 2^n ((1 - m 2^-n) + r + r² p(r)); p is a
   minimax polynomial. The first sum is the only one whose rounding would show, so it is carried
   along (Dekker 1971). */
static inline float exp_or_expm1_f32(float x, bool minus_one) {
  const float log2_e = 0x1.715476p0f;
  const float ln2_high = 0x1.62e4p-1f; /* 15 bits: n ln2_high is exact */
  const float ln2_low = 0x1.7f7d1cp-20f;
  const float to_integer = 0x1.8p23f; /* at this magnitude the last place is 1 */

  /* The result is 0, -1 or infinity from here on. A NaN fails both comparisons and stays. */
  const float lowest = minus_one ? -18.0f : -104.0f;
  x = x < lowest ? lowest : x;
  x = x > 89.0f ? 89.0f : x;

  const float shifted = x * log2_e + to_integer;
  const float n = shifted - to_integer;

  /* 2^n in two factors, neither of which leaves the exponent's range; the second product rounds a
   * denormal. */
  const uint32_t exponents = float_bits(shifted) - float_bits(to_integer) + 2 * 127;
  const uint32_t exponent1 = exponents >> 1, exponent2 = exponents - exponent1;
  const float scale1 = float_from_bits(exponent1 << 23), scale2 = float_from_bits(exponent2 << 23);
  const float inverse_scale1 = float_from_bits((254 - exponent1) << 23);
  const float inverse_scale2 = float_from_bits((254 - exponent2) << 23);

  const float r_high = x - n * ln2_high, r_low = n * ln2_low, r = r_high - r_low;
  float p = 1.38825213e-3f;
  p = p * r + 8.36652052e-3f;
  p = p * r + 4.16672006e-2f;
  p = p * r + 1.66665435e-1f;
  p = p * r + 4.99999970e-1f;

  /* Subtractions throughout: they keep the sign of expm1(-0). */
  const float minus_first = (minus_one ? inverse_scale1 * inverse_scale2 : 0.0f) - 1.0f;
  const float sum = r_high - minus_first;
  const float lost = r_high - (sum + minus_first);
  return (sum - ((r_low - r * r * p) - lost)) * scale1 * scale2;
}

static inline float exp_f32(float x) { return exp_or_expm1_f32(x, false); }

/* e^x - 1, without the cancellation near 0. */
static inline float expm1_f32(float x) { return exp_or_expm1_f32(x, true); }

/* The natural logarithm; -infinity at 0, NaN below.

   With x = 2^n (1 + f) and 1 + f in [√½, √2), log x = n ln 2 + f - f²/2 + f³ p(f). */
static inline float log_f32(float x) {
  const float ln2_high = 0x1.62e4p-1f, ln2_low = 0x1.7f7d1cp-20f; /* as above */
  const uint32_t sqrt_half = 0x3f3504f3, one = 0x3f800000, mantissa = 0x007fffff;

  const bool denormal = x < 0x1p-126f;
  const float normal = denormal ? x * 0x1p23f : x;

  /* Counted from √½ instead of 1, the exponent field is n and the mantissa is how far 1 + f is
   * above √½. */
  const uint32_t bits = float_bits(normal) + (one - sqrt_half);
  const float n = (float)(int32_t)(bits >> 23) - (denormal ? 127.0f + 23.0f : 127.0f);
  const float f = float_from_bits((bits & mantissa) + sqrt_half) - 1.0f;

  float p = -7.63449967e-2f;
  p = p * f + 1.27615780e-1f;
  p = p * f - 1.31601825e-1f;
  p = p * f + 1.42017573e-1f;
  p = p * f - 1.66233569e-1f;
  p = p * f + 2.00012267e-1f;
  p = p * f - 2.50008196e-1f;
  p = p * f + 3.33333313e-1f;

  const float n_ln2 = n * ln2_high;
  const float sum = n_ln2 + f;
  const float lost = f - (sum - n_ln2);
  const float f2 = f * f;
  const float y = sum + ((n * ln2_low + lost) - (0.5f * f2 - f * f2 * p));

  const float at_most_zero = x < 0 ? __builtin_nanf("") : -__builtin_inff();
  const float right = x < __builtin_inff() ? y : x; /* infinity and NaN */
  return x <= 0 ? at_most_zero : right;
}

/* x + x³ p(x²) up to |x| = 0.55, from where on 1 - 2 / (e^2|x| + 1) loses nothing. */
static inline float tanh_f32(float x) {
  const uint32_t sign = float_bits(x) & 0x80000000;
  const float a = float_from_bits(float_bits(x) ^ sign), a2 = a * a;

  float p = -6.27348572e-3f;
  p = p * a2 + 2.10711770e-2f;
  p = p * a2 - 5.38521968e-2f;
  p = p * a2 + 1.33325845e-1f;
  p = p * a2 - 3.33333164e-1f;
  const float near_zero = a + a * a2 * p;
  const float beyond = 1.0f - 2.0f / (exp_f32(2.0f * a) + 1.0f);
  return float_from_bits(float_bits(a < 0.55f ? near_zero : beyond) | sign);
}

/* 1 / (1 + e^-x), written with e^-|x|, which cannot overflow. */
static inline float sigmoid_f32(float x) {
  const float e = exp_f32(float_from_bits(float_bits(x) | 0x80000000));
  return (x < 0 ? e : 1.0f) / (1.0f + e);
}

/* e^(-x²/2). The rounding of x² shows: x²/2 ulp more than exp_f32. */
static inline float bell_f32(float x) { return exp_f32(-0.5f * x * x); }

/* The probability that a standard normal variable is below x; within 2.5e-7, and in the lower tail within 1 + x²/2
   times 4.5e-7 of itself. Beyond |x|, e^(x²/2) of it is left, which falls as 1 / x does and is t p(t) in
   t = 1 / (1 + 0.35 |x|); p was fitted up to |x| = 14.5, where the bell is 0. */
static inline float normal_below_f32(float x) {
  const float a = float_from_bits(float_bits(x) & 0x7fffffff);
  const float t = 1.0f / (1.0f + 0.35f * a);
  float p = -2.9158030e-2f;
  p = p * t + 1.4403161e-1f;
  p = p * t - 2.5584039e-1f;
  p = p * t + 1.5932125e-1f;
  p = p * t - 2.3213394e-2f;
  p = p * t + 1.0555293e-1f;
  p = p * t + 1.1982118e-1f;
  p = p * t + 1.3986354e-1f;
  p = p * t + 1.3962130e-1f;
  const float beyond = bell_f32(a) * (t * p);
  return x < 0 ? beyond : 1.0f - beyond;
}

double exp_f64(double x);
double log_f64(double x); /* -infinity at 0, NaN below */
double cos_f64(double x); /* |x| <= 10000; meaningless beyond */

/* base^exponent = e^(exponent log base) for base > 0. The error grows with the logarithm L of the
   result: at most 2 (1 + |L|) ulp; measured 16.3 ulp for results in [10^-6, 10^6]. */
double power_f64(double base, double exponent);

/* base^n by squaring, for any base. Every product rounds: at most n ulp for n > 0; measured 0.89 n.
 */
double power_f64_integer(double base, uint32_t n);

/* The x below which a standard normal variable falls with probability u; 0 < u < 1 (Wichura 1988,
   algorithm AS 241, PPND16). Nearer to 0 than the range above: 7.9 ulp, measured down to u =
   10^-298. */
double normal_quantile_f64(double u);

#endif
