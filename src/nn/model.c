#include "nn/model.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/team.h"
#include "math/rng.h"

SELDOM_FROM_HERE

/* -- lay-out --------------------------------------------------------------------------------- */

/* Whether a stage sees many exact zeros and has the outputs to make lists of the others worth their while. */
static bool sees_zeros(const model *m, const model_shape *shape, uint32_t l) {
  enum { LEAST_PANELS = 4 };
  if (!shape->lists || l == 0) return shape->lists && shape->sparse;
  const stage *below = &m->stage[l - 1];
  return below->layer.phi->rectifies && below->layer.normalize != BATCHNORM_AFTER &&
         !below->residual && m->stage[l].layer.panels >= LEAST_PANELS;
}

/* Lists of what is not zero in what a stage sees. */
static void lay_out_lists(model *m, uint32_t l, arena *a) {
  layer_input *in = &m->stage[l].in;
  const layer *here = &m->stage[l].layer;
  const uint32_t pairs = here->rows / 2;
  in->inputs = layer_lay_out_lists(here, m->capacity, a);
  in->pairs = arena_take(a, pairs, sizeof(pair_list));
  sparse_pair *pair = arena_take(a, (uint64_t)pairs * m->capacity, sizeof(sparse_pair));
  for (size_t n = 0; a->at && n < pairs; n++) in->pairs[n].items = pair + n * m->capacity;
}

/* Whether nothing but lists is made of the images. */
static bool reads_pixels(const model *m, const model_shape *shape) {
  return sees_zeros(m, shape, 0) && !m->stage[0].drops && shape->spec->mixup == 0;
}

static void lay_out(model *m, const model_shape *shape, arena *a) {
  m->parameters = arena_floats(a, m->S);
  m->gradient = arena_floats(a, m->S);
  m->slots = arena_floats(a, (uint64_t)m->P * shape->slots);
  m->best = shape->keep_best ? arena_floats(a, m->S) : NULL;
  m->average = shape->keep_average ? arena_floats(a, m->S) : NULL;
  if (reads_pixels(m, shape)) {
    m->pixels = arena_take(a, (uint64_t)m->capacity * m->ldx, 1);
    m->unit = arena_floats(a, 256);
    m->stage[0].in.pixels = m->pixels;
    m->stage[0].in.unit = m->unit;
  } else {
    m->x = arena_floats(a, (uint64_t)m->capacity * m->ldx);
  }
  m->labels = arena_take(a, m->capacity, 1);
  m->losses = arena_floats(a, m->capacity);
  if (shape->spec->mixup > 0) {
    m->partners = arena_words(a, m->capacity);
    m->others = arena_take(a, m->capacity, 1);
    m->unmixed = arena_floats(a, (uint64_t)m->capacity * m->ldx);
  }
  m->stage[0].seen = m->stage[0].kept = m->x;
  for (uint32_t l = 0; l < m->layers; l++) {
    if (l > 0) m->stage[l].seen = m->stage[l - 1].out;
    stage_lay_out(&m->stage[l], m->capacity, m->parameters, a);
  }
  for (uint32_t l = 0; l < m->layers; l++)
    if (sees_zeros(m, shape, l)) lay_out_lists(m, l, a);
}

/* Stage l, whose parameters begin at m->P; returns where they end. */
static size_t shape_stage(model *m, const model_shape *shape, uint32_t l) {
  const model_spec *spec = shape->spec;
  const layer_spec *own = &spec->layer[l], *before = l > 0 ? own - 1 : NULL;
  const double p = before ? before->dropout : spec->input_dropout;
  const double limit = before ? before->activation->limit : 0;
  layer here = layer_shape(before ? before->units : shape->I, own->units, own->activation, m->P);
  size_t end = layer_end(&here);
  for (size_t n = 0; n < PENALTIES; n++) here.penalty[n] = own->penalty[n];
  if (spec->l2_half) here.penalty[PENALTY_L2] /= 2;
  memcpy(here.pull, here.penalty, sizeof here.pull);
  if (spec->l1_step == L1_PROXIMAL) {
    here.shrink = here.pull[PENALTY_L1];
    here.pull[PENALTY_L1] = 0;
  }
  here.max_norm = own->max_norm;
  here.normalize = own->batchnorm;
  if (here.normalize != BATCHNORM_NONE) {
    here.gamma = end;
    here.beta = end + layer_width(&here);
    end = here.beta + layer_width(&here);
  }
  m->stage[l] = (stage){.layer = here,
                        .number = l,
                        .dropping = dropout_rule(p, spec->dropout_mode, limit),
                        .drops = p > 0,
                        .residual = spec->residual && before && l + 1 < spec->layers &&
                                    before->units == own->units,
                        .rule = spec->batchnorm,
                        .in = {.ldx = before ? layer_width(&m->stage[l - 1].layer) : here.rows}};
  return end;
}

/* Whether 32 bits can count the bytes of all parameters. */
static status check_size(const model_shape *shape) {
  uint64_t size = 0, I = shape->I;
  for (uint32_t l = 0; l < shape->spec->layers; l++) {
    const uint64_t units = shape->spec->layer[l].units;
    size += (I + TILE) * (units + PANEL) * sizeof(float);
    I = units;
  }
  return size > SIZE_MAX / 4 ? error_memory("the model's parameters", (double)size) : STATUS_OK;
}

status model_create(const model_shape *shape, model *out) {
  model m = {.layers = shape->spec->layers,
             .smoothing = shape->spec->smoothing,
             .share = 1.0f,
             .mixed = 1.0f,
             .capacity = (uint32_t)round_up(shape->capacity, TILE)};
  status s = check_size(shape);
  if (s != STATUS_OK) return s;
  for (uint32_t l = 0; l < m.layers; l++) m.P = shape_stage(&m, shape, l);
  m.S = m.P;
  for (uint32_t l = 0; l < m.layers; l++)
    if (m.stage[l].layer.normalize != BATCHNORM_NONE) {
      m.stage[l].layer.moving = m.S;
      m.S += 2 * layer_width(&m.stage[l].layer);
    }
  m.ldx = m.stage[0].in.ldx;

  arena a = {NULL, 0};
  lay_out(&m, shape, &a);
  s = arena_allocate(&a, "the model");
  if (s != STATUS_OK) return s;
  m.memory = a.at;
  lay_out(&m, shape, &a);
  if (m.unit) dataset_units(m.unit);
  *out = m;
  return STATUS_OK;
}

void model_destroy(model *m) {
  free(m->memory);
  *m = (model){0};
}

/* Weight (i, o) takes word i O + o of its layer's stream, wherever it stands. */
static void draw_kernel(const stage *at, const layer_spec *of, rng_stream stream, float *kernel) {
  const layer *l = &at->layer;
  const double stretch = __builtin_sqrt(of->initializer_scale); /* by 1 no bit changes */
  uint32_t *row = (uint32_t *)(void *)at->out; /* as long as a row, and nothing has passed yet */
  for (uint32_t i = 0; i < l->I; i++) {
    rng_words(stream, (uint64_t)i * l->O, row, l->O);
    for (uint32_t o = 0; o < l->O; o++)
      kernel[layer_weight(l, i, o)] =
          (float)(stretch * of->initializer->weight(rng_uniform(row[o]), l->I, l->O));
  }
}

void model_initialize(model *m, const model_shape *shape, uint32_t seed) {
  for (size_t p = 0; p < m->S; p++) m->parameters[p] = 0.0f;
  for (uint32_t l = 0; l < m->layers; l++) {
    const layer *here = &m->stage[l].layer;
    draw_kernel(&m->stage[l], &shape->spec->layer[l], rng_open(seed, RNG_INIT, l, 0),
                m->parameters + here->kernel);
    if (here->normalize == BATCHNORM_NONE) continue;
    for (uint32_t o = 0; o < here->O; o++) {
      m->parameters[here->gamma + o] = 1.0f;
      m->stage[l].norm.moving_variance[o] = 1.0f;
    }
  }
}

SELDOM_UP_TO_HERE

/* -- what a pass leaves ----------------------------------------------------------------------- */

static const stage *last_stage(const model *m) { return &m->stage[m->layers - 1]; }

const float *model_probabilities(const model *m, uint32_t s) {
  return last_stage(m)->out + s * layer_width(&last_stage(m)->layer);
}

void model_judge(const model *m, uint32_t B, score_sums *sums) {
  const layer *last = &last_stage(m)->layer;
  (void)score_add(sums, model_probabilities(m, 0), layer_width(last), B, last->O, m->labels,
                  m->losses);
}

SELDOM_FROM_HERE

/* -- masks ----------------------------------------------------------------------------------- */

uint32_t model_first_dropping(const model *m) {
  uint32_t l = 0;
  while (l < m->layers && !m->stage[l].drops) l++;
  return l;
}

uint32_t model_mask_units(const model *m, uint32_t number) {
  return number < m->layers && m->stage[number].drops ? m->stage[number].layer.I : 0;
}

uint32_t model_read_mask(const model *m, uint32_t number, float *values) {
  const stage *s = &m->stage[number];
  const size_t units = s->layer.I;
  for (size_t row = 0; values && row < m->passed; row++)
    memcpy(values + row * units, s->mask + row * s->in.ldx, units * sizeof(float));
  return m->passed;
}

status model_give_mask(model *m, uint32_t number, uint32_t rows, const float *values) {
  const size_t units = model_mask_units(m, number);
  if (units == 0) return error_set(STATUS_ARGUMENT, "masks", "must be for places with dropout");
  if (rows > m->capacity)
    return error_set(STATUS_ARGUMENT, "masks", "must be for a minibatch that passes in one part");
  stage *s = &m->stage[number];
  for (size_t row = 0; row < rows; row++)
    memcpy(s->mask + row * s->in.ldx, values + row * units, units * sizeof(float));
  s->given = true;
  m->given = rows;
  return STATUS_OK;
}

void model_take_back_masks(model *m) {
  for (uint32_t n = 0; n < m->layers; n++) m->stage[n].given = false;
  m->given = 0;
}

SELDOM_UP_TO_HERE

/* -- steps ----------------------------------------------------------------------------------- */

bool model_normalizes(const model *m) { return m->S > m->P; }

void model_move_statistics(model *m, uint32_t B, double keep) {
  for (uint32_t l = 0; l < m->layers; l++) {
    batchnorm_rule rule = m->stage[l].rule;
    rule.momentum = keep;
    if (m->stage[l].layer.normalize != BATCHNORM_NONE)
      batchnorm_move(&rule, &m->stage[l].norm, B, layer_width(&m->stage[l].layer));
  }
}

double model_penalty(const model *m) {
  double total = 0;
  for (uint32_t l = 0; l < m->layers; l++)
    total += layer_penalty(&m->stage[l].layer, m->parameters);
  return total;
}

void model_add_penalty_gradient(model *m) {
  for (uint32_t l = 0; l < m->layers; l++)
    layer_add_penalty_gradient(&m->stage[l].layer, m->parameters, m->gradient);
}

typedef struct {
  const model *m;
  double eta;
} settling;

/* A panel of any layer. */
static void settle(const void *context, uint32_t n) {
  const settling *what = context;
  const stage *s = what->m->stage;
  for (; n >= s->layer.panels; s++) n -= s->layer.panels;
  layer_settle(&s->layer, what->eta, what->m->parameters, n);
}

void model_settle(model *m, double eta) {
  const settling what = {m, eta};
  uint32_t panels = 0;
  bool any = false;
  for (uint32_t l = 0; l < m->layers; l++) {
    panels += m->stage[l].layer.panels;
    any |= m->stage[l].layer.max_norm > 0 || m->stage[l].layer.shrink > 0;
  }
  if (any) team_share(panels, settle, &what);
}

/* Parameters that are moved. */
typedef struct {
  const model *m;
  const optimizer_state *optimizer;
  void (*move)(const optimizer_state *o, const param_span *p);
  uint32_t portion;
} moving;

static void move(const void *context, uint32_t n) {
  const moving *what = context;
  const team_piece piece = piece_of((uint32_t)what->m->P, what->portion, n);
  const param_span span = span_part(model_span(what->m), piece.first, piece.count);
  what->move(what->optimizer, &span);
}

void model_move(const model *m, const optimizer_state *o,
                void (*how)(const optimizer_state *o, const param_span *p)) {
  const uint32_t P = (uint32_t)m->P;
  const moving what = {m, o, how, team_portion(P, 64)};
  team_share(pieces_of(P, what.portion), move, &what);
}

bool model_is_finite(const model *m) {
  float sum = 0; /* of x · 0, which is 0 or NaN */
  for (size_t p = 0; p < m->S; p++) sum += m->parameters[p] * 0.0f;
  return sum == 0;
}

void model_swap(model *m, float *aside) {
  for (size_t p = 0; p < m->S; p++) {
    const float x = m->parameters[p];
    m->parameters[p] = aside[p];
    aside[p] = x;
  }
}

typedef struct {
  const model *m;
  double share;
  uint32_t portion;
} averaging;

static void take_average(const void *context, uint32_t n) {
  const averaging *what = context;
  const team_piece piece = piece_of((uint32_t)what->m->S, what->portion, n);
  average_move(what->m->average + piece.first, what->m->parameters + piece.first, piece.count,
               what->share);
}

void model_move_average(const model *m, double share) {
  const uint32_t S = (uint32_t)m->S;
  const averaging what = {m, share, team_portion(S, 64)};
  team_share(pieces_of(S, what.portion), take_average, &what);
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
