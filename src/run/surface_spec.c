#include "run/surface_spec.h"

#include "base/text.h"

static const hparam root_fields[] = {
    INTEGER_LOG("steps", "T", SAME(200), 1, 1000000),
    LIST("start", "x_0", -1000, 1000),
};

static const hparam surface_fields[] = {
    [SURFACE_ID] = ROW_OF("id", surface_choice, 0),
};

const spec_section surface_sections[] = {
    {"root", "", root_fields, 2, 0},
    {"surface", "surface", surface_fields, SURFACE_FIELDS, 0},
    {"optimizer", "optimizer", optimizer_fields, OPTIMIZER_FIELDS, 0},
    {"schedule", "schedule", schedule_fields, SCHEDULE_FIELDS, 0},
    {NULL, NULL, NULL, 0, 0},
};

const surface *surface_spec_surface(const surface_spec *s) {
  return surfaces[(size_t)s->surface[SURFACE_ID]];
}

static const schedule *schedule_of(const surface_spec *s) {
  return schedules[(size_t)s->schedule[SCHEDULE_ID]];
}

static void fields_of(void *spec, size_t section, uint32_t item, field_block *blocks) {
  surface_spec *s = spec;
  double *const values[] = {s->root, s->surface, s->optimizer, s->schedule};
  double *const row_values[] = {NULL, s->surface_hp, s->optimizer_hp, s->schedule_hp};
  const choice *const rows[] = {NULL, &surface_spec_surface(s)->c,
                                &optimizers[(size_t)s->optimizer[OPTIMIZER_ID]]->c,
                                &schedule_of(s)->c};
  (void)item;
  blocks[0] = (field_block){surface_sections[section].fields, surface_sections[section].count,
                            values[section]};
  blocks[1] = (field_block){NULL, 0, NULL};
  if (rows[section])
    blocks[1] =
        (field_block){rows[section]->hp, choice_hparams(rows[section]), row_values[section]};
}

static const spec_form form = {surface_sections, fields_of};

/* What other defaults hang on comes first. */
static status store_selectors(const document *d, surface_spec *s) {
  static const char *const selectors[] = {"surface.id", "optimizer.id", "optimizer.convention",
                                          "schedule.id"};
  for (size_t n = 0; n < sizeof selectors / sizeof *selectors; n++) {
    const assignment *a = document_find(d, selectors[n]);
    const status result = a ? form_store(&form, s, a) : STATUS_OK;
    if (result != STATUS_OK) return result;
  }
  return STATUS_OK;
}

static void set_defaults(surface_spec *s) {
  const surface_spec chosen = *s;
  const size_t convention_index = (size_t)s->optimizer[OPTIMIZER_CONVENTION];
  for (size_t n = 0; surface_sections[n].name; n++) {
    field_block blocks[2];
    fields_of(s, n, 0, blocks);
    block_defaults(&blocks[0], CONVENTION_SLIDES);
    block_defaults(&blocks[1], convention_index);
  }
  s->surface[SURFACE_ID] = chosen.surface[SURFACE_ID];
  s->optimizer[OPTIMIZER_ID] = chosen.optimizer[OPTIMIZER_ID];
  s->optimizer[OPTIMIZER_CONVENTION] = chosen.optimizer[OPTIMIZER_CONVENTION];
  s->schedule[SCHEDULE_ID] = chosen.schedule[SCHEDULE_ID];
  if (schedule_of(s)->per_epoch_only) s->schedule[SCHEDULE_PER] = PER_EPOCH;
  for (size_t i = 0; i < 2; i++) s->root[RUN_START + 1 + i] = surface_spec_surface(s)->start[i];
}

/* `start` is a list of two, or not given. */
static status refuse_start(const assignment *a, double count) {
  text *t = error_begin("start");
  text_append(t, "must be a list of 2 numbers, [x, y]");
  if (a) {
    append_given(t, a);
  } else {
    text_append(t, ", got ");
    text_append_number(t, count);
  }
  return STATUS_SPEC;
}

status surface_spec_resolve(const document *d, surface_spec *out) {
  surface_spec s = {0};
  s.optimizer[OPTIMIZER_ID] = optimizer_fields[OPTIMIZER_ID].def[CONVENTION_SLIDES];
  status result = store_selectors(d, &s);
  if (result != STATUS_OK) return result;

  set_defaults(&s);
  for (uint32_t n = 0; n < d->count; n++) {
    const assignment *a = &d->items[n];
    if (document_find(d, a->path) != a) continue; /* the last of equals counts */
    result = text_equal(a->path, "start") ? refuse_start(a, 0) : form_store(&form, &s, a);
    if (result != STATUS_OK) return result;
  }
  if (s.root[RUN_START] == 0) s.root[RUN_START] = 2;
  if (s.root[RUN_START] != 2) return refuse_start(NULL, s.root[RUN_START]);

  result = schedule_fields_check(s.schedule, s.schedule_hp);
  if (result == STATUS_OK) *out = s;
  return result;
}

status surface_spec_document(const surface_spec *s, document *out) {
  surface_spec copy = *s; /* blocks point into a spec that may be written */
  for (size_t section = 0; surface_sections[section].name; section++) {
    const status result = form_print(&form, &copy, section, 0, out);
    if (result != STATUS_OK) return result;
  }
  return STATUS_OK;
}
