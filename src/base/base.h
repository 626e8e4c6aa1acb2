/* base.h: what every file shares: status codes, the last error, the dimension alphabet.

   Dimensions, wherever shapes are written:
     B  samples in a minibatch        I  inputs of a layer
     O  outputs (units) of a layer    P  parameters of a model
     N  samples in a dataset          K  classes
   Matrices are row-major float32 unless the header says otherwise. */
#ifndef DESCENSO_BASE_H
#define DESCENSO_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
  STATUS_OK = 0,
  STATUS_SPEC,     /* a spec's path, type or value is wrong; the last error names the path */
  STATUS_ARGUMENT, /* an argument of a call is wrong */
  STATUS_DATA,     /* bytes that should be a dataset are not one */
  STATUS_MEMORY    /* the memory that the call needs is not there */
} status;

/* What an error tells: a number, or, where it is there, a text. */
typedef struct {
  const char *name;
  double number;
  const char *text;
} fact;

#define FACT(name, value)                                                                          \
  { name, value, NULL }
#define FACT_TEXT(name, value)                                                                     \
  { name, 0, value }
#define FACTS(...) ((const fact[]){__VA_ARGS__, {NULL, 0, NULL}})

/* Makes the last error; returns `s`. `path` is what it is about, for instance "model.layers[1].units": it
   opens the message; or NULL. The sentence names facts in braces: "must be {min}..{max}, got {given}". Code
   and facts are for who words it in another language; "other" is no code. Never fails: a message that is
   too long is cut. */
status error_tell(status s, const char *code, const char *path, const char *sentence,
                  const fact *facts);

/* The same for one constant sentence, without a code; and with one, for a spec. */
status error_set(status s, const char *path, const char *sentence);
status error_spec(const char *code, const char *path, const char *sentence);

/* What is still to be said: the message to append to, and, as JSON, one more value. */
struct text *error_more(void);
struct text *error_value(const char *name);

/* STATUS_ARGUMENT with a message as "images must be 1..4294967295, got 0". */
status error_range(const char *path, double min, double max, double got);

/* The last error's message and path, "" where there is none; its code; its values, a JSON object. Valid
   until the next error. */
const char *error_message(void);
const char *error_path(void);
const char *error_code_of_last(void);
const char *error_values(void);

/* STATUS_MEMORY with a message that names what was wanted and how many bytes it takes. */
status error_memory(const char *what, double bytes);

/* n rounded up to a multiple of m. */
static inline size_t round_up(size_t n, size_t m) { return (n + m - 1) / m * m; }

static inline size_t min_size(size_t a, size_t b) { return a < b ? a : b; }

static inline bool is_finite(double x) { return x - x == 0; }

/* Before a function that runs seldom, or around several: small rather than fast, since every page loads it. The
   bits are the same. */
#ifdef __clang__
#define SELDOM __attribute__((minsize))
#define SELDOM_FROM_HERE                                                                           \
  _Pragma("clang attribute push(__attribute__((minsize)), apply_to = function)")
#define SELDOM_UP_TO_HERE _Pragma("clang attribute pop")
#else
#define SELDOM
#define SELDOM_FROM_HERE
#define SELDOM_UP_TO_HERE
#endif

/* Before a loop that becomes SIMD: n vectors go through it side by side, where one would wait for each of its steps.
   The bits are the same. */
#ifdef __clang__
#define PRAGMA_OF(...) _Pragma(#__VA_ARGS__)
#define SIDE_BY_SIDE(n) PRAGMA_OF(clang loop interleave_count(n))
#else
#define SIDE_BY_SIDE(n)
#endif

#endif
