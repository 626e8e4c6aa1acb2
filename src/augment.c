#include "augment.h"

#include "vmath.h"

/* Streams of RNG_AUGMENT, with the epoch for the step: WORDS for every sample, one for every pixel. */
enum { STREAM_MOTION, STREAM_NOISE };
enum { WORD_FLIP, WORD_SHIFT_X, WORD_SHIFT_Y, WORD_ROTATE, WORD_SCALE, WORDS = 6 };

bool augment_is_on(const augmentation *a) {
  return a->flip || a->shift > 0 || a->rotate > 0 || a->scale > 0 || a->noise > 0;
}

/* Where the pixel (x, y) of the result comes from, both from the image's middle:
   (xx x + xy y + x0, yx x + yy y + y0). */
typedef struct {
  float xx, xy, x0, yx, yy, y0;
} motion;

/* A number of -most .. most. */
static double between(uint32_t word, double most) { return (2 * rng_uniform(word) - 1) * most; }

/* A whole number of -most .. most, each equally likely. */
static double whole_between(uint32_t word, double most) {
  const uint64_t choices = 2 * (uint64_t)most + 1;
  return (double)((uint64_t)word * choices >> 32) - (double)(uint64_t)most;
}

/* The result is the image mirrored, scaled, turned and moved, in this order; so that it is undone in
   the other. */
static motion draw_motion(const augmentation *a, rng_stream stream, uint32_t sample) {
  uint32_t w[WORDS];
  rng_words(stream, sample * WORDS, w, WORDS);
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

static void add_noise(double noise, rng_stream stream, uint32_t first, uint8_t *out, uint32_t I) {
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
  const float middle_x = (float)(data->columns - 1) / 2, middle_y = (float)(data->rows - 1) / 2;
  uint8_t *to = out;
  for (uint32_t row = 0; row < data->rows; row++)
    for (uint32_t column = 0; column < data->columns; column++) {
      const float x = (float)column - middle_x, y = (float)row - middle_y;
      const float from_x = (m.xx * x + m.xy * y + m.x0) + middle_x;
      const float from_y = (m.yx * x + m.yy * y + m.y0) + middle_y;
      *to++ = to_pixel(interpolate(data, image, from_x, from_y));
    }
  if (a->noise > 0)
    add_noise(a->noise, rng_open(seed, RNG_AUGMENT, STREAM_NOISE, epoch), sample * data->I, out,
              data->I);
}

dataset augment_minibatch(const augmentation *a, uint32_t seed, uint32_t epoch, const dataset *data,
                          const uint32_t *indices, uint32_t B, uint8_t *images, uint8_t *labels) {
  dataset view = *data;
  view.N = B;
  view.images = images;
  view.labels = labels;
  for (uint32_t s = 0; s < B; s++) {
    augment_image(a, seed, epoch, data, indices[s], images + (size_t)s * data->I);
    labels[s] = data->labels[indices[s]];
  }
  return view;
}
