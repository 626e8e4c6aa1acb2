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

static bool names_section(const char *path, const spec_section *s) {
  const size_t length = section_name_length(s);
  for (size_t i = 0; i < length; i++)
    if (path[i] != s->path[i]) return false;
  return true;
}

/* Lists come first: "model.layers" is no key of "model". */
const char *form_read_section(spec_form form, const char *path, field_path *out) {
  for (size_t n = 1; form[n].name; n++) {
    const spec_section *s = &form[n];
    if (s->most == 0 || !names_section(path, s)) continue;
    const char *rest = read_index(path + section_name_length(s), s->most, &out->object);
    out->section = n;
    return rest && (*rest == '\0' || *rest == '.') ? rest : NULL;
  }
  for (size_t n = 1; form[n].name; n++) {
    const spec_section *s = &form[n];
    if (s->most > 0 || !names_section(path, s)) continue;
    const char *rest = path + section_name_length(s);
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

void form_blocks(const spec_section *s, const void *spec, uint32_t object, field_block blocks[2]) {
  blocks[0] = (field_block){s->fields, s->count, s->offset + object * s->size};
  blocks[1] = (field_block){NULL, 0, s->own};
  if (s->own == 0) return;
  const hparam *id = &s->fields[0];
  const choice *row = id->row((size_t)hparam_get(id, (const char *)spec + s->offset));
  if (!row) return; /* nothing is chosen yet */
  blocks[1].fields = row->hp;
  blocks[1].count = choice_hparams(row);
}

uint32_t form_objects(const spec_section *s, const void *spec) {
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
  form_blocks(&form[p->section], spec, p->object, blocks);
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
    for (uint32_t object = 0; object < form_objects(s, spec); object++) {
      field_block blocks[2];
      form_blocks(s, spec, object, blocks);
      for (size_t b = 0; b < (selectors ? 1 : 2); b++)
        for (size_t f = 0; f < blocks[b].count; f++)
          if (blocks[b].fields[f].selects == selectors)
            hparam_set_default(&blocks[b].fields[f], (char *)spec + blocks[b].offset, c);
    }
}

/* -- errors ---------------------------------------------------------------------------------- */

/* Keys, one after another, in a message and among an error's values. */
typedef struct {
  text *message, *json;
  bool more;
} key_list;

static key_list begin_keys(text *message, const char *name) {
  key_list list = {message, error_value(name), false};
  text_append_char(list.json, '[');
  return list;
}

static void append_key(key_list *list, const char *key) {
  text_append(list->message, list->more ? ", " : "");
  text_append(list->message, key);
  text_append(list->json, list->more ? "," : "");
  text_append_json(list->json, key);
  list->more = true;
}

static void append_options(text *t, const hparam *h) {
  text_append(t, "must be one of ");
  error_code("option");
  key_list keys = begin_keys(t, "options");
  for (size_t i = 0; hparam_option(h, i); i++) append_key(&keys, hparam_option(h, i));
  text_append_char(keys.json, ']');
}

static void append_range(text *t, const hparam *h) {
  text_append(t, h->kind == HP_INTEGER ? "must be a whole number " : "must be ");
  text_append_number(t, h->min);
  if (h->max > h->min) {
    text_append(t, "..");
    text_append_number(t, h->max);
  }
  error_code(h->kind == HP_INTEGER ? "whole" : "range");
  error_number("min", h->min);
  error_number("max", h->max);
}

void append_given(text *t, const assignment *a) {
  static const char *const names[] = {
      [VALUE_EMPTY_OBJECT] = "{}", [VALUE_EMPTY_LIST] = "[]", [VALUE_NULL] = "null"};
  text *const both[] = {t, error_value("given")};
  text_append(t, ", got ");
  for (size_t n = 0; n < 2; n++)
    if (a->kind == VALUE_FLAG) text_append(both[n], a->number != 0 ? "true" : "false");
    else if (a->kind == VALUE_TEXT) text_append_json(both[n], a->text);
    else if (a->kind != VALUE_NUMBER) text_append(both[n], names[a->kind]);
    else if (n == 0) text_append_number(t, a->number);
    else text_append_json_number(both[n], a->number);
}

/* "model.layers[0] must be an object, got null" */
static status refuse_as(const assignment *a, const char *code, const char *rule) {
  text *t = error_begin(a->path);
  error_code(code);
  text_append(t, rule);
  append_given(t, a);
  return STATUS_SPEC;
}

/* `item`: the value is one of a list's. */
static status refuse(const assignment *a, const hparam *h, bool item) {
  if (h->kind == HP_FLAG) return refuse_as(a, "flag", "must be true or false");
  if (h->kind == HP_LIST && !item)
    return refuse_as(a, "list", "must be a list of at most 16 numbers");
  text *t = error_begin(a->path);
  if (hparam_has_options(h)) append_options(t, h);
  else append_range(t, h);
  append_given(t, a);
  return STATUS_SPEC;
}

static status refuse_key(spec_form form, const void *spec, const assignment *a,
                         const field_path *p) {
  field_block blocks[2];
  text *t = error_begin(a->path);
  error_code("keys");
  text_append(t, "is not a key of a spec; there are ");
  key_list keys = begin_keys(t, "keys");
  form_blocks(&form[p->section], spec, p->object, blocks);
  for (size_t b = 0; b < 2; b++)
    for (size_t f = 0; f < blocks[b].count; f++) append_key(&keys, blocks[b].fields[f].key);
  for (size_t n = 1; form[n].name; n++) {
    char key[MAX_PATH];
    if (section_key(&form[n], &form[p->section], key)) append_key(&keys, key);
  }
  text_append_char(keys.json, ']');
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
  return a->kind == VALUE_EMPTY_OBJECT ? STATUS_OK : refuse_as(a, "object", "must be an object");
}

status form_store(spec_form form, void *spec, const document *d, bool selectors) {
  status result = STATUS_OK;
  for (uint32_t n = 0; n < d->count && result == STATUS_OK; n++)
    result = store(form, spec, &d->items[n], selectors);
  return result;
}
