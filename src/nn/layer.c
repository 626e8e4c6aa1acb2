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

/* Both lists append always and count only what is not zero: no branch to predict wrongly. */

void layer_list_inputs(const layer *l, const layer_input *in) {
  const float *x = in->x;
  input_list *list = in->inputs;
  for (uint32_t s = 0; s < in->B; s++, x += in->ldx)
    for (uint32_t first = 0; first < l->I; first += INPUT_BLOCK, list++) {
      const uint32_t end = (uint32_t)min_size(first + INPUT_BLOCK, l->I);
      uint32_t count = 0;
      for (uint32_t i = first; i < end; i++) {
        list->items[count].at = i * PANEL;
        list->items[count].x = x[i];
        count += x[i] != 0.0f;
      }
      list->count = count;
    }
}

void layer_list_pairs(const layer *l, const layer_input *in) {
  for (uint32_t p = 0; p < l->rows / 2; p++) {
    const float *x = in->x + (size_t)p * 2;
    pair_list *list = &in->pairs[p];
    uint32_t count = 0;
    for (uint32_t s = 0; s < in->B; s++, x += in->ldx) {
      list->items[count].at = s * PANEL;
      list->items[count].x[0] = x[0];
      list->items[count].x[1] = x[1];
      count += (x[0] != 0.0f) | (x[1] != 0.0f);
    }
    list->count = count;
  }
}

/* y += x W over the lists, block by block of inputs, so that the weights are read from cache. */
static void forward_sparse(const layer *l, const float *kernel, const layer_input *in, float *y) {
  const size_t ldy = (size_t)l->panels * PANEL;
  const uint32_t blocks = layer_blocks(l);
  for (size_t p = 0; p < l->panels; p += 2)
    for (uint32_t b = 0; b < blocks; b++)
      for (size_t s = 0; s < in->B; s++) {
        const input_list *x = &in->inputs[s * blocks + b];
        const float *panel = kernel + p * l->stride;
        float *out = y + s * ldy + p * PANEL;
        if (p + 1 < l->panels) kernel_forward_sparse_two(x, panel, l->stride, out);
        else kernel_forward_sparse(x, panel, out);
      }
}

static void forward_dense(const layer *l, const float *kernel, const layer_input *in, float *y) {
  const size_t ldy = (size_t)l->panels * PANEL;
  for (size_t p = 0; p < l->panels; p++)
    for (size_t s = 0; s < in->B; s += 2)
      kernel_forward(l->I, in->x + s * in->ldx, in->ldx, kernel + p * l->stride,
                     y + s * ldy + p * PANEL, ldy);
}

static void add_bias(uint32_t B, size_t ldy, const float *restrict bias, float *restrict y) {
  for (uint32_t s = 0; s < B; s++, y += ldy)
    for (size_t o = 0; o < ldy; o++) y[o] += bias[o];
}

void layer_forward(const layer *l, const float *parameters, const layer_input *in, float *y) {
  const size_t ldy = layer_width(l);
  memset(y, 0, round_up(in->B, TILE) * ldy * sizeof *y);
  if (in->inputs) forward_sparse(l, parameters + l->kernel, in, y);
  else forward_dense(l, parameters + l->kernel, in, y);
  add_bias(in->B, ldy, parameters + l->bias, y);
}

void layer_forward_activation(const layer *l, uint32_t B, float *y) {
  const size_t ldy = layer_width(l);
  l->phi->forward(y, round_up(B, TILE) * ldy);
  if (l->O == ldy) return;
  for (size_t s = 0; s < B; s++) /* phi(0) need not be 0 */
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
  param_span part = sink->all;
  part.x += offset;
  part.slots += offset;
  part.g = g;
  part.n = n;
  optimizer_step(sink->update, &part);
}

void sink_take(const gradient_sink *sink, size_t offset, size_t n) {
  if (sink->update) sink_step(sink, offset, sink->gradient + offset, n);
}

static void weight_block(const layer_input *in, uint32_t first, uint32_t rows, const float *d,
                         float *g, bool accumulate) {
  if (in->pairs) kernel_weight_gradient_sparse(rows / 2, in->pairs + first / 2, d, g, accumulate);
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
      penalty_add_gradient(l->penalty, sink->all.x + kernel + (size_t)i * PANEL, block,
                           (size_t)rows * PANEL);
      sink_step(sink, kernel + (size_t)i * PANEL, block, (size_t)rows * PANEL);
    }
    kernel_bias_gradient(in->B, packed, block, false);
    sink_step(sink, bias, block, PANEL);
  }
}

double layer_penalty(const layer *l, const float *parameters) {
  return penalty_value(l->penalty, parameters + l->kernel, l->panels * l->stride);
}

void layer_add_penalty_gradient(const layer *l, const float *parameters, float *gradient) {
  penalty_add_gradient(l->penalty, parameters + l->kernel, gradient + l->kernel,
                       l->panels * l->stride);
}

void layer_limit_norms(const layer *l, float *parameters) {
  if (l->max_norm == 0) return;
  for (size_t p = 0; p < l->panels; p++)
    norm_limit((float)l->max_norm, parameters + l->kernel + p * l->stride, l->rows);
}
