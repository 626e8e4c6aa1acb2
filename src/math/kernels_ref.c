/* kernels_ref.c: the scalar twins of kernels.c: their specification, and what the tests hold them
   against. */
#include "math/kernels.h"

void kernel_forward_ref(uint32_t I, const float *x, size_t ldx, const float *panel, float *y,
                        size_t ldy) {
  for (size_t s = 0; s < 2; s++)
    for (size_t o = 0; o < PANEL; o++)
      for (size_t i = 0; i < I; i++) y[s * ldy + o] += x[s * ldx + i] * panel[i * PANEL + o];
}

void kernel_forward_sparse_ref(const input_list *x, const float *panel, const float *from,
                               float *y) {
  for (size_t o = 0; o < PANEL; o++) {
    float sum = from ? from[o] : 0.0f;
    for (size_t k = 0; k < x->count; k++) sum += x->items[k].x * panel[x->items[k].at + o];
    y[o] = sum;
  }
}

void kernel_forward_sparse_two_ref(const input_list *x, const float *panel, size_t stride,
                                   const float *from, float *y) {
  kernel_forward_sparse_ref(x, panel, from, y);
  kernel_forward_sparse_ref(x, panel + stride, from ? from + PANEL : NULL, y + PANEL);
}

void kernel_weight_gradient_ref(uint32_t B, uint32_t I, const float *x, size_t ldx, const float *d,
                                float *g, bool accumulate) {
  for (size_t i = 0; i < I; i++)
    for (size_t o = 0; o < PANEL; o++) {
      float sum = 0.0f;
      for (size_t s = 0; s < B; s++) sum += x[s * ldx + i] * d[s * PANEL + o];
      g[i * PANEL + o] = accumulate ? g[i * PANEL + o] + sum : sum;
    }
}

void kernel_weight_gradient_sparse_ref(uint32_t pairs, const pair_list *x, const float *d, float *g,
                                       bool accumulate) {
  for (size_t i = 0; i < (size_t)pairs * 2; i++)
    for (size_t o = 0; o < PANEL; o++) {
      const pair_list *list = &x[i / 2];
      float sum = 0.0f;
      for (size_t k = 0; k < list->count; k++)
        sum += list->items[k].x[i % 2] * d[list->items[k].at + o];
      g[i * PANEL + o] = accumulate ? g[i * PANEL + o] + sum : sum;
    }
}

void kernel_input_gradient_ref(uint32_t I, uint32_t panels, const float *d, size_t ldd,
                               const float *W, size_t stride, float *dx, size_t lddx) {
  for (size_t s = 0; s < TILE; s++)
    for (size_t i = 0; i < I; i++) {
      float partial[4] = {0.0f, 0.0f, 0.0f, 0.0f};
      for (size_t o = 0; o < (size_t)panels * PANEL; o++)
        partial[o % 4] += d[s * ldd + o] * W[o / PANEL * stride + i * PANEL + o % PANEL];
      dx[s * lddx + i] = (partial[0] + partial[1]) + (partial[2] + partial[3]);
    }
}

void kernel_input_gradient_sparse_ref(const input_list *x, uint32_t panels, const float *d,
                                      const float *W, size_t stride, float *dx) {
  for (size_t n = 0; n < x->count; n++) {
    float partial[4] = {0.0f, 0.0f, 0.0f, 0.0f};
    for (size_t o = 0; o < (size_t)panels * PANEL; o++)
      partial[o % 4] += d[o] * W[o / PANEL * stride + x->items[n].at + o % PANEL];
    dx[x->items[n].at / PANEL] = (partial[0] + partial[1]) + (partial[2] + partial[3]);
  }
}

void kernel_bias_gradient_ref(uint32_t B, const float *d, float *g, bool accumulate) {
  for (size_t o = 0; o < PANEL; o++) {
    float sum = 0.0f;
    for (size_t s = 0; s < B; s++) sum += d[s * PANEL + o];
    g[o] = accumulate ? g[o] + sum : sum;
  }
}
