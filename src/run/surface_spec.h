/* surface_spec.h: the spec of a run on a surface: { surface: { id, … }, start: [x, y], steps,
   optimizer, schedule }. Optimizer and schedule are an experiment's. A run is full-batch gradient
   descent, so a step is an epoch, whatever schedule.per says. */
#ifndef DESCENSO_SURFACE_SPEC_H
#define DESCENSO_SURFACE_SPEC_H

#include "nn/surface.h"
#include "run/document.h"
#include "run/fields.h"

/* Places of the values in each section. `start` is a list: its length, then x and y. */
enum { RUN_STEPS, RUN_START, RUN_VALUES = RUN_START + 1 + MAX_LIST };
enum { SURFACE_ID, SURFACE_FIELDS };

typedef struct {
  double root[RUN_VALUES];
  double surface[SURFACE_FIELDS], surface_hp[MAX_VALUES];
  double optimizer[OPTIMIZER_FIELDS], optimizer_hp[MAX_VALUES];
  double schedule[SCHEDULE_FIELDS], schedule_hp[MAX_VALUES];
} surface_spec;

enum { SURFACE_SECTION_ROOT, SURFACE_SECTION, SURFACE_SECTION_OPTIMIZER, SURFACE_SECTION_SCHEDULE };

extern const spec_section surface_sections[]; /* closed by a NULL name */

const surface *surface_spec_surface(const surface_spec *s);

/* As spec_resolve and spec_document. */
status surface_spec_resolve(const document *d, surface_spec *out);
status surface_spec_document(const surface_spec *s, document *out);

#endif
