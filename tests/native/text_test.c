/* Text: what every number becomes, JSON's escapes, buffers that are too small, and errors about
   paths that are too long. */
#include "base/text.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

/* A number's text, in a buffer of its own that the next call overwrites. */
static const char *number(double value) {
  static char buffer[64];
  text t = text_over(buffer, sizeof buffer);
  text_append_number(&t, value);
  return buffer;
}

/* --- numbers ---------------------------------------------------------------------------------- */

static void check_number(double value, const char *expected) {
  check(strcmp(number(value), expected) == 0, expected, number(value));
}

static void check_known_numbers(void) {
  check_number(0, "0");
  check_number(-0.0, "0");
  check_number(1, "1");
  check_number(-3, "-3");
  check_number(4096, "4096");
  check_number(4294967295, "4294967295");
  check_number(999999999999999, "999999999999999");
  check_number(1e15, "1e15");
  check_number(1e22, "1e22");
  check_number(123456789012345680.0, "1.23456789e17");
  check_number(0.1, "0.1");
  check_number(0.9, "0.9");
  check_number(0.999, "0.999");
  check_number(0.999999, "0.999999");
  check_number(0.99999999, "0.99999999");
  check_number(0.9999999999, "1");
  check_number(999999999.9, "1000000000");
  check_number(0.1 + 0.2, "0.3");
  check_number(1.0 / 3, "0.333333333");
  check_number(-2.5, "-2.5");
  check_number(123456.789, "123456.789");
  check_number(0.001, "0.001");
  check_number(1e-4, "0.0001");
  check_number(1e-5, "0.00001");
  check_number(1e-6, "1e-6");
  check_number(1e-7, "1e-7");
  check_number(1.5e-7, "1.5e-7");
  check_number(1e-8, "1e-8");
  check_number(1e-10, "1e-10");
  check_number(1e-16, "1e-16");
  check_number(DBL_MIN, "2.22507386e-308");
  check_number(0x1p-1074, "4.94065646e-324");
  check_number(-0x1p-1074, "-4.94065646e-324");
  check_number(DBL_MAX, "1.79769313e308");
  check_number((double)FLT_MAX, "3.40282347e38");
  check_number((double)0.1f, "0.100000001");
  check_number(HUGE_VAL, "Infinity");
  check_number(-HUGE_VAL, "-Infinity");
  check_number(nan(""), "NaN");
  check_number(-nan(""), "NaN");
}

/* Constants of a catalog, and all like them, are what they were when they are read back. */
static void check_short_decimals(void) {
  tally t = {0};
  for (int exponent = -300; exponent <= 300; exponent++)
    for (int digits = 1; digits<1000; digits += exponent> - 20 && exponent < 20 ? 1 : 37) {
      char decimal[32];
      snprintf(decimal, sizeof decimal, "%de%d", digits, exponent);
      const double value = strtod(decimal, NULL);
      const char *written = number(value);
      tally_add(&t, strtod(written, NULL) == value, "%s became %s", decimal, written);
    }
  tally_check(&t, "short decimals come back");
}

static void check_whole_numbers(void) {
  uint64_t state = 1;
  tally t = {0};
  for (int i = 0; i < 20000; i++) {
    const uint64_t whole = random_word(&state) % 1000000000000000 >> random_below(&state, 49);
    char expected[32];
    snprintf(expected, sizeof expected, "%llu", (unsigned long long)whole);
    tally_add(&t, strcmp(number((double)whole), expected) == 0, "%s became %s", expected,
              number((double)whole));
  }
  tally_check(&t, "whole numbers to 10^15 are exact");
}

/* Any other number is the nearest of nine digits, as libc finds it. */
static void check_any_number(void) {
  uint64_t state = 2;
  tally t = {0}, short_enough = {0};
  for (int i = 0; i < 50000; i++) {
    const uint64_t bits = random_word(&state);
    double value;
    memcpy(&value, &bits, sizeof value);
    if (i % 2 == 0) value = ldexp(random_unit(&state) - 0.5, (int)random_below(&state, 60) - 40);
    if (!isfinite(value) || (fabs(value) < 1e15 && value == nearbyint(value))) continue;
    char nine[32], *end;
    snprintf(nine, sizeof nine, "%.9g", value);
    const char *written = number(value);
    const bool equal = strtod(written, &end) == strtod(nine, NULL);
    tally_add(&t, equal && *end == '\0', "%.17g became %s", value, written);
    tally_add(&short_enough, strlen(written) <= 19, "%.17g became %s", value, written);
  }
  tally_check(&t, "nine digits of any number");
  tally_check(&short_enough, "no number is longer than 19 characters");
}

/* --- strings ---------------------------------------------------------------------------------- */

static void check_json(void) {
  tally t = {0};
  for (int c = 1; c < 256; c++) {
    const char string[] = {'a', (char)c, 'b', '\0'};
    char expected[16], buffer[16];
    if (c == '"' || c == '\\') snprintf(expected, sizeof expected, "\"a\\%cb\"", c);
    else if (c < 0x20) snprintf(expected, sizeof expected, "\"a\\u%04xb\"", (unsigned)c);
    else snprintf(expected, sizeof expected, "\"a%cb\"", c);
    text j = text_over(buffer, sizeof buffer);
    text_append_quoted(&j, string);
    tally_add(&t, strcmp(buffer, expected) == 0, "byte %d became %s", c, buffer);
  }
  tally_check(&t, "JSON escapes of every byte");

  char buffer[32];
  text j = text_over(buffer, sizeof buffer);
  text_append_quoted(&j, "");
  text_append_quoted(&j, "ε → \xf0\x9f\x99\x82");
  check(strcmp(buffer, "\"\"\"ε → \xf0\x9f\x99\x82\"") == 0, "UTF-8 stays", buffer);
}

static void append_all(text *t) {
  text_append(t, "name");
  text_append_char(t, '=');
  text_append_number(t, -1.25e-7);
  text_append_quoted(t, "a\"b\n");
}

/* With every capacity: the same length, the text's beginning, its zero, and nothing beyond. */
static void check_capacities(void) {
  static const char whole[] = "name=-1.25e-7\"a\\\"b\\u000a\"";
  enum { LENGTH = sizeof whole - 1 };
  tally t = {0};
  for (size_t capacity = 0; capacity <= LENGTH + 3; capacity++) {
    char buffer[LENGTH + 8];
    memset(buffer, '#', sizeof buffer);
    text cut = text_over(capacity > 0 ? buffer : NULL, capacity);
    append_all(&cut);
    const size_t kept = capacity == 0 ? 0 : capacity - 1 < LENGTH ? capacity - 1 : LENGTH;
    bool right = cut.length == LENGTH && memcmp(buffer, whole, kept) == 0;
    if (capacity > 0) right &= buffer[kept] == '\0';
    for (size_t k = capacity; k < sizeof buffer; k++) right &= buffer[k] == '#';
    tally_add(&t, right, "capacity %zu", capacity);
  }
  tally_check(&t, "every capacity");
  char one[1] = {'#'};
  (void)text_over(one, 1);
  check(one[0] == '\0', "an empty text", "is a string");
}

static void check_comparison(void) {
  check(text_equal("", "") && text_equal("abc", "abc"), "text_equal", "equal");
  check(!text_equal("abc", "abcd") && !text_equal("abcd", "abc") && !text_equal("", "a") &&
            !text_equal("abc", "abd"),
        "text_equal", "unequal");
  check(text_length("") == 0 && text_length("abc") == 3, "text_length", "");
}

/* --- errors ----------------------------------------------------------------------------------- */

static void check_errors(void) {
  error_set(STATUS_SPEC, "seed", "is wrong");
  check(strcmp(error_path(), "seed") == 0, "an error's path", error_path());
  check(strcmp(error_message(), "seed is wrong") == 0, "an error's message", error_message());
  check(error_set(STATUS_DATA, NULL, "no path") == STATUS_DATA, "an error's status", "is returned");
  check(strcmp(error_path(), "") == 0 && strcmp(error_message(), "no path") == 0,
        "an error without a path", error_message());
  check(error_memory("a thing", 1048576) == STATUS_MEMORY, "out of memory", "is a status");
  check(strcmp(error_message(), "not enough memory for a thing: 1048576 bytes") == 0,
        "out of memory", error_message());

  static char path[20001];
  tally t = {0};
  for (size_t length = 0; length < sizeof path; length += length < 600 ? 1 : 6000) {
    memset(path, 'p', length);
    path[length] = '\0';
    (void)error_set(STATUS_DATA, path, "is too long");
    for (int i = 0; i < 200; i++) text_append(error_more(), "much more than a message holds");
    const size_t kept = strlen(error_path());
    tally_add(&t,
              kept <= length && (kept == length || kept > 90) &&
                  memcmp(error_path(), path, kept) == 0,
              "path of %zu keeps %zu", length, kept);
    tally_add(&t,
              strncmp(error_message(), error_path(), kept) == 0 &&
                  strncmp(error_message() + kept, " is too long", 12) == 0,
              "path of %zu: %.60s", length, error_message());
  }
  tally_check(&t, "paths of any length");
}

/* The C library reads back the same bits; and what it has to read is JSON. */
static void check_json_number(tally *t, double value) {
  static char buffer[1200];
  char *end;
  text out = text_over(buffer, sizeof buffer);
  json_number(&out, value);
  const double back = strtod(buffer, &end);
  const char *digits = buffer + (*buffer == '-');
  tally_add(t,
            memcmp(&back, &value, sizeof value) == 0 && *end == '\0' &&
                strspn(digits, "0123456789.e-") == strlen(digits) &&
                (digits[0] != '0' || digits[1] == '.' || digits[1] == '\0') &&
                out.length < sizeof buffer,
            "%.17g: %.60s", value, buffer);
}

static void check_json_numbers(void) {
  static const double known[] = {
      0,       -0.0,     0.1,        1.0 / 3,    DBL_MAX, -DBL_MAX,
      DBL_MIN, 4.9e-324, 1e15,       1e22,       1e23,    9007199254740993.0,
      0.5,     1e-7,     0.99999999, 4294967295, -1e-5,   123456789012.5};
  uint64_t state = 3;
  tally t = {0};
  for (size_t n = 0; n < sizeof known / sizeof *known; n++) check_json_number(&t, known[n]);
  for (int n = 0; n < 20000; n++) {
    const double x = random_unit(&state), sign = n % 2 ? 1 : -1;
    check_json_number(&t, sign * x);
    check_json_number(&t, sign * exp((x - 0.5) * 1400));
    check_json_number(&t, sign * floor(x * 1e9) / 1e7);
    check_json_number(&t, sign * floor(x * 1e17));
  }
  tally_check(&t, "numbers in JSON are exact");
  static char buffer[8];
  text out = text_over(buffer, sizeof buffer);
  json_number(&out, HUGE_VAL);
  check(strcmp(buffer, "null") == 0, "infinity in JSON", buffer);
}

/* Codes and values of errors: reset by the next error, whole or none. */
static void check_error_values(void) {
  (void)error_range("x", 1, 4096, -3);
  check(strcmp(error_code_of_last(), "range") == 0 &&
            strcmp(error_values(), "{\"min\":1,\"max\":4096,\"given\":-3}") == 0,
        "a range's values", error_values());
  check(strcmp(error_values(), error_values()) == 0, "values", "can be asked for twice");
  (void)error_memory("a model", 1e10);
  check(strcmp(error_code_of_last(), "memory") == 0 &&
            strcmp(error_values(), "{\"what\":\"a model\",\"bytes\":10000000000}") == 0,
        "memory's values", error_values());
  (void)error_set(STATUS_DATA, NULL, "is wrong");
  check(strcmp(error_code_of_last(), "other") == 0 && strcmp(error_values(), "{}") == 0,
        "no values", error_values());
  for (int n = 0; n < 200; n++) json_number(error_value("n"), n);
  check(strcmp(error_values(), "{}") == 0, "values that do not fit", "are left out");
  (void)error_spec("key", "seed", "is wrong");
  check(strcmp(error_code_of_last(), "key") == 0 && strcmp(error_message(), "seed is wrong") == 0,
        "a code", error_message());
}

int main(void) {
  check_known_numbers();
  check_json_numbers();
  check_error_values();
  check_short_decimals();
  check_whole_numbers();
  check_any_number();
  check_json();
  check_capacities();
  check_comparison();
  check_errors();
  return failures > 0;
}
