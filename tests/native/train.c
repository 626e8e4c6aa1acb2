/* train IMAGES LABELS [--steps N] [--resume FILE] [--save FILE] [path=value …]: trains a spec on raw
   IDX files and prints the hash of the weights it ends with, to be held against the module's. Of the
   images the first data.trainSize are trained on and the last data.validationSize validate. A
   checkpoint to resume has to be of the same spec. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/api.h"

enum { CLASSES = 10 };

_Noreturn static void fail(const char *message) {
  fprintf(stderr, "train: %s\n", message);
  exit(1);
}

typedef struct {
  uint8_t *bytes;
  size_t length;
} file;

static file read_file(const char *name) {
  FILE *f = fopen(name, "rb");
  file content = {NULL, 0};
  if (!f) fail(name);
  for (size_t room = 1 << 16, got = 1; got > 0; room *= 2) {
    content.bytes = realloc(content.bytes, room);
    if (!content.bytes) fail("not enough memory");
    got = fread(content.bytes + content.length, 1, room - content.length, f);
    content.length += got;
  }
  if (ferror(f)) fail(name);
  fclose(f);
  return content;
}

/* A number where all of the value is one, true and false, else a text. */
static void assign(document *d, char *argument) {
  char *value = strchr(argument, '='), *end;
  if (!value) fail("an argument is not path=value");
  *value++ = '\0';
  const double number = strtod(value, &end);
  const bool yes = strcmp(value, "true") == 0, flag = yes || strcmp(value, "false") == 0;
  const value_kind kind = flag ? VALUE_FLAG : *value && !*end ? VALUE_NUMBER : VALUE_TEXT;
  if (document_append(d, argument, kind, flag ? yes : number, value) != STATUS_OK)
    fail(descenso_error_message());
}

/* `count` images from number `first` on; none at all where there are none. */
static dataset *part(const idx_pair *all, uint32_t first, uint32_t count) {
  const size_t I = (size_t)all->rows * all->columns;
  if (count == 0) return NULL;
  dataset *data = descenso_dataset_create(all->images + first * I, all->labels + first, count,
                                          all->rows, all->columns, CLASSES);
  if (!data) fail(descenso_error_message());
  return data;
}

static void run(experiment *e, uint32_t steps) {
  step_record records[64];
  uint32_t taken = 1;
  while (steps > 0 && taken > 0) {
    taken = descenso_experiment_run(e, steps < 64 ? steps : 64, records);
    steps -= taken;
  }
}

static experiment *start(const experiment_spec *s, const char *checkpoint, dataset *train,
                         dataset *validation) {
  experiment *e;
  if (checkpoint) {
    const file saved = read_file(checkpoint);
    e = descenso_checkpoint_restore(saved.bytes, (uint32_t)saved.length, train, validation, 0);
    free(saved.bytes);
  } else {
    e = NULL;
    (void)experiment_create(s, 0, train, validation, &e);
  }
  if (!e) fail(descenso_error_message());
  return e;
}

static void save(experiment *e, const char *name) {
  const uint32_t length = descenso_checkpoint_save(e, 0, NULL, 0);
  uint8_t *bytes = malloc(length);
  FILE *f = fopen(name, "wb");
  if (!f || !bytes || descenso_checkpoint_save(e, 0, bytes, length) != length ||
      fwrite(bytes, 1, length, f) != length || fclose(f) != 0)
    fail(name);
  free(bytes);
}

int main(int argc, char **argv) {
  if (argc < 3) {
    fputs("usage: train IMAGES LABELS [--steps N] [--resume FILE] [--save FILE] [path=value ...]\n",
          stderr);
    return 2;
  }
  document d = {0};
  experiment_spec s;
  const char *from = NULL, *to = NULL;
  uint32_t steps = UINT32_MAX;
  for (int n = 3; n < argc; n++) {
    if (strcmp(argv[n], "--steps") == 0 && n + 1 < argc)
      steps = (uint32_t)strtoul(argv[++n], NULL, 10);
    else if (strcmp(argv[n], "--resume") == 0 && n + 1 < argc) from = argv[++n];
    else if (strcmp(argv[n], "--save") == 0 && n + 1 < argc) to = argv[++n];
    else assign(&d, argv[n]);
  }
  if (spec_resolve(&d, &s) != STATUS_OK) fail(descenso_error_message());
  document_free(&d);

  const file images = read_file(argv[1]), labels = read_file(argv[2]);
  idx_pair all;
  if (dataset_read_idx(images.bytes, images.length, labels.bytes, labels.length, CLASSES, &all) !=
      STATUS_OK)
    fail(descenso_error_message());
  const uint32_t train_size = s.data.train_size, validation_size = s.data.validation_size;
  if ((uint64_t)train_size + validation_size > all.N)
    fail("trainSize and validationSize are more than there are");
  dataset *train = part(&all, 0, train_size);
  dataset *validation = part(&all, all.N - validation_size, validation_size);
  free(images.bytes), free(labels.bytes);

  experiment *e = start(&s, from, train, validation);
  run(e, steps);
  char hex[65];
  descenso_weights_hash(e, hex);
  puts(hex);
  if (to) save(e, to);
  descenso_experiment_free(e);
  descenso_dataset_free(train);
  descenso_dataset_free(validation);
  return 0;
}
