#include "nn/schedule.h"

#include "math/vmath.h"

SELDOM_FROM_HERE

static const double pi = 3.14159265358979323846;

/* From a (x = 0) to b (x = 1), straight or along half a cosine. */
static double line(double a, double b, double x) { return a + (b - a) * x; }
static double half_cosine(double a, double b, double x) {
  return b + (a - b) * 0.5 * (1.0 + cos_f64(pi * x));
}

/* -- constant: eta(t) = eta0 ----------------------------------------------------------------- */

static double constant_rate(const schedule_state *s, double eta0, double t) {
  (void)s, (void)t;
  return eta0;
}

static const schedule constant = {
    .c = {.key = "constant", .formula = "\\eta(t) = \\eta_0", .paper = "Robbins and Monro, 1951"},
    .rate = constant_rate,
};

/* -- power: eta(t) = eta0 / (1 + t/s)^c ------------------------------------------------------ */

typedef struct {
  double s, c;
} power_spec;

#define DECAY_STEPS REAL_LOG(power_spec, s, "decaySteps", "s", SAME(10000), 0.001, 1e9)

static double power_rate(const schedule_state *s, double eta0, double t) {
  const power_spec *p = schedule_own(s);
  return eta0 / power_f64(1.0 + t / p->s, p->c);
}

static const schedule power = {
    .c = {.key = "power",
          .formula = "\\eta(t) = \\frac{\\eta_0}{(1 + t/s)^c}",
          .paper = "Robbins and Monro, 1951; named as in Géron, 2022",
          .hp = {DECAY_STEPS, REAL(power_spec, c, "exponent", "c", SAME(1), 0, 10)}},
    .rate = power_rate,
};

/* -- exponential: eta(t) = eta0 0.1^(t/s) ---------------------------------------------------- */

static double exponential_rate(const schedule_state *s, double eta0, double t) {
  const power_spec *p = schedule_own(s);
  return eta0 * power_f64(0.1, t / p->s);
}

static const schedule exponential = {
    .c = {.key = "exponential",
          .formula = "\\eta(t) = \\eta_0 \\cdot 0.1^{\\,t/s}",
          .paper = "Géron, 2022",
          .hp = {DECAY_STEPS}},
    .rate = exponential_rate,
};

/* -- piecewise: rates[k] from boundaries[k - 1] on, until boundaries[k] ---------------------- */

typedef struct {
  value_list boundaries, rates;
} piecewise_spec;

static double piecewise_rate(const schedule_state *s, double eta0, double t) {
  const piecewise_spec *p = schedule_own(s);
  size_t k = 0;
  if (p->rates.count == 0) return eta0;
  while (k < p->boundaries.count && t >= p->boundaries.items[k]) k++;
  return p->rates.items[k];
}

static status piecewise_check(const void *own) {
  const piecewise_spec *p = own;
  const uint32_t boundaries = p->boundaries.count, rates = p->rates.count;
  if (rates == 0 && boundaries == 0) return STATUS_OK;
  if (rates != boundaries + 1)
    return error_tell(
        STATUS_SPEC, "rates", "schedule.rates",
        "must have one item more than schedule.boundaries, which has {boundaries}; got {given}",
        FACTS(FACT("boundaries", boundaries), FACT("given", rates)));
  for (size_t k = 1; k < boundaries; k++)
    if (p->boundaries.items[k] <= p->boundaries.items[k - 1])
      return error_spec("order", "schedule.boundaries", "must be in ascending order");
  return STATUS_OK;
}

static const schedule piecewise = {
    .c = {.key = "piecewise",
          .formula = "\\eta(t) = \\eta_k \\quad\\text{for}\\quad b_{k-1} \\le t < b_k",
          .paper = "Géron, 2022",
          .hp = {LIST(piecewise_spec, boundaries, "boundaries", "b", 0, 1e9),
                 LIST(piecewise_spec, rates, "rates", "\\eta_k", 0, 1000)}},
    .rate = piecewise_rate,
    .check = piecewise_check,
};

/* -- performance: the rate falls by a factor when the validation loss has stopped falling ---- */

typedef struct {
  double factor;
  uint32_t patience, cooldown;
  double min_delta, minimum_rate;
  bool relative_delta, patience_exceeded;
} performance_spec;

enum { BEST, WAITED, COOLING, SCALE }; /* memory */

static double performance_rate(const schedule_state *s, double eta0, double t) {
  (void)t;
  return eta0 * s->memory[SCALE];
}

/* Keras cuts when `patience` epochs have passed without progress, PyTorch when more than `patience`
   have; and the epoch in which a cooldown ends already counts for Keras, but not for PyTorch. */
static void performance_observe(schedule_state *s, double eta0, double loss) {
  const performance_spec *p = schedule_own(s);
  double *memory = s->memory;
  const bool exceeded = p->patience_exceeded;
  const double best = memory[BEST], delta = p->min_delta;
  const bool improved = loss < (p->relative_delta ? best * (1.0 - delta) : best - delta);
  const bool was_cooling = memory[COOLING] > 0;
  if (was_cooling) memory[COOLING]--;
  const bool counts = exceeded ? !was_cooling : memory[COOLING] <= 0;
  if (improved) memory[BEST] = loss, memory[WAITED] = 0;
  if (!improved && counts) memory[WAITED]++;
  if (memory[WAITED] < p->patience + (exceeded ? 1 : 0) || improved || !counts) return;

  const double rate = eta0 * memory[SCALE];
  if (rate <= p->minimum_rate) return;
  const double cut = rate * p->factor;
  memory[SCALE] = (cut > p->minimum_rate ? cut : p->minimum_rate) / eta0;
  memory[COOLING] = p->cooldown;
  memory[WAITED] = 0;
}

static const schedule performance = {
    .c = {.key = "performance",
          .formula = "\\eta \\leftarrow \\lambda\\,\\eta \\quad\\text{after}\\; p "
                     "\\;\\text{epochs without a better validation loss}",
          .paper = "Géron, 2022; Keras' and PyTorch's ReduceLROnPlateau",
          .hp = {REAL(performance_spec, factor, "factor", "\\lambda", EACH(0.5, 0.1, 0.1), 0, 1),
                 INTEGER(performance_spec, patience, "patience", "p", EACH(5, 10, 10), 0, 1000),
                 REAL(performance_spec, min_delta, "minDelta", "\\delta", EACH(0, 1e-4, 1e-4), 0,
                      0.5),
                 FLAG(performance_spec, relative_delta, "relativeDelta", EACH(0, 0, 1)),
                 FLAG(performance_spec, patience_exceeded, "patienceExceeded", EACH(0, 0, 1)),
                 INTEGER(performance_spec, cooldown, "cooldown", "", SAME(0), 0, 1000),
                 REAL_LOG(performance_spec, minimum_rate, "minimumRate", "\\eta_{\\min}", SAME(0),
                          0, 1000)}},
    .per_epoch_only = true,
    .rate = performance_rate,
    .observe = performance_observe,
    .memory_start = {[BEST] = __builtin_inf(), [SCALE] = 1},
};

/* -- 1cycle: up to eta0, down again, and far below at the end -------------------------------- */

typedef enum { CYCLE_LINEAR, CYCLE_COSINE } cycle_shape;
static const char *const cycle_shapes[] = {"linear", "cosine", NULL};

typedef struct {
  cycle_shape shape;
  double warmup, start_divisor, final_divisor;
} cycle_spec;

/* Straight lines: up and down in equal halves, then a last tenth from the start's rate to the final
 * one. */
static double cycle_linear(double start, double peak, double final, double t, double T) {
  const double last = (double)(uint64_t)(T / 10) + 1;
  const double half = (double)(uint64_t)((T - last) / 2);
  if (t < half) return line(start, peak, t / half);
  if (t < 2 * half) return line(peak, start, (t - half) / half);
  return line(start, final, (t - 2 * half) / (T - 2 * half));
}

/* Half cosines: up in the share `warmup` of the steps, then down to the final rate at the last step. As
   in PyTorch the first one ends at warmup T - 1, which may be before step 0; t <= T - 1. */
static double cycle_cosine(double start, double peak, double final, double t, double T,
                           double warmup) {
  const double top = warmup * T - 1, end = T - 1;
  if (t <= top) return half_cosine(start, peak, top > 0 ? t / top : 1);
  return half_cosine(peak, final, (t - top) / (end - top));
}

static double cycle_rate(const schedule_state *s, double eta0, double t) {
  const cycle_spec *p = schedule_own(s);
  const double start = eta0 / p->start_divisor, final = start / p->final_divisor;
  return p->shape == CYCLE_LINEAR ? cycle_linear(start, eta0, final, t, s->T)
                                  : cycle_cosine(start, eta0, final, t, s->T, p->warmup);
}

static const schedule cycle = {
    .c = {.key = "1cycle",
          .formula = "\\eta_0/d \\;\\nearrow\\; \\eta_0 \\;\\searrow\\; \\eta_0/d \\;\\searrow\\; "
                     "\\eta_0/(d\\,d_f)",
          .paper = "Smith, 2018",
          .hp = {CHOICE(cycle_spec, shape, "shape", cycle_shapes,
                        EACH("linear", "linear", "cosine")),
                 REAL(cycle_spec, warmup, "warmup", "w", SAME(0.3), 0, 1),
                 REAL_LOG(cycle_spec, start_divisor, "startDivisor", "d", EACH(10, 10, 25), 1, 1e6),
                 REAL_LOG(cycle_spec, final_divisor, "finalDivisor", "d_f", EACH(1000, 1000, 10000),
                          1, 1e9)}},
    .rate = cycle_rate,
};

/* -- cosine: a straight warm-up from 0, then half a cosine down to the minimum --------------- */

typedef struct {
  uint32_t warmup;
  double minimum_rate;
} cosine_spec;

static double cosine_rate(const schedule_state *s, double eta0, double t) {
  const cosine_spec *p = schedule_own(s);
  const double w = p->warmup, T = s->T;
  if (t < w) return line(0, eta0, t / w);
  return half_cosine(eta0, p->minimum_rate, t < T ? (t - w) / (T - w) : 1);
}

static const schedule cosine = {
    .c = {.key = "cosine",
          .formula = "\\eta(t) = \\eta_{\\min} + \\tfrac12 (\\eta_0 - \\eta_{\\min})"
                     "\\left(1 + \\cos\\frac{\\pi (t - w)}{T - w}\\right)",
          .paper = "Loshchilov and Hutter, 2017; warm-up: Goyal et al., 2017",
          .hp = {INTEGER(cosine_spec, warmup, "warmup", "w", SAME(0), 0, 1e9),
                 REAL_LOG(cosine_spec, minimum_rate, "minimumRate", "\\eta_{\\min}", SAME(0), 0,
                          1000)}},
    .rate = cosine_rate,
};

/* -- the catalog ----------------------------------------------------------------------------- */

const schedule *const schedules[] = {&constant,    &power, &exponential, &piecewise,
                                     &performance, &cycle, &cosine,      NULL};

const choice *schedule_choice(size_t i) { return schedules[i] ? &schedules[i]->c : NULL; }

schedule_state schedule_start(const schedule_spec *spec, double T) {
  schedule_state s = {.rule = spec->rule, .own = spec->own, .T = T};
  for (size_t i = 0; i < SCHEDULE_MEMORY; i++) s.memory[i] = spec->rule->memory_start[i];
  return s;
}

double schedule_rate(const schedule_state *s, double eta0, double t) {
  return s->rule->rate(s, eta0, t < s->T ? t : s->T - 1);
}

void schedule_observe(schedule_state *s, double eta0, double validation_loss) {
  if (s->rule->observe) s->rule->observe(s, eta0, validation_loss);
}

status schedule_check(const schedule_spec *spec) {
  const schedule *rule = spec->rule;
  const status result = rule->check ? rule->check(&spec->own) : STATUS_OK;
  if (result != STATUS_OK || !rule->per_epoch_only || spec->per == PER_EPOCH) return result;
  return error_tell(STATUS_SPEC, "per-epoch", "schedule.per",
                    "must be epoch for schedule {schedule}, got \"step\"",
                    FACTS(FACT_TEXT("schedule", rule->c.key)));
}

SELDOM_UP_TO_HERE
