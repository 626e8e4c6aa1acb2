/* The team of threads (src/base/team.c), without threads and without a clock: the caller's and the helpers' parts are
   played one after the other, and what would sleep asks the test instead. */
#define _POSIX_C_SOURCE 200809L

#include <string.h>
#include <unistd.h>

#include "check.h"

/* As for the module with shared memory, under other names: the native one is linked too. */
#define __wasm_atomics__ 1
#define __builtin_wasm_memory_atomic_wait32 sleeps
#define __builtin_wasm_memory_atomic_notify wakes
#define team_size shared_size
#define team_share shared_share
#define team_portion shared_portion
#define team_portion_each shared_portion_each
#define team_beat shared_beat
#define team_portions shared_portions
#define team_limit shared_limit
#define team_help shared_help
#define team_dismiss shared_dismiss
#define team_helpers shared_helpers
#define team_is_broken shared_is_broken
#define team_is_lost shared_is_lost

static int sleeps(int *address, int value, int64_t ns);
static int wakes(int *address, unsigned most);

#include "base/team.c"

enum { WOKEN, CHANGED, TIMED_OUT };

static uint32_t naps;                        /* since the test began */
static int (*in_sleep)(const void *address); /* what happens meanwhile, and how the sleep ends */
static const void *slept_on[8];              /* where the first of them were */

static int sleeps(int *address, int value, int64_t ns) {
  if (*address != value) return CHANGED;
  if (naps < 8) slept_on[naps] = address;
  if (++naps > 1000) {
    check(false, "nobody sleeps for ever", ns < 0 ? "without an end" : "again and again");
    team_dismiss();
    SET(team.finished, UINT32_MAX);
    return WOKEN;
  }
  return in_sleep(address);
}

static int wakes(int *address, unsigned most) {
  (void)address;
  return (int)most;
}

static int dismissed(const void *address) {
  (void)address;
  team_dismiss();
  return WOKEN;
}

/* A team of which so many helpers have come, and may work. */
static void begin(uint32_t helpers) {
  memset(&team, 0, sizeof team);
  team.limit = 1;
  in_sleep = dismissed;
  for (uint32_t n = 1; n <= helpers; n++) {
    team_help(n);
    SET(team.dismissed, false);
  }
  team_limit(helpers + 1);
  naps = 0;
}

/* -- pieces ---------------------------------------------------------------------------------- */

enum { PIECES = 12 };

static uint32_t done[PIECES];
static bool helper_claims; /* a piece, while the caller is at its first one */

static void piece(const void *context, uint32_t n) {
  (void)context;
  done[n]++;
  if (!helper_claims) return;
  helper_claims = false;
  (void)ADD(team.range[1].word, 1);
}

static void share(bool claims) {
  memset(done, 0, sizeof done);
  helper_claims = claims;
  team_share(PIECES, piece, NULL);
}

static uint32_t done_once(void) {
  uint32_t once = 0;
  for (uint32_t n = 0; n < PIECES; n++) once += done[n] == 1;
  return once;
}

static int nothing(const void *address) {
  (void)address;
  return TIMED_OUT;
}

static void test_lost(void) {
  begin(1);
  in_sleep = nothing;
  share(true);
  check(naps == 12 && team_is_broken() && team_is_lost() && done_once() == PIECES - 1,
        "a piece that is not finished is missed after twelve naps", "");
  share(false);
  check(done_once() == 0, "what is shared in the same call is left undone", "");
  team_dismiss();
  share(false);
  check(team_is_broken() && !team_is_lost() && done_once() == PIECES && naps == 12,
        "the next call does all of it alone", "");
}

/* After so many naps the helper is done with its piece. */
enum { LONG = 100 };

static int beating(const void *address) {
  (void)address;
  team_beat();
  if (naps == LONG) finish(1);
  return TIMED_OUT;
}

/* Those that have finished before it was looked may wake later. */
static int woken(const void *address) {
  (void)address;
  if (naps == LONG) finish(1);
  return WOKEN;
}

static void test_heard(void) {
  begin(1);
  in_sleep = beating;
  share(true);
  check(naps == LONG && !team_is_broken(), "a long piece that is heard of is waited for", "");
  begin(1);
  in_sleep = woken;
  share(true);
  check(naps == LONG && !team_is_broken(), "who is woken has not napped", "");
}

/* -- surplus --------------------------------------------------------------------------------- */

/* Helper 2 of 2, of which one may work, then both, then one, and work is shared meanwhile. */
static int comings_and_goings(const void *address) {
  (void)address;
  if (naps == 1) {
    share(false);
    share(false);
    team_limit(3);
  } else if (naps == 2) {
    team_limit(2);
    share(false);
  } else {
    team_dismiss();
  }
  return WOKEN;
}

static void test_surplus(void) {
  begin(2);
  team_limit(2);
  in_sleep = comings_and_goings;
  team_help(2);
  const bool right = naps == 3 && slept_on[0] == &team.turn && slept_on[1] == &team.call &&
                     slept_on[2] == &team.turn;
  check(right, "who may not work sleeps until it may, whatever is shared meanwhile", "");
}

/* -- portions -------------------------------------------------------------------------------- */

static void test_portions(void) {
  tally t = {0};
  for (uint32_t threads = 1; threads <= MAX_THREADS; threads++) {
    begin(threads - 1);
    for (uint32_t n = 1; n < 300; n++)
      for (uint32_t grain = 1; grain <= 64; grain *= 4) {
        const uint32_t portion = team_portion(n, grain), pieces = pieces_of(n, portion);
        const team_piece last = piece_of(n, portion, pieces - 1);
        tally_add(&t,
                  portion % grain == 0 && pieces <= team_portions() && last.count > 0 &&
                      last.first + last.count == n,
                  "%u of %u by %u", n, threads, grain);
      }
  }
  tally_check(&t, "pieces are all of it, and no more than there is room for");
}

int main(void) {
  (void)alarm(60); /* for who spins instead of sleeping */
  test_lost();
  test_heard();
  test_surplus();
  test_portions();
  return failures > 0;
}
