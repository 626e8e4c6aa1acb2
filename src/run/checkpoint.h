/* checkpoint.h: a run as bytes, from which it goes on with the same bits, or is only asked.

   Words are 32 bits; all numbers are little-endian, strings are their length and UTF-8.

     "DESCENSO"; words: format version, bytes in all, contents (0 a run, 1 its weights alone)
     data        words: member (of bagging's networks), rows, columns, classes, images for training,
                 images for validation
     spec        word: entries; each: path, kind (a word, see document.h), number (float64), text
     scaler      with data.scaling other than "unit": mean [I], inverse deviation [I], float32
     parameters  tensors: each its name, words inputs (0: a vector) and outputs, and its float32, in
                 the order of tensor.h
     of a run    optimizer: steps (word), memory; slots, as tensors, without moving statistics
                 schedule: memory
                 words: step, status, samples of the epoch so far, best epoch, epochs waited
                 float64: learning rate, the schedule's base, the rate set by hand, the schedule's at
                 that time, sums of loss and penalty of the epoch so far, best validation loss
                 word: records; each: epoch (word), four float64, with an average of weights six
                 where early stopping keeps them, the best parameters, as tensors; at a run's end, when
                 `parameters` are the best, those that the last step left (in version 1: the best)
                 with an average of weights: word: of how many; the average as tensors, or, at a run's end,
                 where it is what the run gives, those that the last step left; then the best ones' place holds it
     SHA-256     of all bytes before it

   The length makes a checkpoint end by itself and the spec is text, so other contents, such as a list of
   checkpoints, can follow later: what is not known is refused. */
#ifndef DESCENSO_CHECKPOINT_H
#define DESCENSO_CHECKPOINT_H

#include "run/run.h"

enum { CHECKPOINT_VERSION = 3, OLDEST_CHECKPOINT = 1 };

typedef enum { CHECKPOINT_RUN, CHECKPOINT_WEIGHTS, CHECKPOINT_CONTENTS } checkpoint_contents;

/* Writes a checkpoint into bytes[capacity] where it fits; *length is what it takes. Errors:
   STATUS_MEMORY. */
status checkpoint_save(experiment *e, checkpoint_contents contents, uint8_t *bytes,
                       uint32_t capacity, uint32_t *length);

/* A run that stands where the saved one stood. Without `train` it can only be asked; with it the
   datasets have to have the sizes that were saved. From weights alone a run starts anew, whatever
   the number of images. `epochs`, unless 0, makes the run longer: it has the bits of one that was as long
   from the start, where the schedule does not know the length. Errors: STATUS_DATA for bytes that are no
   checkpoint, damaged, of a later version, or of a run that cannot have been; STATUS_SPEC for a spec that this
   engine does not know, for fewer epochs than were saved, and for more where the run cannot go on; STATUS_ARGUMENT
   for datasets that do not fit; STATUS_MEMORY. */
status checkpoint_restore(const uint8_t *bytes, size_t length, dataset *train, dataset *validation,
                          uint32_t epochs, experiment **out);

#endif
