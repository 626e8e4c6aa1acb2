/* sha256.h: SHA-256 (FIPS 180-4), for the hash of a model's weights. */
#ifndef DESCENSO_SHA256_H
#define DESCENSO_SHA256_H

#include "base/base.h"

enum { SHA256_BYTES = 32, SHA256_BLOCK = 64 };

typedef struct {
  uint32_t state[8];
  uint64_t length; /* bytes hashed so far; the last length % SHA256_BLOCK of them wait in `block` */
  uint8_t block[SHA256_BLOCK];
} sha256;

void sha256_begin(sha256 *h);

/* Appends bytes[n] to the message, however it is cut. */
void sha256_update(sha256 *h, const void *bytes, size_t n);

/* Closes the message and writes its digest; begin anew after it. */
void sha256_end(sha256 *h, uint8_t digest[SHA256_BYTES]);

/* The digest of bytes[n]. */
void sha256_of(const void *bytes, size_t n, uint8_t digest[SHA256_BYTES]);

/* The digest as 64 lower-case digits and a closing zero. */
void sha256_hex(const uint8_t digest[SHA256_BYTES], char hex[2 * SHA256_BYTES + 1]);

#endif
