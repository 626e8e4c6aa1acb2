/* Every kernel against its scalar twin, bit for bit, over sizes that are no multiple of anything.
   What a kernel must not write is guarded, what it must not read is NaN or, for a sanitizer, not
   there at all. */
#include "math/kernels.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

static const uint32_t sizes[] = {0, 1, 2, 3, 4, 5, 7, 8, 9, 31, 32, 33};
enum { SIZES = sizeof sizes / sizeof sizes[0] };
static const uint32_t extra[] = {0, 4, 12}; /* columns of a row that are not the kernel's */
enum { EXTRA = sizeof extra / sizeof extra[0] };

static uint64_t state = 20240229;

/* --- numbers ---------------------------------------------------------------------------------- */

static float *allocate(size_t n) {
  float *memory =
      malloc((n > 0 ? n : 1) * sizeof(float)); /* aligned to 16 bytes on every host here */
  if (!memory || (uintptr_t)memory % 16 != 0) {
    puts("not ok memory");
    exit(1);
  }
  return memory;
}

/* Of both signs and many magnitudes, so that every other order of summation shows; `zeros` of them,
   and among those negative ones, are exactly zero. */
static float random_value(double zeros) {
  const double sign = random_word(&state) >> 63 ? -1 : 1;
  if (random_unit(&state) < zeros) return (float)(sign * 0.0);
  return (float)(sign * ldexp(0.5 + random_unit(&state), -(int)random_below(&state, 12)));
}

/* [rows, ld], of which `columns` are random and the others NaN; the last row ends at its last
   column. */
static float *matrix(size_t rows, size_t columns, size_t ld, double zeros) {
  const size_t n = rows > 0 ? (rows - 1) * ld + columns : 0;
  float *m = allocate(n);
  for (size_t k = 0; k < n; k++) m[k] = k % ld < columns ? random_value(zeros) : nanf("");
  return m;
}

/* --- outputs ---------------------------------------------------------------------------------- */

enum { GUARD = 16 };
static const uint32_t untouched = 0x7fa5a5a5; /* a NaN that no computation makes */

typedef struct {
  size_t rows, columns, ld, n; /* n floats with both guards */
  float *memory, *at;
} output;

/* Two outputs that start with equal bits: where a kernel may write, numbers to add to, +0 among
   them but not -0, which is no sum; guards elsewhere. */
static void outputs(size_t rows, size_t columns, size_t ld, output out[2]) {
  const size_t n = rows * ld + 2 * GUARD;
  for (int k = 0; k < 2; k++) {
    float *memory = allocate(n);
    out[k] = (output){rows, columns, ld, n, memory, memory + GUARD};
  }
  for (size_t k = 0; k < n; k++) memcpy(&out[0].memory[k], &untouched, sizeof untouched);
  for (size_t r = 0; r < rows; r++)
    for (size_t c = 0; c < columns; c++) out[0].at[r * ld + c] = random_value(0.1) + 0.0f;
  memcpy(out[1].memory, out[0].memory, n * sizeof(float));
}

static bool is_output(const output *o, size_t k) {
  return k >= GUARD && k < o->n - GUARD && (k - GUARD) % o->ld < o->columns;
}

/* Equal bits, every number a number, every guard as it was. */
static bool outputs_agree(const output out[2]) {
  bool agree = memcmp(out[0].memory, out[1].memory, out[0].n * sizeof(float)) == 0;
  for (size_t k = 0; k < out[0].n; k++) {
    uint32_t bits;
    memcpy(&bits, &out[0].memory[k], sizeof bits);
    agree &= is_output(&out[0], k) ? isfinite(out[0].memory[k]) != 0 : bits == untouched;
  }
  return agree;
}

static void free_outputs(output out[2]) { free(out[0].memory), free(out[1].memory); }

/* --- lists ------------------------------------------------------------------------------------ */

static void *exactly(void *items, size_t bytes) { /* the sanitizer sees a read beyond the end */
  return realloc(items, bytes > 0 ? bytes : 1);
}

/* Which of x[0 .. I-1] are not zero. */
static input_list list_inputs(const float *x, uint32_t I) {
  input_list list = {0, exactly(NULL, I * sizeof *list.items)};
  for (uint32_t i = 0; i < I; i++)
    if (x[i] != 0.0f) list.items[list.count++] = (sparse_input){i * PANEL, x[i]};
  list.items = exactly(list.items, list.count * sizeof *list.items);
  return list;
}

/* In which of B samples x[0] and x[1] are not both zero. */
static pair_list list_pairs(const float *x, uint32_t B, size_t ldx) {
  pair_list list = {0, exactly(NULL, B * sizeof *list.items)};
  for (uint32_t s = 0; s < B; s++, x += ldx)
    if (x[0] != 0.0f || x[1] != 0.0f)
      list.items[list.count++] = (sparse_pair){s * PANEL, {x[0], x[1]}};
  list.items = exactly(list.items, list.count * sizeof *list.items);
  return list;
}

static const double shares[] = {0, 0.8, 1}; /* of zeros: full, partial and empty lists */
enum { SHARES = sizeof shares / sizeof shares[0] };

/* --- kernels ---------------------------------------------------------------------------------- */

static void check_forward(kernel_forward_fn *simd, kernel_forward_fn *scalar) {
  tally t = {0};
  for (size_t n = 0; n < SIZES; n++)
    for (size_t wide = 0; wide < EXTRA * EXTRA; wide++) {
      const uint32_t I = sizes[n];
      const size_t ldx = I + extra[wide / EXTRA] + 1, ldy = PANEL + extra[wide % EXTRA];
      float *x = matrix(2, I, ldx, 0.3), *panel = matrix(I, PANEL, PANEL, 0.1);
      output y[2];
      outputs(2, PANEL, ldy, y);
      simd(I, x, ldx, panel, y[0].at, ldy);
      scalar(I, x, ldx, panel, y[1].at, ldy);
      tally_add(&t, outputs_agree(y), "I %u ldx %zu ldy %zu", I, ldx, ldy);
      free_outputs(y);
      free(x), free(panel);
    }
  tally_check(&t, "forward");
}

/* One sample through `panels` panels, from a list, added to 0, to y, or to other numbers; and the same with every zero's
   product. */
static void check_forward_listed(const char *name, uint32_t panels,
                                 kernel_forward_sparse_two_fn *simd,
                                 kernel_forward_sparse_two_fn *scalar) {
  enum { ZERO, SAME, OTHER, STARTS };
  tally t = {0}, dense = {0};
  for (size_t n = 0; n < SIZES; n++)
    for (size_t variant = 0; variant < SHARES * EXTRA * STARTS; variant++) {
      const uint32_t I = sizes[n];
      const size_t start = variant / (SHARES * EXTRA), width = (size_t)panels * PANEL;
      const size_t used = (size_t)I * PANEL, stride = used + extra[variant / SHARES % EXTRA];
      float *x = matrix(1, I, I + 1, shares[variant % SHARES]);
      float *panel = matrix(panels, used, stride > 0 ? stride : 1, 0.1);
      float *other = matrix(1, width, width, 0), *sum = allocate(width);
      const input_list list = list_inputs(x, I);
      output y[2];
      outputs(1, width, width, y);
      const float *from[2];
      for (int k = 0; k < 2; k++) from[k] = start == ZERO ? NULL : start == SAME ? y[k].at : other;
      for (size_t o = 0; o < width; o++) sum[o] = from[0] ? from[0][o] : 0;
      simd(&list, panel, stride, from[0], y[0].at);
      scalar(&list, panel, stride, from[1], y[1].at);
      tally_add(&t, outputs_agree(y), "I %u stride %zu, %u listed", I, stride, list.count);
      for (uint32_t p = 0; p < panels; p++)
        for (size_t o = 0; o < PANEL; o++)
          for (uint32_t i = 0; i < I; i++)
            sum[p * PANEL + o] += x[i] * panel[p * stride + i * PANEL + o];
      memcpy(y[1].at, sum, width * sizeof(float));
      tally_add(&dense, outputs_agree(y), "I %u stride %zu, %u listed", I, stride, list.count);
      free_outputs(y);
      free(list.items), free(x), free(panel), free(other), free(sum);
    }
  char as_dense[64];
  snprintf(as_dense, sizeof as_dense, "%s as dense", name);
  tally_check(&t, name);
  tally_check(&dense, as_dense);
}

static kernel_forward_sparse_fn *one[2];

static void one_simd(const input_list *x, const float *panel, size_t stride, const float *from,
                     float *y) {
  (void)stride;
  one[0](x, panel, from, y);
}

static void one_scalar(const input_list *x, const float *panel, size_t stride, const float *from,
                       float *y) {
  (void)stride;
  one[1](x, panel, from, y);
}

static void check_forward_sparse(kernel_forward_sparse_fn *simd, kernel_forward_sparse_fn *scalar) {
  one[0] = simd, one[1] = scalar;
  check_forward_listed("forward_sparse", 1, one_simd, one_scalar);
}

static void check_forward_sparse_two(kernel_forward_sparse_two_fn *simd,
                                     kernel_forward_sparse_two_fn *scalar) {
  check_forward_listed("forward_sparse_two", 2, simd, scalar);
}

static void check_weight_gradient(kernel_weight_gradient_fn *simd,
                                  kernel_weight_gradient_fn *scalar) {
  tally t = {0};
  for (size_t n = 0; n < SIZES * SIZES; n++)
    for (size_t wide = 0; wide < 2 * EXTRA; wide++) {
      const uint32_t B = sizes[n / SIZES], I = (uint32_t)round_up(sizes[n % SIZES], 2);
      const size_t ldx = I + extra[wide / 2] + 1;
      const bool accumulate = wide % 2 == 1;
      float *x = matrix(B, I, ldx, 0.3), *d = matrix(B, PANEL, PANEL, 0.1);
      output g[2];
      outputs(I, PANEL, PANEL, g);
      simd(B, I, x, ldx, d, g[0].at, accumulate);
      scalar(B, I, x, ldx, d, g[1].at, accumulate);
      tally_add(&t, outputs_agree(g), "B %u I %u ldx %zu accumulate %d", B, I, ldx, accumulate);
      free_outputs(g);
      free(x), free(d);
    }
  tally_check(&t, "weight_gradient");
}

static void check_weight_gradient_sparse(kernel_weight_gradient_sparse_fn *simd,
                                         kernel_weight_gradient_sparse_fn *scalar) {
  enum { MAX_PAIRS = 18 };
  tally t = {0}, dense = {0};
  for (size_t n = 0; n < SIZES * SIZES; n++)
    for (size_t variant = 0; variant < 6; variant++) {
      const uint32_t B = sizes[n / SIZES], I = (uint32_t)round_up(sizes[n % SIZES], 2);
      const uint32_t pairs = I / 2;
      const size_t ldx = I + 5;
      const bool accumulate = variant % 2 == 1;
      float *x = matrix(B, I, ldx, shares[variant / 2]), *d = matrix(B, PANEL, PANEL, 0.1);
      pair_list lists[MAX_PAIRS];
      for (uint32_t k = 0; k < pairs; k++) lists[k] = list_pairs(x + k * 2, B, ldx);
      output g[2], of_dense[2];
      outputs(I, PANEL, PANEL, g);
      outputs(I, PANEL, PANEL, of_dense);
      memcpy(of_dense[0].memory, g[0].memory, g[0].n * sizeof(float));
      simd(pairs, lists, d, g[0].at, accumulate);
      scalar(pairs, lists, d, g[1].at, accumulate);
      tally_add(&t, outputs_agree(g), "B %u I %u accumulate %d", B, I, accumulate);
      kernel_weight_gradient_ref(B, I, x, ldx, d, of_dense[0].at, accumulate);
      tally_add(&dense, memcmp(of_dense[0].memory, g[0].memory, g[0].n * sizeof(float)) == 0,
                "B %u I %u accumulate %d", B, I, accumulate);
      free_outputs(g);
      free_outputs(of_dense);
      for (uint32_t k = 0; k < pairs; k++) free(lists[k].items);
      free(x), free(d);
    }
  tally_check(&t, "weight_gradient_sparse");
  tally_check(&dense, "weight_gradient_sparse as dense");
}

static void check_input_gradient(kernel_input_gradient_fn *simd, kernel_input_gradient_fn *scalar) {
  tally t = {0};
  for (size_t n = 0; n < SIZES * SIZES; n++)
    for (size_t wide = 0; wide < EXTRA; wide++) {
      const uint32_t panels = sizes[n / SIZES], I = (uint32_t)round_up(sizes[n % SIZES], 2);
      const size_t ldd = (size_t)panels * PANEL + extra[(wide + n) % EXTRA];
      const size_t lddx = I + extra[wide] + 1, used = (size_t)I * PANEL;
      const size_t stride = used + extra[(wide + n / SIZES) % EXTRA] + TILE;
      float *d = matrix(TILE, (size_t)panels * PANEL, ldd > 0 ? ldd : 1, 0.1);
      float *W = matrix(panels, used, stride, 0.1);
      output dx[2];
      outputs(TILE, I, lddx, dx);
      simd(I, panels, d, ldd, W, stride, dx[0].at, lddx);
      scalar(I, panels, d, ldd, W, stride, dx[1].at, lddx);
      tally_add(&t, outputs_agree(dx), "I %u panels %u ldd %zu stride %zu", I, panels, ldd, stride);
      free_outputs(dx);
      free(d), free(W);
    }
  tally_check(&t, "input_gradient");
}

/* One sample, whose listed inputs get what the dense kernel gives them and whose others are left alone. */
static void check_input_gradient_sparse(kernel_input_gradient_sparse_fn *simd,
                                        kernel_input_gradient_sparse_fn *scalar) {
  tally t = {0}, dense = {0};
  for (size_t n = 0; n < SIZES * SIZES; n++)
    for (size_t variant = 0; variant < SHARES; variant++) {
      const uint32_t panels = sizes[n / SIZES], I = (uint32_t)round_up(sizes[n % SIZES], 2);
      const size_t width = (size_t)panels * PANEL, used = (size_t)I * PANEL;
      const size_t stride = used + extra[n % EXTRA] + TILE;
      float *x = matrix(1, I, I + 1, shares[variant]), *d = matrix(TILE, width, width + 4, 0.1);
      float *W = matrix(panels, used, stride, 0.1);
      const input_list list = list_inputs(x, I);
      output dx[2], of_dense[2];
      outputs(1, I, I, dx);
      outputs(TILE, I, I, of_dense);
      float *start = allocate(I);
      memcpy(start, dx[0].at, I * sizeof(float));
      simd(&list, panels, d, W, stride, dx[0].at);
      scalar(&list, panels, d, W, stride, dx[1].at);
      tally_add(&t, outputs_agree(dx), "I %u panels %u, %u listed", I, panels, list.count);
      kernel_input_gradient_ref(I, panels, d, width + 4, W, stride, of_dense[0].at, I);
      bool same = true;
      for (uint32_t i = 0; i < I; i++)
        same &= memcmp(&dx[0].at[i], x[i] != 0 ? &of_dense[0].at[i] : &start[i], 4) == 0;
      tally_add(&dense, same, "I %u panels %u, %u listed", I, panels, list.count);
      free_outputs(dx);
      free_outputs(of_dense);
      free(start), free(list.items), free(x), free(d), free(W);
    }
  tally_check(&t, "input_gradient_sparse");
  tally_check(&dense, "input_gradient_sparse as dense");
}

static void check_bias_gradient(kernel_bias_gradient_fn *simd, kernel_bias_gradient_fn *scalar) {
  tally t = {0};
  for (size_t n = 0; n < 2 * SIZES; n++) {
    const uint32_t B = sizes[n / 2];
    const bool accumulate = n % 2 == 1;
    float *d = matrix(B, PANEL, PANEL, 0.1);
    output g[2];
    outputs(1, PANEL, PANEL, g);
    simd(B, d, g[0].at, accumulate);
    scalar(B, d, g[1].at, accumulate);
    tally_add(&t, outputs_agree(g), "B %u accumulate %d", B, accumulate);
    free_outputs(g);
    free(d);
  }
  tally_check(&t, "bias_gradient");
}

int main(void) {
#define RUN(name) check_##name(kernel_##name, kernel_##name##_ref); /* none can be forgotten */
  KERNELS(RUN)
#undef RUN
  return failures > 0;
}
