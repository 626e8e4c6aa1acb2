/* Augmentation in exactly the memory that it asks for: what is written, for images of any shape; mirrors and
   shifts pixel by pixel; and a minibatch as its images one by one. */
#include "nn/augment.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

enum { SAMPLES = 6 };
static const augmentation EVERYTHING = {
    .flip = true, .shift = 2, .rotate = 180, .scale = 0.5, .noise = 0.2, .elastic = 4};

static dataset *make_images(uint32_t rows, uint32_t columns) {
  uint64_t state = rows * 1000 + columns;
  uint8_t *images = malloc((size_t)SAMPLES * rows * columns), labels[SAMPLES];
  for (uint32_t i = 0; i < SAMPLES * rows * columns; i++)
    images[i] = (uint8_t)random_below(&state, 256);
  for (uint8_t n = 0; n < SAMPLES; n++) labels[n] = n % 3;
  dataset *data = NULL;
  const status s = dataset_create(images, labels, SAMPLES, rows, columns, 3, &data);
  check(s == STATUS_OK, "a dataset", error_message());
  free(images);
  return data;
}

/* With as much room as it asks for, and not a float more: sanitizers see what is written beyond. */
static augmentation with_room(augmentation a, const dataset *data) {
  const size_t floats = augment_room(&a, data);
  a.room = floats > 0 ? malloc(floats * sizeof *a.room) : NULL;
  return a;
}

static void check_memory(void) {
  static const uint32_t shapes[][2] = {{1, 1},  {1, 2},   {2, 1},    {3, 40},
                                       {40, 3}, {28, 28}, {1, 1024}, {1024, 1}};
  tally same = {0};
  for (size_t k = 0; k < sizeof shapes / sizeof *shapes; k++) {
    dataset *data = make_images(shapes[k][0], shapes[k][1]);
    const augmentation a = with_room(EVERYTHING, data);
    uint8_t *first = malloc(data->I), *again = malloc(data->I);
    for (uint32_t n = 0; n < SAMPLES; n++) {
      augment_image(&a, 4294967295, 4294967295, data, n, first);
      augment_image(&a, 4294967295, 4294967295, data, n, again);
      tally_add(&same, memcmp(first, again, data->I) == 0, "%u × %u", shapes[k][0], shapes[k][1]);
    }
    free(first);
    free(again);
    free(a.room);
    dataset_release(data);
  }
  tally_check(&same, "images of any shape, twice");
}

static void check_off(void) {
  dataset *data = make_images(5, 7);
  const augmentation off = {0};
  uint8_t out[35];
  check(!augment_is_on(&off) && augment_is_on(&EVERYTHING), "on and off", "");
  const augmentation ways[] = {{.flip = true}, {.shift = 1},   {.rotate = 1},
                               {.scale = 0.1}, {.noise = 0.1}, {.elastic = 0.1}};
  for (int w = 0; w < 6; w++) {
    check(augment_is_on(&ways[w]), "each way", "is one");
    check((augment_room(&ways[w], data) > 0) == (ways[w].elastic > 0), "room", "for bending only");
  }
  tally t = {0};
  for (uint32_t n = 0; n < SAMPLES; n++) {
    augment_image(&off, 1, n, data, n, out);
    tally_add(&t, memcmp(out, data->images + n * 35, 35) == 0, "image %u", n);
  }
  tally_check(&t, "nothing asked for, nothing changed");
  dataset_release(data);
}

/* Every image is one of the mirrored and shifted ones, pixel by pixel, with 0 from outside; and over many
   epochs each of them comes as often as another. */
static void check_places(void) {
  enum {
    ROWS = 6,
    COLUMNS = 9,
    SHIFT = 2,
    SIDE = 2 * SHIFT + 1,
    PLACES = 2 * SIDE * SIDE,
    EPOCHS = 5000
  };
  dataset *data = make_images(ROWS, COLUMNS);
  const augmentation a = {.flip = true, .shift = SHIFT};
  uint32_t counts[PLACES] = {0};
  uint8_t places[PLACES][ROWS * COLUMNS], out[ROWS * COLUMNS];
  for (int p = 0; p < PLACES; p++)
    for (int y = 0; y < ROWS; y++)
      for (int x = 0; x < COLUMNS; x++) {
        const int from_x = x - (p / 2 % SIDE - SHIFT), from_y = y - (p / 2 / SIDE - SHIFT);
        const bool inside = from_x >= 0 && from_y >= 0 && from_x < COLUMNS && from_y < ROWS;
        const int column = p % 2 ? COLUMNS - 1 - from_x : from_x;
        places[p][y * COLUMNS + x] = inside ? data->images[from_y * COLUMNS + column] : 0;
      }
  tally t = {0}, even = {0};
  for (uint32_t epoch = 0; epoch < EPOCHS; epoch++) {
    augment_image(&a, 3, epoch, data, 0, out);
    int p = 0;
    while (p < PLACES && memcmp(out, places[p], sizeof out) != 0) p++;
    if (tally_add(&t, p < PLACES, "epoch %u", epoch)) counts[p]++;
  }
  tally_check(&t, "mirrored and shifted");
  const double expected = (double)EPOCHS / PLACES;
  for (int p = 0; p < PLACES; p++) /* 50 counts: five deviations of a binomial's */
    tally_add(&even, fabs(counts[p] - expected) < 5 * sqrt(expected), "%u of place %d", counts[p],
              p);
  tally_check(&even, "every place equally often");
  dataset_release(data);
}

/* White images stay white inside and black ones black, whatever is done but noise. */
static void check_range(void) {
  enum { SIDE = 30 };
  uint8_t images[2 * SIDE * SIDE] = {0};
  const uint8_t labels[] = {0, 1};
  memset(images, 255, SIDE * SIDE);
  dataset *data = NULL;
  (void)dataset_create(images, labels, 2, SIDE, SIDE, 2, &data);
  augmentation a = with_room(EVERYTHING, data);
  a.noise = 0;
  a.elastic = 1;
  uint8_t out[SIDE * SIDE];
  tally white = {0}, black = {0};
  for (uint32_t epoch = 0; epoch < 50; epoch++) {
    augment_image(&a, 1, epoch, data, 0, out);
    tally_add(&white, out[SIDE / 2 * SIDE + SIDE / 2] == 255, "epoch %u", epoch);
    augment_image(&a, 1, epoch, data, 1, out);
    for (int i = 0; i < SIDE * SIDE; i++) tally_add(&black, out[i] == 0, "epoch %u", epoch);
  }
  tally_check(&white, "white");
  tally_check(&black, "black");
  free(a.room);
  dataset_release(data);
}

static void check_minibatch(void) {
  enum { B = 5 };
  static const uint32_t indices[B] = {4, 0, 4, 5, 1};
  dataset *data = make_images(7, 6);
  const augmentation a = with_room(EVERYTHING, data);
  uint8_t *images = malloc((size_t)B * data->I), labels[B], one[42];
  augment_minibatch(&a, 8, 9, data, indices, B, images, labels);
  tally t = {0};
  for (int s = 0; s < B; s++) {
    augment_image(&a, 8, 9, data, indices[s], one);
    tally_add(&t, memcmp(one, images + (size_t)s * data->I, data->I) == 0, "image %d", s);
    tally_add(&t, labels[s] == data->labels[indices[s]], "label %d", s);
  }
  tally_check(&t, "its images and labels");
  free(images);
  free(a.room);
  dataset_release(data);
}

int main(void) {
  check_memory();
  check_off();
  check_places();
  check_range();
  check_minibatch();
  return failures > 0;
}
