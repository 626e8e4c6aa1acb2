#include "base/text.h"

text text_over(char *buffer, size_t capacity) {
  if (capacity > 0) buffer[0] = '\0';
  return (text){buffer, capacity, 0, '\0'};
}

void text_append_char(text *t, char c) {
  if (t->length + 1 < t->capacity) {
    t->at[t->length] = c;
    t->at[t->length + 1] = '\0';
  }
  t->length++;
  t->last = c;
}

void text_append(text *t, const char *string) {
  for (; *string; string++) text_append_char(t, *string);
}

bool text_equal(const char *a, const char *b) {
  while (*a && *a == *b) a++, b++;
  return *a == *b;
}

bool text_begins(const char *string, const char *beginning) {
  while (*beginning && *string == *beginning) string++, beginning++;
  return *beginning == '\0';
}

size_t text_length(const char *string) {
  size_t n = 0;
  while (string[n]) n++;
  return n;
}

void text_append_quoted(text *t, const char *string) {
  static const char hex[] = "0123456789abcdef";
  text_append_char(t, '"');
  for (; *string; string++) {
    const unsigned char c = (unsigned char)*string;
    if (c < 0x20) {
      text_append(t, "\\u00");
      text_append_char(t, hex[c >> 4]);
      text_append_char(t, hex[c & 15]);
    } else {
      if (c == '"' || c == '\\') text_append_char(t, '\\');
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
SELDOM static int decimal_digits(double value, char digits[DIGITS], int *exponent) {
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

SELDOM static void append_whole(text *t, uint64_t n) {
  char reversed[20];
  int count = 0;
  do reversed[count++] = (char)('0' + (int)(n % 10));
  while ((n /= 10) > 0);
  while (count > 0) text_append_char(t, reversed[--count]);
}

/* Limbs of nine decimal digits, the lowest first; the smallest double takes 767 digits. */
enum { LIMB = 1000000000, LIMBS = 90 };

SELDOM static size_t multiply(uint32_t *limbs, size_t count, uint32_t factor) {
  uint64_t carry = 0;
  for (size_t i = 0; i < count; i++) {
    carry += (uint64_t)limbs[i] * factor;
    limbs[i] = (uint32_t)(carry % LIMB);
    carry /= LIMB;
  }
  if (carry > 0) limbs[count++] = (uint32_t)carry;
  return count;
}

/* Exactly, as "1000…625e-55" for 0.1: m 2^e is m 5^-e 10^e, where e is negative. value > 0. */
SELDOM static void append_exact(text *t, double value) {
  uint32_t limbs[LIMBS] = {0};
  int e = 0;
  while (value < 4503599627370496.0) value *= 2, e--; /* 2^52 */
  while (value >= 9007199254740992.0) value /= 2, e++;
  uint64_t m = (uint64_t)value;
  while ((m & 1) == 0 && e < 0) m >>= 1, e++;
  limbs[0] = (uint32_t)(m % LIMB);
  limbs[1] = (uint32_t)(m / LIMB);
  size_t count = 2;
  for (int n = e; n < 0; n++) count = multiply(limbs, count, 5);
  for (int n = e; n > 0; n--) count = multiply(limbs, count, 2);
  while (count > 1 && limbs[count - 1] == 0) count--;
  append_whole(t, limbs[count - 1]);
  for (size_t i = count - 1; i-- > 0;)
    for (uint32_t scale = LIMB / 10; scale > 0; scale /= 10)
      text_append_char(t, (char)('0' + limbs[i] / scale % 10));
  if (e >= 0) return;
  text_append(t, "e-");
  append_whole(t, (uint64_t)-e);
}

/* Whether text_append_number says it all: its digits are exact, and one exactly rounded operation makes
   the double of them, as a reader would (Clinger, 1990). */
SELDOM static bool is_short(double value) {
  if (value < 1e15 && value == (double)(uint64_t)value) return true;
  char digits[DIGITS];
  int point;
  const int count = decimal_digits(value, digits, &point), scale = point - count;
  uint64_t whole = 0;
  if (scale < -22 || scale > 22) return false;
  for (int i = 0; i < count; i++) whole = whole * 10 + (uint64_t)(digits[i] - '0');
  return value ==
         (scale < 0 ? (double)whole / power_of_ten(-scale) : (double)whole * power_of_ten(scale));
}

SELDOM void text_append_number(text *t, double value) {
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

/* -- JSON ------------------------------------------------------------------------------------ */

/* A comma after whatever is there, unless it opens something or is a key. */
SELDOM static void separate(text *t) {
  if (t->length > 0 && t->last != '{' && t->last != '[' && t->last != ':') text_append_char(t, ',');
}

void json_open(text *t, char bracket) {
  separate(t);
  text_append_char(t, bracket);
}

void json_close(text *t, char bracket) { text_append_char(t, bracket); }

void json_key(text *t, const char *key) {
  json_string(t, key);
  text_append_char(t, ':');
}

void json_string(text *t, const char *string) {
  separate(t);
  text_append_quoted(t, string);
}

SELDOM void json_number(text *t, double value) {
  const double size = value < 0 ? -value : value;
  separate(t);
  if (!(size - size == 0)) {
    text_append(t, "null");
    return;
  }
  if (value < 0 || 1 / value < 0) text_append_char(t, '-');
  if (size <= 0 || is_short(size)) text_append_number(t, size);
  else append_exact(t, size);
}

void json_flag(text *t, bool value) {
  separate(t);
  text_append(t, value ? "true" : "false");
}
