#include "kernels.h"

/* Portable vector extension: clang lowers it to WebAssembly's f32x4.mul, f32x4.add and
   v128.load32_splat, gcc and clang to SSE, with the same bits everywhere. The tile of 4 samples × 8
   outputs keeps 8 accumulators, 2 vectors of weights and a splat in x86-64's 16 registers; a larger
   tile spills. */
typedef float f32x4 __attribute__((vector_size(16)));

static inline f32x4 load(const float *p) { return *(const f32x4 *)(const void *)p; }
static inline void store(float *p, f32x4 v) { *(f32x4 *)(void *)p = v; }
static inline f32x4 splat(float x) { return (f32x4){x, x, x, x}; }

/* A loop inside a long call would stay in the browser's baseline compiler: kernels are short calls,
 * never inlined. */
#define KERNEL __attribute__((noinline)) void

/* One row of the tile: acc[0..7] += x · panel[0..7]. */
#define MULTIPLY_ADD(row, x)                                                                       \
  do {                                                                                             \
    const f32x4 x_ = splat(x);                                                                     \
    row##0 += x_ * w0;                                                                             \
    row##1 += x_ * w1;                                                                             \
  } while (0)

#define ACCUMULATORS(value)                                                                        \
  f32x4 a0 = value, a1 = value, b0 = value, b1 = value, c0 = value, c1 = value, d0 = value,        \
        d1 = value

static inline void store_tile(float *y, size_t ldy, const float *bias, const f32x4 tile[8]) {
  const f32x4 bias0 = load(bias), bias1 = load(bias + 4);
  for (size_t s = 0; s < TILE; s++) {
    store(y + s * ldy, tile[2 * s] + bias0);
    store(y + s * ldy + 4, tile[2 * s + 1] + bias1);
  }
}

KERNEL kernel_forward(uint32_t I, const float *x, size_t ldx, const float *panel, const float *bias,
                      float *y, size_t ldy) {
  const float *x1 = x + ldx, *x2 = x1 + ldx, *x3 = x2 + ldx;
  ACCUMULATORS(splat(0.0f));
  for (uint32_t i = 0; i < I; i++, panel += PANEL) {
    const f32x4 w0 = load(panel), w1 = load(panel + 4);
    MULTIPLY_ADD(a, x[i]);
    MULTIPLY_ADD(b, x1[i]);
    MULTIPLY_ADD(c, x2[i]);
    MULTIPLY_ADD(d, x3[i]);
  }
  store_tile(y, ldy, bias, (f32x4[]){a0, a1, b0, b1, c0, c1, d0, d1});
}

KERNEL kernel_forward_sparse(const sparse_list *x, const float *panel, const float *bias, float *y,
                             size_t ldy) {
  const uint32_t *index = x->index, *end = index + x->count;
  const float *value = x->values;
  ACCUMULATORS(splat(0.0f));
  for (; index < end; index++, value += TILE) {
    const float *w = panel + (size_t)*index * PANEL;
    const f32x4 w0 = load(w), w1 = load(w + 4);
    MULTIPLY_ADD(a, value[0]);
    MULTIPLY_ADD(b, value[1]);
    MULTIPLY_ADD(c, value[2]);
    MULTIPLY_ADD(d, value[3]);
  }
  store_tile(y, ldy, bias, (f32x4[]){a0, a1, b0, b1, c0, c1, d0, d1});
}

static inline void add_group(float *g, bool accumulate, const f32x4 tile[8]) {
  for (size_t v = 0; v < 8; v++) store(g + 4 * v, accumulate ? load(g + 4 * v) + tile[v] : tile[v]);
}

KERNEL kernel_weight_gradient(uint32_t B, uint32_t I, const float *x, size_t ldx, const float *d,
                              float *g, bool accumulate) {
  for (uint32_t i = 0; i < I; i += TILE, x += TILE, g += TILE * PANEL) {
    const float *row = x, *delta = d;
    ACCUMULATORS(splat(0.0f));
    for (uint32_t s = 0; s < B; s++, row += ldx, delta += PANEL) {
      const f32x4 w0 = load(delta), w1 = load(delta + 4);
      MULTIPLY_ADD(a, row[0]);
      MULTIPLY_ADD(b, row[1]);
      MULTIPLY_ADD(c, row[2]);
      MULTIPLY_ADD(d, row[3]);
    }
    add_group(g, accumulate, (f32x4[]){a0, a1, b0, b1, c0, c1, d0, d1});
  }
}

KERNEL kernel_weight_gradient_sparse(uint32_t groups, const sparse_list *x, const float *d,
                                     float *g, bool accumulate) {
  for (uint32_t group = 0; group < groups; group++, x++, g += TILE * PANEL) {
    const uint32_t *index = x->index, *end = index + x->count;
    const float *value = x->values;
    ACCUMULATORS(splat(0.0f));
    for (; index < end; index++, value += TILE) {
      const float *delta = d + (size_t)*index * PANEL;
      const f32x4 w0 = load(delta), w1 = load(delta + 4);
      MULTIPLY_ADD(a, value[0]);
      MULTIPLY_ADD(b, value[1]);
      MULTIPLY_ADD(c, value[2]);
      MULTIPLY_ADD(d, value[3]);
    }
    add_group(g, accumulate, (f32x4[]){a0, a1, b0, b1, c0, c1, d0, d1});
  }
}

/* The sum of a vector's lanes, (0+1)+(2+3). */
static inline float add_lanes(f32x4 v) { return (v[0] + v[1]) + (v[2] + v[3]); }

KERNEL kernel_input_gradient(uint32_t I, uint32_t panels, const float *d, size_t ldd,
                             const float *W, size_t stride, float *dx, size_t lddx) {
  for (uint32_t i = 0; i < I; i += 2, W += 2 * PANEL, dx += 2) {
    const float *w = W, *delta = d;
    ACCUMULATORS(splat(0.0f)); /* a..d: samples; 0, 1: inputs i and i + 1 */
    for (uint32_t p = 0; p < panels; p++, w += stride, delta += PANEL) {
      for (size_t half = 0; half < PANEL; half += 4) {
        const f32x4 w0 = load(w + half), w1 = load(w + PANEL + half);
        const f32x4 da = load(delta + half), db = load(delta + ldd + half);
        const f32x4 dc = load(delta + 2 * ldd + half), dd = load(delta + 3 * ldd + half);
        a0 += da * w0, a1 += da * w1;
        b0 += db * w0, b1 += db * w1;
        c0 += dc * w0, c1 += dc * w1;
        d0 += dd * w0, d1 += dd * w1;
      }
    }
    dx[0] = add_lanes(a0), dx[1] = add_lanes(a1);
    dx[lddx] = add_lanes(b0), dx[lddx + 1] = add_lanes(b1);
    dx[2 * lddx] = add_lanes(c0), dx[2 * lddx + 1] = add_lanes(c1);
    dx[3 * lddx] = add_lanes(d0), dx[3 * lddx + 1] = add_lanes(d1);
  }
}

KERNEL kernel_bias_gradient(uint32_t B, const float *d, float *g, bool accumulate) {
  f32x4 sum0 = splat(0.0f), sum1 = splat(0.0f);
  for (uint32_t s = 0; s < B; s++, d += PANEL) {
    sum0 += load(d);
    sum1 += load(d + 4);
  }
  store(g, accumulate ? load(g) + sum0 : sum0);
  store(g + 4, accumulate ? load(g + 4) + sum1 : sum1);
}
