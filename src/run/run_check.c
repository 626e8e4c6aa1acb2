#include "run/run_check.h"

static const double most = 1.7976931348623157e308;   /* the largest double */
static const double least = 4.9406564584124654e-324; /* and the one next to 0 */

/* What a value has to be within, both ends allowed; NaN is nowhere. */
typedef struct {
  const char *what;
  double value, min, max;
} bound;

SELDOM static status check_bounds(const bound *list, size_t count) {
  for (const bound *b = list; b < list + count; b++) {
    if (b->value >= b->min && b->value <= b->max) continue;
    const char *rule =
        b->max == most    ? "the checkpoint's {what} must be {min} or more, and finite, got {given}"
        : b->max > b->min ? "the checkpoint's {what} must be {min}..{max}, got {given}"
                          : "the checkpoint's {what} must be {min}, got {given}";
    return error_tell(STATUS_DATA, "other", NULL, rule,
                      FACTS(FACT_TEXT("what", b->what), FACT("min", b->min), FACT("max", b->max),
                            FACT("given", b->value)));
  }
  return STATUS_OK;
}

SELDOM static status check_scaler(const experiment *e) {
  status s = STATUS_OK;
  const size_t I = e->scaler.kind == SCALING_UNIT ? 0 : e->model.stage[0].layer.I;
  for (size_t i = 0; i < I && s == STATUS_OK; i++) {
    const bound bounds[] = {{"means of pixels", (double)e->scaler.mean[i], 0, 1},
                            {"scales of pixels", (double)e->scaler.inverse_deviation[i], 0, most}};
    s = check_bounds(bounds, 2);
  }
  return s;
}

/* The schedule's memory is of counts, losses and factors: none is negative, what starts at 0 is a count,
   and only a best loss that is still to come is infinite. */
SELDOM static status check_memories(const experiment *e) {
  const bound bounds[] = {{"steps of the optimizer", e->optimizer.t, e->step, INT32_MAX},
                          /* Nadam's, the only one: 1 less a product of shares */
                          {"memory of the optimizer", e->optimizer.memory[0], 0, 1}};
  status s = check_bounds(bounds, sizeof bounds / sizeof *bounds);
  for (size_t i = 0; i < SCHEDULE_MEMORY && s == STATUS_OK; i++) {
    const double start = e->schedule.rule->memory_start[i], value = e->schedule.memory[i];
    const double count = value >= 0 && value < UINT32_MAX ? (uint32_t)value : 0;
    const bound within = {"memory of the schedule", value, 0, start > most ? start : most};
    s = check_bounds(&within, 1);
    if (s == STATUS_OK && start == 0)
      s = check_bounds(&(bound){within.what, value, count, count}, 1);
  }
  return s;
}

SELDOM static status check_rates(const experiment *e) {
  const hparam *rate = &e->optimizer.rule->c.hp[0];
  const double scheduled = schedule_rate(&e->schedule, e->base_rate, 0);
  const bound bounds[] = {
      {"learning rate", e->learning_rate, rate->min, rate->max},
      {"first learning rate", e->base_rate, e->set_rate > 0 ? least : rate->min, rate->max},
      {"learning rate set by hand", e->set_rate, rate->min, rate->max},
      {"scheduled rate at that time", e->set_from, rate->min, rate->max},
      {"scheduled rate", scheduled, rate->min, rate->max}};
  return check_bounds(bounds, sizeof bounds / sizeof *bounds);
}

SELDOM static status check_sums(const experiment *e) {
  const double limit = e->epoch_samples > 0 ? most : 0;
  /* Half of what a word counts: the rest is for what is still to come in the epoch. */
  const bound bounds[] = {{"samples of the epoch", e->epoch_samples, 0, INT32_MAX},
                          {"sum of losses", e->epoch_loss, 0, limit},
                          {"sum of penalties", e->epoch_penalty, 0, limit}};
  return check_bounds(bounds, sizeof bounds / sizeof *bounds);
}

/* Of weights beside their average figures may have left all bounds, and are NaN where there was none. */
static double known(double raw) { return raw == raw ? raw : 0; }

/* Epochs in their order, each ended; figures of a validation set where there is one. */
SELDOM static status check_records(const experiment *e) {
  double before = 0;
  for (const epoch_record *r = e->records; r < e->records + e->recorded; before = r++->epoch) {
    const bool validated = e->data.validation > 0;
    const bound bounds[] = {{"epochs", r->epoch, before + 1, run_epochs(e)},
                            {"training losses", r->train_loss, 0, most},
                            {"penalties", r->penalty, 0, most},
                            {"validation losses", known(r->raw_loss), 0, __builtin_inf()},
                            {"validation accuracies", known(r->raw_accuracy), 0, 1},
                            {"validation losses", r->validation_loss, 0, most},
                            {"validation accuracies", r->validation_accuracy, 0, 1}};
    const status s = check_bounds(bounds, validated ? 7 : 5);
    if (s != STATUS_OK) return s;
    const bool none = r->validation_loss != r->validation_loss &&
                      r->validation_accuracy != r->validation_accuracy; /* NaN */
    if (validated || none) continue;
    return error_set(STATUS_DATA, NULL,
                     "the checkpoint's validation losses must be none, as there is no "
                     "validation set");
  }
  return STATUS_OK;
}

/* The best epoch is one of the records, with its loss, and those after it were waited for. */
SELDOM static status check_best(const experiment *e) {
  const bool watched = e->spec.early_stopping.patience > 0 && e->recorded > 0;
  const epoch_record *best = e->records, *end = e->records + e->recorded;
  while (watched && best < end && best->epoch != e->best_epoch) best++;
  if (watched && best == end)
    return error_tell(STATUS_DATA, "other", NULL,
                      "the checkpoint's best epoch must be one of its epochs, got {given}",
                      FACTS(FACT("given", e->best_epoch)));
  const double loss = watched ? best->validation_loss : __builtin_inf();
  const double waited = watched ? (double)(end - best - 1) : 0;
  const double epoch = watched ? best->epoch : 0;
  const bound bounds[] = {{"best epoch", e->best_epoch, epoch, epoch},
                          {"best validation loss", e->best_loss, loss, loss},
                          {"epochs since the best", e->waited, waited, waited}};
  return check_bounds(bounds, sizeof bounds / sizeof *bounds);
}

/* An average is of weights that steps left, or ends of epochs. */
SELDOM static status check_average(const experiment *e) {
  const double all = e->spec.average.kind == AVERAGE_EMA ? e->step : run_epochs(e);
  return check_bounds(&(bound){"weights in the average", e->averaged, 0, all}, 1);
}

SELDOM static status check_status(const experiment *e) {
  const double patience = e->spec.early_stopping.patience;
  if (e->status != RUN_STOPPED_EARLY) return STATUS_OK;
  return check_bounds(&(bound){"epochs since the best, of a run that stopped early,", e->waited,
                               patience > 0 ? patience : 1, most},
                      1);
}

status run_check(const experiment *e) {
  static status (*const checks[])(const experiment *) = {check_scaler,  check_memories, check_rates,
                                                         check_sums,    check_records,  check_best,
                                                         check_average, check_status};
  status s = STATUS_OK;
  for (size_t n = 0; n < sizeof checks / sizeof *checks && s == STATUS_OK; n++) s = checks[n](e);
  return s;
}
