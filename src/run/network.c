#include "run/network.h"

#include "base/text.h"

enum {
  MIN_CAPACITY =
      64, /* samples of a forward pass: enough that each panel of weights is read seldom */
  MAX_CAPACITY = 512 /* larger minibatches go through in parts, so that memory stays bounded */
};

/* With batch normalization minibatches go through whole, however large; lists of what is not zero
   would then be larger than what they save. */
enum { MAX_LISTED = 4096 };

static batchnorm_rule normalization_of(const experiment_spec *s) {
  const bool pytorch = s->optimizer[OPTIMIZER_CONVENTION] == CONVENTION_PYTORCH;
  if (pytorch) return (batchnorm_rule){.momentum = 0.9, .epsilon = 1e-5, .unbiased = true};
  return (batchnorm_rule){.momentum = 0.99, .epsilon = 1e-3};
}

static bool spec_normalizes(const experiment_spec *s) {
  for (uint32_t l = 0; l < s->layers; l++)
    if (s->layer[l][LAYER_BATCH_NORM] != BATCHNORM_NONE) return true;
  return false;
}

model_shape network_shape(const experiment_spec *s, uint32_t I, uint32_t batch_size) {
  model_shape shape = {.I = I, .layers = s->layers};
  const bool pytorch = s->optimizer[OPTIMIZER_CONVENTION] == CONVENTION_PYTORCH;
  for (uint32_t l = 0; l < s->layers; l++) {
    const double *values = s->layer[l];
    shape.layer[l].units = (uint32_t)values[LAYER_UNITS];
    shape.layer[l].phi = spec_activation(s, l);
    shape.layer[l].start = spec_initializer(s, l);
    shape.layer[l].penalty[PENALTY_L1] = values[LAYER_L1];
    /* PyTorch's weight_decay is the gradient's: lambda w, of lambda/2 w². */
    shape.layer[l].penalty[PENALTY_L2] = values[LAYER_L2] * (pytorch ? 0.5 : 1.0);
    shape.layer[l].max_norm = values[LAYER_MAX_NORM];
    shape.layer[l].dropout = values[LAYER_DROPOUT];
    shape.layer[l].normalize = (batchnorm_place)values[LAYER_BATCH_NORM];
  }
  shape.input_dropout = s->model[MODEL_INPUT_DROPOUT];
  shape.dropout_mode = (dropout_mode)s->model[MODEL_DROPOUT_MODE];
  shape.batchnorm = normalization_of(s);
  const bool whole = spec_normalizes(s);
  shape.capacity = whole ? batch_size : (uint32_t)min_size(batch_size, MAX_CAPACITY);
  if (shape.capacity < MIN_CAPACITY) shape.capacity = MIN_CAPACITY;
  shape.slots = spec_optimizer(s)->slots;
  shape.keep_best =
      s->early_stopping[STOP_PATIENCE] > 0 && s->early_stopping[STOP_RESTORE_BEST] != 0;
  shape.sparse = s->data[DATA_SCALING] == SCALING_UNIT && shape.capacity <= MAX_LISTED;
  return shape;
}

augmentation spec_augmentation(const experiment_spec *s) {
  const double *values = s->augmentation;
  return (augmentation){.flip = values[AUGMENT_FLIP] != 0,
                        .shift = values[AUGMENT_SHIFT],
                        .rotate = values[AUGMENT_ROTATE],
                        .scale = values[AUGMENT_SCALE],
                        .noise = values[AUGMENT_NOISE],
                        .elastic = values[AUGMENT_ELASTIC]};
}

bool spec_bootstraps(const experiment_spec *s) {
  return s->bagging[BAGGING_MODELS] > 1 && s->bagging[BAGGING_BOOTSTRAP] != 0;
}

status network_check_count(const experiment_spec *s, uint32_t capacity, uint32_t count) {
  if (count <= capacity || !spec_normalizes(s)) return STATUS_OK;
  text *t = error_begin("indices");
  text_append(t, "must be at most ");
  text_append_number(t, capacity);
  text_append(t, ", for batch normalization needs the whole minibatch at once, got ");
  text_append_number(t, count);
  return STATUS_ARGUMENT;
}
