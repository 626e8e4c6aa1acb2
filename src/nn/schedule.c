#include "nn/schedule.h"

#include "base/text.h"
#include "math/vmath.h"

static const double pi = 3.14159265358979323846;

/* From a (x = 0) to b (x = 1), straight or along half a cosine. */
static double line(double a, double b, double x) { return a + (b - a) * x; }
static double half_cosine(double a, double b, double x) {
  return b + (a - b) * 0.5 * (1.0 + cos_f64(pi * x));
}

/* -- constant: eta(t) = eta0 ----------------------------------------------------------------- */

static double constant_rate(const double *hp, double eta0, double t, double T,
                            const double *memory) {
  (void)hp, (void)t, (void)T, (void)memory;
  return eta0;
}

static const schedule constant = {
    .c = {.key = "constant", .formula = "\\eta(t) = \\eta_0", .paper = "Robbins and Monro, 1951"},
    .rate = constant_rate,
};

/* -- power: eta(t) = eta0 / (1 + t/s)^c ------------------------------------------------------ */

enum { DECAY_STEPS, POWER_EXPONENT };

#define DECAY_STEPS_HPARAM REAL_LOG("decaySteps", "s", SAME(10000), 0.001, 1e9)

static double power_rate(const double *hp, double eta0, double t, double T, const double *memory) {
  (void)T, (void)memory;
  return eta0 / power_f64(1.0 + t / hp[DECAY_STEPS], hp[POWER_EXPONENT]);
}

static const schedule power = {
    .c = {.key = "power",
          .formula = "\\eta(t) = \\frac{\\eta_0}{(1 + t/s)^c}",
          .paper = "Robbins and Monro, 1951; named as in Géron, 2022",
          .hp = {DECAY_STEPS_HPARAM, REAL("exponent", "c", SAME(1), 0, 10)}},
    .rate = power_rate,
};

/* -- exponential: eta(t) = eta0 0.1^(t/s) ---------------------------------------------------- */

static double exponential_rate(const double *hp, double eta0, double t, double T,
                               const double *memory) {
  (void)T, (void)memory;
  return eta0 * power_f64(0.1, t / hp[DECAY_STEPS]);
}

static const schedule exponential = {
    .c = {.key = "exponential",
          .formula = "\\eta(t) = \\eta_0 \\cdot 0.1^{\\,t/s}",
          .paper = "Géron, 2022",
          .hp = {DECAY_STEPS_HPARAM}},
    .rate = exponential_rate,
};

/* -- piecewise: rates[k] from boundaries[k - 1] on, until boundaries[k] ---------------------- */

enum { BOUNDARIES = 0, RATES = 1 + MAX_LIST };

static double piecewise_rate(const double *hp, double eta0, double t, double T,
                             const double *memory) {
  (void)T, (void)memory;
  const size_t boundaries = (size_t)hp[BOUNDARIES];
  size_t k = 0;
  if (hp[RATES] == 0) return eta0;
  while (k < boundaries && t >= hp[BOUNDARIES + 1 + k]) k++;
  return hp[RATES + 1 + k];
}

static const schedule piecewise = {
    .c = {.key = "piecewise",
          .formula = "\\eta(t) = \\eta_k \\quad\\text{for}\\quad b_{k-1} \\le t < b_k",
          .paper = "Géron, 2022",
          .hp = {LIST("boundaries", "b", 0, 1e9), LIST("rates", "\\eta_k", 0, 1000)}},
    .rate = piecewise_rate,
};

/* -- performance: the rate falls by a factor when the validation loss has stopped falling ---- */

enum { FACTOR, PATIENCE, MIN_DELTA, RELATIVE_DELTA, PATIENCE_EXCEEDED, COOLDOWN, MINIMUM_RATE };
enum { BEST, WAITED, COOLING, SCALE }; /* memory */

static double performance_rate(const double *hp, double eta0, double t, double T,
                               const double *memory) {
  (void)hp, (void)t, (void)T;
  return eta0 * memory[SCALE];
}

/* Keras cuts when `patience` epochs have passed without progress, PyTorch when more than `patience`
   have; and the epoch in which a cooldown ends already counts for Keras, but not for PyTorch. */
static void performance_observe(const double *hp, double eta0, double loss, double *memory) {
  const bool exceeded = hp[PATIENCE_EXCEEDED] != 0;
  const double best = memory[BEST], delta = hp[MIN_DELTA];
  const bool improved = loss < (hp[RELATIVE_DELTA] != 0 ? best * (1.0 - delta) : best - delta);
  const bool was_cooling = memory[COOLING] > 0;
  if (was_cooling) memory[COOLING]--;
  const bool counts = exceeded ? !was_cooling : memory[COOLING] <= 0;
  if (improved) memory[BEST] = loss;
  if (improved || was_cooling) memory[WAITED] = 0;
  if (!improved && counts) memory[WAITED]++;
  if (memory[WAITED] < hp[PATIENCE] + (exceeded ? 1 : 0) || improved || !counts) return;

  const double rate = eta0 * memory[SCALE];
  if (rate <= hp[MINIMUM_RATE]) return;
  const double cut = rate * hp[FACTOR];
  memory[SCALE] = (cut > hp[MINIMUM_RATE] ? cut : hp[MINIMUM_RATE]) / eta0;
  memory[COOLING] = hp[COOLDOWN];
  memory[WAITED] = 0;
}

static const schedule performance = {
    .c = {.key = "performance",
          .formula = "\\eta \\leftarrow \\lambda\\,\\eta \\quad\\text{after}\\; p "
                     "\\;\\text{epochs without a better validation loss}",
          .paper = "Géron, 2022; Keras' and PyTorch's ReduceLROnPlateau",
          .hp = {REAL("factor", "\\lambda", EACH(0.5, 0.1, 0.1), 0, 1),
                 INTEGER("patience", "p", EACH(5, 10, 10), 0, 1000),
                 REAL("minDelta", "\\delta", EACH(0, 1e-4, 1e-4), 0, 0.5),
                 FLAG("relativeDelta", EACH(0, 0, 1)), FLAG("patienceExceeded", EACH(0, 0, 1)),
                 INTEGER("cooldown", "", SAME(0), 0, 1000),
                 REAL_LOG("minimumRate", "\\eta_{\\min}", SAME(0), 0, 1000)}},
    .per_epoch_only = true,
    .rate = performance_rate,
    .observe = performance_observe,
    .memory_start = {[BEST] = __builtin_inf(), [SCALE] = 1},
};

/* -- 1cycle: up to eta0, down again, and far below at the end -------------------------------- */

static const char *const cycle_shapes[] = {"linear", "cosine", NULL};

enum { CYCLE_SHAPE, CYCLE_WARMUP, START_DIVISOR, FINAL_DIVISOR };

/* Straight lines: up and down in equal halves, then a last tenth from the start's rate to the final
 * one. */
static double cycle_linear(double start, double peak, double final, double t, double T) {
  const double last = (double)(uint64_t)(T / 10) + 1;
  const double half = (double)(uint64_t)((T - last) / 2);
  if (t < half) return line(start, peak, t / half);
  if (t < 2 * half) return line(peak, start, (t - half) / half);
  return line(start, final, (t - 2 * half) / (T - 2 * half));
}

/* Half cosines: up in the share `warmup` of the steps, then down to the final rate at the last
 * step. */
static double cycle_cosine(double start, double peak, double final, double t, double T,
                           double warmup) {
  const double top = warmup * T - 1, end = T - 1;
  if (t <= top) return half_cosine(start, peak, top > 0 ? t / top : 1);
  return half_cosine(peak, final,
                     end > top ? (t - (top > 0 ? top : 0)) / (end - (top > 0 ? top : 0)) : 1);
}

static double cycle_rate(const double *hp, double eta0, double t, double T, const double *memory) {
  const double start = eta0 / hp[START_DIVISOR], final = start / hp[FINAL_DIVISOR];
  (void)memory;
  return hp[CYCLE_SHAPE] == 0 ? cycle_linear(start, eta0, final, t, T)
                              : cycle_cosine(start, eta0, final, t, T, hp[CYCLE_WARMUP]);
}

static const schedule cycle = {
    .c = {.key = "1cycle",
          .formula = "\\eta_0/d \\;\\nearrow\\; \\eta_0 \\;\\searrow\\; \\eta_0/d \\;\\searrow\\; "
                     "\\eta_0/(d\\,d_f)",
          .paper = "Smith, 2018",
          .hp = {CHOICE("shape", EACH(0, 0, 1), cycle_shapes), REAL("warmup", "w", SAME(0.3), 0, 1),
                 REAL_LOG("startDivisor", "d", EACH(10, 10, 25), 1, 1e6),
                 REAL_LOG("finalDivisor", "d_f", EACH(1000, 1000, 10000), 1, 1e9)}},
    .rate = cycle_rate,
};

/* -- cosine: a straight warm-up from 0, then half a cosine down to the minimum --------------- */

enum { WARMUP_STEPS, COSINE_MINIMUM };

static double cosine_rate(const double *hp, double eta0, double t, double T, const double *memory) {
  const double warmup = hp[WARMUP_STEPS];
  (void)memory;
  if (t < warmup) return line(0, eta0, t / warmup);
  return half_cosine(eta0, hp[COSINE_MINIMUM], t < T ? (t - warmup) / (T - warmup) : 1);
}

static const schedule cosine = {
    .c = {.key = "cosine",
          .formula = "\\eta(t) = \\eta_{\\min} + \\tfrac12 (\\eta_0 - \\eta_{\\min})"
                     "\\left(1 + \\cos\\frac{\\pi (t - w)}{T - w}\\right)",
          .paper = "Loshchilov and Hutter, 2017; warm-up: Goyal et al., 2017",
          .hp = {INTEGER("warmup", "w", SAME(0), 0, 1e9),
                 REAL_LOG("minimumRate", "\\eta_{\\min}", SAME(0), 0, 1000)}},
    .rate = cosine_rate,
};

/* -- the catalog ----------------------------------------------------------------------------- */

const schedule *const schedules[] = {&constant,    &power, &exponential, &piecewise,
                                     &performance, &cycle, &cosine,      NULL};

const choice *schedule_choice(size_t i) { return schedules[i] ? &schedules[i]->c : NULL; }

schedule_state schedule_start(const schedule *rule, const double *hp, double T) {
  schedule_state s = {.rule = rule, .T = T};
  for (size_t i = 0; i < MAX_VALUES; i++) s.hp[i] = hp[i];
  for (size_t i = 0; i < SCHEDULE_MEMORY; i++) s.memory[i] = rule->memory_start[i];
  return s;
}

double schedule_rate(const schedule_state *s, double eta0, double t) {
  return s->rule->rate(s->hp, eta0, t < s->T ? t : s->T - 1, s->T, s->memory);
}

void schedule_observe(schedule_state *s, double eta0, double validation_loss) {
  if (s->rule->observe) s->rule->observe(s->hp, eta0, validation_loss, s->memory);
}

status schedule_check(const schedule *rule, const double *hp) {
  if (rule != &piecewise) return STATUS_OK;
  const size_t boundaries = (size_t)hp[BOUNDARIES], rates = (size_t)hp[RATES];
  if (rates == 0 && boundaries == 0) return STATUS_OK;
  if (rates != boundaries + 1) {
    text *t = error_begin("schedule.rates");
    text_append(t, "must have one item more than schedule.boundaries, which has ");
    text_append_number(t, (double)boundaries);
    text_append(t, "; got ");
    text_append_number(t, (double)rates);
    return STATUS_SPEC;
  }
  for (size_t k = 1; k < boundaries; k++)
    if (hp[BOUNDARIES + 1 + k] <= hp[BOUNDARIES + k])
      return error_set(STATUS_SPEC, "schedule.boundaries", "must be in ascending order");
  return STATUS_OK;
}
