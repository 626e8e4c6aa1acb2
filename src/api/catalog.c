#include "api/catalog.h"

#include "nn/optimizers.h"
#include "nn/regularizer.h"
#include "run/surface_spec.h"

SELDOM_FROM_HERE

static void print_string(text *t, const char *key, const char *value) {
  json_key(t, key);
  json_string(t, value);
}

static void print_number(text *t, const char *key, double value) {
  json_key(t, key);
  json_number(t, value);
}

static void print_numbers(text *t, const double *values, size_t count) {
  json_open(t, '[');
  for (size_t i = 0; i < count; i++) json_number(t, values[i]);
  json_close(t, ']');
}

static void print_default(text *t, const hparam *h, convention c) {
  if (hparam_has_options(h)) json_string(t, h->chosen[c]);
  else if (h->kind == HP_FLAG) json_flag(t, h->def[c] != 0);
  else if (h->kind == HP_LIST) print_numbers(t, NULL, 0);
  else json_number(t, h->def[c]);
}

static void print_field(text *t, const hparam *h) {
  static const char *const kinds[] = {"real", "integer", "flag", "choice", "choice", "list"};
  json_open(t, '{');
  print_string(t, "key", h->key);
  print_string(t, "symbol", h->symbol);
  print_string(t, "kind", kinds[h->kind]);
  if (!hparam_has_options(h)) {
    print_number(t, "min", h->min);
    print_number(t, "max", h->max);
    print_string(t, "scale", h->log_scale ? "log" : "linear");
  }
  json_key(t, "default");
  print_default(t, h, CONVENTION_SLIDES);
  json_key(t, "defaults");
  json_open(t, '{');
  for (convention c = 0; c < CONVENTIONS; c++) {
    json_key(t, convention_keys[c]);
    print_default(t, h, c);
  }
  json_close(t, '}');
  if (hparam_has_options(h)) {
    json_key(t, "options");
    json_open(t, '[');
    for (size_t i = 0; hparam_option(h, i); i++) json_string(t, hparam_option(h, i));
    json_close(t, ']');
  }
  json_close(t, '}');
}

static void print_fields(text *t, const char *key, const hparam *fields, size_t count) {
  json_key(t, key);
  json_open(t, '[');
  for (size_t f = 0; f < count; f++) print_field(t, &fields[f]);
  json_close(t, ']');
}

/* -- what only some rows have ---------------------------------------------------------------- */

static void print_slots(text *t, size_t row) {
  const optimizer *rule = optimizers[row];
  json_key(t, "extra");
  json_flag(t, rule->extra);
  json_key(t, "slots");
  json_open(t, '[');
  for (size_t s = 0; s < optimizer_named_slots(rule); s++) json_string(t, rule->slots[s].key);
  json_close(t, ']');
}

static void print_use(text *t, size_t row) {
  print_string(t, "initializer", activations[row]->initializer);
  json_key(t, "outputOnly");
  json_flag(t, activations[row]->output_only);
}

/* The minima are those at the default hyper-parameters. */
static void print_minima(text *t, const surface *s) {
  double points[MAX_MINIMA][2];
  row_values own = {{0}};
  for (size_t i = 0; i < choice_hparams(&s->c); i++)
    hparam_set_default(&s->c.hp[i], &own, CONVENTION_SLIDES);
  const size_t count = surface_minima(s, &own, points);
  json_key(t, "minima");
  json_open(t, '[');
  for (size_t n = 0; n < count; n++) print_numbers(t, points[n], 2);
  json_close(t, ']');
}

static void print_place(text *t, size_t row) {
  const surface *s = surfaces[row];
  json_key(t, "view");
  json_open(t, '{');
  json_key(t, "x");
  print_numbers(t, s->view, 2);
  json_key(t, "y");
  print_numbers(t, s->view + 2, 2);
  json_close(t, '}');
  json_key(t, "start");
  print_numbers(t, s->start, 2);
  print_minima(t, s);
}

/* -- tables ---------------------------------------------------------------------------------- */

static const struct {
  const char *key;
  const choice *(*row)(size_t i);
  void (*more)(text *t, size_t row);
} tables[] = {
    {"optimizers", optimizer_choice, print_slots}, {"schedules", schedule_choice, NULL},
    {"activations", activation_choice, print_use}, {"initializers", initializer_choice, NULL},
    {"regularizers", regularizer_choice, NULL},    {"surfaces", surface_choice, print_place}};

static void print_table(text *t, size_t n) {
  const choice *c;
  json_key(t, tables[n].key);
  json_open(t, '[');
  for (size_t i = 0; (c = tables[n].row(i)); i++) {
    json_open(t, '{');
    print_string(t, "key", c->key);
    print_string(t, "formula", c->formula);
    print_string(t, "paper", c->paper);
    print_fields(t, "hyperparameters", c->hp, choice_hparams(c));
    if (tables[n].more) tables[n].more(t, i);
    json_close(t, '}');
  }
  json_close(t, ']');
}

static void print_sets(text *t) {
  json_key(t, "sets");
  json_open(t, '[');
  for (const data_set *set = data_sets; set->key; set++) {
    json_open(t, '{');
    print_string(t, "key", set->key);
    print_number(t, "images", set->images);
    print_number(t, "trainSize", set->train_size);
    print_number(t, "validationSize", set->validation_size);
    json_close(t, '}');
  }
  json_close(t, ']');
}

static void print_sections(text *t, const char *key, const spec_section *sections) {
  json_key(t, key);
  json_open(t, '{');
  for (const spec_section *s = sections; s->name; s++)
    print_fields(t, s->name, s->fields, s->count);
  json_close(t, '}');
}

void catalog_print(text *t) {
  json_open(t, '{');
  print_number(t, "version", SPEC_VERSION);
  json_key(t, "conventions");
  json_open(t, '[');
  for (size_t c = 0; c < CONVENTIONS; c++) json_string(t, convention_keys[c]);
  json_close(t, ']');
  for (size_t n = 0; n < sizeof tables / sizeof *tables; n++) print_table(t, n);
  print_sets(t);
  print_sections(t, "spec", spec_sections);
  print_sections(t, "surfaceSpec", surface_sections);
  json_close(t, '}');
}

SELDOM_UP_TO_HERE
