/* No memory, at every single allocation: whatever was being made says so, and leaves nothing
   behind.

   This program has its own malloc, which is the system's (or the sanitizer's) except that it
   counts, and that a chosen call fails. (valgrind puts its own in its place, unless it is called with
   --soname-synonyms=somalloc=nouserintercepts.) */
#include <stdlib.h>
#include <string.h>

#include "api/api.h"
#include "check.h"
#include "spec_bytes.h"

/* --- an allocator that can fail --------------------------------------------------------------- */

void *__libc_malloc(size_t n);
void *__libc_calloc(size_t count, size_t n);
void *__libc_realloc(void *memory, size_t n);
void *__libc_memalign(size_t alignment, size_t n);
void __libc_free(void *memory);

/* A sanitizer's, where there is one. */
#define WEAK __attribute__((weak))
WEAK void *__interceptor_malloc(size_t n);
WEAK void *__interceptor_calloc(size_t count, size_t n);
WEAK void *__interceptor_realloc(void *memory, size_t n);
WEAK void *__interceptor_aligned_alloc(size_t alignment, size_t n);
WEAK void __interceptor_free(void *memory);

static bool watching; /* else allocations are the C library's own: not counted, never refused */
static uint32_t calls, fails_at;
static int live;

/* Whether this call has to fail; counts it where it does not. */
static bool refused(bool makes_new) {
  if (!watching) return false;
  if (calls++ == fails_at) return true;
  live += makes_new;
  return false;
}

void *malloc(size_t n) {
  if (refused(true)) return NULL;
  return __interceptor_malloc ? __interceptor_malloc(n) : __libc_malloc(n);
}

void *calloc(size_t count, size_t n) {
  if (refused(true)) return NULL;
  return __interceptor_calloc ? __interceptor_calloc(count, n) : __libc_calloc(count, n);
}

void *realloc(void *memory, size_t n) {
  if (refused(!memory)) return NULL;
  return __interceptor_realloc ? __interceptor_realloc(memory, n) : __libc_realloc(memory, n);
}

void *aligned_alloc(size_t alignment, size_t n) {
  if (refused(true)) return NULL;
  return __interceptor_aligned_alloc ? __interceptor_aligned_alloc(alignment, n)
                                     : __libc_memalign(alignment, n);
}

void free(void *memory) {
  live -= watching && memory;
  if (__interceptor_free) __interceptor_free(memory);
  else __libc_free(memory);
}

/* --- everything that allocates ---------------------------------------------------------------- */

enum { N = 70, SIDE = 3, CLASSES = 10, ITEMS = 150 };

static uint8_t images[N * SIDE * SIDE], labels[N];
static uint8_t checkpoint[1 << 22];

typedef struct {
  spec_handle *spec;
  dataset *train, *validation;
  experiment *run, *again;
  void *memory;
} everything;

static uint8_t spec_bytes[1 << 14];
static uint32_t spec_length;

static void write_spec(void) {
  document d = {0};
  for (uint32_t n = 0; n < ITEMS; n++) /* more than a document has room for at once */
    (void)document_append(&d, "seed", VALUE_NUMBER, n, NULL);
  (void)document_append(&d, "earlyStopping.patience", VALUE_NUMBER, 2, NULL);
  (void)document_append(&d, "model.layers[8].units", VALUE_NUMBER, CLASSES, NULL);
  archive a = archive_to(spec_bytes, sizeof spec_bytes);
  (void)document_exchange(&a, &d);
  spec_length = (uint32_t)a.used;
  document_free(&d);
}

static bool make(everything *all) {
  step_record steps[16];
  uint32_t counts[CLASSES * CLASSES];
  evaluation scores;
  *all = (everything){0};
  all->spec = descenso_spec_create(spec_bytes, spec_length);
  if (!all->spec) return false;
  all->train = descenso_dataset_create(images, labels, N, SIDE, SIDE, CLASSES);
  if (!all->train) return false;
  all->validation = descenso_dataset_create(images, labels, N, SIDE, SIDE, CLASSES);
  if (!all->validation) return false;
  all->run = descenso_experiment_create(all->spec, 0, all->train, all->validation);
  if (!all->run) return false;
  all->memory = descenso_allocate(1000);
  if (!all->memory) return false;
  (void)descenso_experiment_run(all->run, 16, steps); /* trains and looks without any allocation */
  if (descenso_experiment_evaluate(all->run, all->train, counts, &scores) != STATUS_OK)
    return false;
  const uint32_t length = descenso_checkpoint_save(all->run, 0, checkpoint, sizeof checkpoint);
  if (length == 0) return false;
  all->again = descenso_checkpoint_restore(checkpoint, length, all->train, all->validation, 0);
  return all->again != NULL;
}

static void clear(everything *all) {
  descenso_release(all->memory);
  descenso_experiment_free(all->again);
  descenso_experiment_free(all->run);
  descenso_dataset_free(all->validation);
  descenso_dataset_free(all->train);
  descenso_spec_free(all->spec);
}

static void check_every_allocation(void) {
  write_spec();
  static const char opening[] = "not enough memory for ";
  tally messages = {0}, leaks = {0};
  char detail[64];
  bool made = false;
  for (fails_at = 0; !made && fails_at < 100; fails_at++) {
    everything all;
    (void)error_set(STATUS_OK, "stale", "stale");
    calls = 0, live = 0;
    watching = true;
    made = make(&all);
    clear(&all);
    watching = false;
    tally_add(&leaks, live == 0, "allocation %u fails: %d left", fails_at, live);
    if (made) break;
    tally_add(&messages,
              strncmp(descenso_error_message(), opening, sizeof opening - 1) == 0 &&
                  descenso_error_path()[0] == '\0',
              "allocation %u fails: %s", fails_at, descenso_error_message());
  }
  snprintf(detail, sizeof detail, "%u allocations", calls);
  check(made && calls == fails_at && calls >= 10, "everything that is made", detail);
  tally_check(&messages, "an allocation that fails is told");
  tally_check(&leaks, "an allocation that fails leaves nothing behind");
}

/* The message says how much it would have taken. */
static void check_large_model(void) {
  dataset *data = descenso_dataset_create(images, labels, 1, SIDE, SIDE, CLASSES);
  document d = {0};
  (void)document_append(&d, "model.layers[0].units", VALUE_NUMBER, 4096, NULL);
  (void)document_append(&d, "model.layers[1].units", VALUE_NUMBER, 4096, NULL);
  (void)document_append(&d, "model.layers[2].units", VALUE_NUMBER, CLASSES, NULL);
  spec_handle *s = spec_from(&d, descenso_spec_create);
  calls = 0, fails_at = 1; /* the experiment itself is there, its model not */
  watching = true;
  experiment *e = descenso_experiment_create(s, 0, data, NULL);
  watching = false;
  const char *bytes = strstr(descenso_error_message(), "the model: ");
  const double wanted = bytes ? strtod(bytes + strlen("the model: "), NULL) : 0;
  check(!e && wanted > 4 * 4096.0 * 4096 * sizeof(float) && wanted < 1e9, "a large model",
        descenso_error_message());
  descenso_spec_free(s);
  descenso_dataset_free(data);
}

int main(void) {
  for (size_t n = 0; n < sizeof images; n++) images[n] = (uint8_t)(n * n);
  for (size_t n = 0; n < N; n++) labels[n] = (uint8_t)(n % CLASSES);
  check_every_allocation();
  check_large_model();
  return failures > 0;
}
