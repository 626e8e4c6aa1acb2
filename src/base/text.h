/* text.h: appends to a caller's buffer, as strings, numbers and JSON. What does not fit is counted,
   not written, so that a caller can ask for the length first (capacity 0) and allocate exactly. */
#ifndef DESCENSO_TEXT_H
#define DESCENSO_TEXT_H

#include "base/base.h"

typedef struct text {
  char *at;        /* the caller's buffer; may be NULL when capacity is 0 */
  size_t capacity; /* bytes, the closing zero included */
  size_t length;   /* of the whole text, whether it fitted or not */
  char last;       /* character */
} text;

/* An empty text over buffer[capacity]. */
text text_over(char *buffer, size_t capacity);

void text_append(text *t, const char *string);
void text_append_char(text *t, char c);

/* A number: whole ones up to 10^15 exactly, others with at most nine significant digits: 4096,
 * 0.001, 1e-7, NaN. */
void text_append_number(text *t, double value);

/* A string in quotes, escaped as in JSON. */
void text_append_quoted(text *t, const char *string);

/* JSON, whose commas come by themselves: values, brackets that open ("{" or "[") and close, keys. A number
   has so many digits that the same bits are read again, and is null where it is not finite. */
void json_open(text *t, char bracket);
void json_close(text *t, char bracket);
void json_key(text *t, const char *key);
void json_string(text *t, const char *string);
void json_number(text *t, double value);
void json_flag(text *t, bool value);

/* string.h without string.h. */
bool text_equal(const char *a, const char *b);
bool text_begins(const char *string, const char *beginning);
size_t text_length(const char *string);

#endif
