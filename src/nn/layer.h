/* layer.h: a dense layer, y = phi(x W + b), on panels (kernels.h). */
#ifndef DESCENSO_LAYER_H
#define DESCENSO_LAYER_H

#include "math/kernels.h"
#include "nn/activation.h"
#include "nn/batchnorm.h"
#include "nn/optimizer.h"
#include "nn/regularizer.h"

enum { MAX_LAYERS = 32 };

/* Sizes of a layer, and where its parameters stand in the model's array. */
typedef struct {
  uint32_t I, O;         /* inputs, outputs */
  uint32_t rows, panels; /* I rounded up to TILE; O rounded up to PANEL, in panels */
  size_t stride;         /* floats from panel to panel: rows · PANEL */
  size_t kernel, bias;   /* offsets: [panels][rows][PANEL] and [panels · PANEL] */
  const activation *phi;
  batchnorm_place normalize; /* set after layer_shape, as what follows */
  size_t gamma, beta;        /* offsets of [panels · PANEL], where it is normalized … */
  size_t moving;             /* … and of the moving mean and, after it, the moving variance */
  double penalty[PENALTIES]; /* lambdas, 0: none */
  double max_norm;           /* of a unit's weights; 0: none */
} layer;

/* A layer whose parameters start at `offset`; the next one's start at layer_end. */
layer layer_shape(uint32_t I, uint32_t O, const activation *phi, size_t offset);
size_t layer_end(const layer *l);

/* Where weight (i, o) stands, from l->kernel on. */
static inline size_t layer_weight(const layer *l, uint32_t i, uint32_t o) {
  return (size_t)(o / PANEL) * l->stride + (size_t)i * PANEL + o % PANEL;
}

/* Inputs that one call of a sparse forward kernel takes: two panels' weights of them stay in the
   first cache. */
enum { INPUT_BLOCK = 196 };

/* A layer's inputs of one minibatch: dense, x [B rounded up to TILE, ldx], and, where `inputs` is
   given, the same numbers as lists of what is not zero: `inputs` for the forward pass, by sample and
   block of INPUT_BLOCK inputs, [B][blocks]; `pairs` for the gradient, by pair of inputs, [rows/2]. */
typedef struct {
  uint32_t B;
  const float *x;
  size_t ldx;
  input_list *inputs; /* or NULL */
  pair_list *pairs;
} layer_input;

/* How many blocks the inputs of a layer make. */
static inline uint32_t layer_blocks(const layer *l) { return (l->I - 1) / INPUT_BLOCK + 1; }

/* Fills the lists, whose storage is there, from in->x: the first for a forward pass, the second for
   a gradient. */
void layer_list_inputs(const layer *l, const layer_input *in);
void layer_list_pairs(const layer *l, const layer_input *in);

/* Outputs of a layer, which is how long rows of y and d are. */
static inline size_t layer_width(const layer *l) { return (size_t)l->panels * PANEL; }

/* y [B rounded up to TILE, width] = x W + b. `parameters`: the model's array. */
void layer_forward(const layer *l, const float *parameters, const layer_input *in, float *y);

/* y = phi(y), in place; columns beyond O become 0. */
void layer_forward_activation(const layer *l, uint32_t B, float *y);

/* d -> d phi'(z), in place: from the gradient by y to the gradient by z. */
void layer_backward_activation(const layer *l, uint32_t B, const float *y, float *d);

/* dx = d W^T, dx [B rounded up to TILE, l->rows rounded up to lddx]. */
void layer_input_gradient(const layer *l, const float *parameters, uint32_t B, const float *d,
                          float *dx, size_t lddx);

/* What a gradient is for: it is added to or stored in `gradient` (the model's array), or, with
   `update` given, used up by the optimizer block by block while it is in the first cache, which
   gives the same bits. */
typedef struct {
  param_span all; /* the model's parameters and slots */
  float *gradient;
  bool accumulate;
  const optimizer_state *update; /* NULL: store */
  float *scratch;                /* B · PANEL floats for deltas, then LAYER_BLOCK for a gradient */
} gradient_sink;

enum { LAYER_BLOCK = 64 * PANEL }; /* floats of a gradient's block: 4 KB */

/* Takes the n numbers of a gradient that are in its `gradient` from `offset` on. */
void sink_take(const gradient_sink *sink, size_t offset, size_t n);

/* The gradients of W and b from d = gradient by z, [B rounded up to TILE, panels · PANEL]. */
void layer_weight_gradient(const layer *l, const layer_input *in, const float *d,
                           const gradient_sink *sink);

/* The penalty of the kernel, and its gradient, added to the one stored in `gradient` (the model's
   array); an update has done that by itself. */
double layer_penalty(const layer *l, const float *parameters);
void layer_add_penalty_gradient(const layer *l, const float *parameters, float *gradient);

/* Brings the norm of every unit's weights down to l->max_norm, where that is not 0. */
void layer_limit_norms(const layer *l, float *parameters);

#endif
