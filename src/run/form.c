#include "run/form.h"

#include "base/text.h"

/* -- paths ----------------------------------------------------------------------------------- */

static bool starts_with(const char *s, const char *prefix) {
  while (*prefix && *s == *prefix) s++, prefix++;
  return *prefix == '\0';
}

/* "[12]" at s: its number, and where it ends; NULL where there is none below `limit`. */
static const char *read_index(const char *s, uint32_t limit, uint32_t *index) {
  uint32_t n = 0;
  if (*s++ != '[' || *s < '0' || *s > '9' || (*s == '0' && s[1] != ']')) return NULL;
  for (; *s >= '0' && *s <= '9'; s++)
    if ((n = n * 10 + (uint32_t)(*s - '0')) >= limit) return NULL;
  *index = n;
  return *s == ']' ? s + 1 : NULL;
}

/* A section's name in paths, without the [] of a list. */
static size_t name_length(const spec_section *s) {
  return text_length(s->path) - (s->most > 0 ? 2 : 0);
}

static bool names_section(const char *path, const spec_section *s) {
  const size_t length = name_length(s);
  for (size_t i = 0; i < length; i++)
    if (path[i] != s->path[i]) return false;
  return true;
}

/* Lists come first: "model.layers" is no key of "model". */
const char *form_read_section(const spec_form *form, const char *path, field_path *out) {
  for (size_t n = 1; form->sections[n].name; n++) {
    const spec_section *s = &form->sections[n];
    if (s->most == 0 || !names_section(path, s)) continue;
    const char *rest = read_index(path + name_length(s), s->most, &out->object);
    out->section = n;
    return rest && (*rest == '\0' || *rest == '.') ? rest : NULL;
  }
  for (size_t n = 1; form->sections[n].name; n++) {
    const spec_section *s = &form->sections[n];
    if (s->most > 0 || !names_section(path, s)) continue;
    const char *rest = path + name_length(s);
    out->section = n;
    if (*rest == '.' || *rest == '\0') return rest;
  }
  out->section = 0;
  return NULL;
}

bool form_read_path(const spec_form *form, const char *path, field_path *out) {
  *out = (field_path){.key = "", .item = NO_ITEM};
  const char *rest = form_read_section(form, path, out);
  if (!rest && out->section > 0) return false;
  out->whole = rest ? *rest == '\0' : *path == '\0';
  out->key = rest ? rest : path;
  if (rest && *rest == '.' && *++out->key == '\0') return false;
  while (out->key[out->key_length] && out->key[out->key_length] != '[') out->key_length++;
  if (out->key[out->key_length] == '[') {
    uint32_t item;
    rest = read_index(out->key + out->key_length, MAX_LIST, &item);
    if (!rest || *rest) return false;
    out->item = (int)item;
  }
  return true;
}

bool field_is(const field_path *p, const char *key) {
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

void append_given(text *t, const assignment *a) {
  static const char *const names[] = {
      [VALUE_EMPTY_OBJECT] = "{}", [VALUE_EMPTY_LIST] = "[]", [VALUE_NULL] = "null"};
  text_append(t, ", got ");
  if (a->kind == VALUE_NUMBER) text_append_number(t, a->number);
  else if (a->kind == VALUE_FLAG) text_append(t, a->number != 0 ? "true" : "false");
  else if (a->kind == VALUE_TEXT) text_append_json(t, a->text);
  else text_append(t, names[a->kind]);
}

/* `item`: the value is one of a list's. */
static status refuse(const assignment *a, const hparam *h, bool item) {
  text *t = error_begin(a->path);
  if (h->kind == HP_CHOICE) append_options(t, h);
  else if (h->kind == HP_FLAG && h->max > 0) text_append(t, "must be true or false");
  else if (h->kind == HP_FLAG) text_append(t, "must be false");
  else if (h->kind == HP_LIST && !item) text_append(t, "must be a list of at most 16 numbers");
  else append_range(t, h);
  append_given(t, a);
  return STATUS_SPEC;
}

/* The name of a section as a key of section `in`, and its length; NULL where it is not in there. */
static const char *key_of_section(const spec_section *s, const spec_section *in, size_t *length) {
  const size_t outer = text_length(in->path);
  const char *key = s->path;
  if (outer > 0) {
    if (!starts_with(key, in->path) || key[outer] != '.') return NULL;
    key += outer + 1;
  }
  *length = name_length(s) - (size_t)(key - s->path);
  for (size_t i = 0; i < *length; i++)
    if (key[i] == '.') return NULL;
  return key;
}

static status refuse_key(const spec_form *form, void *spec, const assignment *a,
                         const field_path *p) {
  field_block blocks[2];
  text *t = error_begin(a->path);
  const char *separator = "is not a key of a spec; there are ";
  form->fields_of(spec, p->section, p->object, blocks);
  for (size_t b = 0; b < 2; b++)
    for (size_t f = 0; f < blocks[b].count; f++) {
      text_append(t, separator);
      text_append(t, blocks[b].fields[f].key);
      separator = ", ";
    }
  for (size_t n = 1; form->sections[n].name; n++) {
    size_t length;
    const char *key = key_of_section(&form->sections[n], &form->sections[p->section], &length);
    if (!key) continue;
    text_append(t, separator);
    for (size_t i = 0; i < length; i++) text_append_char(t, key[i]);
  }
  return STATUS_SPEC;
}

/* -- storing --------------------------------------------------------------------------------- */

void block_defaults(const field_block *b, size_t convention_index) {
  double *value = b->values;
  for (size_t f = 0; f < b->count; f++) {
    *value = b->fields[f].def[convention_index];
    value += hparam_size(&b->fields[f]);
  }
}

static bool in_range(const hparam *h, double x) {
  if (!(x >= h->min && x <= h->max)) return false; /* NaN too */
  return h->kind == HP_REAL || h->kind == HP_LIST || x == (double)(int64_t)x;
}

static status store_list(const assignment *a, const hparam *h, int item, double *value) {
  if (item == NO_ITEM && a->kind != VALUE_EMPTY_LIST) return refuse(a, h, false);
  if (item == NO_ITEM) {
    value[0] = 0;
    return STATUS_OK;
  }
  if (a->kind != VALUE_NUMBER || !in_range(h, a->number)) return refuse(a, h, true);
  value[1 + item] = a->number;
  if (value[0] < item + 1) value[0] = item + 1;
  return STATUS_OK;
}

static status store_value(const assignment *a, const hparam *h, int item, double *value) {
  if (h->kind == HP_LIST) return store_list(a, h, item, value);
  if (item != NO_ITEM) return refuse(a, h, true);
  if (h->kind == HP_CHOICE) {
    if (a->kind != VALUE_TEXT) return refuse(a, h, false);
    for (size_t i = 0; hparam_option(h, i); i++)
      if (text_equal(hparam_option(h, i), a->text)) {
        *value = (double)i;
        return STATUS_OK;
      }
    return refuse(a, h, false);
  }
  if (a->kind != (h->kind == HP_FLAG ? VALUE_FLAG : VALUE_NUMBER) || !in_range(h, a->number))
    return refuse(a, h, false);
  *value = a->number;
  return STATUS_OK;
}

status form_store(const spec_form *form, void *spec, const assignment *a) {
  field_path p;
  field_block blocks[2];
  if (!form_read_path(form, a->path, &p)) return refuse_key(form, spec, a, &p);
  if (p.whole) {
    if (a->kind == VALUE_EMPTY_OBJECT) return STATUS_OK;
    text *t = error_begin(a->path);
    text_append(t, "must be an object");
    append_given(t, a);
    return STATUS_SPEC;
  }
  form->fields_of(spec, p.section, p.object, blocks);
  for (size_t b = 0; b < 2; b++) {
    double *value = blocks[b].values;
    for (size_t f = 0; f < blocks[b].count; f++) {
      if (field_is(&p, blocks[b].fields[f].key))
        return store_value(a, &blocks[b].fields[f], p.item, value);
      value += hparam_size(&blocks[b].fields[f]);
    }
  }
  return refuse_key(form, spec, a, &p);
}

/* -- back to a document ---------------------------------------------------------------------- */

static status print_list(document *d, text *path, const double *value) {
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

static status print_field(document *d, text *path, const hparam *h, const double *value) {
  if (h->kind == HP_LIST) return print_list(d, path, value);
  if (h->kind == HP_CHOICE)
    return document_append(d, path->at, VALUE_TEXT, 0, hparam_option(h, (size_t)*value));
  return document_append(d, path->at, h->kind == HP_FLAG ? VALUE_FLAG : VALUE_NUMBER, *value, NULL);
}

/* "model.layers[3]." for object 3 of a list; other sections are called what they are. */
static void append_section(text *path, const spec_section *s, uint32_t object) {
  for (size_t i = 0; i < name_length(s); i++) text_append_char(path, s->path[i]);
  if (s->most > 0) {
    text_append_char(path, '[');
    text_append_number(path, object);
    text_append_char(path, ']');
  }
  if (s->path[0] != '\0') text_append_char(path, '.');
}

status form_print(const spec_form *form, void *spec, size_t section, uint32_t object,
                  document *out) {
  field_block blocks[2];
  form->fields_of(spec, section, object, blocks);
  for (size_t b = 0; b < 2; b++) {
    const double *value = blocks[b].values;
    for (size_t f = 0; f < blocks[b].count; f++) {
      char buffer[MAX_PATH];
      text path = text_over(buffer, sizeof buffer);
      append_section(&path, &form->sections[section], object);
      text_append(&path, blocks[b].fields[f].key);
      const status result = print_field(out, &path, &blocks[b].fields[f], value);
      if (result != STATUS_OK) return result;
      value += hparam_size(&blocks[b].fields[f]);
    }
  }
  return STATUS_OK;
}

/* -- rows ------------------------------------------------------------------------------------ */

size_t row_index(const choice *(*row)(size_t i), const char *key) {
  size_t i = 0;
  while (row(i) && !text_equal(row(i)->key, key)) i++;
  return i;
}

size_t choice_hparams(const choice *row) {
  size_t n = 0;
  while (n < MAX_HPARAMS && row->hp[n].key) n++;
  return n;
}
