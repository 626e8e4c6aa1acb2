/* batchnorm.h: batch normalization (Ioffe and Szegedy, 2015): every column of a minibatch brought to mean
   0 and deviation 1, then scaled by gamma and shifted by beta; in predictions with statistics that move
   along while training. Matrices are [B, n], n a multiple of 16; vectors [n]. */
#ifndef DESCENSO_BATCHNORM_H
#define DESCENSO_BATCHNORM_H

#include "base/base.h"

typedef enum { BATCHNORM_NONE, BATCHNORM_BEFORE, BATCHNORM_AFTER } batchnorm_place;

/* Details that libraries differ in. */
typedef struct {
  double momentum; /* moving <- momentum · moving + (1 - momentum) · the minibatch's */
  double epsilon;  /* added to variances */
  bool unbiased;   /* the moving variance takes sums / (B - 1) instead of / B, where B > 1 */
} batchnorm_rule;

/* A layer's parameters, and what a training pass leaves for the backward pass. */
typedef struct {
  const float *gamma, *beta;
  float *moving_mean, *moving_variance;
  float *mean, *variance; /* of the minibatch, divided by B */
  float *inverse;         /* 1 / sqrt(variance + epsilon) */
  float *normalized;      /* [B, n] */
} batchnorm;

/* out = gamma · (z - mean) · inverse + beta; out may be z. */
void batchnorm_train(const batchnorm_rule *rule, const batchnorm *b, uint32_t B, size_t n,
                     const float *z, float *out);

/* The same with the moving statistics. */
void batchnorm_predict(const batchnorm_rule *rule, const batchnorm *b, uint32_t B, size_t n,
                       const float *z, float *out);

/* d -> gradient by z, in place, from the gradient by out; and the gradients by gamma and beta. */
void batchnorm_backward(const batchnorm *b, uint32_t B, size_t n, float *d, float *d_gamma,
                        float *d_beta);

/* Moves the statistics towards the last training pass's, of B samples. */
void batchnorm_move(const batchnorm_rule *rule, const batchnorm *b, uint32_t B, size_t n);

/* The R-operator's part (tangent.h): what changes when z and the parameters do. */
typedef struct {
  float *normalized; /* R of b->normalized, [B, n] */
  float *along;      /* means over the samples of normalized · R{z}, [n] */
} batchnorm_tangent;

/* After batchnorm_train: r -> R of its output, in place, from the R of z; r_gamma and r_beta are those of the
   parameters. */
void batchnorm_train_tangent(const batchnorm *b, const batchnorm_tangent *t, uint32_t B, size_t n,
                             const float *r_gamma, const float *r_beta, float *r);

/* After that: what batchnorm_backward does to d; r -> R of it, in place, from the R of d; and the R of the gradients by
   gamma and beta. */
void batchnorm_backward_tangent(const batchnorm *b, const batchnorm_tangent *t, uint32_t B,
                                size_t n, const float *r_gamma, float *d, float *r,
                                float *r_d_gamma, float *r_d_beta);

#endif
