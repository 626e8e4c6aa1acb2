#include "nn/model.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

/* -- lay-out --------------------------------------------------------------------------------- */

static void lay_out_lists(model *m, arena *a) {
  const layer *first = &m->layer[0];
  const uint32_t lists = m->capacity * layer_blocks(first), pairs = first->rows / 2;
  m->inputs = arena_take(a, lists, sizeof(input_list));
  m->pairs = arena_take(a, pairs, sizeof(pair_list));
  sparse_input *input = arena_take(a, (uint64_t)lists * INPUT_BLOCK, sizeof(sparse_input));
  sparse_pair *pair = arena_take(a, (uint64_t)pairs * m->capacity, sizeof(sparse_pair));
  if (!a->at) return;
  for (size_t n = 0; n < lists; n++) m->inputs[n].items = input + n * INPUT_BLOCK;
  for (size_t n = 0; n < pairs; n++) m->pairs[n].items = pair + n * m->capacity;
}

static void lay_out_norm(model *m, uint32_t l, arena *a) {
  const layer *here = &m->layer[l];
  const uint64_t width = layer_width(here), size = m->capacity * width;
  batchnorm *of = &m->norm[l].of;
  of->mean = arena_floats(a, width);
  of->variance = arena_floats(a, width);
  of->inverse = arena_floats(a, width);
  of->normalized = arena_floats(a, size);
  m->norm[l].out = here->normalize == BATCHNORM_AFTER ? arena_floats(a, size) : NULL;
  if (!a->at) return;
  of->gamma = m->parameters + here->gamma;
  of->beta = m->parameters + here->beta;
  of->moving_mean = m->parameters + here->moving;
  of->moving_variance = of->moving_mean + width;
}

static void lay_out(model *m, const model_shape *shape, arena *a) {
  m->parameters = arena_floats(a, m->S);
  m->gradient = arena_floats(a, m->S);
  for (int s = 0; s < shape->slots; s++) m->slot[s] = arena_floats(a, m->P);
  m->best = shape->keep_best ? arena_floats(a, m->S) : NULL;
  m->x = arena_floats(a, (uint64_t)m->capacity * m->ldx);
  m->labels = arena_take(a, m->capacity, 1);
  for (uint32_t l = 0; l < m->layers; l++) {
    const uint64_t size = (uint64_t)m->capacity * m->layer[l].panels * PANEL;
    m->y[l] = arena_floats(a, size);
    m->d[l] = arena_floats(a, size);
  }
  for (uint32_t l = 0; l < m->layers; l++)
    if (m->layer[l].normalize != BATCHNORM_NONE) lay_out_norm(m, l, a);
  for (uint32_t n = 0; n < m->layers; n++) {
    dropout_site *site = &m->site[n];
    if (!site->on) continue;
    site->mask = arena_floats(a, m->capacity * site->ld);
    site->out = n == 0 ? m->x : arena_floats(a, m->capacity * site->ld);
  }
  if (shape->sparse) lay_out_lists(m, a);
  m->scratch = arena_floats(a, (uint64_t)m->capacity * PANEL + LAYER_BLOCK);
}

/* Where outputs are dropped, and how. */
static void set_sites(model *m, const model_shape *shape) {
  for (uint32_t n = 0; n < m->layers; n++) {
    const bool input = n == 0;
    const double p = input ? shape->input_dropout : shape->layer[n - 1].dropout;
    const double limit = input ? 0 : shape->layer[n - 1].phi->limit;
    m->site[n] = (dropout_site){.on = p > 0,
                                .rule = dropout_rule(p, shape->dropout_mode, limit),
                                .units = input ? m->layer[0].I : m->layer[n - 1].O,
                                .ld = input ? m->ldx : layer_width(&m->layer[n - 1])};
  }
}

status model_create(const model_shape *shape, model *out) {
  model m = {.layers = shape->layers, .capacity = (uint32_t)round_up(shape->capacity, TILE)};
  uint64_t size = 0; /* counted apart: offsets may not fit 32 bits */
  for (uint32_t l = 0, I = shape->I; l < m.layers; I = shape->layer[l].units, l++) {
    const uint64_t units = shape->layer[l].units;
    m.layer[l] = layer_shape(I, (uint32_t)units, shape->layer[l].phi, m.P);
    for (size_t p = 0; p < PENALTIES; p++) m.layer[l].penalty[p] = shape->layer[l].penalty[p];
    m.layer[l].max_norm = shape->layer[l].max_norm;
    m.P = layer_end(&m.layer[l]);
    m.layer[l].normalize = shape->layer[l].normalize;
    if (m.layer[l].normalize == BATCHNORM_NONE) continue;
    m.layer[l].gamma = m.P;
    m.layer[l].beta = m.P + layer_width(&m.layer[l]);
    m.P = m.layer[l].beta + layer_width(&m.layer[l]);
    size += (uint64_t)round_up(I, TILE) * round_up((size_t)units, PANEL) * sizeof(float);
  }
  if (size > SIZE_MAX / 4) return error_memory("the model's parameters", (double)size);
  m.batchnorm = shape->batchnorm;
  m.S = m.P;
  for (uint32_t l = 0; l < m.layers; l++)
    if (m.layer[l].normalize != BATCHNORM_NONE) {
      m.layer[l].moving = m.S;
      m.S += 2 * layer_width(&m.layer[l]);
    }
  m.ldx = m.layer[0].rows;
  set_sites(&m, shape);

  arena a = {NULL, 0};
  lay_out(&m, shape, &a);
  const status s = arena_allocate(&a, "the model");
  if (s != STATUS_OK) return s;
  m.memory = a.at;
  lay_out(&m, shape, &a);
  *out = m;
  return STATUS_OK;
}

void model_destroy(model *m) {
  free(m->memory);
  *m = (model){0};
}

typedef struct {
  float *array;
  const layer *l;
} weight_target;

static void put_weight(void *context, uint32_t i, uint32_t o, float weight) {
  const weight_target *target = context;
  target->array[target->l->kernel + layer_weight(target->l, i, o)] = weight;
}

void model_initialize(model *m, const model_shape *shape, uint32_t seed) {
  for (size_t p = 0; p < m->S; p++) m->parameters[p] = 0.0f;
  for (uint32_t l = 0; l < m->layers; l++) {
    weight_target target = {m->parameters, &m->layer[l]};
    uint32_t *row = (uint32_t *)(void *)m->gradient; /* not in use yet, and longer than a row */
    initializer_draw(shape->layer[l].start, seed, l, m->layer[l].I, m->layer[l].O, row, put_weight,
                     &target);
    if (m->layer[l].normalize == BATCHNORM_NONE) continue;
    for (uint32_t o = 0; o < m->layer[l].O; o++) {
      m->parameters[m->layer[l].gamma + o] = 1.0f;
      m->norm[l].of.moving_variance[o] = 1.0f;
    }
  }
}

/* -- forward and backward -------------------------------------------------------------------- */

/* What layer l sees of the minibatch: x for the first, what is left of the outputs below for the
   others. */
static layer_input input_of(const model *m, uint32_t l, uint32_t B) {
  if (l > 0) return (layer_input){.B = B, .x = m->out[l - 1], .ldx = layer_width(&m->layer[l - 1])};
  return (layer_input){.B = B, .x = m->x, .ldx = m->ldx, .inputs = m->inputs, .pairs = m->pairs};
}

/* Drops units of y, which are given back as they are where nothing is to be done. */
static const float *drop_out(model *m, uint32_t number, uint32_t B, const float *y,
                             const dropout_pass *pass) {
  const dropout_site *site = &m->site[number];
  if (!site->on || (!pass && site->rule.prediction == 1.0f)) return y;
  if (!pass) {
    dropout_predict(&site->rule, B, site->units, site->ld, y, site->out);
    return site->out;
  }
  if (!site->given) {
    const rng_stream stream = rng_open(pass->seed, pass->purpose, number, pass->step);
    dropout_draw(&site->rule, stream, pass->first, B, site->units, site->mask, site->ld);
  }
  dropout_apply(&site->rule, site->mask, B, site->units, site->ld, y, site->out);
  return site->out;
}

/* out = y of layer l, normalized. */
static void normalize(model *m, uint32_t l, uint32_t B, float *out, bool training) {
  const size_t width = layer_width(&m->layer[l]);
  (training ? batchnorm_train : batchnorm_predict)(&m->batchnorm, &m->norm[l].of, B, width, m->y[l],
                                                   out);
}

/* What a pass leaves of layer l's outputs, before any are dropped. */
static const float *outputs(const model *m, uint32_t l) {
  return m->layer[l].normalize == BATCHNORM_AFTER ? m->norm[l].out : m->y[l];
}

static const float *pass_layer(model *m, uint32_t l, uint32_t B, bool training) {
  const layer_input in = input_of(m, l, B);
  if (in.inputs) layer_list_inputs(&m->layer[l], &in);
  layer_forward(&m->layer[l], m->parameters, &in, m->y[l]);
  if (m->layer[l].normalize == BATCHNORM_BEFORE) normalize(m, l, B, m->y[l], training);
  layer_forward_activation(&m->layer[l], B, m->y[l]);
  if (m->layer[l].normalize == BATCHNORM_AFTER) normalize(m, l, B, m->norm[l].out, training);
  return outputs(m, l);
}

static double forward(model *m, uint32_t B, bool with_labels, const dropout_pass *pass,
                      bool keep_first) {
  const bool training = pass && pass->purpose == RNG_DROPOUT;
  if (pass) m->passed = B;
  if (!keep_first) (void)drop_out(m, 0, B, m->x, pass); /* in place */
  for (uint32_t l = 0; l < m->layers; l++) {
    const float *out = l == 0 && keep_first ? outputs(m, 0) : pass_layer(m, l, B, training);
    m->out[l] = l + 1 < m->layers ? drop_out(m, l + 1, B, out, pass) : out;
  }
  const layer *last = &m->layer[m->layers - 1];
  return loss_softmax_cross_entropy(m->y[m->layers - 1], layer_width(last), B, last->O,
                                    with_labels ? m->labels : NULL);
}

double model_forward(model *m, uint32_t B, bool with_labels, const dropout_pass *pass) {
  return forward(m, B, with_labels, pass, false);
}

bool model_drops_input(const model *m) { return m->site[0].on; }

void model_forward_again(model *m, uint32_t B, const dropout_pass *pass) {
  (void)forward(m, B, false, pass, !model_drops_input(m));
}

uint32_t model_mask_units(const model *m, uint32_t number) {
  return number < m->layers && m->site[number].on ? m->site[number].units : 0;
}

uint32_t model_read_mask(const model *m, uint32_t number, float *values) {
  const dropout_site *site = &m->site[number];
  for (size_t s = 0; values && s < m->passed; s++)
    memcpy(values + s * site->units, site->mask + s * site->ld, site->units * sizeof(float));
  return m->passed;
}

status model_give_mask(model *m, uint32_t number, uint32_t rows, const float *values) {
  dropout_site *site = &m->site[number];
  if (model_mask_units(m, number) == 0)
    return error_set(STATUS_ARGUMENT, "masks", "must be for places with dropout");
  if (rows > m->capacity)
    return error_set(STATUS_ARGUMENT, "masks", "must be for a minibatch that passes in one part");
  for (size_t s = 0; s < rows; s++)
    memcpy(site->mask + s * site->ld, values + s * site->units, site->units * sizeof(float));
  site->given = true;
  m->given = rows;
  return STATUS_OK;
}

void model_take_back_masks(model *m) {
  for (uint32_t n = 0; n < m->layers; n++) m->site[n].given = false;
  m->given = 0;
}

static void normalize_backward(model *m, uint32_t l, uint32_t B, const gradient_sink *sink) {
  const layer *here = &m->layer[l];
  batchnorm_backward(&m->norm[l].of, B, layer_width(here), m->d[l], m->gradient + here->gamma,
                     m->gradient + here->beta);
  sink_take(sink, here->gamma, layer_width(here));
  sink_take(sink, here->beta, layer_width(here));
}

void model_backward(model *m, uint32_t B, uint32_t count, bool accumulate,
                    const optimizer_state *update) {
  const gradient_sink sink = {.gradient = m->gradient,
                              .accumulate = accumulate,
                              .update = update,
                              .parameters = m->parameters,
                              .slot = {m->slot[0], m->slot[1]},
                              .scratch = m->scratch};
  const uint32_t top = m->layers - 1;
  const size_t ldd = layer_width(&m->layer[top]);
  loss_gradient(m->y[top], ldd, B, m->layer[top].O, m->labels, count, m->d[top]);

  for (uint32_t l = m->layers; l-- > 0;) {
    const layer *here = &m->layer[l];
    const layer_input in = input_of(m, l, B);
    if (l + 1 < m->layers && m->site[l + 1].on)
      dropout_backward(&m->site[l + 1].rule, m->site[l + 1].mask, m->d[l], B * layer_width(here));
    if (here->normalize == BATCHNORM_AFTER) normalize_backward(m, l, B, &sink);
    layer_backward_activation(here, B, m->y[l], m->d[l]);
    if (here->normalize == BATCHNORM_BEFORE) normalize_backward(m, l, B, &sink);
    if (l > 0) layer_input_gradient(here, m->parameters, B, m->d[l], m->d[l - 1], in.ldx);
    if (in.pairs) layer_list_pairs(here, &in);
    layer_weight_gradient(here, &in, m->d[l],
                          &sink); /* last: an update changes the weights used above */
  }
}

/* -- steps ----------------------------------------------------------------------------------- */

static param_span whole_span(const model *m) {
  return (param_span){
      .x = m->parameters, .g = m->gradient, .slot = {m->slot[0], m->slot[1]}, .n = m->P};
}

void model_step(model *m, const optimizer_state *update) {
  const param_span all = whole_span(m);
  optimizer_step(update, &all);
}

void model_move_statistics(model *m, uint32_t B) {
  for (uint32_t l = 0; l < m->layers; l++)
    if (m->layer[l].normalize != BATCHNORM_NONE)
      batchnorm_move(&m->batchnorm, &m->norm[l].of, B, layer_width(&m->layer[l]));
}

double model_penalty(const model *m) {
  double total = 0;
  for (uint32_t l = 0; l < m->layers; l++) total += layer_penalty(&m->layer[l], m->parameters);
  return total;
}

void model_add_penalty_gradient(model *m) {
  for (uint32_t l = 0; l < m->layers; l++)
    layer_add_penalty_gradient(&m->layer[l], m->parameters, m->gradient);
}

void model_limit_norms(model *m) {
  for (uint32_t l = 0; l < m->layers; l++) layer_limit_norms(&m->layer[l], m->parameters);
}

void model_look_ahead(model *m, const optimizer_state *update) {
  const param_span all = whole_span(m);
  optimizer_look_ahead(update, &all);
}

void model_look_back(model *m, const optimizer_state *update) {
  const param_span all = whole_span(m);
  optimizer_look_back(update, &all);
}

void model_clear_slots(model *m, const optimizer_state *update) {
  const param_span all = whole_span(m);
  optimizer_clear_slots(update, &all);
}

bool model_is_finite(const model *m) {
  float sum = 0; /* of x · 0, which is 0 or NaN */
  for (size_t p = 0; p < m->S; p++) sum += m->parameters[p] * 0.0f;
  return sum == 0;
}

void model_swap_best(model *m) {
  for (size_t p = 0; p < m->S; p++) {
    const float x = m->parameters[p];
    m->parameters[p] = m->best[p];
    m->best[p] = x;
  }
}

double model_clip_gradient(model *m, double limit) {
  enum {
    SUMS = 8
  }; /* apart, so that one addition need not wait for the other; P is a multiple of 16 */
  double sum[SUMS] = {0}, total = 0;
  for (size_t p = 0; p < m->P; p += SUMS)
    for (size_t k = 0; k < SUMS; k++)
      sum[k] += (double)m->gradient[p + k] * (double)m->gradient[p + k];
  for (size_t k = 0; k < SUMS; k++) total += sum[k];
  const double norm = __builtin_sqrt(total);
  if (norm > limit) {
    const float scale = (float)(limit / norm);
    for (size_t p = 0; p < m->P; p++) m->gradient[p] *= scale;
  }
  return norm;
}

const float *model_probabilities(const model *m, uint32_t s) {
  return m->y[m->layers - 1] + s * layer_width(&m->layer[m->layers - 1]);
}
