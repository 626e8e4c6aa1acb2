/* A libFuzzer target: bytes sealed as a checkpoint, opened with and without the data, trained and saved.
   What opens must do all of that, and what it saves must open again. Built with
   `clang -DLIBFUZZER -fsanitize=fuzzer,address,undefined`; without LIBFUZZER it is a program that changes
   checkpoints of its own, or writes them to the directory that it is given, as seeds. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/api.h"
#include "base/sha256.h"
#include "spec_bytes.h"

enum { N = 12, SIDE = 2, CLASSES = 2, OPENING = 20, MOST = 1 << 16 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static dataset *data;

static void require(bool right, const char *what) {
  if (right) return;
  fprintf(stderr, "not ok %s: %s\n", what, descenso_error_message());
  abort();
}

static void make_data(void) {
  uint8_t images[N * SIDE * SIDE], labels[N];
  for (size_t n = 0; n < sizeof images; n++) images[n] = (uint8_t)(n * n);
  for (size_t n = 0; n < N; n++) labels[n] = (uint8_t)(n % CLASSES);
  if (!data) data = descenso_dataset_create(images, labels, N, SIDE, SIDE, CLASSES);
  require(data != NULL, "a dataset");
}

static uint32_t save(experiment *e, uint8_t *bytes) {
  const uint32_t length = descenso_checkpoint_save(e, 0, bytes, MOST);
  require(length > 0 && length <= MOST, "saved");
  return length;
}

/* Length and hash as they should be, so that what is between them is read. */
static void seal(uint8_t *bytes, uint32_t length) {
  sha256 h;
  for (int i = 0; i < 4; i++) bytes[12 + i] = (uint8_t)(length >> (8 * i));
  sha256_begin(&h);
  sha256_update(&h, bytes, length - SHA256_BYTES);
  sha256_end(&h, bytes + (length - SHA256_BYTES));
}

static void use(experiment *e, bool trains) {
  static uint8_t first[MOST], again[MOST];
  step_record records[8];
  run_state state;
  double loss;
  const uint32_t length = save(e, first);
  experiment *back =
      descenso_checkpoint_restore(first, length, trains ? data : NULL, trains ? data : NULL, 0);
  require(back != NULL, "what was just opened opens again");
  require(save(back, again) == length && memcmp(first, again, length) == 0, "with the same bytes");
  (void)descenso_experiment_run(back, 8, records);
  if (trains) (void)descenso_experiment_step_on(back, (const uint32_t[]){1, 1}, 2, &loss);
  (void)descenso_experiment_run(back, 8, records);
  descenso_experiment_state(back, &state);
  require(state.learning_rate >= 0 && state.learning_rate <= 1000, "a learning rate");
  experiment *later = descenso_checkpoint_restore(again, save(back, again), NULL, NULL, 0);
  require(later != NULL, "what was trained on opens again");
  descenso_experiment_free(later);
  descenso_experiment_free(back);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
  if (length < OPENING + SHA256_BYTES || length > MOST / 2) return 0;
  uint8_t *sealed = malloc(length);
  if (!sealed) return 0;
  make_data();
  memcpy(sealed, bytes, length);
  seal(sealed, (uint32_t)length);
  for (int trains = 0; trains < 2; trains++) {
    dataset *train = trains ? data : NULL;
    experiment *e =
        descenso_checkpoint_restore(sealed, (uint32_t)length, train, train, length % 3 ? 0 : 9);
    if (e) use(e, trains);
    else require(descenso_error_message()[0] != '\0', "a message");
    descenso_experiment_free(e);
  }
  free(sealed);
  return 0;
}

#ifndef LIBFUZZER
typedef struct {
  const char *path;
  double number;
  const char *text;
} setting;

enum { SETTINGS = 12 };

/* Runs that keep different things. */
static const setting seeds[][SETTINGS] = {
    {{"data.scaling", 0, "standard"},
     {"model.inputDropout", 0.1, NULL},
     {"model.layers[0].units", 2, NULL},
     {"model.layers[0].batchNorm", 0, "before"},
     {"optimizer.id", 0, "nadam"},
     {"schedule.id", 0, "performance"},
     {"augmentation.shift", 1, NULL},
     {"earlyStopping.patience", 4, NULL}},
    {{"optimizer.id", 0, "adagrad"},
     {"optimizer.convention", 0, "keras"},
     {"schedule.id", 0, "cosine"},
     {"schedule.warmup", 3, NULL},
     {"bagging.models", 3, NULL}},
    {{"optimizer.id", 0, "nesterov"},
     {"schedule.id", 0, "piecewise"},
     {"schedule.boundaries[0]", 3, NULL},
     {"schedule.rates[0]", 0.5, NULL},
     {"schedule.rates[1]", 0.1, NULL},
     {"earlyStopping.patience", 2, NULL},
     {"clipNorm", 1, NULL}},
    {{"optimizer.convention", 0, "pytorch"}, {"schedule.id", 0, "1cycle"}}};

/* A checkpoint of seed s after so many steps; returns its length. */
static uint32_t make_seed(size_t s, uint32_t steps, uint8_t *bytes) {
  step_record records[64];
  document d = {0};
  for (const setting *c = seeds[s]; c < seeds[s] + SETTINGS && c->path; c++)
    (void)document_append(&d, c->path, c->text ? VALUE_TEXT : VALUE_NUMBER, c->number, c->text);
  (void)document_append(&d, "epochs", VALUE_NUMBER, 6, NULL);
  (void)document_append(&d, "batchSize", VALUE_NUMBER, 5, NULL);
  (void)document_append(&d, "model.layers[1].units", VALUE_NUMBER, CLASSES, NULL);
  spec_handle *spec = spec_from(&d, descenso_spec_create);
  experiment *e = spec ? descenso_experiment_create(spec, 0, data, data) : NULL;
  require(e != NULL, "a seed");
  (void)descenso_experiment_run(e, steps, records);
  const uint32_t length = save(e, bytes);
  descenso_experiment_free(e);
  descenso_spec_free(spec);
  return length;
}

static uint32_t word = 1;
static uint32_t below(uint32_t limit) {
  word = word * 1664525 + 1013904223; /* Numerical Recipes */
  return (word >> 8) % limit;
}

/* A byte, a word or a double, of values that are at a border. */
static void change(uint8_t *bytes, uint32_t length) {
  static const uint32_t words[] = {0, 1, 2, 3, 255, 1u << 31, INT32_MAX, UINT32_MAX};
  const double reals[] = {-0.0, -1,   5e-324, 1e-300,          0.5,
                          1,    1000, 1e300,  __builtin_inf(), __builtin_nan("")};
  const uint32_t at = OPENING + below(length - OPENING - SHA256_BYTES - 8);
  switch (below(3)) {
  case 0: bytes[at] = (uint8_t)below(256); break;
  case 1: memcpy(bytes + at, &words[below(sizeof words / sizeof *words)], sizeof *words); break;
  default: memcpy(bytes + at, &reals[below(sizeof reals / sizeof *reals)], sizeof *reals);
  }
}

static void write_seed(const char *directory, size_t n, const uint8_t *bytes, uint32_t length) {
  char name[256];
  (void)snprintf(name, sizeof name, "%s/%zu", directory, n);
  FILE *f = fopen(name, "wb");
  if (!f || fwrite(bytes, 1, length, f) != length || fclose(f) != 0) exit(2);
}

int main(int argc, char **argv) {
  enum { ROUNDS = 6000, KINDS = sizeof seeds / sizeof *seeds, STANDS = 3 };
  static uint8_t good[KINDS * STANDS][MOST / 2], bytes[MOST / 2];
  uint32_t lengths[KINDS * STANDS];
  make_data();
  for (size_t n = 0; n < KINDS * STANDS; n++) {
    lengths[n] = make_seed(n / STANDS, (uint32_t)(n % STANDS) * 11, good[n]);
    if (argc > 1) write_seed(argv[1], n, good[n], lengths[n]);
  }
  for (uint32_t round = 0; argc == 1 && round < ROUNDS; round++) {
    const size_t n = round % (KINDS * STANDS);
    memcpy(bytes, good[n], lengths[n]);
    for (uint32_t change_of = 0; change_of < 1 + round % 3; change_of++) change(bytes, lengths[n]);
    (void)LLVMFuzzerTestOneInput(bytes, lengths[n]);
  }
  puts("ok checkpoint_fuzz");
  return 0;
}
#endif
