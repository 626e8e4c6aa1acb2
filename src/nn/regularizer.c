#include "nn/regularizer.h"

/* -- penalties ------------------------------------------------------------------------------- */

enum { SUMS = 8 }; /* apart, so that one addition need not wait for the other */

static double l1_size(const float *w, size_t n) {
  double sum[SUMS] = {0}, total = 0;
  for (size_t i = 0; i < n; i += SUMS)
    for (size_t k = 0; k < SUMS; k++) sum[k] += (double)__builtin_fabsf(w[i + k]);
  for (size_t k = 0; k < SUMS; k++) total += sum[k];
  return total;
}

static void l1_add_gradient(float lambda, const float *restrict w, float *restrict g, size_t n) {
  for (size_t i = 0; i < n; i++) {
    const float positive = w[i] > 0.0f ? lambda : 0.0f, negative = w[i] < 0.0f ? lambda : 0.0f;
    g[i] += positive - negative;
  }
}

static const regularizer l1 = {
    .c = {.key = "l1", .formula = "J(w) + \\lambda_1 \\sum_i |w_i|", .paper = "Tibshirani, 1996"},
    .size = l1_size,
    .add_gradient = l1_add_gradient,
};

static double l2_size(const float *w, size_t n) {
  double sum[SUMS] = {0}, total = 0;
  for (size_t i = 0; i < n; i += SUMS)
    for (size_t k = 0; k < SUMS; k++) sum[k] += (double)w[i + k] * (double)w[i + k];
  for (size_t k = 0; k < SUMS; k++) total += sum[k];
  return total;
}

static void l2_add_gradient(float lambda, const float *restrict w, float *restrict g, size_t n) {
  const float twice = 2.0f * lambda;
  for (size_t i = 0; i < n; i++) g[i] += twice * w[i];
}

static const regularizer l2 = {
    .c = {.key = "l2",
          .formula = "J(w) + \\lambda_2 \\sum_i w_i^2",
          .paper = "Krogh and Hertz, 1991"},
    .size = l2_size,
    .add_gradient = l2_add_gradient,
};

double penalty_value(const double lambda[PENALTIES], const float *w, size_t n) {
  double total = 0;
  for (size_t p = 0; p < PENALTIES; p++)
    if (lambda[p] > 0) total += lambda[p] * regularizers[p]->size(w, n);
  return total;
}

void penalty_add_gradient(const double lambda[PENALTIES], const float *w, float *g, size_t n) {
  for (size_t p = 0; p < PENALTIES; p++)
    if (lambda[p] > 0) regularizers[p]->add_gradient((float)lambda[p], w, g, n);
}

void l1_shrink(double eta, double lambda, float *w, size_t n) {
  const float threshold = (float)(eta * lambda);
  for (size_t i = 0; i < n; i++) {
    const float left = __builtin_fabsf(w[i]) - threshold; /* a NaN stays one */
    w[i] = left <= 0.0f ? 0.0f : __builtin_copysignf(left, w[i]);
  }
}

static const regularizer proximal = {
    .c = {.key = "l1Step",
          .formula = "w \\leftarrow \\operatorname{sign}(w)\\, \\max(|w| - \\eta\\lambda_1,\\, 0)",
          .paper = "Duchi and Singer, 2009"},
};

/* -- norms ----------------------------------------------------------------------------------- */

static const regularizer max_norm = {
    .c = {.key = "maxNorm",
          .formula = "w \\leftarrow w \\cdot \\min\\left(1, \\frac{r}{\\|w\\|_2}\\right)",
          .paper = "Srebro, Rennie and Jaakkola, 2005"},
};

void norm_limit(float r, float *w, size_t rows) {
  enum { COLUMNS = 16 };
  double sum[COLUMNS] = {0};
  float scale[COLUMNS];
  bool above = false;
  for (size_t i = 0; i < rows * COLUMNS; i += COLUMNS)
    for (size_t o = 0; o < COLUMNS; o++) sum[o] += (double)w[i + o] * (double)w[i + o];
  for (size_t o = 0; o < COLUMNS; o++) {
    const double norm = __builtin_sqrt(sum[o]);
    scale[o] = norm > (double)r ? (float)((double)r / norm) : 1.0f;
    above |= norm > (double)r;
  }
  if (!above) return;
  for (size_t i = 0; i < rows * COLUMNS; i += COLUMNS)
    for (size_t o = 0; o < COLUMNS; o++) w[i + o] *= scale[o];
}

/* -- those whose code is elsewhere ------------------------------------------------------------ */

static const regularizer dropping = {
    .c = {.key = "dropout",
          .formula = "\\tilde y = \\frac{m\\, y}{1 - p},\\qquad P(m = 0) = p",
          .paper = "Srivastava et al., 2014"},
};

static const regularizer normalizing = {
    .c = {.key = "batchNorm",
          .formula = "\\hat z = \\frac{z - \\mu}{\\sqrt{\\sigma^2 + \\epsilon}},\\qquad y = "
                     "\\gamma \\hat z + \\beta",
          .paper = "Ioffe and Szegedy, 2015"},
};

const regularizer *const regularizers[] = {
    [PENALTY_L1] = &l1, [PENALTY_L2] = &l2, &proximal, &max_norm, &dropping, &normalizing, NULL};

const choice *regularizer_choice(size_t i) { return regularizers[i] ? &regularizers[i]->c : NULL; }
