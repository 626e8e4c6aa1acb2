/* optimizer.h: the update rules, in the slides' letters: x parameters, g gradient, v velocity, r
   sum or moving average of squared gradients, eta learning rate, rho memory.

   A rule works on a span: any run of parameters with its slots. Every element is treated alike and
   on its own, so a span may be a whole model, a panel's block whose gradient is still in cache, or
   a point on a surface. */
#ifndef DESCENSO_OPTIMIZER_H
#define DESCENSO_OPTIMIZER_H

#include "nn/choice.h"

enum {
  MAX_SLOTS = 2,       /* arrays of P floats that a rule keeps beside the parameters */
  MAX_COEFFICIENTS = 8 /* floats that one step's rule needs */
};

/* n parameters x, their gradient g and their slots; none overlap. */
typedef struct {
  float *x;
  const float *g;
  float *slot[MAX_SLOTS];
  size_t n;
} param_span;

/* A rule's own struct of hyper-parameters, which its table describes, begins with the learning rate. */
typedef struct {
  choice c;
  int slots;
  size_t slot_start; /* where in that struct slot 0's start is; 0: all slots start at 0 */

  /* Once a step: the coefficients k of step number t (from 1) at rate eta, worked out in double
     precision from the rule's own struct. `memory` starts at 0 and is kept from step to step. */
  void (*prepare)(const void *own, double eta, uint32_t t, double *memory, float *k);

  /* Moves x to where the gradient is to be taken, and, when no step follows, back. step() starts
     from where x was before. NULL for all but look-ahead rules. */
  void (*look_ahead)(const param_span *p, const float *k);
  void (*look_back)(const param_span *p, const float *k);

  void (*step)(const param_span *p, const float *k);
} optimizer;

/* The optimizer of a spec. */
typedef struct {
  const optimizer *rule;
  convention convention;
  union {
    double learning_rate;
    row_values own; /* the rule's struct */
  };
} optimizer_spec;

/* A rule with its hyper-parameters, as one run uses it. */
typedef struct {
  const optimizer *rule;
  row_values own;
  double memory[1];
  uint32_t t; /* steps taken */
  float k[MAX_COEFFICIENTS];
} optimizer_state;

/* What a rule keeps, and 0 for what is below the least normal float: averages of gradients that come no
   more would stay there for ever, and processors are slow with such numbers. No branch, so that a loop
   becomes SIMD. */
static inline float fade(float x) { return __builtin_fabsf(x) < 0x1p-126f ? 0.0f : x; }

/* The first hyper-parameter of every rule, with its defaults by convention: slides, Keras, PyTorch. */
#define LEARNING_RATE(T, ...)                                                                      \
  REAL_LOG(T, learning_rate, "learningRate", "\\eta", EACH(__VA_ARGS__), 0, 1000)

/* The rows of adaptive.c. */
extern const optimizer optimizer_adagrad, optimizer_rmsprop, optimizer_adam, optimizer_adamw,
    optimizer_nadam, optimizer_adamax;

extern const optimizer *const optimizers[]; /* the catalog's rows, closed by NULL */
const choice *optimizer_choice(size_t i);   /* row i, NULL after the last */

/* A state before its first step. */
optimizer_state optimizer_start(const optimizer_spec *spec);

/* Sets the slots of a span to what they are before the first step. */
void optimizer_clear_slots(const optimizer_state *o, const param_span *p);

/* Opens the next step, at learning rate eta. */
void optimizer_prepare(optimizer_state *o, double eta);

/* The open step on one span: with look_ahead before its gradient is taken, and step after. */
void optimizer_look_ahead(const optimizer_state *o, const param_span *p);
void optimizer_look_back(const optimizer_state *o, const param_span *p);
void optimizer_step(const optimizer_state *o, const param_span *p);

#endif
