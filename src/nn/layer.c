#include "nn/layer.h"

#include <string.h>

layer layer_shape(uint32_t I, uint32_t O, const activation *phi, size_t offset) {
  layer l = {.I = I, .O = O, .phi = phi, .kernel = offset};
  l.rows = (uint32_t)round_up(I, TILE);
  l.panels = (uint32_t)(round_up(O, PANEL) / PANEL);
  l.stride = (size_t)l.rows * PANEL;
  l.bias = offset + l.stride * l.panels;
  return l;
}

size_t layer_end(const layer *l) { return round_up(l->bias + (size_t)l->panels * PANEL, 16); }

input_list *layer_lay_out_lists(const layer *l, uint32_t capacity, arena *a) {
  const uint32_t count = capacity * layer_blocks(l);
  input_list *lists = arena_take(a, count, sizeof(input_list));
  sparse_input *items = arena_take(a, (uint64_t)count * INPUT_BLOCK, sizeof(sparse_input));
  for (size_t n = 0; a->at && n < count; n++) lists[n].items = items + n * INPUT_BLOCK;
  return lists;
}

/* All lists append always and go on only past what they keep: no branch to predict wrongly. What a store might have
   changed, as far as a compiler knows, is in variables: else it would be read again after each. */

/* By its bits, which was measured to be faster in V8 than a comparison of floats. */
static inline uint32_t is_not_zero(float x) { return float_bits(x) << 1 != 0; }

static void list_pixels(const layer *l, const layer_input *in, sample_part part) {
  const uint32_t I = l->I;
  const size_t ldx = in->ldx;
  const float *unit = in->unit;
  const uint8_t *pixels = in->pixels + part.first * ldx;
  input_list *list = in->inputs + (size_t)part.first * layer_blocks(l);
  for (uint32_t s = 0; s < part.B; s++, pixels += ldx)
    for (uint32_t first = 0; first < I; first += INPUT_BLOCK, list++) {
      const uint32_t end = (uint32_t)min_size(first + INPUT_BLOCK, I);
      sparse_input *to = list->items;
      for (uint32_t i = first; i < end; i++) {
        const uint8_t pixel = pixels[i];
        to->at = i * PANEL;
        to->x = unit[pixel];
        to += pixel != 0;
      }
      list->count = (uint32_t)(to - list->items);
    }
}

void layer_list_inputs(const layer *l, const layer_input *in, sample_part part) {
  if (in->pixels) list_pixels(l, in, part);
  else layer_list_scaled(l, in, part, 1.0f, in->inputs);
}

void layer_list_scaled(const layer *l, const layer_input *in, sample_part part, float scale,
                       input_list *lists) {
  const uint32_t I = l->I;
  const size_t ldx = in->ldx;
  const float *x = in->x + part.first * ldx;
  input_list *list = lists + (size_t)part.first * layer_blocks(l);
  for (uint32_t s = 0; s < part.B; s++, x += ldx)
    for (uint32_t first = 0; first < I; first += INPUT_BLOCK, list++) {
      const uint32_t end = (uint32_t)min_size(first + INPUT_BLOCK, I);
      sparse_input *to = list->items;
      for (uint32_t i = first; i < end; i++) {
        const uint32_t counts = is_not_zero(x[i]);
        to->at = i * PANEL;
        to->x = scale * x[i];
        to += counts;
      }
      list->count = (uint32_t)(to - list->items);
    }
}

/* Appends to `to`, and returns its end, what one sample's mask drops of one list. */
static sparse_input *append_dropped(const input_list *scaled, const float *mask, sparse_input *to) {
  const sparse_input *item = scaled->items, *end = item + scaled->count;
  for (; item < end; item++) {
    const uint32_t dropped = !is_not_zero(mask[item->at / PANEL]);
    to->at = item->at;
    to->x = -item->x;
    to += dropped;
  }
  return to;
}

void layer_list_dropped(const layer *l, const layer_input *in, sample_part part,
                        const input_list *scaled, const float *mask) {
  const uint32_t blocks = layer_blocks(l);
  for (size_t s = part.first, end = s + part.B; s < end; s++) {
    input_list *dropped = &in->inputs[s * blocks];
    sparse_input *to = dropped->items;
    for (size_t n = s * blocks; n < (s + 1) * blocks; n++)
      to = append_dropped(&scaled[n], mask + s * in->ldx, to);
    dropped->count = (uint32_t)(to - dropped->items);
  }
}

static void list_pixel_pairs(const layer_input *in, number_range pairs) {
  const uint32_t B = in->B;
  const size_t ldx = in->ldx;
  const float *unit = in->unit;
  for (size_t p = pairs.from; p < pairs.to; p++) {
    const uint8_t *pixels = in->pixels + p * 2;
    pair_list *list = &in->pairs[p];
    sparse_pair *to = list->items;
    for (uint32_t s = 0; s < B; s++, pixels += ldx) {
      const uint8_t first = pixels[0], second = pixels[1];
      to->at = s * PANEL;
      to->x[0] = unit[first];
      to->x[1] = unit[second];
      to += (first | second) != 0;
    }
    list->count = (uint32_t)(to - list->items);
  }
}

void layer_list_pairs(const layer_input *in, number_range pairs) {
  if (in->pixels) {
    list_pixel_pairs(in, pairs);
    return;
  }
  const uint32_t B = in->B;
  const size_t ldx = in->ldx;
  for (size_t p = pairs.from; p < pairs.to; p++) {
    const float *x = in->x + p * 2;
    pair_list *list = &in->pairs[p];
    sparse_pair *to = list->items;
    for (uint32_t s = 0; s < B; s++, x += ldx) {
      const float first = x[0], second = x[1];
      to->at = s * PANEL;
      to->x[0] = first;
      to->x[1] = second;
      to += is_not_zero(first) | is_not_zero(second);
    }
    list->count = (uint32_t)(to - list->items);
  }
}

/* y = from + x W over one list, for panel p and, where it is before `to`, the next. */
static inline void add_listed(const layer *l, const float *kernel, const input_list *x, size_t p,
                              size_t to, const float *from, float *y) {
  const float *panel = kernel + p * l->stride;
  if (p + 1 < to) kernel_forward_sparse_two(x, panel, l->stride, from, y);
  else kernel_forward_sparse(x, panel, from, y);
}

/* y = x W over the lists, block by block of inputs, so that the weights are read from cache. */
static void forward_sparse(const layer *l, const float *kernel, const layer_input *in,
                           sample_part part, number_range panels, float *y) {
  const size_t ldy = layer_width(l), end = (size_t)part.first + part.B;
  const uint32_t blocks = layer_blocks(l);
  for (size_t p = panels.from; p < panels.to; p += 2)
    for (uint32_t b = 0; b < blocks; b++)
      for (size_t s = part.first; s < end; s++) {
        float *so_far = y + s * ldy + p * PANEL;
        add_listed(l, kernel, &in->inputs[s * blocks + b], p, panels.to, b > 0 ? so_far : NULL,
                   so_far);
      }
}

static void forward_dense(const layer *l, const float *kernel, const layer_input *in,
                          sample_part part, number_range panels, float *y) {
  const size_t ldy = layer_width(l), end = (size_t)part.first + part.B;
  for (size_t p = panels.from; p < panels.to; p++)
    for (size_t s = part.first; s < end; s += 2)
      kernel_forward(l->I, in->x + s * in->ldx, in->ldx, kernel + p * l->stride,
                     y + s * ldy + p * PANEL, ldy);
}

static void add_bias(uint32_t B, size_t n, const float *restrict bias, float *restrict y,
                     size_t ldy) {
  for (uint32_t s = 0; s < B; s++, y += ldy)
    for (size_t o = 0; o < n; o++) y[o] += bias[o];
}

void layer_forward(const layer *l, const float *parameters, const layer_input *in, sample_part part,
                   number_range panels, float *y) {
  const size_t ldy = layer_width(l), n = (size_t)(panels.to - panels.from) * PANEL;
  const size_t column = (size_t)panels.from * PANEL;
  float *own = y + part.first * ldy + column;
  for (size_t s = in->inputs ? part.B : 0; s < round_up(part.B, TILE); s++)
    memset(own + s * ldy, 0, n * sizeof *y);
  if (in->inputs) forward_sparse(l, parameters + l->kernel, in, part, panels, y);
  else forward_dense(l, parameters + l->kernel, in, part, panels, y);
  add_bias(part.B, n, parameters + l->bias + column, own, ldy);
}

void layer_forward_add(const layer *l, const float *parameters, const layer_input *in,
                       sample_part part, number_range panels, float *y) {
  forward_dense(l, parameters + l->kernel, in, part, panels, y);
}

void layer_forward_from(const layer *l, const float *parameters, const layer_input *in,
                        sample_part part, number_range panels, const float *base, float *y) {
  const size_t ldy = layer_width(l), end = (size_t)part.first + part.B;
  for (size_t p = panels.from; p < panels.to; p += 2)
    for (size_t s = part.first; s < end; s++) {
      const size_t at = s * ldy + p * PANEL;
      const input_list *x = &in->inputs[s * layer_blocks(l)];
      add_listed(l, parameters + l->kernel, x, p, panels.to, base + at, y + at);
    }
}

void layer_forward_activation(const layer *l, sample_part part, float *y) {
  const size_t ldy = layer_width(l), B = round_up(part.B, TILE);
  y += part.first * ldy;
  l->phi->forward(y, B * ldy);
  if (l->O == ldy) return;
  for (size_t s = 0; s < part.B; s++) /* phi(0) need not be 0 */
    for (size_t o = l->O; o < ldy; o++) y[s * ldy + o] = 0.0f;
}

void layer_backward_activation(const layer *l, sample_part part, const float *told, float *d) {
  const size_t ldy = layer_width(l), first = part.first * ldy;
  l->phi->backward(d + first, told + first, part.B * ldy);
}

void layer_input_gradient(const layer *l, const float *parameters, sample_part part, const float *d,
                          float *dx, size_t lddx) {
  const size_t ldd = layer_width(l), end = part.first + round_up(part.B, TILE);
  for (size_t s = part.first; s < end; s += TILE)
    kernel_input_gradient(l->rows, l->panels, d + s * ldd, ldd, parameters + l->kernel, l->stride,
                          dx + s * lddx, lddx);
  for (size_t s = part.first; s < end; s++)
    for (size_t i = l->rows; i < lddx; i++) dx[s * lddx + i] = 0.0f;
}

void layer_listed_input_gradient(const layer *l, const float *parameters, const layer_input *in,
                                 sample_part part, const float *d, float *dx) {
  const size_t ldd = layer_width(l), end = (size_t)part.first + part.B;
  const uint32_t blocks = layer_blocks(l);
  for (size_t s = part.first; s < end; s++) {
    float *own = dx + s * in->ldx;
    memset(own, 0, in->ldx * sizeof *own);
    for (size_t b = 0; b < blocks; b++)
      kernel_input_gradient_sparse(&in->inputs[s * blocks + b], l->panels, d + s * ldd,
                                   parameters + l->kernel, l->stride, own);
  }
}

void layer_pack_deltas(const layer *l, sample_part part, const float *restrict d, uint32_t capacity,
                       float *restrict packed) {
  const size_t ldd = layer_width(l), end = (size_t)part.first + part.B;
  for (size_t s = part.first; s < end; s++)
    for (size_t p = 0; p < l->panels; p++)
      for (size_t o = 0; o < PANEL; o++)
        packed[(p * capacity + s) * PANEL + o] = d[s * ldd + p * PANEL + o];
}

/* The optimizer's step on the n parameters from `offset` on, whose gradient is g. */
static void sink_step(const gradient_sink *sink, size_t offset, const float *g, size_t n) {
  param_span part = span_part(sink->all, offset, n);
  part.g = g;
  optimizer_step(sink->update, &part);
}

void sink_take(const gradient_sink *sink, size_t offset, size_t n) {
  if (sink->update) sink_step(sink, offset, sink->gradient + offset, n);
}

enum { BLOCK_ROWS = 64 }; /* of a gradient: 4 KB, which stay in the first cache */

static void weight_block(const layer_input *in, uint32_t first, uint32_t rows, const float *d,
                         float *g, bool accumulate) {
  if (in->pairs) kernel_weight_gradient_sparse(rows / 2, in->pairs + first / 2, d, g, accumulate);
  else kernel_weight_gradient(in->B, rows, in->x + first, in->ldx, d, g, accumulate);
}

void layer_weight_gradient(const layer *l, const layer_input *in, uint32_t panel, number_range rows,
                           const float *deltas, const gradient_sink *sink) {
  const size_t bias = l->bias + (size_t)panel * PANEL;
  const size_t kernel = l->kernel + panel * l->stride;
  _Alignas(16) float block[BLOCK_ROWS * PANEL];
  for (uint32_t i = rows.from; i < rows.to; i += BLOCK_ROWS) {
    const uint32_t count = (uint32_t)min_size(BLOCK_ROWS, rows.to - i);
    const size_t at = kernel + (size_t)i * PANEL, n = (size_t)count * PANEL;
    if (!sink->update) {
      weight_block(in, i, count, deltas, sink->gradient + at, sink->accumulate);
      continue;
    }
    weight_block(in, i, count, deltas, block, false);
    penalty_add_gradient(l->pull, sink->all.x + at, block, n);
    sink_step(sink, at, block, n);
  }
  if (rows.from > 0) return;
  if (!sink->update) {
    kernel_bias_gradient(in->B, deltas, sink->gradient + bias, sink->accumulate);
    return;
  }
  kernel_bias_gradient(in->B, deltas, block, false);
  sink_step(sink, bias, block, PANEL);
}

void layer_add_kernel_gradient(const layer *l, const layer_input *in, uint32_t panel,
                               const float *deltas, float *gradient) {
  float *own = gradient + l->kernel + panel * l->stride;
  kernel_weight_gradient(in->B, l->rows, in->x, in->ldx, deltas, own, true);
}

double layer_penalty(const layer *l, const float *parameters) {
  return penalty_value(l->penalty, parameters + l->kernel, l->panels * l->stride);
}

void layer_add_penalty_gradient(const layer *l, const float *parameters, float *gradient) {
  penalty_add_gradient(l->pull, parameters + l->kernel, gradient + l->kernel,
                       l->panels * l->stride);
}

void layer_add_penalty_tangent(const layer *l, const float *direction, float *product) {
  const double squares[PENALTIES] = {[PENALTY_L2] = l->penalty[PENALTY_L2]};
  penalty_add_gradient(squares, direction + l->kernel, product + l->kernel, l->panels * l->stride);
}

void layer_settle(const layer *l, double eta, float *parameters, uint32_t panel) {
  float *own = parameters + l->kernel + panel * l->stride;
  if (l->shrink > 0) l1_shrink(eta, l->shrink, own, l->stride);
  if (l->max_norm > 0) norm_limit((float)l->max_norm, own, l->rows);
}
