#include "base/base.h"

#include "base/text.h"

/* The only mutable state of the library: what went wrong last. */
static char last_message[320];
static char last_path[128];
static text message;

text *error_begin(const char *path) {
  text keep = text_over(last_path, sizeof last_path);
  message = text_over(last_message, sizeof last_message);
  if (path) {
    text_append(&keep, path);
    text_append(&message, last_path); /* cut where a hostile path is too long */
    text_append_char(&message, ' ');
  }
  return &message;
}

status error_set(status s, const char *path, const char *sentence) {
  text_append(error_begin(path), sentence);
  return s;
}

status error_memory(const char *what, double bytes) {
  text *t = error_begin(NULL);
  text_append(t, "not enough memory for ");
  text_append(t, what);
  text_append(t, ": ");
  text_append_number(t, bytes);
  text_append(t, " bytes");
  return STATUS_MEMORY;
}

status error_range(const char *path, double min, double max, double got) {
  text *t = error_begin(path);
  text_append(t, "must be ");
  text_append_number(t, min);
  text_append(t, "..");
  text_append_number(t, max);
  text_append(t, ", got ");
  text_append_number(t, got);
  return STATUS_ARGUMENT;
}

const char *error_message(void) { return last_message; }

const char *error_path(void) { return last_path; }
