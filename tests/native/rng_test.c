/* Known answers, addressing, and whether the numbers are distributed as they claim. Seeds are fixed, so a
   statistical check has one outcome for ever: it holds unless the generator is broken or has been changed. */
#include "math/rng.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "math/vmath.h"

static int failures = 0;

static void check(bool passed, const char *name, const char *detail) {
  printf("%s %s %s\n", passed ? "ok" : "not ok", name, detail);
  failures += !passed;
}

/* Statistic within [low, high]. */
static void check_within(const char *name, double value, double low, double high) {
  char detail[96];
  snprintf(detail, sizeof detail, "%.6g in [%.6g, %.6g]", value, low, high);
  check(value >= low && value <= high, name, detail);
}

/* Sum of (observed - expected)² / expected, all bins being equally likely. */
static double chi_square(const uint32_t *counts, int bins, uint32_t draws) {
  const double expected = (double)draws / bins;
  double sum = 0;
  for (int i = 0; i < bins; i++) {
    sum += (counts[i] - expected) * (counts[i] - expected) / expected;
  }
  return sum;
}

/* Every chi-square is held between its quantiles 10^-6 and 1 - 10^-6: too even is as wrong as too uneven. */
static void check_uniform(const char *name, const uint32_t *counts, int bins, uint32_t draws) {
  const double chi2 = chi_square(counts, bins, draws);
  switch (bins) {
  case 3: check_within(name, chi2, 2.0e-6, 27.631); return;
  case 10: check_within(name, chi2, 0.22838, 44.811); return;
  case 24: check_within(name, chi2, 3.5299, 70.550); return;
  case 256: check_within(name, chi2, 161.65, 377.08); return;
  default: check(false, name, "no quantiles for this number of bins");
  }
}

/* --- known answers ---------------------------------------------------------------------------- */

static void check_answer(const char *name, rng_stream s, uint32_t pair, uint32_t word0,
                         uint32_t word1) {
  uint32_t words[2] = {0};
  rng_words(s, 2 * pair, words, 2);
  char detail[96];
  snprintf(detail, sizeof detail, "%08" PRIx32 " %08" PRIx32, words[0], words[1]);
  check(words[0] == word0 && words[1] == word1, name, detail);
}

static void check_known_answers(void) {
  /* kat_vectors of Random123, "threefry2x32 20": counter {pair, step}, key. Its line of all ones needs a
     key that no stream has; JAX's threefry_2x32 answers for the last one instead. */
  check_answer("Random123, zeros", (rng_stream){{0, 0}, 0}, 0, 0x6b200159, 0x99ba4efe);
  check_answer("Random123, digits of pi", (rng_stream){{0x13198a2e, 0x03707344}, 0x85a308d3},
               0x243f6a88, 0xc4923a9c, 0x483df7a0);
  check_answer("JAX, ones", (rng_stream){{0xffffffff, 0xffffffff}, 0xffffffff}, 0x7fffffff,
               0x6dec616e, 0x6e20d8bf);

  const rng_stream s = rng_open(1, RNG_DROPOUT, 2, 7);
  check(s.key[0] == 1 && s.key[1] == (3 | 2 << 8) && s.step == 7, "rng_open", "key and step");
  check_answer("JAX, pair 0", s, 0, 0x9496c0a9, 0xcad42308);
  check_answer("JAX, pair 1", s, 1, 0x320253b2, 0xc83c77f4);
  check_answer("JAX, last pair", s, 0x7fffffff, 0x106c1717, 0xf383e76a);
}

/* --- words ------------------------------------------------------------------------------------ */

/* Any piece of a stream, read at once, has the words that are read one by one, and no more. */
static void check_pieces(void) {
  enum { LENGTH = 70 };
  const uint32_t canary = 0xdeadbeef;
  const uint64_t border = (uint64_t)1 << 32,
                 run = 2 * border; /* of positions, and of what a key numbers */
  const uint64_t starts[] = {0, 0x12345678, 0x7ffffff0, border - 35, run - 35, 255 * run - 36};
  const rng_stream s = rng_open(42, RNG_SHUFFLE, 0, 3);
  uint32_t wrong = 0, pieces = 0;
  for (size_t k = 0; k < sizeof starts / sizeof starts[0]; k++) {
    uint32_t single[LENGTH];
    for (uint32_t i = 0; i < LENGTH; i++) rng_words(s, starts[k] + i, &single[i], 1);
    for (uint32_t first = 0; first <= LENGTH; first++) {
      for (uint32_t n = 0; first + n <= LENGTH; n++) {
        uint32_t piece[LENGTH + 1];
        for (uint32_t i = 0; i <= LENGTH; i++) piece[i] = canary;
        rng_words(s, starts[k] + first, piece, n);
        wrong += memcmp(piece, single + first, n * sizeof piece[0]) != 0 || piece[n] != canary;
        pieces++;
      }
    }
  }
  char detail[64];
  snprintf(detail, sizeof detail, "%" PRIu32 " of %" PRIu32 " differ", wrong, pieces);
  check(wrong == 0 && pieces > 0, "any piece of a stream", detail);
}

/* Seed, purpose, index and step each lead to another stream. */
static void check_streams_differ(void) {
  enum { SEEDS = 3, PURPOSES = 6, INDICES = 4, STEPS = 4 };
  enum { STREAMS = SEEDS * PURPOSES * INDICES * STEPS };
  uint32_t starts[STREAMS][2];
  int streams = 0, equal = 0;
  for (uint32_t seed = 0; seed < SEEDS; seed++)
    for (int purpose = RNG_INIT; purpose <= RNG_BOOTSTRAP; purpose++)
      for (uint32_t index = 0; index < INDICES; index++)
        for (uint32_t step = 0; step < STEPS; step++)
          rng_words(rng_open(seed, (rng_purpose)purpose, index, step), 0, starts[streams++], 2);
  for (int i = 0; i < streams; i++)
    for (int j = 0; j < i; j++) equal += memcmp(starts[i], starts[j], sizeof starts[i]) == 0;
  check(streams == STREAMS && equal == 0, "streams differ", "in seed, purpose, index and step");
}

static void check_words_uniform(void) {
  enum { WORDS = 1 << 18 };
  static uint32_t words[WORDS];
  rng_words(rng_open(5, RNG_DROPOUT, 1, 9), 0, words, WORDS);
  uint32_t byte_counts[4][256] = {{0}}, pair_counts[256] = {0}, step_counts[256] = {0};
  for (uint32_t i = 0; i < WORDS; i++) {
    for (int byte = 0; byte < 4; byte++) byte_counts[byte][words[i] >> 8 * byte & 0xff]++;
    if (i > 0) pair_counts[(words[i] >> 28) << 4 | words[i - 1] >> 28]++;
    uint32_t word[2]; /* of neighbouring steps: minibatches in turn */
    for (uint32_t j = 0; j < 2; j++) rng_words(rng_open(5, RNG_DROPOUT, 1, i + j), 0, &word[j], 1);
    step_counts[(word[0] >> 28) << 4 | word[1] >> 28]++;
  }
  check_uniform("lowest byte", byte_counts[0], 256, WORDS);
  check_uniform("second byte", byte_counts[1], 256, WORDS);
  check_uniform("third byte", byte_counts[2], 256, WORDS);
  check_uniform("highest byte", byte_counts[3], 256, WORDS);
  check_uniform("neighbouring words", pair_counts, 256, WORDS - 1);
  check_uniform("neighbouring steps", step_counts, 256, WORDS);
}

/* --- permutations and indices ----------------------------------------------------------------- */

static void check_permutation(uint32_t n) {
  static uint32_t order[60000];
  static bool seen[60000];
  memset(seen, 0, sizeof seen);
  rng_permutation(rng_open(1, RNG_SHUFFLE, 0, n), order, n);
  uint32_t distinct = 0, moved = 0;
  for (uint32_t i = 0; i < n; i++) {
    if (order[i] < n && !seen[order[i]]) distinct++, seen[order[i]] = true;
    moved += order[i] != i;
  }
  char name[32], detail[64];
  snprintf(name, sizeof name, "permutation of %" PRIu32, n);
  snprintf(detail, sizeof detail, "%" PRIu32 " distinct, %" PRIu32 " moved", distinct, moved);
  check(distinct == n && (n < 100 || moved > n - 20), name, detail);
}

/* What a plain script makes of the definitions in rng.h: these numbers must never change. */
static void check_permutation_pinned(void) {
  const uint32_t expected[12] = {8, 7, 4, 6, 1, 2, 9, 3, 0, 5, 11, 10};
  uint32_t order[12];
  rng_permutation(rng_open(1, RNG_SHUFFLE, 0, 0), order, 12);
  check(memcmp(order, expected, sizeof order) == 0, "a permutation of 12", "number by number");
}

static void check_permutations_uniform(void) {
  enum { DRAWS = 24000 };
  uint32_t counts[24] = {0};
  for (uint32_t step = 0; step < DRAWS; step++) {
    uint32_t p[4];
    rng_permutation(rng_open(3, RNG_SHUFFLE, 0, step), p, 4);
    const uint32_t second = p[1] - (p[1] > p[0]); /* its rank among what p[0] left */
    counts[p[0] * 6 + second * 2 + (p[2] > p[3])]++;
  }
  check_uniform("24 permutations of 4", counts, 24, DRAWS);
}

/* The same rule word by word, with the surplus in plain 64-bit arithmetic. */
static uint32_t draw_plainly(rng_stream s, uint32_t *next, uint32_t below, uint32_t *refused) {
  const uint64_t surplus = ((uint64_t)1 << 32) % below;
  for (;;) {
    uint32_t word;
    rng_words(s, (*next)++, &word, 1);
    const uint64_t product = (uint64_t)word * below;
    if (product % ((uint64_t)1 << 32) >= surplus) return (uint32_t)(product / ((uint64_t)1 << 32));
    ++*refused;
  }
}

static void check_indices(uint32_t below, bool refuses) {
  enum { DRAWS = 5000 };
  static uint32_t drawn[DRAWS];
  const rng_stream s = rng_open(8, RNG_BOOTSTRAP, 3, 0);
  rng_indices(s, drawn, DRAWS, below);
  uint32_t next = 0, wrong = 0, refused = 0;
  for (uint32_t i = 0; i < DRAWS; i++) {
    wrong += drawn[i] != draw_plainly(s, &next, below, &refused) || drawn[i] >= below;
  }
  char name[48], detail[64];
  snprintf(name, sizeof name, "indices below %" PRIu32, below);
  snprintf(detail, sizeof detail, "%" PRIu32 " wrong, %" PRIu32 " words refused", wrong, refused);
  check(wrong == 0 && (refused > 0) == refuses, name, detail);
}

static void check_indices_uniform(void) {
  enum { DRAWS = 100000 };
  static uint32_t drawn[DRAWS];
  uint32_t tenths[10] = {0}, residues[3] = {0};
  rng_indices(rng_open(11, RNG_BOOTSTRAP, 0, 0), drawn, DRAWS, 10);
  for (int i = 0; i < DRAWS; i++) tenths[drawn[i]]++;
  check_uniform("indices below 10", tenths, 10, DRAWS);
  /* Without rejection every third number would come twice as often. */
  rng_indices(rng_open(11, RNG_BOOTSTRAP, 1, 0), drawn, DRAWS, 3u << 30);
  for (int i = 0; i < DRAWS; i++) residues[drawn[i] % 3]++;
  check_uniform("residues of indices below 3 2^30", residues, 3, DRAWS);
}

/* --- numbers ---------------------------------------------------------------------------------- */

static void check_numbers(void) {
  check(rng_uniform(0) == 0x1p-33 && rng_uniform(UINT32_MAX) == 1 - 0x1p-33, "ends of rng_uniform",
        "exact, inside (0, 1)");

  enum { DRAWS = 200000 };
  static uint32_t words[DRAWS];
  rng_words(rng_open(2, RNG_INIT, 0, 0), 0, words, DRAWS);
  double worst = 0, sum = 0, sum2 = 0, sum4 = 0;
  for (int i = 0; i < DRAWS; i++) {
    const double u = rng_uniform(words[i]), x = normal_quantile_f64(u);
    const double back = erfc(-x * 0.70710678118654752) / 2;
    worst = fmax(worst, fabs(back - u) / fmin(u, 1 - u));
    sum += x, sum2 += x * x, sum4 += x * x * x * x;
  }
  /* Round trip: an error of x of 6 ulp is one of u's tail of about x² as much. */
  check_within("quantile round trip, relative", worst, 1e-17, 1e-13);
  const double five_sigma = 5 / sqrt(DRAWS);
  check_within("mean of normals", sum / DRAWS, -five_sigma, five_sigma);
  check_within("variance of normals", sum2 / DRAWS, 1 - five_sigma * sqrt(2),
               1 + five_sigma * sqrt(2));
  check_within("fourth moment of normals", sum4 / DRAWS, 3 - five_sigma * sqrt(96),
               3 + five_sigma * sqrt(96));
}

int main(void) {
  check_known_answers();
  check_pieces();
  check_streams_differ();
  check_words_uniform();
  check_permutation(0);
  check_permutation(1);
  check_permutation(2);
  check_permutation(65);
  check_permutation(60000);
  check_permutation_pinned();
  check_permutations_uniform();
  check_indices(1, false);
  check_indices(60000, false);
  check_indices(3u << 30, true);
  check_indices(0x80000001, true);
  check_indices(UINT32_MAX, false);
  check_indices_uniform();
  check_numbers();
  return failures > 0;
}
