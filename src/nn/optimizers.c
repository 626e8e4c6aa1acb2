#include "nn/optimizers.h"

#define ROW(name) &optimizer_##name,
const optimizer *const optimizers[] = {OPTIMIZERS(ROW) NULL};
#undef ROW

const choice *optimizer_choice(size_t i) { return optimizers[i] ? &optimizers[i]->c : NULL; }
