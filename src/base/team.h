/* team.h: the threads that share the work of one run.

   Work is cut into pieces which write to different places, so that neither their order nor who does them
   changes a bit. In a module without shared memory, and natively, the team is the caller alone. */
#ifndef DESCENSO_TEAM_H
#define DESCENSO_TEAM_H

#include "base/base.h"

enum { MAX_THREADS = 16 };

/* Piece n of some work. Helpers run it as the caller does, but must neither allocate nor make an error. */
typedef void piece_work(const void *context, uint32_t n);

/* Into how many pieces n items go; and piece number `piece`: `count` items from `first` on. */
static inline uint32_t pieces_of(uint32_t n, uint32_t portion) { return (n - 1) / portion + 1; }

typedef struct {
  uint32_t first, count;
} team_piece;

static inline team_piece piece_of(uint32_t n, uint32_t portion, uint32_t piece) {
  const uint32_t first = piece * portion;
  return (team_piece){first, (uint32_t)min_size(portion, n - first)};
}

/* Calls work(context, n) once for each n = 0 … pieces - 1, and returns when all are done. */
void team_share(uint32_t pieces, piece_work *work, const void *context);

/* How many of n items make a piece: all of them for a team of one, as the caches like it best; else a multiple of
   `grain` that gives every thread some pieces, so that what one does late another takes. */
uint32_t team_portion(uint32_t n, uint32_t grain);

/* The same where each of so many others, `times`, has such pieces: fewer do. */
uint32_t team_portion_each(uint32_t n, uint32_t grain, uint32_t times);

#ifdef __wasm_atomics__

/* Threads that work now, the caller among them; from 1. */
uint32_t team_size(void);

/* In the middle of a long piece: says to who waits that its thread is there. */
void team_beat(void);

/* The most pieces that there are of portions, ever: helpers may come after a run has been made. */
uint32_t team_portions(void);

/* Sets how many may work from now on, 1..MAX_THREADS, of those that came. */
void team_limit(uint32_t threads);

/* A helper's life, as number 1..MAX_THREADS - 1: works until team_dismiss(). */
void team_help(uint32_t number);
void team_dismiss(void);

/* How many helpers have come; and whether one was lost in the middle of a piece, ever: the caller goes on alone. */
uint32_t team_helpers(void);
bool team_is_broken(void);

/* Whether that was in this call, so that the team has not been dismissed yet: what is computed since is worth nothing.
   Nothing is shared any more, and what is long looks for it and ends. */
bool team_is_lost(void);

#else

/* The caller alone: nothing is asked, and nothing lost. */
static inline uint32_t team_size(void) { return 1; }
static inline void team_beat(void) {}
static inline uint32_t team_portions(void) { return 1; }
static inline void team_limit(uint32_t threads) { (void)threads; }
static inline void team_help(uint32_t number) { (void)number; }
static inline void team_dismiss(void) {}
static inline uint32_t team_helpers(void) { return 0; }
static inline bool team_is_broken(void) { return false; }
static inline bool team_is_lost(void) { return false; }

#endif

#endif
