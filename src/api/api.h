/* api.h: what the module exports: the only functions that a host may call. A document for
   wasm/index.js, which wraps them in classes.

   Pointers are addresses in the module's memory. Strings are UTF-8 with a closing zero. Functions
   that return `status` return 0 when all went well; functions that return a handle return NULL when
   not. After either failure descenso_error_message() says why, descenso_error_path() names the key of
   the spec, or "", and code and values say the same for other languages (base.h). Handles are owned by the caller
   and end with their _free; freeing NULL is allowed. */
#ifndef DESCENSO_API_H
#define DESCENSO_API_H

#include "base/team.h"
#include "math/uncertainty.h"
#include "nn/dataset.h"
#include "run/checkpoint.h"
#include "run/curvature.h"
#include "run/experiment.h"
#include "run/layer_statistics.h"
#include "run/prediction.h"
#include "run/surface_run.h"

#ifdef __wasm__
#define EXPORT(type, name) __attribute__((export_name(#name))) type name
#else
#define EXPORT(type, name) type name
#endif

typedef struct spec_handle spec_handle;

/* clang-format would take EXPORT for a type. */
/* clang-format off */

/* Memory of the host's own, aligned to 16 bytes; NULL with an error when there is none. */
EXPORT(void *, descenso_allocate)(uint32_t bytes);
EXPORT(void, descenso_release)(void *memory);

/* The threads of a run; see team.h. */
EXPORT(void, descenso_team_help)(uint32_t number);
EXPORT(void, descenso_team_dismiss)(void);
EXPORT(void, descenso_team_limit)(uint32_t threads);
EXPORT(uint32_t, descenso_team_helpers)(void);
EXPORT(uint32_t, descenso_team_is_broken)(void);

EXPORT(const char *, descenso_error_message)(void);
EXPORT(const char *, descenso_error_path)(void);
EXPORT(const char *, descenso_error_code)(void);
EXPORT(const char *, descenso_error_values)(void); /* a JSON object */

/* Writes the catalog's JSON into buffer[capacity], as much as fits; returns the length of the whole. */
EXPORT(uint32_t, descenso_catalog)(char *buffer, uint32_t capacity);

/* -- specs: a document as bytes (document.h) goes in and is resolved; a full spec comes out as JSON,
   written into buffer[capacity] as far as it fits, the length of the whole being returned. Kinds of
   values: 0 number, 1 flag (0 or 1), 2 text, 3 {}, 4 [], 5 null. A spec of a surface run is not for the
   functions of an experiment's, nor the other way round. */
EXPORT(spec_handle *, descenso_spec_create)(const uint8_t *bytes, uint32_t length);
EXPORT(spec_handle *, descenso_surface_spec_create)(const uint8_t *bytes, uint32_t length);
EXPORT(void, descenso_spec_free)(spec_handle *s);
EXPORT(uint32_t, descenso_spec_json)(const spec_handle *s, char *buffer, uint32_t capacity);

/* eta(t) of a resolved spec without a run: rates[n], one for each step (schedule.per step) or epoch.
   `validation_losses` [n] or NULL: what a schedule that watches them sees after each epoch. */
EXPORT(void, descenso_schedule_rates)(const spec_handle *s, uint32_t n, const double *validation_losses,
                                      double *rates);

/* -- datasets; see dataset.h. descenso_read_idx writes N, rows, columns, and the addresses of the
   images and labels. */
EXPORT(status, descenso_read_idx)(const uint8_t *images, uint32_t image_bytes, const uint8_t *labels,
                                  uint32_t label_bytes, uint32_t classes, idx_pair *out);
EXPORT(dataset *, descenso_dataset_create)(const uint8_t *images, const uint8_t *labels, uint32_t N,
                                           uint32_t rows, uint32_t columns, uint32_t classes);
EXPORT(void, descenso_dataset_free)(dataset *d);
/* SHA-256 of the images and then the labels. */
EXPORT(void, descenso_dataset_hash)(const dataset *d, char hex[65]);
/* See prediction.h: loss and accuracy of probabilities [N, K], `length` numbers; counts [K, K]. */
EXPORT(status, descenso_dataset_evaluate)(const dataset *d, const float *probabilities, uint32_t length,
                                          uint32_t *counts, evaluation *out);

/* -- experiments; see experiment.h. `validation` may be NULL. */
EXPORT(experiment *, descenso_experiment_create)(const spec_handle *s, uint32_t member,
                                                 dataset *train, dataset *validation);
EXPORT(void, descenso_experiment_free)(experiment *e);
/* Returns the steps taken. */
EXPORT(uint32_t, descenso_experiment_run)(experiment *e, uint32_t steps, step_record *records);
/* Of the weights as they are. */
EXPORT(double, descenso_experiment_penalty)(experiment *e);
EXPORT(status, descenso_experiment_step_on)(experiment *e, const uint32_t *indices, uint32_t count,
                                            double *loss);
EXPORT(status, descenso_experiment_loss_and_gradient)(experiment *e, const uint32_t *indices,
                                                      uint32_t count, double *loss);

/* Dropout's masks, by site: 0 the input, l the outputs of layer l. Units: 0 where none are dropped;
   descenso_mask_read returns the rows, 0 there, too; values may be NULL. A mask that is given holds for
   explicit minibatches of `rows` samples until all are taken back. */
EXPORT(uint32_t, descenso_mask_units)(experiment *e, uint32_t site);
EXPORT(uint32_t, descenso_mask_read)(experiment *e, uint32_t site, float *values);
EXPORT(status, descenso_mask_give)(experiment *e, uint32_t site, uint32_t rows, const float *values);
EXPORT(void, descenso_masks_take_back)(experiment *e);
EXPORT(status, descenso_experiment_set_learning_rate)(experiment *e, double rate);

EXPORT(void, descenso_experiment_state)(const experiment *e, run_state *out);
/* Record n of those recorded. */
EXPORT(void, descenso_experiment_epoch)(const experiment *e, uint32_t n, epoch_record *out);
EXPORT(void, descenso_experiment_evaluate_train)(experiment *e);

/* The pixels of a sample (below the training set's size) as epoch n has it. */
EXPORT(void, descenso_experiment_augment)(const experiment *e, uint32_t n, uint32_t sample, uint8_t *pixels);

/* The permutation of the training set that epoch n follows. */
EXPORT(void, descenso_experiment_order)(const experiment *e, uint32_t n, uint32_t *order);

/* counts [K, K]. */
EXPORT(status, descenso_experiment_evaluate)(experiment *e, const dataset *d, uint32_t *counts,
                                             evaluation *out);
EXPORT(status, descenso_experiment_predict)(experiment *e, const dataset *d, uint32_t first,
                                            uint32_t count, float *probabilities);

/* See montecarlo.h: mean and deviation [count, K], entropy and expected entropy [count]; samples
   [passes, count, K] or NULL. */
EXPORT(status, descenso_experiment_predict_monte_carlo)(experiment *e, const dataset *d, uint32_t seed,
                                                        uint32_t passes, uint32_t first, uint32_t count,
                                                        float *mean, float *deviation, float *entropy,
                                                        float *expected_entropy, float *samples);

/* Mixup of the last part of a minibatch that was learned from: lambda, 1 where nothing was mixed; partners [rows]
   or NULL. */
EXPORT(double, descenso_mixing)(experiment *e, uint32_t rows, uint32_t *partners);

/* -- how deep it is, and how it bends; see layer_statistics.h, records [layers], and curvature.h.
   descenso_curvature_values fills values and distances, as many as products, and returns 1 where there are no
   others, else 0. */
EXPORT(status, descenso_layer_statistics)(experiment *e, const uint32_t *indices, uint32_t count,
                                          layer_record *records, double *loss);
EXPORT(curvature *, descenso_curvature_create)(experiment *e, const uint32_t *indices, uint32_t count,
                                               uint32_t most, uint32_t seed);
EXPORT(void, descenso_curvature_free)(curvature *c);
EXPORT(uint32_t, descenso_curvature_step)(curvature *c, uint32_t products);
EXPORT(uint32_t, descenso_curvature_values)(const curvature *c, double *values, double *distances);
EXPORT(void, descenso_curvature_product)(curvature *c, const float *direction, float *product);

/* -- checkpoints; see checkpoint.h. The first writes into bytes[capacity] where it fits, and returns the
   length of the whole, 0 with an error. `train` and `validation` may be NULL, `epochs` 0. */
EXPORT(uint32_t, descenso_checkpoint_save)(experiment *e, uint32_t weights_only, uint8_t *bytes,
                                           uint32_t capacity);
EXPORT(experiment *, descenso_checkpoint_restore)(const uint8_t *bytes, uint32_t length, dataset *train,
                                                  dataset *validation, uint32_t epochs);

/* What a run was made of: its spec, as descenso_spec_json has it; and of its data rows, columns, classes,
   images for training, images for validation. */
EXPORT(uint32_t, descenso_experiment_spec)(const experiment *e, char *buffer, uint32_t capacity);
EXPORT(void, descenso_experiment_data)(const experiment *e, data_shape *out);

/* -- parameters, tensor by tensor; see tensor.h. Arrays: 0 parameters, 1 gradient. */
EXPORT(uint32_t, descenso_tensor_count)(experiment *e);
EXPORT(uint32_t, descenso_tensor_name)(experiment *e, uint32_t tensor, char *buffer,
                                        uint32_t capacity);
/* Inputs, 0 of a vector, and outputs. */
EXPORT(void, descenso_tensor_shape)(experiment *e, uint32_t tensor, uint32_t out[2]);
EXPORT(void, descenso_tensor_read)(experiment *e, uint32_t array, uint32_t tensor, float *values);
EXPORT(void, descenso_tensor_write)(experiment *e, uint32_t tensor, const float *values);
EXPORT(void, descenso_weights_hash)(experiment *e, char hex[65]);
EXPORT(void, descenso_sha256)(const uint8_t *data, uint32_t bytes, char hex[65]);

/* -- surfaces; see surface.h and surface_run.h. `s` is a surface run's. */
EXPORT(surface_run *, descenso_surface_run_create)(const spec_handle *s);
EXPORT(void, descenso_surface_run_free)(surface_run *r);
/* Returns the steps taken; fewer than asked: diverged. */
EXPORT(uint32_t, descenso_surface_run_step)(surface_run *r, uint32_t steps, surface_step *records,
                                            float *slots);
EXPORT(void, descenso_surface_run_state)(const surface_run *r, surface_state *out);
/* By xx, xy and yy, at the point. */
EXPORT(void, descenso_surface_run_hessian)(const surface_run *r, double h[3]);
/* range: x0, x1, y0, y1; values [rows, columns]. */
EXPORT(void, descenso_surface_grid)(const spec_handle *s, const double range[4], uint32_t columns,
                                    uint32_t rows, double *values);
/* points [4, 2]; returns how many minima there are. */
EXPORT(uint32_t, descenso_surface_minima)(const spec_handle *s, double points[MAX_MINIMA][2]);

/* -- what probabilities are worth; see uncertainty.h. */
EXPORT(status, descenso_score)(const float *probabilities, const uint8_t *labels, uint32_t N,
                               uint32_t classes, uint32_t bin_count, prediction_score *score,
                               calibration_bin *bins, double *coverage, double *coverage_accuracy);
EXPORT(status, descenso_entropies)(const float *probabilities, uint32_t N, uint32_t classes,
                                   float *entropies);
EXPORT(status, descenso_auroc)(double *positives, uint32_t positive_count, double *negatives,
                               uint32_t negative_count, double *area);
EXPORT(status, descenso_mcnemar)(const uint8_t *a, const uint8_t *b, uint32_t N, mcnemar_test *out);

/* clang-format on */

#endif
