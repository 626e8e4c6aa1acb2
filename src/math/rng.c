#include "math/rng.h"

typedef struct {
  uint32_t x0, x1;
} word_pair;

static inline uint32_t rotate_left(uint32_t x, int bits) {
  return (x << bits) | (x >> (32 - bits));
}

static inline word_pair mix(word_pair x, int rotation) {
  x.x0 += x.x1;
  x.x1 = rotate_left(x.x1, rotation) ^ x.x0;
  return x;
}

static inline word_pair mix_first_four(word_pair x) { return mix(mix(mix(mix(x, 13), 15), 26), 6); }
static inline word_pair mix_second_four(word_pair x) {
  return mix(mix(mix(mix(x, 17), 29), 16), 24);
}

static inline word_pair add_key(word_pair x, uint32_t key0, uint32_t key1, uint32_t injection) {
  x.x0 += key0;
  x.x1 += key1 + injection;
  return x;
}

/* Words 2 pair and 2 pair + 1. No branch and no table, so that a loop over pairs becomes SIMD. */
static inline word_pair threefry_2x32(rng_stream s, uint32_t pair) {
  const uint32_t k0 = s.key[0], k1 = s.key[1], k2 = 0x1bd11bda ^ k0 ^ k1;
  word_pair x = add_key((word_pair){pair, s.step}, k0, k1, 0);
  x = add_key(mix_first_four(x), k1, k2, 1);
  x = add_key(mix_second_four(x), k2, k0, 2);
  x = add_key(mix_first_four(x), k0, k1, 3);
  x = add_key(mix_second_four(x), k1, k2, 4);
  return add_key(mix_first_four(x), k2, k0, 5);
}

rng_stream rng_open(uint32_t seed, rng_purpose purpose, uint32_t index, uint32_t step) {
  return (rng_stream){{seed, (uint32_t)purpose | index << 8}, step};
}

/* The same with all words in one run of pairs that 32 bits can number. */
static void words_of_run(rng_stream s, uint64_t first, uint32_t *out, size_t n) {
  uint32_t pair = (uint32_t)(first / 2);
  if (first % 2 == 1 && n > 0) {
    *out++ = threefry_2x32(s, pair++).x1;
    n--;
  }
  for (size_t i = 0; i < n / 2; i++) {
    const word_pair x = threefry_2x32(s, pair + (uint32_t)i);
    out[2 * i] = x.x0;
    out[2 * i + 1] = x.x1;
  }
  if (n % 2 == 1) out[n - 1] = threefry_2x32(s, pair + (uint32_t)(n / 2)).x0;
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
