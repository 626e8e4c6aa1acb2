/* archive.h: values as bytes, in a fixed order, numbers little-endian. One function names the fields
   and serves three times: over an archive without bytes it counts them, over one to write it fills
   them in, over one to read it sets the fields from them. */
#ifndef DESCENSO_ARCHIVE_H
#define DESCENSO_ARCHIVE_H

#include "base/base.h"

typedef struct {
  uint8_t *to;         /* written to, */
  const uint8_t *from; /* read from, or both NULL: only counted */
  uint64_t length;     /* of those bytes */
  uint64_t used;       /* 64 bits, so that a count cannot wrap on 32-bit machines */
  bool damaged;        /* what was read is not what should be there: the fields from there on are
                          as they were */
} archive;

static inline archive archive_to(uint8_t *bytes, uint64_t length) {
  return (archive){.to = bytes, .length = length};
}

static inline archive archive_from(const uint8_t *bytes, uint64_t length) {
  return (archive){.from = bytes, .length = length};
}

void archive_bytes(archive *a, void *bytes, size_t n);
void archive_word(archive *a, uint32_t *value);
void archive_float(archive *a, float *value);   /* IEEE 754 binary32, its bits kept */
void archive_double(archive *a, double *value); /* binary64 */

/* A string of less than `capacity` bytes, as its length, a word, and so many bytes. A longer one to
   read is damage. */
void archive_string(archive *a, char *string, size_t capacity);

#endif
