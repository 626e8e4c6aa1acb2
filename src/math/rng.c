#include "math/rng.h"

#include <string.h>

/* Portable vector extension, as in kernels.c; its shuffles need gcc 12. Each step of a mix waits for the one before:
   so two vectors, of four pairs of words each, go through it side by side. */
typedef uint32_t u32x4 __attribute__((vector_size(16)));
enum { VECTORS = 2, WORDS = VECTORS * 8 };

typedef struct {
  u32x4 x0[VECTORS], x1[VECTORS];
} word_pairs;

static inline u32x4 splat(uint32_t x) { return (u32x4){x, x, x, x}; }

static inline u32x4 rotate_left(u32x4 x, int bits) { return (x << bits) | (x >> (32 - bits)); }

static inline void mix(word_pairs *x, int rotation) {
  for (int v = 0; v < VECTORS; v++) {
    x->x0[v] += x->x1[v];
    x->x1[v] = rotate_left(x->x1[v], rotation) ^ x->x0[v];
  }
}

static inline void mix_first_four(word_pairs *x) { mix(x, 13), mix(x, 15), mix(x, 26), mix(x, 6); }
static inline void mix_second_four(word_pairs *x) {
  mix(x, 17), mix(x, 29), mix(x, 16), mix(x, 24);
}

static inline void add_key(word_pairs *x, uint32_t key0, uint32_t key1, uint32_t injection) {
  for (int v = 0; v < VECTORS; v++) {
    x->x0[v] += splat(key0);
    x->x1[v] += splat(key1 + injection);
  }
}

/* Threefry-2x32 of the counters from `pair` on: words 2 pair and following. */
static inline void draw_words(rng_stream s, uint32_t pair, uint32_t out[WORDS]) {
  const uint32_t k0 = s.key[0], k1 = s.key[1], k2 = 0x1bd11bda ^ k0 ^ k1;
  word_pairs x;
  for (uint32_t v = 0; v < VECTORS; v++) {
    x.x0[v] = splat(pair + 4 * v) + (u32x4){0, 1, 2, 3};
    x.x1[v] = splat(s.step);
  }
  add_key(&x, k0, k1, 0);
  mix_first_four(&x), add_key(&x, k1, k2, 1);
  mix_second_four(&x), add_key(&x, k2, k0, 2);
  mix_first_four(&x), add_key(&x, k0, k1, 3);
  mix_second_four(&x), add_key(&x, k1, k2, 4);
  mix_first_four(&x), add_key(&x, k2, k0, 5);
  for (int v = 0; v < VECTORS; v++) {
    const u32x4 words[2] = {__builtin_shufflevector(x.x0[v], x.x1[v], 0, 4, 1, 5),
                            __builtin_shufflevector(x.x0[v], x.x1[v], 2, 6, 3, 7)};
    memcpy(out + 8 * v, words, sizeof words);
  }
}

rng_stream rng_open(uint32_t seed, rng_purpose purpose, uint32_t index, uint32_t step) {
  return (rng_stream){{seed, (uint32_t)purpose | index << 8}, step};
}

/* rng_words, where all words are in one run of pairs that 32 bits can number. Not inlined: one copy is long enough. */
__attribute__((noinline)) static void words_of_run(rng_stream s, uint64_t first, uint32_t *out,
                                                   size_t n) {
  uint32_t words[WORDS], pair = (uint32_t)(first / 2), skipped = (uint32_t)(first % 2);
  for (size_t taken; n > 0; n -= taken, out += taken) {
    draw_words(s, pair, words);
    taken = min_size(n, WORDS - skipped);
    if (taken == WORDS) memcpy(out, words, sizeof words);
    else memcpy(out, words + skipped, taken * sizeof *out);
    pair += WORDS / 2;
    skipped = 0;
  }
}

/* The counter numbers 2^32 pairs; runs beyond the first have keys of their own, in the bits that no
   index takes. */
void rng_words(rng_stream s, uint64_t first, uint32_t *out, size_t n) {
  const uint64_t run = (uint64_t)1 << 33;
  for (size_t part; n > 0; first += part, out += part, n -= part) {
    const uint64_t left = run - first % run;
    const rng_stream here = {{s.key[0], s.key[1] + ((uint32_t)(first / run) << 24)}, s.step};
    part = n < left ? n : (size_t)left;
    words_of_run(here, first, out, part);
  }
}

/* Reads a stream word by word, from the first on. */
typedef struct {
  rng_stream stream;
  uint32_t next; /* position in the stream */
  uint32_t words[64];
} reader;

static uint32_t read_word(reader *r) {
  const uint32_t capacity = sizeof r->words / sizeof r->words[0];
  const uint32_t at = r->next % capacity;
  if (at == 0) rng_words(r->stream, r->next, r->words, capacity);
  r->next++;
  return r->words[at];
}

/* A number below `below`, each equally likely: the high half of word × below. Of the 2^32 words,
   2^32 mod below are too many to be shared out evenly; they are those with the smallest low halves,
   and are drawn again (Lemire 2019). */
static uint32_t read_below(reader *r, uint32_t below) {
  uint64_t product = (uint64_t)read_word(r) * below;
  if ((uint32_t)product < below) {
    const uint32_t surplus = (0u - below) % below;
    while ((uint32_t)product < surplus) product = (uint64_t)read_word(r) * below;
  }
  return (uint32_t)(product >> 32);
}

void rng_permutation(rng_stream s, uint32_t *out, uint32_t n) {
  reader r = {.stream = s};
  for (uint32_t i = 0; i < n; i++) {
    const uint32_t j = read_below(&r, i + 1);
    out[i] = out[j]; /* j = i reads what the next line overwrites */
    out[j] = i;
  }
}

void rng_indices(rng_stream s, uint32_t *out, uint32_t n, uint32_t below) {
  reader r = {.stream = s};
  for (uint32_t i = 0; i < n; i++) out[i] = read_below(&r, below);
}
