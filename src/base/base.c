#include "base/base.h"

#include "base/text.h"

/* The only mutable state of the library: what went wrong last. */
static char last_message[320];
static char last_path[128];
static char last_code[32];
static char last_values[1024];
static text message, values;

text *error_begin(const char *path) {
  text keep = text_over(last_path, sizeof last_path);
  message = text_over(last_message, sizeof last_message);
  if (path) {
    text_append(&keep, path);
    text_append(&message, last_path); /* cut where a hostile path is too long */
    text_append_char(&message, ' ');
  }
  values = text_over(last_values, sizeof last_values);
  error_code("other");
  return &message;
}

void error_code(const char *code) {
  text t = text_over(last_code, sizeof last_code);
  text_append(&t, code);
}

text *error_value(const char *name) {
  text_append_char(&values, values.length > 0 ? ',' : '{');
  text_append_json(&values, name);
  text_append_char(&values, ':');
  return &values;
}

void error_number(const char *name, double value) {
  text_append_json_number(error_value(name), value);
}

void error_text(const char *name, const char *value) { text_append_json(error_value(name), value); }

status error_set(status s, const char *path, const char *sentence) {
  text_append(error_begin(path), sentence);
  return s;
}

status error_spec(const char *code, const char *path, const char *sentence) {
  (void)error_set(STATUS_SPEC, path, sentence);
  error_code(code);
  return STATUS_SPEC;
}

status error_memory(const char *what, double bytes) {
  text *t = error_begin(NULL);
  error_code("memory");
  error_number("bytes", bytes);
  text_append(t, "not enough memory for ");
  text_append(t, what);
  text_append(t, ": ");
  text_append_number(t, bytes);
  text_append(t, " bytes");
  return STATUS_MEMORY;
}

status error_range(const char *path, double min, double max, double got) {
  text *t = error_begin(path);
  error_code("range");
  error_number("min", min);
  error_number("max", max);
  error_number("given", got);
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

const char *error_code_of_last(void) { return last_code; }

const char *error_values(void) {
  /* One more than fits, with its bracket, is none. */
  if (values.length == 0 || values.length + 2 > sizeof last_values) return "{}";
  last_values[values.length] = '}';
  last_values[values.length + 1] = '\0';
  return last_values;
}
