/* arena.h: one block of memory, sized before it is allocated. The same lay-out function runs twice:
   over an arena without memory it only counts, over one with memory it hands out the pieces. */
#ifndef DESCENSO_ARENA_H
#define DESCENSO_ARENA_H

#include "base/base.h"

enum { ARENA_ALIGNMENT = 64 }; /* a cache line */

typedef struct {
  char *at;      /* NULL while counting */
  uint64_t used; /* bytes; 64 bits, so that a count cannot wrap on 32-bit machines */
} arena;

/* `count` items of `size` bytes, aligned to a cache line; NULL while counting. */
static inline void *arena_take(arena *a, uint64_t count, size_t size) {
  void *piece = a->at ? a->at + a->used : NULL;
  a->used += (count * size + ARENA_ALIGNMENT - 1) / ARENA_ALIGNMENT * ARENA_ALIGNMENT;
  return piece;
}

static inline float *arena_floats(arena *a, uint64_t count) {
  return arena_take(a, count, sizeof(float));
}

static inline uint32_t *arena_words(arena *a, uint64_t count) {
  return arena_take(a, count, sizeof(uint32_t));
}

/* Gives a counted arena its memory, zeroed, and starts it anew. `what` names it in the error. The
   block to hand to free() later is a->at. */
status arena_allocate(arena *a, const char *what);

#endif
