#include "base/text.h"

text text_over(char *buffer, size_t capacity) {
  if (capacity > 0) buffer[0] = '\0';
  return (text){buffer, capacity, 0};
}

void text_append_char(text *t, char c) {
  if (t->length + 1 < t->capacity) {
    t->at[t->length] = c;
    t->at[t->length + 1] = '\0';
  }
  t->length++;
}

void text_append(text *t, const char *string) {
  for (; *string; string++) text_append_char(t, *string);
}

bool text_equal(const char *a, const char *b) {
  while (*a && *a == *b) a++, b++;
  return *a == *b;
}

size_t text_length(const char *string) {
  size_t n = 0;
  while (string[n]) n++;
  return n;
}

void text_append_json(text *t, const char *string) {
  static const char hex[] = "0123456789abcdef";
  text_append_char(t, '"');
  for (; *string; string++) {
    const unsigned char c = (unsigned char)*string;
    if (c == '"' || c == '\\') {
      text_append_char(t, '\\');
      text_append_char(t, *string);
    } else if (c < 0x20) {
      text_append(t, "\\u00");
      text_append_char(t, hex[c >> 4]);
      text_append_char(t, hex[c & 15]);
    } else {
      text_append_char(t, *string);
    }
  }
  text_append_char(t, '"');
}

enum { DIGITS = 9 };

/* 10^e by squaring: exact for |e| <= 22, and far closer than nine digits beyond. */
static double power_of_ten(int e) {
  double base = e < 0 ? 0.1 : 10.0, result = 1.0;
  if (e < 0) return 1.0 / power_of_ten(-e);
  for (; e > 0; e >>= 1, base *= base)
    if (e & 1) result *= base;
  return result;
}

/* value (> 0) as digits d1 d2 … d9 and exponent: 0.d1d2… × 10^exponent; returns how many digits
 * count. */
static int decimal_digits(double value, char digits[DIGITS], int *exponent) {
  int e = 0;
  if (value < 1e-290) value *= 1e40, e = -40; /* keeps 10^-e finite for the smallest doubles */
  int scale = 0;
  while (value >= power_of_ten(scale)) scale++;
  while (value < power_of_ten(scale - 1)) scale--;
  const int shift = DIGITS - scale;
  const double scaled = shift >= 0 ? value * power_of_ten(shift) : value / power_of_ten(-shift);
  uint64_t whole = (uint64_t)(scaled + 0.5);
  if (whole >= 1000000000u) whole /= 10, scale++;
  int count = 0;
  for (int i = DIGITS - 1; i >= 0; i--, whole /= 10) {
    digits[i] = (char)('0' + (int)(whole % 10));
    if (count == 0 && digits[i] != '0') count = i + 1;
  }
  *exponent = scale + e;
  return count;
}

static void append_whole(text *t, uint64_t n) {
  char reversed[20];
  int count = 0;
  do reversed[count++] = (char)('0' + (int)(n % 10));
  while ((n /= 10) > 0);
  while (count > 0) text_append_char(t, reversed[--count]);
}

void text_append_number(text *t, double value) {
  if (value != value) {
    text_append(t, "NaN");
    return;
  }
  if (value < 0) {
    text_append_char(t, '-');
    value = -value;
  }
  if (value > 1.7976931348623157e308) {
    text_append(t, "Infinity");
    return;
  }
  if (value <= 0) {
    text_append_char(t, '0');
    return;
  }
  if (value < 1e15 && value == (double)(uint64_t)value) {
    append_whole(t, (uint64_t)value);
    return;
  }
  char digits[DIGITS];
  int point;
  const int count = decimal_digits(value, digits, &point);
  const bool scientific = point > 15 || point < -4;
  const int whole = scientific ? 1 : point; /* digits before the decimal point */
  if (whole <= 0) {
    text_append(t, "0.");
    for (int i = whole; i < 0; i++) text_append_char(t, '0');
  }
  for (int i = 0; i < count || i < whole; i++) {
    if (i == whole && i > 0) text_append_char(t, '.');
    text_append_char(t, i < count ? digits[i] : '0');
  }
  if (!scientific) return;
  text_append(t, point < 1 ? "e-" : "e");
  append_whole(t, (uint64_t)(point < 1 ? 1 - point : point - 1));
}
