// The catalog, row by row: whatever a table in C gains is tested here without another line.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { SpecError, loadEngine } from '../../wasm/index.js';
import { starterImages } from '../helpers/datasets.js';

const engine = await loadEngine();
const { catalog } = engine;
const TABLES = ['optimizers', 'schedules', 'activations', 'initializers', 'regularizers'];
const NAMELESS = ['linear', 'zeros']; // rows that nobody needed to publish

const train = engine.createDataset(await starterImages(engine, 0, 500));
after(() => train.free());

const kindOf = { real: 'number', integer: 'number', flag: 'boolean', choice: 'string' };

function assertValid(field, value, where) {
  if (field.kind === 'list') {
    assert.ok(Array.isArray(value), where);
    value.forEach((item) => assert.ok(item >= field.min && item <= field.max, where));
    return;
  }
  assert.equal(typeof value, kindOf[field.kind], where);
  if (field.kind === 'choice') assert.ok(field.options.includes(value), `${where}: ${value}`);
  if (typeof value === 'number') assert.ok(value >= field.min && value <= field.max, `${where}: ${value}`);
  if (field.kind === 'integer') assert.ok(Number.isInteger(value), `${where}: ${value}`);
}

function assertField(field, where) {
  assert.match(field.key, /^[a-z][A-Za-z0-9]*$/, where);
  assert.equal(typeof field.symbol, 'string', where);
  assertBalanced(field.symbol, where);
  assert.ok(['real', 'integer', 'flag', 'choice', 'list'].includes(field.kind), where);
  if (field.kind === 'choice') {
    assert.ok(field.options.length > 0 && new Set(field.options).size === field.options.length, where);
  } else {
    assert.ok(Number.isFinite(field.min) && field.min <= field.max, `${where}: ${field.min}..${field.max}`);
    assert.ok(['linear', 'log'].includes(field.scale), where);
  }
  assert.deepEqual(Object.keys(field.defaults), catalog.conventions, where);
  assert.deepEqual(field.default, field.defaults.slides, where);
  for (const [convention, value] of Object.entries(field.defaults))
    assertValid(field, value, `${where}, ${convention}`);
}

/** Braces and \left … \right in pairs, no control characters. */
function assertBalanced(tex, where) {
  let depth = 0;
  for (const [token] of tex.matchAll(/\\.|[{}]/g)) {
    depth += token === '{' ? 1 : token === '}' ? -1 : 0;
    assert.ok(depth >= 0, `${where}: a brace is closed that was not opened: ${tex}`);
  }
  assert.equal(depth, 0, `${where}: a brace is open: ${tex}`);
  const count = (pattern) => [...tex.matchAll(pattern)].length;
  assert.equal(count(/\\left(?![a-z])/g), count(/\\right(?![a-z])/g), `${where}: ${tex}`);
  assert.doesNotMatch(tex, /[\u0000-\u001f]/, where);
}

const assertUnique = (keys, where) => assert.deepEqual(keys, [...new Set(keys)], where);

describe('tables', () => {
  for (const table of TABLES)
    test(table, () => {
      const rows = catalog[table];
      assert.ok(rows.length > 0);
      assertUnique(
        rows.map((row) => row.key),
        table,
      );
      for (const row of rows) {
        const where = `${table}: ${row.key}`;
        assert.match(row.key, /^[a-z0-9][A-Za-z0-9_]*$/);
        assert.ok(row.formula.length > 2, `${where}: a formula`);
        assertBalanced(row.formula, where);
        if (!NAMELESS.includes(row.key)) assert.match(row.paper, /\p{L}{2,}.*\b(1[89]|20)\d\d\b/u, `${where}: a paper`);
        const section = { optimizers: catalog.spec.optimizer, schedules: catalog.spec.schedule }[table] ?? [];
        assertUnique(
          [...section, ...row.hyperparameters].map((field) => field.key),
          where,
        );
        for (const field of row.hyperparameters) assertField(field, `${where}.${field.key}`);
      }
    });

  test('every field of every section', () => {
    for (const [section, fields] of Object.entries(catalog.spec)) {
      assertUnique(
        fields.map((field) => field.key),
        section,
      );
      for (const field of fields) assertField(field, `${section}.${field.key}`);
    }
  });

  test('what the spec can choose is what the tables have', () => {
    const options = (section, key) => catalog.spec[section].find((field) => field.key === key).options;
    const keys = (table) => catalog[table].map((row) => row.key);
    assert.deepEqual(options('optimizer', 'id'), keys('optimizers'));
    assert.deepEqual(options('optimizer', 'convention'), catalog.conventions);
    assert.deepEqual(options('schedule', 'id'), keys('schedules'));
    assert.deepEqual(options('layer', 'activation'), keys('activations'));
    assert.deepEqual(options('layer', 'initializer'), keys('initializers'));
    assert.deepEqual(options('data', 'set'), keys('sets'));
    const modelKeys = [...catalog.spec.layer, ...catalog.spec.model].map((field) => field.key);
    for (const key of keys('regularizers'))
      assert.ok(modelKeys.includes(key), `${key} is a field of a layer or the model`);
    for (const { key, initializer } of catalog.activations)
      assert.ok(keys('initializers').includes(initializer), `${key}'s initializer`);
  });

  test('nothing of it can be changed', () => {
    const frozen = (value) =>
      typeof value !== 'object' || value === null || (Object.isFrozen(value) && Object.values(value).every(frozen));
    assert.ok(frozen(catalog));
  });
});

describe('defaults', () => {
  const valuesOf = (object, fields) => fields.map(({ key }) => [key, object[key]]);

  for (const convention of catalog.conventions)
    test(`${convention}: every optimizer's and schedule's are exactly the catalog's`, () => {
      const expected = (fields) => fields.map(({ key, defaults }) => [key, defaults[convention]]);
      for (const { key, hyperparameters } of catalog.optimizers) {
        const { optimizer } = engine.normalize({ optimizer: { id: key, convention } });
        assert.deepEqual(Object.keys(optimizer), ['id', 'convention', ...hyperparameters.map((h) => h.key)]);
        assert.deepEqual(valuesOf(optimizer, hyperparameters), expected(hyperparameters));
      }
      for (const { key, hyperparameters } of catalog.schedules) {
        const { schedule } = engine.normalize({ optimizer: { convention }, schedule: { id: key } });
        assert.deepEqual(Object.keys(schedule), ['id', 'per', ...hyperparameters.map((h) => h.key)]);
        assert.deepEqual(valuesOf(schedule, hyperparameters), expected(hyperparameters));
      }
    });

  test('an empty spec gives the defaults of every section', () => {
    const { model, ...full } = engine.normalize({});
    for (const [section, fields] of Object.entries(catalog.spec)) {
      if (section === 'layer') continue; // a layer's depend on its place and on each other
      const object = section === 'root' ? full : section === 'model' ? model : full[section];
      const expected = fields.map((field) => [field.key, field.default]);
      assert.deepEqual(valuesOf(object, fields), expected, section);
    }
  });

  test('a set of images brings its sizes', () => {
    for (const { key, images, trainSize, validationSize } of catalog.sets) {
      const { data } = engine.normalize({ data: { set: key } });
      assert.deepEqual([data.trainSize, data.validationSize], [trainSize, validationSize]);
      assert.equal(trainSize + validationSize, images);
    }
  });
});

describe('every optimizer with its defaults descends', () => {
  const layers = [{ units: 24, activation: 'relu' }, { units: 10 }];

  for (const { key } of catalog.optimizers)
    for (const convention of catalog.conventions)
      test(`${key}, ${convention}`, () => {
        const spec = { model: { layers }, optimizer: { id: key, convention }, epochs: 100 };
        const runs = [0, 1].map(() => {
          const experiment = engine.createExperiment(spec, { train });
          const before = experiment.evaluate(train).loss;
          const { losses, status } = experiment.runSteps(200);
          const result = {
            before,
            after: experiment.evaluate(train).loss,
            losses,
            status,
            hash: experiment.weightsHash(),
          };
          assert.ok(experiment.parameters().every(({ values }) => values.every(Number.isFinite)));
          experiment.free();
          return result;
        });
        const [first, second] = runs;
        assert.equal(first.status, 'running');
        assert.equal(first.losses.length, 200);
        assert.ok(first.losses.every(Number.isFinite));
        assert.ok(first.after < 0.8 * first.before, `loss ${first.before} became ${first.after}`);
        assert.deepEqual(first, second, 'the same seed, the same bits');
      });
});

/** Where a field stands: its path, the spec that gives it a value, and how to read that back. */
function placeOf(section, key) {
  if (section === 'root') return { path: key, spec: (v) => ({ [key]: v }), read: (full) => full[key] };
  if (section === 'layer')
    return {
      path: `model.layers[0].${key}`,
      spec: (v) => ({ model: { layers: v === 'softmax' ? [{ [key]: v }] : [{ [key]: v }, {}] } }),
      read: (full) => full.model.layers[0][key],
    };
  return {
    path: `${section}.${key}`,
    spec: (v) => ({ [section]: { [key]: v } }),
    read: (full) => full[section][key],
  };
}

const rowPlace = (section, id, key) => ({
  path: `${section}.${key}`,
  spec: (v) => ({ [section]: { id, [key]: v } }),
  read: (full) => full[section][key],
});

const places = [
  ...Object.entries(catalog.spec).flatMap(([section, fields]) =>
    fields.map((field) => ({ field, title: `${section}.${field.key}`, ...placeOf(section, field.key) })),
  ),
  ...[
    ['optimizer', 'optimizers'],
    ['schedule', 'schedules'],
  ].flatMap(([section, table]) =>
    catalog[table].flatMap(({ key: id, hyperparameters }) =>
      hyperparameters.map((field) => ({
        field,
        title: `${id}.${field.key}`,
        ...rowPlace(section, id, field.key),
      })),
    ),
  ),
];

/** The error's path, and the allowed values and the given one in its message. */
function assertRefused({ path, spec }, value, parts) {
  assert.throws(
    () => engine.normalize(spec(value)),
    (error) => {
      assert.ok(error instanceof SpecError, `${error}`);
      assert.equal(error.path, path, error.message);
      assert.ok(error.message.startsWith(path), error.message);
      for (const part of parts) assert.ok(error.message.includes(part), `"${error.message}" should say "${part}"`);
      return true;
    },
    `${path} = ${value}`,
  );
}

function assertNumberField(place, field) {
  const range = field.max > field.min ? `${field.min}..${field.max}` : `${field.min}`;
  const below = field.min > 0 && field.kind === 'real' ? field.min / 2 : field.min - 1;
  const above = Math.ceil(field.max) + 1;
  const wrong = [
    [below, `got ${below}`],
    [above, `got ${above}`],
    [NaN, 'got NaN'],
    [Infinity, 'got Infinity'],
    [-Infinity, 'got -Infinity'],
    [null, 'got null'],
    [{}, 'got {}'],
    [[], 'got []'],
    ['1', 'got "1"'],
    [true, 'got true'],
  ];
  if (field.kind === 'integer') wrong.push([field.min + 0.5, `got ${field.min + 0.5}`]);
  for (const [value, said] of wrong) assertRefused(place, value, ['must be ', range, said]);
  // The smallest steps beyond.
  assertRefused(place, field.min - (Math.abs(field.min) * 2 ** -52 || 5e-324), [range]);
  assertRefused(place, field.max * (1 + 2 ** -52) + (field.max === 0 ? 5e-324 : 0), [range]);
  for (const value of [field.min, field.max])
    assert.equal(place.read(engine.normalize(place.spec(value))), value, `${place.path} = ${value}`);
}

function assertFlagField(place, field) {
  const said = field.max > field.min ? 'must be true or false' : 'must be false';
  for (const [value, got] of [
    [1, '1'],
    [0, '0'],
    ['true', '"true"'],
    [null, 'null'],
    [NaN, 'NaN'],
    [{}, '{}'],
    [[], '[]'],
  ])
    assertRefused(place, value, [said, `got ${got}`]);
  assert.equal(place.read(engine.normalize(place.spec(false))), false);
  if (field.max > field.min) assert.equal(place.read(engine.normalize(place.spec(true))), true);
  else assertRefused(place, true, [said, 'got true']);
}

function assertChoiceField(place, field) {
  const wrong = [
    ['nothing', '"nothing"'],
    ['', '""'],
    [0, '0'],
    [NaN, 'NaN'],
    [true, 'true'],
    [null, 'null'],
    [{}, '{}'],
    [[], '[]'],
    [`${field.options[0]} `, `"${field.options[0]} "`],
  ];
  for (const [value, got] of wrong)
    assertRefused(place, value, [`must be one of ${field.options.join(', ')}`, `got ${got}`]);
  for (const value of field.options)
    assert.equal(place.read(engine.normalize(place.spec(value))), value, `${place.path} = ${value}`);
}

function assertListField(place, field) {
  const range = `${field.min}..${field.max}`;
  const item = { ...place, path: `${place.path}[0]` };
  const wrong = [
    [field.min - 1, `${field.min - 1}`],
    [field.max + 1, `${field.max + 1}`],
    [NaN, 'NaN'],
    [null, 'null'],
    [true, 'true'],
    ['1', '"1"'],
    [{}, '{}'],
    [[], '[]'],
  ];
  for (const [value, got] of wrong) assertRefused(item, [value], [range, `got ${got}`]);
  for (const value of [1, 'x', true, null, {}]) assertRefused(place, value, ['must be a list']);
  assert.deepEqual(place.read(engine.normalize(place.spec([]))), []);
}

describe('a field takes its range and nothing else', () => {
  const check = {
    real: assertNumberField,
    integer: assertNumberField,
    flag: assertFlagField,
    choice: assertChoiceField,
    list: assertListField,
  };
  for (const place of places) test(place.title, () => check[place.field.kind](place, place.field));

  test('items of lists, at both ends', () => {
    const [boundaries, rates] = catalog.schedules.find((row) => row.key === 'piecewise').hyperparameters;
    const schedule = {
      id: 'piecewise',
      boundaries: [boundaries.min, boundaries.max],
      rates: [rates.min, rates.max, 0.5],
    };
    assert.deepEqual(engine.normalize({ schedule }).schedule, { per: 'step', ...schedule });
    const many = Array.from({ length: 17 }, (_, n) => n);
    assert.throws(() => engine.normalize({ schedule: { ...schedule, rates: many } }), {
      name: 'SpecError',
      path: 'schedule.rates[16]',
    });
  });

  test('a key that the chosen row does not have', () => {
    for (const [section, table] of [
      ['optimizer', 'optimizers'],
      ['schedule', 'schedules'],
    ]) {
      const all = new Map(catalog[table].flatMap((row) => row.hyperparameters.map((field) => [field.key, field])));
      for (const { key: id, hyperparameters } of catalog[table])
        for (const [key, field] of all) {
          if (hyperparameters.some((own) => own.key === key)) continue;
          const spec = { [section]: { id, [key]: field.kind === 'list' ? [1] : field.default } };
          const path = `${section}.${key}${field.kind === 'list' ? '[0]' : ''}`;
          assert.throws(() => engine.normalize(spec), { name: 'SpecError', path }, `${id}.${key}`);
        }
    }
  });
});
