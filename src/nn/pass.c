/* pass.c: a minibatch on its way through the network and back, which the threads of a team share. */
#include "base/team.h"
#include "nn/model.h"

/* -- forward and backward --------------------------------------------------------------------

   The threads of a team share both ways. A sample's way is its own, but where a stage normalizes: there all wait.
   Places on the way forward: 2 l, stage l takes and multiplies; 2 l + 1, it activates; 2 layers, the loss. Back: 0, the
   gradient of the loss; then for the stages from the last on 2 n - 1, back over the activation; 2 n, to what it saw. */

typedef struct {
  model *m;
  const forward_pass *pass;
  uint32_t B, part;  /* samples of the minibatch, of a part of it */
  uint32_t tile;     /* samples of a tile of the first layer */
  uint32_t from, to; /* places that are gone through now */
  uint32_t count;    /* of the whole minibatch */
  gradient_sink sink;
  uint32_t chunk; /* rows of a piece of the weight gradient; pairs of a piece of its lists */
} way;

static uint32_t panel_pairs(const model *m) { return (m->stage[0].layer.panels + 1) / 2; }

static way open_way(model *m, uint32_t B) {
  return (way){.m = m,
               .B = B,
               .part = team_portion(B, TILE),
               .tile = team_portion_each(B, TILE, panel_pairs(m))};
}

static uint32_t parts(const way *w) { return pieces_of(w->B, w->part); }

static sample_part part_number(const way *w, uint32_t n) {
  const team_piece piece = piece_of(w->B, w->part, n);
  return (sample_part){piece.first, piece.count};
}

static const stage *last_stage(const model *m) { return &m->stage[m->layers - 1]; }

loss_targets model_targets(const model *m, uint32_t first) {
  return (loss_targets){.labels = m->labels + first,
                        .others = m->share < 1.0f ? m->others + first : NULL,
                        .share = m->share,
                        .smoothing = m->smoothing};
}

/* Predictions are judged by the plain cross-entropy. */
static loss_targets targets(const way *w, sample_part part) {
  if (learns(w->pass->mode)) return model_targets(w->m, part.first);
  return (loss_targets){.labels = w->m->labels + part.first};
}

static void lose(const way *w, sample_part part) {
  const model *m = w->m;
  const loss_targets t = targets(w, part);
  const stage *last = last_stage(m);
  const size_t width = layer_width(&last->layer);
  loss_softmax_cross_entropy(last->out + part.first * width, width, part.B, last->layer.O, &t,
                             m->losses + part.first);
}

static void gather(model *m, const sample_list *list, sample_part part) {
  const uint32_t *indices = list->indices + part.first;
  const size_t at = part.first * m->ldx;
  uint8_t *labels = m->labels + part.first;
  if (m->pixels) dataset_copy(list->data, indices, part.B, m->pixels + at, m->ldx, labels);
  else dataset_gather(list->data, list->scaler, indices, part.B, m->x + at, m->ldx, labels);
}

static void take_inputs(const void *context, uint32_t n) {
  const way *w = context;
  const sample_part part = part_number(w, n);
  if (w->pass->samples) gather(w->m, w->pass->samples, part);
  stage_take(&w->m->stage[0], w->pass, part);
}

/* The first layer, which is most of the work, goes by tiles: two panels for some samples. Each tile reads its
   weights from the second cache: so there are no more than keep all threads busy. */
static uint32_t tile_parts(const way *w) { return pieces_of(w->B, w->tile); }

static uint32_t tiles(const way *w) { return tile_parts(w) * panel_pairs(w->m); }

static sample_part tile_part(const way *w, uint32_t tile) {
  const team_piece piece = piece_of(w->B, w->tile, tile % tile_parts(w));
  return (sample_part){piece.first, piece.count};
}

static number_range two_panels(const way *w, uint32_t tile) {
  const uint32_t panel = tile / tile_parts(w) * 2;
  return (number_range){panel, (uint32_t)min_size(panel + 2, w->m->stage[0].layer.panels)};
}

static void multiply_inputs(const void *context, uint32_t n) {
  const way *w = context;
  stage_multiply(&w->m->stage[0], w->m->parameters, tile_part(w, n), two_panels(w, n));
}

static void go_forward(const void *context, uint32_t n) {
  const way *w = context;
  const sample_part part = part_number(w, n);
  for (uint32_t place = w->from; place < w->to; place++) {
    stage *s = &w->m->stage[place / 2];
    if (place % 2 == 0 && place > 0) stage_add(s - 1, part);
    if (place == 2 * w->m->layers) {
      lose(w, part);
    } else if (place % 2 == 1) {
      stage_activate(s, part);
    } else {
      stage_take(s, w->pass, part);
      stage_multiply(s, w->m->parameters, part, stage_panels(s));
    }
  }
  if (w->to == 2 * w->m->layers + 1 && w->pass->then) w->pass->then(w->pass->context, part);
}

/* The stage that normalizes right before a place on the way forward. */
static stage *normalizing(model *m, uint32_t place) {
  stage *s = place == 0 ? NULL : &m->stage[(place - 1) / 2];
  const batchnorm_place where = place % 2 == 1 ? BATCHNORM_BEFORE : BATCHNORM_AFTER;
  return s && s->layer.normalize == where ? s : NULL;
}

void model_forward(model *m, uint32_t B, const forward_pass *pass) {
  const uint32_t end = 2 * m->layers + 1;
  way w = open_way(m, B);
  w.pass = pass;
  for (uint32_t l = pass->from; l < m->layers; l++) stage_open(&m->stage[l], pass, B);
  w.to = 2 * pass->from;
  if (pass->samples) m->share = 1.0f;
  if (pass->from == 0) {
    if (!pass->taken) team_share(parts(&w), take_inputs, &w);
    team_share(tiles(&w), multiply_inputs, &w);
    w.to = 1;
  }
  while (w.to < end) {
    stage *s = normalizing(m, w.to);
    if (s && (w.to != 2 * pass->from)) stage_normalize(s, pass->mode);
    w.from = w.to;
    do w.to++;
    while (w.to < end && !normalizing(m, w.to));
    team_share(parts(&w), go_forward, &w);
  }
  if (pass->mode == MODE_TRAIN || pass->mode == MODE_SAMPLE) m->passed = B;
}

void model_take(model *m, const forward_pass *pass, sample_part part) {
  stage_take(&m->stage[0], pass, part);
}

static void gradient_of_loss(const way *w, sample_part part) {
  const stage *last = last_stage(w->m);
  const size_t width = layer_width(&last->layer), at = part.first * width;
  const loss_targets t = model_targets(w->m, part.first);
  loss_gradient(last->out + at, width, part.B, last->layer.O, &t, w->count, last->d + at);
}

/* The stage of a place on the way back, from 1. */
static uint32_t stage_of(const model *m, uint32_t place) { return m->layers - (place + 1) / 2; }

static void go_back(const way *w, uint32_t n) {
  model *m = w->m;
  const sample_part part = part_number(w, n);
  if (w->from == 0) gradient_of_loss(w, part);
  for (uint32_t place = w->from > 0 ? w->from : 1; place < w->to; place++) {
    const uint32_t l = stage_of(m, place);
    float *below = l > 0 ? m->stage[l - 1].d : NULL;
    if (place % 2 == 1) stage_deactivate(&m->stage[l], part);
    else stage_pass_back(&m->stage[l], m->parameters, part, below);
    if (place % 2 == 0 && l > 0) stage_keep_deltas(&m->stage[l - 1], part);
  }
}

static stage *denormalizing(model *m, uint32_t place) {
  stage *s = place == 0 ? NULL : &m->stage[stage_of(m, place)];
  const batchnorm_place where = place % 2 == 1 ? BATCHNORM_AFTER : BATCHNORM_BEFORE;
  return s && s->layer.normalize == where ? s : NULL;
}

/* Pieces of the lists of pairs, of a stage that has them. */
static uint32_t pair_pieces(const stage *s, uint32_t chunk) {
  return s->in.pairs ? pieces_of(s->layer.rows / 2, chunk) : 0;
}

static void list_pairs(const way *w, uint32_t n) {
  const stage *s = w->m->stage;
  for (uint32_t here; n >= (here = pair_pieces(s, w->chunk)); s++) n -= here;
  const team_piece piece = piece_of(s->layer.rows / 2, w->chunk, n);
  layer_list_pairs(&s->in, (number_range){piece.first, piece.first + piece.count});
}

/* Lists are of the minibatch alone: they are made beside the first part of the way back, so that nobody waits. */
static void go_back_and_list(const void *context, uint32_t n) {
  const way *w = context;
  if (n < parts(w)) go_back(w, n);
  else list_pairs(w, n - parts(w));
}

static uint32_t gradient_pieces(const way *w, const stage *s) {
  return s->layer.panels * pieces_of(s->layer.rows, w->chunk);
}

/* The stage that piece *n is of, which becomes its number there. The other stages' stand in the middle of the first's,
   half of whose panels come before: so a thread begins with panels that it has multiplied with, which its cache has. */
static const stage *gradient_stage(const way *w, uint32_t *n) {
  const model *m = w->m;
  const uint32_t before = panel_pairs(m) / 2 * 2 * pieces_of(m->stage[0].layer.rows, w->chunk);
  if (*n < before) return &m->stage[0];
  *n -= before;
  for (uint32_t l = 1; l < m->layers; l++) {
    const uint32_t here = gradient_pieces(w, &m->stage[l]);
    if (*n < here) return &m->stage[l];
    *n -= here;
  }
  *n += before;
  return &m->stage[0];
}

/* Some rows of one panel of one layer. */
static void take_weight_gradient(const void *context, uint32_t n) {
  const way *w = context;
  const stage *s = gradient_stage(w, &n);
  const uint32_t each = pieces_of(s->layer.rows, w->chunk), panel = n / each;
  const team_piece piece = piece_of(s->layer.rows, w->chunk, n % each);
  const number_range rows = {piece.first, piece.first + piece.count};
  layer_weight_gradient(&s->layer, &s->in, panel, rows, stage_deltas(s, panel), &w->sink);
}

void model_backward(model *m, uint32_t B, uint32_t count, bool accumulate,
                    const optimizer_state *update) {
  const uint32_t end = 2 * m->layers + 1;
  uint32_t lists = 0, pieces = 0;
  way w = open_way(m, B);
  w.count = count;
  w.sink = (gradient_sink){
      .all = model_span(m), .gradient = m->gradient, .accumulate = accumulate, .update = update};
  w.chunk = team_portion(m->stage[0].layer.rows / 2, 1);
  for (uint32_t l = 0; l < m->layers; l++) lists += pair_pieces(&m->stage[l], w.chunk);
  for (; w.to < end; lists = 0) {
    stage *s = denormalizing(m, w.to);
    if (s) stage_denormalize(s, &w.sink);
    w.from = w.to;
    do w.to++;
    while (w.to < end && !denormalizing(m, w.to));
    team_share(parts(&w) + lists, go_back_and_list, &w);
  }
  enum { CHUNK_ROWS = 256 }; /* some microseconds: little is waited for at the end */
  w.chunk = team_size() == 1 ? INT32_MAX : CHUNK_ROWS;
  for (uint32_t l = 0; l < m->layers; l++) pieces += gradient_pieces(&w, &m->stage[l]);
  team_share(pieces, take_weight_gradient, &w);
}

/* -- a base for Monte Carlo ------------------------------------------------------------------- */

bool model_has_base(const model *m) { return m->stage[0].drops && m->stage[0].in.inputs; }

void model_lay_out_base(const model *m, stage_base *base, arena *a) {
  const layer *first = &m->stage[0].layer;
  base->inputs = layer_lay_out_lists(first, m->capacity, a);
  base->y = arena_floats(a, m->capacity * layer_width(first));
}

static void take_base(const void *context, uint32_t n) {
  const way *w = context;
  stage_take_base(&w->m->stage[0], part_number(w, n));
}

static void multiply_base(const void *context, uint32_t n) {
  const way *w = context;
  stage *first = &w->m->stage[0];
  stage_multiply_base(first, w->m->parameters, tile_part(w, n), two_panels(w, n));
}

void model_keep_base(model *m, uint32_t B, const stage_base *base) {
  stage *first = &m->stage[0];
  first->base = base;
  if (!base) return;
  const forward_pass pass = {.mode = MODE_SAMPLE};
  const way w = open_way(m, B);
  stage_open(first, &pass, B);
  team_share(parts(&w), take_base, &w);
  team_share(tiles(&w), multiply_base, &w);
}

/* -- a dataset's samples ----------------------------------------------------------------------- */

static void gather_part(const void *context, uint32_t n) {
  const way *w = context;
  gather(w->m, w->pass->samples, part_number(w, n));
}

void model_gather(model *m, const sample_list *samples, uint32_t B) {
  const forward_pass pass = {.samples = samples};
  way w = open_way(m, B);
  w.pass = &pass;
  m->share = 1.0f;
  team_share(parts(&w), gather_part, &w);
}
