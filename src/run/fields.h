/* fields.h: an experiment's spec as a struct, and the tables of its values. */
#ifndef DESCENSO_FIELDS_H
#define DESCENSO_FIELDS_H

#include "nn/augment.h"
#include "nn/model.h"
#include "nn/schedule.h"
#include "run/form.h"

enum { SPEC_VERSION = 1, MAX_MODELS = 50 };

typedef enum { IMAGES_FASHION_MNIST } image_set;

typedef struct {
  uint32_t version, seed;
  double clip_norm;
  uint32_t batch_size, epochs;
  struct {
    image_set id;
    uint32_t set; /* of data_sets */
    uint32_t train_size, validation_size;
    scaling scaling;
  } data;
  model_spec model;
  optimizer_spec optimizer;
  schedule_spec schedule;
  augmentation augmentation;
  struct {
    uint32_t patience;
    double min_delta;
    bool restore_best;
  } early_stopping;
  average_spec average;
  struct {
    uint32_t models;
    bool bootstrap;
  } bagging;
} experiment_spec;

enum {
  SECTION_ROOT,
  SECTION_DATA,
  SECTION_MODEL,
  SECTION_LAYER,
  SECTION_OPTIMIZER,
  SECTION_SCHEDULE,
  SECTION_AUGMENTATION,
  SECTION_STOPPING,
  SECTION_AVERAGE,
  SECTION_BAGGING
};
extern const spec_section spec_sections[]; /* of an experiment_spec */

/* The fields that specs of every kind have. */
enum { OPTIMIZER_FIELDS = 2, SCHEDULE_FIELDS = 2 };
extern const hparam optimizer_fields[OPTIMIZER_FIELDS], schedule_fields[SCHEDULE_FIELDS];

/* A set of images that can be named in data.set, and the sizes that are its defaults. */
typedef struct {
  const char *key;
  uint32_t images, train_size, validation_size;
} data_set;

extern const data_set data_sets[]; /* closed by a NULL key */
extern const char *const convention_keys[];

#endif
