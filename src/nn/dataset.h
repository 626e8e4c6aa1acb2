/* dataset.h: labelled images, kept as bytes, and how they become a network's inputs. */
#ifndef DESCENSO_DATASET_H
#define DESCENSO_DATASET_H

#include "base/base.h"
#include "math/kernels.h"

enum { MAX_CLASSES = 256, MAX_SIDE = 1024, MAX_INPUTS = 65536 };

typedef struct {
  uint32_t N, rows, columns, classes;
  uint32_t I;            /* rows · columns */
  const uint8_t *images; /* [N, I] */
  const uint8_t *labels; /* [N], < classes */
  uint32_t users;        /* handles and experiments that hold it */
} dataset;

/* Whether a dataset may be of this size. */
bool dataset_size_is_valid(uint32_t N, uint32_t rows, uint32_t columns, uint32_t classes);

/* A dataset of its own copies of images [N, rows·columns] and labels [N]. Errors: STATUS_ARGUMENT
   for a size out of range, STATUS_DATA for a label that is no class, STATUS_MEMORY. */
status dataset_create(const uint8_t *images, const uint8_t *labels, uint32_t N, uint32_t rows,
                      uint32_t columns, uint32_t classes, dataset **out);

/* A dataset lives until every user has released it. NULL is allowed. */
dataset *dataset_retain(dataset *data);
void dataset_release(dataset *data);

/* Where the payload of a pair of IDX files stands (LeCun, Cortes and Burges: magic 0x803 for
   images, 0x801 for labels, big-endian sizes, then bytes). */
typedef struct {
  uint32_t N, rows, columns;
  const uint8_t *images, *labels; /* inside the given bytes */
} idx_pair;

/* Reads two IDX files, strictly: STATUS_DATA for a wrong magic number, sizes that disagree with
   each other or with the number of bytes, and labels that are no class. Nothing is copied. */
status dataset_read_idx(const uint8_t *images, size_t image_bytes, const uint8_t *labels,
                        size_t label_bytes, uint32_t classes, idx_pair *out);

/* How pixels become inputs: x = pixel/255; x = (pixel/255 - mean) · inverse_deviation per pixel; or centred, that with
   an inverse deviation of 1, which takes the mean image off and nothing else. */
typedef enum { SCALING_UNIT, SCALING_STANDARD, SCALING_CENTERED } scaling;

typedef struct {
  scaling kind;
  float *mean, *inverse_deviation; /* [I]; unused for SCALING_UNIT */
} scaler;

/* Measures mean and deviation (of the population) of every pixel over `data`; where the deviation
   is 0 the standard input is 0. The two arrays of the scaler must be there unless its kind is
   SCALING_UNIT. */
void scaler_measure(scaler *s, const dataset *data);

/* x[s][0 .. I-1] = the scaled image number indices[s], labels[s] its label; x [B rounded up to
   TILE, ldx] with rows and columns beyond the images set to 0. */
void dataset_gather(const dataset *data, const scaler *s, const uint32_t *indices, uint32_t B,
                    float *x, size_t ldx, uint8_t *labels);

/* The same images as they are kept, pixels [B, ldx], for those that make lists of them; and SCALING_UNIT's input of
   every pixel there may be, x [256]. */
void dataset_copy(const dataset *data, const uint32_t *indices, uint32_t B, uint8_t *pixels,
                  size_t ldx, uint8_t *labels);
void dataset_units(float *x);

#endif
