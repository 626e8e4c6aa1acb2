/* catalog.h: every table of choices and every field of a spec, as one JSON document. Forms, URLs,
   the command line's help and the exporters are made from it; nothing of it is said twice. */
#ifndef DESCENSO_CATALOG_H
#define DESCENSO_CATALOG_H

#include "base/text.h"

/* { "version", "conventions", "optimizers", "schedules", "activations", "initializers", "sets",
   "surfaces", "spec": { section: [field] }, "surfaceSpec": the same } A row is { "key", "formula" (TeX), "paper",
   "hyperparameters": [field] }; a field is { "key", "symbol" (TeX), "kind", "min", "max", "scale", "default",
   "defaults": { convention: value }, "options" }. */
void catalog_print(text *t);

#endif
