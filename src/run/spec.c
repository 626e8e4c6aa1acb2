#include "run/spec.h"

#include "base/text.h"

SELDOM_FROM_HERE

enum { DEFAULT_LAYERS = 3, DEFAULT_FIRST = 300, DEFAULT_CLASSES = 10 };

const char *spec_layer_path(char path[MAX_PATH], uint32_t l, const char *key) {
  text t = text_over(path, MAX_PATH);
  text_append(&t, "model.layers[");
  text_append_number(&t, l);
  text_append(&t, "].");
  text_append(&t, key);
  return path;
}

/* How many layers a document has: one more than the highest index, or the default network's three.
 */
static status count_layers(const document *d, uint32_t *layers, bool *given) {
  *layers = 0;
  for (uint32_t n = 0; n < d->count; n++) {
    field_path p = {0};
    const bool known = form_read_section(spec_sections, d->items[n].path, &p) != NULL;
    if (known && p.section == SECTION_LAYER && p.object + 1 > *layers) *layers = p.object + 1;
    if (!known && p.section == SECTION_LAYER) {
      (void)error_tell(STATUS_SPEC, "layers", "model.layers", "must be a list of 1..{max} layers",
                       FACTS(FACT("max", MAX_LAYERS)));
      if (d->items[n].path[sizeof "model.layers" - 1] == '\0') append_given(&d->items[n]);
      else text_append(error_more(), ", got "), text_append(error_more(), d->items[n].path);
      return STATUS_SPEC;
    }
  }
  *given = *layers > 0;
  if (!*given) *layers = DEFAULT_LAYERS;
  return STATUS_OK;
}

static const activation *output_activation(void) {
  size_t i = 0;
  while (!activations[i]->output_only) i++;
  return activations[i];
}

/* Defaults that no table can have, since they hang on what was chosen. */
static void set_chosen_defaults(experiment_spec *s, bool layers_given) {
  const data_set *images = &data_sets[s->data.set];
  layer_spec *layers = s->model.layer, *last = &layers[s->model.layers - 1];
  if (!layers_given) layers[0].units = DEFAULT_FIRST;
  last->units = DEFAULT_CLASSES;
  for (uint32_t l = 0; l < s->model.layers; l++)
    layers[l].initializer = initializer_named(layers[l].activation->initializer);
  if (s->schedule.rule->per_epoch_only) s->schedule.per = PER_EPOCH;
  s->data.train_size = images->train_size;
  s->data.validation_size = images->validation_size;
}

/* What no field can say alone. */
static status check_last_layer(const experiment_spec *s) {
  const uint32_t last = s->model.layers - 1;
  const layer_spec *output = &s->model.layer[last];
  char path[MAX_PATH];
  if (output->dropout > 0)
    return error_tell(STATUS_SPEC, "last-dropout", spec_layer_path(path, last, "dropout"),
                      "must be 0 in the last layer, got {given}",
                      FACTS(FACT("given", output->dropout)));
  if (output->batchnorm == BATCHNORM_AFTER)
    return error_spec("last-batchnorm", spec_layer_path(path, last, "batchNorm"),
                      "must not be \"after\" in the last layer: probabilities are its output");
  return STATUS_OK;
}

static status check_activations(const experiment_spec *s) {
  for (uint32_t l = 0; l < s->model.layers; l++) {
    const activation *phi = s->model.layer[l].activation;
    const bool last = l + 1 == s->model.layers;
    if (phi->output_only == last) continue;
    char path[MAX_PATH];
    return error_tell(STATUS_SPEC, last ? "last-activation" : "inner-activation",
                      spec_layer_path(path, l, "activation"),
                      last ? "must be softmax in the last layer, got \"{given}\""
                           : "must not be softmax before the last layer, got \"{given}\"",
                      FACTS(FACT_TEXT("given", phi->c.key)));
  }
  return STATUS_OK;
}

status spec_resolve(const document *d, experiment_spec *out) {
  experiment_spec s = {0};
  bool layers_given;
  status result = count_layers(d, &s.model.layers, &layers_given);
  if (result != STATUS_OK) return result;
  form_set_defaults(spec_sections, &s, CONVENTION_SLIDES, true);
  s.model.layer[s.model.layers - 1].activation = output_activation();
  result = form_store(spec_sections, &s, d, true);
  if (result != STATUS_OK) return result;

  form_set_defaults(spec_sections, &s, s.optimizer.convention, false);
  set_chosen_defaults(&s, layers_given);
  result = form_store(spec_sections, &s, d, false);
  if (result == STATUS_OK) result = check_activations(&s);
  if (result == STATUS_OK) result = check_last_layer(&s);
  if (result == STATUS_OK) result = schedule_check(&s.schedule);
  if (result == STATUS_OK) *out = s;
  return result;
}

SELDOM_UP_TO_HERE
