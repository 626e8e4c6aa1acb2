/* schedule.h: the learning rate eta(t). t counts steps or epochs from 0, as the spec's schedule.per
   says; T is how many the run has; eta0 is the optimizer's learning rate. */
#ifndef DESCENSO_SCHEDULE_H
#define DESCENSO_SCHEDULE_H

#include "nn/choice.h"

enum { SCHEDULE_MEMORY = 4 };

typedef struct schedule schedule;

/* A schedule with its hyper-parameters, as one run of T steps or epochs uses it. */
typedef struct {
  const schedule *rule;
  row_values own; /* the rule's struct of hyper-parameters, which its table describes */
  double T;
  double memory[SCHEDULE_MEMORY];
} schedule_state;

static inline const void *schedule_own(const schedule_state *s) { return &s->own; }

struct schedule {
  choice c;
  bool per_epoch_only; /* it needs the validation loss, which only an epoch's end has */

  /* eta(t), in double precision. */
  double (*rate)(const schedule_state *s, double eta0, double t);

  /* For rules that watch the validation loss, at each epoch's end; else NULL. */
  void (*observe)(schedule_state *s, double eta0, double loss);
  double memory_start[SCHEDULE_MEMORY];

  /* What no value can say alone, such as lists that must fit each other; else NULL. Errors name the
     path "schedule.…". */
  status (*check)(const void *own);
};

typedef enum { PER_STEP, PER_EPOCH } schedule_period;

/* The schedule of a spec. */
typedef struct {
  const schedule *rule;
  schedule_period per;
  row_values own;
} schedule_spec;

extern const schedule *const schedules[]; /* the catalog's rows, closed by NULL */
const choice *schedule_choice(size_t i);  /* row i, NULL after the last */

schedule_state schedule_start(const schedule_spec *spec, double T);
double schedule_rate(const schedule_state *s, double eta0, double t);
void schedule_observe(schedule_state *s, double eta0, double validation_loss);

/* Whether the values of a spec's schedule fit each other. Errors name the path "schedule.…". */
status schedule_check(const schedule_spec *spec);

#endif
