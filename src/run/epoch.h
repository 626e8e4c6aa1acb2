/* epoch.h: what follows a step of a run that goes on, and the end of an epoch: the average of the weights, the record,
   schedules and stopping rules that watch the validation loss; and the end of a run. */
#ifndef DESCENSO_EPOCH_H
#define DESCENSO_EPOCH_H

#include "run/run.h"

/* After each step while the run is running; `ends`: the epoch ends with it. */
void epoch_follow(experiment *e, bool ends);

/* Lets a run that is done go on where its spec has become longer, with the weights that the last step left.
   False where those are not known any more: explicit steps on what it gave were taken since. */
bool experiment_continue(experiment *e);

#endif
