#include "arena.h"

#include <stdlib.h>

status arena_allocate(arena *a, const char *what) {
  const uint64_t bytes = round_up((size_t)(a->used & 63), 64) + a->used; /* aligned_alloc wants a multiple */
  if (a->used > SIZE_MAX / 2) return error_memory(what, (double)a->used);
  a->at = aligned_alloc(ARENA_ALIGNMENT, (size_t)bytes);
  if (!a->at) return error_memory(what, (double)a->used);
  for (uint64_t i = 0; i < bytes; i++) a->at[i] = 0;
  a->used = 0;
  return STATUS_OK;
}
