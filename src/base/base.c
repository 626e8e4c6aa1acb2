#include "base/base.h"

#include "base/text.h"

SELDOM_FROM_HERE

/* What went wrong last: the library's only mutable state, but for the threads of the shared module (team.c). */
static char last_message[320];
static char last_path[128];
static char last_code[32];
static char last_values[1024];
static text message, values;

text *error_more(void) { return &message; }

text *error_value(const char *name) {
  json_key(&values, name);
  return &values;
}

static void append_fact(const fact *f) {
  if (f->text) text_append(&message, f->text);
  else text_append_number(&message, f->number);
}

/* The sentence, each name in braces replaced by its value. */
static void append_sentence(const char *at, const fact *facts) {
  for (; *at; at++) {
    const fact *f = facts;
    if (*at != '{') {
      text_append_char(&message, *at);
      continue;
    }
    while (f->name && !(text_begins(at + 1, f->name) && at[1 + text_length(f->name)] == '}')) f++;
    if (f->name) append_fact(f);
    while (*at != '}') at++;
  }
}

status error_tell(status s, const char *code, const char *path, const char *sentence,
                  const fact *facts) {
  text keep = text_over(last_path, sizeof last_path), key = text_over(last_code, sizeof last_code);
  message = text_over(last_message, sizeof last_message);
  values = text_over(last_values, sizeof last_values);
  text_append(&keep, path ? path : "");
  text_append(&key, code);
  text_append(&message, last_path); /* cut where a hostile path is too long */
  if (path) text_append_char(&message, ' ');
  append_sentence(sentence, facts);
  json_open(&values, '{');
  for (const fact *f = facts; f->name; f++)
    if (f->text) json_string(error_value(f->name), f->text);
    else json_number(error_value(f->name), f->number);
  return s;
}

static const fact none[] = {{NULL, 0, NULL}};

status error_set(status s, const char *path, const char *sentence) {
  return error_tell(s, "other", path, sentence, none);
}

status error_spec(const char *code, const char *path, const char *sentence) {
  return error_tell(STATUS_SPEC, code, path, sentence, none);
}

status error_memory(const char *what, double bytes) {
  return error_tell(STATUS_MEMORY, "memory", NULL, "not enough memory for {what}: {bytes} bytes",
                    FACTS(FACT_TEXT("what", what), FACT("bytes", bytes)));
}

status error_range(const char *path, double min, double max, double got) {
  return error_tell(STATUS_ARGUMENT, "range", path, "must be {min}..{max}, got {given}",
                    FACTS(FACT("min", min), FACT("max", max), FACT("given", got)));
}

const char *error_message(void) { return last_message; }

const char *error_path(void) { return last_path; }

const char *error_code_of_last(void) { return last_code; }

const char *error_values(void) {
  /* One more than fits, with its bracket, is none. */
  if (values.length == 0 || values.length + 2 > sizeof last_values) return "{}";
  text closed = values;
  json_close(&closed, '}');
  return last_values;
}

SELDOM_UP_TO_HERE
