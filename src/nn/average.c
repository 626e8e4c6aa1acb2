#include "nn/average.h"

SELDOM uint32_t average_due(const average_spec *a, uint32_t epochs, uint32_t all) {
  const uint32_t before = (uint32_t)(a->from * all);
  return epochs > before ? epochs - before : 0;
}

SELDOM bool average_takes(const average_spec *a, bool ends, uint32_t epochs, uint32_t all) {
  if (a->kind == AVERAGE_SWA) return ends && average_due(a, epochs, all) > 0;
  return a->kind == AVERAGE_EMA;
}

SELDOM double average_share(const average_spec *a, uint32_t count) {
  if (count == 0) return 1;
  return a->kind == AVERAGE_EMA ? 1 - a->decay : 1 / (count + 1.0);
}

void average_move(float *average, const float *x, size_t n, double share) {
  const float take = (float)share;
  for (size_t p = 0; p < n; p++) average[p] += take * (x[p] - average[p]);
}
