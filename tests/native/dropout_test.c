/* Dropout: what is drawn and how often, parts of a minibatch, the three ways of scaling, and backward. */
#include "nn/dropout.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

/* selu's limit of large negative numbers */
static const double SELU_LIMIT = -1.0507009873554805 * 1.6732632423543772;
static const float CANARY = 77;

static bool near(double a, double b) { return fabs(a - b) <= 2e-7 * (1 + fabs(b)); }

/* --- rules -------------------------------------------------------------------------------------- */

static void check_rules(void) {
  const dropout inverted = dropout_rule(0.25, DROPOUT_INVERTED, 0);
  check(near(inverted.scale, 1 / 0.75) && inverted.prediction == 1 && inverted.dropped == 0 &&
            inverted.shift == 0,
        "inverted", "scales in training");
  const dropout classic = dropout_rule(0.25, DROPOUT_CLASSIC, 0);
  check(classic.scale == 1 && classic.prediction == 0.75F && classic.dropped == 0 &&
            classic.shift == 0,
        "classic", "scales in predictions");
  const dropout none = dropout_rule(0, DROPOUT_CLASSIC, 0);
  check(none.threshold == 0 && none.scale == 1 && none.prediction == 1, "p = 0", "does nothing");
  check(dropout_rule(0.95, DROPOUT_INVERTED, 0).threshold == 62259, "p", "in 65536ths");
}

/* Of a variable with mean 0 and deviation 1 that is dropped to the limit with probability p, a and b make one
   with mean 0 and deviation 1: E = q b + p d and E² = q (a² + b²) + p d². */
static void check_alpha(void) {
  tally t = {0};
  for (int percent = 1; percent < 95; percent++)
    for (int mode = DROPOUT_INVERTED; mode <= DROPOUT_CLASSIC; mode++) {
      const double p = percent / 100.0, q = 1 - p;
      const dropout d = dropout_rule(p, (dropout_mode)mode, SELU_LIMIT);
      const double a = (double)d.scale, b = (double)d.shift, low = (double)d.dropped;
      const double mean = q * b + p * low, square = q * (a * a + b * b) + p * low * low;
      tally_add(&t, fabs(mean) < 1e-6 && fabs(square - 1) < 2e-6 && d.prediction == 1,
                "p = %g: mean %g, square %g", p, mean, square);
    }
  tally_check(&t, "alpha dropout keeps mean 0 and deviation 1");
}

/* --- masks -------------------------------------------------------------------------------------- */

/* The share of dropped units is p within four standard errors, over all and unit by unit. */
static void check_shares(void) {
  enum { B = 4000, UNITS = 50, LD = 64 };
  static const double shares[] = {0.05, 0.2, 0.5, 0.75, 0.95};
  float *mask = malloc(sizeof(float) * B * LD);
  tally all = {0}, unit = {0}, values = {0};
  for (uint32_t k = 0; k < sizeof shares / sizeof *shares; k++) {
    const double p = shares[k];
    const dropout d = dropout_rule(p, DROPOUT_INVERTED, 0);
    dropout_draw(&d, rng_open(5, RNG_DROPOUT, 1, k), 0, B, UNITS, mask, LD);
    double total = 0;
    for (int o = 0; o < UNITS; o++) {
      double dropped = 0;
      for (int s = 0; s < B; s++) {
        const float m = mask[s * LD + o];
        tally_add(&values, m == 0 || m == 1, "%g in a mask", (double)m);
        dropped += m == 0;
      }
      total += dropped;
      /* Fifty units, five shares: five standard errors, which one in 7000 such tests would pass. */
      const double error = sqrt(p * (1 - p) / B);
      tally_add(&unit, fabs(dropped / B - p) < 5 * error, "unit %d, p = %g: %g", o, p, dropped / B);
    }
    const double share = total / ((double)B * UNITS), error = sqrt(p * (1 - p) / (B * UNITS));
    tally_add(&all, fabs(share - p) < 4 * error, "p = %g: %g", p, share);
  }
  free(mask);
  tally_check(&values, "masks of 0 and 1");
  tally_check(&all, "shares of dropped units");
  tally_check(&unit, "shares of each unit");
}

/* Neighbouring units, and the same unit of neighbouring samples, are dropped independently: the share of
   pairs that are both dropped is p². */
static void check_pairs(void) {
  enum { B = 2000, UNITS = 64 };
  const double p = 0.3, expected = p * p;
  static float mask[B * UNITS];
  const dropout d = dropout_rule(p, DROPOUT_INVERTED, 0);
  dropout_draw(&d, rng_open(6, RNG_DROPOUT, 2, 9), 0, B, UNITS, mask, UNITS);
  const struct {
    int distance;
    const char *name;
  } pairs[] = {{1, "neighbours"}, {UNITS / 2, "halves of a word"}, {UNITS, "samples"}};
  for (int k = 0; k < 3; k++) {
    double both = 0, count = 0;
    for (int i = 0; i + pairs[k].distance < B * UNITS; i += 2 * pairs[k].distance, count++)
      both += mask[i] == 0 && mask[i + pairs[k].distance] == 0;
    const double error = sqrt(expected * (1 - expected) / count);
    char detail[64];
    snprintf(detail, sizeof detail, "%g of %g pairs", both / count, count);
    check(count > 100 && fabs(both / count - expected) < 4 * error, pairs[k].name, detail);
  }
}

/* A minibatch in parts has the masks of the whole; nothing is written beyond the units, rounded up to 4. */
static void check_parts(void) {
  enum { B = 23, LD = 700 };
  static const uint32_t widths[] = {1, 2, 3, 4, 5, 63, 64, 65, 512, 513, 700};
  float *whole = malloc(sizeof(float) * B * LD), *parts = malloc(sizeof(float) * B * LD);
  tally same = {0}, beyond = {0};
  const dropout d = dropout_rule(0.4, DROPOUT_CLASSIC, 0);
  for (size_t k = 0; k < sizeof widths / sizeof *widths; k++) {
    const uint32_t units = widths[k];
    const rng_stream stream = rng_open(7, RNG_DROPOUT, 0, (uint32_t)k);
    for (int i = 0; i < B * LD; i++) whole[i] = parts[i] = CANARY;
    dropout_draw(&d, stream, 0, B, units, whole, LD);
    for (uint32_t first = 0, n; first < B; first += n) {
      n = first + 5 < B ? 5 : B - first;
      dropout_draw(&d, stream, first, n, units, parts + (size_t)first * LD, LD);
    }
    for (uint32_t s = 0; s < B; s++)
      for (uint32_t o = 0; o < LD; o++) {
        const float a = whole[s * LD + o], b = parts[s * LD + o];
        if (o < units) tally_add(&same, a == b && a != CANARY, "%u of %u units", o, units);
        else if (o >= (units + 3) / 4 * 4) tally_add(&beyond, a == CANARY, "%u of %u", o, units);
      }
  }
  free(whole);
  free(parts);
  tally_check(&same, "parts of a minibatch");
  tally_check(&beyond, "columns beyond the units");
}

/* 4096 units take 2048 words: sample 2^21 begins where 32 bits begin anew, and 2^22 where a run of 2^33 words
   ends. No two samples have one mask, and those on both sides of a border are those of their numbers. */
static void check_far_samples(void) {
  enum { UNITS = 4096, SAMPLES = 6 };
  static const uint32_t samples[SAMPLES] = {0, 1, 1u << 21, 1u << 22, 3u << 22, UINT32_MAX - 1};
  static float masks[SAMPLES][UNITS], row[UNITS], two[2 * UNITS];
  const dropout d = dropout_rule(0.5, DROPOUT_INVERTED, 0);
  const rng_stream stream = rng_open(3, RNG_MONTE_CARLO, 1, 0);
  tally apart = {0}, same = {0};
  for (size_t a = 0; a < SAMPLES; a++) {
    dropout_draw(&d, stream, samples[a], 1, UNITS, masks[a], UNITS);
    for (size_t b = 0; b < a; b++)
      tally_add(&apart, memcmp(masks[a], masks[b], sizeof row) != 0, "%u and %u", samples[b],
                samples[a]);
    if (samples[a] == 0) continue;
    dropout_draw(&d, stream, samples[a] - 1, 2, UNITS, two, UNITS);
    tally_add(&same, memcmp(two + UNITS, masks[a], sizeof row) == 0, "%u", samples[a]);
  }
  tally_check(&apart, "no two samples have one mask");
  tally_check(&same, "masks at a border");
}

/* --- forward and backward ------------------------------------------------------------------------ */

static void check_apply(void) {
  enum { B = 3, UNITS = 5, LD = 8 };
  static const struct {
    const char *name;
    dropout_mode mode;
    double limit;
  } ways[] = {{"inverted", DROPOUT_INVERTED, 0},
              {"classic", DROPOUT_CLASSIC, 0},
              {"alpha", DROPOUT_INVERTED, -1.7580993408473766}};
  for (int w = 0; w < 3; w++) {
    const double p = 0.4, q = 1 - p, l = ways[w].limit;
    const double a = l != 0 ? 1 / sqrt(q + l * l * q * p) : w == 0 ? 1 / q : 1;
    const double b = l != 0 ? -a * p * l : 0, low = l != 0 ? a * l + b : 0;
    const dropout d = dropout_rule(p, ways[w].mode, l);
    float y[B * LD], mask[B * LD], out[B * LD], predicted[B * LD], back[B * LD];
    uint64_t state = 8;
    for (int i = 0; i < B * LD; i++) {
      y[i] = (float)(4 * random_unit(&state) - 2);
      mask[i] = (float)random_below(&state, 2);
      out[i] = predicted[i] = CANARY;
      back[i] = y[i];
    }
    mask[1] = 0;
    y[1] = nanf(""); /* a dropped unit is dropped even so */
    mask[2] = 0;
    y[2] = HUGE_VALF;
    back[1] = y[1]; /* and nothing comes back through it */
    back[2] = y[2];
    dropout_apply(&d, mask, B, UNITS, LD, y, out);
    dropout_backward(&d, mask, back, B * LD);
    tally t = {0};
    for (int i = 0; i < B * LD; i++) {
      const bool unit = i % LD < UNITS;
      const double expected = mask[i] == 0 ? low : a * (double)y[i] + b;
      tally_add(&t, unit ? near((double)out[i], expected) : out[i] == CANARY, "%d: %g, not %g", i,
                (double)out[i], expected);
      const double slope = mask[i] == 0 ? 0 : a * (double)y[i];
      tally_add(&t, near((double)back[i], slope), "backward %d: %g", i, (double)back[i]);
    }
    y[1] = y[2] = 1;
    dropout_predict(&d, B, UNITS, LD, y, predicted);
    for (int i = 0; i < B * LD; i++)
      tally_add(&t,
                i % LD < UNITS ? near((double)predicted[i], (w == 1 ? q : 1) * (double)y[i])
                               : predicted[i] == CANARY,
                "prediction %d: %g", i, (double)predicted[i]);
    dropout_apply(&d, mask, B, UNITS, LD, y, y); /* in place */
    tally_add(&t, near((double)y[1], low), "in place: %g, not %g", (double)y[1], low);
    tally_check(&t, ways[w].name);
  }
}

int main(void) {
  check_rules();
  check_alpha();
  check_shares();
  check_pairs();
  check_parts();
  check_far_samples();
  check_apply();
  return failures > 0;
}
