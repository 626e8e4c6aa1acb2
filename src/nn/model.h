/* model.h: stages one after another, with all their parameters in one array and everything in one arena. */
#ifndef DESCENSO_MODEL_H
#define DESCENSO_MODEL_H

#include "math/score.h"
#include "nn/average.h"
#include "nn/dataset.h"
#include "nn/initializer.h"
#include "nn/loss.h"
#include "nn/stage.h"

/* The network of a spec. */
typedef struct {
  uint32_t units;
  const activation *activation;
  const initializer *initializer;
  double initializer_scale; /* of its variance: 1 is the paper's */
  batchnorm_place batchnorm;
  double dropout;                      /* of its outputs */
  double penalty[PENALTIES], max_norm; /* see layer.h */
} layer_spec;

typedef struct {
  double input_dropout;
  dropout_mode dropout_mode;
  batchnorm_rule batchnorm;
  bool residual; /* x + f(x), where a layer is neither first nor last and as wide as what it sees */
  double smoothing; /* of labels, in the loss that is minimized: see loss.h */
  double mixup;     /* alpha, 0: no images are mixed; see mixup.h */
  l1_step l1_step;  /* how L1 moves weights */
  bool l2_half;     /* l2 is lambda/2 sum w², whose gradient is lambda w, not lambda sum w² */
  uint32_t layers;  /* 1 to MAX_LAYERS; the last one's units are the classes */
  layer_spec layer[MAX_LAYERS];
} model_spec;

typedef struct {
  const model_spec *spec;
  uint32_t I;                   /* inputs */
  uint32_t capacity;            /* samples that one forward pass may take */
  size_t slots;                 /* the optimizer's */
  bool keep_best, keep_average; /* room for further sets of parameters */
  bool lists;                   /* what is not zero may be listed: the capacity is not too large */
  bool sparse;                  /* inputs hold many exact zeros */
} model_shape;

typedef struct {
  uint32_t layers, capacity;
  double smoothing;
  stage stage[MAX_LAYERS];
  size_t P; /* floats of the parameters' array, padding included; padding is always 0 */
  size_t S; /* the same with the moving statistics, which stand after what is trained */
  float *parameters, *gradient;
  float *slots;   /* [the rule's slots, P] */
  float *best;    /* parameters that are kept aside; NULL without shape.keep_best */
  float *average; /* see average.h; NULL without shape.keep_average */

  float *x; /* the minibatch [capacity, ldx], filled by the caller; NULL where there are … */
  uint8_t *pixels; /* … its images as they are kept, [capacity, ldx], which nothing changes */
  float *unit;     /* and x of each pixel there may be, [256] */
  size_t ldx;
  uint8_t *labels; /* [capacity], filled by the caller, below the number of classes */
  float *losses;   /* [capacity] */

  /* Of mixed images, where there are such: the share of the first, 1 where x is not mixed, the place in the minibatch
     and the label of the second, [capacity]; and x before it was mixed. */
  float share;
  /* The share of the last images that were mixed, whatever has passed since; and how many they are. */
  float mixed;
  uint32_t mixed_rows;
  uint32_t *partners;
  uint8_t *others;
  float *unmixed;
  uint32_t passed, given; /* samples of the last pass with dropout, and that masks were given for */
  void *memory;
} model;

/* A model with zero parameters. Errors: STATUS_MEMORY, with the bytes it would take. */
status model_create(const model_shape *shape, model *out);
void model_destroy(model *m);

/* Sets all parameters as the initializers say; biases 0. */
void model_initialize(model *m, const model_shape *shape, uint32_t seed);

/* Brings B samples to m->x, and their labels. */
void model_gather(model *m, const sample_list *samples, uint32_t B);

/* What the first samples of m->x are to be of, in a pass that learns; `first`: of a part. */
loss_targets model_targets(const model *m, uint32_t first);

/* Passes the first B samples of m->x forward, 1 <= B <= capacity: to probabilities, and each sample's loss, which is
   that of smoothed labels where the pass is one to learn from; and, with pass->count, back: to the gradient of
   (sum of losses) / count by what every unit was given, where B is the part of the minibatch that passes now. Whatever
   the numbers are, they leave nothing behind for the next pass. */
void model_pass(model *m, uint32_t B, const minibatch_pass *pass);

/* Where there is a base: a part of what such a pass begins with. A pass may so end with the beginning of the next,
   which saves the threads a meeting. */
void model_take(model *m, const minibatch_pass *pass, sample_part part);

/* The row of K probabilities of sample s; and what the B that were passed are worth, added to `sums`. */
const float *model_probabilities(const model *m, uint32_t s);
void model_judge(const model *m, uint32_t B, score_sums *sums);

/* The first stage that drops something of what it sees; `layers` where none does. Passes of the same samples in
   MODE_SAMPLE may begin there. */
uint32_t model_first_dropping(const model *m);

/* Where the first stage drops, and its inputs are listed, so that there may be a base: keeps in it what the stage makes
   of the B samples of m->x undropped; passes in MODE_SAMPLE then take from it what they drop, a fifth of the work
   where a fifth is dropped; until NULL is given. */
bool model_has_base(const model *m);
void model_lay_out_base(const model *m, stage_base *base, arena *a);
void model_keep_base(model *m, uint32_t B, const stage_base *base);

/* Dropout's masks, by the stage that sees what is left: 0 the input, l the outputs of layer l (from 1). How
   many units are dropped from there, 0 where none. */
uint32_t model_mask_units(const model *m, uint32_t number);

/* The mask [rows, units] of the last pass with dropout, 1 kept and 0 dropped: fills `values`, where given,
   and returns the rows. */
uint32_t model_read_mask(const model *m, uint32_t number, float *values);

/* Gives the next passes, of `rows` samples, a mask [rows, units] instead of a drawn one,
   until all are taken back. Errors: STATUS_ARGUMENT. */
status model_give_mask(model *m, uint32_t number, uint32_t rows, const float *values);
void model_take_back_masks(model *m);

/* After a pass there and back: that gradient by the parameters, which goes to `update` as it comes, or, with NULL, is
   stored or added to what is stored. */
void model_gradient(model *m, bool accumulate, const optimizer_state *update);

/* Moves the statistics of batch normalization towards those of the last pass by a minibatch's own, of B samples; `keep`
   of the old ones stays. */
bool model_normalizes(const model *m);
void model_move_statistics(model *m, uint32_t B, double keep);

/* The penalty of all kernels, apart from the loss; and its gradient, added to the stored one when all
   parts of the minibatch are in it. A gradient that went to `update` has it already. */
double model_penalty(const model *m);
void model_add_penalty_gradient(model *m);

/* All parameters with the stored gradient and the slots, for the optimizer. */
static inline param_span model_span(const model *m) {
  return (param_span){
      .x = m->parameters, .g = m->gradient, .slots = m->slots, .stride = m->P, .n = m->P};
}

/* Moves all parameters: optimizer_step with the stored gradient, or optimizer_look_ahead and _back. */
void model_move(const model *m, const optimizer_state *o,
                void (*how)(const optimizer_state *o, const param_span *p));

void model_settle(model *m, double eta); /* after every step, of rate eta: see layer_settle */
bool model_is_finite(const model *m);
void model_swap(model *m, float *aside); /* parameters and a set of them that is kept aside */

/* Moves the average by this share towards the parameters, moving statistics too. */
void model_move_average(const model *m, double share);

/* Scales the stored gradient down to the global norm `limit` where it is longer (Pascanu, Mikolov
   and Bengio, 2013); returns the norm before. */
double model_clip_gradient(model *m, double limit);

#endif
