#include "nn/dataset.h"

#include <stdlib.h>
#include <string.h>

SELDOM_FROM_HERE

static status check_labels(const uint8_t *labels, uint32_t N, uint32_t classes) {
  uint32_t n = 0;
  while (n < N && labels[n] < classes) n++;
  if (n == N) return STATUS_OK;
  return error_tell(STATUS_DATA, "other", NULL, "labels[{n}] must be 0..{max}, got {given}",
                    FACTS(FACT("n", n), FACT("max", classes - 1), FACT("given", labels[n])));
}

static status check_sizes(uint32_t N, uint32_t rows, uint32_t columns, uint32_t classes) {
  if (N < 1) return error_range("images", 1, UINT32_MAX, N);
  if (rows < 1 || rows > MAX_SIDE) return error_range("rows", 1, MAX_SIDE, rows);
  if (columns < 1 || columns > MAX_SIDE) return error_range("columns", 1, MAX_SIDE, columns);
  if (rows * columns > MAX_INPUTS)
    return error_range("rows times columns", 1, MAX_INPUTS, rows * columns);
  if (classes < 2 || classes > MAX_CLASSES) return error_range("classes", 2, MAX_CLASSES, classes);
  return STATUS_OK;
}

bool dataset_size_is_valid(uint32_t N, uint32_t rows, uint32_t columns, uint32_t classes) {
  return check_sizes(N, rows, columns, classes) == STATUS_OK;
}

status dataset_create(const uint8_t *images, const uint8_t *labels, uint32_t N, uint32_t rows,
                      uint32_t columns, uint32_t classes, dataset **out) {
  status s = check_sizes(N, rows, columns, classes);
  if (s == STATUS_OK) s = check_labels(labels, N, classes);
  if (s != STATUS_OK) return s;

  const uint32_t I = rows * columns;
  const uint64_t bytes = sizeof(dataset) + (uint64_t)N * I + N;
  dataset *data = bytes < SIZE_MAX / 2 ? malloc((size_t)bytes) : NULL;
  if (!data) return error_memory("a dataset", (double)bytes);
  uint8_t *pixels = (uint8_t *)(data + 1);
  memcpy(pixels, images, (size_t)N * I);
  memcpy(pixels + (size_t)N * I, labels, N);
  *data = (dataset){.N = N,
                    .rows = rows,
                    .columns = columns,
                    .classes = classes,
                    .I = I,
                    .images = pixels,
                    .labels = pixels + (size_t)N * I,
                    .users = 1};
  *out = data;
  return STATUS_OK;
}

dataset *dataset_retain(dataset *data) {
  if (data) data->users++;
  return data;
}

void dataset_release(dataset *data) {
  if (data && --data->users == 0) free(data);
}

/* -- IDX ------------------------------------------------------------------------------------- */

static uint32_t big_endian(const uint8_t *p) {
  return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static status idx_error(const char *file, const char *problem, double expected, double got) {
  return error_tell(STATUS_DATA, "other", NULL, "{file}: {problem} must be {expected}, got {given}",
                    FACTS(FACT_TEXT("file", file), FACT_TEXT("problem", problem),
                          FACT("expected", expected), FACT("given", got)));
}

/* A header of a magic number and `dimensions` sizes, then as many bytes as their product says. */
static status read_header(const char *file, const uint8_t *bytes, size_t length,
                          uint32_t dimensions, uint32_t *size) {
  const size_t header = 4 + 4 * (size_t)dimensions;
  const uint32_t magic = 0x800 + dimensions;
  if (length < header)
    return idx_error(file, "the length of the header", (double)header, (double)length);
  if (big_endian(bytes) != magic)
    return idx_error(file, "the magic number", magic, big_endian(bytes));
  double payload = 1;
  for (uint32_t d = 0; d < dimensions; d++) {
    size[d] = big_endian(bytes + 4 + 4 * (size_t)d);
    payload *= size[d];
  }
  if (payload != (double)(length - header))
    return idx_error(file, "the number of bytes after the header", payload,
                     (double)(length - header));
  return STATUS_OK;
}

status dataset_read_idx(const uint8_t *images, size_t image_bytes, const uint8_t *labels,
                        size_t label_bytes, uint32_t classes, idx_pair *out) {
  uint32_t image_size[3] = {0}, label_size[1] = {0};
  status s = read_header("images", images, image_bytes, 3, image_size);
  if (s == STATUS_OK) s = read_header("labels", labels, label_bytes, 1, label_size);
  if (s != STATUS_OK) return s;
  s = check_sizes(image_size[0], image_size[1], image_size[2], classes);
  if (s != STATUS_OK) return STATUS_DATA; /* the file's sizes, not a caller's */
  if (image_size[0] != label_size[0])
    return idx_error("labels", "their number, as there are images,", image_size[0], label_size[0]);
  *out = (idx_pair){image_size[0], image_size[1], image_size[2], images + 16, labels + 8};
  return check_labels(out->labels, out->N, classes);
}

SELDOM_UP_TO_HERE

/* -- scaling --------------------------------------------------------------------------------- */

void scaler_measure(scaler *s, const dataset *data) {
  if (s->kind == SCALING_UNIT) return;
  for (size_t i = 0; i < data->I; i++) {
    uint64_t sum = 0, squares = 0; /* whole numbers: exact in any order */
    for (size_t n = 0; n < data->N; n++) {
      const uint64_t pixel = data->images[n * data->I + i];
      sum += pixel;
      squares += pixel * pixel;
    }
    const double N = (double)data->N, mean = (double)sum / N;
    const double variance = ((double)squares - (double)sum * mean) / N;
    s->mean[i] = (float)(mean / 255.0);
    s->inverse_deviation[i] = variance > 1e-12 ? (float)(255.0 / __builtin_sqrt(variance)) : 0.0f;
    if (s->kind == SCALING_CENTERED) s->inverse_deviation[i] = 1.0f;
  }
}

static void scale_unit(const uint8_t *restrict pixels, float *restrict x, size_t I) {
  for (size_t i = 0; i < I; i++) x[i] = (float)pixels[i] / 255.0f;
}

static void scale_standard(const uint8_t *restrict pixels, const scaler *s, float *restrict x,
                           size_t I) {
  const float *restrict mean = s->mean, *restrict inverse = s->inverse_deviation;
  for (size_t i = 0; i < I; i++) x[i] = ((float)pixels[i] / 255.0f - mean[i]) * inverse[i];
}

SELDOM void dataset_units(float *x) {
  uint8_t pixels[256];
  for (size_t p = 0; p < 256; p++) pixels[p] = (uint8_t)p;
  scale_unit(pixels, x, 256);
}

/* In pieces of a length that the compiler knows, which become vectors: a copy of any length goes by words. */
static void copy_image(uint8_t *restrict to, const uint8_t *restrict from, size_t n) {
  enum { PIECE = 64 };
  size_t i = 0;
  for (; i + PIECE <= n; i += PIECE) memcpy(to + i, from + i, PIECE);
  memcpy(to + i, from + i, n - i);
}

void dataset_copy(const dataset *data, const uint32_t *indices, uint32_t B, uint8_t *pixels,
                  size_t ldx, uint8_t *labels) {
  for (size_t s = 0; s < B; s++, pixels += ldx) {
    copy_image(pixels, data->images + (size_t)indices[s] * data->I, data->I);
    memset(pixels + data->I, 0, ldx - data->I);
    labels[s] = data->labels[indices[s]];
  }
}

void dataset_gather(const dataset *data, const scaler *s, const uint32_t *indices, uint32_t B,
                    float *x, size_t ldx, uint8_t *labels) {
  for (size_t row = 0; row < round_up(B, TILE); row++, x += ldx) {
    size_t filled = 0;
    if (row < B) {
      const uint8_t *pixels = data->images + (size_t)indices[row] * data->I;
      if (s->kind == SCALING_UNIT) scale_unit(pixels, x, data->I);
      else scale_standard(pixels, s, x, data->I);
      labels[row] = data->labels[indices[row]];
      filled = data->I;
    }
    for (size_t i = filled; i < ldx; i++) x[i] = 0.0f;
  }
}
