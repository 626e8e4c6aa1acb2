/* layer.h: a dense layer, y = phi(x W + b), on panels (kernels.h). */
#ifndef DESCENSO_LAYER_H
#define DESCENSO_LAYER_H

#include "base/arena.h"
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
  double pull[PENALTIES];    /* the same of those whose gradient is taken */
  double shrink;             /* L1's, where it is a step of its own: see l1_shrink */
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
   block of INPUT_BLOCK inputs, [B][blocks]; `pairs` for the gradient, by pair of inputs, [rows/2].
   Where there are `pixels`, [B, ldx], the lists are made from them, pixel p as unit[p], and there is no x. */
typedef struct {
  uint32_t B;
  const float *x;
  size_t ldx;
  const uint8_t *pixels; /* or NULL */
  const float *unit;
  input_list *inputs; /* or NULL */
  pair_list *pairs;
} layer_input;

/* How many blocks the inputs of a layer make. */
static inline uint32_t layer_blocks(const layer *l) { return (l->I - 1) / INPUT_BLOCK + 1; }

/* Part of a minibatch: B samples from `first` on, a multiple of TILE. What is done to a part reads and writes
   the rows of its own samples only; so does, below, what is done to a range of panels with its columns. */
typedef struct {
  uint32_t first, B;
} sample_part;

/* From one to before another: panels of a layer, or pairs of inputs. */
typedef struct {
  uint32_t from, to;
} number_range;

/* Storage for the first of these lists. */
input_list *layer_lay_out_lists(const layer *l, uint32_t capacity, arena *a);

/* Fills the lists, whose storage is there, from in->x: for a forward pass those of a part's samples, for
   a gradient those of some pairs of inputs, over all samples. */
void layer_list_inputs(const layer *l, const layer_input *in, sample_part part);
void layer_list_pairs(const layer_input *in, number_range pairs);

/* For Monte Carlo: all inputs times `scale`, into lists like in->inputs; and, from these, into in->inputs, what is
   to be added where a mask [B, ldx] drops: their opposites, a sample's in one list, where its first block has its own.
   They are so few that shorter ones would cost more calls than they save of the cache. */
void layer_list_scaled(const layer *l, const layer_input *in, sample_part part, float scale,
                       input_list *lists);
void layer_list_dropped(const layer *l, const layer_input *in, sample_part part,
                        const input_list *scaled, const float *mask);

/* Outputs of a layer, which is how long rows of y and d are. */
static inline size_t layer_width(const layer *l) { return (size_t)l->panels * PANEL; }

/* y [B rounded up to TILE, width] = x W + b. `parameters`: the model's array. */
void layer_forward(const layer *l, const float *parameters, const layer_input *in, sample_part part,
                   number_range panels, float *y);

/* y += x W, of dense x; the bias is not added. */
void layer_forward_add(const layer *l, const float *parameters, const layer_input *in,
                       sample_part part, number_range panels, float *y);

/* y = base + x W, where in->inputs is what layer_list_dropped made and `base` is laid out like y: what is already
   there of a sum. */
void layer_forward_from(const layer *l, const float *parameters, const layer_input *in,
                        sample_part part, number_range panels, const float *base, float *y);

/* y = phi(y), in place; columns beyond O become 0. */
void layer_forward_activation(const layer *l, sample_part part, float *y);

/* d -> d phi'(z), in place: from the gradient by y to the gradient by z. */
void layer_backward_activation(const layer *l, sample_part part, const float *told, float *d);

/* dx = d W^T, dx [B rounded up to TILE, lddx], 0 beyond l->rows: what a way back left there of numbers that are not
   finite would stay for good. */
void layer_input_gradient(const layer *l, const float *parameters, sample_part part, const float *d,
                          float *dx, size_t lddx);

/* The same of the inputs that are listed, and 0 of the others: where a rectifier made them, nothing passes. */
void layer_listed_input_gradient(const layer *l, const float *parameters, const layer_input *in,
                                 sample_part part, const float *d, float *dx);

/* d as the weight gradient reads it, panel by panel: packed [panels][capacity][PANEL]. */
void layer_pack_deltas(const layer *l, sample_part part, const float *d, uint32_t capacity,
                       float *packed);

/* What a gradient is for: it is added to or stored in `gradient` (the model's array), or, with
   `update` given, used up by the optimizer block by block while it is in the first cache, which
   gives the same bits. */
typedef struct {
  param_span all; /* the model's parameters and slots */
  float *gradient;
  bool accumulate;
  const optimizer_state *update; /* NULL: store */
} gradient_sink;

/* Takes the n numbers of a gradient that are in its `gradient` from `offset` on. */
void sink_take(const gradient_sink *sink, size_t offset, size_t n);

/* The gradient of some rows of one panel of W, an even number of them, and, with the first row, of the panel's
   part of b, from its deltas [B, PANEL]. */
void layer_weight_gradient(const layer *l, const layer_input *in, uint32_t panel, number_range rows,
                           const float *deltas, const gradient_sink *sink);

/* The kernel's part of it, of dense x, added to the one stored in `gradient` (the model's array). */
void layer_add_kernel_gradient(const layer *l, const layer_input *in, uint32_t panel,
                               const float *deltas, float *gradient);

/* The penalty of the kernel, and the gradient of that part of it which has one, added to the one stored in
   `gradient` (the model's array); an update has done that by itself. */
double layer_penalty(const layer *l, const float *parameters);
void layer_add_penalty_gradient(const layer *l, const float *parameters, float *gradient);

/* The product of the penalty's Hessian with a direction, added to `product`; both laid out like the parameters. L1
   bends only where a weight is 0, and has none. */
void layer_add_penalty_tangent(const layer *l, const float *direction, float *product);

/* What is done to the weights of a panel after the optimizer's step of rate eta: l1_shrink; then the norm of every
   unit's is brought down to l->max_norm, where that is not 0. */
void layer_settle(const layer *l, double eta, float *parameters, uint32_t panel);

#endif
