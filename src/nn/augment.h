/* augment.h: training images changed a little, anew in every epoch: mirrored, moved, turned, made larger or
   smaller, bent, with noise. Labels stay, and so do the range of pixels and what an epoch does to a sample,
   whatever else is drawn. */
#ifndef DESCENSO_AUGMENT_H
#define DESCENSO_AUGMENT_H

#include "math/rng.h"
#include "nn/dataset.h"

typedef struct {
  bool flip;      /* left and right, of half the images */
  uint32_t shift; /* pixels, each way, up to this many */
  double rotate;  /* degrees, either way, up to this many */
  double scale;   /* a factor of 1 - scale .. 1 + scale */
  double noise;   /* standard deviation, of pixels from 0 to 1 */

  /* Elastic deformation (Simard, Steinkraus and Platt, 2003): every pixel is displaced, in x and in y, by
     uniform random numbers smoothed by a Gaussian of deviation 4 pixels, so that neighbours move together.
     This is the displacements' standard deviation, in pixels; that paper's alpha of 34 makes 1.4. */
  double elastic;
  float *room; /* augment_room floats, which augment_image writes over */
} augmentation;

/* Whether it does anything. */
bool augment_is_on(const augmentation *a);

/* How many floats of room it wants for images like the dataset's; 0 where nothing is bent. */
size_t augment_room(const augmentation *a, const dataset *data);

/* out [I] = sample number `sample` of the dataset, as the epoch has it. Between pixels it is
   interpolated, outside of the image 0. */
void augment_image(const augmentation *a, uint32_t seed, uint32_t epoch, const dataset *data,
                   uint32_t sample, uint8_t *out);

/* The same of B samples, into images [B, I] and labels [B]. */
void augment_minibatch(const augmentation *a, uint32_t seed, uint32_t epoch, const dataset *data,
                       const uint32_t *indices, uint32_t B, uint8_t *images, uint8_t *labels);

#endif
