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
  double (*rate)(const double *hp, double eta0, double t, double T, const double *memory);

  /* For rules that watch the validation loss, at each epoch's end; else NULL. */
  void (*observe)(const double *hp, double eta0, double loss, double *memory);
  double memory_start[SCHEDULE_MEMORY];
} schedule;

typedef struct {
  const schedule *rule;
  double hp[MAX_VALUES];
  double T;
  double memory[SCHEDULE_MEMORY];
} schedule_state;

extern const schedule *const schedules[]; /* the catalog's rows, closed by NULL */
const choice *schedule_choice(size_t i);  /* row i, NULL after the last */

schedule_state schedule_start(const schedule *rule, const double *hp, double T);
double schedule_rate(const schedule_state *s, double eta0, double t);
void schedule_observe(schedule_state *s, double eta0, double validation_loss);

/* What one row alone cannot say: lists that must fit each other. Errors name the path "schedule.…".
 */
status schedule_check(const schedule *rule, const double *hp);

#endif
