/* Checkpoints under the sanitizers: what a run keeps comes back, and bytes that were changed and sealed
   anew, with the length and the hash that they should have, are refused or make a run that works. */
#include <stdlib.h>
#include <string.h>

#include "api/api.h"
#include "base/archive.h"
#include "base/sha256.h"
#include "check.h"
#include "spec_bytes.h"

enum { N = 30, SIDE = 3, CLASSES = 3, ROUNDS = 4000 };

static uint8_t images[N * SIDE * SIDE], labels[N];
static dataset *train, *validation;

typedef struct {
  const char *path;
  double number;
  const char *text;
} setting;

/* Everything that leaves something in a checkpoint. */
static const setting settings[] = {
    {"epochs", 6, NULL},
    {"batchSize", 7, NULL},
    {"data.scaling", 0, "standard"},
    {"model.inputDropout", 0.1, NULL},
    {"model.layers[0].units", 4, NULL},
    {"model.layers[0].dropout", 0.2, NULL},
    {"model.layers[0].batchNorm", 0, "before"},
    {"model.layers[1].units", CLASSES, NULL},
    {"optimizer.id", 0, "nadam"},
    {"schedule.id", 0, "performance"},
    {"augmentation.shift", 1, NULL},
    {"earlyStopping.patience", 4, NULL},
    {"bagging.models", 3, NULL},
};

static experiment *create(void) {
  document d = {0};
  for (size_t n = 0; n < sizeof settings / sizeof *settings; n++)
    (void)document_append(&d, settings[n].path, settings[n].text ? VALUE_TEXT : VALUE_NUMBER,
                          settings[n].number, settings[n].text);
  spec_handle *s = spec_from(&d, descenso_spec_create);
  experiment *e = s ? descenso_experiment_create(s, 1, train, validation) : NULL;
  check(e != NULL, "a run", e ? "" : descenso_error_message());
  descenso_spec_free(s);
  if (!e) exit(1);
  return e;
}

static void run(experiment *e, uint32_t steps) {
  step_record records[64];
  (void)descenso_experiment_run(e, steps, records);
}

/* A copy of its own size, so that a byte too many read is seen. */
static uint8_t *copy_of(const uint8_t *bytes, uint32_t length) {
  uint8_t *copy = malloc(length > 0 ? length : 1);
  if (!copy) exit(2);
  memcpy(copy, bytes, length);
  return copy;
}

static uint8_t *save(experiment *e, uint32_t weights_only, uint32_t *length) {
  *length = descenso_checkpoint_save(e, weights_only, NULL, 0);
  uint8_t *bytes = malloc(*length);
  if (!bytes || descenso_checkpoint_save(e, weights_only, bytes, *length) != *length) exit(2);
  return bytes;
}

/* --- the lay-out of bytes --------------------------------------------------------------------- */

static void check_archive(void) {
  static const uint8_t expected[] = {4, 3, 2, 1, 0,    0, 0x80, 0xbf, 0, 0,   0,
                                     0, 0, 0, 4, 0xc0, 2, 0,    0,    0, 'a', 'b'};
  uint8_t bytes[sizeof expected];
  uint32_t word = 0x01020304;
  float single = -1;
  double real = -2.5;
  char string[] = "ab";
  for (int n = 0; n < 2; n++) {
    archive a = n == 0 ? (archive){0} : archive_to(bytes, sizeof bytes);
    archive_word(&a, &word), archive_float(&a, &single), archive_double(&a, &real);
    archive_string(&a, string, sizeof string);
    check(a.used == sizeof expected && !a.damaged, n == 0 ? "counted" : "written", "");
  }
  check(memcmp(bytes, expected, sizeof bytes) == 0, "little-endian IEEE 754", "");

  word = 0, single = 0, real = 0, string[0] = '\0';
  archive a = archive_from(bytes, sizeof bytes);
  archive_word(&a, &word), archive_float(&a, &single), archive_double(&a, &real);
  archive_string(&a, string, sizeof string);
  check(word == 0x01020304 && single == -1 && real == -2.5 && strcmp(string, "ab") == 0, "read",
        "");
  check(a.used == sizeof bytes && !a.damaged, "read to the end", "");
  word = 7;
  archive_word(&a, &word);
  check(a.damaged && word == 7, "beyond the end nothing is read", "");

  archive narrow = archive_from(bytes + 16, 6);
  char small[2] = "x";
  archive_string(&narrow, small, sizeof small);
  check(narrow.damaged && small[0] == 'x', "a string that is too long is damage", "");
}

/* --- runs ------------------------------------------------------------------------------------- */

static void check_round_trip(void) {
  experiment *e = create();
  for (uint32_t steps = 0; steps < 32; steps++, run(e, 1)) {
    uint32_t length, again_length;
    uint8_t *bytes = save(e, 0, &length);
    experiment *back = descenso_checkpoint_restore(bytes, length, train, validation, 0);
    char one[65], two[65];
    if (!back) {
      check(false, "restored", descenso_error_message());
      exit(1);
    }
    uint8_t *again = save(back, 0, &again_length);
    const bool same = again_length == length && memcmp(bytes, again, length) == 0;
    run(back, 5);
    experiment *other = descenso_checkpoint_restore(again, length, train, validation, 0);
    run(other, 5);
    descenso_weights_hash(back, one), descenso_weights_hash(other, two);
    if (!same || strcmp(one, two) != 0 || steps == 31)
      check(same && strcmp(one, two) == 0, "comes back, and goes on", "");
    descenso_experiment_free(back), descenso_experiment_free(other);
    free(bytes), free(again);
  }
  descenso_experiment_free(e);
}

static void check_no_room(void) {
  experiment *e = create();
  uint32_t length;
  uint8_t *bytes = save(e, 1, &length);
  memset(bytes, 0xaa, length);
  check(descenso_checkpoint_save(e, 1, bytes, length - 1) == length, "too little room", "");
  bool untouched = true;
  for (uint32_t n = 0; n < length; n++) untouched = untouched && bytes[n] == 0xaa;
  check(untouched, "nothing is written where it does not fit", "");
  free(bytes);
  descenso_experiment_free(e);
}

/* --- hostile bytes ---------------------------------------------------------------------------- */

static void seal(uint8_t *bytes, uint32_t length) {
  sha256 h;
  for (int i = 0; i < 4; i++) bytes[12 + i] = (uint8_t)(length >> (8 * i));
  sha256_begin(&h);
  sha256_update(&h, bytes, length - SHA256_BYTES);
  sha256_end(&h, bytes + (length - SHA256_BYTES));
}

/* A run from anywhere is used like any other. */
static void use(experiment *e, bool trains) {
  static const uint32_t explicit_minibatch[] = {0, 3, 3};
  float probabilities[N * CLASSES];
  uint32_t counts[CLASSES * CLASSES], length;
  run_state state;
  evaluation scores;
  double loss;
  for (int n = 0; n < 2; n++) run(e, 64);
  if (trains) (void)descenso_experiment_step_on(e, explicit_minibatch, 3, &loss);
  run(e, 64);
  (void)descenso_experiment_evaluate(e, validation, counts, &scores);
  (void)descenso_experiment_predict(e, validation, 0, N, probabilities);
  descenso_experiment_state(e, &state);
  for (uint32_t n = 0; n < (uint32_t)state.epochs_recorded; n++) {
    epoch_record record;
    descenso_experiment_epoch(e, n, &record);
  }
  free(save(e, 0, &length));
}

/* Words of a few values are where sizes, counts and states go wrong; the others are mostly weights. */
static void change(uint8_t *bytes, uint32_t length, uint64_t *random) {
  static const uint32_t odd[] = {0, 1, 2, 3, 7, 255, 65535, 1u << 31, 0x7fffffff, 0xffffffff};
  const uint32_t at = random_below(random, length - 4);
  const uint32_t word = odd[random_below(random, sizeof odd / sizeof *odd)];
  if (random_below(random, 2)) bytes[at] = (uint8_t)random_word(random);
  else memcpy(bytes + at, &word, sizeof word);
}

static void check_hostile(uint32_t weights_only) {
  experiment *e = create();
  run(e, 13);
  uint32_t length, opened = 0;
  uint8_t *good = save(e, weights_only, &length);
  uint64_t random = 88172645463325252u + weights_only;
  tally told = {0};
  for (uint32_t round = 0; round < ROUNDS; round++) {
    const uint32_t part =
        round % 8 ? length : SHA256_BYTES + 20 + random_below(&random, length - 52);
    uint8_t *bytes = copy_of(good, part);
    for (uint32_t n = round % 8 ? 0 : 1; n < 1 + round % 3; n++)
      change(bytes + 16, part - SHA256_BYTES - 16, &random);
    seal(bytes, part);
    (void)error_set(STATUS_OK, NULL, "");
    const bool data = round % 2;
    experiment *back = descenso_checkpoint_restore(bytes, part, data ? train : NULL,
                                                   data ? validation : NULL, round % 5 ? 0 : 9);
    free(bytes);
    tally_add(&told, back || descenso_error_message()[0] != '\0', "round %u", round);
    if (back) use(back, data);
    opened += back != NULL;
    descenso_experiment_free(back);
  }
  char detail[64];
  snprintf(detail, sizeof detail, "%u of %u opened", opened, ROUNDS);
  check(opened > ROUNDS / 50 && opened < ROUNDS, "changed bytes", detail);
  tally_check(&told, "a refusal says why");
  free(good);
  descenso_experiment_free(e);
}

int main(void) {
  for (size_t n = 0; n < sizeof images; n++) images[n] = (uint8_t)(n * n);
  for (size_t n = 0; n < N; n++) labels[n] = (uint8_t)(n % CLASSES);
  train = descenso_dataset_create(images, labels, N, SIDE, SIDE, CLASSES);
  validation = descenso_dataset_create(images, labels, N, SIDE, SIDE, CLASSES);
  if (!train || !validation) return 2;
  check_archive();
  check_round_trip();
  check_no_room();
  check_hostile(0);
  check_hostile(1);
  descenso_dataset_free(train);
  descenso_dataset_free(validation);
  return failures > 0;
}
