/* spec_bytes.h: a document as a host hands it in. */
#ifndef DESCENSO_TESTS_SPEC_BYTES_H
#define DESCENSO_TESTS_SPEC_BYTES_H

#include <stdlib.h>

#include "api/api.h"

/* The spec of a document, which is freed; `create` is one of api.h's. */
static inline spec_handle *spec_from(document *d, spec_handle *(*create)(const uint8_t *bytes,
                                                                         uint32_t length)) {
  archive count = {0};
  (void)document_exchange(&count, d);
  uint8_t *bytes = malloc((size_t)count.used);
  if (!bytes) exit(2);
  archive a = archive_to(bytes, count.used);
  (void)document_exchange(&a, d);
  spec_handle *s = create(bytes, (uint32_t)count.used);
  free(bytes);
  document_free(d);
  return s;
}

#endif
