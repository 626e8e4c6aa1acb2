/* check.h: what the native tests share: a line for each check, tallies for checks in loops, and
   numbers that are the tests' own, not rng's. */
#ifndef DESCENSO_TESTS_CHECK_H
#define DESCENSO_TESTS_CHECK_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

static int failures = 0;

static inline void check(bool passed, const char *name, const char *detail) {
  printf("%s %s %s\n", passed ? "ok" : "not ok", name, detail);
  failures += !passed;
}

/* Many cases that are one check; the first that is wrong is told in full. */
typedef struct {
  uint32_t cases, wrong;
  char first[400];
} tally;

__attribute__((format(printf, 3, 4))) static inline bool tally_add(tally *t, bool right,
                                                                   const char *format, ...) {
  t->cases++;
  if (right || t->wrong++ > 0) return right;
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(t->first, sizeof t->first, format, arguments);
  va_end(arguments);
  return false;
}

/* A tally without a case has checked nothing, and fails. */
static inline void tally_check(const tally *t, const char *name) {
  char detail[500];
  snprintf(detail, sizeof detail, "%u of %u wrong%s%s", t->wrong, t->cases, t->wrong ? ": " : "",
           t->first);
  check(t->wrong == 0 && t->cases > 0, name, detail);
}

/* xorshift64* (Vigna 2016). */
static inline uint64_t random_word(uint64_t *state) {
  *state ^= *state >> 12;
  *state ^= *state << 25;
  *state ^= *state >> 27;
  return *state * 0x2545f4914f6cdd1d;
}

static inline uint32_t random_below(uint64_t *state, uint32_t below) {
  return (uint32_t)((random_word(state) >> 32) * below >> 32);
}

/* In [0, 1). */
static inline double random_unit(uint64_t *state) {
  return (double)(random_word(state) >> 11) * 0x1p-53;
}

#endif
