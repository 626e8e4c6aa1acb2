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

struct text;

/* Starts a new last error and returns the text its message is appended to. `path` is what the error
   is about, for instance "model.layers[1].units"; it opens the message, or is NULL. Never fails:
   messages that are too long are cut. */
struct text *error_begin(const char *path);

/* error_begin, with a message that is one constant sentence; returns `s`. */
status error_set(status s, const char *path, const char *sentence);

/* The same for a spec, with a code. */
status error_spec(const char *code, const char *path, const char *sentence);

/* What the open error is, for who words it in another language: a code, "other" where none is set, and
   named values. error_value returns the text that takes a value of any kind, as JSON. */
void error_code(const char *code);
struct text *error_value(const char *name);
void error_number(const char *name, double value);
void error_text(const char *name, const char *value);

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

#endif
