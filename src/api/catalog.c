#include "api/catalog.h"

#include "nn/optimizers.h"
#include "nn/regularizer.h"
#include "run/surface_spec.h"

static void print_key(text *t, const char *key) {
  text_append_json(t, key);
  text_append_char(t, ':');
}

static void print_string(text *t, const char *key, const char *value) {
  print_key(t, key);
  text_append_json(t, value);
  text_append_char(t, ',');
}

static void print_number(text *t, const char *key, double value) {
  print_key(t, key);
  text_append_number(t, value);
  text_append_char(t, ',');
}

/* Closes a list or an object whose items each left a comma behind. */
static void print_end(text *t, char bracket) {
  if (t->length > 0 && t->length < t->capacity && t->at[t->length - 1] == ',') t->length--;
  text_append_char(t, bracket);
  text_append_char(t, ',');
}

static void print_value(text *t, const hparam *h, convention c) {
  const double value = h->def[c];
  if (hparam_has_options(h)) text_append_json(t, h->chosen[c]);
  else if (h->kind == HP_FLAG) text_append(t, value != 0 ? "true" : "false");
  else if (h->kind == HP_LIST) text_append(t, "[]");
  else text_append_number(t, value);
  text_append_char(t, ',');
}

static void print_field(text *t, const hparam *h) {
  static const char *const kinds[] = {"real", "integer", "flag", "choice", "choice", "list"};
  text_append_char(t, '{');
  print_string(t, "key", h->key);
  print_string(t, "symbol", h->symbol);
  print_string(t, "kind", kinds[h->kind]);
  if (!hparam_has_options(h)) {
    print_number(t, "min", h->min);
    print_number(t, "max", h->max);
    print_string(t, "scale", h->log_scale ? "log" : "linear");
  }
  print_key(t, "default");
  print_value(t, h, CONVENTION_SLIDES);
  print_key(t, "defaults");
  text_append_char(t, '{');
  for (convention c = 0; c < CONVENTIONS; c++) {
    print_key(t, convention_keys[c]);
    print_value(t, h, c);
  }
  print_end(t, '}');
  if (hparam_has_options(h)) {
    print_key(t, "options");
    text_append_char(t, '[');
    for (size_t i = 0; hparam_option(h, i); i++) {
      text_append_json(t, hparam_option(h, i));
      text_append_char(t, ',');
    }
    print_end(t, ']');
  }
  print_end(t, '}');
}

static void print_fields(text *t, const char *key, const hparam *fields, size_t count) {
  print_key(t, key);
  text_append_char(t, '[');
  for (size_t f = 0; f < count; f++) print_field(t, &fields[f]);
  print_end(t, ']');
}

/* The part that all rows share, left open for more. */
static void print_row(text *t, const choice *c) {
  text_append_char(t, '{');
  print_string(t, "key", c->key);
  print_string(t, "formula", c->formula);
  print_string(t, "paper", c->paper);
  print_fields(t, "hyperparameters", c->hp, choice_hparams(c));
}

static void print_table(text *t, const char *key, const choice *(*row)(size_t i)) {
  print_key(t, key);
  text_append_char(t, '[');
  for (size_t i = 0; row(i); i++) {
    print_row(t, row(i));
    print_end(t, '}');
  }
  print_end(t, ']');
}

static void print_optimizers(text *t) {
  print_key(t, "optimizers");
  text_append_char(t, '[');
  for (size_t i = 0; optimizers[i]; i++) {
    print_row(t, &optimizers[i]->c);
    print_key(t, "slots");
    text_append_char(t, '[');
    for (size_t s = 0; s < optimizer_named_slots(optimizers[i]); s++) {
      text_append_json(t, optimizers[i]->slots[s].key);
      text_append_char(t, ',');
    }
    print_end(t, ']');
    print_end(t, '}');
  }
  print_end(t, ']');
}

static void print_activations(text *t) {
  print_key(t, "activations");
  text_append_char(t, '[');
  for (size_t i = 0; activations[i]; i++) {
    print_row(t, &activations[i]->c);
    print_string(t, "initializer", activations[i]->initializer);
    print_key(t, "outputOnly");
    text_append(t, activations[i]->output_only ? "true" : "false");
    print_end(t, '}');
  }
  print_end(t, ']');
}

static void print_sets(text *t) {
  print_key(t, "sets");
  text_append_char(t, '[');
  for (const data_set *set = data_sets; set->key; set++) {
    text_append_char(t, '{');
    print_string(t, "key", set->key);
    print_number(t, "images", set->images);
    print_number(t, "trainSize", set->train_size);
    print_number(t, "validationSize", set->validation_size);
    print_end(t, '}');
  }
  print_end(t, ']');
}

static void print_numbers(text *t, const double *values, size_t count) {
  text_append_char(t, '[');
  for (size_t i = 0; i < count; i++) {
    text_append_number(t, values[i]);
    text_append_char(t, ',');
  }
  print_end(t, ']');
}

/* The minima are those at the default hyper-parameters. */
static void print_minima(text *t, const surface *s) {
  double points[MAX_MINIMA][2];
  row_values own = {{0}};
  for (size_t i = 0; i < choice_hparams(&s->c); i++)
    hparam_set_default(&s->c.hp[i], &own, CONVENTION_SLIDES);
  const size_t count = surface_minima(s, &own, points);
  print_key(t, "minima");
  text_append_char(t, '[');
  for (size_t n = 0; n < count; n++) print_numbers(t, points[n], 2);
  print_end(t, ']');
}

static void print_surfaces(text *t) {
  print_key(t, "surfaces");
  text_append_char(t, '[');
  for (size_t i = 0; surfaces[i]; i++) {
    const surface *s = surfaces[i];
    print_row(t, &s->c);
    print_key(t, "view");
    text_append_char(t, '{');
    print_key(t, "x");
    print_numbers(t, s->view, 2);
    print_key(t, "y");
    print_numbers(t, s->view + 2, 2);
    print_end(t, '}');
    print_key(t, "start");
    print_numbers(t, s->start, 2);
    print_minima(t, s);
    print_end(t, '}');
  }
  print_end(t, ']');
}

static void print_sections(text *t, const char *key, const spec_section *sections) {
  print_key(t, key);
  text_append_char(t, '{');
  for (const spec_section *s = sections; s->name; s++)
    print_fields(t, s->name, s->fields, s->count);
  print_end(t, '}');
}

void catalog_print(text *t) {
  text_append_char(t, '{');
  print_number(t, "version", SPEC_VERSION);
  print_key(t, "conventions");
  text_append_char(t, '[');
  for (size_t c = 0; c < CONVENTIONS; c++) {
    text_append_json(t, convention_keys[c]);
    text_append_char(t, ',');
  }
  print_end(t, ']');
  print_optimizers(t);
  print_table(t, "schedules", schedule_choice);
  print_activations(t);
  print_table(t, "initializers", initializer_choice);
  print_table(t, "regularizers", regularizer_choice);
  print_sets(t);
  print_surfaces(t);
  print_sections(t, "spec", spec_sections);
  print_sections(t, "surfaceSpec", surface_sections);
  print_end(t, '}');
  t->length--; /* the last comma */
  if (t->length < t->capacity) t->at[t->length] = '\0';
}
