#include "run/document.h"

#include <stdlib.h>

#include "base/text.h"

SELDOM_FROM_HERE

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
    return error_spec("no-key", path, "is longer than any key of a spec");
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

static void exchange_entry(archive *a, assignment *entry) {
  uint32_t kind = entry->kind;
  archive_string(a, entry->path, sizeof entry->path);
  archive_word(a, &kind);
  archive_double(a, &entry->number);
  archive_string(a, entry->text, sizeof entry->text);
  if (kind > VALUE_NULL) a->damaged = true;
  if (!a->damaged) entry->kind = (value_kind)kind;
}

status document_exchange(archive *a, document *d) {
  uint32_t count = d->count;
  status s = STATUS_OK;
  archive_word(a, &count);
  for (uint32_t n = 0; n < d->count; n++) exchange_entry(a, &d->items[n]);
  for (uint32_t n = 0; a->from && n < count && s == STATUS_OK; n++) {
    assignment entry = {.kind = VALUE_NUMBER};
    exchange_entry(a, &entry);
    if (a->damaged) break;
    s = document_append(d, entry.path, entry.kind, entry.number, entry.text);
  }
  if (a->damaged) return error_spec("bytes", NULL, "these bytes are no spec");
  return s;
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

SELDOM_UP_TO_HERE
