/* document.h: a list of assignments, a path and a value each ("model.layers[0].units" = 300), which
   is what a JSON document, `--set` and a URL all come down to. */
#ifndef DESCENSO_DOCUMENT_H
#define DESCENSO_DOCUMENT_H

#include "base/archive.h"

enum { MAX_PATH = 96, MAX_TEXT = 48 };

typedef enum {
  VALUE_NUMBER,
  VALUE_FLAG, /* number 0 or 1 */
  VALUE_TEXT,
  VALUE_EMPTY_OBJECT, /* {}: a section that is there and has only defaults */
  VALUE_EMPTY_LIST,   /* [] */
  VALUE_NULL
} value_kind;

typedef struct {
  char path[MAX_PATH];
  value_kind kind;
  double number;
  char text[MAX_TEXT];
} assignment;

typedef struct {
  assignment *items;
  uint32_t count, capacity;
} document;

/* Appends one assignment. Errors: STATUS_MEMORY; STATUS_SPEC for a path or text that is longer than
 * any valid one. */
status document_append(document *d, const char *path, value_kind kind, double number,
                       const char *string);
void document_free(document *d);

/* The document as bytes, all little-endian: a word, how many; each: path, kind (a word), number
   (float64), text; strings as archive.h has them. Read into an empty document. Errors: STATUS_MEMORY;
   STATUS_SPEC for bytes that are none. */
status document_exchange(archive *a, document *d);

/* The last value that a path was given, or NULL. */
const assignment *document_find(const document *d, const char *path);

#endif
