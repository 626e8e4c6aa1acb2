/* optimizers.h: the table of the update rules; each row is in the file of its family. */
#ifndef DESCENSO_OPTIMIZERS_H
#define DESCENSO_OPTIMIZERS_H

#include "nn/optimizer.h"

/* Every rule, in the catalog's order: a row optimizer_sgd, and so on. */
#define OPTIMIZERS(X)                                                                              \
  X(sgd) X(momentum) X(nesterov) X(adagrad) X(rmsprop) X(adam) X(adamw) X(nadam) X(adamax) X(lion)

#define DECLARE(name) extern const optimizer optimizer_##name;
OPTIMIZERS(DECLARE)
#undef DECLARE

extern const optimizer *const optimizers[]; /* the rows, closed by NULL */
const choice *optimizer_choice(size_t i);   /* row i, NULL after the last */

#endif
