/* form_print.c: a spec written out: as a document, and as JSON. */
#include "base/text.h"
#include "run/form.h"

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
  field_block blocks[2];
  form_blocks(s, spec, object, blocks);
  for (size_t b = 0; b < 2; b++)
    for (size_t f = 0; f < blocks[b].count; f++) {
      char buffer[MAX_PATH];
      text path = text_over(buffer, sizeof buffer);
      append_section(&path, s, object);
      text_append(&path, blocks[b].fields[f].key);
      const status result =
          field_document(out, &path, &blocks[b].fields[f], (const char *)spec + blocks[b].offset);
      if (result != STATUS_OK) return result;
    }
  return STATUS_OK;
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
    text_append_char(t, '[');
    for (uint32_t k = 0; k < list->count; k++) {
      if (k > 0) text_append_char(t, ',');
      text_append_json_number(t, list->items[k]);
    }
    text_append_char(t, ']');
    return;
  }
  const double x = hparam_get(h, values);
  if (hparam_has_options(h)) text_append_json(t, hparam_option(h, (size_t)x));
  else if (h->kind == HP_FLAG) text_append(t, x != 0 ? "true" : "false");
  else text_append_json_number(t, x);
}

static void key_json(text *t, const char *key, bool *more) {
  text_append_char(t, *more ? ',' : '{');
  text_append_json(t, key);
  text_append_char(t, ':');
  *more = true;
}

static void section_json(spec_form form, const spec_section *s, const void *spec, uint32_t object,
                         text *t);

/* A section's object, or list of objects. */
static void objects_json(spec_form form, const spec_section *s, const void *spec, text *t) {
  if (s->most == 0) {
    section_json(form, s, spec, 0, t);
    return;
  }
  for (uint32_t object = 0; object < form_objects(s, spec); object++) {
    text_append_char(t, object > 0 ? ',' : '[');
    section_json(form, s, spec, object, t);
  }
  text_append_char(t, ']');
}

/* Its fields, and the sections that are right in it. */
// NOLINTNEXTLINE(misc-no-recursion): as deep as the tables are
static void section_json(spec_form form, const spec_section *s, const void *spec, uint32_t object,
                         text *t) {
  field_block blocks[2];
  bool more = false;
  form_blocks(s, spec, object, blocks);
  for (size_t b = 0; b < 2; b++)
    for (size_t f = 0; f < blocks[b].count; f++) {
      key_json(t, blocks[b].fields[f].key, &more);
      field_json(t, &blocks[b].fields[f], (const char *)spec + blocks[b].offset);
    }
  for (const spec_section *inner = form + 1; inner->name; inner++) {
    char key[MAX_PATH];
    if (inner == s || !section_key(inner, s, key)) continue;
    key_json(t, key, &more);
    objects_json(form, inner, spec, t);
  }
  text_append_char(t, '}');
}

void form_json(spec_form form, const void *spec, text *out) {
  section_json(form, &form[0], spec, 0, out);
}
