/* layer_statistics.h: what a network does to signals on their way up and to gradients on their way down, layer by
   layer: whether they vanish or explode (Glorot and Bengio, 2010). */
#ifndef DESCENSO_LAYER_STATISTICS_H
#define DESCENSO_LAYER_STATISTICS_H

#include "run/experiment.h"

/* Of a layer's units, over the images. float32's least normal number is 2^-126 = 1.2e-38; below it numbers have
   fewer digits, and below 2^-149 = 1.4e-45 they are 0. */
typedef struct {
  double mean, deviation; /* of y = phi(z): of the last layer, of probabilities */
  double still; /* share of units and images where phi'(z) is 0: no gradient goes through */
  double dead;  /* share of units where that is so for all images */
  double weights,
      gradient; /* norm of the kernel; of the loss's gradient by it, without the penalty */
  double
      deltas; /* norm of the gradient of an image's loss by z: the root of the mean square over images */
  double faint,
      zero; /* share of these gradients' numbers, divided by the number of images as they are when weights
                               are to be moved, that are below the least normal number but not 0; and that are 0 */
} layer_record;

/* Passes samples of the training set forward and back as they are now, with units as predictions see them:
   records[layers]; and the loss, with smoothed labels. What a gradient was stored for is overwritten. Errors: as
   for experiment_step_on. */
status experiment_layer_statistics(experiment *e, const uint32_t *indices, uint32_t count,
                                   layer_record *records, double *loss);

#endif
