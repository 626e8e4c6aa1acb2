#include "base/archive.h"

#include <string.h>

#include "base/text.h"

SELDOM_FROM_HERE

void archive_bytes(archive *a, void *bytes, size_t n) {
  const bool fits = !a->damaged && a->used + n <= a->length;
  if (a->from && !fits) {
    a->damaged = true;
    return;
  }
  if (a->from) memcpy(bytes, a->from + a->used, n);
  else if (a->to && fits) memcpy(a->to + a->used, bytes, n);
  a->used += n;
}

/* What is not read stays: the bytes are the value's before they are the archive's. */
void archive_word(archive *a, uint32_t *value) {
  uint8_t bytes[4];
  for (size_t i = 0; i < sizeof bytes; i++) bytes[i] = (uint8_t)(*value >> (8 * i));
  archive_bytes(a, bytes, sizeof bytes);
  if (!a->from) return;
  *value = 0;
  for (size_t i = 0; i < sizeof bytes; i++) *value |= (uint32_t)bytes[i] << (8 * i);
}

void archive_float(archive *a, float *value) {
  uint32_t word;
  memcpy(&word, value, sizeof word);
  archive_word(a, &word);
  if (a->from) memcpy(value, &word, sizeof word);
}

void archive_double(archive *a, double *value) {
  uint64_t bits;
  memcpy(&bits, value, sizeof bits);
  uint32_t low = (uint32_t)bits, high = (uint32_t)(bits >> 32);
  archive_word(a, &low);
  archive_word(a, &high);
  bits = (uint64_t)high << 32 | low;
  if (a->from) memcpy(value, &bits, sizeof bits);
}

void archive_string(archive *a, char *string, size_t capacity) {
  uint32_t length = a->from ? 0 : (uint32_t)text_length(string);
  archive_word(a, &length);
  if (length >= capacity) a->damaged = true;
  if (a->damaged) return;
  archive_bytes(a, string, length);
  if (a->from) string[a->damaged ? 0 : length] = '\0';
}

SELDOM_UP_TO_HERE
