/* form_print.c: a spec written out: as a document, and as JSON. */
#include "base/text.h"
#include "run/form.h"

SELDOM_FROM_HERE

size_t section_name_length(const spec_section *s) {
  return text_length(s->path) - (s->most > 0 ? 2 : 0);
}

bool section_key(const spec_section *s, const spec_section *in, char key[MAX_PATH]) {
  const size_t outer = text_length(in->path), length = section_name_length(s);
  text t = text_over(key, MAX_PATH);
  for (size_t i = 0; i < outer; i++)
    if (s->path[i] != in->path[i]) return false;
  if (outer > 0 && s->path[outer] != '.') return false;
  for (size_t i = outer > 0 ? outer + 1 : 0; i < length; i++) {
    if (s->path[i] == '.') return false;
    text_append_char(&t, s->path[i]);
  }
  return true;
}

/* -- as a document --------------------------------------------------------------------------- */

static status list_document(document *d, text *path, const value_list *list) {
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

static status field_document(document *d, text *path, const hparam *h, const void *values) {
  if (h->kind == HP_LIST) return list_document(d, path, hparam_list(h, (void *)values));
  const double x = hparam_get(h, values);
  if (hparam_has_options(h))
    return document_append(d, path->at, VALUE_TEXT, 0, hparam_option(h, (size_t)x));
  return document_append(d, path->at, h->kind == HP_FLAG ? VALUE_FLAG : VALUE_NUMBER, x, NULL);
}

/* "model.layers[3]." for object 3 of a list; other sections are called what they are. */
static void append_section(text *path, const spec_section *s, uint32_t object) {
  for (size_t i = 0; i < section_name_length(s); i++) text_append_char(path, s->path[i]);
  if (s->most > 0) {
    text_append_char(path, '[');
    text_append_number(path, object);
    text_append_char(path, ']');
  }
  if (s->path[0] != '\0') text_append_char(path, '.');
}

static status object_document(const spec_section *s, const void *spec, uint32_t object,
                              document *out) {
  status result = STATUS_OK;
  spec_field f;
  for (size_t n = 0; result == STATUS_OK && (f = form_field(s, spec, object, n)).h; n++) {
    char buffer[MAX_PATH];
    text path = text_over(buffer, sizeof buffer);
    append_section(&path, s, object);
    text_append(&path, f.h->key);
    result = field_document(out, &path, f.h, (const char *)spec + f.offset);
  }
  return result;
}

status form_document(spec_form form, const void *spec, document *out) {
  status result = STATUS_OK;
  for (const spec_section *s = form; s->name; s++)
    for (uint32_t object = 0; object < form_objects(s, spec) && result == STATUS_OK; object++)
      result = object_document(s, spec, object, out);
  return result;
}

/* -- as JSON --------------------------------------------------------------------------------- */

static void field_json(text *t, const hparam *h, const void *values) {
  if (h->kind == HP_LIST) {
    const value_list *list = hparam_list(h, (void *)values);
    json_open(t, '[');
    for (uint32_t k = 0; k < list->count; k++) json_number(t, list->items[k]);
    json_close(t, ']');
    return;
  }
  const double x = hparam_get(h, values);
  if (hparam_has_options(h)) json_string(t, hparam_option(h, (size_t)x));
  else if (h->kind == HP_FLAG) json_flag(t, x != 0);
  else json_number(t, x);
}

/* An object's fields, and the sections that are right in it. */
// NOLINTNEXTLINE(misc-no-recursion): as deep as the tables are
static void object_json(spec_form form, const spec_section *s, const void *spec, uint32_t object,
                        text *t) {
  spec_field f;
  json_open(t, '{');
  for (size_t n = 0; (f = form_field(s, spec, object, n)).h; n++) {
    json_key(t, f.h->key);
    field_json(t, f.h, (const char *)spec + f.offset);
  }
  for (const spec_section *inner = form + 1; inner->name; inner++) {
    char key[MAX_PATH];
    if (inner == s || !section_key(inner, s, key)) continue;
    json_key(t, key);
    if (inner->most > 0) json_open(t, '[');
    for (uint32_t n = 0; n < form_objects(inner, spec); n++) object_json(form, inner, spec, n, t);
    if (inner->most > 0) json_close(t, ']');
  }
  json_close(t, '}');
}

void form_json(spec_form form, const void *spec, text *out) {
  object_json(form, &form[0], spec, 0, out);
}

SELDOM_UP_TO_HERE
