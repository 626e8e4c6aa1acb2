/* adaptive.c: rules with a rate for each parameter, from the history of its gradients. */
#include "nn/optimizers.h"

/* Defaults by convention: slides, Keras, PyTorch. */
#define DELTA(T, ...) REAL_LOG(T, epsilon, "epsilon", "\\delta", EACH(__VA_ARGS__), 1e-16, 1)

static inline float root(float x) { return __builtin_sqrtf(x); }

/* -- adagrad: r <- r + g g, x <- x - eta g / sqrt(r) ----------------------------------------

   delta keeps the quotient finite: inside the root (Keras) or beside it. The other of the two is 0,
   and adding 0 is exact. */

typedef struct {
  double learning_rate, initial_accumulator, epsilon;
  bool epsilon_inside_root, minus_sign;
} adagrad_spec;

enum { K_ETA, K_INSIDE, K_OUTSIDE, K_KEEP, K_TAKE };

static void set_delta(float *k, double delta, bool inside) {
  k[K_INSIDE] = inside ? (float)delta : 0.0f;
  k[K_OUTSIDE] = inside ? 0.0f : (float)delta;
}

static void adagrad_prepare(const void *own, double eta, uint32_t t, double *memory, float *k) {
  const adagrad_spec *p = own;
  (void)t, (void)memory;
  /* the slides' slip: without the minus, the step goes up the gradient */
  k[K_ETA] = p->minus_sign ? (float)eta : (float)-eta;
  set_delta(k, p->epsilon, p->epsilon_inside_root);
}

static void adagrad_step(const param_span *p, const float *k) {
  float *restrict x = p->x, *restrict r = span_slot(p, 0);
  const float *restrict g = p->g;
  const float eta = k[K_ETA], inside = k[K_INSIDE], outside = k[K_OUTSIDE];
  for (size_t i = 0; i < p->n; i++) {
    r[i] += g[i] * g[i];
    x[i] -= eta * g[i] / (root(r[i] + inside) + outside);
  }
}

const optimizer optimizer_adagrad = {
    .c = {.key = "adagrad",
          .formula = "r_{t+1} = r_t + g_t \\odot g_t,\\qquad "
                     "x_{t+1} = x_t - \\frac{\\eta}{\\sqrt{r_{t+1}} + \\delta} \\odot g_t",
          .paper = "Duchi, Hazan and Singer, 2011",
          .hp = {LEARNING_RATE(adagrad_spec, 0.01, 0.001, 0.01),
                 REAL(adagrad_spec, initial_accumulator, "initialAccumulator", "r_0",
                      EACH(0, 0.1, 0), 0, 1000),
                 DELTA(adagrad_spec, 1e-7, 1e-7, 1e-10),
                 FLAG(adagrad_spec, epsilon_inside_root, "epsilonInsideRoot", EACH(0, 1, 0)),
                 FLAG(adagrad_spec, minus_sign, "minusSign", SAME(1))}},
    .slots = SLOTS({"accumulator", offsetof(adagrad_spec, initial_accumulator)}),
    .prepare = adagrad_prepare,
    .step = adagrad_step};

/* -- rmsprop: r <- rho r + (1 - rho) g g, x <- x - eta g / sqrt(r) --------------------------- */

typedef struct {
  double learning_rate, rho, epsilon;
  bool epsilon_inside_root;
} rmsprop_spec;

static void rmsprop_prepare(const void *own, double eta, uint32_t t, double *memory, float *k) {
  const rmsprop_spec *p = own;
  (void)t, (void)memory;
  k[K_ETA] = (float)eta;
  k[K_KEEP] = (float)p->rho;
  k[K_TAKE] = (float)(1.0 - p->rho);
  set_delta(k, p->epsilon, p->epsilon_inside_root);
}

static void rmsprop_step(const param_span *p, const float *k) {
  float *restrict x = p->x, *restrict r = span_slot(p, 0);
  const float *restrict g = p->g;
  const float eta = k[K_ETA], inside = k[K_INSIDE], outside = k[K_OUTSIDE];
  const float rho = k[K_KEEP], one_minus_rho = k[K_TAKE];
  for (size_t i = 0; i < p->n; i++) {
    r[i] = fade(rho * r[i] + one_minus_rho * g[i] * g[i]);
    x[i] -= eta * g[i] / (root(r[i] + inside) + outside);
  }
}

const optimizer optimizer_rmsprop = {
    .c = {.key = "rmsprop",
          .formula = "r_{t+1} = \\rho\\, r_t + (1 - \\rho)\\, g_t \\odot g_t,\\qquad "
                     "x_{t+1} = x_t - \\frac{\\eta}{\\sqrt{r_{t+1} + \\delta}} \\odot g_t",
          .paper = "Tieleman and Hinton, 2012",
          .hp = {LEARNING_RATE(rmsprop_spec, 0.001, 0.001, 0.01),
                 REAL(rmsprop_spec, rho, "rho", "\\rho", EACH(0.9, 0.9, 0.99), 0, 1),
                 DELTA(rmsprop_spec, 1e-6, 1e-7, 1e-8),
                 FLAG(rmsprop_spec, epsilon_inside_root, "epsilonInsideRoot", EACH(1, 1, 0))}},
    .slots = SLOTS({"average", 0}),
    .prepare = rmsprop_prepare,
    .step = rmsprop_step};

/* -- adam: m <- beta1 m + (1 - beta1) g, r <- beta2 r + (1 - beta2) g g, x <- x - eta m^ / sqrt(r^)

   The bias corrections m^ = m / (1 - beta1^t) and r^ = r / (1 - beta2^t) are the same for all
   parameters, so they are two coefficients: x <- x - a m / (b sqrt(r) + delta). Keras adds delta
   before it corrects (the epsilon-hat of Kingma and Ba, end of section 2): a takes both corrections
   and b is 1. */

/* Of Adam and its kin, each of whose tables has some of it. */
typedef struct {
  double learning_rate, beta1, beta2, epsilon;
  bool epsilon_hat, bias_correction;
  uint32_t first_step;
  double weight_decay;     /* adamw's */
  double psi;              /* nadam's */
  bool epsilon_inside_max; /* adamax's */
} adam_spec;

enum { K_BETA1, K_TAKE1, K_BETA2, K_TAKE2, K_RATE, K_ROOT, K_DELTA };

static void set_moments(const adam_spec *p, float *k) {
  k[K_BETA1] = (float)p->beta1;
  k[K_TAKE1] = (float)(1.0 - p->beta1);
  k[K_BETA2] = (float)p->beta2;
  k[K_TAKE2] = (float)(1.0 - p->beta2);
  k[K_DELTA] = (float)p->epsilon;
}

/* 1 - beta^t: what a moving average that started at 0 has taken in after t steps. */
static double bias_correction(double beta, uint32_t t) { return 1.0 - power_f64_integer(beta, t); }

static void adam_prepare(const void *own, double eta, uint32_t t, double *memory, float *k) {
  const adam_spec *p = own;
  const bool correct = p->bias_correction;
  (void)memory;
  if (p->first_step == 0) t--; /* the slides' slip: 1 - beta^0 is 0, and 0/0 is not a number */
  const double correction1 = correct ? bias_correction(p->beta1, t) : 1.0;
  const double root2 = correct ? __builtin_sqrt(bias_correction(p->beta2, t)) : 1.0;
  set_moments(p, k);
  k[K_RATE] = (float)(p->epsilon_hat ? eta * root2 / correction1 : eta / correction1);
  k[K_ROOT] = (float)(p->epsilon_hat ? 1.0 : 1.0 / root2);
}

static void adam_step(const param_span *p, const float *k) {
  float *restrict x = p->x, *restrict m = span_slot(p, 0), *restrict r = span_slot(p, 1);
  const float *restrict g = p->g;
  const float beta1 = k[K_BETA1], take1 = k[K_TAKE1], beta2 = k[K_BETA2], take2 = k[K_TAKE2];
  const float rate = k[K_RATE], scale = k[K_ROOT], delta = k[K_DELTA];
  SIDE_BY_SIDE(2)
  for (size_t i = 0; i < p->n; i++) {
    m[i] = fade(beta1 * m[i] + take1 * g[i]);
    r[i] = fade(beta2 * r[i] + take2 * g[i] * g[i]);
    x[i] -= rate * m[i] / (scale * root(r[i]) + delta);
  }
}

#define ADAM_BETAS                                                                                 \
  REAL(adam_spec, beta1, "beta1", "\\beta_1", SAME(0.9), 0, 0.999999),                             \
      REAL(adam_spec, beta2, "beta2", "\\beta_2", SAME(0.999), 0, 0.99999999),                     \
      DELTA(adam_spec, 1e-8, 1e-7, 1e-8)
#define ADAM_EPSILON_HAT FLAG(adam_spec, epsilon_hat, "epsilonHat", EACH(0, 1, 0))

const optimizer optimizer_adam = {
    .c = {.key = "adam",
          .formula = "m_t = \\beta_1 m_{t-1} + (1 - \\beta_1)\\, g_t,\\quad "
                     "r_t = \\beta_2 r_{t-1} + (1 - \\beta_2)\\, g_t \\odot g_t,\\quad "
                     "x_{t+1} = x_t - \\eta\\, \\frac{m_t / (1 - \\beta_1^t)}"
                     "{\\sqrt{r_t / (1 - \\beta_2^t)} + \\delta}",
          .paper = "Kingma and Ba, 2015",
          .hp = {LEARNING_RATE(adam_spec, 0.001, 0.001, 0.001), ADAM_BETAS, ADAM_EPSILON_HAT,
                 FLAG(adam_spec, bias_correction, "biasCorrection", SAME(1)),
                 INTEGER(adam_spec, first_step, "firstStep", "t_1", SAME(1), 0, 1)}},
    .slots = SLOTS({"moment", 0}, {"average", 0}),
    .prepare = adam_prepare,
    .step = adam_step};

/* -- adamw: Adam's step on weights that decay apart from it: x <- (1 - eta lambda) x ------------- */

enum { K_SHRINK = K_DELTA + 1 };

static void adamw_prepare(const void *own, double eta, uint32_t t, double *memory, float *k) {
  adam_spec adam = *(const adam_spec *)own;
  adam.bias_correction = true;
  adam.first_step = 1;
  adam_prepare(&adam, eta, t, memory, k);
  k[K_SHRINK] = (float)(1.0 - eta * adam.weight_decay);
}

static void adamw_step(const param_span *p, const float *k) {
  float *restrict x = p->x;
  const float shrink = k[K_SHRINK];
  for (size_t i = 0; i < p->n; i++) x[i] *= shrink;
  adam_step(p, k);
}

const optimizer optimizer_adamw = {
    .c = {.key = "adamw",
          .formula =
              "x_{t+1} = (1 - \\eta\\lambda)\\, x_t - \\eta\\, \\frac{m_t / (1 - \\beta_1^t)}"
              "{\\sqrt{r_t / (1 - \\beta_2^t)} + \\delta}",
          .paper = "Loshchilov and Hutter, 2019",
          .hp = {LEARNING_RATE(adam_spec, 0.001, 0.001, 0.001), ADAM_BETAS, ADAM_EPSILON_HAT,
                 REAL(adam_spec, weight_decay, "weightDecay", "\\lambda", EACH(0.01, 0.004, 0.01),
                      0, 1)}},
    .slots = SLOTS({"moment", 0}, {"average", 0}),
    .prepare = adamw_prepare,
    .step = adamw_step};

/* -- nadam: Adam with Nesterov's look at the next step's momentum ----------------------------------
   mu_t = beta1 (1 - 0.96^(t psi) / 2) grows towards beta1; memory[0] keeps 1 - mu_1 … mu_t, so that
   it may start at 0. The step x <- x - eta (b m + a g) / (sqrt(r^) + delta) takes part a of the
   gradient and part b of the first moment, as it will be weighted in the next step. */

enum { K_MOMENT = K_RATE, K_GRADIENT = K_DELTA + 1 };

static double nadam_mu(const adam_spec *p, uint32_t t) {
  return p->beta1 * (1.0 - 0.5 * power_f64(0.96, t * p->psi));
}

static void nadam_prepare(const void *own, double eta, uint32_t t, double *memory, float *k) {
  const adam_spec *p = own;
  const double mu = nadam_mu(p, t), next = nadam_mu(p, t + 1);
  const double product = (1.0 - memory[0]) * mu;
  memory[0] = 1.0 - product;
  set_moments(p, k);
  k[K_MOMENT] = (float)(eta * next / (1.0 - product * next));
  k[K_GRADIENT] = (float)(eta * (1.0 - mu) / (1.0 - product));
  k[K_ROOT] = (float)(1.0 / __builtin_sqrt(bias_correction(p->beta2, t)));
}

static void nadam_step(const param_span *p, const float *k) {
  float *restrict x = p->x, *restrict m = span_slot(p, 0), *restrict r = span_slot(p, 1);
  const float *restrict g = p->g;
  const float beta1 = k[K_BETA1], take1 = k[K_TAKE1], beta2 = k[K_BETA2], take2 = k[K_TAKE2];
  const float a = k[K_GRADIENT], b = k[K_MOMENT], scale = k[K_ROOT], delta = k[K_DELTA];
  for (size_t i = 0; i < p->n; i++) {
    m[i] = fade(beta1 * m[i] + take1 * g[i]);
    r[i] = fade(beta2 * r[i] + take2 * g[i] * g[i]);
    x[i] -= (b * m[i] + a * g[i]) / (scale * root(r[i]) + delta);
  }
}

const optimizer optimizer_nadam = {
    .c = {.key = "nadam",
          .formula = "x_{t+1} = x_t - \\frac{\\eta}{\\sqrt{r_t / (1 - \\beta_2^t)} + \\delta}"
                     "\\left(\\frac{\\mu_{t+1}\\, m_t}{1 - \\prod_{i \\le t+1} \\mu_i} + "
                     "\\frac{(1 - \\mu_t)\\, g_t}{1 - \\prod_{i \\le t} \\mu_i}\\right)",
          .paper = "Dozat, 2016",
          .hp = {LEARNING_RATE(adam_spec, 0.001, 0.001, 0.002), ADAM_BETAS,
                 REAL_LOG(adam_spec, psi, "momentumDecay", "\\psi", EACH(0.004, 1, 0.004), 0, 10)}},
    .slots = SLOTS({"moment", 0}, {"average", 0}),
    .prepare = nadam_prepare,
    .step = nadam_step};

/* -- adamax: Adam with the largest gradient lately, u <- max(beta2 u, |g|), for the root of r ------ */

enum { K_MAX_INSIDE = K_ROOT, K_MAX_OUTSIDE = K_DELTA };

static void adamax_prepare(const void *own, double eta, uint32_t t, double *memory, float *k) {
  const adam_spec *p = own;
  (void)memory;
  set_moments(p, k);
  k[K_RATE] = (float)(eta / bias_correction(p->beta1, t));
  k[K_MAX_INSIDE] = p->epsilon_inside_max ? (float)p->epsilon : 0.0f;
  k[K_MAX_OUTSIDE] = p->epsilon_inside_max ? 0.0f : (float)p->epsilon;
}

static void adamax_step(const param_span *p, const float *k) {
  float *restrict x = p->x, *restrict m = span_slot(p, 0), *restrict u = span_slot(p, 1);
  const float *restrict g = p->g;
  const float beta1 = k[K_BETA1], take1 = k[K_TAKE1], beta2 = k[K_BETA2], rate = k[K_RATE];
  const float inside = k[K_MAX_INSIDE], outside = k[K_MAX_OUTSIDE];
  for (size_t i = 0; i < p->n; i++) {
    const float kept = beta2 * u[i], size = (g[i] < 0.0f ? -g[i] : g[i]) + inside;
    m[i] = fade(beta1 * m[i] + take1 * g[i]);
    u[i] = fade(kept > size ? kept : size);
    x[i] -= rate * m[i] / (u[i] + outside);
  }
}

const optimizer optimizer_adamax = {
    .c = {.key = "adamax",
          .formula = "u_t = \\max(\\beta_2 u_{t-1},\\, |g_t|),\\qquad "
                     "x_{t+1} = x_t - \\frac{\\eta}{1 - \\beta_1^t}\\, \\frac{m_t}{u_t + \\delta}",
          .paper = "Kingma and Ba, 2015, section 7.1",
          .hp = {LEARNING_RATE(adam_spec, 0.001, 0.001, 0.002), ADAM_BETAS,
                 FLAG(adam_spec, epsilon_inside_max, "epsilonInsideMax", EACH(1, 0, 1))}},
    .slots = SLOTS({"moment", 0}, {"maximum", 0}),
    .prepare = adamax_prepare,
    .step = adamax_step};
