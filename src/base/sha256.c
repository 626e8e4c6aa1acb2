#include "base/sha256.h"

#include <string.h>

/* The names of FIPS 180-4, sections 4.1.2 and 6.2.2. */

static uint32_t rotr(uint32_t x, int n) { return (x >> n) | (x << (32 - n)); }
static uint32_t ch(uint32_t x, uint32_t y, uint32_t z) { return (x & y) ^ (~x & z); }
static uint32_t maj(uint32_t x, uint32_t y, uint32_t z) { return (x & y) ^ (x & z) ^ (y & z); }
static uint32_t big_sigma0(uint32_t x) { return rotr(x, 2) ^ rotr(x, 13) ^ rotr(x, 22); }
static uint32_t big_sigma1(uint32_t x) { return rotr(x, 6) ^ rotr(x, 11) ^ rotr(x, 25); }
static uint32_t small_sigma0(uint32_t x) { return rotr(x, 7) ^ rotr(x, 18) ^ (x >> 3); }
static uint32_t small_sigma1(uint32_t x) { return rotr(x, 17) ^ rotr(x, 19) ^ (x >> 10); }

/* The first 32 bits of the fractions of the cube roots of the first 64 primes. */
static const uint32_t K[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

/* Numbers are stored with their highest byte first. */
static uint32_t read_u32(const uint8_t *bytes) {
  return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static void write_u32(uint8_t *bytes, uint32_t x) {
  for (int i = 0; i < 4; i++) bytes[i] = (uint8_t)(x >> (24 - 8 * i));
}

static void hash_block(uint32_t state[8], const uint8_t *block) {
  uint32_t w[64];
  for (int t = 0; t < 16; t++) w[t] = read_u32(block + 4 * t);
  for (int t = 16; t < 64; t++)
    w[t] = small_sigma1(w[t - 2]) + w[t - 7] + small_sigma0(w[t - 15]) + w[t - 16];

  uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
  uint32_t e = state[4], f = state[5], g = state[6], h = state[7];
  for (int t = 0; t < 64; t++) {
    const uint32_t t1 = h + big_sigma1(e) + ch(e, f, g) + K[t] + w[t];
    const uint32_t t2 = big_sigma0(a) + maj(a, b, c);
    h = g, g = f, f = e, e = d + t1;
    d = c, c = b, b = a, a = t1 + t2;
  }
  state[0] += a, state[1] += b, state[2] += c, state[3] += d;
  state[4] += e, state[5] += f, state[6] += g, state[7] += h;
}

void sha256_begin(sha256 *h) {
  /* The first 32 bits of the fractions of the square roots of the first 8 primes. */
  *h = (sha256){.state = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c,
                          0x1f83d9ab, 0x5be0cd19}};
}

void sha256_update(sha256 *h, const void *bytes, size_t n) {
  const uint8_t *from = bytes;
  while (n > 0) {
    const size_t waiting = (size_t)(h->length % SHA256_BLOCK);
    if (waiting == 0 && n >= SHA256_BLOCK) { /* a whole block needs no copy */
      hash_block(h->state, from);
      from += SHA256_BLOCK, n -= SHA256_BLOCK, h->length += SHA256_BLOCK;
      continue;
    }
    const size_t taken = min_size(n, SHA256_BLOCK - waiting);
    memcpy(h->block + waiting, from, taken);
    from += taken, n -= taken, h->length += taken;
    if (h->length % SHA256_BLOCK == 0) hash_block(h->state, h->block);
  }
}

void sha256_end(sha256 *h, uint8_t digest[SHA256_BYTES]) {
  /* The message is closed by a one bit, zeros, and its length in bits in the last 8 bytes of a
   * block. */
  static const uint8_t padding[SHA256_BLOCK] = {0x80};
  const uint64_t bits = 8 * h->length;
  uint8_t length[8];
  write_u32(length, (uint32_t)(bits >> 32));
  write_u32(length + 4, (uint32_t)bits);

  const size_t used = (size_t)(h->length % SHA256_BLOCK), room = SHA256_BLOCK - sizeof length;
  sha256_update(h, padding, used < room ? room - used : room + SHA256_BLOCK - used);
  sha256_update(h, length, sizeof length);
  for (int i = 0; i < 8; i++) write_u32(digest + 4 * i, h->state[i]);
}

void sha256_of(const void *bytes, size_t n, uint8_t digest[SHA256_BYTES]) {
  sha256 h;
  sha256_begin(&h);
  sha256_update(&h, bytes, n);
  sha256_end(&h, digest);
}

void sha256_hex(const uint8_t digest[SHA256_BYTES], char hex[2 * SHA256_BYTES + 1]) {
  static const char digits[] = "0123456789abcdef";
  for (int i = 0; i < SHA256_BYTES; i++) {
    hex[2 * i] = digits[digest[i] >> 4];
    hex[2 * i + 1] = digits[digest[i] & 15];
  }
  hex[2 * SHA256_BYTES] = 0;
}
