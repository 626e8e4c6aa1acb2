/* form.h: what specs of every kind share: sections of fields, found by path. A kind of spec is a
   form: its sections, and where in a structure of doubles the values of each section stand. */
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
  uint32_t most; /* of a list of objects, which is what a path that ends in [] is; else 0 */
} spec_section;

/* A run of fields and where their values stand. */
typedef struct {
  const hparam *fields;
  size_t count;
  double *values;
} field_block;

/* A kind of spec. */
typedef struct {
  const spec_section *sections; /* the root first, closed by a NULL name */

  /* A section's fields, and after them those of the row it chose: blocks[2], the second empty where
     there is none. `item` is the object's number, for a list of objects. */
  void (*fields_of)(void *spec, size_t section, uint32_t item, field_block *blocks);
} spec_form;

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
const char *form_read_section(const spec_form *form, const char *path, field_path *out);

/* False where the path can be no field's; `out` then says as much as was read. */
bool form_read_path(const spec_form *form, const char *path, field_path *out);
bool field_is(const field_path *p, const char *key);

/* Stores one assignment where its path says. Errors: STATUS_SPEC, with the path, the allowed values
   and the one given. */
status form_store(const spec_form *form, void *spec, const assignment *a);

/* Appends every value of a section (of object `object`, for a list) as an assignment. Errors:
   STATUS_MEMORY. */
status form_print(const spec_form *form, void *spec, size_t section, uint32_t object,
                  document *out);

/* Sets the fields of a block to their defaults. */
void block_defaults(const field_block *b, size_t convention_index);

/* Appends ", got 5" to an error's message. */
struct text;
void append_given(struct text *t, const assignment *a);

/* The number of the row that has this key; the table's length where none has. */
size_t row_index(const choice *(*row)(size_t i), const char *key);

/* The hyper-parameters of a row. */
size_t choice_hparams(const choice *row);

#endif
