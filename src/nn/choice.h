/* choice.h: the table of a struct's values, in the manner of FFmpeg's options, and the descriptor that
   every row of the catalog starts with.

   A struct such as

     typedef struct { double learning_rate, momentum; bool rate_in_velocity; } momentum_spec;

   has a table with one hparam for each member: its key in specs, where it stands, its range, and its
   default in each convention. The table is all that reads, checks, prints and saves the struct; code
   that computes reads the member. The member's type follows from the kind:

     REAL double · INTEGER uint32_t · FLAG bool · CHOICE an enum in the options' order · ROW_OF a
     pointer to the row · LIST a value_list */
#ifndef DESCENSO_CHOICE_H
#define DESCENSO_CHOICE_H

#include "base/base.h"

enum { MAX_HPARAMS = 12, MAX_LIST = 16 };

/* Whose defaults and details an optimizer or schedule follows. */
typedef enum { CONVENTION_SLIDES, CONVENTION_KERAS, CONVENTION_PYTORCH, CONVENTIONS } convention;

typedef enum { HP_REAL, HP_INTEGER, HP_FLAG, HP_CHOICE, HP_ROW, HP_LIST } hparam_kind;

typedef struct {
  uint32_t count;
  double items[MAX_LIST];
} value_list;

typedef struct choice choice;

typedef struct {
  const char *key;
  const char *symbol; /* TeX, or "" */
  hparam_kind kind;
  size_t offset;                   /* of the member in the table's struct */
  double def[CONVENTIONS];         /* a list's default is empty */
  const char *chosen[CONVENTIONS]; /* the defaults of HP_CHOICE and HP_ROW, by key */
  double min, max;                 /* both allowed; of every item, for a list */
  bool log_scale;                  /* how a slider should run */
  bool selects;                    /* other defaults hang on it: it is read first */
  const char *const *options;      /* of HP_CHOICE: keys, closed by NULL */
  const choice *(*row)(size_t i);  /* of HP_ROW: the rows of a table; NULL after the last */
} hparam;

struct choice {
  const char *key;
  const char *formula;    /* the rule, in TeX */
  const char *paper;      /* source: authors, year */
  hparam hp[MAX_HPARAMS]; /* the first with a NULL key ends the list */
};

/* Room for the struct of hyper-parameters that a row has of its own and its table describes. Bytes,
   since every row's is another. */
typedef struct {
  _Alignas(double) unsigned char bytes[288];
} row_values;

/* clang-format would take the braces for blocks. */
/* clang-format off */
#define SAME(x) {x, x, x}
#define EACH(slides, keras, pytorch) {slides, keras, pytorch}

/* The offset of a member, if it has the type, or, for enums, the size, that its kind wants. */
#define TYPED(T, member, type) (offsetof(T, member) + _Generic(((T *)NULL)->member, type: (size_t)0))
#define WORD(T, member) \
  (offsetof(T, member) + 0 * sizeof(char[sizeof(((T *)NULL)->member) == sizeof(uint32_t) ? 1 : -1]))

/* Without the defaults, whose commas a second macro would take for its own. */
#define HPARAM(name, tex, is, at, least, most, log) \
  .key = name, .symbol = tex, .kind = is, .offset = at, .min = least, .max = most, .log_scale = log
#define REAL(T, member, name, tex, defaults, least, most) \
  {HPARAM(name, tex, HP_REAL, TYPED(T, member, double), least, most, false), .def = defaults}
#define REAL_LOG(T, member, name, tex, defaults, least, most) \
  {HPARAM(name, tex, HP_REAL, TYPED(T, member, double), least, most, true), .def = defaults}
#define INTEGER(T, member, name, tex, defaults, least, most) \
  {HPARAM(name, tex, HP_INTEGER, TYPED(T, member, uint32_t), least, most, false), .def = defaults}
#define INTEGER_LOG(T, member, name, tex, defaults, least, most) \
  {HPARAM(name, tex, HP_INTEGER, TYPED(T, member, uint32_t), least, most, true), .def = defaults}
#define FLAG(T, member, name, defaults) \
  {HPARAM(name, "", HP_FLAG, TYPED(T, member, bool), 0, 1, false), .def = defaults}
#define LIST(T, member, name, tex, least, most) \
  {HPARAM(name, tex, HP_LIST, TYPED(T, member, value_list), least, most, false), .def = SAME(0)}

/* SELECT: other defaults hang on the choice. */
#define KEYED(name, is, at, keys, rows, before) \
  .key = name, .symbol = "", .kind = is, .offset = at, .options = keys, .row = rows, .selects = before
#define CHOICE(T, member, name, keys, defaults) \
  {KEYED(name, HP_CHOICE, WORD(T, member), keys, NULL, false), .chosen = defaults}
#define SELECT(T, member, name, keys, defaults) \
  {KEYED(name, HP_CHOICE, WORD(T, member), keys, NULL, true), .chosen = defaults}
#define ROW_OF(T, member, name, type, key) \
  {KEYED(name, HP_ROW, TYPED(T, member, const type *), NULL, type##_choice, false), .chosen = SAME(key)}
#define SELECT_ROW(T, member, name, type, key) \
  {KEYED(name, HP_ROW, TYPED(T, member, const type *), NULL, type##_choice, true), .chosen = SAME(key)}
/* clang-format on */

/* How many hyper-parameters a row has. */
size_t choice_hparams(const choice *row);

/* Whether the value is one of a few keys: HP_CHOICE and HP_ROW. */
static inline bool hparam_has_options(const hparam *h) {
  return h->kind == HP_CHOICE || h->kind == HP_ROW;
}

/* The key of option i of such a value, NULL after the last. */
const char *hparam_option(const hparam *h, size_t i);

/* The number of the option with this key; that of all options where none has it. */
size_t hparam_find_option(const hparam *h, const char *key);

/* Whether a number is in the range, and whole where it has to be. */
bool hparam_allows(const hparam *h, double x);

/* A value that is no list in its struct, as a number: a flag is 0 or 1, an option its number. */
double hparam_get(const hparam *h, const void *values);
void hparam_set(const hparam *h, void *values, double x);

value_list *hparam_list(const hparam *h, void *values);

/* The default, in the same terms; and setting it, to an empty list too. */
double hparam_default(const hparam *h, convention c);
void hparam_set_default(const hparam *h, void *values, convention c);

#endif
