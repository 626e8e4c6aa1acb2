/* Runs: the same bits however they are cut and whichever way the gradient goes, minibatches of any
   size, the smallest and largest models, divergence, early stopping. */
#include "run/experiment.h"
#include "run/prediction.h"
#include "run/tensor.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "check.h"
#include "nn/optimizers.h"

static uint64_t state = 3;

static void *allocate(size_t bytes) {
  void *memory = malloc(bytes);
  if (!memory) exit(1);
  return memory;
}

/* --- datasets and specs ----------------------------------------------------------------------- */

enum { SIDE = 9, PIXELS = SIDE * SIDE, CLASSES = 4 };

/* Images with half their pixels 0, in which every class is brighter somewhere else; `noise` of the
   labels are drawn by lot, so that there is something to learn and something to learn by heart. */
static dataset *make_dataset(uint32_t N, double noise) {
  uint8_t *images = allocate((size_t)N * PIXELS), *labels = allocate(N);
  for (size_t n = 0; n < N; n++) {
    const uint32_t k = random_below(&state, CLASSES);
    for (size_t i = 0; i < PIXELS; i++) {
      const uint32_t bright = random_below(&state, 128) + (i % CLASSES == k ? 100 : 0);
      images[n * PIXELS + i] = random_below(&state, 2) ? (uint8_t)bright : 0;
    }
    labels[n] = (uint8_t)(random_unit(&state) < noise ? random_below(&state, CLASSES) : k);
  }
  dataset *data = NULL;
  if (dataset_create(images, labels, N, SIDE, SIDE, CLASSES, &data) != STATUS_OK) exit(1);
  free(images), free(labels);
  return data;
}

static void assign(document *d, const char *path, double x) {
  (void)document_append(d, path, VALUE_NUMBER, x, NULL);
}
static void assign_text(document *d, const char *path, const char *s) {
  (void)document_append(d, path, VALUE_TEXT, 0, s);
}
static void assign_flag(document *d, const char *path, bool b) {
  (void)document_append(d, path, VALUE_FLAG, b, NULL);
}

/* Layers of these units, then one of a unit for each class; all hidden ones have the same
   activation. */
static void assign_layers(document *d, const uint32_t *units, uint32_t hidden, const char *phi) {
  char path[MAX_PATH];
  for (uint32_t l = 0; l <= hidden; l++) {
    snprintf(path, sizeof path, "model.layers[%u].units", l);
    assign(d, path, l == hidden ? CLASSES : units[l]);
    snprintf(path, sizeof path, "model.layers[%u].activation", l);
    assign_text(d, path, l == hidden ? "softmax" : phi);
  }
}

static const uint32_t small[] = {18, 6};

/* Two hidden layers of sizes that are no multiple of anything, minibatches likewise. */
static document small_document(void) {
  document d = {0};
  assign_layers(&d, small, 2, "elu");
  assign(&d, "batchSize", 7);
  assign(&d, "epochs", 3);
  return d;
}

static experiment_spec resolve(document *d) {
  experiment_spec s = {0};
  if (spec_resolve(d, &s) != STATUS_OK) {
    printf("not ok spec: %s\n", error_message());
    exit(1);
  }
  document_free(d);
  return s;
}

static experiment *create(const experiment_spec *s, dataset *train, dataset *validation) {
  experiment *e = NULL;
  if (experiment_create(s, 0, train, validation, &e) != STATUS_OK) {
    printf("not ok experiment: %s\n", error_message());
    exit(1);
  }
  return e;
}

/* --- weights ---------------------------------------------------------------------------------- */

typedef struct {
  uint8_t bytes[32];
} digest;

static digest hash_of(experiment *e) {
  digest h;
  tensor_hash(experiment_model(e), h.bytes);
  return h;
}

static bool equal(digest a, digest b) { return memcmp(&a, &b, sizeof a) == 0; }

/* Runs to the end, or `steps` steps, in slices; losses may be NULL. Returns the steps taken. */
static uint32_t run(experiment *e, uint32_t steps, uint32_t slice, float *losses) {
  step_record *records = allocate(slice * sizeof *records);
  uint32_t total = 0, taken = 1;
  while (total < steps && taken > 0) {
    const uint32_t want = steps - total < slice ? steps - total : slice;
    taken = experiment_run(e, want, records);
    for (uint32_t n = 0; losses && n < taken; n++) losses[total + n] = (float)records[n].loss;
    total += taken;
  }
  free(records);
  return total;
}

static digest run_to_end(const experiment_spec *s, dataset *train, dataset *validation,
                         uint32_t slice) {
  experiment *e = create(s, train, validation);
  run(e, UINT32_MAX, slice, NULL);
  const digest h = hash_of(e);
  experiment_free(e);
  return h;
}

/* --- slices ----------------------------------------------------------------------------------- */

static void check_slices(void) {
  dataset *train = make_dataset(101, 0.1), *validation = make_dataset(33, 0.1);
  document d = small_document();
  assign_text(&d, "schedule.id", "performance");
  const experiment_spec s = resolve(&d);
  const digest whole = run_to_end(&s, train, validation, 1000);
  static const uint32_t slices[] = {1, 7, 15, 16, 100};
  tally t = {0};
  for (size_t n = 0; n < sizeof slices / sizeof *slices; n++)
    tally_add(&t, equal(run_to_end(&s, train, validation, slices[n]), whole), "slices of %u",
              slices[n]);
  experiment *e = create(&s, train, validation);
  tally_add(&t, !equal(hash_of(e), whole), "untrained");
  experiment_free(e);
  tally_add(&t, equal(run_to_end(&s, train, validation, 3), whole), "again");
  tally_check(&t, "a run cut into slices has the same bits");

  /* Looking does not touch: evaluation, prediction, a gradient between the steps. */
  e = create(&s, train, validation);
  float probabilities[33 * CLASSES];
  uint32_t taken = 1, counts[CLASSES * CLASSES];
  while (taken > 0) {
    const uint32_t some[] = {3, 99, 3};
    evaluation v;
    double loss;
    step_record record;
    taken = experiment_run(e, 1, &record);
    (void)experiment_evaluate(e, train, counts, &v);
    (void)experiment_predict(e, validation, 0, 33, probabilities);
    (void)experiment_loss_and_gradient(e, some, 3, &loss);
  }
  check(equal(hash_of(e), whole), "looking on", "leaves the run's bits");
  const run_state r = experiment_state(e);
  check(r.status == RUN_DONE && r.step == 45 && r.epoch == 3 && r.epochs_recorded == 3 &&
            r.steps_per_epoch == 15 && r.total_steps == 45,
        "a run that is done", "says where it stands");
  experiment_free(e);
  dataset_release(train);
  dataset_release(validation);
}

/* --- fused and stored steps ------------------------------------------------------------------- */

/* The run's own minibatches, taken one by one. */
static digest run_on_order(const experiment_spec *s, dataset *train) {
  experiment *e = create(s, train, NULL);
  uint32_t *order = allocate(train->N * sizeof *order);
  const run_state r = experiment_state(e);
  const uint32_t batch = s->batch_size;
  for (uint32_t epoch = 0; epoch < s->epochs; epoch++) {
    experiment_order(e, epoch, order);
    for (uint32_t b = 0; b < r.steps_per_epoch; b++) {
      const uint32_t first = b * batch, left = train->N - first;
      double loss;
      (void)experiment_step_on(e, order + first, left < batch ? left : batch, &loss);
    }
  }
  const digest h = hash_of(e);
  free(order);
  experiment_free(e);
  return h;
}

static void check_paths_of(tally *t, dataset *train, size_t row, size_t convention_index,
                           const hparam *h, size_t option) {
  document d = small_document();
  assign(&d, "epochs", 1);
  assign_text(&d, "optimizer.id", optimizer_choice(row)->key);
  assign_text(&d, "optimizer.convention", convention_keys[convention_index]);
  if (h) {
    char path[MAX_PATH];
    snprintf(path, sizeof path, "optimizer.%s", h->key);
    if (h->kind == HP_FLAG) assign_flag(&d, path, option != 0);
    else assign_text(&d, path, hparam_option(h, option));
  }
  experiment_spec s = resolve(&d);
  const digest fused = run_to_end(&s, train, NULL, 100), single = run_on_order(&s, train);
  s.clip_norm = 1e6;
  const digest stored = run_to_end(&s, train, NULL, 100);
  tally_add(t, equal(fused, stored), "%s, %s, %s %zu: stored", optimizer_choice(row)->key,
            convention_keys[convention_index], h ? h->key : "", option);
  tally_add(t, equal(fused, single), "%s, %s, %s %zu: step_on", optimizer_choice(row)->key,
            convention_keys[convention_index], h ? h->key : "", option);
}

/* Every optimizer in every convention, and with each of its flags and choices either way. */
static void check_fused_and_stored(void) {
  dataset *train = make_dataset(50, 0.1); /* the last minibatch is one sample */
  tally t = {0};
  for (size_t row = 0; optimizer_choice(row); row++)
    for (size_t c = 0; c < CONVENTIONS; c++) {
      check_paths_of(&t, train, row, c, NULL, 0);
      const choice *rule = optimizer_choice(row);
      for (size_t k = 0; c == 0 && k < choice_hparams(rule); k++)
        for (size_t option = 0; option < 2; option++)
          if (rule->hp[k].kind == HP_FLAG ||
              (rule->hp[k].kind == HP_CHOICE && hparam_option(&rule->hp[k], option)))
            check_paths_of(&t, train, row, c, &rule->hp[k], option);
    }
  tally_check(&t, "fused and stored gradients step to the same bits");
  dataset_release(train);
}

/* A norm that is reached makes the gradient exactly that long. */
static void check_clipping(void) {
  dataset *train = make_dataset(40, 0.1);
  document d = small_document();
  assign(&d, "clipNorm", 0.01);
  const experiment_spec s = resolve(&d);
  experiment *e = create(&s, train, NULL);
  const uint32_t some[] = {1, 2, 3, 5, 8, 13};
  double loss, sum = 0;
  (void)experiment_step_on(e, some, 6, &loss);
  const model *m = experiment_model(e);
  for (size_t p = 0; p < m->P; p++) sum += (double)m->gradient[p] * (double)m->gradient[p];
  char detail[64];
  snprintf(detail, sizeof detail, "norm %.9g", sqrt(sum));
  check(fabs(sqrt(sum) - 0.01) < 1e-8, "a clipped gradient", detail);
  experiment_free(e);
  dataset_release(train);
}

/* --- minibatches of any size ------------------------------------------------------------------ */

/* Softmax regression in double precision, with plain loops: the mean loss of samples and its
   gradient. */
static double plain_gradient(const dataset *data, const uint32_t *indices, uint32_t count,
                             const float *W, const float *b, double *dW, double *db) {
  double total = 0;
  memset(dW, 0, PIXELS * CLASSES * sizeof *dW);
  memset(db, 0, CLASSES * sizeof *db);
  for (uint32_t n = 0; n < count; n++) {
    const uint8_t *x = data->images + (size_t)indices[n] * PIXELS;
    const uint32_t y = data->labels[indices[n]];
    double z[CLASSES], sum = 0;
    for (size_t k = 0; k < CLASSES; k++) {
      z[k] = (double)b[k];
      for (size_t i = 0; i < PIXELS; i++) z[k] += x[i] / 255.0 * (double)W[i * CLASSES + k];
      sum += exp(z[k]);
    }
    total += log(sum) - z[y];
    for (size_t k = 0; k < CLASSES; k++) {
      const double delta = (exp(z[k]) / sum - (k == y)) / count;
      db[k] += delta;
      for (size_t i = 0; i < PIXELS; i++) dW[i * CLASSES + k] += x[i] / 255.0 * delta;
    }
  }
  return total / count;
}

static void check_large_minibatches(void) {
  enum { N = 1600, WEIGHTS = PIXELS * CLASSES };
  static const uint32_t counts[] = {1, 3, 64, 511, 512, 513, 700, 1024, 1025, N};
  dataset *train = make_dataset(N, 0.2);
  document d = {0};
  assign_layers(&d, NULL, 0, "");
  assign(&d, "batchSize", 1600);
  const experiment_spec s = resolve(&d);
  experiment *e = create(&s, train, NULL);
  const model *m = experiment_model(e);
  uint32_t indices[N];
  for (uint32_t n = 0; n < N; n++) indices[n] = n * 7 % N;
  float W[WEIGHTS], b[CLASSES], g[WEIGHTS], gb[CLASSES];
  double dW[WEIGHTS], db[CLASSES];
  tally t = {0};
  for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
    double loss = 0;
    tensor_read(m, 0, m->parameters, W);
    tensor_read(m, 1, m->parameters, b);
    const double expected = plain_gradient(train, indices, counts[c], W, b, dW, db);
    (void)experiment_loss_and_gradient(e, indices, counts[c], &loss);
    tensor_read(m, 0, m->gradient, g);
    tensor_read(m, 1, m->gradient, gb);
    double off = fabs(loss - expected);
    for (size_t k = 0; k < WEIGHTS; k++) off = fmax(off, fabs((double)g[k] - dW[k]));
    for (size_t k = 0; k < CLASSES; k++) off = fmax(off, fabs((double)gb[k] - db[k]));
    tally_add(&t, off < 1e-6, "%u samples: off by %g", counts[c], off);
    (void)experiment_step_on(e, indices, counts[c],
                             &loss); /* so that the next weights are others */
  }
  tally_check(&t, "minibatches of any size have a plain computation's gradient");
  experiment_free(e);

  /* Divided by a power of two, a minibatch's gradient is that of its parts: bit for bit. */
  static const uint32_t layers[] = {9};
  assign_layers(&d, layers, 1, "tanh");
  assign(&d, "batchSize", 1024);
  const experiment_spec deep = resolve(&d);
  e = create(&deep, train, NULL);
  m = experiment_model(e);
  double losses[3];
  float *parts = allocate(m->P * sizeof *parts);
  (void)experiment_loss_and_gradient(e, indices, 512, &losses[0]);
  memcpy(parts, m->gradient, m->P * sizeof *parts);
  (void)experiment_loss_and_gradient(e, indices + 512, 512, &losses[1]);
  for (size_t p = 0; p < m->P; p++) parts[p] = 0.5f * parts[p] + 0.5f * m->gradient[p];
  (void)experiment_loss_and_gradient(e, indices, 1024, &losses[2]);
  check(memcmp(parts, m->gradient, m->P * sizeof *parts) == 0 &&
            fabs(losses[2] - (losses[0] + losses[1]) / 2) < 1e-14,
        "a minibatch in two parts", "is the mean of both");
  free(parts);
  experiment_free(e);

  /* Parts, slices and both ways of stepping. */
  assign_layers(&d, small, 2, "relu");
  assign(&d, "batchSize", 700);
  assign(&d, "epochs", 2);
  experiment_spec odd = resolve(&d);
  const digest whole = run_to_end(&odd, train, NULL, 100);
  check(equal(whole, run_to_end(&odd, train, NULL, 1)) && equal(whole, run_on_order(&odd, train)),
        "large minibatches", "in slices, and one by one");
  odd.clip_norm = 1e6;
  check(equal(whole, run_to_end(&odd, train, NULL, 100)), "large minibatches", "clipped");
  dataset_release(train);
}

static void check_odd_minibatches(void) {
  dataset *train = make_dataset(50, 0.1);
  document d = small_document();
  experiment_spec s = resolve(&d);
  s.batch_size = 50;
  const digest exact = run_to_end(&s, train, NULL, 1);
  s.batch_size = 60000;
  experiment *e = create(&s, train, NULL);
  check(experiment_state(e).steps_per_epoch == 1 && experiment_state(e).total_steps == 3,
        "a minibatch larger than the dataset", "is one step an epoch");
  experiment_free(e);
  check(equal(exact, run_to_end(&s, train, NULL, 1)), "a minibatch larger than the dataset",
        "is the dataset");

  /* 16 + 16 + 16 + 2: an epoch's loss counts each sample once. */
  s.batch_size = 16;
  e = create(&s, train, NULL);
  float losses[12];
  check(run(e, 100, 5, losses) == 12, "a last, smaller minibatch", "closes the epoch");
  tally t = {0};
  for (uint32_t n = 0; n < 3; n++) {
    const double mean =
        (16.0 * ((double)losses[4 * n] + (double)losses[4 * n + 1] + (double)losses[4 * n + 2]) +
         2.0 * (double)losses[4 * n + 3]) /
        50;
    const epoch_record r = experiment_epoch(e, n);
    tally_add(&t,
              fabs(r.train_loss - mean) < 1e-6 && isnan(r.validation_loss) &&
                  isnan(r.validation_accuracy),
              "epoch %u: %.9g for %.9g", n, r.train_loss, mean);
  }
  tally_check(&t, "an epoch's training loss counts each sample once");
  check(equal(hash_of(e), run_on_order(&s, train)), "a last, smaller minibatch", "as one by one");
  experiment_free(e);

  double loss = 0;
  const uint32_t beyond[] = {0, 50};
  e = create(&s, train, NULL);
  const digest before = hash_of(e);
  check(experiment_step_on(e, beyond, 0, &loss) == STATUS_ARGUMENT &&
            experiment_step_on(e, beyond, 2, &loss) == STATUS_ARGUMENT &&
            experiment_loss_and_gradient(e, beyond, 2, &loss) == STATUS_ARGUMENT,
        "indices that are none", error_message());
  check(equal(hash_of(e), before) && experiment_state(e).step == 0, "indices that are none",
        "change nothing");
  experiment_free(e);
  dataset_release(train);
}

/* --- evaluation ------------------------------------------------------------------------------- */

static void check_evaluation(void) {
  dataset *train = make_dataset(90, 0.3), *other = make_dataset(201, 0.3);
  document d = small_document();
  const experiment_spec s = resolve(&d);
  experiment *e = create(&s, train, other);
  run(e, 1000, 1000, NULL);
  evaluation v;
  uint32_t counts[CLASSES * CLASSES], plain[CLASSES * CLASSES] = {0}, right = 0;
  static float p[201 * CLASSES], q[201 * CLASSES];
  const bool fine = experiment_evaluate(e, other, counts, &v) == STATUS_OK &&
                    experiment_predict(e, other, 0, 201, p) == STATUS_OK &&
                    experiment_predict(e, other, 0, 100, q) == STATUS_OK &&
                    experiment_predict(e, other, 100, 101, q + 100 * CLASSES) == STATUS_OK &&
                    experiment_predict(e, other, 201, 0, q) == STATUS_OK;
  check(fine && memcmp(p, q, sizeof p) == 0, "predictions",
        "do not depend on what is asked for with them");
  double loss = 0, worst_sum = 0;
  for (size_t n = 0; n < 201; n++) {
    uint32_t best = 0;
    double sum = 0;
    for (uint32_t k = 0; k < CLASSES; k++) {
      sum += (double)p[n * CLASSES + k];
      if (p[n * CLASSES + k] > p[n * CLASSES + best]) best = k;
    }
    worst_sum = fmax(worst_sum, fabs(sum - 1));
    loss -= log((double)p[n * CLASSES + other->labels[n]]) / 201;
    right += best == other->labels[n];
    plain[other->labels[n] * CLASSES + best]++;
  }
  check(worst_sum < 1e-6, "probabilities", "sum to 1");
  check(fabs(v.loss - loss) < 1e-6 && fabs(v.accuracy - right / 201.0) < 1e-15 &&
            memcmp(plain, counts, sizeof plain) == 0,
        "an evaluation", "is what the predictions say");
  const epoch_record last = experiment_epoch(e, 2);
  check(last.validation_loss == v.loss && last.validation_accuracy == v.accuracy,
        "the last epoch's record", "is the evaluation on the validation set");
  check(experiment_predict(e, other, 201, 1, p) == STATUS_ARGUMENT &&
            experiment_predict(e, other, 0, 202, p) == STATUS_ARGUMENT &&
            experiment_predict(e, other, UINT32_MAX, UINT32_MAX, p) == STATUS_ARGUMENT,
        "samples that are none", error_message());
  experiment_free(e);
  dataset_release(train);
  dataset_release(other);
}

static void check_misfits(void) {
  dataset *train = make_dataset(20, 0), *validation = NULL;
  const uint8_t image[9] = {0}, label = 0;
  (void)dataset_create(image, &label, 1, 3, 3, CLASSES, &validation);
  document d = small_document();
  experiment_spec s = resolve(&d);
  experiment *e = NULL;
  check(experiment_create(&s, 0, train, validation, &e) == STATUS_ARGUMENT && !e,
        "images of another size", error_message());
  check(experiment_create(&s, 0, NULL, NULL, &e) == STATUS_ARGUMENT && !e, "no training set",
        error_message());
  s.early_stopping.patience = 1;
  check(experiment_create(&s, 0, train, NULL, &e) == STATUS_SPEC && !e,
        "patience without validation", error_message());
  s.early_stopping.patience = 0;
  s.model.layer[2].units = CLASSES + 1;
  check(experiment_create(&s, 0, train, NULL, &e) == STATUS_SPEC && !e &&
            strcmp(error_path(), "model.layers[2].units") == 0,
        "another number of classes", error_message());
  check(train->users == 1 && validation->users == 1, "refused datasets", "are not retained");
  dataset_release(train);
  dataset_release(validation);
}

/* --- models small and large ------------------------------------------------------------------- */

static void check_model(const char *name, const uint32_t *units, uint32_t hidden, const char *phi,
                        uint32_t epochs, bool learns) {
  dataset *train = make_dataset(23, 0);
  document d = {0};
  assign_layers(&d, units, hidden, phi);
  assign(&d, "batchSize", 5);
  assign(&d, "epochs", epochs);
  assign(&d, "optimizer.learningRate", 0.003);
  const experiment_spec s = resolve(&d);
  experiment *e = create(&s, train, train);
  evaluation before, after;
  (void)experiment_evaluate(e, train, NULL, &before);
  run(e, UINT32_MAX, 1, NULL);
  (void)experiment_evaluate(e, train, NULL, &after);
  char detail[80];
  snprintf(detail, sizeof detail, "loss %.4g, then %.4g", before.loss, after.loss);
  check(experiment_state(e).status == RUN_DONE &&
            (learns ? after.loss < before.loss : isfinite(after.loss)) &&
            equal(hash_of(e), run_to_end(&s, train, train, 100)),
        name, detail);

  /* What is padding stays 0, whatever the sizes. */
  const model *m = experiment_model(e);
  size_t padding = 0, wrong = 0;
  for (uint32_t l = 0; l < m->layers; l++) {
    const layer *here = &m->stage[l].layer;
    for (uint32_t i = 0; i < here->rows; i++)
      for (uint32_t o = 0; o < here->panels * PANEL; o++)
        if (i >= here->I || o >= here->O)
          padding++, wrong += m->parameters[here->kernel + layer_weight(here, i, o)] != 0.0f;
    for (uint32_t o = here->O; o < here->panels * PANEL; o++)
      padding++, wrong += m->parameters[here->bias + o] != 0.0f;
  }
  snprintf(detail, sizeof detail, "%zu of %zu not 0", wrong, padding);
  check(wrong == 0, "its padding", detail);
  experiment_free(e);
  dataset_release(train);
}

static void check_models(void) {
  uint32_t units[MAX_LAYERS - 1];
  for (size_t l = 0; l < MAX_LAYERS - 1; l++) units[l] = 5 + l % 4;
  check_model("32 layers", units, MAX_LAYERS - 1, "selu", 8, true);
  units[0] = 1;
  check_model("1 unit", units, 1, "tanh", 4, true);
  units[1] = 1;
  check_model("1 unit after 1 unit", units, 2, "sigmoid", 4, true);
  check_model("no hidden layer", units, 0, "", 4, true);
  units[0] = 4096;
  check_model("4096 units", units, 1, "relu", 1, true);
}

/* Nothing listed; listed from inputs; from images as they are kept: the same bits forward and backward. The width of the
   second layer's inputs and outputs is such that a rectifier's zeros are left out, too. */
static void check_sparse_model(void) {
  enum { ROWS = 7, COLUMNS = 43, INPUTS = ROWS * COLUMNS, MOST = 13, WAYS = 3 };
  static const uint32_t units[] = {205, 70, CLASSES};
  model_spec network = {.layers = 3};
  model_shape shape = {.spec = &network, .I = INPUTS, .capacity = MOST, .sparse = true};
  for (size_t l = 0; l < network.layers; l++) {
    network.layer[l].units = units[l];
    network.layer[l].initializer = initializers[0];
    network.layer[l].initializer_scale = 1;
    for (size_t i = 0; activations[i]; i++)
      if (text_equal(activations[i]->c.key, l + 1 < network.layers ? "relu" : "softmax"))
        network.layer[l].activation = activations[i];
  }
  uint8_t pixels[MOST * INPUTS], labels[MOST];
  uint32_t indices[MOST];
  for (size_t k = 0; k < sizeof pixels; k++)
    pixels[k] = random_below(&state, 3) ? 0 : (uint8_t)random_below(&state, 256);
  for (uint32_t s = 0; s < MOST; s++) {
    labels[s] = (uint8_t)random_below(&state, CLASSES);
    indices[s] = MOST - 1 - s;
  }
  dataset *data = NULL;
  if (dataset_create(pixels, labels, MOST, ROWS, COLUMNS, CLASSES, &data) != STATUS_OK) exit(1);
  const scaler unit = {.kind = SCALING_UNIT};
  tally t = {0};
  for (uint32_t B = 1; B <= MOST; B++) {
    model m[WAYS];
    for (int way = 0; way < WAYS; way++) {
      shape.lists = way > 0;
      network.mixup = way == 1 ? 0.2 : 0; /* images that may be mixed are no bytes */
      if (model_create(&shape, &m[way]) != STATUS_OK) exit(1);
      model_initialize(&m[way], &shape, 9);
      model_gather(&m[way], &(sample_list){data, &unit, indices}, B);
      const minibatch_pass pass = {.mode = MODE_TRAIN, .count = B};
      model_pass(&m[way], B, &pass);
      model_gradient(&m[way], false, NULL);
    }
    tally_add(&t, !m[0].stage[0].in.inputs && !m[0].stage[1].in.pairs, "B %u: lists", B);
    for (int way = 1; way < WAYS; way++) {
      tally_add(&t, m[way].stage[1].in.inputs && !m[way].stage[2].in.inputs, "B %u: none", B);
      tally_add(&t, (m[way].pixels != NULL) == (way == 2), "B %u: read", B);
      tally_add(&t,
                memcmp(m[0].losses, m[way].losses, B * sizeof(float)) == 0 &&
                    memcmp(m[0].gradient, m[way].gradient, m[0].P * sizeof(float)) == 0,
                "B %u, way %d", B, way);
    }
    for (int way = 0; way < WAYS; way++) model_destroy(&m[way]);
  }
  dataset_release(data);
  tally_check(&t, "listed inputs change no bit");
}

/* --- divergence ------------------------------------------------------------------------------- */

/* A rate of 1000 through linear layers: the loss overflows. The run ends before the step that could
   not be taken, with nothing but finite losses, finite records, and the weights that the last good
   step left. */
static bool diverges(tally *t, const char *rule, const char *convention_key, dataset *train,
                     dataset *validation) {
  enum { STEPS = 600 };
  static const uint32_t units[] = {16, 16, 16};
  static float losses[STEPS];
  document d = {0};
  assign_layers(&d, units, 3, "linear");
  assign_text(&d, "optimizer.id", rule);
  assign_text(&d, "optimizer.convention", convention_key);
  assign(&d, "optimizer.learningRate", 1000);
  assign(&d, "batchSize", 8);
  assign(&d, "epochs", 100);
  const experiment_spec s = resolve(&d);
  experiment *e = create(&s, train, validation);
  const uint32_t taken = run(e, STEPS, 9, losses);
  const run_state r = experiment_state(e);
  const bool diverged = r.status == RUN_DIVERGED;
  if (diverged) {
    bool finite = true;
    for (uint32_t n = 0; n < taken; n++) finite &= isfinite(losses[n]) != 0;
    for (uint32_t n = 0; n < r.epochs_recorded; n++) {
      const epoch_record record = experiment_epoch(e, n);
      finite &= isfinite(record.train_loss) && isfinite(record.validation_loss);
    }
    tally_add(t, finite && r.step == taken && r.epochs_recorded <= r.epoch, "%s, %s: step %.0f",
              rule, convention_key, r.step);
    step_record more[4];
    tally_add(t, experiment_run(e, 4, more) == 0 && experiment_state(e).status == RUN_DIVERGED,
              "%s, %s: goes on", rule, convention_key);
    experiment *good = create(&s, train, validation);
    run(good, taken, taken, losses);
    tally_add(t, equal(hash_of(good), hash_of(e)), "%s, %s: not the weights of step %u", rule,
              convention_key, taken);
    experiment_free(good);
  }
  experiment_free(e);
  return diverged;
}

static void check_divergence(void) {
  dataset *train = make_dataset(64, 0.5), *validation = make_dataset(16, 0.5);
  tally t = {0};
  uint32_t diverged = 0;
  for (size_t row = 0; optimizer_choice(row); row++)
    for (size_t c = 0; c < CONVENTIONS; c++)
      diverged += diverges(&t, optimizer_choice(row)->key, convention_keys[c], train, validation);
  tally_check(&t, "a run that diverges ends before the bad step");
  char detail[40];
  snprintf(detail, sizeof detail, "%u runs", diverged);
  check(diverged >= 6, "divergence", detail);
  dataset_release(train);
  dataset_release(validation);
}

/* --- early stopping --------------------------------------------------------------------------- */

/* The rule, on the records: which epoch is best (from 1), and after which one the run stops; 0 for
   never. */
static uint32_t stopping_epoch(const experiment *e, uint32_t patience, double min_delta,
                               uint32_t *best) {
  double lowest = HUGE_VAL;
  *best = 0;
  for (uint32_t n = 0; n < experiment_state(e).epochs_recorded; n++) {
    const double loss = experiment_epoch(e, n).validation_loss;
    if (loss < lowest - min_delta) lowest = loss, *best = n + 1;
    else if (n + 1 - *best >= patience) return n + 1;
  }
  return 0;
}

static void check_stopping(const char *name, uint32_t patience, double min_delta, uint32_t epochs,
                           bool stops, dataset *train, dataset *validation) {
  document d = small_document();
  assign(&d, "epochs", epochs);
  assign(&d, "optimizer.learningRate", 0.004);
  assign(&d, "batchSize", 10);
  experiment_spec s = resolve(&d);
  experiment *free_run = create(&s, train, validation); /* the same run, unwatched */
  run(free_run, UINT32_MAX, 64, NULL);
  uint32_t best;
  const uint32_t stop = stopping_epoch(free_run, patience, min_delta, &best);
  const uint32_t steps = free_run->steps_per_epoch, last = stop ? stop : epochs;
  experiment_free(free_run);
  char detail[80];
  snprintf(detail, sizeof detail, "best epoch %u, stops after %u", best, stop);
  check((stop > 0) == stops && best > 0 && best < last, name, detail);

  digest at[2]; /* the weights of the best epoch, and of the last */
  for (int k = 0; k < 2; k++) {
    experiment *e = create(&s, train, validation);
    run(e, (k == 0 ? best : last) * steps, 64, NULL);
    at[k] = hash_of(e);
    experiment_free(e);
  }
  s.early_stopping.patience = patience;
  s.early_stopping.min_delta = min_delta;
  for (int restore = 0; restore < 2; restore++) {
    s.early_stopping.restore_best = restore;
    experiment *e = create(&s, train, validation);
    run(e, UINT32_MAX, 7, NULL);
    const run_state r = experiment_state(e);
    snprintf(detail, sizeof detail, "%s: epoch %.0f of %u, best %.0f",
             restore ? "restores" : "keeps", r.epoch, epochs, r.best_epoch);
    check(r.status == (stop ? RUN_STOPPED_EARLY : RUN_DONE) && r.epochs_recorded == last &&
              r.step == last * steps && r.best_epoch == best,
          name, detail);
    check(equal(hash_of(e), at[restore ? 0 : 1]), name,
          restore ? "has the best weights" : "has the last weights");
    experiment_free(e);
  }
}

static void check_early_stopping(void) {
  dataset *train = make_dataset(60, 0.6), *validation = make_dataset(60, 0.6);
  check_stopping("patience 1", 1, 0, 60, true, train, validation);
  check_stopping("patience 4", 4, 0, 60, true, train, validation);
  check_stopping("patience 4, minDelta", 4, 0.05, 60, true, train, validation);
  check_stopping("patience that lasts", 10000, 0, 25, false, train, validation);
  dataset_release(train);
  dataset_release(validation);
}

int main(void) {
  check_slices();
  check_fused_and_stored();
  check_clipping();
  check_large_minibatches();
  check_odd_minibatches();
  check_evaluation();
  check_misfits();
  check_models();
  check_sparse_model();
  check_divergence();
  check_early_stopping();
  return failures > 0;
}
