#include "math/kernels.h"

/* Portable vector extension: clang lowers it to WebAssembly's f32x4.mul, f32x4.add and
   v128.load32_splat, gcc and clang to SSE, with the same bits everywhere. A tile of 2 rows × 16
   outputs, or of 1 × 32, keeps 8 accumulators in x86-64's 16 registers: enough sums on their way to
   hide an addition's latency; a larger tile spills. */
typedef float f32x4 __attribute__((vector_size(16)));

static inline f32x4 load(const float *p) { return *(const f32x4 *)(const void *)p; }
static inline void store(float *p, f32x4 v) { *(f32x4 *)(void *)p = v; }
static inline f32x4 splat(float x) { return (f32x4){x, x, x, x}; }

/* A loop inside a long call would stay in the browser's baseline compiler: kernels are short calls,
   never inlined. */
#define KERNEL __attribute__((noinline)) void

/* Two rows of 16 accumulators; and the panel's row w, which both are multiplied with. */
typedef struct {
  f32x4 a0, a1, a2, a3, b0, b1, b2, b3;
} tile;

static inline tile load_tile(const float *a, const float *b) {
  return (tile){load(a), load(a + 4), load(a + 8), load(a + 12),
                load(b), load(b + 4), load(b + 8), load(b + 12)};
}

static inline void store_tile(const tile *t, float *a, float *b) {
  store(a, t->a0), store(a + 4, t->a1), store(a + 8, t->a2), store(a + 12, t->a3);
  store(b, t->b0), store(b + 4, t->b1), store(b + 8, t->b2), store(b + 12, t->b3);
}

static inline void tile_add(tile *t, float xa, float xb, const float *w) {
  const f32x4 w0 = load(w), w1 = load(w + 4), w2 = load(w + 8), w3 = load(w + 12);
  const f32x4 a = splat(xa), b = splat(xb);
  t->a0 += a * w0, t->a1 += a * w1, t->a2 += a * w2, t->a3 += a * w3;
  t->b0 += b * w0, t->b1 += b * w1, t->b2 += b * w2, t->b3 += b * w3;
}

KERNEL kernel_forward(uint32_t I, const float *x, size_t ldx, const float *panel, float *y,
                      size_t ldy) {
  const float *next = x + ldx;
  tile t = load_tile(y, y + ldy);
  for (uint32_t i = 0; i < I; i++, panel += PANEL) tile_add(&t, x[i], next[i], panel);
  store_tile(&t, y, y + ldy);
}

static const float zeros[2 * PANEL] __attribute__((aligned(16)));

KERNEL kernel_forward_sparse(const input_list *x, const float *panel, const float *from, float *y) {
  const sparse_input *item = x->items, *end = item + x->count;
  const float *f = from ? from : zeros;
  f32x4 y0 = load(f), y1 = load(f + 4), y2 = load(f + 8), y3 = load(f + 12);
  for (; item < end; item++) {
    const float *w = panel + item->at;
    const f32x4 v = splat(item->x);
    y0 += v * load(w), y1 += v * load(w + 4), y2 += v * load(w + 8), y3 += v * load(w + 12);
  }
  store(y, y0), store(y + 4, y1), store(y + 8, y2), store(y + 12, y3);
}

KERNEL kernel_forward_sparse_two(const input_list *x, const float *panel, size_t stride,
                                 const float *from, float *y) {
  const sparse_input *item = x->items, *end = item + x->count;
  const float *other = panel + stride, *f = from ? from : zeros;
  tile t = load_tile(f, f + PANEL);
  for (; item < end; item++) {
    const float *w = panel + item->at, *u = other + item->at;
    const f32x4 v = splat(item->x);
    t.a0 += v * load(w), t.a1 += v * load(w + 4), t.a2 += v * load(w + 8), t.a3 += v * load(w + 12);
    t.b0 += v * load(u), t.b1 += v * load(u + 4), t.b2 += v * load(u + 8), t.b3 += v * load(u + 12);
  }
  store_tile(&t, y, y + PANEL);
}

static const tile zero_tile;

/* g[0 .. 1][o] = (accumulate ? g : 0) + the sums of t. */
static inline void store_gradient(const tile *t, float *g, bool accumulate) {
  tile sum = *t;
  if (accumulate) {
    const tile old = load_tile(g, g + PANEL);
    sum.a0 += old.a0, sum.a1 += old.a1, sum.a2 += old.a2, sum.a3 += old.a3;
    sum.b0 += old.b0, sum.b1 += old.b1, sum.b2 += old.b2, sum.b3 += old.b3;
  }
  store_tile(&sum, g, g + PANEL);
}

KERNEL kernel_weight_gradient(uint32_t B, uint32_t I, const float *x, size_t ldx, const float *d,
                              float *g, bool accumulate) {
  for (uint32_t i = 0; i < I; i += 2, x += 2, g += 2 * PANEL) {
    const float *row = x, *delta = d;
    tile t = zero_tile;
    for (uint32_t s = 0; s < B; s++, row += ldx, delta += PANEL)
      tile_add(&t, row[0], row[1], delta);
    store_gradient(&t, g, accumulate);
  }
}

KERNEL kernel_weight_gradient_sparse(uint32_t pairs, const pair_list *x, const float *d, float *g,
                                     bool accumulate) {
  for (uint32_t pair = 0; pair < pairs; pair++, x++, g += 2 * PANEL) {
    const sparse_pair *item = x->items, *end = item + x->count;
    tile t = zero_tile;
    for (; item < end; item++) tile_add(&t, item->x[0], item->x[1], d + item->at);
    store_gradient(&t, g, accumulate);
  }
}

/* The sum of a vector's lanes, (0+1)+(2+3). */
static inline float add_lanes(f32x4 v) { return (v[0] + v[1]) + (v[2] + v[3]); }

KERNEL kernel_input_gradient(uint32_t I, uint32_t panels, const float *d, size_t ldd,
                             const float *W, size_t stride, float *dx, size_t lddx) {
  const float *d1 = d + ldd, *d2 = d1 + ldd, *d3 = d2 + ldd;
  for (uint32_t i = 0; i < I; i += 2, W += 2 * PANEL, dx += 2) {
    tile t = zero_tile; /* a0 … a3: input i of the four samples; b0 … b3: input i + 1 */
    const float *w = W;
    for (size_t o = 0; o < (size_t)panels * PANEL; o += PANEL, w += stride) {
      for (size_t k = 0; k < PANEL; k += 4) {
        const f32x4 a = load(w + k), b = load(w + PANEL + k);
        const f32x4 s0 = load(d + o + k), s1 = load(d1 + o + k);
        const f32x4 s2 = load(d2 + o + k), s3 = load(d3 + o + k);
        t.a0 += s0 * a, t.a1 += s1 * a, t.a2 += s2 * a, t.a3 += s3 * a;
        t.b0 += s0 * b, t.b1 += s1 * b, t.b2 += s2 * b, t.b3 += s3 * b;
      }
    }
    dx[0] = add_lanes(t.a0), dx[1] = add_lanes(t.b0);
    dx[lddx] = add_lanes(t.a1), dx[lddx + 1] = add_lanes(t.b1);
    dx[2 * lddx] = add_lanes(t.a2), dx[2 * lddx + 1] = add_lanes(t.b2);
    dx[3 * lddx] = add_lanes(t.a3), dx[3 * lddx + 1] = add_lanes(t.b3);
  }
}

KERNEL kernel_input_gradient_sparse(const input_list *x, uint32_t panels, const float *d,
                                    const float *W, size_t stride, float *dx) {
  for (uint32_t n = 0, left = x->count; left > 0; n += 8) {
    const sparse_input *item = x->items + n;
    const float *w[8]; /* the last of fewer than eight again: its sum is the same */
    for (uint32_t k = 0; k < 8; k++) w[k] = W + item[k < left ? k : left - 1].at;
    tile t = zero_tile;
    for (size_t o = 0; o < (size_t)panels * PANEL; o += PANEL) {
      for (size_t k = 0; k < PANEL; k += 4) {
        const f32x4 v = load(d + o + k);
        t.a0 += v * load(w[0] + k), t.a1 += v * load(w[1] + k);
        t.a2 += v * load(w[2] + k), t.a3 += v * load(w[3] + k);
        t.b0 += v * load(w[4] + k), t.b1 += v * load(w[5] + k);
        t.b2 += v * load(w[6] + k), t.b3 += v * load(w[7] + k);
      }
      for (uint32_t k = 0; k < 8; k++) w[k] += stride;
    }
    const f32x4 sums[8] = {t.a0, t.a1, t.a2, t.a3, t.b0, t.b1, t.b2, t.b3};
    const uint32_t count = left < 8 ? left : 8;
    for (uint32_t k = 0; k < count; k++) dx[item[k].at / PANEL] = add_lanes(sums[k]);
    left -= count;
  }
}

KERNEL kernel_bias_gradient(uint32_t B, const float *d, float *g, bool accumulate) {
  f32x4 sum0 = splat(0.0f), sum1 = sum0, sum2 = sum0, sum3 = sum0;
  for (uint32_t s = 0; s < B; s++, d += PANEL)
    sum0 += load(d), sum1 += load(d + 4), sum2 += load(d + 8), sum3 += load(d + 12);
  store(g, accumulate ? load(g) + sum0 : sum0);
  store(g + 4, accumulate ? load(g + 4) + sum1 : sum1);
  store(g + 8, accumulate ? load(g + 8) + sum2 : sum2);
  store(g + 12, accumulate ? load(g + 12) + sum3 : sum3);
}
