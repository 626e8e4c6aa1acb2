#include "run/fields.h"

#include "base/text.h"

const char *const convention_keys[] = {"slides", "keras", "pytorch", NULL};

const data_set data_sets[] = {
    {"starter", 6000, 5000, 1000}, {"full", 60000, 55000, 5000}, {NULL, 0, 0, 0}};

static const char *const data_ids[] = {"fashion-mnist", NULL};
static const char *const data_set_keys[] = {"starter", "full", NULL};
static const char *const scalings[] = {"unit", "standard", NULL};
static const char *const dropout_modes[] = {"inverted", "classic", NULL};
static const char *const batch_norms[] = {"none", "before", "after", NULL};
static const char *const periods[] = {"step", "epoch", NULL};

static const hparam root_fields[] = {
    [ROOT_VERSION] = INTEGER("version", "", SAME(SPEC_VERSION), SPEC_VERSION, SPEC_VERSION),
    [ROOT_SEED] = INTEGER("seed", "", SAME(1), 0, 4294967295),
    [ROOT_CLIP_NORM] = REAL("clipNorm", "c", SAME(0), 0, 1e6),
    [ROOT_BATCH_SIZE] = INTEGER_LOG("batchSize", "n_{mb}", SAME(32), 1, 60000),
    [ROOT_EPOCHS] = INTEGER("epochs", "", SAME(10), 1, 10000),
};

static const hparam data_fields[] = {
    [DATA_ID] = CHOICE("id", SAME(0), data_ids),
    [DATA_SET] = CHOICE("set", SAME(0), data_set_keys),
    [DATA_TRAIN_SIZE] = INTEGER("trainSize", "n", SAME(5000), 1, 60000),
    [DATA_VALIDATION_SIZE] = INTEGER("validationSize", "", SAME(1000), 0, 59999),
    [DATA_SCALING] = CHOICE("scaling", SAME(0), scalings),
};

/* A range of one value is what this build does not do yet. */
static const hparam model_fields[] = {
    [MODEL_INPUT_DROPOUT] = REAL("inputDropout", "p", SAME(0), 0, 0.95),
    [MODEL_DROPOUT_MODE] = CHOICE("dropoutMode", SAME(0), dropout_modes),
};

static const hparam layer_fields[] = {
    [LAYER_UNITS] = INTEGER_LOG("units", "", SAME(100), 1, 4096),
    [LAYER_ACTIVATION] = ROW_OF("activation", activation_choice, 1 /* relu */),
    [LAYER_INITIALIZER] = ROW_OF("initializer", initializer_choice, 0),
    [LAYER_BATCH_NORM] = CHOICE("batchNorm", SAME(0), batch_norms),
    [LAYER_DROPOUT] = REAL("dropout", "p", SAME(0), 0, 0.95),
    [LAYER_L1] = REAL_LOG("l1", "\\lambda_1", SAME(0), 0, 10),
    [LAYER_L2] = REAL_LOG("l2", "\\lambda_2", SAME(0), 0, 10),
    [LAYER_MAX_NORM] = REAL("maxNorm", "r", SAME(0), 0, 1000),
};

const hparam optimizer_fields[OPTIMIZER_FIELDS] = {
    [OPTIMIZER_ID] = ROW_OF("id", optimizer_choice, 5 /* adam */),
    [OPTIMIZER_CONVENTION] = CHOICE("convention", SAME(0), convention_keys),
};

const hparam schedule_fields[SCHEDULE_FIELDS] = {
    [SCHEDULE_ID] = ROW_OF("id", schedule_choice, 0),
    [SCHEDULE_PER] = CHOICE("per", SAME(0), periods),
};

static const hparam augmentation_fields[] = {
    [AUGMENT_FLIP] = FLAG("flip", SAME(0)),
    [AUGMENT_SHIFT] = INTEGER("shift", "", SAME(0), 0, 16),
    [AUGMENT_ROTATE] = REAL("rotate", "", SAME(0), 0, 180),
    [AUGMENT_SCALE] = REAL("scale", "", SAME(0), 0, 0.5),
    [AUGMENT_NOISE] = REAL("noise", "\\sigma", SAME(0), 0, 1),
    [AUGMENT_ELASTIC] = REAL("elastic", "", SAME(0), 0, 4),
};

static const hparam stopping_fields[] = {
    [STOP_PATIENCE] = INTEGER("patience", "", SAME(0), 0, 10000),
    [STOP_MIN_DELTA] = REAL("minDelta", "", SAME(0), 0, 100),
    [STOP_RESTORE_BEST] = FLAG("restoreBest", SAME(1)),
};

static const hparam bagging_fields[] = {
    [BAGGING_MODELS] = INTEGER("models", "k", SAME(1), 1, MAX_MODELS),
    [BAGGING_BOOTSTRAP] = FLAG("bootstrap", SAME(1)),
};

const spec_section spec_sections[] = {
    {"root", "", root_fields, ROOT_FIELDS, 0},
    {"data", "data", data_fields, DATA_FIELDS, 0},
    {"model", "model", model_fields, MODEL_FIELDS, 0},
    {"layer", "model.layers[]", layer_fields, LAYER_FIELDS, MAX_LAYERS},
    {"optimizer", "optimizer", optimizer_fields, OPTIMIZER_FIELDS, 0},
    {"schedule", "schedule", schedule_fields, SCHEDULE_FIELDS, 0},
    {"augmentation", "augmentation", augmentation_fields, AUGMENT_FIELDS, 0},
    {"earlyStopping", "earlyStopping", stopping_fields, STOP_FIELDS, 0},
    {"bagging", "bagging", bagging_fields, BAGGING_FIELDS, 0},
    {NULL, NULL, NULL, 0, 0},
};

const optimizer *spec_optimizer(const experiment_spec *s) {
  return optimizers[(size_t)s->optimizer[OPTIMIZER_ID]];
}

const schedule *spec_schedule(const experiment_spec *s) {
  return schedules[(size_t)s->schedule[SCHEDULE_ID]];
}

const activation *spec_activation(const experiment_spec *s, uint32_t l) {
  return activations[(size_t)s->layer[l][LAYER_ACTIVATION]];
}

const initializer *spec_initializer(const experiment_spec *s, uint32_t l) {
  return initializers[(size_t)s->layer[l][LAYER_INITIALIZER]];
}

static void fields_of(void *spec, size_t section, uint32_t l, field_block *blocks) {
  experiment_spec *s = spec;
  double *const values[SECTIONS] = {s->root,         s->data,           s->model,
                                    s->layer[l],     s->optimizer,      s->schedule,
                                    s->augmentation, s->early_stopping, s->bagging};
  blocks[0] =
      (field_block){spec_sections[section].fields, spec_sections[section].count, values[section]};
  blocks[1] = (field_block){NULL, 0, NULL};
  const choice *row = NULL;
  if (section == SECTION_OPTIMIZER) row = &spec_optimizer(s)->c;
  if (section == SECTION_SCHEDULE) row = &spec_schedule(s)->c;
  if (row)
    blocks[1] = (field_block){row->hp, choice_hparams(row),
                              section == SECTION_OPTIMIZER ? s->optimizer_hp : s->schedule_hp};
}

const spec_form experiment_form = {spec_sections, fields_of};

status schedule_fields_check(const double *schedule_values, const double *hp) {
  const schedule *rule = schedules[(size_t)schedule_values[SCHEDULE_ID]];
  const status result = schedule_check(rule, hp);
  if (result != STATUS_OK) return result;
  if (!rule->per_epoch_only || schedule_values[SCHEDULE_PER] == PER_EPOCH) return STATUS_OK;
  text *t = error_begin("schedule.per");
  text_append(t, "must be epoch for schedule ");
  text_append(t, rule->c.key);
  text_append(t, ", got \"step\"");
  return STATUS_SPEC;
}
