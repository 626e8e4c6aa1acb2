#include "layer.h"

layer layer_shape(uint32_t I, uint32_t O, const activation *phi, size_t offset) {
  layer l = {.I = I, .O = O, .phi = phi, .kernel = offset};
  l.rows = (uint32_t)round_up(I, TILE);
  l.panels = (uint32_t)(round_up(O, PANEL) / PANEL);
  l.stride = (size_t)l.rows * PANEL;
  l.bias = offset + l.stride * l.panels;
  return l;
}

size_t layer_end(const layer *l) { return round_up(l->bias + (size_t)l->panels * PANEL, 16); }

/* Appends always and counts only what is not zero: no branch to predict wrongly. */
static void list_append(sparse_list *list, uint32_t index, float a, float b, float c, float d) {
  float *value = list->values + (size_t)list->count * TILE;
  list->index[list->count] = index;
  value[0] = a, value[1] = b, value[2] = c, value[3] = d;
  list->count += (a != 0.0f) | (b != 0.0f) | (c != 0.0f) | (d != 0.0f);
}

void layer_list_tiles(const layer *l, const layer_input *in) {
  const size_t ldx = in->ldx;
  for (uint32_t t = 0; t * TILE < in->B; t++) {
    const float *x = in->x + t * TILE * ldx;
    sparse_list *list = &in->tiles[t];
    list->count = 0;
    for (uint32_t i = 0; i < l->I; i++)
      list_append(list, i, x[i], x[ldx + i], x[2 * ldx + i], x[3 * ldx + i]);
  }
}

void layer_list_groups(const layer *l, const layer_input *in) {
  const size_t ldx = in->ldx;
  for (uint32_t g = 0; g * TILE < l->rows; g++) {
    const float *x = in->x + (size_t)g * TILE;
    sparse_list *list = &in->groups[g];
    list->count = 0;
    for (uint32_t s = 0; s < in->B; s++, x += ldx) list_append(list, s, x[0], x[1], x[2], x[3]);
  }
}

void layer_forward(const layer *l, const float *parameters, const layer_input *in, float *y) {
  const size_t ldy = (size_t)l->panels * PANEL, tiles = round_up(in->B, TILE) / TILE;
  for (size_t p = 0; p < l->panels; p++) {
    const float *panel = parameters + l->kernel + p * l->stride;
    const float *bias = parameters + l->bias + p * PANEL;
    for (size_t t = 0; t < tiles; t++) {
      float *out = y + t * TILE * ldy + p * PANEL;
      if (in->tiles) kernel_forward_sparse(&in->tiles[t], panel, bias, out, ldy);
      else kernel_forward(l->I, in->x + t * TILE * in->ldx, in->ldx, panel, bias, out, ldy);
    }
  }
  l->phi->forward(y, tiles * TILE * ldy);
  if (l->O == ldy) return;
  for (size_t s = 0; s < tiles * TILE; s++) /* phi(0) need not be 0 */
    for (size_t o = l->O; o < ldy; o++) y[s * ldy + o] = 0.0f;
}

void layer_backward_activation(const layer *l, uint32_t B, const float *y, float *d) {
  l->phi->backward(d, y, (size_t)B * l->panels * PANEL);
}

void layer_input_gradient(const layer *l, const float *parameters, uint32_t B, const float *d,
                          float *dx, size_t lddx) {
  const size_t ldd = (size_t)l->panels * PANEL;
  for (size_t s = 0; s < round_up(B, TILE); s += TILE)
    kernel_input_gradient(l->rows, l->panels, d + s * ldd, ldd, parameters + l->kernel, l->stride,
                          dx + s * lddx, lddx);
}

/* The deltas of one panel, side by side: [B, PANEL]. */
static void pack_deltas(uint32_t B, const float *restrict d, size_t ldd, float *restrict packed) {
  for (uint32_t s = 0; s < B; s++, d += ldd, packed += PANEL)
    for (size_t o = 0; o < PANEL; o++) packed[o] = d[o];
}

/* The optimizer's step on the n parameters from `offset` on, whose gradient is g. */
static void sink_step(const gradient_sink *sink, size_t offset, const float *g, size_t n) {
  param_span span = {.x = sink->parameters + offset, .g = g, .n = n};
  for (int s = 0; s < sink->update->rule->slots; s++) span.slot[s] = sink->slot[s] + offset;
  optimizer_step(sink->update, &span);
}

static void weight_block(const layer_input *in, uint32_t first, uint32_t rows, const float *d,
                         float *g, bool accumulate) {
  if (in->tiles)
    kernel_weight_gradient_sparse(rows / TILE, in->groups + first / TILE, d, g, accumulate);
  else kernel_weight_gradient(in->B, rows, in->x + first, in->ldx, d, g, accumulate);
}

void layer_weight_gradient(const layer *l, const layer_input *in, const float *d,
                           const gradient_sink *sink) {
  enum { BLOCK_ROWS = LAYER_BLOCK / PANEL };
  float *packed = sink->scratch, *block = packed + (size_t)in->B * PANEL;
  const size_t ldd = (size_t)l->panels * PANEL;
  for (size_t p = 0; p < l->panels; p++) {
    const size_t kernel = l->kernel + p * l->stride, bias = l->bias + p * PANEL;
    pack_deltas(in->B, d + p * PANEL, ldd, packed);
    if (!sink->update) {
      weight_block(in, 0, l->rows, packed, sink->gradient + kernel, sink->accumulate);
      kernel_bias_gradient(in->B, packed, sink->gradient + bias, sink->accumulate);
      continue;
    }
    for (uint32_t i = 0; i < l->rows; i += BLOCK_ROWS) {
      const uint32_t rows = (uint32_t)min_size(BLOCK_ROWS, l->rows - i);
      weight_block(in, i, rows, packed, block, false);
      sink_step(sink, kernel + (size_t)i * PANEL, block, (size_t)rows * PANEL);
    }
    kernel_bias_gradient(in->B, packed, block, false);
    sink_step(sink, bias, block, PANEL);
  }
}
