#include "run/fields.h"

#include "nn/optimizers.h"

const char *const convention_keys[] = {"slides", "keras", "pytorch", NULL};

const data_set data_sets[] = {
    {"starter", 6000, 5000, 1000}, {"full", 60000, 55000, 5000}, {NULL, 0, 0, 0}};

/* Keys of options, in the order of their enums. */
static const char *const data_ids[] = {"fashion-mnist", NULL};
static const char *const data_set_keys[] = {"starter", "full", NULL};
static const char *const scalings[] = {"unit", "standard", "centered", NULL};
static const char *const dropout_modes[] = {"inverted", "classic", NULL};
static const char *const l1_steps[] = {"subgradient", "proximal", NULL};
static const char *const batch_norms[] = {"none", "before", "after", NULL};
static const char *const averages[] = {"none", "ema", "swa", NULL};
static const char *const periods[] = {"step", "epoch", NULL};

typedef experiment_spec T;

static const hparam root_fields[] = {
    INTEGER(T, version, "version", "", SAME(SPEC_VERSION), SPEC_VERSION, SPEC_VERSION),
    INTEGER(T, seed, "seed", "", SAME(1), 0, 4294967295),
    REAL(T, clip_norm, "clipNorm", "c", SAME(0), 0, 1e6),
    REAL(T, model.smoothing, "labelSmoothing", "\\epsilon", SAME(0), 0, 0.99),
    REAL(T, model.mixup, "mixup", "\\alpha", SAME(0), 0, 10),
    INTEGER_LOG(T, batch_size, "batchSize", "n_{mb}", SAME(32), 1, 60000),
    INTEGER(T, epochs, "epochs", "", SAME(10), 1, 10000),
};

static const hparam data_fields[] = {
    CHOICE(T, data.id, "id", data_ids, SAME("fashion-mnist")),
    SELECT(T, data.set, "set", data_set_keys, SAME("starter")),
    INTEGER(T, data.train_size, "trainSize", "n", SAME(5000), 1, 60000),
    INTEGER(T, data.validation_size, "validationSize", "", SAME(1000), 0, 59999),
    CHOICE(T, data.scaling, "scaling", scalings, SAME("unit")),
};

static const hparam model_fields[] = {
    REAL(T, model.input_dropout, "inputDropout", "p", SAME(0), 0, 0.95),
    CHOICE(T, model.dropout_mode, "dropoutMode", dropout_modes, SAME("inverted")),
    REAL(T, model.batchnorm.momentum, "batchNormMomentum", "", EACH(0.99, 0.99, 0.9), 0, 1),
    REAL_LOG(T, model.batchnorm.epsilon, "batchNormEpsilon", "\\epsilon", EACH(1e-3, 1e-3, 1e-5),
             1e-16, 1),
    FLAG(T, model.batchnorm.unbiased, "batchNormUnbiased", EACH(0, 0, 1)),
    CHOICE(T, model.l1_step, "l1Step", l1_steps, SAME("subgradient")),
    FLAG(T, model.l2_half, "l2Half", EACH(0, 0, 1)),
    FLAG(T, model.residual, "residual", SAME(0)),
};

static const hparam layer_fields[] = {
    INTEGER_LOG(layer_spec, units, "units", "", SAME(100), 1, 4096),
    SELECT_ROW(layer_spec, activation, "activation", activation, "relu"),
    ROW_OF(layer_spec, initializer, "initializer", initializer, "he_normal"),
    REAL_LOG(layer_spec, initializer_scale, "initializerScale", "", SAME(1), 1e-3, 1e3),
    CHOICE(layer_spec, batchnorm, "batchNorm", batch_norms, SAME("none")),
    REAL(layer_spec, dropout, "dropout", "p", SAME(0), 0, 0.95),
    REAL_LOG(layer_spec, penalty[PENALTY_L1], "l1", "\\lambda_1", SAME(0), 0, 10),
    REAL_LOG(layer_spec, penalty[PENALTY_L2], "l2", "\\lambda_2", SAME(0), 0, 10),
    REAL(layer_spec, max_norm, "maxNorm", "r", SAME(0), 0, 1000),
};

const hparam optimizer_fields[OPTIMIZER_FIELDS] = {
    SELECT_ROW(optimizer_spec, rule, "id", optimizer, "adam"),
    SELECT(optimizer_spec, convention, "convention", convention_keys, SAME("slides")),
};

const hparam schedule_fields[SCHEDULE_FIELDS] = {
    SELECT_ROW(schedule_spec, rule, "id", schedule, "constant"),
    CHOICE(schedule_spec, per, "per", periods, SAME("step")),
};

static const hparam augmentation_fields[] = {
    FLAG(augmentation, flip, "flip", SAME(0)),
    INTEGER(augmentation, shift, "shift", "", SAME(0), 0, 16),
    REAL(augmentation, rotate, "rotate", "", SAME(0), 0, 180),
    REAL(augmentation, scale, "scale", "", SAME(0), 0, 0.5),
    REAL(augmentation, noise, "noise", "\\sigma", SAME(0), 0, 1),
    REAL(augmentation, elastic, "elastic", "", SAME(0), 0, 4),
};

static const hparam stopping_fields[] = {
    INTEGER(T, early_stopping.patience, "patience", "", SAME(0), 0, 10000),
    REAL(T, early_stopping.min_delta, "minDelta", "", SAME(0), 0, 100),
    FLAG(T, early_stopping.restore_best, "restoreBest", SAME(1)),
};

/* Memories are those of the libraries' documentation, which the slides have nothing to set against. */
static const hparam average_fields[] = {
    CHOICE(average_spec, kind, "kind", averages, SAME("none")),
    REAL(average_spec, decay, "decay", "\\beta", EACH(0.999, 0.99, 0.999), 0, 0.99999),
    REAL(average_spec, from, "from", "", SAME(0.75), 0, 0.99),
};

static const hparam bagging_fields[] = {
    INTEGER(T, bagging.models, "models", "k", SAME(1), 1, MAX_MODELS),
    FLAG(T, bagging.bootstrap, "bootstrap", SAME(1)),
};

const spec_section spec_sections[] = {
    {"root", "", FIELDS(root_fields)},
    {"data", "data", FIELDS(data_fields)},
    {"model", "model", FIELDS(model_fields)},
    {"layer", "model.layers[]", FIELDS(layer_fields), .offset = offsetof(T, model.layer),
     .most = MAX_LAYERS, .size = sizeof(layer_spec), .number = offsetof(T, model.layers)},
    {"optimizer", "optimizer", FIELDS(optimizer_fields), .offset = offsetof(T, optimizer),
     .own = offsetof(T, optimizer.own)},
    {"schedule", "schedule", FIELDS(schedule_fields), .offset = offsetof(T, schedule),
     .own = offsetof(T, schedule.own)},
    {"augmentation", "augmentation", FIELDS(augmentation_fields),
     .offset = offsetof(T, augmentation)},
    {"earlyStopping", "earlyStopping", FIELDS(stopping_fields)},
    {"average", "average", FIELDS(average_fields), .offset = offsetof(T, average)},
    {"bagging", "bagging", FIELDS(bagging_fields)},
    {.name = NULL},
};
