#include "base/team.h"

enum { SHARES = 4 }; /* of a thread */

uint32_t team_portion_each(uint32_t n, uint32_t grain, uint32_t times) {
  const uint32_t shares = team_size() > 1 ? pieces_of(SHARES * team_size(), times) : 1;
  return (uint32_t)round_up((n - 1) / shares + 1, grain);
}

uint32_t team_portion(uint32_t n, uint32_t grain) { return team_portion_each(n, grain, 1); }

#ifdef __wasm_atomics__

/* Every thread begins with a range of pieces of its own, whose weights are in its cache from the step before, and
   then takes from the others' ranges. A range is one word, (end << 32) + next: who adds 1 to it has piece `next` if
   that is below `end`. So a claim always belongs to the work that is published now: it cannot end before that
   piece is done. */
typedef struct {
  _Alignas(64) uint64_t word;
} range;

static struct {
  piece_work *work;
  const void *context;
  uint32_t limit, helpers;
  bool broken;
  _Alignas(64) uint32_t call; /* which work this is; helpers wait for the next */
  uint32_t asleep;
  bool dismissed;
  _Alignas(64) uint32_t turn;  /* changes with who may work; helpers that may not wait for that */
  _Alignas(64) uint32_t beats; /* of long pieces */
  _Alignas(64) uint32_t finished; /* pieces */
  uint32_t waiting;               /* whether the caller sleeps until `finished` changes */
  range range[MAX_THREADS];
} team = {.limit = 1};

#define GET(x) __atomic_load_n(&(x), __ATOMIC_SEQ_CST)
#define SET(x, value) __atomic_store_n(&(x), value, __ATOMIC_SEQ_CST)
#define ADD(x, value) __atomic_fetch_add(&(x), value, __ATOMIC_SEQ_CST)

/* Phases of a step follow each other within microseconds: a sleep in between would cost more than they do. */
enum { SPINS = 20000 };
static const int64_t NAP = 100000000; /* ns */
enum { NAPS = 12 }; /* in which nobody finished a piece, or was heard of: one is lost */

/* Whether it slept as long as that. */
static bool sleep_while(uint32_t *address, uint32_t value, int64_t ns) {
  enum { TIMED_OUT = 2 };
  return __builtin_wasm_memory_atomic_wait32((int *)address, (int)value, ns) == TIMED_OUT;
}

static void wake(uint32_t *address) {
  (void)__builtin_wasm_memory_atomic_notify((int *)address, MAX_THREADS);
}

uint32_t team_size(void) {
  const uint32_t here = GET(team.broken) ? 1 : GET(team.helpers) + 1, limit = GET(team.limit);
  return here < limit ? here : limit;
}

/* Who may work has changed. */
static void take_turns(void) {
  ADD(team.turn, 1);
  wake(&team.turn);
}

void team_limit(uint32_t threads) {
  if (threads == team.limit) return;
  SET(team.limit, threads);
  take_turns();
}

void team_beat(void) { ADD(team.beats, 1); }

uint32_t team_helpers(void) { return GET(team.helpers); }

uint32_t team_portions(void) { return SHARES * MAX_THREADS; }

bool team_is_broken(void) { return GET(team.broken); }

bool team_is_lost(void) { return GET(team.broken) && !GET(team.dismissed); }

/* Does pieces of one range until there are none; returns how many. */
static uint32_t work_off(range *r) {
  uint32_t done = 0;
  for (;;) {
    uint64_t word = GET(r->word);
    if ((uint32_t)word >= word >> 32) return done;
    word = ADD(r->word, 1);
    if ((uint32_t)word >= word >> 32) return done;
    team.work(team.context, (uint32_t)word);
    done++;
  }
}

/* Own range first, then the others'. */
static uint32_t work_off_all(uint32_t number) {
  uint32_t done = 0;
  for (uint32_t n = 0; n < MAX_THREADS; n++)
    done += work_off(&team.range[(number + n) % MAX_THREADS]);
  return done;
}

static void finish(uint32_t pieces) {
  if (pieces == 0) return;
  ADD(team.finished, pieces);
  if (GET(team.waiting)) wake(&team.finished);
}

/* Sleeps until all pieces are finished; false if no piece is for so long that a helper must be lost. */
static bool wait_for(uint32_t pieces) {
  for (uint32_t n = 0; n < SPINS; n++)
    if (GET(team.finished) == pieces) return true;
  SET(team.waiting, 1);
  uint32_t naps = 0, heard = GET(team.beats);
  for (uint32_t seen = GET(team.finished); seen != pieces && naps < NAPS;) {
    naps += sleep_while(&team.finished, seen, NAP); /* who wakes it may have been heard of before */
    const uint32_t now = GET(team.finished), beats = GET(team.beats);
    if (now != seen || beats != heard) naps = 0;
    seen = now;
    heard = beats;
  }
  SET(team.waiting, 0);
  return GET(team.finished) == pieces;
}

void team_share(uint32_t pieces, piece_work *work, const void *context) {
  if (team_is_lost()) return;
  const uint32_t threads = team_size();
  if (threads == 1 || pieces == 1) {
    for (uint32_t n = 0; n < pieces; n++) work(context, n);
    return;
  }
  team.work = work;
  team.context = context;
  SET(team.finished, 0);
  for (uint32_t t = 0; t < threads; t++) {
    const uint64_t next = (uint64_t)pieces * t / threads,
                   end = (uint64_t)pieces * (t + 1) / threads;
    SET(team.range[t].word, end << 32 | next);
  }
  ADD(team.call, 1);
  if (GET(team.asleep)) wake(&team.call);
  finish(work_off_all(0));
  if (!wait_for(pieces)) SET(team.broken, true);
}

void team_help(uint32_t number) {
  ADD(team.helpers, 1);
  take_turns();
  for (uint32_t call = GET(team.call); !GET(team.dismissed);) {
    const uint32_t turn = GET(team.turn);
    if (number >= team_size()) {
      if (!GET(team.dismissed)) (void)sleep_while(&team.turn, turn, -1);
      continue;
    }
    finish(work_off_all(number));
    for (uint32_t n = 0; n < SPINS && GET(team.call) == call; n++) {}
    if (GET(team.call) == call) {
      ADD(team.asleep, 1);
      (void)sleep_while(&team.call, call, -1);
      ADD(team.asleep, (uint32_t)-1);
    }
    call = GET(team.call);
  }
}

void team_dismiss(void) {
  SET(team.dismissed, true);
  take_turns();
  ADD(team.call, 1);
  wake(&team.call);
}

#else

void team_share(uint32_t pieces, piece_work *work, const void *context) {
  for (uint32_t n = 0; n < pieces; n++) work(context, n);
}

#endif
