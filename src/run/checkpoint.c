#include "run/checkpoint.h"

#include "base/archive.h"
#include "base/sha256.h"
#include "run/epoch.h"
#include "run/experiment.h"
#include "run/run_check.h"
#include "run/tensor.h"

static const char magic[8] = {'D', 'E', 'S', 'C', 'E', 'N', 'S', 'O'};

enum {
  OPENING = 8 + 3 * 4, /* bytes up to the contents */
  MAX_NAME = 32,       /* of a tensor */
  MAX_STEP = INT32_MAX /* more than any run takes */
};

/* -- the lay-out, both ways ------------------------------------------------------------------ */

typedef struct {
  uint32_t version, length, contents;
} opening;

SELDOM static void exchange_opening(archive *a, opening *o) {
  char name[sizeof magic];
  for (size_t i = 0; i < sizeof magic; i++) name[i] = magic[i];
  archive_bytes(a, name, sizeof name);
  for (size_t i = 0; i < sizeof magic; i++) a->damaged |= name[i] != magic[i];
  archive_word(a, &o->version);
  archive_word(a, &o->length);
  archive_word(a, &o->contents);
}

SELDOM static void exchange_data(archive *a, data_shape *d, uint32_t *member) {
  archive_word(a, member);
  archive_word(a, &d->rows);
  archive_word(a, &d->columns);
  archive_word(a, &d->classes);
  archive_word(a, &d->train);
  archive_word(a, &d->validation);
}

SELDOM static void exchange_scaler(archive *a, scaler *s, size_t I) {
  if (s->kind == SCALING_UNIT) return;
  for (size_t i = 0; i < I; i++) archive_float(a, &s->mean[i]);
  for (size_t i = 0; i < I; i++) archive_float(a, &s->inverse_deviation[i]);
}

SELDOM static void exchange_tensor(archive *a, const model *m, uint32_t tensor, float *array) {
  char expected[MAX_NAME], name[MAX_NAME];
  text t = text_over(expected, sizeof expected), copy = text_over(name, sizeof name);
  tensor_name(m, tensor, &t);
  text_append(&copy, expected);
  uint32_t I, O;
  tensor_shape(m, tensor, &I, &O);
  uint32_t inputs = I, outputs = O;
  archive_string(a, name, sizeof name);
  archive_word(a, &inputs);
  archive_word(a, &outputs);
  if (!text_equal(name, expected) || inputs != I || outputs != O) a->damaged = true;
  if (!a->damaged) tensor_exchange(m, tensor, array, a);
}

/* All tensors of an array of the model; of a slot, which has no moving statistics, those that are
   trained. */
SELDOM static void exchange_tensors(archive *a, const model *m, float *array, bool trained_only) {
  for (uint32_t tensor = 0; tensor < tensor_count(m) && !a->damaged; tensor++)
    if (!trained_only || tensor_is_trained(m, tensor)) exchange_tensor(a, m, tensor, array);
}

SELDOM static void exchange_rules(archive *a, experiment *e) {
  archive_word(a, &e->optimizer.t);
  for (size_t i = 0; i < sizeof e->optimizer.memory / sizeof *e->optimizer.memory; i++)
    archive_double(a, &e->optimizer.memory[i]);
  const param_span all = model_span(&e->model);
  for (size_t s = 0; s < optimizer_slots(e->optimizer.rule); s++)
    exchange_tensors(a, &e->model, span_slot(&all, s), true);
  for (size_t i = 0; i < SCHEDULE_MEMORY; i++) archive_double(a, &e->schedule.memory[i]);
}

SELDOM static void exchange_record(archive *a, epoch_record *r, bool averaged) {
  uint32_t epoch = (uint32_t)r->epoch;
  archive_word(a, &epoch);
  r->epoch = epoch;
  archive_double(a, &r->train_loss);
  archive_double(a, &r->validation_loss);
  archive_double(a, &r->validation_accuracy);
  archive_double(a, &r->penalty);
  if (!averaged) return;
  archive_double(a, &r->raw_loss);
  archive_double(a, &r->raw_accuracy);
}

SELDOM static void exchange_progress(archive *a, experiment *e) {
  uint32_t state = e->status, recorded = e->recorded;
  archive_word(a, &e->step);
  archive_word(a, &state);
  archive_word(a, &e->epoch_samples);
  archive_word(a, &e->best_epoch);
  archive_word(a, &e->waited);
  archive_double(a, &e->learning_rate);
  archive_double(a, &e->base_rate);
  archive_double(a, &e->set_rate);
  archive_double(a, &e->set_from);
  archive_double(a, &e->epoch_loss);
  archive_double(a, &e->epoch_penalty);
  archive_double(a, &e->best_loss);
  archive_word(a, &recorded);
  /* An epoch leaves one record at most, and records have room for all epochs. */
  if (state > RUN_DIVERGED || e->step > MAX_STEP || recorded > run_epochs(e) ||
      recorded > e->spec.epochs)
    a->damaged = true;
  if (a->damaged) return;
  e->status = (run_status)state;
  e->recorded = recorded;
  for (uint32_t n = 0; n < recorded; n++)
    exchange_record(a, &e->records[n], e->model.average != NULL);
}

/* All that comes after the spec. */
SELDOM static void exchange_run(archive *a, experiment *e, uint32_t contents) {
  exchange_scaler(a, &e->scaler, e->model.stage[0].layer.I);
  exchange_tensors(a, &e->model, e->model.parameters, false);
  if (contents == CHECKPOINT_WEIGHTS || a->damaged) return;
  exchange_rules(a, e);
  exchange_progress(a, e);
  if (e->model.best) exchange_tensors(a, &e->model, e->model.best, false);
  if (!e->model.average) return;
  archive_word(a, &e->averaged);
  exchange_tensors(a, &e->model, e->model.average, false);
}

/* -- saving ---------------------------------------------------------------------------------- */

/* Everything but the digest; returns its bytes. */
SELDOM static uint64_t exchange_all(archive a, opening o, document *spec, experiment *e) {
  exchange_opening(&a, &o);
  exchange_data(&a, &e->data, &e->member);
  (void)document_exchange(&a, spec); /* nothing that is written is refused */
  exchange_run(&a, e, o.contents);
  return a.used;
}

SELDOM status checkpoint_save(experiment *e, checkpoint_contents contents, uint8_t *bytes,
                              uint32_t capacity, uint32_t *length) {
  document spec = {0};
  opening o = {.version = CHECKPOINT_VERSION, .contents = contents};
  status s = form_document(spec_sections, &e->spec, &spec);
  if (s == STATUS_OK) {
    const uint64_t body = exchange_all((archive){0}, o, &spec, e), whole = body + SHA256_BYTES;
    if (whole > UINT32_MAX) s = error_memory("a checkpoint", (double)whole);
    o.length = *length = (uint32_t)whole;
    if (s == STATUS_OK && whole <= capacity) {
      (void)exchange_all(archive_to(bytes, body), o, &spec, e);
      sha256_of(bytes, (size_t)body, bytes + body);
    }
  }
  document_free(&spec);
  return s;
}

/* -- restoring ------------------------------------------------------------------------------- */

/* "the checkpoint's length must be 1000 bytes, got 999" */
SELDOM static status refuse(const char *what, double expected, const char *unit, double got) {
  return error_tell(STATUS_DATA, "other", NULL, "{what} must be {expected}{unit}, got {given}",
                    FACTS(FACT_TEXT("what", what), FACT("expected", expected),
                          FACT_TEXT("unit", unit), FACT("given", got)));
}

SELDOM static status refuse_contents(void) {
  return error_set(STATUS_DATA, NULL, "the checkpoint does not hold what its spec asks for");
}

/* Whether all bytes are there, unchanged, and of a kind that is known. */
SELDOM static status check_envelope(const uint8_t *bytes, size_t length, opening *o) {
  archive a = archive_from(bytes, length);
  exchange_opening(&a, o);
  if (a.damaged) return error_set(STATUS_DATA, NULL, "these bytes are no checkpoint of Descenso");
  if (o->version < OLDEST_CHECKPOINT || o->version > CHECKPOINT_VERSION)
    return refuse("the checkpoint's format, which another Descenso may have written,",
                  CHECKPOINT_VERSION, "", o->version);
  if (o->length != length || length < OPENING + SHA256_BYTES)
    return refuse("the checkpoint's length", o->length, " bytes", (double)length);
  uint8_t digest[SHA256_BYTES];
  const uint8_t *stored = bytes + (length - SHA256_BYTES);
  sha256_of(bytes, length - SHA256_BYTES, digest);
  for (size_t i = 0; i < SHA256_BYTES; i++)
    if (digest[i] != stored[i])
      return error_set(STATUS_DATA, NULL,
                       "the checkpoint is damaged: its bytes do not have the SHA-256 they had");
  return o->contents < CHECKPOINT_CONTENTS ? STATUS_OK : refuse_contents();
}

/* Makes the run longer. */
SELDOM static status set_epochs(document *d, uint32_t epochs, experiment_spec *spec) {
  const uint32_t saved = spec->epochs;
  status s = document_append(d, "epochs", VALUE_NUMBER, epochs, NULL);
  if (s == STATUS_OK) s = spec_resolve(d, spec);
  if (s != STATUS_OK || epochs >= saved) return s;
  return error_tell(STATUS_SPEC, "epochs", "epochs",
                    "must be at least the checkpoint's {min}, got {given}",
                    FACTS(FACT("min", saved), FACT("given", epochs)));
}

SELDOM static status read_spec(archive *a, uint32_t epochs, experiment_spec *out) {
  document d = {0};
  status s = document_exchange(a, &d);
  if (a->damaged) s = refuse_contents();
  if (s == STATUS_OK) s = spec_resolve(&d, out);
  if (s == STATUS_OK && epochs > 0) s = set_epochs(&d, epochs, out);
  document_free(&d);
  return s;
}

/* Images of a set like those of the run that was saved. */
SELDOM static status check_images(const data_shape *saved, const dataset *data, const char *name) {
  if (!data || (data->rows == saved->rows && data->columns == saved->columns &&
                data->classes == saved->classes))
    return STATUS_OK;
  return error_tell(
      STATUS_ARGUMENT, "other", NULL,
      "{name} must have {rows} rows, {columns} columns and {classes} classes, as the checkpoint's "
      "had, got {givenRows} rows, {givenColumns} columns and {givenClasses} classes",
      FACTS(FACT_TEXT("name", name), FACT("rows", saved->rows), FACT("columns", saved->columns),
            FACT("classes", saved->classes), FACT("givenRows", data->rows),
            FACT("givenColumns", data->columns), FACT("givenClasses", data->classes)));
}

SELDOM static status check_count(uint32_t saved, const dataset *data, const char *name) {
  const uint32_t count = data ? data->N : 0;
  if (count == saved) return STATUS_OK;
  return error_tell(STATUS_ARGUMENT, "other", NULL,
                    "{name} must have {images} images, as the checkpoint's had, got {given}",
                    FACTS(FACT_TEXT("name", name), FACT("images", saved), FACT("given", count)));
}

/* Whether the datasets fit. From weights alone a run starts anew, with whatever there is. */
SELDOM static status check_datasets(uint32_t contents, const dataset *train,
                                    const dataset *validation, data_shape *shape) {
  status s = check_images(shape, train, "train");
  if (s == STATUS_OK) s = check_images(shape, validation, "validation");
  if (s != STATUS_OK || !train) return s;
  if (contents == CHECKPOINT_WEIGHTS) {
    shape->train = train->N;
    shape->validation = validation ? validation->N : 0;
    return STATUS_OK;
  }
  s = check_count(shape->train, train, "train");
  return s == STATUS_OK ? check_count(shape->validation, validation, "validation") : s;
}

/* A network is not made before it is known that the bytes of its weights are there. */
SELDOM static status check_room(const archive *a, const experiment_spec *spec,
                                const data_shape *shape) {
  uint64_t weights = 0, inputs = (uint64_t)shape->rows * shape->columns;
  for (uint32_t l = 0; l < spec->model.layers; l++) {
    const uint64_t units = spec->model.layer[l].units;
    weights += (inputs + 1) * units;
    inputs = units;
  }
  return weights * sizeof(float) <= a->length - a->used ? STATUS_OK : refuse_contents();
}

/* Whether the average is what it is in a run of so many epochs: it may begin after a share of them. */
SELDOM static bool average_fits(const experiment *e) {
  const average_spec *a = &e->spec.average;
  return a->kind != AVERAGE_SWA || e->status != RUN_RUNNING ||
         e->averaged == average_due(a, run_epochs(e), e->spec.epochs);
}

/* A run that has become longer goes on from where its last step left it. In version 1 explicit steps could
   pass the end of a run that was still called running, and the last weights of one with its best were lost. */
SELDOM static status go_on(experiment *e, uint32_t version, uint32_t epochs) {
  if (e->status == RUN_RUNNING && e->step >= e->total_steps) e->status = RUN_DONE;
  const bool ended = e->status == RUN_DONE && e->step < e->total_steps;
  const bool lost = ended && e->model.best && version == 1;
  if (!lost && experiment_continue(e) && (epochs == 0 || average_fits(e))) return STATUS_OK;
  return error_set(STATUS_SPEC, "epochs",
                   "cannot be more: the run gives its best or average weights, and the checkpoint "
                   "does not hold those of a longer run");
}

SELDOM status checkpoint_restore(const uint8_t *bytes, size_t length, dataset *train,
                                 dataset *validation, uint32_t epochs, experiment **out) {
  opening o = {0};
  data_shape shape = {0};
  uint32_t member = 0;
  experiment_spec spec;
  status s = check_envelope(bytes, length, &o);
  if (s != STATUS_OK) return s;
  archive a = archive_from(bytes, length - SHA256_BYTES);
  exchange_opening(&a, &o);
  exchange_data(&a, &shape, &member);
  if (!dataset_size_is_valid(shape.train, shape.rows, shape.columns, shape.classes))
    return refuse_contents();
  s = read_spec(&a, epochs, &spec);
  if (s == STATUS_OK) s = check_room(&a, &spec, &shape);
  if (s == STATUS_OK) s = check_datasets(o.contents, train, validation, &shape);
  experiment *e = NULL;
  if (s == STATUS_OK) s = experiment_open(&spec, member, &shape, train, validation, &e);
  if (s != STATUS_OK) return s;

  exchange_run(&a, e, o.contents);
  if (a.damaged || a.used != a.length) {
    experiment_free(e);
    return refuse_contents();
  }
  s = run_check(e);
  if (s == STATUS_OK) s = go_on(e, o.version, epochs);
  if (s == STATUS_OK) *out = e;
  else experiment_free(e);
  return s;
}
