/* form.h: what specs of every kind share. A kind of spec is a struct and its sections: tables of values
   (choice.h), each with a path in the spec as it is written and a place in the struct. What is here
   reads, checks and prints any of them. */
#ifndef DESCENSO_FORM_H
#define DESCENSO_FORM_H

#include "nn/choice.h"
#include "run/document.h"

enum { NO_ITEM = -1 };

typedef struct {
  const char *name; /* in the catalog: "root", "data", "layer" … */
  const char *path; /* in a spec: "", "data", "model.layers[]" … */
  const hparam *fields;
  size_t count;
  size_t offset; /* in the spec: of the struct that the fields describe … */
  size_t own;    /* … and of that of the row which the first field chose; 0: it chooses none */

  /* Of a list of objects, which is what a path that ends in [] is: how many there may be, an object's
     bytes, and where their number, a uint32_t, stands. */
  uint32_t most;
  size_t size, number;
} spec_section;

#define FIELDS(table) .fields = table, .count = sizeof(table) / sizeof *(table)

/* A kind of spec: its sections, the root first, closed by a NULL name. */
typedef const spec_section *spec_form;

/* A path taken apart: "model.layers[3].units", "schedule.rates[2]". */
typedef struct {
  size_t section;
  uint32_t object; /* of a list of objects */
  bool whole;      /* it names a section, and no key in it */
  const char *key;
  size_t key_length;
  int item; /* of a field that is a list, or NO_ITEM */
} field_path;

/* Takes the section off the front of a path; returns what is left. NULL where no section is called
   that: out->section is then the root's, or that of the list whose object the path fails to name. */
const char *form_read_section(spec_form form, const char *path, field_path *out);

/* False where the path can be no field's; `out` then says as much as was read. */
bool form_read_path(spec_form form, const char *path, field_path *out);

/* Sets all defaults of a convention: of the fields that others hang on, or of the others, which need
   those. */
void form_set_defaults(spec_form form, void *spec, convention c, bool selectors);

/* Stores assignments where their paths say, the last of equal ones last: those of the fields that
   others hang on, or all others. Errors: STATUS_SPEC, for the first that is wrong, with its path, the
   allowed values and the one given. */
status form_store(spec_form form, void *spec, const document *d, bool selectors);

/* Appends every value as an assignment, in the catalog's order. Errors: STATUS_MEMORY. */
status form_document(spec_form form, const void *spec, document *out);

/* The whole spec as one JSON text, whose numbers are exact. */
struct text;
void form_json(spec_form form, const void *spec, struct text *out);

/* A field, and where in the spec the struct is that it stands in. */
typedef struct {
  const hparam *h;
  size_t offset;
} spec_field;

/* Field n of an object of a section: the section's own, and after them those of the row that it chose; h is
   NULL after the last. */
spec_field form_field(const spec_section *s, const void *spec, uint32_t object, size_t n);

/* How many objects a section has: 1, if it is no list. */
uint32_t form_objects(const spec_section *s, const void *spec);

/* The bytes of a section's name in paths, without the [] of a list. */
size_t section_name_length(const spec_section *s);

/* A section's name as a key of section `in`; false where it is not right in there. */
bool section_key(const spec_section *s, const spec_section *in, char key[MAX_PATH]);

/* Appends ", got 5" to the error's message, and the value to its values. */
void append_given(const assignment *a);

#endif
