/* kernels.h: the matrix products of a dense layer, on panels; with rng.c the only SIMD code of the
   project.

   Contract of every kernel, kept once here and twice in code (kernels.c with SIMD, kernels_ref.c
   without):
   - A layer's kernel W [I, O] is stored as panels of PANEL = 16 outputs, [O/16][I][16], O padded
     with zeros to a multiple of 16 and I to a multiple of TILE = 4. So forward pass and weight
     gradient both run along memory.
   - Activations x [B, ldx] and deltas d are row-major; B is padded to a multiple of TILE with rows
     whose numbers are of no account, so no kernel has edges.
   - Sums run in ascending order of the summed index, one rounding for each product and one for each
     sum: no fused multiply-add. A product with an exact zero may therefore be left out without
     changing a bit (a sum that started at +0 is never -0), which is what the sparse kernels do.
     Half of Fashion-MNIST's pixels are zero. For the same reason a sum may be cut anywhere and
     taken up again from memory. Only 0 times what is not finite is another thing left out: NaN in a
     dense sum, nothing in a sparse one. Which of them a layer has is the spec's to say.
   - All pointers to floats are 16-byte aligned and do not overlap. */
#ifndef DESCENSO_KERNELS_H
#define DESCENSO_KERNELS_H

#include "base/base.h"

enum { PANEL = 16, TILE = 4 };

/* An input that is not zero, of one sample: `at` is PANEL times its number. */
typedef struct {
  uint32_t at;
  float x;
} sparse_input;

/* A sample in which two neighbouring inputs are not both zero: `at` is PANEL times its number. */
typedef struct {
  uint32_t at;
  float x[2];
} sparse_pair;

typedef struct {
  uint32_t count;
  sparse_input *items; /* ascending */
} input_list;

typedef struct {
  uint32_t count;
  sparse_pair *items; /* ascending */
} pair_list;

/* The name of every kernel, for its declarations and for the tests that run both twins. */
#define KERNELS(X)                                                                                 \
  X(forward)                                                                                       \
  X(forward_sparse)                                                                                \
  X(forward_sparse_two)                                                                            \
  X(weight_gradient)                                                                               \
  X(weight_gradient_sparse)                                                                        \
  X(input_gradient) X(input_gradient_sparse) X(bias_gradient)

/* y[s][o] += sum_i x[s][i] panel[i][o], for 2 samples and one panel. */
typedef void kernel_forward_fn(uint32_t I, const float *x, size_t ldx, const float *panel, float *y,
                               size_t ldy);

/* y[o] = from[o] + sum_i x[i] panel[i][o], for one sample, over the inputs that `x` lists, and one panel; `from`
   may be y, and NULL is 0. */
typedef void kernel_forward_sparse_fn(const input_list *x, const float *panel, const float *from,
                                      float *y);

/* The same for two panels, `stride` floats apart; y[0 .. 2 PANEL - 1]. */
typedef void kernel_forward_sparse_two_fn(const input_list *x, const float *panel, size_t stride,
                                          const float *from, float *y);

/* g[i][o] = (accumulate ? g[i][o] : 0) + sum_s x[s][i] d[s][o], for I inputs (an even number) and
   one panel; x [B, ldx], d [B, PANEL], g [I, PANEL]. */
typedef void kernel_weight_gradient_fn(uint32_t B, uint32_t I, const float *x, size_t ldx,
                                       const float *d, float *g, bool accumulate);

/* The same, over the samples that x[0 .. pairs-1] list for each pair of inputs. */
typedef void kernel_weight_gradient_sparse_fn(uint32_t pairs, const pair_list *x, const float *d,
                                              float *g, bool accumulate);

/* dx[s][i] = sum_o d[s][o] W[i][o], for TILE samples and I inputs (an even number); W in panels,
   `stride` floats from panel to panel. Four partial sums, of the outputs o = 0, 1, 2, 3 (mod 4), are
   added as (0+1)+(2+3). */
typedef void kernel_input_gradient_fn(uint32_t I, uint32_t panels, const float *d, size_t ldd,
                                      const float *W, size_t stride, float *dx, size_t lddx);

/* The same for one sample, of the inputs that `x` lists; the others' dx are left as they are. */
typedef void kernel_input_gradient_sparse_fn(const input_list *x, uint32_t panels, const float *d,
                                             const float *W, size_t stride, float *dx);

/* g[o] = (accumulate ? g[o] : 0) + sum_s d[s][o], for one panel; d [B, PANEL], g [PANEL]. */
typedef void kernel_bias_gradient_fn(uint32_t B, const float *d, float *g, bool accumulate);

#define DECLARE(name) kernel_##name##_fn kernel_##name, kernel_##name##_ref;
KERNELS(DECLARE)
#undef DECLARE

#endif
