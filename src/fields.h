/* fields.h: the tables of a spec's fields, and an experiment_spec that holds one value for each. */
#ifndef DESCENSO_FIELDS_H
#define DESCENSO_FIELDS_H

#include "activation.h"
#include "initializer.h"
#include "layer.h"
#include "optimizer.h"
#include "schedule.h"

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
enum { AUGMENT_FLIP, AUGMENT_SHIFT, AUGMENT_ROTATE, AUGMENT_SCALE, AUGMENT_NOISE, AUGMENT_FIELDS };
enum { STOP_PATIENCE, STOP_MIN_DELTA, STOP_RESTORE_BEST, STOP_FIELDS };
enum { BAGGING_MODELS, BAGGING_BOOTSTRAP, BAGGING_FIELDS };
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

typedef struct {
  const char *name; /* in the catalog: "root", "data", "layer" … */
  const char *path; /* in a spec: "", "data", "model.layers[]" … */
  const hparam *fields;
  size_t count;
} spec_section;

extern const spec_section spec_sections[]; /* closed by a NULL name */

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

/* A run of fields and where their values stand. */
typedef struct {
  const hparam *fields;
  size_t count;
  double *values;
} field_block;

/* A section's fields, and after them those of the row it chose: blocks[2], the second empty where
   there is none. `l` is the layer, for SECTION_LAYER. */
void fields_of(experiment_spec *s, size_t section, uint32_t l, field_block *blocks);

/* The hyper-parameters of a row. */
size_t choice_hparams(const choice *row);

#endif
