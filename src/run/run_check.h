/* run_check.h: whether a run that was read from bytes can have come to be by training. What was sealed with
   the right hash may still be absurd, and an absurd rate or sum would show itself late, or never. */
#ifndef DESCENSO_RUN_CHECK_H
#define DESCENSO_RUN_CHECK_H

#include "run/run.h"

/* STATUS_DATA for a run that cannot, with what is wrong. Weights and slots may be any floats: a network that
   blew up has infinite ones. */
status run_check(const experiment *e);

#endif
