/* experiment.h: a run: a spec, its datasets, and the training loop, which can be cut at any step.

   A step is: gather a minibatch, forward, backward, the optimizer's step at the schedule's rate.
   The minibatches of an epoch cut a permutation of the training set into pieces of batchSize; the
   last piece may be smaller. */
#ifndef DESCENSO_EXPERIMENT_H
#define DESCENSO_EXPERIMENT_H

#include "run/run.h"

/* A run before its first step, of one network: `member` counts those of bagging from 0. It retains the
   datasets; `validation` may be NULL. The inputs' scaling is measured on `train`. Errors: STATUS_SPEC where spec
   and data do not fit, STATUS_ARGUMENT, STATUS_MEMORY. */
status experiment_create(const experiment_spec *spec, uint32_t member, dataset *train,
                         dataset *validation, experiment **out);

/* The same from the shape of the data, which need not be there: without `train` the run takes no
   steps and has no order and no images. The scaler's mean and deviation are left for the caller. */
status experiment_open(const experiment_spec *spec, uint32_t member, const data_shape *data,
                       dataset *train, dataset *validation, experiment **out);
void experiment_free(experiment *e);

/* Takes up to `steps` steps, fewer when the run ends; records[0 .. return value - 1] tell them. A loss that
   is not finite ends the run as RUN_DIVERGED before its step is taken, and is not recorded. */
uint32_t experiment_run(experiment *e, uint32_t steps, step_record *records);

/* Whether these may be the samples of a minibatch: STATUS_ARGUMENT for an empty list, an index out of range, or
   more than batch normalization can take. */
status experiment_check_samples(const experiment *e, const uint32_t *indices, uint32_t count);

/* One step on the given samples of the training set, whatever the run's state: while it is running, the
   step is one of its epoch's, like others. The gradient is kept. *loss is the minibatch's mean loss before
   the step, where its gradient is taken: of a rule that looks ahead, there. Where it is not finite, no step
   is taken. Errors: STATUS_ARGUMENT for an empty list or an index out of range. */
status experiment_step_on(experiment *e, const uint32_t *indices, uint32_t count, double *loss);

/* The loss and the gradient of loss + penalty at the parameters as they are, without a step. */
status experiment_loss_and_gradient(experiment *e, const uint32_t *indices, uint32_t count,
                                    double *loss);

/* Makes the current rate `rate`; the schedule goes on from it in proportion (where it is at 0, `rate` is
   taken for that of its peak). STATUS_ARGUMENT outside the range of the optimizer's learningRate. */
status experiment_set_learning_rate(experiment *e, double rate);

/* Where the run stands. */
typedef struct {
  double step;            /* steps taken */
  double epoch;           /* epochs completed */
  double steps_per_epoch; /* minibatches that an epoch has */
  double total_steps;
  double epochs_recorded;
  double best_epoch;    /* from 1, by validation loss; 0 without early stopping */
  double status;        /* a run_status */
  double learning_rate; /* of the last step; of the first before it */
} run_state;
run_state experiment_state(const experiment *e);

/* Record n of those recorded. */
epoch_record experiment_epoch(const experiment *e, uint32_t n);

/* From now on each epoch is recorded with its `evaluated_loss`, for a pass over the training set; no other bit
   changes. */
void experiment_evaluate_train(experiment *e);

/* The pixels [I] of a sample of the training set, as epoch n (from 0) has it. */
void experiment_augment(const experiment *e, uint32_t n, uint32_t sample, uint8_t *pixels);

/* The permutation of the training set, or of the member's bootstrap sample of it, that epoch n (from 0)
   follows; order[N]. */
void experiment_order(const experiment *e, uint32_t n, uint32_t *order);

model *experiment_model(experiment *e);

#endif
