/* run.h: what a run holds, for the files that make it go on, ask it and keep it; hosts see experiment.h
   only. */
#ifndef DESCENSO_RUN_H
#define DESCENSO_RUN_H

#include "nn/bagging.h"
#include "run/network.h"
#include "run/spec.h"

typedef enum { RUN_RUNNING, RUN_DONE, RUN_STOPPED_EARLY, RUN_DIVERGED } run_status;

/* Hosts read the records below, as well as run_state (experiment.h), as the doubles that they are, in this
   order; the first is the one list of a step's statistics. */

/* What a step leaves. */
typedef struct {
  double loss;    /* the minibatch's mean, of the data alone */
  double penalty; /* of the weights before the step */
  double learning_rate;
} step_record;

/* What an epoch leaves: the mean of its training losses, each sample counted once, as they were
   when it was trained on; loss and accuracy on the validation set, NaN where there is none, of what the run would
   give if it ended there: the average of its weights, once there is one; and the mean penalty, weighed like the
   training losses. Losses are of the data alone, everywhere: what is minimized is loss + penalty. `evaluated_loss`
   is that of the training set after the epoch, as validation has it: nothing dropped, no image changed, statistics
   that have moved along. It is NaN unless asked for (experiment_evaluate_train), and in checkpoints. */
typedef struct {
  double epoch; /* from 1 */
  double train_loss, validation_loss, validation_accuracy, penalty;
  double evaluated_loss;

  /* Validation's of the weights themselves, where there is an average of them; else NaN. */
  double raw_loss, raw_accuracy;
} epoch_record;

/* What a run knows of its data, whether they are there or not. */
typedef struct {
  uint32_t rows, columns, classes;
  uint32_t train, validation; /* how many images; 0: no set */
} data_shape;

typedef struct experiment {
  experiment_spec spec;
  data_shape data;
  dataset *train, *validation; /* without train the run takes no steps */
  scaler scaler;
  augmentation augmentation;
  uint8_t *augmented_images, *augmented_labels; /* of a minibatch; NULL: the set's own */
  model model;
  optimizer_state optimizer;
  schedule_state schedule;

  uint32_t member, seed; /* of bagging's networks, from 0; and the seed of its streams */
  uint32_t *sample;      /* [N]: its bootstrap sample; NULL where it sees all */

  uint32_t step, steps_per_epoch, total_steps, batch_size;
  run_status status;
  double learning_rate, base_rate; /* of the last step; what the schedule starts from */
  double set_rate, set_from; /* the last rate set by hand, and the schedule's then; not set: 0, 0 */

  uint32_t *order, order_epoch;     /* the permutation of epoch order_epoch */
  uint32_t *indices;                /* [capacity]: samples in order, for evaluation */
  double epoch_loss, epoch_penalty; /* sums over the epoch_samples of this epoch so far */
  uint32_t epoch_samples;

  epoch_record *records;
  uint32_t recorded;
  bool evaluates_train; /* after every epoch */
  double best_loss;
  uint32_t best_epoch, waited;
  uint32_t averaged; /* weights of which model.average is; at the end it changes places with them */
  void *memory;
} experiment;

/* Epochs that have ended. */
static inline uint32_t run_epochs(const experiment *e) { return e->step / e->steps_per_epoch; }

#endif
