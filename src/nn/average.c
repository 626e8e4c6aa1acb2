#include "nn/average.h"

bool average_takes(const average_spec *a, bool ends, uint32_t epochs, uint32_t all) {
  if (a->kind == AVERAGE_SWA) return ends && epochs > a->from * all;
  return a->kind == AVERAGE_EMA;
}

double average_share(const average_spec *a, uint32_t count) {
  if (count == 0) return 1;
  return a->kind == AVERAGE_EMA ? 1 - a->decay : 1 / (count + 1.0);
}

void average_move(float *average, const float *x, size_t n, double share) {
  const float take = (float)share;
  for (size_t p = 0; p < n; p++) average[p] += take * (x[p] - average[p]);
}
