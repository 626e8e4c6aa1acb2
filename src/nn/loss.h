/* loss.h: softmax and cross-entropy, as one: the gradient of their composition is p - y, without a
   division that could overflow (Bridle, 1990). */
#ifndef DESCENSO_LOSS_H
#define DESCENSO_LOSS_H

#include "base/base.h"

/* Turns logits z [B, ldz] of K classes into probabilities, in place; losses[s] = -log p(label), for labels
   [B] < K. */
void loss_softmax_cross_entropy(float *z, size_t ldz, uint32_t B, uint32_t K, const uint8_t *labels,
                                float *losses);

/* d[s][k] = (p[s][k] - [k = label of s]) / count, for probabilities p [B, ldp]; d [B, ldp] may be p
   itself. `count` is the size of the minibatch that these B samples are part of. */
void loss_gradient(const float *p, size_t ldp, uint32_t B, uint32_t K, const uint8_t *labels,
                   uint32_t count, float *d);

#endif
