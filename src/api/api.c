#include "api/api.h"

#include <stdlib.h>

#include "api/catalog.h"
#include "base/sha256.h"
#include "run/tensor.h"

SELDOM_FROM_HERE

struct spec_handle {
  union {
    experiment_spec experiment;
    surface_spec surface;
  };
  spec_form form; /* which of them it is */
};

void *descenso_allocate(uint32_t bytes) {
  const size_t alignment = 16, most = SIZE_MAX / 2; /* far from where sizes of 32 bits wrap */
  const size_t size = bytes > 0 ? bytes : 1;
  void *memory = size < most ? aligned_alloc(alignment, round_up(size, alignment)) : NULL;
  if (!memory) (void)error_memory("the host's data", bytes);
  return memory;
}

void descenso_release(void *memory) { free(memory); }

void descenso_team_help(uint32_t number) { team_help(number); }

void descenso_team_dismiss(void) { team_dismiss(); }

void descenso_team_limit(uint32_t threads) { team_limit(threads); }

uint32_t descenso_team_helpers(void) { return team_helpers(); }

uint32_t descenso_team_is_broken(void) { return team_is_broken(); }

const char *descenso_error_message(void) { return error_message(); }

const char *descenso_error_path(void) { return error_path(); }

const char *descenso_error_code(void) { return error_code_of_last(); }

const char *descenso_error_values(void) { return error_values(); }

uint32_t descenso_catalog(char *buffer, uint32_t capacity) {
  text t = text_over(buffer, capacity);
  catalog_print(&t);
  return (uint32_t)t.length;
}

/* -- specs ----------------------------------------------------------------------------------- */

/* The document of some bytes, resolved; NULL with an error. */
static spec_handle *read_spec(const uint8_t *bytes, uint32_t length, spec_form form) {
  archive a = archive_from(bytes, length);
  document d = {0};
  spec_handle *s = calloc(1, sizeof *s);
  status result = s ? document_exchange(&a, &d) : error_memory("a spec", sizeof *s);
  if (result == STATUS_OK)
    result = form == spec_sections ? spec_resolve(&d, &s->experiment)
                                   : surface_spec_resolve(&d, &s->surface);
  document_free(&d);
  if (s) s->form = form;
  if (result == STATUS_OK) return s;
  free(s);
  return NULL;
}

spec_handle *descenso_spec_create(const uint8_t *bytes, uint32_t length) {
  return read_spec(bytes, length, spec_sections);
}

spec_handle *descenso_surface_spec_create(const uint8_t *bytes, uint32_t length) {
  return read_spec(bytes, length, surface_sections);
}

void descenso_spec_free(spec_handle *s) { free(s); }

static uint32_t print_spec(spec_form form, const void *spec, char *buffer, uint32_t capacity) {
  text t = text_over(buffer, capacity);
  form_json(form, spec, &t);
  return (uint32_t)t.length;
}

uint32_t descenso_spec_json(const spec_handle *s, char *buffer, uint32_t capacity) {
  return print_spec(s->form, &s->experiment, buffer, capacity);
}

void descenso_schedule_rates(const spec_handle *s, uint32_t n, const double *validation_losses,
                             double *rates) {
  const double eta0 = s->experiment.optimizer.learning_rate;
  schedule_state state = schedule_start(&s->experiment.schedule, n);
  for (uint32_t t = 0; t < n; t++) {
    rates[t] = schedule_rate(&state, eta0, t);
    if (validation_losses) schedule_observe(&state, eta0, validation_losses[t]);
  }
}

/* -- datasets -------------------------------------------------------------------------------- */

status descenso_read_idx(const uint8_t *images, uint32_t image_bytes, const uint8_t *labels,
                         uint32_t label_bytes, uint32_t classes, idx_pair *out) {
  return dataset_read_idx(images, image_bytes, labels, label_bytes, classes, out);
}

dataset *descenso_dataset_create(const uint8_t *images, const uint8_t *labels, uint32_t N,
                                 uint32_t rows, uint32_t columns, uint32_t classes) {
  dataset *d = NULL;
  (void)dataset_create(images, labels, N, rows, columns, classes, &d);
  return d;
}

void descenso_dataset_free(dataset *d) { dataset_release(d); }

void descenso_dataset_hash(const dataset *d, char hex[65]) {
  uint8_t digest[SHA256_BYTES];
  sha256 h;
  sha256_begin(&h);
  sha256_update(&h, d->images, (size_t)d->N * d->I);
  sha256_update(&h, d->labels, d->N);
  sha256_end(&h, digest);
  sha256_hex(digest, hex);
}

status descenso_dataset_evaluate(const dataset *d, const float *probabilities, uint32_t length,
                                 uint32_t *counts, evaluation *out) {
  const double numbers = (double)d->N * d->classes;
  if (length != numbers)
    return error_tell(
        STATUS_ARGUMENT, "other", NULL,
        "probabilities must be {numbers} numbers, one for each image and class, got {given}",
        FACTS(FACT("numbers", numbers), FACT("given", length)));
  *out = evaluation_of_probabilities(d, probabilities, counts);
  return STATUS_OK;
}

/* -- experiments ----------------------------------------------------------------------------- */

experiment *descenso_experiment_create(const spec_handle *s, uint32_t member, dataset *train,
                                       dataset *validation) {
  experiment *e = NULL;
  (void)experiment_create(&s->experiment, member, train, validation, &e);
  return e;
}

void descenso_experiment_free(experiment *e) { experiment_free(e); }

uint32_t descenso_experiment_run(experiment *e, uint32_t steps, step_record *records) {
  return experiment_run(e, steps, records);
}

double descenso_experiment_penalty(experiment *e) { return model_penalty(experiment_model(e)); }

status descenso_experiment_step_on(experiment *e, const uint32_t *indices, uint32_t count,
                                   double *loss) {
  return experiment_step_on(e, indices, count, loss);
}

status descenso_experiment_loss_and_gradient(experiment *e, const uint32_t *indices, uint32_t count,
                                             double *loss) {
  return experiment_loss_and_gradient(e, indices, count, loss);
}

uint32_t descenso_mask_units(experiment *e, uint32_t site) {
  return model_mask_units(experiment_model(e), site);
}

uint32_t descenso_mask_read(experiment *e, uint32_t site, float *values) {
  const bool drops = descenso_mask_units(e, site) > 0;
  return drops ? model_read_mask(experiment_model(e), site, values) : 0;
}

status descenso_mask_give(experiment *e, uint32_t site, uint32_t rows, const float *values) {
  return model_give_mask(experiment_model(e), site, rows, values);
}

void descenso_masks_take_back(experiment *e) { model_take_back_masks(experiment_model(e)); }

status descenso_experiment_set_learning_rate(experiment *e, double rate) {
  return experiment_set_learning_rate(e, rate);
}

void descenso_experiment_state(const experiment *e, run_state *out) { *out = experiment_state(e); }

void descenso_experiment_epoch(const experiment *e, uint32_t n, epoch_record *out) {
  *out = experiment_epoch(e, n);
}

void descenso_experiment_evaluate_train(experiment *e) { experiment_evaluate_train(e); }

void descenso_experiment_augment(const experiment *e, uint32_t n, uint32_t sample,
                                 uint8_t *pixels) {
  experiment_augment(e, n, sample, pixels);
}

void descenso_experiment_order(const experiment *e, uint32_t n, uint32_t *order) {
  experiment_order(e, n, order);
}

status descenso_experiment_evaluate(experiment *e, const dataset *d, uint32_t *counts,
                                    evaluation *out) {
  return experiment_evaluate(e, d, counts, out);
}

status descenso_experiment_predict(experiment *e, const dataset *d, uint32_t first, uint32_t count,
                                   float *probabilities) {
  return experiment_predict(e, d, first, count, probabilities);
}

status descenso_experiment_predict_monte_carlo(experiment *e, const dataset *d, uint32_t seed,
                                               uint32_t passes, uint32_t first, uint32_t count,
                                               float *mean, float *deviation, float *entropy,
                                               float *expected_entropy, float *samples) {
  const montecarlo what = {seed, passes, first, count};
  const montecarlo_result out = {mean, deviation, entropy, expected_entropy, samples};
  return experiment_predict_monte_carlo(e, d, &what, &out);
}

double descenso_mixing(experiment *e, uint32_t rows, uint32_t *partners) {
  const model *m = experiment_model(e);
  const bool mixed = m->mixed < 1.0f;
  for (uint32_t s = 0; mixed && partners && s < rows && s < m->mixed_rows; s++)
    partners[s] = m->partners[s];
  return mixed ? (double)m->mixed : 1;
}

/* -- how deep it is, and how it bends --------------------------------------------------------- */

status descenso_layer_statistics(experiment *e, const uint32_t *indices, uint32_t count,
                                 layer_record *records, double *loss) {
  return experiment_layer_statistics(e, indices, count, records, loss);
}

curvature *descenso_curvature_create(experiment *e, const uint32_t *indices, uint32_t count,
                                     uint32_t most, uint32_t seed) {
  curvature *c = NULL;
  (void)curvature_create(e, indices, count, most, seed, &c);
  return c;
}

void descenso_curvature_free(curvature *c) { curvature_free(c); }

uint32_t descenso_curvature_step(curvature *c, uint32_t products) {
  return curvature_step(c, products);
}

uint32_t descenso_curvature_values(const curvature *c, double *values, double *distances) {
  bool ended;
  (void)curvature_values(c, values, distances, &ended);
  return ended;
}

void descenso_curvature_product(curvature *c, const float *direction, float *product) {
  curvature_product(c, direction, product);
}

/* -- checkpoints ----------------------------------------------------------------------------- */

uint32_t descenso_checkpoint_save(experiment *e, uint32_t weights_only, uint8_t *bytes,
                                  uint32_t capacity) {
  uint32_t length;
  const status s = checkpoint_save(e, weights_only ? CHECKPOINT_WEIGHTS : CHECKPOINT_RUN, bytes,
                                   capacity, &length);
  return s == STATUS_OK ? length : 0;
}

experiment *descenso_checkpoint_restore(const uint8_t *bytes, uint32_t length, dataset *train,
                                        dataset *validation, uint32_t epochs) {
  experiment *e = NULL;
  (void)checkpoint_restore(bytes, length, train, validation, epochs, &e);
  return e;
}

uint32_t descenso_experiment_spec(const experiment *e, char *buffer, uint32_t capacity) {
  return print_spec(spec_sections, &e->spec, buffer, capacity);
}

void descenso_experiment_data(const experiment *e, data_shape *out) { *out = e->data; }

/* -- parameters ------------------------------------------------------------------------------ */

uint32_t descenso_tensor_count(experiment *e) { return tensor_count(experiment_model(e)); }

uint32_t descenso_tensor_name(experiment *e, uint32_t tensor, char *buffer, uint32_t capacity) {
  text name = text_over(buffer, capacity);
  tensor_name(experiment_model(e), tensor, &name);
  return (uint32_t)name.length;
}

void descenso_tensor_shape(experiment *e, uint32_t tensor, uint32_t out[2]) {
  tensor_shape(experiment_model(e), tensor, &out[0], &out[1]);
}

void descenso_tensor_read(experiment *e, uint32_t array, uint32_t tensor, float *values) {
  const model *m = experiment_model(e);
  tensor_read(m, tensor, array == 0 ? m->parameters : m->gradient, values);
}

void descenso_tensor_write(experiment *e, uint32_t tensor, const float *values) {
  model *m = experiment_model(e);
  tensor_write(m, tensor, m->parameters, values);
}

void descenso_weights_hash(experiment *e, char hex[65]) {
  uint8_t digest[SHA256_BYTES];
  tensor_hash(experiment_model(e), digest);
  sha256_hex(digest, hex);
}

void descenso_sha256(const uint8_t *data, uint32_t bytes, char hex[65]) {
  uint8_t digest[SHA256_BYTES];
  sha256_of(data, bytes, digest);
  sha256_hex(digest, hex);
}

/* -- surfaces -------------------------------------------------------------------------------- */

surface_run *descenso_surface_run_create(const spec_handle *s) {
  surface_run *r = NULL;
  (void)surface_run_create(&s->surface, &r);
  return r;
}

void descenso_surface_run_free(surface_run *r) { surface_run_free(r); }

uint32_t descenso_surface_run_step(surface_run *r, uint32_t steps, surface_step *records,
                                   float *slots) {
  return surface_run_step(r, steps, records, slots);
}

void descenso_surface_run_state(const surface_run *r, surface_state *out) {
  *out = surface_run_state(r);
}

void descenso_surface_run_hessian(const surface_run *r, double h[3]) { surface_run_hessian(r, h); }

void descenso_surface_grid(const spec_handle *s, const double range[4], uint32_t columns,
                           uint32_t rows, double *values) {
  surface_grid(s->surface.surface.rule, &s->surface.surface.own, range, columns, rows, values);
}

uint32_t descenso_surface_minima(const spec_handle *s, double points[MAX_MINIMA][2]) {
  return (uint32_t)surface_minima(s->surface.surface.rule, &s->surface.surface.own, points);
}

/* -- uncertainty ----------------------------------------------------------------------------- */

status descenso_score(const float *probabilities, const uint8_t *labels, uint32_t N,
                      uint32_t classes, uint32_t bin_count, prediction_score *score,
                      calibration_bin *bins, double *coverage, double *coverage_accuracy) {
  return uncertainty_score(probabilities, labels, N, classes, bin_count, score, bins, coverage,
                           coverage_accuracy);
}

status descenso_entropies(const float *probabilities, uint32_t N, uint32_t classes,
                          float *entropies) {
  return uncertainty_entropies(probabilities, N, classes, entropies);
}

status descenso_auroc(double *positives, uint32_t positive_count, double *negatives,
                      uint32_t negative_count, double *area) {
  return uncertainty_auroc(positives, positive_count, negatives, negative_count, area);
}

status descenso_mcnemar(const uint8_t *a, const uint8_t *b, uint32_t N, mcnemar_test *out) {
  return uncertainty_mcnemar(a, b, N, out);
}

SELDOM_UP_TO_HERE
