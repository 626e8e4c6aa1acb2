#include "math/vmath.h"

static uint64_t double_bits(double x) {
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

static double double_from_bits(uint64_t bits) {
  double x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

/* c[0] + c[1] x + … + c[degree] x^degree, by Horner's rule. */
static double polynomial(const double *c, int degree, double x) {
  double y = c[degree];
  for (int i = degree - 1; i >= 0; i--) y = y * x + c[i];
  return y;
}

static const double LN2_HIGH =
    0x1.62e42fefa38p-1; /* 42 bits: its products with exponents are exact */
static const double LN2_LOW = 0x1.ef35793c7673p-45;
static const double TO_INTEGER = 0x1.8p52; /* at this magnitude the last place is 1 */

/* The method of exp_f32. */
double exp_f64(double x) {
  static const double p[] = {5.00000000000000555e-01, 1.66666666666665880e-01,
                             4.16666666665767571e-02, 8.33333333338955040e-03,
                             1.38888889315649453e-03, 1.98412697190080160e-04,
                             2.48015052737078481e-05, 2.75574075420451310e-06,
                             2.76260379224263261e-07, 2.50537750807015884e-08};
  const double log2_e = 0x1.71547652b82fep0;
  if (x != x) return x;
  if (x < -746.0) x = -746.0;
  if (x > 710.0) x = 710.0;

  const double shifted = x * log2_e + TO_INTEGER;
  const double n = shifted - TO_INTEGER;
  const uint64_t exponents = double_bits(shifted) - double_bits(TO_INTEGER) + 2 * 1023;
  const uint64_t exponent1 = exponents >> 1, exponent2 = exponents - exponent1;

  const double r_high = x - n * LN2_HIGH, r_low = n * LN2_LOW, r = r_high - r_low;
  const double sum = 1.0 + r_high;
  const double lost = r_high - (sum - 1.0);
  const double y = sum + (lost + (r * r * polynomial(p, 9, r) - r_low));
  return y * double_from_bits(exponent1 << 52) * double_from_bits(exponent2 << 52);
}

/* With x = 2^n (1 + f), 1 + f in [√½, √2), and s = f / (2 + f): log(1 + f) = 2 artanh s = 2s + s R,
   where R = s² p(s²). Because 2s = f - f²/2 + s f²/2, f itself can stay the exact leading term. */
double log_f64(double x) {
  static const double p[] = {6.66666666666673402e-01, 3.99999999994146815e-01,
                             2.85714287423875057e-01, 2.22221985731945515e-01,
                             1.81835643256698848e-01, 1.53140505622046591e-01,
                             1.47959496108904659e-01};
  const uint64_t sqrt_half = 0x3fe6a09e667f3bcd, one = 0x3ff0000000000000,
                 mantissa = 0x000fffffffffffff;
  if (x < 0) return __builtin_nan("");
  if (x <= 0) return -__builtin_inf();
  if (!(x < __builtin_inf())) return x; /* infinity and NaN */

  const bool denormal = x < 0x1p-1022;
  const uint64_t bits = double_bits(denormal ? x * 0x1p52 : x) + (one - sqrt_half);
  const double n = (double)(int)(bits >> 52) - (denormal ? 1023.0 + 52.0 : 1023.0);
  const double f = double_from_bits((bits & mantissa) + sqrt_half) - 1.0;

  const double s = f / (2.0 + f), s2 = s * s, half_f2 = 0.5 * f * f;
  const double rest = s * (half_f2 + s2 * polynomial(p, 6, s2));
  const double n_ln2 = n * LN2_HIGH;
  const double sum = n_ln2 + f;
  const double lost = f - (sum - n_ln2);
  return sum + ((n * LN2_LOW + lost) - (half_f2 - rest));
}

/* sin r = r + r³ p(r²) on [-π/4, π/4] */
static double sin_near_zero(double r) {
  static const double p[] = {-1.66666666666666324e-01, 8.33333333332241313e-03,
                             -1.98412698298078050e-04, 2.75573136919168388e-06,
                             -2.50507581150757847e-08, 1.58967956419726543e-10};
  const double r2 = r * r;
  return r + r * r2 * polynomial(p, 5, r2);
}

/* cos r = 1 - r²/2 + r⁴ p(r²) on [-π/4, π/4] */
static double cos_near_zero(double r) {
  static const double p[] = {4.16666666666665950e-02, -1.38888888888730406e-03,
                             2.48015872888413869e-05, -2.75573141762362353e-07,
                             2.08757004155655067e-09, -1.13585139246673046e-11};
  const double r2 = r * r, half = 0.5 * r2;
  const double sum = 1.0 - half;
  const double lost = (1.0 - sum) - half;
  return sum + (lost + r2 * r2 * polynomial(p, 5, r2));
}

double cos_f64(double x) {
  /* π/2 in three parts; the first two have 33 bits, so that their products with n are exact for |n|
     < 2^20 and x - n π/2 keeps its bits where cos x is near 0 (Cody and Waite 1980). */
  const double half_pi1 = 0x1.921fb544p0, half_pi2 = 0x1.0b4611a6p-34,
               half_pi3 = 0x1.3198a2e037073p-69;
  const double two_over_pi = 0x1.45f306dc9c883p-1;
  const double shifted = x * two_over_pi + TO_INTEGER;
  const double n = shifted - TO_INTEGER;
  const double r1 = x - n * half_pi1, part2 = n * half_pi2;
  const double r2 = r1 - part2;
  const double lost = (r1 - r2) - part2;
  const double r = r2 + (lost - n * half_pi3);
  switch (double_bits(shifted) & 3) { /* n modulo 4: the quadrant */
  case 0: return cos_near_zero(r);
  case 1: return -sin_near_zero(r);
  case 2: return -cos_near_zero(r);
  default: return sin_near_zero(r);
  }
}

double power_f64(double base, double exponent) { return exp_f64(exponent * log_f64(base)); }

double power_f64_integer(double base, uint32_t n) {
  double result = 1.0;
  for (; n > 0; n >>= 1, base *= base)
    if (n & 1) result *= base;
  return result;
}

/* (above[0] + … + above[7] x^7) / (1 + below[0] x + … + below[6] x^7) */
typedef struct {
  double above[8], below[7];
} rational;

static double rational_at(const rational *f, double x) {
  return polynomial(f->above, 7, x) / (polynomial(f->below, 6, x) * x + 1.0);
}

/* The coefficients of PPND16. The quantile divided by q = u - 1/2, of 0.425² - q²: */
static const rational QUANTILE_CENTRE = {
    {3.3871328727963666080e+0, 1.3314166789178437745e+2, 1.9715909503065514427e+3,
     1.3731693765509461125e+4, 4.5921953931549871457e+4, 6.7265770927008700853e+4,
     3.3430575583588128105e+4, 2.5090809287301226727e+3},
    {4.2313330701600911252e+1, 6.8718700749205790830e+2, 5.3941960214247511077e+3,
     2.1213794301586595867e+4, 3.9307895800092710610e+4, 2.8729085735721942674e+4,
     5.2264952788528545610e+3}};

/* The quantile of the nearer tail t, of √(-log t) - 1.6: */
static const rational QUANTILE_TAIL = {
    {1.42343711074968357734e+0, 4.63033784615654529590e+0, 5.76949722146069140550e+0,
     3.64784832476320460504e+0, 1.27045825245236838258e+0, 2.41780725177450611770e-1,
     2.27238449892691845833e-2, 7.74545014278341407640e-4},
    {2.05319162663775882187e+0, 1.67638483018380384940e+0, 6.89767334985100004550e-1,
     1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4,
     1.05075007164441684324e-9}};

/* The same far out, of √(-log t) - 5: */
static const rational QUANTILE_FAR_TAIL = {
    {6.65790464350110377720e+0, 5.46378491116411436990e+0, 1.78482653991729133580e+0,
     2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
     2.71155556874348757815e-5, 2.01033439929228813265e-7},
    {5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
     7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7,
     2.04426310338993978564e-15}};

double normal_quantile_f64(double u) {
  const double q = u - 0.5;
  if (q >= -0.425 && q <= 0.425) return q * rational_at(&QUANTILE_CENTRE, 0.180625 - q * q);
  const double r = __builtin_sqrt(-log_f64(q < 0 ? u : 1.0 - u));
  const double x =
      r <= 5.0 ? rational_at(&QUANTILE_TAIL, r - 1.6) : rational_at(&QUANTILE_FAR_TAIL, r - 5.0);
  return q < 0 ? -x : x;
}
