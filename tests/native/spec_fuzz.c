/* A libFuzzer target: bytes as a document, resolved; what is accepted must come back from its own
   document. Built with `clang -DLIBFUZZER -fsanitize=fuzzer,address,undefined`; without LIBFUZZER
   it is a program that tries random documents, or the files that it is given. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "run/spec.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void require(bool right, const char *what) {
  if (right) return;
  fprintf(stderr, "not ok %s: %s\n", what, error_message());
  abort();
}

static void require_fixed_point(const experiment_spec *s) {
  document full = {0}, again = {0};
  experiment_spec back;
  require(form_document(spec_sections, s, &full) == STATUS_OK, "document");
  require(spec_resolve(&full, &back) == STATUS_OK, "resolves again");
  require(form_document(spec_sections, &back, &again) == STATUS_OK, "second document");
  require(full.count == again.count, "as many entries");
  for (uint32_t n = 0; n < full.count; n++)
    require(memcmp(&full.items[n].number, &again.items[n].number, sizeof(double)) == 0 &&
                strcmp(full.items[n].path, again.items[n].path) == 0 &&
                strcmp(full.items[n].text, again.items[n].text) == 0,
            "equal entries");
  document_free(&full);
  document_free(&again);
}

/* One assignment of a line: a digit for the kind, a path, "=", a value. */
static void append_line(document *d, char *line) {
  const value_kind kind = (value_kind)((unsigned char)*line % (VALUE_NULL + 1));
  if (!*line) return;
  char *value = strchr(line + 1, '=');
  if (value) *value++ = '\0';
  else value = line + strlen(line);
  (void)document_append(d, line + 1, kind, kind == VALUE_FLAG ? *value == '1' : strtod(value, NULL),
                        value);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
  document d = {0};
  experiment_spec s;
  char *text = malloc(length + 1);
  if (!text) return 0;
  memcpy(text, bytes, length);
  text[length] = '\0';
  for (char *line = text, *end; line; line = end) {
    end = strchr(line, '\n');
    if (end) *end++ = '\0';
    append_line(&d, line);
  }
  if (spec_resolve(&d, &s) == STATUS_OK) require_fixed_point(&s);
  else require(error_message()[0] != '\0', "a message");
  document_free(&d);
  free(text);
  return 0;
}

#ifndef LIBFUZZER
static void run_file(const char *name) {
  static uint8_t bytes[1 << 16];
  FILE *f = fopen(name, "rb");
  if (!f) exit(2);
  const size_t length = fread(bytes, 1, sizeof bytes, f);
  fclose(f);
  (void)LLVMFuzzerTestOneInput(bytes, length);
}

int main(int argc, char **argv) {
  static const char seed[] =
      "0seed=5\n2optimizer.id=adam\n0optimizer.beta1=0.5\n0model.layers[2].units=10\n"
      "2schedule.id=piecewise\n0schedule.rates[0]=1\n1earlyStopping.restoreBest=1";
  uint32_t word = 1;
  for (int n = 1; n < argc; n++) run_file(argv[n]);
  for (int round = 0; argc == 1 && round < 100000; round++) {
    uint8_t bytes[sizeof seed];
    memcpy(bytes, seed, sizeof seed);
    for (int change = 0; change < 1 + round % 4; change++) {
      word = word * 1664525 + 1013904223; /* Numerical Recipes */
      bytes[(word >> 8) % (sizeof seed - 1)] = (uint8_t)(word >> 24);
    }
    (void)LLVMFuzzerTestOneInput(bytes, sizeof seed - 1);
  }
  puts("ok spec_fuzz");
  return 0;
}
#endif
