#include "nn/activation.h"

#include "math/vmath.h"

/* -- linear ---------------------------------------------------------------------------------- */

static void linear_forward(float *y, size_t n) { (void)y, (void)n; }

static void linear_backward(float *d, const float *y, size_t n) { (void)d, (void)y, (void)n; }

/* What is made of straight pieces. */
SELDOM static void straight_bend(float *d, const float *told, size_t n) {
  (void)told;
  for (size_t i = 0; i < n; i++) d[i] = 0.0f;
}

static const activation linear = {
    .c = {.key = "linear", .formula = "\\varphi(z) = z", .paper = ""},
    .initializer = "glorot_uniform",
    .forward = linear_forward,
    .backward = linear_backward,
    .bend = straight_bend,
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
    .rectifies = true,
    .forward = relu_forward,
    .backward = relu_backward,
    .bend = straight_bend,
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
    .bend = straight_bend,
};

/* -- elu: phi' = phi + 1 where z < 0 --------------------------------------------------------- */

static void elu_forward(float *y, size_t n) {
  for (size_t i = 0; i < n; i++) y[i] = y[i] < 0.0f ? expm1_f32(y[i]) : y[i];
}

static void elu_backward(float *restrict d, const float *restrict y, size_t n) {
  for (size_t i = 0; i < n; i++) d[i] *= y[i] < 0.0f ? y[i] + 1.0f : 1.0f;
}

SELDOM static void elu_bend(float *restrict d, const float *restrict y, size_t n) {
  for (size_t i = 0; i < n; i++) d[i] *= y[i] < 0.0f ? y[i] + 1.0f : 0.0f;
}

static const activation elu = {
    .c = {.key = "elu",
          .formula = "\\varphi(z) = z \\;(z \\ge 0),\\quad e^z - 1 \\;(z < 0)",
          .paper = "Clevert, Unterthiner and Hochreiter, 2016"},
    .initializer = "he_normal",
    .forward = elu_forward,
    .backward = elu_backward,
    .bend = elu_bend,
};

/* -- selu: lambda z, or lambda alpha (e^z - 1); phi' = phi + lambda alpha where z <= 0. At 0, where a layer without any
   input to it is, it has the left one of two slopes, as in PyTorch, Keras and JAX. ---------------- */

static const float selu_lambda = 1.05070098735548049342f;
static const float selu_lambda_alpha = 1.75809934084737685994f;

static void selu_forward(float *y, size_t n) {
  for (size_t i = 0; i < n; i++)
    y[i] = y[i] < 0.0f ? selu_lambda_alpha * expm1_f32(y[i]) : selu_lambda * y[i];
}

static void selu_backward(float *restrict d, const float *restrict y, size_t n) {
  for (size_t i = 0; i < n; i++) d[i] *= y[i] <= 0.0f ? y[i] + selu_lambda_alpha : selu_lambda;
}

SELDOM static void selu_bend(float *restrict d, const float *restrict y, size_t n) {
  for (size_t i = 0; i < n; i++) d[i] *= y[i] <= 0.0f ? y[i] + selu_lambda_alpha : 0.0f;
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
    .bend = selu_bend,
};

/* -- tanh: phi' = 1 - phi^2 ------------------------------------------------------------------ */

static void tanh_forward(float *y, size_t n) {
  for (size_t i = 0; i < n; i++) y[i] = tanh_f32(y[i]);
}

static void tanh_backward(float *restrict d, const float *restrict y, size_t n) {
  for (size_t i = 0; i < n; i++) d[i] *= 1.0f - y[i] * y[i];
}

SELDOM static void tanh_bend(float *restrict d, const float *restrict y, size_t n) {
  for (size_t i = 0; i < n; i++) d[i] *= -2.0f * y[i] * (1.0f - y[i] * y[i]);
}

static const activation hyperbolic_tangent = {
    .c = {.key = "tanh", .formula = "\\varphi(z) = \\tanh z", .paper = "LeCun et al., 1998"},
    .initializer = "glorot_normal",
    .forward = tanh_forward,
    .backward = tanh_backward,
    .bend = tanh_bend,
};

/* -- sigmoid: phi' = phi (1 - phi) ----------------------------------------------------------- */

static void sigmoid_forward(float *y, size_t n) {
  for (size_t i = 0; i < n; i++) y[i] = sigmoid_f32(y[i]);
}

static void sigmoid_backward(float *restrict d, const float *restrict y, size_t n) {
  for (size_t i = 0; i < n; i++) d[i] *= y[i] * (1.0f - y[i]);
}

SELDOM static void sigmoid_bend(float *restrict d, const float *restrict y, size_t n) {
  for (size_t i = 0; i < n; i++) d[i] *= y[i] * (1.0f - y[i]) * (1.0f - 2.0f * y[i]);
}

static const activation sigmoid = {
    .c = {.key = "sigmoid",
          .formula = "\\varphi(z) = \\frac{1}{1 + e^{-z}}",
          .paper = "Rumelhart, Hinton and Williams, 1986"},
    .initializer = "glorot_normal",
    .forward = sigmoid_forward,
    .backward = sigmoid_backward,
    .bend = sigmoid_bend,
};

/* -- silu: z s with s = sigmoid(z); phi' = s (1 + z (1 - s)), phi'' = s (1 - s) (2 + z (1 - 2 s)) -------- */

static void silu_forward(float *y, size_t n) {
  for (size_t i = 0; i < n; i++) y[i] *= sigmoid_f32(y[i]);
}

static void silu_backward(float *restrict d, const float *restrict z, size_t n) {
  for (size_t i = 0; i < n; i++) {
    const float s = sigmoid_f32(z[i]);
    d[i] *= s * (1.0f + z[i] * (1.0f - s));
  }
}

SELDOM static void silu_bend(float *restrict d, const float *restrict z, size_t n) {
  for (size_t i = 0; i < n; i++) {
    const float s = sigmoid_f32(z[i]);
    d[i] *= s * (1.0f - s) * (2.0f + z[i] * (1.0f - 2.0f * s));
  }
}

static const activation silu = {
    .c = {.key = "silu",
          .formula = "\\varphi(z) = \\frac{z}{1 + e^{-z}}",
          .paper = "Elfwing, Uchibe and Doya, 2018"},
    .initializer = "he_normal",
    .of_z = true,
    .forward = silu_forward,
    .backward = silu_backward,
    .bend = silu_bend,
};

/* -- gelu: z Phi(z), of the normal distribution itself and not of its approximation by tanh; with its density f,
 * phi' = Phi + z f, phi'' = f (2 - z²) ------ */

static const float density_at_0 = 0.39894228040143267794f;

static void gelu_forward(float *y, size_t n) {
  for (size_t i = 0; i < n; i++) y[i] *= normal_below_f32(y[i]);
}

static void gelu_backward(float *restrict d, const float *restrict z, size_t n) {
  for (size_t i = 0; i < n; i++)
    d[i] *= normal_below_f32(z[i]) + z[i] * (density_at_0 * bell_f32(z[i]));
}

SELDOM static void gelu_bend(float *restrict d, const float *restrict z, size_t n) {
  for (size_t i = 0; i < n; i++) d[i] *= density_at_0 * bell_f32(z[i]) * (2.0f - z[i] * z[i]);
}

static const activation gelu = {
    .c = {.key = "gelu",
          .formula = "\\varphi(z) = z\\, \\Phi(z)",
          .paper = "Hendrycks and Gimpel, 2016"},
    .initializer = "he_normal",
    .of_z = true,
    .forward = gelu_forward,
    .backward = gelu_backward,
    .bend = gelu_bend,
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
    .bend = straight_bend,
};

const activation *const activations[] = {
    &linear,  &relu, &leaky_relu, &elu,     &selu, &hyperbolic_tangent,
    &sigmoid, &silu, &gelu,       &softmax, NULL};

const choice *activation_choice(size_t i) { return activations[i] ? &activations[i]->c : NULL; }
