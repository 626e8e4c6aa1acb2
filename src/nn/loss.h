/* loss.h: softmax and cross-entropy, as one: the gradient of their composition is p - t, without a
   division that could overflow (Bridle, 1990). The targets t of a label are 1 and, of other classes, 0; or, smoothed
   by s (Szegedy et al., 2016), 1 - s + s / K and s / K. What a smoothed loss cannot go below is the targets'
   entropy. */
#ifndef DESCENSO_LOSS_H
#define DESCENSO_LOSS_H

#include "base/base.h"

/* What B samples are to be of. */
typedef struct {
  const uint8_t *labels; /* [B] < K */
  const uint8_t *others; /* of mixed images the second, whose loss counts 1 - share; or NULL */
  float share;           /* that the loss by the first counts, where there are others */
  double smoothing;
} loss_targets;

/* Turns logits z [B, ldz] of K classes into probabilities, in place; losses[s] = -sum over k of t_k log p_k. */
void loss_softmax_cross_entropy(float *z, size_t ldz, uint32_t B, uint32_t K, const loss_targets *t,
                                float *losses);

/* d[s][k] = (p[s][k] - t_k) / count, for probabilities p [B, ldp], and 0 beyond K; d [B, ldp] may be p
   itself. `count` is the size of the minibatch that these B samples are part of. */
void loss_gradient(const float *p, size_t ldp, uint32_t B, uint32_t K, const loss_targets *t,
                   uint32_t count, float *d);

/* What a change r [B, ldp] of the logits does to that gradient: p (r - sum over k of p_k r_k) / count, in place; the
   targets have no part in it. */
void loss_gradient_tangent(const float *p, size_t ldp, uint32_t B, uint32_t K, uint32_t count,
                           float *r);

#endif
