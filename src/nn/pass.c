/* pass.c: a minibatch on its way through the network and back, which the threads of a team share. */
#include "base/team.h"
#include "nn/model.h"

/* -- there and back --------------------------------------------------------------------------

   The threads of a team share the way. A sample's is its own, there and back, but where a stage normalizes: there all
   wait. Places: 2 l, stage l takes and multiplies; 2 l + 1, it activates; 2 layers, the loss. The way back is the same
   places from there on: the loss becomes its gradient, and so on down to place 0. */

typedef struct {
  model *m;
  const minibatch_pass *pass;
  uint32_t B, part;  /* samples of the minibatch, of a part of it */
  uint32_t tile;     /* samples of a tile of the first layer */
  uint32_t pairs;    /* pairs of a piece of its lists, where a gradient is to be had */
  uint32_t from, to; /* steps of the way that a piece of work is */
  bool beats;        /* where one of them may take long */
} way;

static uint32_t panel_pairs(const model *m) { return (m->stage[0].layer.panels + 1) / 2; }

/* Products of a sample with all weights, forward. */
static uint64_t products(const model *m) {
  uint64_t sum = 0;
  for (uint32_t l = 0; l < m->layers; l++)
    sum += (uint64_t)m->stage[l].layer.rows * m->stage[l].layer.O;
  return sum;
}

/* Who waits for a thread must hear of it now and then: of large minibatches no piece has more samples than this. */
static uint32_t heard(uint32_t portion, uint32_t most) {
  return team_size() > 1 && portion > most ? most : portion;
}

static way open_way(model *m, uint32_t B) {
  enum { LONG = 1 << 19, MANY = 1 << 22, OF_PART = 64, OF_LONG_PART = 16, OF_TILE = 1024 };
  const uint64_t each = products(m); /* of LONG some samples' take milliseconds */
  return (way){.m = m,
               .B = B,
               .beats = each > LONG,
               .part = heard(team_portion(B, TILE), each > MANY ? OF_LONG_PART : OF_PART),
               .tile = heard(team_portion_each(B, TILE, panel_pairs(m)), OF_TILE),
               .pairs = team_portion(m->stage[0].layer.rows / 2, 1)};
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

static void gradient_of_loss(const way *w, sample_part part) {
  const stage *last = last_stage(w->m);
  const size_t width = layer_width(&last->layer), at = part.first * width;
  const loss_targets t = model_targets(w->m, part.first);
  loss_gradient(last->out + at, width, part.B, last->layer.O, &t, w->pass->count, last->d + at);
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

/* Pieces of the lists of pairs that its gradient is going to read. They need nothing but the minibatch, and are made
   beside the tiles: in the middle, so that a thread multiplies with the panels whose gradient it takes. */
static uint32_t list_pieces(const way *w) {
  const stage *first = &w->m->stage[0];
  return first->listed ? pieces_of(first->layer.rows / 2, w->pairs) : 0;
}

static void list_pairs(const way *w, uint32_t n) {
  const stage *first = &w->m->stage[0];
  const team_piece piece = piece_of(first->layer.rows / 2, w->pairs, n);
  layer_list_pairs(&first->in, (number_range){piece.first, piece.first + piece.count});
}

static void multiply_and_list(const void *context, uint32_t n) {
  const way *w = context;
  const uint32_t before = tiles(w) / 2, lists = list_pieces(w);
  if (n >= before && n < before + lists) {
    list_pairs(w, n - before);
    return;
  }
  const uint32_t tile = n < before ? n : n - lists;
  stage_multiply(&w->m->stage[0], w->m->parameters, tile_part(w, tile), two_panels(w, tile));
}

static void go_to(const way *w, uint32_t place, sample_part part) {
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

static void come_back_to(const way *w, uint32_t place, sample_part part) {
  stage *s = &w->m->stage[place / 2];
  if (place == 2 * w->m->layers) {
    gradient_of_loss(w, part);
  } else if (place % 2 == 1) {
    stage_deactivate(s, part);
  } else {
    stage_pass_back(s, w->m->parameters, part, place > 0 ? s[-1].d : NULL);
    if (place > 0) stage_keep_deltas(s - 1, part);
  }
}

/* Step n goes to place n, up to the loss; then as many go back, the first of which stays where it is. */
static uint32_t steps_there(const model *m) { return 2 * m->layers + 1; }

static uint32_t place_back(const model *m, uint32_t step) { return 2 * steps_there(m) - 1 - step; }

static void go(const void *context, uint32_t n) {
  const way *w = context;
  const sample_part part = part_number(w, n);
  const uint32_t there = steps_there(w->m);
  for (uint32_t step = w->from; step < w->to; step++) {
    if (step < there) go_to(w, step, part);
    else come_back_to(w, place_back(w->m, step), part);
    if (w->beats) team_beat();
    if (step + 1 == there && w->pass->then) w->pass->then(w->pass->context, part);
  }
}

/* The stage that normalizes on the way to a place, or denormalizes on the way back from there. */
static stage *normalizing(model *m, uint32_t place) {
  stage *s = place == 0 || place >= steps_there(m) ? NULL : &m->stage[(place - 1) / 2];
  const batchnorm_place where = place % 2 == 1 ? BATCHNORM_BEFORE : BATCHNORM_AFTER;
  return s && s->layer.normalize == where ? s : NULL;
}

/* The stage that has to see all samples before a step: back, the one that had to before the step the other way. */
static stage *waiting(model *m, uint32_t step) {
  return normalizing(m, step < steps_there(m) ? step : place_back(m, step) + 1);
}

void model_pass(model *m, uint32_t B, const minibatch_pass *pass) {
  const uint32_t there = steps_there(m), end = pass->count > 0 ? 2 * there : there;
  way w = open_way(m, B);
  w.pass = pass;
  for (uint32_t l = pass->from; l < m->layers; l++) stage_open(&m->stage[l], pass, B);
  m->stage[0].listed = pass->count > 0 && m->stage[0].in.pairs && team_size() > 1;
  w.to = 2 * pass->from;
  if (pass->samples) m->share = 1.0f;
  if (pass->from == 0) {
    if (!pass->taken) team_share(parts(&w), take_inputs, &w);
    team_share(tiles(&w) + list_pieces(&w), multiply_and_list, &w);
    w.to = 1;
  }
  while (w.to < end) {
    stage *s = waiting(m, w.to);
    if (s && w.to >= there) stage_denormalize(s);
    else if (s && w.to != 2 * pass->from) stage_normalize(s, pass->mode); /* there it has */
    w.from = w.to;
    do w.to++;
    while (w.to < end && !waiting(m, w.to));
    team_share(parts(&w), go, &w);
  }
  if (pass->mode == MODE_TRAIN || pass->mode == MODE_SAMPLE) m->passed = B;
}

void model_take(model *m, const minibatch_pass *pass, sample_part part) {
  stage_take(&m->stage[0], pass, part);
}

/* -- the gradient of the weights -------------------------------------------------------------- */

typedef struct {
  const model *m;
  gradient_sink sink;
  uint32_t rows; /* of one panel, that a piece is of */
} weighing;

/* Pairs that were not listed beside the tiles are where they are used: once, as a piece is of rows of all panels. */
static bool lists_where_used(const stage *s) { return s->in.pairs && !s->listed; }

static uint32_t rows_of_piece(const weighing *w, const stage *s) {
  const uint32_t panels = s->layer.panels;
  return lists_where_used(s) ? (uint32_t)round_up(w->rows / panels + 1, 2) : w->rows;
}

static uint32_t gradient_pieces(const weighing *w, const stage *s) {
  return (lists_where_used(s) ? 1 : s->layer.panels) *
         pieces_of(s->layer.rows, rows_of_piece(w, s));
}

/* The stage that piece *n is of, which becomes its number there. The other stages' stand in the middle of the first's,
   half of whose panels come before (all, where a piece is of all): so a thread begins with panels that it has
   multiplied with, which its cache has. */
static const stage *gradient_stage(const weighing *w, uint32_t *n) {
  const model *m = w->m;
  const stage *first = &m->stage[0];
  const uint32_t panels = lists_where_used(first) ? 1 : panel_pairs(m) / 2 * 2;
  const uint32_t before = panels * pieces_of(first->layer.rows, rows_of_piece(w, first));
  if (*n < before) return first;
  *n -= before;
  for (uint32_t l = 1; l < m->layers; l++) {
    const uint32_t here = gradient_pieces(w, &m->stage[l]);
    if (*n < here) return &m->stage[l];
    *n -= here;
  }
  *n += before;
  return first;
}

static void take_weight_gradient(const void *context, uint32_t n) {
  const weighing *w = context;
  const stage *s = gradient_stage(w, &n);
  const uint32_t rows = rows_of_piece(w, s), each = pieces_of(s->layer.rows, rows);
  const team_piece piece = piece_of(s->layer.rows, rows, n % each);
  const number_range range = {piece.first, piece.first + piece.count};
  number_range panels = {n / each, n / each + 1};
  if (lists_where_used(s)) {
    layer_list_pairs(&s->in, (number_range){range.from / 2, range.to / 2});
    panels = stage_panels(s);
  }
  for (uint32_t p = panels.from; p < panels.to; p++)
    layer_weight_gradient(&s->layer, &s->in, p, range, stage_deltas(s, p), &w->sink);
}

void model_gradient(model *m, bool accumulate, const optimizer_state *update) {
  enum { ROWS = 256 }; /* some microseconds: little is waited for at the end */
  uint32_t pieces = 0;
  const weighing w = {
      .m = m,
      .sink = {.all = model_span(m),
               .gradient = m->gradient,
               .accumulate = accumulate,
               .update = update},
      .rows = team_size() == 1 ? INT32_MAX : ROWS,
  };
  for (uint32_t l = 0; l < m->layers; l++) {
    stage_take_normalizing(&m->stage[l], &w.sink);
    pieces += gradient_pieces(&w, &m->stage[l]);
  }
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
  const minibatch_pass pass = {.mode = MODE_SAMPLE};
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
  const minibatch_pass pass = {.samples = samples};
  way w = open_way(m, B);
  w.pass = &pass;
  m->share = 1.0f;
  team_share(parts(&w), gather_part, &w);
}
