/* tensor.h: a model's parameters as the world knows them: layer by layer the kernel [I, O] and the bias
   [O], and where a layer is normalized gamma, beta, the moving mean and the moving variance [O]. */
#ifndef DESCENSO_TENSOR_H
#define DESCENSO_TENSOR_H

#include "base/archive.h"
#include "base/text.h"
#include "nn/model.h"

uint32_t tensor_count(const model *m);

/* "dense1/kernel", "dense1/bias", "batchnorm1/gamma" … */
void tensor_name(const model *m, uint32_t tensor, text *name);
void tensor_shape(const model *m, uint32_t tensor, uint32_t *inputs,
                  uint32_t *outputs); /* a vector: 0, O */

/* Between an array of the model (parameters, gradient) and a tensor's [I, O] or [O] floats. Moving
   statistics have a gradient of 0. */
void tensor_read(const model *m, uint32_t tensor, const float *array, float *values);
void tensor_write(const model *m, uint32_t tensor, float *array, const float *values);

/* Whether the optimizer moves it: all but the moving statistics, which an array of a slot has not. */
bool tensor_is_trained(const model *m, uint32_t tensor);

/* The floats of a tensor in an array of the model, in that order, to an archive or from it. */
void tensor_exchange(const model *m, uint32_t tensor, float *array, archive *a);

/* SHA-256 of all tensors, one after another, as little-endian float32 (NaN as 0x7fc00000, since its
   bits are the engine's own); 32 bytes. */
void tensor_hash(const model *m, uint8_t hash[32]);

#endif
