/* momentum.c: rules with one rate for all parameters. */
#include "nn/optimizers.h"

/* -- sgd: x <- x - eta g --------------------------------------------------------------------- */

typedef struct {
  double learning_rate;
} sgd_spec;

static void sgd_prepare(const void *own, double eta, uint32_t t, double *memory, float *k) {
  (void)own, (void)t, (void)memory;
  k[0] = (float)eta;
}

static void sgd_step(const param_span *p, const float *k) {
  float *restrict x = p->x;
  const float *restrict g = p->g;
  const float eta = k[0];
  for (size_t i = 0; i < p->n; i++) x[i] -= eta * g[i];
}

const optimizer optimizer_sgd = {
    .c = {.key = "sgd",
          .formula = "x_{t+1} = x_t - \\eta\\, g_t",
          .paper = "Robbins and Monro, 1951",
          .hp = {LEARNING_RATE(sgd_spec, 0.01, 0.01, 0.01)}},
    .prepare = sgd_prepare,
    .step = sgd_step,
};

/* -- momentum: v <- rho v + a g, x <- x + b v -----------------------------------------------

   The slides and Keras put the rate into the velocity (a = -eta, b = 1); PyTorch puts it into the
   step (a = 1, b = -eta), which differs as soon as eta changes. Multiplying by 1 is exact, so one
   loop is both. */

typedef enum { NESTEROV_LOOK_AHEAD, NESTEROV_REWRITTEN } nesterov_form;
static const char *const nesterov_forms[] = {"look-ahead", "rewritten", NULL};

/* Of both rules with a velocity. */
typedef struct {
  double learning_rate, rho;
  bool rate_in_velocity;
  nesterov_form form; /* nesterov's */
} momentum_spec;

enum { K_RHO, K_A, K_B, K_LOOK };

static void momentum_prepare(const void *own, double eta, uint32_t t, double *memory, float *k) {
  const momentum_spec *p = own;
  (void)t, (void)memory;
  k[K_RHO] = (float)p->rho;
  k[K_A] = p->rate_in_velocity ? (float)-eta : 1.0f;
  k[K_B] = p->rate_in_velocity ? 1.0f : (float)-eta;
}

#define MOMENTUM_HPARAMS                                                                           \
  LEARNING_RATE(momentum_spec, 0.01, 0.01, 0.01),                                                  \
      REAL(momentum_spec, rho, "momentum", "\\rho", SAME(0.9), 0, 1),                              \
      FLAG(momentum_spec, rate_in_velocity, "rateInVelocity", EACH(1, 1, 0))

static void momentum_step(const param_span *p, const float *k) {
  float *restrict x = p->x, *restrict v = span_slot(p, 0);
  const float *restrict g = p->g;
  const float rho = k[K_RHO], a = k[K_A], b = k[K_B];
  SIDE_BY_SIDE(4)
  for (size_t i = 0; i < p->n; i++) {
    v[i] = fade(rho * v[i] + a * g[i]);
    x[i] += b * v[i];
  }
}

const optimizer optimizer_momentum = {
    .c = {.key = "momentum",
          .formula = "v_{t+1} = \\rho\\, v_t - \\eta\\, g_t,\\qquad x_{t+1} = x_t + v_{t+1}",
          .paper = "Polyak, 1964",
          .hp = {MOMENTUM_HPARAMS}},
    .slots = SLOTS({"velocity", 0}),
    .prepare = momentum_prepare,
    .step = momentum_step};

/* -- nesterov: the gradient at x + rho v, or the rewritten rule in x~ = x + rho v ------------ */

static void nesterov_prepare(const void *own, double eta, uint32_t t, double *memory, float *k) {
  const momentum_spec *p = own;
  momentum_prepare(own, eta, t, memory, k);
  k[K_LOOK] = p->form == NESTEROV_LOOK_AHEAD ? 1.0f : 0.0f;
}

/* x <- x + b rho v; slot 1 keeps the x that the step starts from. */
static void nesterov_look_ahead(const param_span *p, const float *k) {
  float *restrict x = p->x, *restrict start = span_slot(p, 1);
  const float *restrict v = span_slot(p, 0);
  const float b_rho = k[K_B] * k[K_RHO];
  if (k[K_LOOK] == 0.0f) return;
  for (size_t i = 0; i < p->n; i++) {
    start[i] = x[i];
    x[i] += b_rho * v[i];
  }
}

static void nesterov_look_back(const param_span *p, const float *k) {
  for (size_t i = 0; i < p->n && k[K_LOOK] != 0.0f; i++) p->x[i] = span_slot(p, 1)[i];
}

/* Look-ahead: v' <- rho v + a g, x <- start + b v'.
   Rewritten:  x~ <- x~ + v' + rho (v' - v), which is x~ + b (rho v' + a g) since v' - rho v = a g.
 */
static void nesterov_step(const param_span *p, const float *k) {
  float *restrict x = p->x, *restrict v = span_slot(p, 0);
  const float *restrict g = p->g, *restrict start = span_slot(p, 1);
  const float rho = k[K_RHO], a = k[K_A], b = k[K_B];
  if (k[K_LOOK] != 0.0f) {
    for (size_t i = 0; i < p->n; i++) {
      v[i] = fade(rho * v[i] + a * g[i]);
      x[i] = start[i] + b * v[i];
    }
  } else {
    for (size_t i = 0; i < p->n; i++) {
      v[i] = fade(rho * v[i] + a * g[i]);
      x[i] += b * (rho * v[i] + a * g[i]);
    }
  }
}

const optimizer optimizer_nesterov = {
    .c = {.key = "nesterov",
          .formula = "v_{t+1} = \\rho\\, v_t - \\eta\\, \\nabla f(x_t + \\rho\\, v_t),\\qquad "
                     "x_{t+1} = x_t + v_{t+1}",
          .paper = "Nesterov, 1983; rewritten as in Sutskever et al., 2013",
          .hp = {MOMENTUM_HPARAMS, CHOICE(momentum_spec, form, "form", nesterov_forms,
                                          EACH("look-ahead", "rewritten", "rewritten"))}},
    .slots = SLOTS({"velocity", 0}, {"", 0}), /* the second: where the step starts from */
    .prepare = nesterov_prepare,
    .look_ahead = nesterov_look_ahead,
    .look_back = nesterov_look_back,
    .step = nesterov_step};

/* -- lion: of a mixture of momentum and gradient the sign alone: x <- (1 - eta lambda) x - eta sign(beta1 m +
   (1 - beta1) g), m <- beta2 m + (1 - beta2) g ------------------------------------------------ */

typedef struct {
  double learning_rate, beta1, beta2, weight_decay;
} lion_spec;

enum { L_ETA, L_BETA1, L_TAKE1, L_BETA2, L_TAKE2, L_SHRINK };

static void lion_prepare(const void *own, double eta, uint32_t t, double *memory, float *k) {
  const lion_spec *p = own;
  (void)t, (void)memory;
  k[L_ETA] = (float)eta;
  k[L_BETA1] = (float)p->beta1;
  k[L_TAKE1] = (float)(1.0 - p->beta1);
  k[L_BETA2] = (float)p->beta2;
  k[L_TAKE2] = (float)(1.0 - p->beta2);
  k[L_SHRINK] = (float)(1.0 - eta * p->weight_decay);
}

static void lion_step(const param_span *p, const float *k) {
  float *restrict x = p->x, *restrict m = span_slot(p, 0);
  const float *restrict g = p->g;
  const float eta = k[L_ETA], shrink = k[L_SHRINK];
  const float beta1 = k[L_BETA1], take1 = k[L_TAKE1], beta2 = k[L_BETA2], take2 = k[L_TAKE2];
  for (size_t i = 0; i < p->n; i++) {
    const float mixed = beta1 * m[i] + take1 * g[i];
    const float up = mixed > 0.0f ? eta : 0.0f, down = mixed < 0.0f ? eta : 0.0f;
    const float step = mixed == mixed ? up - down : mixed; /* NaN stays, so that divergence shows */
    m[i] = fade(beta2 * m[i] + take2 * g[i]);
    x[i] = shrink * x[i] - step;
  }
}

const optimizer optimizer_lion = {
    .c = {.key = "lion",
          .formula =
              "x_{t+1} = (1 - \\eta\\lambda)\\, x_t - \\eta\\, \\mathrm{sign}(\\beta_1 m_t + (1 - "
              "\\beta_1) g_t),\\qquad m_{t+1} = \\beta_2 m_t + (1 - \\beta_2) g_t",
          .paper = "Chen et al., 2023",
          .hp = {LEARNING_RATE(lion_spec, 0.0001, 0.001, 0.0001),
                 REAL(lion_spec, beta1, "beta1", "\\beta_1", SAME(0.9), 0, 0.999999),
                 REAL(lion_spec, beta2, "beta2", "\\beta_2", SAME(0.99), 0, 0.999999),
                 REAL(lion_spec, weight_decay, "weightDecay", "\\lambda", SAME(0), 0, 10)}},
    .extra = true,
    .slots = SLOTS({"moment", 0}),
    .prepare = lion_prepare,
    .step = lion_step};
