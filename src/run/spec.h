/* spec.h: from a document to an experiment_spec in which every value is present and in range, and
 * back. */
#ifndef DESCENSO_SPEC_H
#define DESCENSO_SPEC_H

#include "run/document.h"
#include "run/fields.h"

/* Every value of the spec, defaults filled in. Errors: STATUS_SPEC, for the first assignment that
 * is wrong. */
status spec_resolve(const document *d, experiment_spec *out);

/* Writes "model.layers[l].key", for errors about a layer; returns path. */
const char *spec_layer_path(char path[MAX_PATH], uint32_t l, const char *key);

#endif
