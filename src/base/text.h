/* text.h: appends to a caller's buffer, as strings, numbers and JSON. What does not fit is counted,
   not written, so that a caller can ask for the length first (capacity 0) and allocate exactly. */
#ifndef DESCENSO_TEXT_H
#define DESCENSO_TEXT_H

#include "base/base.h"

typedef struct text {
  char *at;        /* the caller's buffer; may be NULL when capacity is 0 */
  size_t capacity; /* bytes, the closing zero included */
  size_t length;   /* of the whole text, whether it fitted or not */
} text;

/* An empty text over buffer[capacity]. */
text text_over(char *buffer, size_t capacity);

void text_append(text *t, const char *string);
void text_append_char(text *t, char c);

/* A number: whole ones up to 10^15 exactly, others with at most nine significant digits: 4096,
 * 0.001, 1e-7, NaN. */
void text_append_number(text *t, double value);

/* A number as JSON, from which the same bits are read again; null where it is not finite. */
void text_append_json_number(text *t, double value);

/* A JSON string, quoted and escaped. */
void text_append_json(text *t, const char *string);

/* string.h without string.h. */
bool text_equal(const char *a, const char *b);
size_t text_length(const char *string);

#endif
