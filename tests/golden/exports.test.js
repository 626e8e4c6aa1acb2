// Exported scripts: what the generators write is what the libraries ran, and our runs are those that they agreed with.
// exports/make.js runs the scripts; here are only its committed results.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { loadDatasets } from '../../wasm/data.js';
import { nodeReader } from '../../wasm/data-node.js';
import { LIBRARIES, exportExperiment } from '../../wasm/export/index.js';
import { STARTER } from '../../wasm/export/data.js';
import { loadEngine } from '../../wasm/index.js';
import { PARTS } from '../data/make_starter.js';
import { CASES, JAX_CASES, STEPS } from './exports/cases.js';
import { runOurs } from './exports/ours.js';
import { pack, unpack } from './exports/packed.js';
import { TOLERANCE } from './exports/tolerance.js';

const read = (name) => readFileSync(new URL(`exports/${name}`, import.meta.url), 'utf8');
const golden = JSON.parse(read('exports.json'));
const engine = await loadEngine();
const { catalog } = engine;

const namesOf = (library) => (library === 'jax' ? JAX_CASES : Object.keys(CASES));

for (const library of Object.keys(LIBRARIES)) {
  test(`${library}: the generator writes the scripts that were run`, () => {
    const committed = unpack(read(`${library}.txt`));
    assert.deepEqual(Object.keys(committed).sort(), [...namesOf(library)].sort());
    for (const name of namesOf(library)) {
      const { script } = exportExperiment(engine.normalize(CASES[name]), catalog, library);
      assert.equal(script, committed[name], `${library}, ${name}: run ./build.sh exports --write`);
    }
  });
}

describe('our runs are those that the libraries agreed with', () => {
  for (const [name, spec] of Object.entries(CASES))
    test(name, async () => {
      const { losses, epochs, test: tested } = await runOurs(engine, spec);
      const { ours, ...theirs } = golden.cases[name];
      assert.deepEqual({ losses, epochs, test: tested }, ours);
      for (const library of [...Object.keys(LIBRARIES), 'pytorch2']) {
        if (!namesOf(library).includes(name)) continue;
        const { losses: given, off } = theirs[library];
        assert.equal(given.length, losses.length);
        given.forEach((loss, n) => {
          const relative = Math.abs(loss - losses[n]) / losses[n];
          assert.ok(relative <= TOLERANCE, `${library}, step ${n + 1}: ${loss} instead of ${losses[n]}`);
        });
        assert.ok(off <= TOLERANCE, `${library}: validation losses or the test are ${off} off`);
      }
    });
});

test('the cases have every optimizer in every convention, every schedule, initializer and regularizer', () => {
  const specs = Object.values(CASES).map((spec) => engine.normalize(spec));
  for (const { key } of catalog.optimizers)
    for (const convention of catalog.conventions)
      assert.ok(
        specs.some(({ optimizer }) => optimizer.id === key && optimizer.convention === convention),
        `${key} in ${convention}`,
      );
  for (const { key } of catalog.schedules) assert.ok(specs.some(({ schedule }) => schedule.id === key), key);
  const layers = specs.flatMap(({ model }) => model.layers);
  for (const { key } of catalog.initializers) assert.ok(layers.some(({ initializer }) => initializer === key), key);
  for (const { key } of catalog.activations) assert.ok(layers.some(({ activation }) => activation === key) || key === 'linear' || key === 'sigmoid', key);
  const parts = [...layers, ...specs.map(({ model }) => model)];
  for (const { key } of catalog.regularizers)
    assert.ok(parts.some((part) => key in part && ![0, 'none', 'subgradient'].includes(part[key])), key);
  assert.equal(golden.cases['sgd-slides'].ours.losses.length, STEPS);
});

test('every row of the catalog can be said in every library, with what changes it', () => {
  const layer = { batchNorm: 'after', dropout: 0.5, l1: 0.1, l2: 0.2, maxNorm: 1 };
  for (const library of Object.keys(LIBRARIES)) {
    for (const { key: activation } of catalog.activations.filter((row) => !row.outputOnly))
      for (const { key: initializer } of catalog.initializers) {
        const spec = { model: { layers: [{ ...layer, activation, initializer }, {}] } };
        const { script } = exportExperiment(engine.normalize(spec), catalog, library);
        assert.doesNotMatch(script, /undefined|\bNaN\b|null|\[object/);
      }
    for (const { key: id, hyperparameters } of catalog.optimizers)
      for (const field of hyperparameters.filter(({ kind }) => kind === 'flag' || kind === 'choice')) {
        const values = field.kind === 'flag' ? [true, false] : field.options;
        for (const value of values) {
          const spec = engine.normalize({ optimizer: { id, [field.key]: value }, schedule: { id: 'power' } });
          assert.doesNotMatch(exportExperiment(spec, catalog, library).script, /undefined|\bNaN\b|null|\[object/);
        }
      }
  }
});

/** Other values of an option than the one that it has. */
function others({ kind, options, min, max }, now) {
  if (kind === 'flag') return [!now];
  if (kind === 'choice') return options.filter((value) => value !== now && value !== 'softmax');
  if (kind === 'integer') return [now < max ? now + 1 : now - 1];
  if (kind === 'real') return [now === 0 ? min + (Math.min(max, 1) - min) / 4 : now * 0.9];
  return [now.map((value) => value * 1.5)];
}

describe('no option of the catalog is dropped: a change of it changes the script, or a note', () => {
  // Beside what an option works on: a batch normalization has a momentum, and a rate in the velocity is another one once it changes.
  const hidden = { units: 12, batchNorm: 'after', dropout: 0.2, l1: 0.1, l2: 0.2, maxNorm: 1 };
  const base = {
    data: { trainSize: 4000 },
    model: { inputDropout: 0.1, layers: [hidden, { units: 12, dropout: 0.3 }, { units: 12, activation: 'tanh' }, {}] },
    schedule: { id: 'exponential' },
    earlyStopping: { patience: 2 },
    bagging: { models: 2 },
  };
  const SCHEDULES = {
    piecewise: { boundaries: [100, 200], rates: [0.1, 0.01, 0.001] },
    performance: { minDelta: 0.1, cooldown: 2 },
    '1cycle': { shape: 'cosine' },
  };

  const check = (given, path, field) => {
    const spec = engine.normalize(given);
    const place = path.reduce((at, key) => at[key], spec);
    for (const value of others(field, place[field.key])) {
      const changed = structuredClone(spec);
      path.reduce((at, key) => at[key], changed)[field.key] = value;
      for (const library of Object.keys(LIBRARIES)) {
        const [before, now] = [spec, engine.normalize(changed)].map((one) => {
          const { script, notes } = exportExperiment(one, catalog, library);
          return [script, ...notes.map(({ id }) => id)].join('\n');
        });
        assert.notEqual(now, before, `${library}: ${[...path, field.key].join('.')} = ${JSON.stringify(value)} is dropped`);
      }
    }
  };

  for (const [group, fields] of Object.entries(catalog.spec))
    test(group, () => {
      const path = { root: [], layer: ['model', 'layers', 0] }[group] ?? [group];
      // Each kind of average has its own option.
      const kinds = { average: { decay: 'ema', from: 'swa' } };
      for (const field of fields) {
        const kind = kinds[group]?.[field.key];
        if (!['version', 'id'].includes(field.key)) check({ ...base, ...(kind ? { average: { kind } } : {}) }, path, field);
      }
    });
  for (const { key: id, hyperparameters } of catalog.optimizers)
    test(`optimizer ${id}`, () => hyperparameters.forEach((field) => check({ ...base, optimizer: { id } }, ['optimizer'], field)));
  for (const { key: id, hyperparameters } of catalog.schedules)
    test(`schedule ${id}`, () => {
      for (const field of hyperparameters) check({ ...base, schedule: { id, ...SCHEDULES[id] } }, ['schedule'], field);
    });
});

test('what is not used is not in the script', () => {
  for (const library of Object.keys(LIBRARIES)) {
    const { script } = exportExperiment(engine.normalize({}), catalog, library);
    for (const word of ['augment', 'dropout', 'passes', 'penalty', 'norms', 'stopped', 'class ClassicDropout', 'learning_rate(t'])
      assert.ok(!script.includes(word), `${library}: ${word}`);
  }
});

test('what no run takes is refused in the words of a run', async () => {
  const alone = { validationSize: 0 };
  for (const given of [
    { data: { trainSize: 6000 } },
    { model: { layers: [{ units: 12 }, { units: 9 }] } },
    { data: alone, earlyStopping: { patience: 3 } },
    { data: alone, schedule: { id: 'performance', per: 'epoch' } },
  ]) {
    const spec = engine.normalize(given);
    /** What a run says, or that it would begin. */
    const ours = async () => {
      const datasets = await loadDatasets(engine, spec, nodeReader());
      try {
        engine.createExperiment(spec, datasets).free();
      } finally {
        for (const dataset of Object.values(datasets)) dataset.free();
      }
    };
    const refused = await ours().then(() => assert.fail(`${JSON.stringify(given)} can be run`), (error) => error);
    const { name, path, message, code, values } = refused;
    for (const library of Object.keys(LIBRARIES))
      assert.throws(() => exportExperiment(spec, catalog, library), { name, path, message, code, values });
  }
});

/** Each library's script of a spec that is said in part. */
const scriptsOf = (given) =>
  Object.fromEntries(
    Object.keys(LIBRARIES).map((library) => [library, exportExperiment(engine.normalize(given), catalog, library).script]),
  );

test('whole numbers are real ones where Keras takes no others', () => {
  for (const per of ['step', 'epoch']) {
    const { keras } = scriptsOf({ schedule: { id: 'piecewise', per, boundaries: [10, 20], rates: [1, 0, 10] } });
    assert.ok(keras.includes('[1.0, 0.0, 10.0]'), per);
  }
});

test("a loss is better by a share of the best one, of which Keras' own difference takes nothing", () => {
  const { keras } = scriptsOf({ schedule: { id: 'performance', per: 'epoch', minDelta: 0.5, relativeDelta: true } });
  assert.match(keras, /super\(\)\._set_monitor_op\(\)\n +share, self\.min_delta = abs\(self\.min_delta\), 0\b/);
  assert.ok(keras.includes('loss < best * (1 - share)'));
});

test('what is kept of the unbiased variance is taken before Keras changes it', () => {
  const layers = [{ units: 9, batchNorm: 'before' }, {}];
  const { keras } = scriptsOf({ model: { layers, batchNormUnbiased: true } });
  assert.match(keras, /kept = self\.moving_variance \* self\.momentum\n +y = super\(\)\.call\(/);
});

test('one image of a minibatch is augmented as a list of one', () => {
  const augmentation = { flip: true };
  for (const [batchSize, trainSize] of [[1, 100], [10, 101]])
    assert.ok(scriptsOf({ augmentation, batchSize, data: { trainSize } }).pytorch.includes('augment(x[batch.numpy()], rng)'));
});

test('networks of a bag draw from seeds of their own', () => {
  const model = { layers: [{ units: 9, dropout: 0.1 }, {}] };
  for (const more of [{}, { mixup: 0.2 }, { augmentation: { flip: true } }])
    for (const [library, script] of Object.entries(scriptsOf({ ...more, model, bagging: { models: 3 } }))) {
      assert.doesNotMatch(script, /(default_rng|random\.key)\(SEED\)/, library);
      const drawn = /(default_rng|random\.key)\(seed\)/.test(script);
      assert.equal(/def train\(.*, epochs, seed\)/.test(script), drawn, library);
      assert.equal(/\btrain\(.*, epochs, SEED \+ member\)/.test(script), drawn, library);
      assert.ok(drawn || (library !== 'jax' && Object.keys(more).length === 0), library);
    }
});

test('Lion without a memory in its step is our own in Keras, whose own refuses it', () => {
  assert.ok(scriptsOf({ optimizer: { id: 'lion', beta1: 0 } }).keras.includes('class Lion(keras.optimizers.Optimizer)'));
  assert.ok(scriptsOf({ optimizer: { id: 'lion', beta1: 0.1, convention: 'keras' } }).keras.includes('keras.optimizers.Lion('));
});

test('a rate that climbs from 0 to its minimum does so in every library', () => {
  const scripts = scriptsOf({ optimizer: { id: 'sgd', learningRate: 0 }, schedule: { id: 'cosine', minimumRate: 0.1 } });
  for (const [library, script] of Object.entries(scripts))
    assert.ok(script.includes('return 0.1 + (LEARNING_RATE - 0.1) * 0.5 *'), library);
  assert.ok(scripts.pytorch.includes('lr=1.0)'), 'a rate that is multiplied is not 0');
  assert.ok(scripts.pytorch.includes('lambda t: learning_rate(t, end))'));
  const none = scriptsOf({ optimizer: { id: 'sgd', learningRate: 0 }, schedule: { id: 'cosine' } });
  for (const script of Object.values(none)) assert.ok(!script.includes('learning_rate(t'));
});

test('the slips of the slides are told', () => {
  const slip = (optimizer) =>
    exportExperiment(engine.normalize({ optimizer }), catalog, 'keras').notes.map(({ id }) => id);
  assert.deepEqual(slip({ id: 'adam', firstStep: 0 }), ['randomness', 'seed-zero-step']);
  assert.deepEqual(slip({ id: 'adagrad', minusSign: false }), ['randomness', 'wrong-sign']);
});

test('a β so near to 1 that float32 has few digits of 1 − βᵗ is told where a library computes it so', () => {
  const told = (library, optimizer) =>
    exportExperiment(engine.normalize({ optimizer }), catalog, library).notes.some(({ id }) => id === 'float32-beta');
  for (const [optimizer, is] of [
    [{ id: 'adam', beta2: 0.99999999 }, true],
    [{ id: 'adam', beta2: 0.9999 }, false],
    [{ id: 'adam', beta2: 0.99999999, biasCorrection: false }, false],
    [{ id: 'adamax', beta1: 0.999999 }, true],
    [{ id: 'adamax', beta2: 0.999999 }, false],
    [{ id: 'lion', beta2: 0.999999 }, false],
  ])
    for (const [library, expected] of Object.entries({ keras: is, jax: is, pytorch: false }))
      assert.equal(told(library, optimizer), expected, `${library}: ${JSON.stringify(optimizer)}`);
});

test('a script has what the newer options say', () => {
  const spec = engine.normalize({
    labelSmoothing: 0.1,
    mixup: 0.2,
    data: { scaling: 'centered' },
    model: { residual: true, layers: [{ units: 9, activation: 'gelu' }, { units: 9, activation: 'silu' }, {}] },
  });
  const told = { keras: ['keras-smoothing'], pytorch: [], jax: [] };
  const has = {
    keras: ['activation="gelu"', 'activation="silu"', 'label_smoothing=0.1', 'keras.layers.Add()([seen, x])'],
    pytorch: ['nn.GELU()', 'nn.SiLU()', 'label_smoothing=0.1', 'x = x + self.silu2(self.dense2(x))'],
    jax: ['jax.nn.gelu(', 'approximate=False', 'jax.nn.silu(', '0.1 * logs.mean()', 'x = seen + x'],
  };
  for (const library of Object.keys(LIBRARIES)) {
    const { script, notes } = exportExperiment(spec, catalog, library);
    assert.deepEqual(notes.map(({ id }) => id).slice(1), told[library]);
    for (const part of [...has[library], '/ 255 - self.mean)', 'rng.beta(0.2, 0.2)']) assert.ok(script.includes(part), `${library}: ${part}`);
  }
});

test("an initializer's scale multiplies its variance, and 1 is not said", () => {
  const layers = [{ units: 9, initializerScale: 0.25 }, { units: 9 }, { initializerScale: 4 }];
  const has = {
    keras: ['VarianceScaling(0.5, "fan_in", "truncated_normal")', 'VarianceScaling(4, "fan_avg", "uniform")', '"he_normal"'],
    pytorch: ['layer.weight.data *= 0.25 ** 0.5', 'layer.weight.data *= 4 ** 0.5'],
    jax: ['0.25 ** 0.5 * he_normal(keys[0]', ': he_normal(keys[1]', '4 ** 0.5 * glorot_uniform(keys[2]'],
  };
  for (const library of Object.keys(LIBRARIES)) {
    const { script } = exportExperiment(engine.normalize({ model: { layers } }), catalog, library);
    for (const part of has[library]) assert.ok(script.includes(part), `${library}: ${part}\n${script}`);
  }
});

test('the starter set is chosen as its maker chooses it', () => {
  assert.deepEqual(STARTER.train, PARTS.train);
  assert.deepEqual(STARTER.test, PARTS.t10k);
});

test('a notebook has the script in cells, each with an id of its own', () => {
  for (const library of Object.keys(LIBRARIES)) {
    const { script, notebook } = exportExperiment(engine.normalize(CASES['all-slides']), catalog, library);
    const { nbformat, nbformat_minor: minor, cells, metadata } = JSON.parse(notebook);
    assert.deepEqual([nbformat, minor, metadata.kernelspec.name], [4, 5, 'python3']);
    assert.equal(new Set(cells.map(({ id }) => id)).size, cells.length);
    const code = cells.filter((cell) => cell.cell_type === 'code').map((cell) => cell.source.join(''));
    assert.equal(code.at(-1), 'main(folder=DATA)');
    for (const part of code.slice(1, -1)) assert.ok(script.includes(part), part);
    assert.ok(!notebook.includes('argparse'));
  }
});

test('packing loses nothing', () => {
  const scripts = { a: 'x\n\n\ny\n', b: 'y\n\n\nx\n\n\nz\n' };
  assert.deepEqual(unpack(pack(scripts)), scripts);
});
