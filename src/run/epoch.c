#include "run/epoch.h"

#include <string.h>

#include "base/team.h"
#include "run/prediction.h"

SELDOM_FROM_HERE

static const double none = __builtin_nan(""); /* where nothing was measured */

/* Whether the run gives its best weights, and not the last ones. */
static bool gives_best(const experiment *e) { return e->model.best && e->best_epoch > 0; }

/* The end. What a run gives takes the place of its parameters, and they that of what it gives; the best change
   places with the last average, where there is one. A longer run goes on from there. Not every step that spoils
   weights is followed by a loss that shows it. */
static void finish(experiment *e, run_status how) {
  if (gives_best(e)) model_swap(&e->model, e->model.best);
  e->status = model_is_finite(&e->model) ? how : RUN_DIVERGED;
}

bool experiment_continue(experiment *e) {
  const bool best = gives_best(e), averaged = e->averaged > 0;
  if (e->status != RUN_DONE || e->step >= e->total_steps) return true;
  if ((best || averaged) && e->step != e->recorded * e->steps_per_epoch) return false;
  if (best) model_swap(&e->model, e->model.best);
  if (averaged) model_swap(&e->model, e->model.average);
  e->status = RUN_RUNNING;
  return true;
}

/* Averaged weights do not have the statistics that the weights had on their way: those of all minibatches of the
   training set as it is, each as much, of what predictions see (Izmailov et al., 2018). */
static void measure_statistics(experiment *e) {
  double count = 0;
  for (uint32_t B, first = 0; first < e->data.train && !team_is_lost(); first += B, count++) {
    B = (uint32_t)min_size(e->batch_size, e->data.train - first);
    for (uint32_t s = 0; s < B; s++) e->indices[s] = e->sample ? e->sample[first + s] : first + s;
    experiment_forward(e, e->indices, B, MODE_MEASURE);
    model_move_statistics(&e->model, B, count / (count + 1));
  }
}

/* Prechelt, 1998: whether to stop, since `patience` epochs have passed without a validation loss lower by
   minDelta. */
static bool watch_validation(experiment *e, uint32_t epoch, double validation_loss) {
  const uint32_t patience = e->spec.early_stopping.patience;
  if (patience == 0) return false;
  if (validation_loss < e->best_loss - e->spec.early_stopping.min_delta) {
    e->best_loss = validation_loss;
    e->best_epoch = epoch;
    e->waited = 0;
    if (e->model.best) memcpy(e->model.best, e->model.parameters, e->model.S * sizeof(float));
    return false;
  }
  return ++e->waited >= patience;
}

static evaluation evaluate(experiment *e, dataset *data) {
  evaluation v = {none, none};
  if (data) (void)experiment_evaluate(e, data, NULL, &v);
  return v;
}

/* Whether the run ends with an epoch whose record this is, but for the figures of validation. The model's
   parameters are what the run would give. */
static bool judge(experiment *e, epoch_record *record) {
  const evaluation v = evaluate(e, e->validation);
  record->validation_loss = v.loss;
  record->validation_accuracy = v.accuracy;
  if (e->validation && !is_finite(v.loss)) {
    e->status = RUN_DIVERGED;
    return false;
  }
  if (e->evaluates_train) record->evaluated_loss = evaluate(e, e->train).loss;
  e->records[e->recorded++] = *record;
  bool stop = false;
  if (e->validation) {
    schedule_observe(&e->schedule, e->base_rate, v.loss);
    stop = watch_validation(e, run_epochs(e), v.loss);
  }
  const bool over = stop || e->step >= e->total_steps;
  if (over) finish(e, stop ? RUN_STOPPED_EARLY : RUN_DONE);
  return over;
}

static void close_epoch(experiment *e) {
  model *m = &e->model;
  epoch_record record = {.epoch = run_epochs(e),
                         .train_loss = e->epoch_loss / e->epoch_samples,
                         .penalty = e->epoch_penalty / e->epoch_samples,
                         .evaluated_loss = none,
                         .raw_loss = none,
                         .raw_accuracy = none};
  if (e->averaged == 0) {
    (void)judge(e, &record);
    return;
  }
  const evaluation raw = evaluate(e, e->validation);
  record.raw_loss = raw.loss;
  record.raw_accuracy = raw.accuracy;
  model_swap(m, m->average);
  if (e->spec.average.kind == AVERAGE_SWA && model_normalizes(m)) measure_statistics(e);
  if (!judge(e, &record)) model_swap(m, m->average);
}

void epoch_follow(experiment *e, bool ends) {
  if (average_takes(&e->spec.average, ends, run_epochs(e), e->spec.epochs))
    model_move_average(&e->model, average_share(&e->spec.average, e->averaged++));
  if (ends) close_epoch(e);
}

SELDOM_UP_TO_HERE
