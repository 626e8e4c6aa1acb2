#include "nn/initializer.h"

#include "base/text.h"
#include "math/vmath.h"

SELDOM_FROM_HERE

static double square_root(double x) { return __builtin_sqrt(x); }

/* A normal draw cut off at two deviations, as Keras draws it, then stretched so that its deviation
   is still `deviation`: cutting leaves 0.8796 of it. */
static double truncated_normal(double u, double deviation) {
  const double below = 0.022750131948179207; /* Phi(-2) */
  const double kept = 0.87962566103423978;
  return normal_quantile_f64(below + u * (1.0 - 2.0 * below)) * deviation / kept;
}

static double symmetric_uniform(double u, double limit) { return (2.0 * u - 1.0) * limit; }

static double he_normal_weight(double u, double I, double O) {
  (void)O;
  return truncated_normal(u, square_root(2.0 / I));
}

static double he_uniform_weight(double u, double I, double O) {
  (void)O;
  return symmetric_uniform(u, square_root(6.0 / I));
}

static double glorot_normal_weight(double u, double I, double O) {
  return truncated_normal(u, square_root(2.0 / (I + O)));
}

static double glorot_uniform_weight(double u, double I, double O) {
  return symmetric_uniform(u, square_root(6.0 / (I + O)));
}

static double lecun_normal_weight(double u, double I, double O) {
  (void)O;
  return truncated_normal(u, square_root(1.0 / I));
}

static double zeros_weight(double u, double I, double O) {
  (void)u, (void)I, (void)O;
  return 0.0;
}

#define ROW(name, tex, source)                                                                     \
  static const initializer name = {.c = {.key = #name, .formula = tex, .paper = source},           \
                                   .weight = name##_weight}

ROW(he_normal, "w \\sim \\mathcal N(0,\\, 2/I),\\; |w| < 2\\sigma'", "He et al., 2015");
ROW(he_uniform, "w \\sim \\mathcal U(-\\sqrt{6/I},\\, \\sqrt{6/I})", "He et al., 2015");
ROW(glorot_normal, "w \\sim \\mathcal N(0,\\, 2/(I+O)),\\; |w| < 2\\sigma'",
    "Glorot and Bengio, 2010");
ROW(glorot_uniform, "w \\sim \\mathcal U(-\\sqrt{6/(I+O)},\\, \\sqrt{6/(I+O)})",
    "Glorot and Bengio, 2010");
ROW(lecun_normal, "w \\sim \\mathcal N(0,\\, 1/I),\\; |w| < 2\\sigma'", "LeCun et al., 1998");
ROW(zeros, "w = 0", "");

const initializer *const initializers[] = {
    &he_normal, &he_uniform, &glorot_normal, &glorot_uniform, &lecun_normal, &zeros, NULL};

const choice *initializer_choice(size_t i) { return initializers[i] ? &initializers[i]->c : NULL; }

const initializer *initializer_named(const char *key) {
  size_t i = 0;
  while (!text_equal(initializers[i]->c.key, key)) i++;
  return initializers[i];
}

SELDOM_UP_TO_HERE
