/* schedule.h: the learning rate eta(t). t counts steps or epochs from 0, as the spec's schedule.per
   says; T is how many the run has; eta0 is the optimizer's learning rate. */
#ifndef DESCENSO_SCHEDULE_H
#define DESCENSO_SCHEDULE_H

#include "nn/choice.h"

enum { SCHEDULE_MEMORY = 4 };

typedef struct {
  choice c;
  bool per_epoch_only; /* it needs the validation loss, which only an epoch's end has */

  /* eta(t), in double precision. */
  double (*rate)(const void *own, double eta0, double t, double T, const double *memory);

  /* For rules that watch the validation loss, at each epoch's end; else NULL. */
  void (*observe)(const void *own, double eta0, double loss, double *memory);
  double memory_start[SCHEDULE_MEMORY];

  /* What no value can say alone, such as lists that must fit each other; else NULL. Errors name the
     path "schedule.…". */
  status (*check)(const void *own);
} schedule;

typedef enum { PER_STEP, PER_EPOCH } schedule_period;

/* The schedule of a spec. */
typedef struct {
  const schedule *rule;
  schedule_period per;
  row_values own; /* the rule's struct of hyper-parameters, which its table describes */
} schedule_spec;

typedef struct {
  const schedule *rule;
  row_values own;
  double T;
  double memory[SCHEDULE_MEMORY];
} schedule_state;

extern const schedule *const schedules[]; /* the catalog's rows, closed by NULL */
const choice *schedule_choice(size_t i);  /* row i, NULL after the last */

schedule_state schedule_start(const schedule_spec *spec, double T);
double schedule_rate(const schedule_state *s, double eta0, double t);
void schedule_observe(schedule_state *s, double eta0, double validation_loss);

/* Whether the values of a spec's schedule fit each other. Errors name the path "schedule.…". */
status schedule_check(const schedule_spec *spec);

#endif
