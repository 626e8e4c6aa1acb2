#include "run/tensor.h"

#include "base/sha256.h"

SELDOM_FROM_HERE

/* Parts of a layer, in the order of its tensors. */
enum { KERNEL, BIAS, GAMMA, BETA, MOVING_MEAN, MOVING_VARIANCE, PARTS };

static const char *const part_names[PARTS] = {"/kernel", "/bias",       "/gamma",
                                              "/beta",   "/movingMean", "/movingVariance"};

static uint32_t parts_of(const layer *l) {
  return l->normalize == BATCHNORM_NONE ? BIAS + 1 : PARTS;
}

typedef struct {
  uint32_t number; /* of the layer */
  const layer *l;
  uint32_t part;
  size_t offset;
} place;

static place find(const model *m, uint32_t tensor) {
  uint32_t n = 0;
  for (; tensor >= parts_of(&m->stage[n].layer); n++) tensor -= parts_of(&m->stage[n].layer);
  const layer *l = &m->stage[n].layer;
  const size_t offsets[PARTS] = {l->kernel, l->bias,   l->gamma,
                                 l->beta,   l->moving, l->moving + layer_width(l)};
  return (place){n, l, tensor, offsets[tensor]};
}

uint32_t tensor_count(const model *m) {
  uint32_t count = 0;
  for (uint32_t n = 0; n < m->layers; n++) count += parts_of(&m->stage[n].layer);
  return count;
}

void tensor_name(const model *m, uint32_t tensor, text *name) {
  const place at = find(m, tensor);
  text_append(name, at.part <= BIAS ? "dense" : "batchnorm");
  text_append_number(name, at.number + 1);
  text_append(name, part_names[at.part]);
}

void tensor_shape(const model *m, uint32_t tensor, uint32_t *inputs, uint32_t *outputs) {
  const place at = find(m, tensor);
  *inputs = at.part == KERNEL ? at.l->I : 0;
  *outputs = at.l->O;
}

/* Where value (i, o) of a tensor stands; a vector's values are (0, o). */
static size_t value_offset(const place *at, uint32_t i, uint32_t o) {
  return at->offset + (at->part == KERNEL ? layer_weight(at->l, i, o) : o);
}

static uint32_t rows_of(const place *at) { return at->part == KERNEL ? at->l->I : 1; }

void tensor_read(const model *m, uint32_t tensor, const float *array, float *values) {
  const place at = find(m, tensor);
  for (uint32_t i = 0; i < rows_of(&at); i++)
    for (uint32_t o = 0; o < at.l->O; o++) *values++ = array[value_offset(&at, i, o)];
}

void tensor_write(const model *m, uint32_t tensor, float *array, const float *values) {
  const place at = find(m, tensor);
  for (uint32_t i = 0; i < rows_of(&at); i++)
    for (uint32_t o = 0; o < at.l->O; o++) array[value_offset(&at, i, o)] = *values++;
}

bool tensor_is_trained(const model *m, uint32_t tensor) {
  return find(m, tensor).part < MOVING_MEAN;
}

void tensor_exchange(const model *m, uint32_t tensor, float *array, archive *a) {
  const place at = find(m, tensor);
  for (uint32_t i = 0; i < rows_of(&at); i++)
    for (uint32_t o = 0; o < at.l->O; o++) archive_float(a, &array[value_offset(&at, i, o)]);
}

static void hash_float(sha256 *h, float value) {
  union {
    float value;
    uint32_t bits;
  } word = {value};
  if (value != value) word.bits = 0x7fc00000;
  const uint8_t bytes[4] = {(uint8_t)word.bits, (uint8_t)(word.bits >> 8),
                            (uint8_t)(word.bits >> 16), (uint8_t)(word.bits >> 24)};
  sha256_update(h, bytes, sizeof bytes);
}

void tensor_hash(const model *m, uint8_t hash[32]) {
  sha256 h;
  sha256_begin(&h);
  for (uint32_t tensor = 0; tensor < tensor_count(m); tensor++) {
    const place at = find(m, tensor);
    for (uint32_t i = 0; i < rows_of(&at); i++)
      for (uint32_t o = 0; o < at.l->O; o++) hash_float(&h, m->parameters[value_offset(&at, i, o)]);
  }
  sha256_end(&h, hash);
}

SELDOM_UP_TO_HERE
