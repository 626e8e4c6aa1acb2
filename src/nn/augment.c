#include "nn/augment.h"

#include "base/team.h"
#include "math/vmath.h"

/* Streams of RNG_AUGMENT, with the epoch for the step: WORDS for every sample, one for every pixel; and one
   for every place of a row of displacements, each row having a stream of its own. */
enum { STREAM_MOTION, STREAM_NOISE, STREAM_ELASTIC };
enum { WORD_FLIP, WORD_SHIFT_X, WORD_SHIFT_Y, WORD_ROTATE, WORD_SCALE, WORDS = 6 };

bool augment_is_on(const augmentation *a) {
  return a->flip || a->shift > 0 || a->rotate > 0 || a->scale > 0 || a->noise > 0 || a->elastic > 0;
}

/* -- motion ---------------------------------------------------------------------------------- */

/* Where the pixel (x, y) of the result comes from, both from the image's middle:
   (xx x + xy y + x0, yx x + yy y + y0). */
typedef struct {
  float xx, xy, x0, yx, yy, y0;
} motion;

/* A number of -most .. most. */
static double between(uint32_t word, double most) { return (2 * rng_uniform(word) - 1) * most; }

/* A whole number of -most .. most, each equally likely. */
static double whole_between(uint32_t word, uint32_t most) {
  const uint64_t choices = 2 * (uint64_t)most + 1;
  return (double)((uint64_t)word * choices >> 32) - most;
}

/* The result is the image mirrored, scaled, turned, moved and bent, in this order; so that it is undone in
   the other, with one interpolation. */
static motion draw_motion(const augmentation *a, rng_stream stream, uint32_t sample) {
  uint32_t w[WORDS];
  rng_words(stream, (uint64_t)sample * WORDS, w, WORDS);
  const double pi = 3.14159265358979323846;
  const double mirror = a->flip && w[WORD_FLIP] >> 31 ? -1 : 1;
  const double dx = whole_between(w[WORD_SHIFT_X], a->shift);
  const double dy = whole_between(w[WORD_SHIFT_Y], a->shift);
  const double angle = between(w[WORD_ROTATE], a->rotate) * (pi / 180);
  const double inverse = 1 / (1 + between(w[WORD_SCALE], a->scale));
  const bool turns = a->rotate > 0; /* cos_f64(pi / 2) is not 0 */
  const double c = turns ? cos_f64(angle) * inverse : inverse;
  const double s = turns ? cos_f64(angle - pi / 2) * inverse : 0;
  return (motion){.xx = (float)(mirror * c),
                  .xy = (float)(mirror * s),
                  .x0 = (float)(mirror * (-c * dx - s * dy)),
                  .yx = (float)-s,
                  .yy = (float)c,
                  .y0 = (float)(s * dx - c * dy)};
}

/* -- displacements ---------------------------------------------------------------------------- */

/* The Gaussian goes on for three deviations. Random numbers are drawn as far around the image, so that its
   border moves as much as its middle. */
enum { DEVIATION = 4, REACH = 3 * DEVIATION, TAPS = 2 * REACH + 1 };

/* The displacements of an image, in the augmentation's room; before them is room for a row of numbers. */
typedef struct {
  float taps[TAPS];
  uint32_t columns; /* of the image */
  float *smooth;    /* [rows + 2 REACH, 2, columns]: numbers for x and for y, smoothed along x */
  float *row;       /* [2, columns]: one row of the image, smoothed along y too */
} field;

static size_t drawn_size(const dataset *data) { return 2 * (size_t)(data->columns + 2 * REACH); }

static size_t smooth_size(const dataset *data) {
  return (size_t)(data->rows + 2 * REACH) * 2 * data->columns;
}

size_t augment_room(const augmentation *a, const dataset *data) {
  return a->elastic > 0 ? drawn_size(data) + smooth_size(data) + 2 * (size_t)data->columns : 0;
}

/* A Gaussian whose squares sum to 1: the deviation of independent numbers stays as it is. */
static void gaussian(float *taps) {
  double shape[TAPS], squares = 0;
  for (int t = 0; t < TAPS; t++) {
    const double z = (double)(t - REACH) / DEVIATION;
    shape[t] = exp_f64(-0.5 * z * z);
    squares += shape[t] * shape[t];
  }
  for (int t = 0; t < TAPS; t++) taps[t] = (float)(shape[t] / __builtin_sqrt(squares));
}

/* out[i] = sum_t taps[t] in[i + t stride], for i < n. */
static void convolve(const float *taps, const float *restrict in, size_t stride, size_t n,
                     float *restrict out) {
  for (size_t i = 0; i < n; i++) out[i] = taps[0] * in[i];
  for (size_t t = 1; t < TAPS; t++)
    for (size_t i = 0; i < n; i++) out[i] += taps[t] * in[i + t * stride];
}

/* n numbers of -most .. most for x, from the words' low halves, and n for y, from their high ones. */
static void draw_both(float most, rng_stream stream, uint64_t first, uint32_t n, float *x,
                      float *y) {
  enum { CHUNK = 64 };
  uint32_t words[CHUNK];
  const float unit = most * 0x1p-15f;
  for (uint32_t at = 0; at < n; at += CHUNK) {
    const uint32_t count = (uint32_t)min_size(CHUNK, n - at);
    rng_words(stream, first + at, words, count);
    for (uint32_t i = 0; i < count; i++) {
      x[at + i] = ((float)(words[i] & 0xffff) - 32767.5f) * unit;
      y[at + i] = ((float)(words[i] >> 16) - 32767.5f) * unit;
    }
  }
}

/* A uniform number of -most .. most has the deviation most / √3. */
static field draw_field(const augmentation *a, uint32_t seed, uint32_t epoch, const dataset *data,
                        uint32_t sample) {
  const float most = (float)(a->elastic * __builtin_sqrt(3.0));
  const uint32_t columns = data->columns, wide = columns + 2 * REACH;
  const uint64_t first = (uint64_t)sample * round_up(wide, 2);
  float *drawn = a->room;
  field f = {.columns = columns, .smooth = drawn + drawn_size(data)};
  f.row = f.smooth + smooth_size(data);
  gaussian(f.taps);
  for (uint32_t row = 0; row < data->rows + 2 * REACH; row++) {
    const rng_stream stream = rng_open(seed, RNG_AUGMENT, STREAM_ELASTIC + row, epoch);
    float *to = f.smooth + (size_t)row * 2 * columns;
    draw_both(most, stream, first, wide, drawn, drawn + wide);
    convolve(f.taps, drawn, 1, columns, to);
    convolve(f.taps, drawn + wide, 1, columns, to + columns);
  }
  return f;
}

/* The displacements [2, columns] of a row of the image, until the next call. */
static const float *field_row(const field *f, uint32_t row) {
  const size_t both = 2 * (size_t)f->columns;
  convolve(f->taps, f->smooth + row * both, both, both, f->row);
  return f->row;
}

/* -- pixels ---------------------------------------------------------------------------------- */

static float pixel_at(const dataset *data, const uint8_t *image, int32_t column, int32_t row) {
  const bool inside =
      column >= 0 && row >= 0 && column < (int32_t)data->columns && row < (int32_t)data->rows;
  return inside ? (float)image[row * (int32_t)data->columns + column] : 0.0f;
}

/* The image at a point between pixels, from the weights of the four around it; 0 far outside. */
static float interpolate(const dataset *data, const uint8_t *image, float x, float y) {
  const float last_x = (float)data->columns, last_y = (float)data->rows;
  if (!(x > -1.0f && y > -1.0f && x < last_x && y < last_y)) return 0.0f;
  const int32_t column = (int32_t)(x + 1.0f) - 1, row = (int32_t)(y + 1.0f) - 1; /* floors */
  const float right = x - (float)column, below = y - (float)row;
  const float top = pixel_at(data, image, column, row) * (1.0f - right) +
                    pixel_at(data, image, column + 1, row) * right;
  const float bottom = pixel_at(data, image, column, row + 1) * (1.0f - right) +
                       pixel_at(data, image, column + 1, row + 1) * right;
  return top * (1.0f - below) + bottom * below;
}

static uint8_t to_pixel(float value) {
  const float low = value > 0.0f ? value : 0.0f, bounded = low < 255.0f ? low : 255.0f;
  return (uint8_t)(bounded + 0.5f);
}

static void add_noise(double noise, rng_stream stream, uint64_t first, uint8_t *out, uint32_t I) {
  enum { CHUNK = 64 };
  uint32_t words[CHUNK];
  for (uint32_t at = 0; at < I; at += CHUNK) {
    const uint32_t n = (uint32_t)min_size(CHUNK, I - at);
    rng_words(stream, first + at, words, n);
    for (uint32_t i = 0; i < n; i++) {
      const double z = normal_quantile_f64(rng_uniform(words[i]));
      out[at + i] = to_pixel((float)((double)out[at + i] + 255 * noise * z));
    }
  }
}

void augment_image(const augmentation *a, uint32_t seed, uint32_t epoch, const dataset *data,
                   uint32_t sample, uint8_t *out) {
  const uint8_t *image = data->images + (size_t)sample * data->I;
  const motion m = draw_motion(a, rng_open(seed, RNG_AUGMENT, STREAM_MOTION, epoch), sample);
  const bool bends = a->elastic > 0;
  const field f = bends ? draw_field(a, seed, epoch, data, sample) : (field){0};
  const float middle_x = (float)(data->columns - 1) / 2, middle_y = (float)(data->rows - 1) / 2;
  uint8_t *to = out;
  for (uint32_t row = 0; row < data->rows; row++) {
    const float *d = bends ? field_row(&f, row) : NULL;
    for (uint32_t column = 0; column < data->columns; column++) {
      const float dx = d ? d[column] : 0.0f, dy = d ? d[data->columns + column] : 0.0f;
      const float x = (float)column + dx - middle_x, y = (float)row + dy - middle_y;
      const float from_x = (m.xx * x + m.xy * y + m.x0) + middle_x;
      const float from_y = (m.yx * x + m.yy * y + m.y0) + middle_y;
      *to++ = to_pixel(interpolate(data, image, from_x, from_y));
    }
  }
  if (a->noise > 0)
    add_noise(a->noise, rng_open(seed, RNG_AUGMENT, STREAM_NOISE, epoch),
              (uint64_t)sample * data->I, out, data->I);
}

void augment_minibatch(const augmentation *a, uint32_t seed, uint32_t epoch, const dataset *data,
                       const uint32_t *indices, uint32_t B, uint8_t *images, uint8_t *labels) {
  for (uint32_t s = 0; s < B; s++) {
    augment_image(a, seed, epoch, data, indices[s], images + (size_t)s * data->I);
    labels[s] = data->labels[indices[s]];
    team_beat();
  }
}
