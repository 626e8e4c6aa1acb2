#include "run/spec.h"

#include "base/text.h"

const char *spec_layer_path(char path[MAX_PATH], uint32_t l, const char *key) {
  text t = text_over(path, MAX_PATH);
  text_append(&t, "model.layers[");
  text_append_number(&t, l);
  text_append(&t, "].");
  text_append(&t, key);
  return path;
}

/* What other defaults hang on comes first: which optimizer, convention, schedule and image set. */
static status store_selectors(const document *d, experiment_spec *s) {
  static const char *const selectors[] = {"optimizer.id", "optimizer.convention", "schedule.id",
                                          "data.set"};
  for (size_t n = 0; n < sizeof selectors / sizeof *selectors; n++) {
    const assignment *a = document_find(d, selectors[n]);
    const status result = a ? form_store(&experiment_form, s, a) : STATUS_OK;
    if (result != STATUS_OK) return result;
  }
  return STATUS_OK;
}

/* How many layers a document has: one more than the highest index, or the default network's three.
 */
static status count_layers(const document *d, uint32_t *layers, bool *given) {
  *layers = 0;
  for (uint32_t n = 0; n < d->count; n++) {
    field_path p = {0};
    const bool known = form_read_section(&experiment_form, d->items[n].path, &p) != NULL;
    if (known && p.section == SECTION_LAYER && p.object + 1 > *layers) *layers = p.object + 1;
    if (!known && p.section == SECTION_LAYER) {
      text *t = error_begin("model.layers");
      text_append(t, "must be a list of 1..32 layers");
      if (d->items[n].path[sizeof "model.layers" - 1] == '\0') append_given(t, &d->items[n]);
      else text_append(t, ", got "), text_append(t, d->items[n].path);
      return STATUS_SPEC;
    }
  }
  *given = *layers > 0;
  if (!*given) *layers = 3;
  return STATUS_OK;
}

static void default_layer(experiment_spec *s, uint32_t l, bool given) {
  field_block blocks[2];
  const bool last = l + 1 == s->layers;
  experiment_form.fields_of(s, SECTION_LAYER, l, blocks);
  block_defaults(&blocks[0], CONVENTION_SLIDES);
  if (last) s->layer[l][LAYER_UNITS] = 10;
  else if (l == 0 && !given) s->layer[l][LAYER_UNITS] = 300;
  if (last) s->layer[l][LAYER_ACTIVATION] = (double)row_index(activation_choice, "softmax");
}

/* The initializer that suits the activation, for layers that do not name one. */
static void default_initializer(const document *d, experiment_spec *s, uint32_t l) {
  for (uint32_t n = 0; n < d->count; n++) {
    field_path p;
    if (form_read_path(&experiment_form, d->items[n].path, &p) && p.section == SECTION_LAYER &&
        p.object == l && field_is(&p, "initializer"))
      return;
  }
  s->layer[l][LAYER_INITIALIZER] =
      (double)row_index(initializer_choice, spec_activation(s, l)->initializer);
}

static void default_sections(experiment_spec *s) {
  const size_t convention_index = (size_t)s->optimizer[OPTIMIZER_CONVENTION];
  const double id[] = {s->optimizer[OPTIMIZER_ID], s->schedule[SCHEDULE_ID], s->data[DATA_SET]};
  for (size_t n = 0; n < SECTIONS; n++) {
    field_block blocks[2];
    if (n == SECTION_LAYER) continue;
    experiment_form.fields_of(s, n, 0, blocks);
    block_defaults(&blocks[0], CONVENTION_SLIDES);
    block_defaults(&blocks[1], convention_index);
  }
  s->optimizer[OPTIMIZER_ID] = id[0];
  s->optimizer[OPTIMIZER_CONVENTION] = (double)convention_index;
  s->schedule[SCHEDULE_ID] = id[1];
  s->schedule[SCHEDULE_PER] = spec_schedule(s)->per_epoch_only ? PER_EPOCH : PER_STEP;
  s->data[DATA_SET] = id[2];
  s->data[DATA_TRAIN_SIZE] = data_sets[(size_t)id[2]].train_size;
  s->data[DATA_VALIDATION_SIZE] = data_sets[(size_t)id[2]].validation_size;
}

/* What no field can say alone. */
static status check_last_layer(const experiment_spec *s) {
  const uint32_t last = s->layers - 1;
  char path[MAX_PATH];
  if (s->layer[last][LAYER_DROPOUT] > 0) {
    text *t = error_begin(spec_layer_path(path, last, "dropout"));
    text_append(t, "must be 0 in the last layer, got ");
    text_append_number(t, s->layer[last][LAYER_DROPOUT]);
    return STATUS_SPEC;
  }
  if (s->layer[last][LAYER_BATCH_NORM] == BATCHNORM_AFTER)
    return error_set(STATUS_SPEC, spec_layer_path(path, last, "batchNorm"),
                     "must not be \"after\" in the last layer: probabilities are its output");
  return STATUS_OK;
}

static status check_layers(const experiment_spec *s) {
  for (uint32_t l = 0; l < s->layers; l++) {
    const bool last = l + 1 == s->layers;
    if (spec_activation(s, l)->output_only == last) continue;
    char path[MAX_PATH];
    text *t = error_begin(spec_layer_path(path, l, "activation"));
    text_append(t, last ? "must be softmax in the last layer, got "
                        : "must not be softmax before the last layer, got ");
    text_append_json(t, spec_activation(s, l)->c.key);
    return STATUS_SPEC;
  }
  return STATUS_OK;
}

status spec_resolve(const document *d, experiment_spec *out) {
  experiment_spec s = {0};
  bool layers_given;
  s.optimizer[OPTIMIZER_ID] =
      spec_sections[SECTION_OPTIMIZER].fields[OPTIMIZER_ID].def[CONVENTION_SLIDES];
  status result = count_layers(d, &s.layers, &layers_given);
  if (result == STATUS_OK) result = store_selectors(d, &s);
  if (result != STATUS_OK) return result;

  default_sections(&s);
  for (uint32_t l = 0; l < s.layers; l++) default_layer(&s, l, layers_given);
  for (uint32_t n = 0; n < d->count; n++)
    if (document_find(d, d->items[n].path) == &d->items[n]) /* the last of equals counts */
      if ((result = form_store(&experiment_form, &s, &d->items[n])) != STATUS_OK) return result;
  for (uint32_t l = 0; l < s.layers; l++) default_initializer(d, &s, l);

  result = check_layers(&s);
  if (result == STATUS_OK) result = check_last_layer(&s);
  if (result == STATUS_OK) result = schedule_fields_check(s.schedule, s.schedule_hp);
  if (result == STATUS_OK) *out = s;
  return result;
}

status spec_document(const experiment_spec *s, document *out) {
  experiment_spec copy = *s; /* blocks point into a spec that may be written */
  for (size_t section = 0; section < SECTIONS; section++) {
    const uint32_t times = section == SECTION_LAYER ? s->layers : 1;
    for (uint32_t l = 0; l < times; l++) {
      const status result = form_print(&experiment_form, &copy, section, l, out);
      if (result != STATUS_OK) return result;
    }
  }
  return STATUS_OK;
}
