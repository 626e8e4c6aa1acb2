#include "run/form.h"

#include "base/text.h"

SELDOM_FROM_HERE

/* -- paths ----------------------------------------------------------------------------------- */

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

spec_field form_field(const spec_section *s, const void *spec, uint32_t object, size_t n) {
  static const spec_field none = {NULL, 0};
  if (n < s->count) return (spec_field){&s->fields[n], s->offset + object * s->size};
  if (s->own == 0) return none;
  const hparam *id = &s->fields[0];
  const choice *row = id->row((size_t)hparam_get(id, (const char *)spec + s->offset));
  const size_t own = n - s->count;
  return row && own < choice_hparams(row) ? (spec_field){&row->hp[own], s->own} : none;
}

uint32_t form_objects(const spec_section *s, const void *spec) {
  return s->most > 0 ? *(const uint32_t *)(const void *)((const char *)spec + s->number) : 1;
}

/* The field that a path names; h is NULL where there is none. */
static spec_field find_field(spec_form form, const void *spec, const field_path *p) {
  spec_field f;
  for (size_t n = 0; (f = form_field(&form[p->section], spec, p->object, n)).h; n++)
    if (text_length(f.h->key) == p->key_length && text_begins(p->key, f.h->key)) break;
  return f;
}

void form_set_defaults(spec_form form, void *spec, convention c, bool selectors) {
  spec_field f;
  for (const spec_section *s = form; s->name; s++)
    for (uint32_t object = 0; object < form_objects(s, spec); object++)
      for (size_t n = 0; (f = form_field(s, spec, object, n)).h; n++)
        if (f.h->selects == selectors) hparam_set_default(f.h, (char *)spec + f.offset, c);
}

/* -- errors ---------------------------------------------------------------------------------- */

/* One more of a list of keys, in the message and as JSON. */
static void append_key(text *json, const char *key) {
  text_append(error_more(), json->last == '[' ? "" : ", ");
  text_append(error_more(), key);
  json_string(json, key);
}

void append_given(const assignment *a) {
  static const char *const names[] = {
      [VALUE_EMPTY_OBJECT] = "{}", [VALUE_EMPTY_LIST] = "[]", [VALUE_NULL] = "null"};
  text *said = error_more(), *json = error_value("given");
  text_append(said, ", got ");
  if (a->kind == VALUE_NUMBER) {
    text_append_number(said, a->number);
    json_number(json, a->number);
  } else if (a->kind == VALUE_TEXT) {
    text_append_quoted(said, a->text);
    json_string(json, a->text);
  } else {
    const char *flag = a->number != 0 ? "true" : "false";
    const char *name = a->kind == VALUE_FLAG ? flag : names[a->kind];
    text_append(said, name);
    text_append(json, name);
  }
}

/* "model.layers[0] must be an object, got null" */
static status refuse_as(const assignment *a, const char *code, const char *rule) {
  const status s = error_spec(code, a->path, rule);
  append_given(a);
  return s;
}

static void begin_range(const assignment *a, const hparam *h) {
  const bool whole = h->kind == HP_INTEGER;
  const char *rule = !whole            ? "must be {min}..{max}"
                     : h->max > h->min ? "must be a whole number {min}..{max}"
                                       : "must be a whole number {min}";
  (void)error_tell(STATUS_SPEC, whole ? "whole" : "range", a->path, rule,
                   FACTS(FACT("min", h->min), FACT("max", h->max)));
}

static void begin_options(const assignment *a, const hparam *h) {
  (void)error_spec("option", a->path, "must be one of ");
  text *json = error_value("options");
  json_open(json, '[');
  for (size_t i = 0; hparam_option(h, i); i++) append_key(json, hparam_option(h, i));
  json_close(json, ']');
}

/* `item`: the value is one of a list's. */
static status refuse(const assignment *a, const hparam *h, bool item) {
  if (h->kind == HP_FLAG) return refuse_as(a, "flag", "must be true or false");
  if (h->kind == HP_LIST && !item)
    return refuse_as(a, "list", "must be a list of at most 16 numbers");
  (hparam_has_options(h) ? begin_options : begin_range)(a, h);
  append_given(a);
  return STATUS_SPEC;
}

static status refuse_key(spec_form form, const void *spec, const assignment *a,
                         const field_path *p) {
  const status s = error_spec("keys", a->path, "is not a key of a spec; there are ");
  text *json = error_value("keys");
  json_open(json, '[');
  spec_field f;
  for (size_t n = 0; (f = form_field(&form[p->section], spec, p->object, n)).h; n++)
    append_key(json, f.h->key);
  for (size_t n = 1; form[n].name; n++) {
    char key[MAX_PATH];
    if (section_key(&form[n], &form[p->section], key)) append_key(json, key);
  }
  json_close(json, ']');
  return s;
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
  spec_field f = {NULL, 0};
  if (form_read_path(form, a->path, &p)) f = find_field(form, spec, &p);
  if ((f.h && f.h->selects) != selectors) return STATUS_OK;
  const bool single = f.h && f.h->kind != HP_LIST;
  if (f.h && !(single && p.item != NO_ITEM))
    return store_value(a, f.h, p.item, (char *)spec + f.offset);
  if (f.h || !p.whole) return refuse_key(form, spec, a, &p);
  return a->kind == VALUE_EMPTY_OBJECT ? STATUS_OK : refuse_as(a, "object", "must be an object");
}

status form_store(spec_form form, void *spec, const document *d, bool selectors) {
  status result = STATUS_OK;
  for (uint32_t n = 0; n < d->count && result == STATUS_OK; n++)
    result = store(form, spec, &d->items[n], selectors);
  return result;
}

SELDOM_UP_TO_HERE
