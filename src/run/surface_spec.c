#include "run/surface_spec.h"

SELDOM_FROM_HERE

typedef surface_spec T;

static const hparam root_fields[] = {
    INTEGER_LOG(T, steps, "steps", "T", SAME(200), 1, 1000000),
    LIST(T, start, "start", "x_0", -1000, 1000),
};

static const hparam surface_fields[] = {
    SELECT_ROW(T, surface.rule, "id", surface, "quadratic"),
};

const spec_section surface_sections[] = {
    {"root", "", FIELDS(root_fields)},
    {"surface", "surface", FIELDS(surface_fields), .own = offsetof(T, surface.own)},
    {"optimizer", "optimizer", FIELDS(optimizer_fields), .offset = offsetof(T, optimizer),
     .own = offsetof(T, optimizer.own)},
    {"schedule", "schedule", FIELDS(schedule_fields), .offset = offsetof(T, schedule),
     .own = offsetof(T, schedule.own)},
    {.name = NULL},
};

/* `start` is a list of two, or not given. */
static status refuse_start(const assignment *a, double count) {
  const assignment number = {.kind = VALUE_NUMBER, .number = count};
  const status s = error_spec("start", "start", "must be a list of 2 numbers, [x, y]");
  append_given(a ? a : &number);
  return s;
}

/* `start` is where the surface says, unless it is given. */
static status check_start(surface_spec *s) {
  if (s->start.count == 0)
    for (size_t i = 0; i < 2; i++) s->start.items[s->start.count++] = s->surface.rule->start[i];
  return s->start.count == 2 ? STATUS_OK : refuse_start(NULL, s->start.count);
}

status surface_spec_resolve(const document *d, surface_spec *out) {
  surface_spec s = {0};
  form_set_defaults(surface_sections, &s, CONVENTION_SLIDES, true);
  status result = form_store(surface_sections, &s, d, true);
  if (result != STATUS_OK) return result;

  form_set_defaults(surface_sections, &s, s.optimizer.convention, false);
  if (s.schedule.rule->per_epoch_only) s.schedule.per = PER_EPOCH;
  const assignment *no_list = document_find(d, "start"); /* or an empty one */
  if (no_list) return refuse_start(no_list, 0);
  result = form_store(surface_sections, &s, d, false);
  if (result == STATUS_OK) result = check_start(&s);
  if (result == STATUS_OK) result = schedule_check(&s.schedule);
  if (result == STATUS_OK) *out = s;
  return result;
}

SELDOM_UP_TO_HERE
