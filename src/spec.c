#include "spec.h"

#include "text.h"

/* -- paths ----------------------------------------------------------------------------------- */

enum { NO_ITEM = -1 };

typedef struct {
  size_t section;
  uint32_t layer;
  const char *key; /* "" for a whole section */
  size_t key_length;
  int item; /* of a list, or NO_ITEM */
} field_path;

static bool starts_with(const char *s, const char *prefix) {
  while (*prefix && *s == *prefix) s++, prefix++;
  return *prefix == '\0';
}

/* "[12]" at s: its number, and where it ends; NULL where there is none below `limit`. */
static const char *read_index(const char *s, uint32_t limit, uint32_t *index) {
  uint32_t n = 0;
  if (*s++ != '[' || *s < '0' || *s > '9') return NULL;
  for (; *s >= '0' && *s <= '9'; s++)
    if ((n = n * 10 + (uint32_t)(*s - '0')) >= limit) return NULL;
  *index = n;
  return *s == ']' ? s + 1 : NULL;
}

/* Takes the section off the front of a path; returns what is left, NULL where no section is called
 * that. */
static const char *read_section(const char *path, field_path *out) {
  static const char layers[] = "model.layers";
  if (starts_with(path, layers)) {
    const char *rest = read_index(path + sizeof layers - 1, MAX_LAYERS, &out->layer);
    out->section = SECTION_LAYER;
    return rest && (*rest == '\0' || *rest == '.') ? rest : NULL;
  }
  for (size_t n = 0; n < SECTIONS; n++) {
    const char *name = spec_sections[n].path;
    if (n == SECTION_ROOT || n == SECTION_LAYER || !starts_with(path, name)) continue;
    const char *rest = path + text_length(name);
    out->section = n;
    if (*rest == '.' || *rest == '\0') return rest;
  }
  out->section = SECTION_ROOT;
  return NULL;
}

static bool read_path(const char *path, field_path *out) {
  *out = (field_path){.section = SECTION_ROOT, .key = "", .item = NO_ITEM};
  const char *rest = read_section(path, out);
  if (!rest && out->section == SECTION_LAYER) return false;
  out->key = rest ? rest : path;
  if (rest && *rest == '.') out->key++;
  while (out->key[out->key_length] && out->key[out->key_length] != '[') out->key_length++;
  if (out->key[out->key_length] == '[') {
    uint32_t item;
    rest = read_index(out->key + out->key_length, MAX_LIST, &item);
    if (!rest || *rest) return false;
    out->item = (int)item;
  }
  return true;
}

static bool is_key(const field_path *p, const char *key) {
  return text_length(key) == p->key_length && starts_with(p->key, key);
}

/* -- errors ---------------------------------------------------------------------------------- */

static void append_options(text *t, const hparam *h) {
  text_append(t, "must be one of ");
  for (size_t i = 0; hparam_option(h, i); i++) {
    if (i > 0) text_append(t, ", ");
    text_append(t, hparam_option(h, i));
  }
}

static void append_range(text *t, const hparam *h) {
  text_append(t, h->kind == HP_INTEGER ? "must be a whole number " : "must be ");
  text_append_number(t, h->min);
  if (h->max > h->min) {
    text_append(t, "..");
    text_append_number(t, h->max);
  }
}

static void append_value(text *t, const assignment *a) {
  static const char *const names[] = {
      [VALUE_EMPTY_OBJECT] = "{}", [VALUE_EMPTY_LIST] = "[]", [VALUE_NULL] = "null"};
  text_append(t, ", got ");
  if (a->kind == VALUE_NUMBER) text_append_number(t, a->number);
  else if (a->kind == VALUE_FLAG) text_append(t, a->number != 0 ? "true" : "false");
  else if (a->kind == VALUE_TEXT) text_append_json(t, a->text);
  else text_append(t, names[a->kind]);
}

static status refuse(const assignment *a, const hparam *h) {
  text *t = error_begin(a->path);
  if (h->kind == HP_CHOICE) append_options(t, h);
  else if (h->kind == HP_FLAG && h->max > 0) text_append(t, "must be true or false");
  else if (h->kind == HP_FLAG) text_append(t, "must be false");
  else if (h->kind == HP_LIST) text_append(t, "must be a list of at most 16 numbers");
  else append_range(t, h);
  append_value(t, a);
  return STATUS_SPEC;
}

static status refuse_key(const assignment *a, experiment_spec *s, const field_path *p) {
  field_block blocks[2];
  text *t = error_begin(a->path);
  text_append(t, "is not a key of a spec; there are ");
  fields_of(s, p->section, p->layer, blocks);
  for (size_t b = 0, n = 0; b < 2; b++)
    for (size_t f = 0; f < blocks[b].count; f++) {
      if (n++ > 0) text_append(t, ", ");
      text_append(t, blocks[b].fields[f].key);
    }
  for (size_t n = 1; p->section == SECTION_ROOT && n < SECTIONS; n++)
    if (n != SECTION_LAYER) {
      text_append(t, ", ");
      text_append(t, spec_sections[n].path);
    }
  if (p->section == SECTION_MODEL) text_append(t, ", layers");
  return STATUS_SPEC;
}

/* -- resolving ------------------------------------------------------------------------------- */

static void set_defaults(const field_block *b, size_t convention_index) {
  double *value = b->values;
  for (size_t f = 0; f < b->count; f++) {
    *value = b->fields[f].def[convention_index];
    value += hparam_size(&b->fields[f]);
  }
}

static bool in_range(const hparam *h, double x) {
  if (!(x >= h->min && x <= h->max)) return false; /* NaN too */
  return h->kind != HP_INTEGER || x == (double)(int64_t)x;
}

static status store_value(const assignment *a, const hparam *h, const field_path *p,
                          double *value) {
  if (h->kind == HP_LIST) {
    if (a->kind == VALUE_EMPTY_LIST && p->item == NO_ITEM) return STATUS_OK;
    if (a->kind != VALUE_NUMBER || p->item == NO_ITEM ||
        !(a->number >= h->min && a->number <= h->max)) {
      if (p->item != NO_ITEM) append_range(error_begin(a->path), h);
      else return refuse(a, h);
      return STATUS_SPEC;
    }
    value[1 + p->item] = a->number;
    if (value[0] < p->item + 1) value[0] = p->item + 1;
    return STATUS_OK;
  }
  if (p->item != NO_ITEM) return refuse(a, h);
  if (h->kind == HP_CHOICE) {
    if (a->kind != VALUE_TEXT) return refuse(a, h);
    for (size_t i = 0; hparam_option(h, i); i++)
      if (text_equal(hparam_option(h, i), a->text)) {
        *value = (double)i;
        return STATUS_OK;
      }
    return refuse(a, h);
  }
  if (a->kind != (h->kind == HP_FLAG ? VALUE_FLAG : VALUE_NUMBER) || !in_range(h, a->number))
    return refuse(a, h);
  *value = a->number;
  return STATUS_OK;
}

/* Stores one assignment where its path says. */
static status store(const assignment *a, experiment_spec *s) {
  field_path p;
  field_block blocks[2];
  if (!read_path(a->path, &p)) return refuse_key(a, s, &p);
  if (p.key_length == 0) {
    if (a->kind == VALUE_EMPTY_OBJECT && p.item == NO_ITEM) return STATUS_OK;
    text *t = error_begin(a->path);
    text_append(t, "must be an object");
    append_value(t, a);
    return STATUS_SPEC;
  }
  fields_of(s, p.section, p.layer, blocks);
  for (size_t b = 0; b < 2; b++) {
    double *value = blocks[b].values;
    for (size_t f = 0; f < blocks[b].count; f++) {
      if (is_key(&p, blocks[b].fields[f].key))
        return store_value(a, &blocks[b].fields[f], &p, value);
      value += hparam_size(&blocks[b].fields[f]);
    }
  }
  return refuse_key(a, s, &p);
}

/* What other defaults hang on comes first: which optimizer, convention, schedule and image set. */
static status store_selectors(const document *d, experiment_spec *s) {
  static const char *const selectors[] = {"optimizer.id", "optimizer.convention", "schedule.id",
                                          "data.set"};
  for (size_t n = 0; n < sizeof selectors / sizeof *selectors; n++) {
    const assignment *a = document_find(d, selectors[n]);
    const status result = a ? store(a, s) : STATUS_OK;
    if (result != STATUS_OK) return result;
  }
  return STATUS_OK;
}

/* How many layers a document has: one more than the highest index, or the default network's three.
 */
static status count_layers(const document *d, uint32_t *layers, bool *given) {
  *layers = 0;
  for (uint32_t n = 0; n < d->count; n++) {
    field_path p;
    const bool read = read_path(d->items[n].path, &p);
    if (read && p.section == SECTION_LAYER && p.layer + 1 > *layers) *layers = p.layer + 1;
    if (starts_with(d->items[n].path, "model.layers") && (!read || p.section != SECTION_LAYER)) {
      text *t = error_begin("model.layers");
      text_append(t, "must be a list of 1..32 layers");
      if (d->items[n].path[sizeof "model.layers" - 1] == '\0') append_value(t, &d->items[n]);
      else text_append(t, ", got "), text_append(t, d->items[n].path);
      return STATUS_SPEC;
    }
  }
  *given = *layers > 0;
  if (!*given) *layers = 3;
  return STATUS_OK;
}

static double row_index(const choice *(*row)(size_t i), const char *key) {
  size_t i = 0;
  while (row(i) && !text_equal(row(i)->key, key)) i++;
  return (double)i;
}

static void default_layer(experiment_spec *s, uint32_t l, bool given) {
  field_block blocks[2];
  const bool last = l + 1 == s->layers;
  fields_of(s, SECTION_LAYER, l, blocks);
  set_defaults(&blocks[0], CONVENTION_SLIDES);
  if (last) s->layer[l][LAYER_UNITS] = 10;
  else if (l == 0 && !given) s->layer[l][LAYER_UNITS] = 300;
  s->layer[l][LAYER_ACTIVATION] = row_index(activation_choice, last ? "softmax" : "relu");
}

/* The initializer that suits the activation, for layers that do not name one. */
static void default_initializer(const document *d, experiment_spec *s, uint32_t l) {
  for (uint32_t n = 0; n < d->count; n++) {
    field_path p;
    if (read_path(d->items[n].path, &p) && p.section == SECTION_LAYER && p.layer == l &&
        is_key(&p, "initializer"))
      return;
  }
  s->layer[l][LAYER_INITIALIZER] =
      row_index(initializer_choice, spec_activation(s, l)->initializer);
}

static void default_sections(experiment_spec *s) {
  const size_t convention_index = (size_t)s->optimizer[OPTIMIZER_CONVENTION];
  const double id[] = {s->optimizer[OPTIMIZER_ID], s->schedule[SCHEDULE_ID], s->data[DATA_SET]};
  for (size_t n = 0; n < SECTIONS; n++) {
    field_block blocks[2];
    if (n == SECTION_LAYER) continue;
    fields_of(s, n, 0, blocks);
    set_defaults(&blocks[0], CONVENTION_SLIDES);
    set_defaults(&blocks[1], convention_index);
  }
  s->optimizer[OPTIMIZER_ID] = id[0];
  s->optimizer[OPTIMIZER_CONVENTION] = (double)convention_index;
  s->schedule[SCHEDULE_ID] = id[1];
  s->schedule[SCHEDULE_PER] = spec_schedule(s)->per_epoch_only ? PER_EPOCH : PER_STEP;
  s->data[DATA_SET] = id[2];
  s->data[DATA_TRAIN_SIZE] = data_sets[(size_t)id[2]].train_size;
  s->data[DATA_VALIDATION_SIZE] = data_sets[(size_t)id[2]].validation_size;
}

/* What no field can say alone. */
static status check_layers(const experiment_spec *s) {
  for (uint32_t l = 0; l < s->layers; l++) {
    const bool last = l + 1 == s->layers;
    if (spec_activation(s, l)->output_only == last) continue;
    char path[MAX_PATH];
    text p = text_over(path, sizeof path);
    text_append(&p, "model.layers[");
    text_append_number(&p, l);
    text_append(&p, "].activation");
    text *t = error_begin(path);
    text_append(t, last ? "must be softmax in the last layer, got "
                        : "must not be softmax before the last layer, got ");
    text_append_json(t, spec_activation(s, l)->c.key);
    return STATUS_SPEC;
  }
  return STATUS_OK;
}

static status check(const experiment_spec *s) {
  status result = check_layers(s);
  if (result == STATUS_OK) result = schedule_check(spec_schedule(s), s->schedule_hp);
  if (result == STATUS_OK && spec_schedule(s)->per_epoch_only &&
      s->schedule[SCHEDULE_PER] != PER_EPOCH) {
    text *t = error_begin("schedule.per");
    text_append(t, "must be epoch for schedule ");
    text_append(t, spec_schedule(s)->c.key);
    text_append(t, ", got \"step\"");
    result = STATUS_SPEC;
  }
  return result;
}

status spec_resolve(const document *d, experiment_spec *out) {
  experiment_spec s = {0};
  bool layers_given;
  s.optimizer[OPTIMIZER_ID] = row_index(optimizer_choice, "adam");
  status result = count_layers(d, &s.layers, &layers_given);
  if (result == STATUS_OK) result = store_selectors(d, &s);
  if (result != STATUS_OK) return result;

  default_sections(&s);
  for (uint32_t l = 0; l < s.layers; l++) default_layer(&s, l, layers_given);
  for (uint32_t n = 0; n < d->count; n++)
    if ((result = store(&d->items[n], &s)) != STATUS_OK) return result;
  for (uint32_t l = 0; l < s.layers; l++) default_initializer(d, &s, l);

  result = check(&s);
  if (result == STATUS_OK) *out = s;
  return result;
}

/* -- back to a document ---------------------------------------------------------------------- */

static status append_list(document *d, text *path, const double *value) {
  const size_t length = path->length;
  if (value[0] == 0) return document_append(d, path->at, VALUE_EMPTY_LIST, 0, NULL);
  for (size_t k = 0; k < (size_t)value[0]; k++) {
    path->length = length;
    text_append_char(path, '[');
    text_append_number(path, (double)k);
    text_append_char(path, ']');
    const status result = document_append(d, path->at, VALUE_NUMBER, value[1 + k], NULL);
    if (result != STATUS_OK) return result;
  }
  return STATUS_OK;
}

static status append_field(document *d, text *path, const hparam *h, const double *value) {
  if (h->kind == HP_LIST) return append_list(d, path, value);
  if (h->kind == HP_CHOICE)
    return document_append(d, path->at, VALUE_TEXT, 0, hparam_option(h, (size_t)*value));
  return document_append(d, path->at, h->kind == HP_FLAG ? VALUE_FLAG : VALUE_NUMBER, *value, NULL);
}

/* "model.layers[3]" for layer 3; other sections are called what they are. */
static void append_section(text *path, size_t section, uint32_t l) {
  text_append(path, section == SECTION_LAYER ? "model.layers[" : spec_sections[section].path);
  if (section != SECTION_LAYER) return;
  text_append_number(path, l);
  text_append_char(path, ']');
}

static status append_fields(document *d, experiment_spec *s, size_t section, uint32_t l) {
  field_block blocks[2];
  fields_of(s, section, l, blocks);
  for (size_t b = 0; b < 2; b++) {
    const double *value = blocks[b].values;
    for (size_t f = 0; f < blocks[b].count; f++) {
      char buffer[MAX_PATH];
      text path = text_over(buffer, sizeof buffer);
      append_section(&path, section, l);
      if (section != SECTION_ROOT) text_append_char(&path, '.');
      text_append(&path, blocks[b].fields[f].key);
      const status result = append_field(d, &path, &blocks[b].fields[f], value);
      if (result != STATUS_OK) return result;
      value += hparam_size(&blocks[b].fields[f]);
    }
  }
  return STATUS_OK;
}

status spec_document(const experiment_spec *s, document *out) {
  experiment_spec copy = *s; /* blocks point into a spec that may be written */
  for (size_t section = 0; section < SECTIONS; section++) {
    const uint32_t times = section == SECTION_LAYER ? s->layers : 1;
    for (uint32_t l = 0; l < times; l++) {
      const status result = append_fields(out, &copy, section, l);
      if (result != STATUS_OK) return result;
    }
  }
  return STATUS_OK;
}
