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
const char *form_read_section(spec_form form, const char *path, field_path *out) {
  for (size_t n = 1; form[n].name; n++) {
    const spec_section *s = &form[n];
    if (s->most == 0 || !names_section(path, s)) continue;
    const char *rest = read_index(path + name_length(s), s->most, &out->object);
    out->section = n;
    return rest && (*rest == '\0' || *rest == '.') ? rest : NULL;
  }
  for (size_t n = 1; form[n].name; n++) {
    const spec_section *s = &form[n];
    if (s->most > 0 || !names_section(path, s)) continue;
    const char *rest = path + name_length(s);
    out->section = n;
    if (*rest == '.' || *rest == '\0') return rest;
  }
  out->section = 0;
  return NULL;
}

bool form_read_path(spec_form form, const char *path, field_path *out) {
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

/* -- places ---------------------------------------------------------------------------------- */

/* Fields that stand in one struct, at `offset` in the spec. */
typedef struct {
  const hparam *fields;
  size_t count, offset;
} field_block;

/* The fields of a section, and after them those of the row that it chose, or none. */
static void blocks_of(const spec_section *s, const void *spec, uint32_t object,
                      field_block blocks[2]) {
  blocks[0] = (field_block){s->fields, s->count, s->offset + object * s->size};
  blocks[1] = (field_block){NULL, 0, s->own};
  if (s->own == 0) return;
  const hparam *id = &s->fields[0];
  const choice *row = id->row((size_t)hparam_get(id, (const char *)spec + s->offset));
  if (!row) return; /* nothing is chosen yet */
  blocks[1].fields = row->hp;
  blocks[1].count = choice_hparams(row);
}

static uint32_t objects_in(const spec_section *s, const void *spec) {
  return s->most > 0 ? *(const uint32_t *)(const void *)((const char *)spec + s->number) : 1;
}

/* A field and the struct that it stands in. */
typedef struct {
  const hparam *h;
  size_t offset;
} field_place;

static bool field_is(const field_path *p, const char *key) {
  return text_length(key) == p->key_length && starts_with(p->key, key);
}

static bool find_field(spec_form form, const void *spec, const field_path *p, field_place *out) {
  field_block blocks[2];
  blocks_of(&form[p->section], spec, p->object, blocks);
  for (size_t b = 0; b < 2; b++)
    for (size_t f = 0; f < blocks[b].count; f++)
      if (field_is(p, blocks[b].fields[f].key)) {
        *out = (field_place){&blocks[b].fields[f], blocks[b].offset};
        return true;
      }
  return false;
}

void form_set_defaults(spec_form form, void *spec, convention c, bool selectors) {
  for (const spec_section *s = form; s->name; s++)
    for (uint32_t object = 0; object < objects_in(s, spec); object++) {
      field_block blocks[2];
      blocks_of(s, spec, object, blocks);
      for (size_t b = 0; b < (selectors ? 1 : 2); b++)
        for (size_t f = 0; f < blocks[b].count; f++)
          if (blocks[b].fields[f].selects == selectors)
            hparam_set_default(&blocks[b].fields[f], (char *)spec + blocks[b].offset, c);
    }
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
  if (hparam_has_options(h)) append_options(t, h);
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

static status refuse_key(spec_form form, const void *spec, const assignment *a,
                         const field_path *p) {
  field_block blocks[2];
  text *t = error_begin(a->path);
  const char *separator = "is not a key of a spec; there are ";
  blocks_of(&form[p->section], spec, p->object, blocks);
  for (size_t b = 0; b < 2; b++)
    for (size_t f = 0; f < blocks[b].count; f++) {
      text_append(t, separator);
      text_append(t, blocks[b].fields[f].key);
      separator = ", ";
    }
  for (size_t n = 1; form[n].name; n++) {
    size_t length;
    const char *key = key_of_section(&form[n], &form[p->section], &length);
    if (!key) continue;
    text_append(t, separator);
    for (size_t i = 0; i < length; i++) text_append_char(t, key[i]);
  }
  return STATUS_SPEC;
}

/* -- storing --------------------------------------------------------------------------------- */

static status store_list(const assignment *a, const hparam *h, int item, value_list *list) {
  if (item == NO_ITEM && a->kind != VALUE_EMPTY_LIST) return refuse(a, h, false);
  if (item == NO_ITEM) {
    list->count = 0;
    return STATUS_OK;
  }
  if (a->kind != VALUE_NUMBER || !hparam_allows(h, a->number)) return refuse(a, h, true);
  list->items[item] = a->number;
  if (list->count < (uint32_t)item + 1) list->count = (uint32_t)item + 1;
  return STATUS_OK;
}

static status store_value(const assignment *a, const hparam *h, int item, void *values) {
  if (h->kind == HP_LIST) return store_list(a, h, item, hparam_list(h, values));
  if (item != NO_ITEM) return refuse(a, h, true);
  double x = a->number;
  if (hparam_has_options(h)) {
    const size_t option = hparam_find_option(h, a->text);
    if (a->kind != VALUE_TEXT || !hparam_option(h, option)) return refuse(a, h, false);
    x = (double)option;
  } else if (a->kind != (h->kind == HP_FLAG ? VALUE_FLAG : VALUE_NUMBER) || !hparam_allows(h, x)) {
    return refuse(a, h, false);
  }
  hparam_set(h, values, x);
  return STATUS_OK;
}

static status store(spec_form form, void *spec, const assignment *a, bool selectors) {
  field_path p;
  field_place place;
  const bool found = form_read_path(form, a->path, &p) && find_field(form, spec, &p, &place);
  if ((found && place.h->selects) != selectors) return STATUS_OK;
  if (found) return store_value(a, place.h, p.item, (char *)spec + place.offset);
  if (!p.whole) return refuse_key(form, spec, a, &p);
  if (a->kind == VALUE_EMPTY_OBJECT) return STATUS_OK;
  text *t = error_begin(a->path);
  text_append(t, "must be an object");
  append_given(t, a);
  return STATUS_SPEC;
}

status form_store(spec_form form, void *spec, const document *d, bool selectors) {
  status result = STATUS_OK;
  for (uint32_t n = 0; n < d->count && result == STATUS_OK; n++)
    result = store(form, spec, &d->items[n], selectors);
  return result;
}

/* -- back to a document ---------------------------------------------------------------------- */

static status print_list(document *d, text *path, const value_list *list) {
  const size_t length = path->length;
  if (list->count == 0) return document_append(d, path->at, VALUE_EMPTY_LIST, 0, NULL);
  for (uint32_t k = 0; k < list->count; k++) {
    path->length = length;
    text_append_char(path, '[');
    text_append_number(path, k);
    text_append_char(path, ']');
    const status result = document_append(d, path->at, VALUE_NUMBER, list->items[k], NULL);
    if (result != STATUS_OK) return result;
  }
  return STATUS_OK;
}

static status print_field(document *d, text *path, const hparam *h, const void *values) {
  if (h->kind == HP_LIST) return print_list(d, path, hparam_list(h, (void *)values));
  const double x = hparam_get(h, values);
  if (hparam_has_options(h))
    return document_append(d, path->at, VALUE_TEXT, 0, hparam_option(h, (size_t)x));
  return document_append(d, path->at, h->kind == HP_FLAG ? VALUE_FLAG : VALUE_NUMBER, x, NULL);
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

static status print_object(const spec_section *s, const void *spec, uint32_t object,
                           document *out) {
  field_block blocks[2];
  blocks_of(s, spec, object, blocks);
  for (size_t b = 0; b < 2; b++)
    for (size_t f = 0; f < blocks[b].count; f++) {
      char buffer[MAX_PATH];
      text path = text_over(buffer, sizeof buffer);
      append_section(&path, s, object);
      text_append(&path, blocks[b].fields[f].key);
      const status result =
          print_field(out, &path, &blocks[b].fields[f], (const char *)spec + blocks[b].offset);
      if (result != STATUS_OK) return result;
    }
  return STATUS_OK;
}

status form_print(spec_form form, const void *spec, document *out) {
  status result = STATUS_OK;
  for (const spec_section *s = form; s->name; s++)
    for (uint32_t object = 0; object < objects_in(s, spec) && result == STATUS_OK; object++)
      result = print_object(s, spec, object, out);
  return result;
}
