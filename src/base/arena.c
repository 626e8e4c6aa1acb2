#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

status arena_allocate(arena *a, const char *what) {
  if (a->used > SIZE_MAX / 2) return error_memory(what, (double)a->used);
  a->at = aligned_alloc(ARENA_ALIGNMENT, (size_t)a->used);
  if (!a->at) return error_memory(what, (double)a->used);
  memset(a->at, 0, (size_t)a->used);
  a->used = 0;
  return STATUS_OK;
}
