/* Datasets: IDX files good and broken in every way, sizes, scaling and minibatches. */
#include "nn/dataset.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

static uint64_t state = 5;

static void *copy_of(const void *bytes, size_t n) { /* exactly n bytes, for the sanitizer */
  void *copy = malloc(n > 0 ? n : 1);
  if (!copy) exit(1);
  return memcpy(copy, bytes, n);
}

/* --- IDX -------------------------------------------------------------------------------------- */

enum { N = 5, ROWS = 3, COLUMNS = 2, I = ROWS * COLUMNS, CLASSES = 4 };
enum { IMAGE_BYTES = 16 + N * I, LABEL_BYTES = 8 + N };

static void put_word(uint8_t *at, uint32_t word) {
  for (int b = 0; b < 4; b++) at[b] = (uint8_t)(word >> (24 - 8 * b));
}

typedef struct {
  uint8_t images[IMAGE_BYTES], labels[LABEL_BYTES];
  size_t image_bytes, label_bytes;
} idx_files;

static idx_files good_files(void) {
  idx_files f = {.image_bytes = IMAGE_BYTES, .label_bytes = LABEL_BYTES};
  put_word(f.images, 0x803);
  put_word(f.images + 4, N);
  put_word(f.images + 8, ROWS);
  put_word(f.images + 12, COLUMNS);
  for (int k = 0; k < N * I; k++) f.images[16 + k] = (uint8_t)random_word(&state);
  put_word(f.labels, 0x801);
  put_word(f.labels + 4, N);
  for (int k = 0; k < N; k++) f.labels[8 + k] = (uint8_t)(k % CLASSES);
  return f;
}

static status read_files(const idx_files *f, idx_pair *out) {
  uint8_t *images = copy_of(f->images, f->image_bytes),
          *labels = copy_of(f->labels, f->label_bytes);
  const status s = dataset_read_idx(images, f->image_bytes, labels, f->label_bytes, CLASSES, out);
  if (s == STATUS_OK) {
    const bool inside = out->images == images + 16 && out->labels == labels + 8;
    *out = (idx_pair){out->N, out->rows, out->columns, inside ? f->images + 16 : NULL,
                      inside ? f->labels + 8 : NULL};
  }
  free(images), free(labels);
  return s;
}

static void check_good_files(void) {
  const idx_files f = good_files();
  idx_pair pair = {0};
  check(read_files(&f, &pair) == STATUS_OK, "a good pair", "is read");
  check(pair.N == N && pair.rows == ROWS && pair.columns == COLUMNS, "a good pair",
        "has its sizes");
  check(pair.images == f.images + 16 && pair.labels == f.labels + 8, "a good pair",
        "is not copied");
}

/* Refuses with a message of its own, and leaves *out alone. */
static void refuse(tally *t, const idx_files *f, const char *what) {
  idx_pair pair = {.N = 12345};
  error_set(STATUS_OK, "nothing", "yet");
  const status s = read_files(f, &pair);
  tally_add(t, (s == STATUS_DATA || s == STATUS_ARGUMENT) && error_path()[0] != 'n',
            "%s: status %d, %s", what, (int)s, error_message());
}

static void check_magic(void) {
  tally t = {0};
  for (int bit = 0; bit < 32; bit++) {
    idx_files f = good_files();
    put_word(f.images, 0x803u ^ 1u << bit);
    refuse(&t, &f, "images' magic");
    f = good_files();
    put_word(f.labels, 0x801u ^ 1u << bit);
    refuse(&t, &f, "labels' magic");
  }
  idx_files swapped = good_files();
  put_word(swapped.images, 0x801);
  put_word(swapped.labels, 0x803);
  refuse(&t, &swapped, "swapped");
  put_word(swapped.images, 0x03080000);
  refuse(&t, &swapped, "little endian");
  tally_check(&t, "wrong magic numbers");

  swapped = good_files();
  put_word(swapped.images, 0x1f8b0808);
  idx_pair pair;
  check(read_files(&swapped, &pair) == STATUS_DATA && strstr(error_message(), "magic"), "gzip",
        error_message());
}

static void check_truncated(void) {
  tally t = {0};
  for (size_t n = 0; n < IMAGE_BYTES; n++) {
    idx_files f = good_files();
    f.image_bytes = n;
    refuse(&t, &f, "images cut");
  }
  for (size_t n = 0; n < LABEL_BYTES; n++) {
    idx_files f = good_files();
    f.label_bytes = n;
    refuse(&t, &f, "labels cut");
  }
  tally_check(&t, "files cut at every byte");
}

static void check_sizes_disagree(void) {
  static const uint32_t words[] = {0,          1,          2,          4,
                                   6,          0x10000,    0x7fffffff, 0x80000000,
                                   0x80000001, 0xaaaaaaab, 0xffffffff, 0x100000001u % 0xffffffff};
  enum { WORDS = sizeof words / sizeof words[0] };
  tally t = {0};
  for (size_t a = 0; a < WORDS; a++)
    for (size_t b = 0; b < WORDS; b++)
      for (size_t c = 0; c < WORDS; c++) {
        idx_files f = good_files();
        put_word(f.images + 4, words[a]);
        put_word(f.images + 8, words[b]);
        put_word(f.images + 12, words[c]);
        refuse(&t, &f, "image sizes"); /* none of them is 5, or 3 and 2 with it */
      }
  for (size_t a = 0; a < WORDS; a++) {
    idx_files f = good_files();
    put_word(f.labels + 4, words[a]);
    refuse(&t, &f, "label size");
  }
  /* Both files sound, but of different lengths. */
  for (uint32_t n = 0; n < N; n++) {
    idx_files f = good_files();
    put_word(f.labels + 4, n);
    f.label_bytes = 8 + n;
    refuse(&t, &f, "fewer labels");
  }
  /* Products that are right modulo 2^32 or 2^64. */
  static const uint32_t wraps[][3] = {{0x80000001, 30, 1},
                                      {0x40000005, 3, 2},
                                      {0x80000005, 6, 1},
                                      {0x10000, 0x10000, 1},
                                      {0xffffffff, 0xffffffff, 0xffffffff},
                                      {0x80000000, 0x80000000, 4}};
  for (size_t w = 0; w < sizeof wraps / sizeof wraps[0]; w++)
    for (size_t payload = 0; payload <= N * I; payload += N * I) {
      idx_files f = good_files();
      for (size_t d = 0; d < 3; d++) put_word(f.images + 4 + 4 * d, wraps[w][d]);
      f.image_bytes = 16 + payload;
      refuse(&t, &f, "sizes that wrap");
    }
  tally_check(&t, "sizes that disagree or overflow");

  /* All sizes in range, as many labels as images, and 2^32 bytes of images: none at all, modulo
     2^32. */
  const uint32_t many = 1 << 20;
  uint8_t *labels = calloc(8 + many, 1), images[16];
  if (!labels) exit(1);
  put_word(images, 0x803);
  put_word(images + 4, many);
  put_word(images + 8, 1024);
  put_word(images + 12, 4);
  put_word(labels, 0x801);
  put_word(labels + 4, many);
  idx_pair pair;
  check(dataset_read_idx(images, 16, labels, 8 + many, 10, &pair) == STATUS_DATA,
        "4 GB that are missing", error_message());
  free(labels);
}

static void check_sizes_out_of_range(void) {
  static const uint32_t shapes[][2] = {{0, 1}, {1, 0}, {0, 0}, {1025, 1}, {1, 1025}, {1024, 65}};
  static uint8_t images[16 + 1024 * 65], labels[9];
  tally t = {0};
  put_word(images, 0x803);
  put_word(images + 4, 1);
  put_word(labels, 0x801);
  put_word(labels + 4, 1);
  for (size_t k = 0; k < sizeof shapes / sizeof shapes[0]; k++) {
    idx_pair pair;
    const uint32_t rows = shapes[k][0], columns = shapes[k][1];
    put_word(images + 8, rows);
    put_word(images + 12, columns);
    const status s = dataset_read_idx(images, 16 + (size_t)rows * columns, labels, 9, 10, &pair);
    tally_add(&t, s != STATUS_OK && error_message()[0] != '\0', "%u x %u", rows, columns);
    dataset *data = NULL;
    tally_add(
        &t, dataset_create(images, labels, 1, rows, columns, 10, &data) == STATUS_ARGUMENT && !data,
        "%u x %u", rows, columns);
  }
  dataset *data = NULL;
  static const uint32_t classes[] = {0, 1, 257, 0xffffffff};
  for (size_t k = 0; k < 4; k++)
    tally_add(
        &t, dataset_create(images, labels, 1, 1, 1, classes[k], &data) == STATUS_ARGUMENT && !data,
        "%u classes", classes[k]);
  tally_add(&t, dataset_create(images, labels, 0, 1, 1, 10, &data) == STATUS_ARGUMENT && !data,
            "no images");
  tally_check(&t, "sizes out of range");
}

static void check_labels_range(void) {
  tally t = {0};
  for (int k = 0; k < N; k++)
    for (int label = 0; label < 256; label++) {
      idx_files f = good_files();
      f.labels[8 + k] = (uint8_t)label;
      idx_pair pair;
      const status s = read_files(&f, &pair);
      tally_add(&t, s == (label < CLASSES ? STATUS_OK : STATUS_DATA), "labels[%d] = %d", k, label);
      char place[64];
      snprintf(place, sizeof place, "[%d] must be 0..3, got %d", k, label);
      if (s != STATUS_OK)
        tally_add(&t, strstr(error_message(), place) != NULL, "%s: %s", place, error_message());
      dataset *data = NULL;
      const status created =
          dataset_create(f.images + 16, f.labels + 8, N, ROWS, COLUMNS, CLASSES, &data);
      tally_add(&t, created == s && !data == (s != STATUS_OK), "create: labels[%d] = %d", k, label);
      dataset_release(data);
    }
  tally_check(&t, "labels that are no class");
}

static void check_random_files(void) {
  tally t = {0};
  for (int k = 0; k < 20000; k++) {
    idx_files f = good_files();
    const uint32_t changes = 1 + random_below(&state, 3);
    for (uint32_t c = 0; c < changes; c++) {
      f.images[random_below(&state, 20)] ^= (uint8_t)(1u << random_below(&state, 8));
      if (random_below(&state, 2))
        f.labels[random_below(&state, LABEL_BYTES)] = (uint8_t)random_word(&state);
    }
    if (random_below(&state, 4) == 0) f.image_bytes = random_below(&state, IMAGE_BYTES + 1);
    if (random_below(&state, 4) == 0) f.label_bytes = random_below(&state, LABEL_BYTES + 1);
    idx_pair pair;
    const status s = read_files(&f, &pair);
    const bool sound = s == STATUS_OK &&
                       f.image_bytes == 16 + (size_t)pair.N * pair.rows * pair.columns &&
                       f.label_bytes == 8 + (size_t)pair.N;
    tally_add(&t, sound || (s != STATUS_OK && error_message()[0] != '\0'), "status %d", (int)s);
  }
  tally_check(&t, "damaged files");
}

/* --- datasets --------------------------------------------------------------------------------- */

static dataset *random_dataset(uint32_t samples, uint32_t rows, uint32_t columns) {
  const size_t pixels = (size_t)samples * rows * columns;
  uint8_t *images = malloc(pixels), *labels = malloc(samples);
  if (!images || !labels) exit(1);
  for (size_t k = 0; k < pixels; k++)
    images[k] = random_below(&state, 2) ? (uint8_t)random_word(&state) : 0;
  for (size_t k = 0; k < samples; k++) labels[k] = (uint8_t)random_below(&state, CLASSES);
  dataset *data = NULL;
  (void)dataset_create(images, labels, samples, rows, columns, CLASSES, &data);
  free(images), free(labels); /* the dataset has its own */
  if (!data) exit(1);
  return data;
}

static void check_lifetime(void) {
  dataset *data = random_dataset(3, 2, 2);
  const uint8_t first = data->images[0];
  check(data->users == 1, "a new dataset", "has one user");
  check(dataset_retain(data) == data && data->users == 2, "retain", "adds one");
  dataset_release(data);
  check(data->users == 1 && data->images[0] == first, "release", "leaves it to the others");
  dataset_release(data); /* the leak checker sees to it that this was the last */
  dataset_release(NULL);
  check(dataset_retain(NULL) == NULL, "no dataset", "can be retained and released");
}

static bool near(double x, double expected, double relative) {
  return fabs(x - expected) <= relative * fabs(expected) + 1e-12;
}

static void check_scaler(void) {
  enum { SAMPLES = 203, ROW = 7, PIXELS = ROW * ROW };
  dataset *data = random_dataset(SAMPLES, ROW, ROW);
  uint8_t *images = (uint8_t *)(uintptr_t)data->images; /* made here, so ours to change */
  static const uint8_t constants[] = {0, 1, 77, 255};
  for (size_t n = 0; n < SAMPLES; n++) {
    for (size_t c = 0; c < 4; c++) images[n * PIXELS + c] = constants[c];
    images[n * PIXELS + 4] = n == 17 ? 255 : 254; /* the smallest deviation there is */
  }
  float mean[PIXELS], inverse[PIXELS];
  scaler s = {SCALING_STANDARD, mean, inverse};
  scaler_measure(&s, data);
  tally means = {0}, deviations = {0};
  for (size_t i = 0; i < PIXELS; i++) {
    double sum = 0, squares = 0;
    for (size_t n = 0; n < SAMPLES; n++) sum += images[n * PIXELS + i] / 255.0;
    const double m = sum / SAMPLES;
    for (size_t n = 0; n < SAMPLES; n++)
      squares += (images[n * PIXELS + i] / 255.0 - m) * (images[n * PIXELS + i] / 255.0 - m);
    const double deviation = i < 4 ? 0 : sqrt(squares / SAMPLES);
    tally_add(&means, near((double)mean[i], m, 1e-7), "pixel %zu: %g for %g", i, (double)mean[i],
              m);
    tally_add(&deviations, near((double)inverse[i], deviation > 0 ? 1 / deviation : 0, 1e-6),
              "pixel %zu: %g for 1/%g", i, (double)inverse[i], deviation);
  }
  tally_check(&means, "means");
  tally_check(&deviations, "inverse deviations");

  /* Scaled, the training set has mean 0 and deviation 1; constant pixels are 0, whatever a later
     image has. */
  static float x[(SAMPLES + TILE) * (PIXELS + 3)];
  static uint8_t labels[SAMPLES];
  uint32_t all[SAMPLES];
  for (uint32_t n = 0; n < SAMPLES; n++) all[n] = n;
  images[0] = 200;
  dataset_gather(data, &s, all, SAMPLES, x, PIXELS + 3, labels);
  tally scaled = {0};
  for (size_t i = 0; i < PIXELS; i++) {
    double sum = 0, squares = 0;
    for (size_t n = 0; n < SAMPLES; n++) {
      const double value = (double)x[n * (PIXELS + 3) + i];
      sum += value, squares += value * value;
    }
    tally_add(&scaled,
              fabs(sum / SAMPLES) < 1e-4 && fabs(squares / SAMPLES - (i < 4 ? 0 : 1)) < 1e-4,
              "pixel %zu: mean %g, square %g", i, sum / SAMPLES, squares / SAMPLES);
  }
  tally_check(&scaled, "the scaled training set");
  dataset_release(data);
}

/* Rows in the order of the indices, x padded with zeros to its size and not beyond, labels not
   padded. */
static void check_gather(void) {
  enum { SAMPLES = 11, PIXELS = 15 };
  dataset *data = random_dataset(SAMPLES, 5, 3);
  float mean[PIXELS], inverse[PIXELS];
  tally t = {0};
  for (int kind = SCALING_UNIT; kind <= SCALING_STANDARD; kind++) {
    scaler s = {(scaling)kind, mean, inverse};
    scaler_measure(&s, data);
    for (uint32_t B = 1; B <= 9; B++)
      for (size_t ldx = PIXELS; ldx < PIXELS + 6; ldx++) {
        const size_t size = round_up(B, TILE) * ldx;
        float *x = malloc(size * sizeof *x);
        uint8_t *labels = malloc(B);
        if (!x || !labels) exit(1);
        for (size_t k = 0; k < size; k++) x[k] = 3;
        uint32_t indices[9];
        for (uint32_t n = 0; n < B; n++) indices[n] = random_below(&state, SAMPLES);
        if (B > 1) indices[1] = indices[0];
        dataset_gather(data, &s, indices, B, x, ldx, labels);
        bool right = true;
        for (size_t k = 0; k < size; k++) {
          const size_t row = k / ldx, i = k % ldx;
          float expected = 0;
          if (row < B && i < PIXELS) {
            expected = (float)data->images[indices[row] * (size_t)PIXELS + i] / 255.0f;
            if (kind == SCALING_STANDARD) expected = (expected - mean[i]) * inverse[i];
          }
          right &= x[k] == expected;
        }
        for (uint32_t n = 0; n < B; n++) right &= labels[n] == data->labels[indices[n]];
        tally_add(&t, right, "kind %d B %u ldx %zu", kind, B, ldx);
        free(x), free(labels);
      }
  }
  tally_check(&t, "gathered minibatches");
  dataset_release(data);
}

int main(void) {
  check_good_files();
  check_magic();
  check_truncated();
  check_sizes_disagree();
  check_sizes_out_of_range();
  check_labels_range();
  check_random_files();
  check_lifetime();
  check_scaler();
  check_gather();
  return failures > 0;
}
