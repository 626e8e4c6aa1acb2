/* surface_spec.h: the spec of a run on a surface: { surface: { id, … }, start: [x, y], steps,
   optimizer, schedule }. Optimizer and schedule are an experiment's. A run is full-batch gradient
   descent, so a step is an epoch, whatever schedule.per says. */
#ifndef DESCENSO_SURFACE_SPEC_H
#define DESCENSO_SURFACE_SPEC_H

#include "nn/surface.h"
#include "run/document.h"
#include "run/fields.h"

typedef struct {
  uint32_t steps;
  value_list start;
  struct {
    const surface *rule;
    row_values own; /* the surface's struct of hyper-parameters */
  } surface;
  optimizer_spec optimizer;
  schedule_spec schedule;
} surface_spec;

extern const spec_section surface_sections[]; /* of a surface_spec */

/* As spec_resolve. */
status surface_spec_resolve(const document *d, surface_spec *out);

#endif
