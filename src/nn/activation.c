#include "nn/activation.h"

#include "math/vmath.h"

/* -- linear ---------------------------------------------------------------------------------- */

static void linear_forward(float *y, size_t n) { (void)y, (void)n; }

static void linear_backward(float *d, const float *y, size_t n) { (void)d, (void)y, (void)n; }

static const activation linear = {
    .c = {.key = "linear", .formula = "\\varphi(z) = z", .paper = ""},
    .initializer = "glorot_uniform",
    .forward = linear_forward,
    .backward = linear_backward,
};

/* -- relu ------------------------------------------------------------------------------------ */

/* Keeps NaN, so that divergence shows. Compilers disagree on the sign of what they make of -0: adding +0
   gives +0 for both. */
static void relu_forward(float *y, size_t n) {
  for (size_t i = 0; i < n; i++) y[i] = (y[i] < 0.0f ? 0.0f : y[i]) + 0.0f;
}

static void relu_backward(float *restrict d, const float *restrict y, size_t n) {
  for (size_t i = 0; i < n; i++) d[i] *= y[i] > 0.0f ? 1.0f : 0.0f;
}

static const activation relu = {
    .c = {.key = "relu", .formula = "\\varphi(z) = \\max(0, z)", .paper = "Nair and Hinton, 2010"},
    .initializer = "he_normal",
    .forward = relu_forward,
    .backward = relu_backward,
};

/* -- leaky_relu ------------------------------------------------------------------------------ */

static const float leak = 0.01f;

static void leaky_relu_forward(float *y, size_t n) {
  for (size_t i = 0; i < n; i++) y[i] = y[i] < 0.0f ? leak * y[i] : y[i];
}

static void leaky_relu_backward(float *restrict d, const float *restrict y, size_t n) {
  for (size_t i = 0; i < n; i++) d[i] *= y[i] > 0.0f ? 1.0f : leak;
}

static const activation leaky_relu = {
    .c = {.key = "leaky_relu",
          .formula = "\\varphi(z) = \\max(0.01\\,z,\\, z)",
          .paper = "Maas, Hannun and Ng, 2013"},
    .initializer = "he_normal",
    .forward = leaky_relu_forward,
    .backward = leaky_relu_backward,
};

/* -- elu: phi' = phi + 1 where z < 0 --------------------------------------------------------- */

static void elu_forward(float *y, size_t n) {
  for (size_t i = 0; i < n; i++) y[i] = y[i] < 0.0f ? expm1_f32(y[i]) : y[i];
}

static void elu_backward(float *restrict d, const float *restrict y, size_t n) {
  for (size_t i = 0; i < n; i++) d[i] *= y[i] < 0.0f ? y[i] + 1.0f : 1.0f;
}

static const activation elu = {
    .c = {.key = "elu",
          .formula = "\\varphi(z) = z \\;(z \\ge 0),\\quad e^z - 1 \\;(z < 0)",
          .paper = "Clevert, Unterthiner and Hochreiter, 2016"},
    .initializer = "he_normal",
    .forward = elu_forward,
    .backward = elu_backward,
};

/* -- selu: lambda z, or lambda alpha (e^z - 1); phi' = phi + lambda alpha where z < 0 -------- */

static const float selu_lambda = 1.05070098735548049342f;
static const float selu_lambda_alpha = 1.75809934084737685994f;

static void selu_forward(float *y, size_t n) {
  for (size_t i = 0; i < n; i++)
    y[i] = y[i] < 0.0f ? selu_lambda_alpha * expm1_f32(y[i]) : selu_lambda * y[i];
}

static void selu_backward(float *restrict d, const float *restrict y, size_t n) {
  for (size_t i = 0; i < n; i++) d[i] *= y[i] < 0.0f ? y[i] + selu_lambda_alpha : selu_lambda;
}

static const activation selu = {
    .c = {.key = "selu",
          .formula =
              "\\varphi(z) = \\lambda z \\;(z \\ge 0),\\quad \\lambda\\alpha (e^z - 1) \\;(z < 0)",
          .paper = "Klambauer et al., 2017"},
    .initializer = "lecun_normal",
    .limit = -1.75809934084737685994,
    .forward = selu_forward,
    .backward = selu_backward,
};

/* -- tanh: phi' = 1 - phi^2 ------------------------------------------------------------------ */

static void tanh_forward(float *y, size_t n) {
  for (size_t i = 0; i < n; i++) y[i] = tanh_f32(y[i]);
}

static void tanh_backward(float *restrict d, const float *restrict y, size_t n) {
  for (size_t i = 0; i < n; i++) d[i] *= 1.0f - y[i] * y[i];
}

static const activation hyperbolic_tangent = {
    .c = {.key = "tanh", .formula = "\\varphi(z) = \\tanh z", .paper = "LeCun et al., 1998"},
    .initializer = "glorot_normal",
    .forward = tanh_forward,
    .backward = tanh_backward,
};

/* -- sigmoid: phi' = phi (1 - phi) ----------------------------------------------------------- */

static void sigmoid_forward(float *y, size_t n) {
  for (size_t i = 0; i < n; i++) y[i] = sigmoid_f32(y[i]);
}

static void sigmoid_backward(float *restrict d, const float *restrict y, size_t n) {
  for (size_t i = 0; i < n; i++) d[i] *= y[i] * (1.0f - y[i]);
}

static const activation sigmoid = {
    .c = {.key = "sigmoid",
          .formula = "\\varphi(z) = \\frac{1}{1 + e^{-z}}",
          .paper = "Rumelhart, Hinton and Williams, 1986"},
    .initializer = "glorot_normal",
    .forward = sigmoid_forward,
    .backward = sigmoid_backward,
};

/* -- softmax: the layer stays linear; loss.c turns its outputs into probabilities together with the
 * cross-entropy ------ */

static const activation softmax = {
    .c = {.key = "softmax",
          .formula = "\\varphi(z)_k = \\frac{e^{z_k}}{\\sum_j e^{z_j}}",
          .paper = "Bridle, 1990"},
    .initializer = "glorot_uniform",
    .output_only = true,
    .forward = linear_forward,
    .backward = linear_backward,
};

const activation *const activations[] = {
    &linear, &relu, &leaky_relu, &elu, &selu, &hyperbolic_tangent, &sigmoid, &softmax, NULL};

const choice *activation_choice(size_t i) { return activations[i] ? &activations[i]->c : NULL; }
