#include "run/network.h"

SELDOM_FROM_HERE

enum {
  MIN_CAPACITY =
      64, /* samples of a forward pass: enough that each panel of weights is read seldom */
  MAX_CAPACITY = 512 /* larger minibatches go through in parts, so that memory stays bounded */
};

/* With batch normalization minibatches go through whole, however large; lists of what is not zero
   would then be larger than what they save. */
enum { MAX_LISTED = 4096 };

static bool spec_normalizes(const experiment_spec *s) {
  for (uint32_t l = 0; l < s->model.layers; l++)
    if (s->model.layer[l].batchnorm != BATCHNORM_NONE) return true;
  return false;
}

static uint32_t capacity(const experiment_spec *s, uint32_t batch_size) {
  const uint32_t most =
      spec_normalizes(s) ? batch_size : (uint32_t)min_size(batch_size, MAX_CAPACITY);
  return most > MIN_CAPACITY ? most : MIN_CAPACITY;
}

model_shape network_shape(const experiment_spec *s, uint32_t I, uint32_t batch_size, bool trains) {
  model_shape shape = {.spec = &s->model, .I = I};
  shape.capacity = capacity(s, trains ? batch_size : 1);
  shape.slots = optimizer_slots(s->optimizer.rule);
  shape.keep_best = s->early_stopping.patience > 0 && s->early_stopping.restore_best;
  shape.keep_average = s->average.kind != AVERAGE_NONE;
  shape.sparse = s->data.scaling == SCALING_UNIT;
  shape.lists = capacity(s, s->batch_size) <= MAX_LISTED; /* whatever images there are */
  return shape;
}

bool spec_bootstraps(const experiment_spec *s) {
  return s->bagging.models > 1 && s->bagging.bootstrap;
}

status network_check_count(const experiment_spec *s, uint32_t capacity, uint32_t count) {
  if (count <= capacity || !spec_normalizes(s)) return STATUS_OK;
  return error_tell(STATUS_ARGUMENT, "other", "indices",
                    "must be at most {max}, for batch normalization needs the whole minibatch at "
                    "once, got {given}",
                    FACTS(FACT("max", capacity), FACT("given", count)));
}

SELDOM_UP_TO_HERE
