/* fields.h: the tables of a spec's fields, and an experiment_spec that holds one value for each. */
#ifndef DESCENSO_FIELDS_H
#define DESCENSO_FIELDS_H

#include "nn/activation.h"
#include "nn/initializer.h"
#include "nn/layer.h"
#include "nn/optimizer.h"
#include "nn/schedule.h"
#include "run/form.h"

enum { SPEC_VERSION = 1 };

/* Places of the values in each section; the tables in spec.c stand in the same order. */
enum { ROOT_VERSION, ROOT_SEED, ROOT_CLIP_NORM, ROOT_BATCH_SIZE, ROOT_EPOCHS, ROOT_FIELDS };
enum { DATA_ID, DATA_SET, DATA_TRAIN_SIZE, DATA_VALIDATION_SIZE, DATA_SCALING, DATA_FIELDS };
enum { MODEL_INPUT_DROPOUT, MODEL_DROPOUT_MODE, MODEL_FIELDS };
enum {
  LAYER_UNITS,
  LAYER_ACTIVATION,
  LAYER_INITIALIZER,
  LAYER_BATCH_NORM,
  LAYER_DROPOUT,
  LAYER_L1,
  LAYER_L2,
  LAYER_MAX_NORM,
  LAYER_FIELDS
};
enum { OPTIMIZER_ID, OPTIMIZER_CONVENTION, OPTIMIZER_FIELDS };
enum { SCHEDULE_ID, SCHEDULE_PER, SCHEDULE_FIELDS };
enum {
  AUGMENT_FLIP,
  AUGMENT_SHIFT,
  AUGMENT_ROTATE,
  AUGMENT_SCALE,
  AUGMENT_NOISE,
  AUGMENT_ELASTIC,
  AUGMENT_FIELDS
};
enum { STOP_PATIENCE, STOP_MIN_DELTA, STOP_RESTORE_BEST, STOP_FIELDS };
enum { BAGGING_MODELS, BAGGING_BOOTSTRAP, BAGGING_FIELDS, MAX_MODELS = 50 };
enum { PER_STEP, PER_EPOCH };

typedef struct {
  double root[ROOT_FIELDS], data[DATA_FIELDS], model[MODEL_FIELDS];
  uint32_t layers;
  double layer[MAX_LAYERS][LAYER_FIELDS];
  double optimizer[OPTIMIZER_FIELDS], optimizer_hp[MAX_VALUES];
  double schedule[SCHEDULE_FIELDS], schedule_hp[MAX_VALUES];
  double augmentation[AUGMENT_FIELDS], early_stopping[STOP_FIELDS], bagging[BAGGING_FIELDS];
} experiment_spec;

/* The rows that a spec chose. */
const optimizer *spec_optimizer(const experiment_spec *s);
const schedule *spec_schedule(const experiment_spec *s);
const activation *spec_activation(const experiment_spec *s, uint32_t layer);
const initializer *spec_initializer(const experiment_spec *s, uint32_t layer);

/* The fields that specs of every kind have. */
extern const hparam optimizer_fields[OPTIMIZER_FIELDS], schedule_fields[SCHEDULE_FIELDS];

extern const spec_section spec_sections[]; /* of an experiment, closed by a NULL name */

/* A set of images that can be named in data.set, and the sizes that are its defaults. */
typedef struct {
  const char *key;
  double images, train_size, validation_size;
} data_set;

extern const data_set data_sets[]; /* closed by a NULL key */
extern const char *const convention_keys[];

enum {
  SECTION_ROOT,
  SECTION_DATA,
  SECTION_MODEL,
  SECTION_LAYER,
  SECTION_OPTIMIZER,
  SECTION_SCHEDULE,
  SECTION_AUGMENTATION,
  SECTION_STOPPING,
  SECTION_BAGGING,
  SECTIONS
};

/* What an experiment's spec is made of; its values stand in an experiment_spec. */
extern const spec_form experiment_form;

/* What no field of a schedule can say alone, from its values; see schedule_check. */
status schedule_fields_check(const double *schedule_values, const double *hp);

#endif
