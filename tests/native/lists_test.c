/* The lists of what is not zero, against plain loops: of numbers of every kind, of pixels, of pairs, and of what a mask
   drops. Their storage is as large as the longest list, and no larger: a sanitizer sees a number too many. */
#include <math.h>
#include <stdlib.h>

#include "check.h"
#include "nn/layer.h"

enum { SAMPLES = 3, BLOCKS = 2, INPUTS = BLOCKS * INPUT_BLOCK, LISTS = SAMPLES * BLOCKS };
enum { NUMBERS = SAMPLES * INPUTS };
static uint64_t state = 11;

static void *allocate(size_t bytes) {
  void *memory = malloc(bytes);
  if (memory) return memory;
  puts("not ok memory");
  exit(1);
}

static input_list *make_lists(void) {
  input_list *lists = allocate(LISTS * sizeof *lists);
  sparse_input *items = allocate(NUMBERS * sizeof *items);
  for (size_t n = 0; n < LISTS; n++) lists[n].items = items + n * INPUT_BLOCK;
  return lists;
}

static void free_lists(input_list *lists) {
  free(lists[0].items);
  free(lists);
}

/* Zeros of both signs, and numbers of every kind among the others, at first in their order. */
static void fill(float *x, double zeros) {
  const float kinds[] = {1e-45F, -1e-45F, HUGE_VALF, -HUGE_VALF, nanf(""), 1, -2, 1e38F};
  for (size_t i = 0; i < NUMBERS; i++) {
    const float sign = random_below(&state, 2) ? 1.0F : -1.0F;
    x[i] = random_unit(&state) < zeros ? sign * 0.0F : kinds[i < 8 ? i : random_below(&state, 8)];
  }
}

/* The same bits; of NaN compilers choose the sign. */
static bool same(float a, float b) { return isnan(a) ? isnan(b) : float_bits(a) == float_bits(b); }

/* Whether a list goes on, after `count` items, with x at input i. */
static bool is_listed(const input_list *list, uint32_t count, uint32_t i, float x) {
  return count < list->count && list->items[count].at == i * PANEL && same(list->items[count].x, x);
}

/* The lists of `in`, against a loop over the numbers that they are of, [SAMPLES, INPUTS], times `scale`. */
static void check_lists(const char *name, const layer_input *in, const float *x, float scale) {
  tally t = {0};
  for (uint32_t n = 0; n < LISTS; n++) {
    uint32_t count = 0;
    for (uint32_t k = 0; k < INPUT_BLOCK; k++) {
      const uint32_t i = n % BLOCKS * INPUT_BLOCK + k;
      const float here = x[n / BLOCKS * INPUTS + i];
      if (here == 0.0F) continue;
      tally_add(&t, is_listed(&in->inputs[n], count++, i, scale * here), "list %u, input %u", n, i);
    }
    tally_add(&t, in->inputs[n].count == count, "list %u has %u", n, in->inputs[n].count);
  }
  tally_check(&t, name);
}

static void check_scaled(const layer *l, double zeros, float scale) {
  float *x = allocate(NUMBERS * sizeof *x);
  fill(x, zeros);
  const layer_input in = {.B = SAMPLES, .x = x, .ldx = INPUTS, .inputs = make_lists()};
  layer_list_scaled(l, &in, (sample_part){0, SAMPLES}, scale, in.inputs);
  check_lists("numbers", &in, x, scale);
  free_lists(in.inputs);
  free(x);
}

static void check_pixels(const layer *l, double zeros) {
  uint8_t *pixels = allocate(NUMBERS);
  float *x = allocate(NUMBERS * sizeof *x), unit[256];
  for (int p = 0; p < 256; p++) unit[p] = (float)p / 255.0F;
  for (size_t i = 0; i < NUMBERS; i++) {
    pixels[i] = (uint8_t)(random_unit(&state) < zeros ? 0 : 1 + random_below(&state, 255));
    x[i] = unit[pixels[i]];
  }
  const layer_input in = {
      .B = SAMPLES, .ldx = INPUTS, .pixels = pixels, .unit = unit, .inputs = make_lists()};
  layer_list_inputs(l, &in, (sample_part){0, SAMPLES});
  check_lists("pixels", &in, x, 1);
  free_lists(in.inputs);
  free(x);
  free(pixels);
}

/* Of a sample all blocks' items, in one list, where the mask is 0, with the other sign. */
static void check_dropped(const layer *l, double zeros, double dropped) {
  float *x = allocate(NUMBERS * sizeof *x), *mask = allocate(NUMBERS * sizeof *mask);
  fill(x, zeros);
  for (size_t i = 0; i < NUMBERS; i++) mask[i] = random_unit(&state) < dropped ? 0.0F : 1.0F;
  input_list *scaled = make_lists();
  const layer_input in = {.B = SAMPLES, .x = x, .ldx = INPUTS, .inputs = make_lists()};
  layer_list_scaled(l, &in, (sample_part){0, SAMPLES}, 1.25F, scaled);
  layer_list_dropped(l, &in, (sample_part){0, SAMPLES}, scaled, mask);
  tally t = {0};
  for (uint32_t s = 0; s < SAMPLES; s++) {
    const input_list *list = &in.inputs[s * BLOCKS];
    uint32_t count = 0;
    for (uint32_t i = 0; i < INPUTS; i++) {
      const float here = x[s * INPUTS + i];
      if (here == 0.0F || mask[s * INPUTS + i] != 0.0F) continue;
      tally_add(&t, is_listed(list, count++, i, -(1.25F * here)), "sample %u, input %u", s, i);
    }
    tally_add(&t, list->count == count, "sample %u has %u", s, list->count);
  }
  tally_check(&t, "dropped");
  free_lists(scaled);
  free_lists(in.inputs);
  free(mask);
  free(x);
}

static void check_pairs(double zeros) {
  enum { PAIRS = INPUTS / 2 };
  float *x = allocate(NUMBERS * sizeof *x);
  fill(x, zeros);
  pair_list pairs[PAIRS];
  sparse_pair *items = allocate(PAIRS * SAMPLES * sizeof *items);
  for (size_t p = 0; p < PAIRS; p++) pairs[p].items = items + p * SAMPLES;
  const layer_input in = {.B = SAMPLES, .x = x, .ldx = INPUTS, .pairs = pairs};
  layer_list_pairs(&in, (number_range){0, PAIRS});
  tally t = {0};
  for (uint32_t p = 0; p < PAIRS; p++) {
    uint32_t count = 0;
    for (uint32_t s = 0; s < SAMPLES; s++) {
      const float *here = x + s * INPUTS + p * 2;
      if (here[0] == 0.0F && here[1] == 0.0F) continue;
      const sparse_pair *item = &pairs[p].items[count++];
      const bool right = count <= pairs[p].count && item->at == s * PANEL;
      tally_add(&t, right && same(item->x[0], here[0]) && same(item->x[1], here[1]),
                "pair %u, sample %u", p, s);
    }
    tally_add(&t, pairs[p].count == count, "pair %u has %u", p, pairs[p].count);
  }
  tally_check(&t, "pairs");
  free(items);
  free(x);
}

int main(void) {
  const layer l = layer_shape(INPUTS, PANEL, NULL, 0);
  const double zeros[] = {0, 0.5, 1};
  for (int k = 0; k < 3; k++) {
    check_scaled(&l, zeros[k], 1);
    check_scaled(&l, zeros[k], 1.25F);
    check_pixels(&l, zeros[k]);
    check_pairs(zeros[k]);
    check_dropped(&l, zeros[k], 0);
    check_dropped(&l, zeros[k], 0.2);
    check_dropped(&l, zeros[k], 1);
  }
  return failures > 0;
}
