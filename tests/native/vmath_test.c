/* Measures the error of every function of vmath.h and holds it to the bound that the header states.
   `vmath_test exhaustive` takes all 2^32 floats and ten million doubles; the header's figures are from it.
   The references are libm's, with a long double of 64 bits' precision: x86's. */
#include "math/vmath.h"

#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

static int failures = 0;

static void check(bool passed, const char *name, const char *detail) {
  printf("%s %s %s\n", passed ? "ok" : "not ok", name, detail);
  failures += !passed;
}

static uint64_t bits_f64(double x) {
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

static double f64_from_bits(uint64_t bits) {
  double x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

/* xorshift64* (Vigna 2016): the test's own numbers, independent of rng. */
static uint64_t random_word(uint64_t *state) {
  *state ^= *state >> 12;
  *state ^= *state << 25;
  *state ^= *state >> 27;
  return *state * 0x2545f4914f6cdd1d;
}

static double random_between(uint64_t *state, double low, double high) {
  return low + (high - low) * ((double)(random_word(state) >> 11) * 0x1p-53);
}

/* --- floats ----------------------------------------------------------------------------------- */

/* The distance of two floats beside `exact`. */
static double ulp_f32(double exact) {
  const int exponent = (int)(bits_f64(exact) >> 52 & 0x7ff) - 1023;
  return f64_from_bits((uint64_t)((exponent < -126 ? -126 : exponent) - 23 + 1023) << 52);
}

static double error_f32(float y, double exact) {
  if (y != y || exact != exact) return y != y && exact != exact ? 0 : HUGE_VAL;
  if (isinf(y) && y * exact > 0 && fabs(exact) >= 0x1.ffffffp127) return 0; /* rounds to infinity */
  const double value = isinf(y) ? copysign(0x1p128, (double)y) : (double)y;
  if (isinf(exact)) return HUGE_VAL;
  return fabs(value - exact) / ulp_f32(exact);
}

static double sigmoid(double x) { return 1 / (1 + exp(-x)); }

/* Beside the probability itself, in the lower tail more by what the rounding of x² does there; see the header. */
static void check_normal_below_f32(uint64_t stride) {
  double worst = 0, worst_tail = 0, at = 0;
  for (uint64_t bits = 0; bits <= UINT32_MAX; bits += stride) {
    const float x = float_from_bits((uint32_t)bits);
    const double X = (double)x, exact = erfc(-X * 0.70710678118654752440) / 2;
    const double error = fabs((double)normal_below_f32(x) - exact);
    if (error > worst) worst = error, at = X;
    const double tail = error / exact / (1 + X * X / 2);
    if (X < 0 && X > -12 && tail > worst_tail) worst_tail = tail;
  }
  char detail[96];
  snprintf(detail, sizeof detail, "%.3g at %g; %.3g of the tail", worst, at, worst_tail);
  check(worst <= 2.5e-7 && worst > 1e-9 && worst_tail <= 4.5e-7, "normal_below_f32", detail);
}

typedef struct {
  const char *name;
  float (*function)(float);
  double (*exact)(double);
  double bound; /* of the header */
} function_f32;

static const function_f32 functions_f32[] = {
    {"exp_f32", exp_f32, exp, 0.79},
    {"expm1_f32", expm1_f32, expm1, 1.16},
    {"log_f32", log_f32, log, 0.89},
    {"tanh_f32", tanh_f32, tanh, 1.52},
    {"sigmoid_f32", sigmoid_f32, sigmoid, 2.41},
};
enum { FUNCTIONS_F32 = sizeof functions_f32 / sizeof functions_f32[0] };

static void check_error_f32(const function_f32 *f, uint64_t stride) {
  double worst = 0;
  uint32_t worst_at = 0;
  for (uint64_t bits = 0; bits <= UINT32_MAX; bits += stride) {
    const float x = float_from_bits((uint32_t)bits);
    const double error = error_f32(f->function(x), f->exact((double)x));
    if (error > worst) worst = error, worst_at = (uint32_t)bits;
  }
  char detail[96];
  snprintf(detail, sizeof detail, "%.4f ulp at %a, stated %.2f", worst,
           (double)float_from_bits(worst_at), f->bound);
  check(worst <= f->bound && worst > 0.4, f->name,
        detail); /* no function is exact: 0 measures nothing */
}

/* Equal bits, or both NaN. */
static void check_value_f32(const char *name, float y, float expected) {
  char detail[96];
  snprintf(detail, sizeof detail, "%a, expected %a", (double)y, (double)expected);
  check(float_bits(y) == float_bits(expected) || (y != y && expected != expected), name, detail);
}

static void check_specials_f32(void) {
  const float infinity = HUGE_VALF, nan = __builtin_nanf(""), tiny = 0x1p-149f;
  check_value_f32("exp(0)", exp_f32(0), 1);
  check_value_f32("exp(-0)", exp_f32(-0.0f), 1);
  check_value_f32("exp(inf)", exp_f32(infinity), infinity);
  check_value_f32("exp(-inf)", exp_f32(-infinity), 0);
  check_value_f32("exp(nan)", exp_f32(nan), nan);
  check_value_f32("exp(-nan)", exp_f32(-nan), nan);
  check_value_f32("exp largest finite", exp_f32(0x1.62e42ep6f), 0x1.ffff08p127f);
  check_value_f32("exp smallest infinite", exp_f32(0x1.62e430p6f), infinity);
  check_value_f32("exp smallest denormal", exp_f32(-0x1.9fe368p6f), tiny);
  check_value_f32("exp largest zero", exp_f32(-0x1.9fe36ap6f), 0);
  check_value_f32("expm1(0)", expm1_f32(0), 0);
  check_value_f32("expm1(-0)", expm1_f32(-0.0f), -0.0f);
  check_value_f32("expm1(tiny)", expm1_f32(tiny), tiny);
  check_value_f32("expm1(-tiny)", expm1_f32(-tiny), -tiny);
  check_value_f32("expm1(inf)", expm1_f32(infinity), infinity);
  check_value_f32("expm1(-inf)", expm1_f32(-infinity), -1);
  check_value_f32("expm1(nan)", expm1_f32(nan), nan);
  check_value_f32("log(0)", log_f32(0), -infinity);
  check_value_f32("log(-0)", log_f32(-0.0f), -infinity);
  check_value_f32("log(1)", log_f32(1), 0);
  check_value_f32("log(inf)", log_f32(infinity), infinity);
  check_value_f32("log(-1)", log_f32(-1), nan);
  check_value_f32("log(-tiny)", log_f32(-tiny), nan);
  check_value_f32("log(-inf)", log_f32(-infinity), nan);
  check_value_f32("log(nan)", log_f32(nan), nan);
  check_value_f32("log(tiny)", log_f32(tiny), -0x1.9d1da0p6f);
  check_value_f32("tanh(0)", tanh_f32(0), 0);
  check_value_f32("tanh(-0)", tanh_f32(-0.0f), -0.0f);
  check_value_f32("tanh(-tiny)", tanh_f32(-tiny), -tiny);
  check_value_f32("tanh(inf)", tanh_f32(infinity), 1);
  check_value_f32("tanh(-inf)", tanh_f32(-infinity), -1);
  check_value_f32("tanh(nan)", tanh_f32(nan), nan);
  check_value_f32("normal_below(0)", normal_below_f32(0), 0.5f);
  check_value_f32("normal_below(inf)", normal_below_f32(infinity), 1);
  check_value_f32("normal_below(-inf)", normal_below_f32(-infinity), 0);
  check_value_f32("normal_below(nan)", normal_below_f32(nan), nan);
  check_value_f32("sigmoid(0)", sigmoid_f32(0), 0.5f);
  check_value_f32("sigmoid(inf)", sigmoid_f32(infinity), 1);
  check_value_f32("sigmoid(-inf)", sigmoid_f32(-infinity), 0);
  check_value_f32("sigmoid(-103)", sigmoid_f32(-103), tiny);
  check_value_f32("sigmoid(nan)", sigmoid_f32(nan), nan);
}

/* --- doubles ---------------------------------------------------------------------------------- */

static double error_f64(double y, long double exact) {
  if (y != y || exact != exact || isinf(y)) return HUGE_VAL;
  int exponent;
  frexpl(exact, &exponent);
  return (double)(fabsl((long double)y - exact) /
                  ldexpl(1, (exponent < -1021 ? -1021 : exponent) - 53));
}

/* How far the normal distribution function at x is from u, as an error of x. */
static double error_of_quantile(double x, double u) {
  const long double half_root2 = 0.70710678118654752440084436210485L;
  const long double root_2pi = 2.50662827463100050241576528481105L;
  const long double X = x, U = u;
  long double off; /* taken where nothing cancels */
  if (u < 0.25) off = erfcl(-X * half_root2) / 2 - U;
  else if (u > 0.75) off = (1 - U) - erfcl(X * half_root2) / 2;
  else off = erfl(X * half_root2) / 2 - (U - 0.5L);
  return error_f64(x, X - off * root_2pi * expl(X * X / 2));
}

typedef struct {
  double worst, at;
} extreme;

static void note(extreme *e, double error, double at) {
  if (error > e->worst) *e = (extreme){error, at};
}

static void check_extreme(const char *name, extreme e, double bound) {
  char detail[96];
  snprintf(detail, sizeof detail, "%.4f at %.17g, stated %.2f", e.worst, e.at, bound);
  check(e.worst <= bound && e.worst > 0.1, name, detail);
}

static void check_errors_f64(int count) {
  extreme of_exp = {0}, of_log = {0}, of_log_near_1 = {0}, of_cos = {0}, of_cos_small = {0};
  extreme of_quantile = {0}, of_far_quantile = {0}, of_power = {0}, of_power_steep = {0},
          of_integer = {0};
  uint64_t state = 20240229;
  for (int i = 0; i < count; i++) {
    const double any = random_between(&state, -745, 710);
    const double exact_exp = exp(any);
    if (!isinf(exact_exp)) note(&of_exp, error_f64(exp_f64(any), expl((long double)any)), any);

    const double positive = f64_from_bits(1 + random_word(&state) % 0x7fefffffffffffff);
    note(&of_log, error_f64(log_f64(positive), logl((long double)positive)), positive);
    const double near_1 = random_between(&state, 0.5, 2);
    note(&of_log_near_1, error_f64(log_f64(near_1), logl((long double)near_1)), near_1);

    const double angle = random_between(&state, -10000, 10000);
    note(&of_cos, error_f64(cos_f64(angle), cosl((long double)angle)), angle);
    const double small = random_between(&state, -3.15, 3.15);
    note(&of_cos_small, error_f64(cos_f64(small), cosl((long double)small)), small);

    const double u = ((double)(random_word(&state) >> 32) + 0.5) * 0x1p-32;
    note(&of_quantile, error_of_quantile(normal_quantile_f64(u), u), u);
    const double edge =
        ldexp((double)(random_word(&state) >> 59) + 1, -33); /* the outermost draws */
    note(&of_quantile, error_of_quantile(normal_quantile_f64(edge), edge), edge);

    const double far = ldexp(u, -(int)(random_word(&state) % 960));
    note(&of_far_quantile, error_of_quantile(normal_quantile_f64(far), far), far);

    const double base = random_between(&state, 0.001, 1000);
    const double exponent = random_between(&state, -2, 2);
    const long double power = powl((long double)base, (long double)exponent);
    note(&of_power, error_f64(power_f64(base, exponent), power), base);
    const double steep = exponent * 50;
    const long double log_power = (long double)steep * logl((long double)base);
    note(&of_power_steep,
         error_f64(power_f64(base, steep), powl((long double)base, (long double)steep)) /
             (double)(1 + fabsl(log_power)),
         base);

    const double decay = random_between(&state, 0.9, 1.1);
    const uint32_t n = (uint32_t)(random_word(&state) % 1000) + 1;
    note(&of_integer, error_f64(power_f64_integer(decay, n), powl((long double)decay, n)) / n,
         decay);
  }
  /* Where cos is nearest to 0, its argument has lost most. */
  for (int k = -6366; k <= 6365; k++) {
    const double zero = (k + 0.5) * 3.14159265358979323846;
    note(&of_cos, error_f64(cos_f64(zero), cosl((long double)zero)), zero);
  }
  check_extreme("exp_f64", of_exp, 0.79);
  check_extreme("log_f64", of_log, 0.90);
  check_extreme("log_f64 near 1", of_log_near_1, 0.90);
  check_extreme("cos_f64", of_cos, 1.51);
  check_extreme("cos_f64 on [-pi, pi]", of_cos_small, 1.51);
  check_extreme("normal_quantile_f64", of_quantile, 6.9);
  check_extreme("normal_quantile_f64, far out", of_far_quantile, 7.9);
  check_extreme("power_f64 in [1e-6, 1e6]", of_power, 16.3);
  check_extreme("power_f64, per 1 + |L|", of_power_steep, 2);
  check_extreme("power_f64_integer, per n", of_integer, 1);
}

static void check_value_f64(const char *name, double y, double expected) {
  char detail[96];
  snprintf(detail, sizeof detail, "%.17g, expected %.17g", y, expected);
  check(bits_f64(y) == bits_f64(expected) || (y != y && expected != expected), name, detail);
}

static void check_specials_f64(void) {
  const double infinity = HUGE_VAL, nan = __builtin_nan("");
  check_value_f64("exp64(0)", exp_f64(0), 1);
  check_value_f64("exp64(inf)", exp_f64(infinity), infinity);
  check_value_f64("exp64(710)", exp_f64(710), infinity);
  check_value_f64("exp64(-inf)", exp_f64(-infinity), 0);
  check_value_f64("exp64(-745.13)", exp_f64(-745.13), 0x1p-1074);
  check_value_f64("exp64(nan)", exp_f64(nan), nan);
  check_value_f64("log64(0)", log_f64(0), -infinity);
  check_value_f64("log64(1)", log_f64(1), 0);
  check_value_f64("log64(-1)", log_f64(-1), nan);
  check_value_f64("log64(inf)", log_f64(infinity), infinity);
  check_value_f64("log64(nan)", log_f64(nan), nan);
  check_value_f64("log64(smallest)", log_f64(0x1p-1074), -0x1.74385446d71c3p9);
  check_value_f64("cos64(0)", cos_f64(0), 1);
  check_value_f64("power64(2, 0)", power_f64(2, 0), 1);
  check_value_f64("power64_integer(0, 0)", power_f64_integer(0, 0), 1);
  check_value_f64("power64_integer(-2, 31)", power_f64_integer(-2, 31), -0x1p31);
  check_value_f64("power64_integer(0.999, 2^32 - 1)", power_f64_integer(0.999, UINT32_MAX), 0);
  check_value_f64("quantile(1/2)", normal_quantile_f64(0.5), 0);
}

/* --- the same bits everywhere ----------------------------------------------------------------- */

/* FNV-1a, 64 bits. */
static void hash_word(uint64_t *hash, uint64_t word) {
  for (int i = 0; i < 8; i++) *hash = (*hash ^ (word >> 8 * i & 0xff)) * 0x100000001b3;
}

/* An engine may choose the bits of a NaN; nothing else. */
static void hash_f32(uint64_t *hash, float y) {
  hash_word(hash, y != y ? 0x7fc00000 : float_bits(y));
}
static void hash_f64(uint64_t *hash, double y) { hash_word(hash, y != y ? 0 : bits_f64(y)); }

static void check_bits(void) {
  enum { VALUES = 1 << 16 };
  static float x[VALUES], y[FUNCTIONS_F32][VALUES];
  for (uint32_t i = 0; i < VALUES; i++) x[i] = float_from_bits(i * 65537);
  /* Written out, so that compilers make SIMD of them. */
  for (int i = 0; i < VALUES; i++) y[0][i] = exp_f32(x[i]);
  for (int i = 0; i < VALUES; i++) y[1][i] = expm1_f32(x[i]);
  for (int i = 0; i < VALUES; i++) y[2][i] = log_f32(x[i]);
  for (int i = 0; i < VALUES; i++) y[3][i] = tanh_f32(x[i]);
  for (int i = 0; i < VALUES; i++) y[4][i] = sigmoid_f32(x[i]);

  uint64_t hash = 0xcbf29ce484222325, state = 7;
  bool scalar_equals_simd = true;
  for (int f = 0; f < FUNCTIONS_F32; f++) {
    for (int i = 0; i < VALUES; i++) {
      const float one = functions_f32[f].function(x[i]);
      scalar_equals_simd &=
          float_bits(one) == float_bits(y[f][i]) || (one != one && y[f][i] != y[f][i]);
      hash_f32(&hash, y[f][i]);
    }
  }
  check(scalar_equals_simd, "one by one as in a loop", "bit for bit");
  for (int i = 0; i < 20000; i++) {
    const double u = random_between(&state, 0, 1);
    hash_f64(&hash, exp_f64(1500 * (u - 0.5)));
    hash_f64(&hash, log_f64(u));
    hash_f64(&hash, cos_f64(20000 * (u - 0.5)));
    hash_f64(&hash, power_f64(1000 * u, 20 * (u - 0.7)));
    hash_f64(&hash, power_f64_integer(2 * u, (uint32_t)i));
    hash_f64(&hash, normal_quantile_f64(u));
  }
  char detail[96];
  snprintf(detail, sizeof detail, "%016" PRIx64, hash);
  check(hash == 0x2f3abc1e2a8c2744, "bits of every compiler and engine", detail);
}

int main(int argc, char **argv) {
  const bool exhaustive = argc > 1 && strcmp(argv[1], "exhaustive") == 0;
  for (int f = 0; f < FUNCTIONS_F32; f++) check_error_f32(&functions_f32[f], exhaustive ? 1 : 1021);
  check_normal_below_f32(exhaustive ? 1 : 1021);
  check_specials_f32();
  check_errors_f64(exhaustive ? 10000000 : 50000);
  check_specials_f64();
  check_bits();
  return failures > 0;
}
