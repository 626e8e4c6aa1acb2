/* Specs: every field at and beyond its limits, driven by the tables; keys that are none; hostile
   paths; random documents. Whatever is accepted must come back from its own document unchanged. */
#include "run/spec.h"

#include <math.h>
#include <string.h>

#include "base/text.h"
#include "check.h"
#include "nn/optimizers.h"

static uint64_t state = 11;

/* --- documents -------------------------------------------------------------------------------- */

static void add(document *d, const char *path, value_kind kind, double number, const char *string) {
  (void)document_append(d, path, kind, number, string);
}

static void add_number(document *d, const char *path, double x) {
  add(d, path, VALUE_NUMBER, x, NULL);
}
static void add_text(document *d, const char *path, const char *s) {
  add(d, path, VALUE_TEXT, 0, s);
}

static bool same_assignment(const assignment *a, const assignment *b) {
  return strcmp(a->path, b->path) == 0 && a->kind == b->kind && strcmp(a->text, b->text) == 0 &&
         memcmp(&a->number, &b->number, sizeof a->number) == 0;
}

/* Resolves the document that a spec prints itself as; returns what is wrong with it, or NULL. */
static const char *not_fixed(const experiment_spec *s) {
  const char *wrong = NULL;
  document full = {0}, again = {0};
  experiment_spec back;
  if (form_document(spec_sections, s, &full) != STATUS_OK) wrong = "no document";
  else if (spec_resolve(&full, &back) != STATUS_OK) wrong = error_message();
  else if (form_document(spec_sections, &back, &again) != STATUS_OK) wrong = "no second document";
  else if (full.count != again.count) wrong = "another number of entries";
  for (uint32_t n = 0; !wrong && n < full.count; n++)
    if (!same_assignment(&full.items[n], &again.items[n])) wrong = "another entry";
  document_free(&full);
  document_free(&again);
  return wrong;
}

/* Resolves d and holds it to what every document must keep: a spec comes back from its own
   document, an error has a message that opens with the path. */
static tally kept;
static status resolve(const document *d, experiment_spec *s) {
  error_set(STATUS_OK, "stale", "stale");
  const status result = spec_resolve(d, s);
  const char *wrong = result == STATUS_OK ? not_fixed(s) : NULL;
  const char *path = d->count > 0 ? d->items[d->count - 1].path : "";
  tally_add(&kept, !wrong, "%u entries, last %s: %s", d->count, path, wrong ? wrong : "");
  if (result == STATUS_OK) return result;
  const size_t length = strlen(error_path());
  tally_add(&kept,
            result == STATUS_SPEC && strncmp(error_message(), error_path(), length) == 0 &&
                strlen(error_message()) > length + 5 && strcmp(error_path(), "stale") != 0 &&
                strcmp(error_code_of_last(), "other") != 0,
            "last path %s, status %d: %s", path, (int)result, error_message());
  return result;
}

/* --- fields ----------------------------------------------------------------------------------- */

/* One field as a document would name it, and what the document needs before it. */
typedef struct {
  document context;
  char path[MAX_PATH];
  const hparam *h;
  const char *choices; /* "activation", "per" …: rows that restrict it are known by name */
  bool last_layer, per_epoch_only;
} field;

static char label[200];

static const char *label_of(const field *f, const char *what) {
  snprintf(label, sizeof label, "%s (%s) %s", f->path,
           f->context.count > 0 ? f->context.items[0].text : "", what);
  return label;
}

/* The context, the field's value, and after it what the value stands for in the resolved spec. */
static status try_at(const field *f, const char *path, value_kind kind, double number,
                     const char *string, assignment *stored) {
  document d = {0}, full = {0};
  experiment_spec s;
  for (uint32_t n = 0; n < f->context.count; n++) {
    const assignment *a = &f->context.items[n];
    add(&d, a->path, a->kind, a->number, a->text);
  }
  add(&d, path, kind, number, string);
  const status result = resolve(&d, &s);
  *stored = (assignment){0};
  if (result == STATUS_OK && form_document(spec_sections, &s, &full) == STATUS_OK) {
    const assignment *a = document_find(&full, path);
    if (a) *stored = *a;
  }
  document_free(&d);
  document_free(&full);
  return result;
}

static status try_value(const field *f, value_kind kind, double number, const char *string,
                        assignment *stored) {
  return try_at(f, f->path, kind, number, string, stored);
}

static tally accepted, refused;

/* What the last layer gives are probabilities: none of them is dropped. */
static bool number_fits(const field *f, double x) {
  return !f->last_layer || strcmp(f->h->key, "dropout") != 0 || x == 0;
}

static void refuse(const field *f, value_kind kind, double x, const char *string);

static void accept_number(const field *f, value_kind kind, double x) {
  assignment a;
  if (!number_fits(f, x)) {
    refuse(f, kind, x, NULL);
    return;
  }
  const status s = try_value(f, kind, x, NULL, &a);
  tally_add(&accepted, s == STATUS_OK && a.kind == kind && a.number == x, "%s = %.17g: %s",
            label_of(f, ""), x, s == STATUS_OK ? "not stored" : error_message());
}

/* Refused, in the name of this path; or of all layers, where the path does not even say which. */
static void refuse(const field *f, value_kind kind, double x, const char *string) {
  assignment a;
  const status s = try_value(f, kind, x, string, &a);
  const bool named =
      strcmp(error_path(), f->path) == 0 || strcmp(error_path(), "model.layers") == 0;
  tally_add(&refused, s == STATUS_SPEC && named, "%s kind %d = %.17g \"%s\": %s", label_of(f, ""),
            (int)kind, x, string ? string : "", s == STATUS_OK ? "accepted" : error_message());
}

static void refuse_kinds_but(const field *f, value_kind right) {
  for (int kind = VALUE_NUMBER; kind <= VALUE_NULL; kind++)
    if (kind != (int)right) {
      refuse(f, (value_kind)kind, f->h->max, "1");
      refuse(f, (value_kind)kind, f->h->max, NULL);
    }
}

static void check_numbers(const field *f) {
  const double min = f->h->min, max = f->h->max;
  static const double never[] = {HUGE_VAL, -HUGE_VAL, 1e300, -1e300};
  accept_number(f, VALUE_NUMBER, min);
  accept_number(f, VALUE_NUMBER, max);
  if (f->h->kind == HP_INTEGER) {
    if (max > min) accept_number(f, VALUE_NUMBER, min + 1);
    refuse(f, VALUE_NUMBER, min + 0.5, NULL);
    refuse(f, VALUE_NUMBER, nextafter(max, min - 1), NULL);
    refuse(f, VALUE_NUMBER, min - 1, NULL);
    refuse(f, VALUE_NUMBER, max + 1, NULL);
  } else {
    accept_number(f, VALUE_NUMBER, min / 2 + max / 2);
  }
  refuse(f, VALUE_NUMBER, nextafter(min, -HUGE_VAL), NULL);
  refuse(f, VALUE_NUMBER, nextafter(max, HUGE_VAL), NULL);
  refuse(f, VALUE_NUMBER, nan(""), NULL);
  refuse(f, VALUE_NUMBER, -nan(""), NULL);
  for (size_t n = 0; n < sizeof never / sizeof *never; n++) refuse(f, VALUE_NUMBER, never[n], NULL);
  refuse_kinds_but(f, VALUE_NUMBER);
}

static void check_flag(const field *f) {
  accept_number(f, VALUE_FLAG, 0);
  if (f->h->max > 0) accept_number(f, VALUE_FLAG, 1);
  else refuse(f, VALUE_FLAG, 1, NULL);
  refuse(f, VALUE_FLAG, 0.5, NULL);
  refuse(f, VALUE_FLAG, 2, NULL);
  refuse(f, VALUE_FLAG, -1, NULL);
  refuse(f, VALUE_FLAG, nan(""), NULL);
  refuse_kinds_but(f, VALUE_FLAG);
}

/* What no field can say alone: softmax stands last and only there, some schedules count epochs. */
static bool option_fits(const field *f, const char *option) {
  if (strcmp(f->h->key, "activation") == 0)
    return f->last_layer == (strcmp(option, "softmax") == 0);
  if (f->last_layer && strcmp(option, "after") == 0)
    return false; /* it would be of probabilities */
  if (f->per_epoch_only && strcmp(f->h->key, "per") == 0) return strcmp(option, "epoch") == 0;
  return true;
}

static bool is_option(const hparam *h, const char *key) {
  for (size_t i = 0; hparam_option(h, i); i++)
    if (strcmp(hparam_option(h, i), key) == 0) return true;
  return false;
}

static void check_options(const field *f) {
  static const char *const never[] = {"", " ", "nope", "ADAM", "softmax ", "a\nb\"c"};
  char longest[MAX_TEXT + 30];
  for (size_t i = 0; hparam_option(f->h, i); i++) {
    const char *option = hparam_option(f->h, i);
    assignment a;
    if (!option_fits(f, option)) {
      refuse(f, VALUE_TEXT, 0, option);
      continue;
    }
    const status s = try_value(f, VALUE_TEXT, 0, option, &a);
    tally_add(&accepted, s == STATUS_OK && a.kind == VALUE_TEXT && strcmp(a.text, option) == 0,
              "%s: %s", label_of(f, option), s == STATUS_OK ? "not stored" : error_message());
    snprintf(longest, sizeof longest, "%s%0*d", option, MAX_TEXT + 5, 0);
    refuse(f, VALUE_TEXT, 0, longest);
    snprintf(longest, sizeof longest, "%.*s", (int)strlen(option) - 1, option);
    if (!is_option(f->h, longest)) refuse(f, VALUE_TEXT, 0, longest); /* "adamw" without w is one */
  }
  for (size_t n = 0; n < sizeof never / sizeof *never; n++) refuse(f, VALUE_TEXT, 0, never[n]);
  refuse(f, VALUE_TEXT, 0, NULL);
  refuse_kinds_but(f, VALUE_TEXT);
}

/* One item of a list. What lists ask of each other is not the item's: its error has another path.
   */
static void check_items(const field *f) {
  const double inside[] = {f->h->min, f->h->max, f->h->min / 2 + f->h->max / 2};
  const double outside[] = {nextafter(f->h->min, -HUGE_VAL), nextafter(f->h->max, HUGE_VAL),
                            nan(""), HUGE_VAL, -HUGE_VAL};
  static const int items[] = {0, 1, MAX_LIST - 1, MAX_LIST};
  refuse_kinds_but(f, VALUE_EMPTY_LIST);
  assignment a;
  tally_add(&accepted, try_value(f, VALUE_EMPTY_LIST, 0, NULL, &a) == STATUS_OK, "%s = []",
            f->path);
  field item = *f;
  for (size_t n = 0; n < sizeof items / sizeof *items; n++) {
    snprintf(item.path, sizeof item.path, "%.80s[%d]", f->path, items[n]);
    for (size_t k = 0; items[n] < MAX_LIST && k < sizeof inside / sizeof *inside; k++) {
      const status s = try_value(&item, VALUE_NUMBER, inside[k], NULL, &a);
      tally_add(
          &accepted, s == STATUS_OK ? a.number == inside[k] : strcmp(error_path(), item.path) != 0,
          "%s = %.17g: %s", item.path, inside[k], s == STATUS_OK ? "not stored" : error_message());
    }
    for (size_t k = 0; k < sizeof outside / sizeof *outside; k++)
      refuse(&item, VALUE_NUMBER, outside[k], NULL);
    if (items[n] == MAX_LIST) refuse(&item, VALUE_NUMBER, f->h->min, NULL);
    refuse_kinds_but(&item, VALUE_NUMBER);
  }
}

/* Names that are nearly the field's. */
static void check_near_keys(const field *f) {
  static const char *const tails[] = {"x",   " ",    ".",    ".x",     "[",    "[]",          "[0",
                                      "[x]", "[-1]", "[0]x", "[0][0]", "[16]", "[4294967296]"};
  field other = *f;
  for (size_t n = 0; n < sizeof tails / sizeof *tails; n++) {
    snprintf(other.path, sizeof other.path, "%.70s%s", f->path, tails[n]);
    refuse(&other, VALUE_NUMBER, f->h->min, "");
  }
  if (f->h->kind != HP_LIST) {
    snprintf(other.path, sizeof other.path, "%.70s[0]", f->path);
    refuse(&other, VALUE_NUMBER, f->h->min, "");
  }
  snprintf(other.path, sizeof other.path, "%s", f->path);
  other.path[strlen(other.path) - 1] = '\0';
  refuse(&other, VALUE_NUMBER, f->h->min, "");
}

static uint32_t fields_checked;

static void check_field(field *f) {
  fields_checked++;
  if (f->h->kind == HP_FLAG) check_flag(f);
  else if (hparam_has_options(f->h)) check_options(f);
  else if (f->h->kind == HP_LIST) check_items(f);
  else check_numbers(f);
  check_near_keys(f);
}

static void check_fields(field *f, const char *section, const hparam *fields, size_t count) {
  for (size_t n = 0; n < count; n++) {
    snprintf(f->path, sizeof f->path, "%s%s%s", section, *section ? "." : "", fields[n].key);
    f->h = &fields[n];
    check_field(f);
  }
}

/* Every row of a table, each with its own hyper-parameters and its section's fields. */
static void check_rows(const spec_section *section, const choice *(*row)(size_t i)) {
  char id[32];
  snprintf(id, sizeof id, "%s.id", section->path);
  for (size_t i = 0; row(i); i++) {
    field f = {0};
    if (row == schedule_choice) f.per_epoch_only = schedules[i]->per_epoch_only;
    add_text(&f.context, id, row(i)->key);
    check_fields(&f, section->path, row(i)->hp, choice_hparams(row(i)));
    check_fields(&f, section->path, section->fields + 1, section->count - 1); /* but the id */
    document_free(&f.context);
  }
}

static void check_all_fields(void) {
  for (size_t n = 0; spec_sections[n].name; n++) {
    const spec_section *section = &spec_sections[n];
    field f = {0};
    if (n == SECTION_LAYER) {
      static const char *const layers[] = {"model.layers[0]", "model.layers[1]",
                                           "model.layers[31]"};
      for (size_t l = 0; l < 3; l++) { /* the highest index makes the last layer */
        f.last_layer = l == 2;
        add_text(&f.context, l == 2 ? "model.layers[30].activation" : "model.layers[2].activation",
                 l == 2 ? "relu" : "softmax");
        check_fields(&f, layers[l], section->fields, section->count);
        document_free(&f.context);
      }
    } else {
      check_fields(&f, section->path, section->fields, section->count);
    }
    if (n == SECTION_OPTIMIZER) check_rows(section, optimizer_choice);
    if (n == SECTION_SCHEDULE) check_rows(section, schedule_choice);
  }
  tally_check(&accepted, "every field's values inside its range");
  tally_check(&refused,
              "every field's values outside its range, kinds and keys that are nearly its");
  check(fields_checked > 100, "fields", "are more than a hundred");
}

/* --- defaults --------------------------------------------------------------------------------- */

typedef struct {
  const char *path;
  value_kind kind;
  double number;
  const char *string;
} expected_value;

static void check_values(const char *name, const document *given, const expected_value *values,
                         size_t n) {
  document full = {0};
  experiment_spec s;
  tally t = {0};
  const bool ok =
      resolve(given, &s) == STATUS_OK && form_document(spec_sections, &s, &full) == STATUS_OK;
  tally_add(&t, ok, "%s", error_message());
  for (size_t k = 0; k < n; k++) {
    const assignment *a = document_find(&full, values[k].path);
    const bool equal = a && a->kind == values[k].kind &&
                       (a->kind == VALUE_TEXT ? strcmp(a->text, values[k].string) == 0
                                              : a->number == values[k].number);
    tally_add(&t, equal, "%s", values[k].path);
  }
  document_free(&full);
  tally_check(&t, name);
}

#define NUMBER(path, x)                                                                            \
  { path, VALUE_NUMBER, x, NULL }
#define TEXT(path, s)                                                                              \
  { path, VALUE_TEXT, 0, s }
#define TRUTH(path, x)                                                                             \
  { path, VALUE_FLAG, x, NULL }
#define CHECK_VALUES(name, d, ...)                                                                 \
  do {                                                                                             \
    const expected_value values[] = {__VA_ARGS__};                                                 \
    check_values(name, d, values, sizeof values / sizeof *values);                                 \
  } while (0)

static void check_known_defaults(void) {
  document d = {0};
  CHECK_VALUES(
      "defaults of nothing", &d, NUMBER("version", 1), NUMBER("seed", 1), NUMBER("clipNorm", 0),
      NUMBER("batchSize", 32), NUMBER("epochs", 10), TEXT("data.id", "fashion-mnist"),
      TEXT("data.set", "starter"), NUMBER("data.trainSize", 5000),
      NUMBER("data.validationSize", 1000), TEXT("data.scaling", "unit"),
      NUMBER("model.layers[0].units", 300), TEXT("model.layers[0].activation", "relu"),
      TEXT("model.layers[0].initializer", "he_normal"), NUMBER("model.layers[1].units", 100),
      NUMBER("model.layers[2].units", 10), TEXT("model.layers[2].activation", "softmax"),
      TEXT("model.layers[2].initializer", "glorot_uniform"), TEXT("optimizer.id", "adam"),
      TEXT("optimizer.convention", "slides"), NUMBER("optimizer.learningRate", 0.001),
      NUMBER("optimizer.epsilon", 1e-8), TEXT("schedule.id", "constant"),
      TEXT("schedule.per", "step"), NUMBER("earlyStopping.patience", 0),
      TRUTH("earlyStopping.restoreBest", 1));
  add_text(&d, "data.set", "full");
  add_text(&d, "schedule.id", "performance");
  add_text(&d, "model.layers[0].activation", "selu");
  add_number(&d, "model.layers[1].units", 7);
  CHECK_VALUES("defaults that hang on others", &d, NUMBER("data.trainSize", 55000),
               NUMBER("data.validationSize", 5000), TEXT("schedule.per", "epoch"),
               TEXT("model.layers[0].initializer", "lecun_normal"),
               NUMBER("model.layers[0].units", 100), TEXT("model.layers[1].activation", "softmax"),
               NUMBER("model.layers[1].units", 7));
  document_free(&d);
  add_text(&d, "optimizer.id", "adam");
  add_text(&d, "optimizer.convention", "keras");
  CHECK_VALUES("Keras' Adam", &d, NUMBER("optimizer.epsilon", 1e-7),
               TRUTH("optimizer.epsilonHat", 1));
  document_free(&d);
  add_text(&d, "optimizer.convention", "pytorch"); /* the order does not matter */
  add_text(&d, "optimizer.id", "rmsprop");
  CHECK_VALUES("PyTorch's RMSprop", &d, NUMBER("optimizer.rho", 0.99),
               NUMBER("optimizer.epsilon", 1e-8), NUMBER("optimizer.learningRate", 0.01),
               TRUTH("optimizer.epsilonInsideRoot", 0));
  document_free(&d);
}

/* Every row in every convention has its table's defaults, in the table's order. */
static void check_default_of_row(tally *t, const char *section, const choice *row, convention c) {
  char path[MAX_PATH];
  document d = {0}, full = {0};
  experiment_spec s;
  snprintf(path, sizeof path, "%s.id", section);
  add_text(&d, path, row->key);
  add_text(&d, "optimizer.convention", convention_keys[c]);
  const bool ok =
      resolve(&d, &s) == STATUS_OK && form_document(spec_sections, &s, &full) == STATUS_OK;
  tally_add(t, ok, "%s: %s", row->key, error_message());
  for (size_t k = 0; k < choice_hparams(row); k++) {
    const hparam *h = &row->hp[k];
    const double value = hparam_default(h, c);
    snprintf(path, sizeof path, "%s.%s", section, h->key);
    const assignment *a = document_find(&full, path);
    bool right = a != NULL;
    if (a && hparam_has_options(h)) right = strcmp(a->text, hparam_option(h, (size_t)value)) == 0;
    else if (a && h->kind == HP_LIST) right = a->kind == VALUE_EMPTY_LIST;
    else if (a) right = a->number == value;
    tally_add(t, right, "%s of %s, %s", path, row->key, convention_keys[c]);
  }
  document_free(&d);
  document_free(&full);
}

static void check_convention_defaults(void) {
  tally t = {0};
  for (convention c = 0; c < CONVENTIONS; c++) {
    for (size_t i = 0; optimizer_choice(i); i++)
      check_default_of_row(&t, "optimizer", optimizer_choice(i), c);
    for (size_t i = 0; schedule_choice(i); i++)
      check_default_of_row(&t, "schedule", schedule_choice(i), c);
  }
  tally_check(&t, "defaults of every row in every convention");
}

/* --- hostile documents ------------------------------------------------------------------------ */

static void check_hostile_paths(void) {
  static const char *const paths[] = {"",
                                      ".",
                                      "..",
                                      "[",
                                      "]",
                                      "[0]",
                                      "[]",
                                      "a",
                                      "a[0]",
                                      "a[0][0]",
                                      "seed.",
                                      "seed.x",
                                      "seed[0]",
                                      "seed[",
                                      "optimizer",
                                      "optimizer.",
                                      "optimizer..",
                                      "optimizer..id",
                                      "optimizer.id.",
                                      "optimizer[0].id",
                                      "optimizers",
                                      "optimizer.id[0]",
                                      "optimizer.nope",
                                      ".optimizer",
                                      " optimizer",
                                      "Optimizer.id",
                                      "model",
                                      "model.",
                                      "model.layers",
                                      "model.layers.",
                                      "model.layers[",
                                      "model.layers[]",
                                      "model.layers[1",
                                      "model.layers[1]",
                                      "model.layers[1].",
                                      "model.layers[1]..",
                                      "model.layers[1]units",
                                      "model.layers[1][0]",
                                      "model.layers[-1]",
                                      "model.layers[+1]",
                                      "model.layers[ 1]",
                                      "model.layers[32].units",
                                      "model.layers[4294967296]",
                                      "model.layers[4294967296].units",
                                      "model.layers[18446744073709551616].units",
                                      "model.layers[1e0].units",
                                      "model.layers[0x1].units",
                                      "model.layersx",
                                      "model.layers.units",
                                      "layer.units",
                                      "root.seed",
                                      "root",
                                      "schedule.rates[0]",
                                      "schedule.boundaries[16]",
                                      "__proto__",
                                      "constructor",
                                      "\xff\xfe",
                                      "seed\n",
                                      "%s%n"};
  static const value_kind kinds[] = {VALUE_NUMBER, VALUE_FLAG, VALUE_TEXT, VALUE_EMPTY_LIST,
                                     VALUE_NULL};
  tally t = {0};
  for (size_t n = 0; n < sizeof paths / sizeof *paths; n++)
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
      document d = {0};
      experiment_spec s;
      add(&d, paths[n], kinds[k], 1, "adam");
      tally_add(&t, resolve(&d, &s) == STATUS_SPEC, "\"%s\" kind %d", paths[n], (int)kinds[k]);
      document_free(&d);
    }
  tally_check(&t, "hostile paths");

  /* The longest path that fits is refused by the spec, a longer one by the document, which stays as
     it was. */
  static char path[100000];
  tally lengths = {0};
  for (size_t length = MAX_PATH - 2; length < sizeof path; length += length < 200 ? 1 : 49900) {
    document d = {0};
    experiment_spec s;
    memset(path, 'k', length);
    path[length] = '\0';
    const status appended = document_append(&d, path, VALUE_NUMBER, 1, NULL);
    tally_add(&lengths, appended == (length < MAX_PATH ? STATUS_OK : STATUS_SPEC), "length %zu",
              length);
    if (appended == STATUS_OK)
      tally_add(&lengths, resolve(&d, &s) == STATUS_SPEC, "length %zu accepted", length);
    else
      tally_add(&lengths, d.count == 0 && error_path()[0] == 'k' && strchr(error_message(), ' '),
                "length %zu", length);
    document_free(&d);
  }
  tally_check(&lengths, "paths of any length");
}

static void random_path(char *path) {
  static const char alphabet[] = "model.layers[0123456789].units.optimizer.id.seed";
  const size_t length = random_below(&state, MAX_PATH);
  for (size_t k = 0; k < length; k++) {
    const uint8_t byte = (uint8_t)random_word(&state);
    path[k] = random_below(&state, 4) > 0 ? alphabet[byte % (sizeof alphabet - 1)]
                                          : (char)(byte ? byte : 1);
  }
  path[length] = '\0';
}

static void check_random_paths(void) {
  tally t = {0};
  for (int n = 0; n < 20000; n++) {
    char path[MAX_PATH];
    document d = {0};
    experiment_spec s;
    random_path(path);
    add_number(&d, path, 0.25);
    tally_add(&t, resolve(&d, &s) == STATUS_SPEC, "%s", path);
    document_free(&d);
  }
  tally_check(&t, "random paths");
}

/* A path that is mostly right: of any section, layer and row, with or without an item. */
static const hparam *likely_field(char *path) {
  const uint32_t n = random_below(&state, SECTION_BAGGING + 1);
  const hparam *h =
      &spec_sections[n].fields[random_below(&state, (uint32_t)spec_sections[n].count)];
  char section[40];
  snprintf(section, sizeof section, "%s", spec_sections[n].path);
  if (n == SECTION_LAYER)
    snprintf(section, sizeof section, "model.layers[%u]",
             random_below(&state, random_below(&state, 9) ? 3 : 34));
  const choice *row = NULL;
  size_t rows = 0;
  if (n == SECTION_OPTIMIZER) {
    while (optimizer_choice(rows)) rows++;
    row = optimizer_choice(random_below(&state, (uint32_t)rows));
  }
  if (n == SECTION_SCHEDULE) {
    while (schedule_choice(rows)) rows++;
    row = schedule_choice(random_below(&state, (uint32_t)rows));
  }
  if (row && choice_hparams(row) > 0 && random_below(&state, 2))
    h = &row->hp[random_below(&state, (uint32_t)choice_hparams(row))];
  snprintf(path, MAX_PATH, "%s%s%s", section, *section ? "." : "", h->key);
  if (h->kind == HP_LIST && random_below(&state, 8))
    snprintf(path + strlen(path), MAX_PATH - strlen(path), "[%u]", random_below(&state, 3));
  return h;
}

/* A value that is mostly right for a field. */
static void add_likely(document *d) {
  char path[MAX_PATH];
  const hparam *h = likely_field(path);
  double x = h->min + random_unit(&state) * (h->max - h->min);
  if (h->kind == HP_INTEGER || h->kind == HP_FLAG) x = floor(x + 0.5);
  if (random_below(&state, 4) == 0) x = random_below(&state, 2) ? h->min : h->max;
  if (random_below(&state, 60) == 0) x = (random_unit(&state) - 0.5) * 1e10;
  value_kind kind = h->kind == HP_FLAG      ? VALUE_FLAG
                    : hparam_has_options(h) ? VALUE_TEXT
                                            : VALUE_NUMBER;
  if (random_below(&state, 80) == 0) kind = (value_kind)random_below(&state, VALUE_NULL + 1);
  if (random_below(&state, 80) == 0) path[random_below(&state, (uint32_t)strlen(path))] ^= 1;
  const char *option = "";
  if (hparam_has_options(h)) {
    size_t options = 0;
    while (hparam_option(h, options)) options++;
    option = hparam_option(h, random_below(&state, (uint32_t)options));
  }
  add(d, path, kind, x, option);
}

static void check_random_documents(void) {
  uint32_t good = 0, bad = 0;
  for (int n = 0; n < 40000; n++) {
    document d = {0};
    experiment_spec s;
    const uint32_t entries = random_below(&state, 5);
    for (uint32_t k = 0; k < entries; k++) add_likely(&d);
    if (resolve(&d, &s) == STATUS_OK) good++;
    else bad++;
    document_free(&d);
  }
  char detail[64];
  snprintf(detail, sizeof detail, "%u accepted, %u refused", good, bad);
  check(good > 5000 && bad > 5000, "random documents", detail);
}

/* Where a key is given twice the last value counts, as if the first were not there. */
static void check_repeated_keys(void) {
  document d = {0};
  experiment_spec s;
  add_number(&d, "seed", 5);
  add_number(&d, "seed", 6);
  check(resolve(&d, &s) == STATUS_OK && s.seed == 6, "a repeated key", "the last counts");
  document_free(&d);
  add_text(&d, "optimizer.id", "nesterov");
  add_number(&d, "optimizer.beta1", 0.5);
  add_text(&d, "optimizer.id", "adam");
  check(resolve(&d, &s) == STATUS_OK, "a repeated optimizer", "the last one's keys are right");
  document_free(&d);
  add_text(&d, "optimizer.id", "nesterov");
  add_text(&d, "optimizer.form", "look-ahead");
  add_text(&d, "optimizer.id", "adam");
  check(resolve(&d, &s) == STATUS_SPEC && strcmp(error_path(), "optimizer.form") == 0,
        "a repeated optimizer", "the first one's keys are wrong");
  document_free(&d);
}

/* A row's struct has room where specs keep it, and an optimizer's begins with its learning rate. */
static void check_structs(void) {
  const choice *(*const tables[])(size_t) = {optimizer_choice, schedule_choice};
  tally t = {0};
  for (size_t n = 0; n < 2; n++)
    for (size_t i = 0; tables[n](i); i++)
      for (size_t k = 0; k < choice_hparams(tables[n](i)); k++) {
        const hparam *h = &tables[n](i)->hp[k];
        const size_t bytes = h->kind == HP_LIST ? sizeof(value_list) : sizeof(double);
        tally_add(&t, h->offset + bytes <= sizeof(row_values), "%s.%s", tables[n](i)->key, h->key);
        if (n == 0 && k == 0)
          tally_add(&t, strcmp(h->key, "learningRate") == 0 && h->offset == 0, "%s.%s",
                    tables[n](i)->key, h->key);
      }
  tally_check(&t, "structs of rows");
}

static void check_documents(void) {
  document d = {0};
  bool right = true;
  char path[16];
  for (int n = 0; n < 1000; n++) {
    snprintf(path, sizeof path, "key%d", n % 500);
    right &= document_append(&d, path, VALUE_NUMBER, n, n % 2 ? "odd" : NULL) == STATUS_OK;
  }
  const assignment *last = document_find(&d, "key7");
  check(right && d.count == 1000 && last && last->number == 507 && strcmp(last->text, "odd") == 0,
        "documents", "grow, and find the last value");
  check(!document_find(&d, "key") && !document_find(&d, "key500"), "documents",
        "find nothing else");
  document_free(&d);
  check(d.count == 0 && !d.items && !document_find(&d, "key7"), "documents",
        "are empty when freed");
}

int main(void) {
  check_structs();
  check_documents();
  check_known_defaults();
  check_convention_defaults();
  check_all_fields();
  check_hostile_paths();
  check_random_paths();
  check_repeated_keys();
  check_random_documents();
  tally_check(&kept, "specs come back from their documents, errors name their path");
  return failures > 0;
}
