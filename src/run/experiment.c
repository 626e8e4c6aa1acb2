#include "run/experiment.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/team.h"
#include "math/rng.h"
#include "nn/mixup.h"
#include "run/epoch.h"

SELDOM_FROM_HERE

/* -- creation -------------------------------------------------------------------------------- */

static status check_fit(const experiment_spec *spec, uint32_t member, const data_shape *data) {
  const uint32_t last = spec->model.layers - 1;
  char path[MAX_PATH];
  if (member >= spec->bagging.models)
    return error_set(STATUS_ARGUMENT, "member", "must be less than bagging.models");
  const uint32_t units = spec->model.layer[last].units;
  if (units != data->classes)
    return error_tell(STATUS_SPEC, "classes", spec_layer_path(path, last, "units"),
                      "must be {classes}, the number of classes, got {given}",
                      FACTS(FACT("classes", data->classes), FACT("given", units)));
  if (data->validation == 0 && spec->early_stopping.patience > 0)
    return error_spec("validation", "earlyStopping.patience",
                      "needs a validation set, and there is none");
  if (data->validation == 0 && spec->schedule.rule->observe)
    return error_spec("validation", "schedule.id", "needs a validation set, and there is none");
  return STATUS_OK;
}

static void lay_out(experiment *e, uint32_t epochs, arena *a) {
  const uint32_t I = e->data.rows * e->data.columns, N = e->train ? e->data.train : 0;
  e->order = arena_words(a, N);
  e->sample = spec_bootstraps(&e->spec) ? arena_words(a, N) : NULL;
  e->indices = arena_words(a, e->model.capacity);
  if (e->train && augment_is_on(&e->augmentation)) {
    e->augmented_images = arena_take(a, (uint64_t)e->model.capacity * I, 1);
    e->augmented_labels = arena_take(a, e->model.capacity, 1);
    e->augmentation.room =
        arena_floats(a, team_portions() * (uint64_t)augment_room(&e->augmentation, e->train));
  }
  e->records = arena_take(a, epochs, sizeof(epoch_record));
  e->scaler.mean = arena_floats(a, I);
  e->scaler.inverse_deviation = arena_floats(a, I);
}

static status allocate(experiment *e, uint32_t epochs) {
  const uint32_t I = e->data.rows * e->data.columns;
  const model_shape shape = network_shape(&e->spec, I, e->batch_size, e->train != NULL);
  status s = model_create(&shape, &e->model);
  if (s != STATUS_OK) return s;
  model_initialize(&e->model, &shape, e->seed);
  const param_span all = model_span(&e->model);
  optimizer_clear_slots(&e->optimizer, &all);

  arena a = {NULL, 0};
  lay_out(e, epochs, &a);
  s = arena_allocate(&a, "the experiment");
  if (s != STATUS_OK) return s;
  e->memory = a.at;
  lay_out(e, epochs, &a);
  const double nan = __builtin_nan("");
  for (epoch_record *r = e->records; r < e->records + epochs; r++)
    r->evaluated_loss = r->raw_loss = r->raw_accuracy = nan;
  return STATUS_OK;
}

static double scheduled_rate(const experiment *e) {
  const bool per_epoch = e->spec.schedule.per == PER_EPOCH;
  const double t = per_epoch ? run_epochs(e) : e->step;
  return schedule_rate(&e->schedule, e->base_rate, t);
}

/* After a rate was set by hand, the schedule goes on from it in proportion, up to the largest rate that
   may be set. Nothing is in proportion to 0: a rate that was set there holds while the schedule is there,
   and is taken for its peak from then on. */
static double current_rate(const experiment *e) {
  const double scheduled = scheduled_rate(e), most = e->optimizer.rule->c.hp[0].max;
  if (e->set_rate == 0) return e->set_from > 0 ? 0 : scheduled;
  if (e->set_from == 0 && scheduled == 0) return e->set_rate;
  const double rate = e->set_rate * (scheduled / (e->set_from > 0 ? e->set_from : e->base_rate));
  return rate < most ? rate : most;
}

status experiment_open(const experiment_spec *spec, uint32_t member, const data_shape *data,
                       dataset *train, dataset *validation, experiment **out) {
  status s = check_fit(spec, member, data);
  if (s != STATUS_OK) return s;
  experiment *e = malloc(sizeof *e);
  if (!e) return error_memory("the experiment", sizeof *e);

  *e = (experiment){.spec = *spec,
                    .data = *data,
                    .train = dataset_retain(train),
                    .validation = dataset_retain(validation),
                    .augmentation = spec->augmentation,
                    .base_rate = spec->optimizer.learning_rate,
                    .best_loss = __builtin_inf(),
                    .order_epoch = UINT32_MAX};
  e->batch_size = (uint32_t)min_size(spec->batch_size, data->train);
  e->steps_per_epoch = (data->train - 1) / e->batch_size + 1;
  e->optimizer = optimizer_start(&spec->optimizer);
  e->scaler.kind = spec->data.scaling;

  const double steps = (double)e->steps_per_epoch * spec->epochs;
  e->total_steps = steps < 4294967295.0 ? (uint32_t)steps : UINT32_MAX;
  const bool per_epoch = spec->schedule.per == PER_EPOCH;
  e->seed = bagging_seed(spec->seed, member);
  e->member = member;
  e->schedule = schedule_start(&spec->schedule, per_epoch ? spec->epochs : steps);
  e->learning_rate = scheduled_rate(e);

  s = allocate(e, spec->epochs);
  if (s != STATUS_OK) {
    experiment_free(e);
    return s;
  }
  if (e->sample && train) bagging_sample(spec->seed, member, e->sample, data->train);
  *out = e;
  return STATUS_OK;
}

status experiment_create(const experiment_spec *spec, uint32_t member, dataset *train,
                         dataset *validation, experiment **out) {
  if (!train) return error_set(STATUS_ARGUMENT, NULL, "train must be a dataset");
  if (validation && (validation->rows != train->rows || validation->columns != train->columns ||
                     validation->classes != train->classes))
    return error_set(STATUS_ARGUMENT, NULL,
                     "validation must have images and classes like the training set's");
  const data_shape data = {train->rows, train->columns, train->classes, train->N,
                           validation ? validation->N : 0};
  const status s = experiment_open(spec, member, &data, train, validation, out);
  if (s == STATUS_OK) scaler_measure(&(*out)->scaler, train);
  return s;
}

void experiment_free(experiment *e) {
  if (!e) return;
  model_destroy(&e->model);
  dataset_release(e->train);
  dataset_release(e->validation);
  free(e->memory);
  free(e);
}

SELDOM_UP_TO_HERE

/* -- one minibatch --------------------------------------------------------------------------- */

/* Images of a minibatch that are to be changed. */
typedef struct {
  experiment *e;
  const uint32_t *indices;
  uint32_t B, portion;
} changing;

static void change_images(const void *context, uint32_t n) {
  const changing *c = context;
  experiment *e = c->e;
  const team_piece piece = piece_of(c->B, c->portion, n);
  augmentation own = e->augmentation;
  own.room += n * augment_room(&own, e->train);
  augment_minibatch(&own, e->seed, run_epochs(e), e->train, c->indices + piece.first, piece.count,
                    e->augmented_images + (size_t)piece.first * e->train->I,
                    e->augmented_labels + piece.first);
}

/* Samples of the training set, changed as this epoch has them, in `changed`, where it changes them. */
static sample_list samples_of(experiment *e, const uint32_t *indices, uint32_t B,
                              dataset *changed) {
  if (!e->augmented_images) return (sample_list){e->train, &e->scaler, indices};
  const changing c = {e, indices, B, team_portion(B, 1)};
  team_share(pieces_of(B, c.portion), change_images, &c);
  *changed = *e->train;
  changed->N = B;
  changed->images = e->augmented_images;
  changed->labels = e->augmented_labels;
  for (uint32_t s = 0; s < B; s++) e->indices[s] = s;
  return (sample_list){changed, &e->scaler, e->indices};
}

/* The mean loss of the minibatch. Its gradient goes to `update` as it comes, or, with update NULL, is
   stored. Nothing is changed when the loss is not finite. */
static double minibatch(experiment *e, const uint32_t *indices, uint32_t count,
                        const optimizer_state *update) {
  model *m = &e->model;
  score_sums sums = {0};
  for (uint32_t first = 0; first < count; first += m->capacity) {
    const uint32_t B = (uint32_t)min_size(m->capacity, count - first);
    dataset changed;
    const sample_list samples = samples_of(e, indices + first, B, &changed);
    minibatch_pass pass = {.mode = MODE_TRAIN,
                           .seed = e->seed,
                           .step = e->step,
                           .first = first,
                           .count = count,
                           .samples = &samples};
    if (e->spec.model.mixup > 0) {
      model_gather(m, &samples, B);
      mixup_apply(m, e->spec.model.mixup, e->seed, e->step, first, B);
      pass.samples = NULL;
    }
    model_pass(m, B, &pass);
    model_judge(m, B, &sums);
    if (!is_finite(sums.loss)) return sums.loss;
    model_gradient(m, first > 0, update);
  }
  if (!update) model_add_penalty_gradient(m);
  return sums.loss / count;
}

/* One step; the gradient is stored when something has to see all of it before the step: clipping, a
   minibatch in parts, a lesson. Both ways give the same bits. False, with nothing changed, when the loss
   is not finite. */
static bool take_step(experiment *e, const uint32_t *indices, uint32_t count, bool keep_gradient,
                      step_record *out) {
  model *m = &e->model;
  const double clip = e->spec.clip_norm;
  const bool store = keep_gradient || clip > 0 || count > m->capacity;
  optimizer_state next = e->optimizer;
  out->learning_rate = current_rate(e);
  optimizer_prepare(&next, out->learning_rate);
  out->penalty = model_penalty(m);
  if (next.rule->look_ahead) model_move(m, &next, optimizer_look_ahead);
  out->loss = minibatch(e, indices, count, store ? NULL : &next);
  if (!is_finite(out->loss)) {
    if (next.rule->look_back) model_move(m, &next, optimizer_look_back);
    return false;
  }
  if (clip > 0) model_clip_gradient(m, clip);
  if (store) model_move(m, &next, optimizer_step);
  model_settle(m, out->learning_rate);
  model_move_statistics(m, count, e->spec.model.batchnorm.momentum);
  e->optimizer = next;
  e->learning_rate = out->learning_rate;
  e->step++;
  return true;
}

/* -- epochs ---------------------------------------------------------------------------------- */

void experiment_order(const experiment *e, uint32_t n, uint32_t *order) {
  const rng_stream stream = rng_open(e->seed, RNG_SHUFFLE, 0, n);
  rng_permutation(stream, order, e->data.train);
  for (uint32_t i = 0; e->sample && i < e->data.train; i++) order[i] = e->sample[order[i]];
}

/* A step is part of its epoch, whoever chose the samples; after the end too, since a run can be made longer. */
static bool take_step_of_epoch(experiment *e, const uint32_t *indices, uint32_t count,
                               bool keep_gradient, step_record *out) {
  const uint32_t batch = e->step % e->steps_per_epoch;
  if (!take_step(e, indices, count, keep_gradient, out)) {
    e->status = RUN_DIVERGED;
    return false;
  }
  if (batch == 0) e->epoch_loss = e->epoch_penalty = 0, e->epoch_samples = 0;
  e->epoch_loss += out->loss * count;
  e->epoch_penalty += out->penalty * count;
  e->epoch_samples += count;
  if (team_is_lost()) return true;
  if (e->status == RUN_RUNNING) epoch_follow(e, batch + 1 == e->steps_per_epoch);
  else if (!model_is_finite(&e->model)) e->status = RUN_DIVERGED;
  return true;
}

uint32_t experiment_run(experiment *e, uint32_t steps, step_record *records) {
  uint32_t taken = 0;
  while (taken < steps && e->status == RUN_RUNNING && e->train && !team_is_lost()) {
    const uint32_t epoch = run_epochs(e);
    const uint32_t first = e->step % e->steps_per_epoch * e->batch_size;
    const uint32_t count = (uint32_t)min_size(e->batch_size, e->data.train - first);
    if (e->order_epoch != epoch) experiment_order(e, e->order_epoch = epoch, e->order);
    if (!take_step_of_epoch(e, e->order + first, count, false, &records[taken])) break;
    taken++;
  }
  return taken;
}

void experiment_augment(const experiment *e, uint32_t n, uint32_t sample, uint8_t *pixels) {
  augment_image(&e->augmentation, e->seed, n, e->train, sample, pixels);
}

/* -- explicit minibatches -------------------------------------------------------------------- */

status experiment_check_samples(const experiment *e, const uint32_t *indices, uint32_t count) {
  if (!e->train) return error_set(STATUS_ARGUMENT, NULL, "this run is without its training set");
  if (count == 0) return error_set(STATUS_ARGUMENT, "indices", "must name at least one sample");
  for (uint32_t n = 0; n < count; n++)
    if (indices[n] >= e->data.train)
      return error_range("indices", 0, e->data.train - 1, indices[n]);
  if (e->model.given > 0 && e->model.given != count)
    return error_set(STATUS_ARGUMENT, "masks", "must have a row for each sample");
  return network_check_count(&e->spec, e->model.capacity, count);
}

status experiment_step_on(experiment *e, const uint32_t *indices, uint32_t count, double *loss) {
  const status s = experiment_check_samples(e, indices, count);
  if (s != STATUS_OK) return s;
  step_record record;
  (void)take_step_of_epoch(e, indices, count, true, &record);
  *loss = record.loss;
  return STATUS_OK;
}

status experiment_loss_and_gradient(experiment *e, const uint32_t *indices, uint32_t count,
                                    double *loss) {
  const status s = experiment_check_samples(e, indices, count);
  if (s == STATUS_OK) *loss = minibatch(e, indices, count, NULL);
  return s;
}

status experiment_set_learning_rate(experiment *e, double rate) {
  const hparam *h = &e->spec.optimizer.rule->c.hp[0]; /* its learningRate */
  if (!(rate >= h->min && rate <= h->max)) return error_range(h->key, h->min, h->max, rate);
  if (e->base_rate == 0) e->base_rate = rate; /* nothing is in proportion to 0 */
  const double scheduled = scheduled_rate(e);
  e->set_rate = e->learning_rate = rate;
  e->set_from = scheduled > 0 || rate > 0 ? scheduled : e->base_rate; /* 0 and 0: not set */
  return STATUS_OK;
}

/* -- where the run stands -------------------------------------------------------------------- */

run_state experiment_state(const experiment *e) {
  return (run_state){.step = e->step,
                     .epoch = run_epochs(e),
                     .steps_per_epoch = e->steps_per_epoch,
                     .total_steps = e->total_steps,
                     .epochs_recorded = e->recorded,
                     .best_epoch = e->best_epoch,
                     .status = e->status,
                     .learning_rate = e->learning_rate};
}

epoch_record experiment_epoch(const experiment *e, uint32_t n) { return e->records[n]; }

void experiment_evaluate_train(experiment *e) { e->evaluates_train = true; }

model *experiment_model(experiment *e) { return &e->model; }
