/* optimizer.h: the update rules, in the slides' letters: x parameters, g gradient, v velocity, r
   sum or moving average of squared gradients, eta learning rate, rho memory.

   A rule works on a span: any run of parameters with its slots. Every element is treated alike and
   on its own, so a span may be a whole model, a panel's block whose gradient is still in cache, or
   a point on a surface. */
#ifndef DESCENSO_OPTIMIZER_H
#define DESCENSO_OPTIMIZER_H

#include "math/vmath.h"
#include "nn/choice.h"

enum { MAX_COEFFICIENTS = 8 }; /* floats that one step's rule needs */

/* n parameters x, their gradient g and their slots, `stride` floats apart; none overlap. */
typedef struct {
  float *x;
  const float *g;
  float *slots;
  size_t stride, n;
} param_span;

static inline float *span_slot(const param_span *p, size_t s) { return p->slots + s * p->stride; }

/* Its n parameters from number `first` on. */
static inline param_span span_part(param_span p, size_t first, size_t n) {
  return (param_span){p.x + first, p.g + first, p.slots + first, p.stride, n};
}

/* A number that a rule keeps for each parameter. */
typedef struct {
  const char *key; /* what it is, as the catalog names it; "": of use within a step only */
  size_t start;    /* where in the rule's own struct what it starts at is; 0: it starts at 0 */
} slot;

/* A rule's own struct of hyper-parameters, which its table describes, begins with the learning rate. */
typedef struct {
  choice c;
  bool extra;        /* lists that name all rows leave it out until somebody asks for it */
  const slot *slots; /* closed by a NULL key, those with a name first; NULL: none */

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
   more would stay there for ever, and processors are slow with such numbers. Their exponent bits are 0. No
   branch, so that a loop becomes SIMD. */
static inline float fade(float x) { return (float_bits(x) & 0x7f800000) == 0 ? 0.0f : x; }

/* The first hyper-parameter of every rule, with its defaults by convention: slides, Keras, PyTorch. */
#define LEARNING_RATE(T, ...)                                                                      \
  REAL_LOG(T, learning_rate, "learningRate", "\\eta", EACH(__VA_ARGS__), 0, 1000)

/* The slots of a row; the last initializer of a table of them. */
#define SLOTS(...) ((const slot[]){__VA_ARGS__, {NULL, 0}})

/* How many slots a rule has, and how many of them have a name. */
size_t optimizer_slots(const optimizer *rule);
size_t optimizer_named_slots(const optimizer *rule);

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
