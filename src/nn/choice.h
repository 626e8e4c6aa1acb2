/* choice.h: the descriptor that every row of the catalog starts with, and the hyper-parameters it
   declares.

   A hyper-parameter's value is always a double: a flag is 0 or 1, a choice is the index of its
   option. A list takes 1 + MAX_LIST doubles: its length, then its items. The values of a row stand
   one after another in the order of its table, so a file names their places in an enum beside the
   table. */
#ifndef DESCENSO_CHOICE_H
#define DESCENSO_CHOICE_H

#include "base/base.h"

enum { MAX_HPARAMS = 12, MAX_LIST = 16, MAX_VALUES = 48 };

/* Whose defaults and details an optimizer or schedule follows. */
typedef enum { CONVENTION_SLIDES, CONVENTION_KERAS, CONVENTION_PYTORCH, CONVENTIONS } convention;

typedef enum { HP_REAL, HP_INTEGER, HP_FLAG, HP_CHOICE, HP_LIST } hparam_kind;

typedef struct choice choice;

typedef struct {
  const char *key;
  const char *symbol; /* TeX, or "" */
  hparam_kind kind;
  double def[CONVENTIONS];        /* a list's default is empty */
  double min, max;                /* both allowed; of every item, for a list */
  bool log_scale;                 /* how a slider should run */
  const char *const *options;     /* for HP_CHOICE: NULL-terminated keys … */
  const choice *(*row)(size_t i); /* … or the rows of a table; NULL after the last */
} hparam;

struct choice {
  const char *key;
  const char *formula;    /* the rule, in TeX */
  const char *paper;      /* source: authors, year */
  hparam hp[MAX_HPARAMS]; /* the first with a NULL key ends the list */
};

/* clang-format would take the braces for blocks. */
/* clang-format off */
#define SAME(x) {x, x, x}
#define EACH(slides, keras, pytorch) {slides, keras, pytorch}
#define REAL(key, symbol, def, min, max) {key, symbol, HP_REAL, def, min, max, false, NULL, NULL}
#define REAL_LOG(key, symbol, def, min, max) {key, symbol, HP_REAL, def, min, max, true, NULL, NULL}
#define INTEGER(key, symbol, def, min, max) {key, symbol, HP_INTEGER, def, min, max, false, NULL, NULL}
#define INTEGER_LOG(key, symbol, def, min, max) {key, symbol, HP_INTEGER, def, min, max, true, NULL, NULL}
#define FLAG(key, def) {key, "", HP_FLAG, def, 0, 1, false, NULL, NULL}
#define CHOICE(key, def, options) {key, "", HP_CHOICE, def, 0, 0, false, options, NULL}
#define ROW_OF(key, table, def) {key, "", HP_CHOICE, SAME(def), 0, 0, false, NULL, table}
#define LIST(key, symbol, min, max) {key, symbol, HP_LIST, SAME(0), min, max, false, NULL, NULL}
/* clang-format on */

/* How many doubles the value of `h` takes. */
static inline size_t hparam_size(const hparam *h) { return h->kind == HP_LIST ? 1 + MAX_LIST : 1; }

/* The key of option i of a choice, NULL after the last. */
static inline const char *hparam_option(const hparam *h, size_t i) {
  if (h->options) return h->options[i];
  const choice *row = h->row(i);
  return row ? row->key : NULL;
}

#endif
