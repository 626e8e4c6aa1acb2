/* model.h: layers one after another, with all their parameters in one array and everything in one
 * arena. */
#ifndef DESCENSO_MODEL_H
#define DESCENSO_MODEL_H

#include "nn/dropout.h"
#include "nn/initializer.h"
#include "nn/layer.h"
#include "nn/loss.h"

typedef struct {
  uint32_t I;      /* inputs */
  uint32_t layers; /* 1 to MAX_LAYERS; the last one's units are the classes */
  struct {
    uint32_t units;
    const activation *phi;
    const initializer *start;
    double penalty[PENALTIES], max_norm; /* see layer.h */
    double dropout;                      /* of its outputs */
    batchnorm_place normalize;
  } layer[MAX_LAYERS];
  batchnorm_rule batchnorm;
  double input_dropout;
  dropout_mode dropout_mode;
  uint32_t capacity; /* samples that one forward pass may take */
  int slots;         /* the optimizer's */
  bool keep_best;    /* room for a second set of parameters */
  bool sparse;       /* inputs hold many exact zeros: list them */
} model_shape;

/* A place where units are dropped: number 0 is the input, number l the outputs of layer l (from 1). */
typedef struct {
  bool on;
  dropout rule;
  uint32_t units;
  size_t ld;
  float *mask; /* [capacity, ld], of the last pass; or given for the next */
  bool given;  /* the next pass takes the mask that is there instead of drawing one */
  float *out;  /* [capacity, ld]: what is left of the outputs; the input is dropped where it is */
} dropout_site;

/* A pass with dropout, drawn from the streams of (seed, purpose, site, step): one of training, or one of
   Monte Carlo dropout, which differs by its purpose and by taking the moving statistics of batch
   normalization. */
typedef struct {
  uint32_t seed, step;
  rng_purpose purpose; /* RNG_DROPOUT or RNG_MONTE_CARLO */
  uint32_t first; /* of the samples passed, the first one's place in the minibatch or dataset */
} dropout_pass;

typedef struct {
  uint32_t layers, capacity;
  layer layer[MAX_LAYERS];
  size_t P; /* floats of the parameters' array, padding included; padding is always 0 */
  size_t S; /* the same with the moving statistics, which stand after what is trained */
  float *parameters, *gradient;
  float *best; /* parameters that are kept aside; NULL without shape.keep_best */
  float *slot[MAX_SLOTS];

  float *x; /* the minibatch [capacity, ldx], filled by the caller */
  size_t ldx;
  uint8_t *labels; /* [capacity] */
  float *y[MAX_LAYERS],
      *d[MAX_LAYERS]; /* outputs and deltas of each layer [capacity, panels · PANEL] */
  batchnorm_rule batchnorm;
  struct {
    batchnorm of;
    float *out; /* what normalizing after the activation makes of y */
  } norm[MAX_LAYERS];
  const float *out[MAX_LAYERS]; /* what the layer above sees: y, normalized and dropped */
  dropout_site site[MAX_LAYERS];
  uint32_t passed, given; /* samples of the last pass with dropout, and that masks were given for */
  input_list *inputs;     /* of x, by sample; NULL where it is dense */
  pair_list *pairs;       /* of x, by pair of inputs */
  float *scratch;
  void *memory;
} model;

/* A model with zero parameters. Errors: STATUS_MEMORY, with the bytes it would take. */
status model_create(const model_shape *shape, model *out);
void model_destroy(model *m);

/* Sets all parameters as the initializers say; biases 0. */
void model_initialize(model *m, const model_shape *shape, uint32_t seed);

/* The probabilities of the first B samples of m->x, left in the last layer's y; returns the sum of
   their losses (0 without labels). Call with 1 <= B <= capacity. `pass` is NULL for predictions,
   which drop nothing. */
double model_forward(model *m, uint32_t B, bool with_labels, const dropout_pass *pass);

/* Another pass over the same samples, after one with the same weights: where the input is not dropped,
   the first layer's outputs are those of the pass before, and x is not looked at. Without labels. */
void model_forward_again(model *m, uint32_t B, const dropout_pass *pass);
bool model_drops_input(const model *m);

/* Dropout's masks, by site. How many units a site has, 0 where it drops none. */
uint32_t model_mask_units(const model *m, uint32_t number);

/* The mask [rows, units] of the last pass with dropout, 1 kept and 0 dropped: fills `values`, where given,
   and returns the rows. */
uint32_t model_read_mask(const model *m, uint32_t number, float *values);

/* Gives the next passes, of `rows` samples, a mask [rows, units] instead of a drawn one,
   until all are taken back. Errors: STATUS_ARGUMENT. */
status model_give_mask(model *m, uint32_t number, uint32_t rows, const float *values);
void model_take_back_masks(model *m);

/* After model_forward with labels: hands the gradient of (sum of losses) / count to the sink.
   `count` is the size of the whole minibatch, B that of the part of it that was just passed
   forward. */
void model_backward(model *m, uint32_t B, uint32_t count, bool accumulate,
                    const optimizer_state *update);

/* Moves the statistics of batch normalization as the last training pass, of B samples, says. */
void model_move_statistics(model *m, uint32_t B);

/* The penalty of all kernels, apart from the loss; and its gradient, added to the stored one when all
   parts of the minibatch are in it. A gradient that went to `update` has it already. */
double model_penalty(const model *m);
void model_add_penalty_gradient(model *m);

/* The optimizer's step with the stored gradient, on all parameters. */
void model_step(model *m, const optimizer_state *update);
void model_limit_norms(model *m); /* after every step */
bool model_is_finite(const model *m);
void model_swap_best(model *m); /* parameters and those kept aside */
void model_look_ahead(model *m, const optimizer_state *update);
void model_look_back(model *m, const optimizer_state *update); /* when no step follows */
void model_clear_slots(model *m, const optimizer_state *update);

/* Scales the stored gradient down to the global norm `limit` where it is longer (Pascanu, Mikolov
   and Bengio, 2013); returns the norm before. */
double model_clip_gradient(model *m, double limit);

/* The row of K probabilities of sample s. */
const float *model_probabilities(const model *m, uint32_t s);

#endif
