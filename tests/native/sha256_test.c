/* The examples of FIPS 180-4 and NIST's long message; then every way of cutting a message in two or three. */
#include "base/sha256.h"

#include <stdio.h>
#include <string.h>

static int failures = 0;

static void check(bool passed, const char *name, const char *detail) {
  printf("%s %s %s\n", passed ? "ok" : "not ok", name, detail);
  failures += !passed;
}

static void finish(sha256 *h, char hex[2 * SHA256_BYTES + 1]) {
  uint8_t digest[SHA256_BYTES];
  sha256_end(h, digest);
  sha256_hex(digest, hex);
}

static void hash_whole(const void *bytes, size_t n, char hex[2 * SHA256_BYTES + 1]) {
  sha256 h;
  sha256_begin(&h);
  sha256_update(&h, bytes, n);
  finish(&h, hex);
}

static void check_message(const char *name, const char *message, const char *expected) {
  char hex[2 * SHA256_BYTES + 1];
  hash_whole(message, strlen(message), hex);
  check(strcmp(hex, expected) == 0, name, hex);
}

int main(void) {
  char hex[2 * SHA256_BYTES + 1], expected[2 * SHA256_BYTES + 1];

  check_message("empty", "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  check_message("abc", "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  check_message("two blocks", "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  check_message("896 bits",
                "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
                "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
                "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1");

  sha256 h;
  sha256_begin(&h);
  for (int i = 0; i < 1000000; i++) sha256_update(&h, "a", 1);
  finish(&h, hex);
  check(strcmp(hex, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0") == 0,
        "a million a's, one by one", hex);

  /* Lengths around one and two blocks: the padding's every case, each message cut everywhere. */
  enum { LONGEST = 2 * SHA256_BLOCK + 2 };
  uint8_t message[LONGEST];
  for (int i = 0; i < LONGEST; i++) message[i] = (uint8_t)(i * 37 + 11);
  size_t wrong = 0, cuts = 0;
  for (size_t n = 0; n <= LONGEST; n++) {
    hash_whole(message, n, expected);
    for (size_t cut = 0; cut <= n; cut++) {
      const size_t second = cut + (n - cut) / 3;
      sha256_begin(&h);
      sha256_update(&h, message, cut);
      sha256_update(&h, message + cut, second - cut);
      sha256_update(&h, message + second, n - second);
      finish(&h, hex);
      wrong += strcmp(hex, expected) != 0;
      cuts++;
    }
  }
  char detail[64];
  snprintf(detail, sizeof detail, "%zu of %zu cuts give another digest", wrong, cuts);
  check(wrong == 0 && cuts > 0, "cut anywhere", detail);

  /* The digests of all those lengths, hashed in turn: what Python's hashlib gives for the same. */
  sha256 all;
  sha256_begin(&all);
  for (size_t n = 0; n <= LONGEST; n++) {
    hash_whole(message, n, hex);
    sha256_update(&all, hex, 2 * SHA256_BYTES);
  }
  finish(&all, hex);
  check(strcmp(hex, "49d9581b769a7209b97dcdff3af8a52451c5fdbfce930601a459f1952d39c8ac") == 0,
        "every length to 130 bytes", hex);
  return failures > 0;
}
