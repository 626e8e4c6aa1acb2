/* adaptive.c: rules with a rate for each parameter, from the history of its gradients. */
#include "math/vmath.h"
#include "nn/optimizer.h"

/* Defaults by convention: slides, Keras, PyTorch. */
#define DELTA(...) REAL_LOG("epsilon", "\\delta", EACH(__VA_ARGS__), 1e-16, 1)

static inline float root(float x) { return __builtin_sqrtf(x); }

/* -- adagrad: r <- r + g g, x <- x - eta g / sqrt(r) ----------------------------------------

   delta keeps the quotient finite: inside the root (Keras) or beside it. The other of the two is 0,
   and adding 0 is exact. */

enum { ADAGRAD_START = 1, ADAGRAD_EPSILON, ADAGRAD_INSIDE, ADAGRAD_MINUS_SIGN };
enum { K_ETA, K_INSIDE, K_OUTSIDE, K_KEEP, K_TAKE };

static void set_delta(float *k, double delta, bool inside) {
  k[K_INSIDE] = inside ? (float)delta : 0.0f;
  k[K_OUTSIDE] = inside ? 0.0f : (float)delta;
}

static void adagrad_prepare(const double *hp, double eta, uint32_t t, double *memory, float *k) {
  (void)t, (void)memory;
  /* the slides' slip: without the minus, the step goes up the gradient */
  k[K_ETA] = hp[ADAGRAD_MINUS_SIGN] != 0 ? (float)eta : (float)-eta;
  set_delta(k, hp[ADAGRAD_EPSILON], hp[ADAGRAD_INSIDE] != 0);
}

static void adagrad_step(const param_span *p, const float *k) {
  float *restrict x = p->x, *restrict r = p->slot[0];
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
          .hp = {LEARNING_RATE(0.01, 0.001, 0.01),
                 REAL("initialAccumulator", "r_0", EACH(0, 0.1, 0), 0, 1000),
                 DELTA(1e-7, 1e-7, 1e-10), FLAG("epsilonInsideRoot", EACH(0, 1, 0)),
                 FLAG("minusSign", SAME(1))}},
    .slots = 1,
    .slot_start = ADAGRAD_START,
    .prepare = adagrad_prepare,
    .step = adagrad_step};

/* -- rmsprop: r <- rho r + (1 - rho) g g, x <- x - eta g / sqrt(r) --------------------------- */

enum { RMSPROP_RHO = 1, RMSPROP_EPSILON, RMSPROP_INSIDE };

static void rmsprop_prepare(const double *hp, double eta, uint32_t t, double *memory, float *k) {
  (void)t, (void)memory;
  k[K_ETA] = (float)eta;
  k[K_KEEP] = (float)hp[RMSPROP_RHO];
  k[K_TAKE] = (float)(1.0 - hp[RMSPROP_RHO]);
  set_delta(k, hp[RMSPROP_EPSILON], hp[RMSPROP_INSIDE] != 0);
}

static void rmsprop_step(const param_span *p, const float *k) {
  float *restrict x = p->x, *restrict r = p->slot[0];
  const float *restrict g = p->g;
  const float eta = k[K_ETA], inside = k[K_INSIDE], outside = k[K_OUTSIDE];
  const float rho = k[K_KEEP], one_minus_rho = k[K_TAKE];
  for (size_t i = 0; i < p->n; i++) {
    r[i] = rho * r[i] + one_minus_rho * g[i] * g[i];
    x[i] -= eta * g[i] / (root(r[i] + inside) + outside);
  }
}

const optimizer optimizer_rmsprop = {
    .c = {.key = "rmsprop",
          .formula = "r_{t+1} = \\rho\\, r_t + (1 - \\rho)\\, g_t \\odot g_t,\\qquad "
                     "x_{t+1} = x_t - \\frac{\\eta}{\\sqrt{r_{t+1} + \\delta}} \\odot g_t",
          .paper = "Tieleman and Hinton, 2012",
          .hp = {LEARNING_RATE(0.001, 0.001, 0.01),
                 REAL("rho", "\\rho", EACH(0.9, 0.9, 0.99), 0, 1), DELTA(1e-6, 1e-7, 1e-8),
                 FLAG("epsilonInsideRoot", EACH(1, 1, 0))}},
    .slots = 1,
    .prepare = rmsprop_prepare,
    .step = rmsprop_step};

/* -- adam: m <- beta1 m + (1 - beta1) g, r <- beta2 r + (1 - beta2) g g, x <- x - eta m^ / sqrt(r^)

   The bias corrections m^ = m / (1 - beta1^t) and r^ = r / (1 - beta2^t) are the same for all
   parameters, so they are two coefficients: x <- x - a m / (b sqrt(r) + delta). Keras adds delta
   before it corrects (the epsilon-hat of Kingma and Ba, end of section 2): a takes both corrections
   and b is 1. */

enum {
  ADAM_BETA1 = 1,
  ADAM_BETA2,
  ADAM_EPSILON,
  ADAM_EPSILON_HAT,
  ADAM_CORRECTION,
  ADAM_FIRST_STEP
};
enum { K_BETA1, K_TAKE1, K_BETA2, K_TAKE2, K_RATE, K_ROOT, K_DELTA };

static void set_moments(const double *hp, float *k) {
  k[K_BETA1] = (float)hp[ADAM_BETA1];
  k[K_TAKE1] = (float)(1.0 - hp[ADAM_BETA1]);
  k[K_BETA2] = (float)hp[ADAM_BETA2];
  k[K_TAKE2] = (float)(1.0 - hp[ADAM_BETA2]);
  k[K_DELTA] = (float)hp[ADAM_EPSILON];
}

/* 1 - beta^t: what a moving average that started at 0 has taken in after t steps. */
static double bias_correction(double beta, uint32_t t) { return 1.0 - power_f64_integer(beta, t); }

static void adam_prepare(const double *hp, double eta, uint32_t t, double *memory, float *k) {
  (void)memory;
  if (hp[ADAM_FIRST_STEP] == 0)
    t--; /* the slides' slip: 1 - beta^0 is 0, and 0/0 is not a number */
  const bool correct = hp[ADAM_CORRECTION] != 0, hat = hp[ADAM_EPSILON_HAT] != 0;
  const double correction1 = correct ? bias_correction(hp[ADAM_BETA1], t) : 1.0;
  const double root2 = correct ? __builtin_sqrt(bias_correction(hp[ADAM_BETA2], t)) : 1.0;
  set_moments(hp, k);
  k[K_RATE] = (float)(hat ? eta * root2 / correction1 : eta / correction1);
  k[K_ROOT] = (float)(hat ? 1.0 : 1.0 / root2);
}

static void adam_step(const param_span *p, const float *k) {
  float *restrict x = p->x, *restrict m = p->slot[0], *restrict r = p->slot[1];
  const float *restrict g = p->g;
  const float beta1 = k[K_BETA1], take1 = k[K_TAKE1], beta2 = k[K_BETA2], take2 = k[K_TAKE2];
  const float rate = k[K_RATE], scale = k[K_ROOT], delta = k[K_DELTA];
  for (size_t i = 0; i < p->n; i++) {
    m[i] = beta1 * m[i] + take1 * g[i];
    r[i] = beta2 * r[i] + take2 * g[i] * g[i];
    x[i] -= rate * m[i] / (scale * root(r[i]) + delta);
  }
}

#define ADAM_BETAS                                                                                 \
  REAL("beta1", "\\beta_1", SAME(0.9), 0, 0.999999),                                               \
      REAL("beta2", "\\beta_2", SAME(0.999), 0, 0.99999999)

const optimizer optimizer_adam = {
    .c = {.key = "adam",
          .formula = "m_t = \\beta_1 m_{t-1} + (1 - \\beta_1)\\, g_t,\\quad "
                     "r_t = \\beta_2 r_{t-1} + (1 - \\beta_2)\\, g_t \\odot g_t,\\quad "
                     "x_{t+1} = x_t - \\eta\\, \\frac{m_t / (1 - \\beta_1^t)}"
                     "{\\sqrt{r_t / (1 - \\beta_2^t)} + \\delta}",
          .paper = "Kingma and Ba, 2015",
          .hp = {LEARNING_RATE(0.001, 0.001, 0.001), ADAM_BETAS, DELTA(1e-8, 1e-7, 1e-8),
                 FLAG("epsilonHat", EACH(0, 1, 0)), FLAG("biasCorrection", SAME(1)),
                 INTEGER("firstStep", "t_1", SAME(1), 0, 1)}},
    .slots = 2,
    .prepare = adam_prepare,
    .step = adam_step};

/* -- adamw: Adam's step on weights that decay apart from it: x <- (1 - eta lambda) x ------------- */

enum { ADAMW_EPSILON_HAT = ADAM_EPSILON_HAT, ADAMW_DECAY };
enum { K_SHRINK = K_DELTA + 1 };

static void adamw_prepare(const double *hp, double eta, uint32_t t, double *memory, float *k) {
  const double adam_hp[] = {hp[HP_LEARNING_RATE],
                            hp[ADAM_BETA1],
                            hp[ADAM_BETA2],
                            hp[ADAM_EPSILON],
                            hp[ADAMW_EPSILON_HAT],
                            true,
                            1};
  adam_prepare(adam_hp, eta, t, memory, k);
  k[K_SHRINK] = (float)(1.0 - eta * hp[ADAMW_DECAY]);
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
          .hp = {LEARNING_RATE(0.001, 0.001, 0.001), ADAM_BETAS, DELTA(1e-8, 1e-7, 1e-8),
                 FLAG("epsilonHat", EACH(0, 1, 0)),
                 REAL("weightDecay", "\\lambda", EACH(0.01, 0.004, 0.01), 0, 1)}},
    .slots = 2,
    .prepare = adamw_prepare,
    .step = adamw_step};

/* -- nadam: Adam with Nesterov's look at the next step's momentum ----------------------------------
   mu_t = beta1 (1 - 0.96^(t psi) / 2) grows towards beta1; memory[0] keeps 1 - mu_1 … mu_t, so that
   it may start at 0. The step x <- x - eta (b m + a g) / (sqrt(r^) + delta) takes part a of the
   gradient and part b of the first moment, as it will be weighted in the next step. */

enum { NADAM_PSI = ADAM_EPSILON + 1 };
enum { K_MOMENT = K_RATE, K_GRADIENT = K_DELTA + 1 };

static double nadam_mu(const double *hp, uint32_t t) {
  return hp[ADAM_BETA1] * (1.0 - 0.5 * power_f64(0.96, t * hp[NADAM_PSI]));
}

static void nadam_prepare(const double *hp, double eta, uint32_t t, double *memory, float *k) {
  const double mu = nadam_mu(hp, t), next = nadam_mu(hp, t + 1);
  const double product = (1.0 - memory[0]) * mu;
  memory[0] = 1.0 - product;
  set_moments(hp, k);
  k[K_MOMENT] = (float)(eta * next / (1.0 - product * next));
  k[K_GRADIENT] = (float)(eta * (1.0 - mu) / (1.0 - product));
  k[K_ROOT] = (float)(1.0 / __builtin_sqrt(bias_correction(hp[ADAM_BETA2], t)));
}

static void nadam_step(const param_span *p, const float *k) {
  float *restrict x = p->x, *restrict m = p->slot[0], *restrict r = p->slot[1];
  const float *restrict g = p->g;
  const float beta1 = k[K_BETA1], take1 = k[K_TAKE1], beta2 = k[K_BETA2], take2 = k[K_TAKE2];
  const float a = k[K_GRADIENT], b = k[K_MOMENT], scale = k[K_ROOT], delta = k[K_DELTA];
  for (size_t i = 0; i < p->n; i++) {
    m[i] = beta1 * m[i] + take1 * g[i];
    r[i] = beta2 * r[i] + take2 * g[i] * g[i];
    x[i] -= (b * m[i] + a * g[i]) / (scale * root(r[i]) + delta);
  }
}

const optimizer optimizer_nadam = {
    .c = {.key = "nadam",
          .formula = "x_{t+1} = x_t - \\frac{\\eta}{\\sqrt{r_t / (1 - \\beta_2^t)} + \\delta}"
                     "\\left(\\frac{\\mu_{t+1}\\, m_t}{1 - \\prod_{i \\le t+1} \\mu_i} + "
                     "\\frac{(1 - \\mu_t)\\, g_t}{1 - \\prod_{i \\le t} \\mu_i}\\right)",
          .paper = "Dozat, 2016",
          .hp = {LEARNING_RATE(0.001, 0.001, 0.002), ADAM_BETAS, DELTA(1e-8, 1e-7, 1e-8),
                 REAL_LOG("momentumDecay", "\\psi", EACH(0.004, 1, 0.004), 0, 10)}},
    .slots = 2,
    .prepare = nadam_prepare,
    .step = nadam_step};

/* -- adamax: Adam with the largest gradient lately, u <- max(beta2 u, |g|), for the root of r ------ */

enum { ADAMAX_INSIDE = ADAM_EPSILON + 1 };
enum { K_MAX_INSIDE = K_ROOT, K_MAX_OUTSIDE = K_DELTA };

static void adamax_prepare(const double *hp, double eta, uint32_t t, double *memory, float *k) {
  const bool inside = hp[ADAMAX_INSIDE] != 0;
  (void)memory;
  set_moments(hp, k);
  k[K_RATE] = (float)(eta / bias_correction(hp[ADAM_BETA1], t));
  k[K_MAX_INSIDE] = inside ? (float)hp[ADAM_EPSILON] : 0.0f;
  k[K_MAX_OUTSIDE] = inside ? 0.0f : (float)hp[ADAM_EPSILON];
}

static void adamax_step(const param_span *p, const float *k) {
  float *restrict x = p->x, *restrict m = p->slot[0], *restrict u = p->slot[1];
  const float *restrict g = p->g;
  const float beta1 = k[K_BETA1], take1 = k[K_TAKE1], beta2 = k[K_BETA2], rate = k[K_RATE];
  const float inside = k[K_MAX_INSIDE], outside = k[K_MAX_OUTSIDE];
  for (size_t i = 0; i < p->n; i++) {
    const float kept = beta2 * u[i], size = (g[i] < 0.0f ? -g[i] : g[i]) + inside;
    m[i] = beta1 * m[i] + take1 * g[i];
    u[i] = kept > size ? kept : size;
    x[i] -= rate * m[i] / (u[i] + outside);
  }
}

const optimizer optimizer_adamax = {
    .c = {.key = "adamax",
          .formula = "u_t = \\max(\\beta_2 u_{t-1},\\, |g_t|),\\qquad "
                     "x_{t+1} = x_t - \\frac{\\eta}{1 - \\beta_1^t}\\, \\frac{m_t}{u_t + \\delta}",
          .paper = "Kingma and Ba, 2015, section 7.1",
          .hp = {LEARNING_RATE(0.001, 0.001, 0.002), ADAM_BETAS, DELTA(1e-8, 1e-7, 1e-8),
                 FLAG("epsilonInsideMax", EACH(1, 0, 1))}},
    .slots = 2,
    .prepare = adamax_prepare,
    .step = adamax_step};
