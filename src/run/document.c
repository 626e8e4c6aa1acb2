#include "run/document.h"

#include <stdlib.h>

#include "base/text.h"

static void copy(char *to, size_t capacity, const char *from) {
  text t = text_over(to, capacity);
  text_append(&t, from);
}

static status grow(document *d) {
  const uint32_t capacity = d->capacity ? 2 * d->capacity : 64;
  assignment *items = realloc(d->items, capacity * sizeof *items);
  if (!items) return error_memory("a spec", (double)capacity * sizeof *items);
  d->items = items;
  d->capacity = capacity;
  return STATUS_OK;
}

status document_append(document *d, const char *path, value_kind kind, double number,
                       const char *string) {
  if (text_length(path) >= MAX_PATH)
    return error_set(STATUS_SPEC, path, "is longer than any key of a spec");
  if (d->count == d->capacity) {
    const status s = grow(d);
    if (s != STATUS_OK) return s;
  }
  assignment *a = &d->items[d->count++];
  *a = (assignment){.kind = kind, .number = number};
  copy(a->path, sizeof a->path, path);
  if (string) copy(a->text, sizeof a->text, string); /* cut: a longer one is no key, and says so */
  return STATUS_OK;
}

void document_free(document *d) {
  free(d->items);
  *d = (document){0};
}

const assignment *document_find(const document *d, const char *path) {
  for (uint32_t n = d->count; n-- > 0;)
    if (text_equal(d->items[n].path, path)) return &d->items[n];
  return NULL;
}
