// The pure parts of controls, legend, cursor, grid and files.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadEngine } from '../../../wasm/index.js';
import { walk } from '../../../web/views/chart-range.js';
import { layOut } from '../../../web/views/chart-export.js';
import { legendEntries, Visibility } from '../../../web/views/chart-draw.js';
import { move } from '../../../web/views/keyboard.js';
import { PointBuffer } from '../../../web/views/decimate.js';
import { fileName, toCSV } from '../../../web/views/download.js';
import { statementsOf, termsOf } from '../../../web/views/formula.js';
import { diverging } from '../../../web/views/images.js';
import { TRAINED } from '../../helpers/labs.js';
import { wordsOf } from '../../helpers/words.js';
import {
  fromPosition,
  leap,
  neighbour,
  nudge,
  problemOf,
  sliderRange,
  STEPS,
  toPosition,
} from '../../../web/views/slider.js';

const [spanish, english] = await Promise.all([wordsOf('es'), wordsOf('en')]);
const { catalog } = await loadEngine();
const tables = ['optimizers', 'schedules', 'activations', 'initializers', 'regularizers', 'surfaces'];
const rows = tables.flatMap((table) => catalog[table].flatMap(({ hyperparameters }) => hyperparameters));
const numeric = [...Object.values(catalog.spec).flat(), ...Object.values(catalog.surfaceSpec).flat(), ...rows].filter(
  ({ kind }) => kind === 'real' || kind === 'integer',
);

test('every numeric field of the catalog: the slider gives values in range, in order, and reaches the default', () => {
  for (const field of numeric) {
    if (field.min === field.max) continue;
    const range = sliderRange(field);
    const values = Array.from({ length: STEPS + 1 }, (_, position) => fromPosition(field, position, range));
    values.forEach((value, position) => {
      assert.equal(problemOf(spanish, field, String(value)), '', `${field.key} at ${position}: ${value}`);
      if (position) assert.ok(value >= values[position - 1], `${field.key} at ${position}`);
    });
    assert.ok(range.low <= field.default || field.default === 0, field.key);
    assert.ok(range.high >= field.default, field.key);
    const back = fromPosition(field, toPosition(field, field.default, range), range);
    assert.ok(
      Math.abs(back - field.default) <= 0.06 * Math.abs(field.default) + 1e-12 + (field.kind === 'integer' ? 1 : 0),
      `${field.key}: default ${field.default}, back ${back}`,
    );
  }
});

test('every numeric field, and of labs too: the arrow keys of its slider lead through all of its values, both ways, and stop', async () => {
  const labs = await Promise.all(TRAINED.map((lab) => import(`../../../web/labs/${lab}/settings.js`)));
  const settings = labs
    .flatMap(({ settingsFor }) => settingsFor(catalog))
    .filter(({ kind }) => kind === 'real' || kind === 'integer');
  assert.ok(settings.length > 10, `${settings.length} settings`);
  const alike = ({ kind, min, max, scale, full, default: value }) => `${[kind, min, max, scale, full, value]}`;
  const fields = new Map([...numeric, ...settings].map((field) => [alike(field), field])).values();
  for (const field of fields) {
    if (field.min === field.max) continue;
    const values = [...new Set(Array.from({ length: STEPS + 1 }, (_, position) => fromPosition(field, position)))];
    values.forEach((value, n) => {
      assert.equal(neighbour(field, value, 1), values[n + 1] ?? value, `${field.key}: right of ${value}`);
      assert.equal(neighbour(field, value, -1), values[n - 1] ?? value, `${field.key}: left of ${value}`);
    });
    const start = Number(field.default);
    if (values.some((x) => x > start)) assert.ok(neighbour(field, start, 1) > start, `${field.key}: right of ${start}`);
    if (values.some((x) => x < start)) assert.ok(neighbour(field, start, -1) < start, `${field.key}: left of ${start}`);
    for (const direction of [1, -1]) {
      const far = leap(field, start, direction);
      const next = neighbour(field, start, direction);
      assert.ok(
        (far - next) * direction >= 0 && values.includes(far === start ? values[0] : far),
        `${field.key}: ${far}`,
      );
    }
    const beyond = values.at(-1) + 1;
    assert.deepEqual([neighbour(field, beyond, 1), neighbour(field, beyond, -1)], [beyond, values.at(-1)], field.key);
  }
});

test('where a range is wide to both sides of 0, the slider has 0 in its middle and the default well within', () => {
  const range = (min, max, value, kind = 'real') => {
    const { low, high } = sliderRange({ key: 'x', kind, min, max, scale: 'linear', default: value });
    return [low, high];
  };
  assert.deepEqual(range(-100, 100, 1), [-10, 10]);
  assert.deepEqual(range(-100, 100, -0.25), [-5, 5]);
  assert.deepEqual(range(-1000, 1000, 0), [-10, 10]);
  assert.deepEqual(range(-1e6, 1e6, 30, 'integer'), [-500, 500]);
  assert.deepEqual(range(-100, 2, 1), [-10, 2], 'never beyond an end');
  assert.deepEqual(range(-2, 2, 1), [-2, 2], 'what is not wide is shown whole');
  assert.deepEqual(range(0, 1000, 3), [0, 50]);
  assert.deepEqual(range(-100, -1, -3), [-50, -1]);
  for (const { key, kind, min, max, scale, default: value } of catalog.surfaces.flatMap((row) => row.hyperparameters)) {
    if (kind !== 'real' || scale !== 'linear') continue;
    const { low, high } = sliderRange({ key, kind, min, max, scale, default: value });
    assert.ok(low <= value && value <= high, `${key}: ${low}..${high}`);
  }
});

test('the learning rate slider is logarithmic and begins with 0', () => {
  const field = catalog.optimizers[0].hyperparameters[0];
  assert.equal(fromPosition(field, 0), 0);
  const middle = fromPosition(field, (STEPS + 1) / 2);
  assert.ok(middle > 0.008 && middle < 0.012, `${middle}`);
  assert.ok(nudge(field, 0.01, 1) > 0.01 && nudge(field, 0.01, -1) < 0.01);
  assert.ok(nudge(field, 0, 1) > 0);
});

test('whole numbers go by ones with the arrow keys and stop at the ends', () => {
  const field = { key: 'n', kind: 'integer', min: 1, max: 3, scale: 'linear', default: 1 };
  assert.deepEqual([nudge(field, 1, -1), nudge(field, 1, 1), nudge(field, 3, 1)], [1, 2, 3]);
});

test('a wrong input is told with the range', () => {
  const whole = { key: 'n', kind: 'integer', min: 1, max: 10, default: 1 };
  assert.equal(problemOf(english, whole, 'x'), 'Type a whole number from 1 to 10');
  assert.equal(problemOf(english, whole, '1.5'), 'Type a whole number from 1 to 10');
  assert.equal(problemOf(english, whole, '11'), 'Out of range: from 1 to 10');
  assert.equal(problemOf(english, whole, '7'), '');
  assert.equal(
    problemOf(spanish, { key: 'x', kind: 'real', min: 0, max: 0.5, default: 0 }, '0,7'),
    'Fuera de rango: de 0 a 0,5',
  );
});

test('arrow keys in a grid', () => {
  assert.equal(move({ key: 'ArrowRight' }, 0, 0, 10), 1);
  assert.equal(move({ key: 'ArrowRight' }, 0, 9, 10), 9);
  assert.equal(move({ key: 'ArrowDown' }, 1, 3, 10), 23);
  assert.equal(move({ key: 'ArrowUp' }, 0, 3, 10), 3);
  assert.equal(move({ key: 'End', ctrlKey: true }, 0, 0, 10), 99);
  assert.equal(move({ key: 'Tab' }, 0, 0, 10), null);
});

test('the chart cursor walks point by point, in strides along long curves', () => {
  const seriesOf = (length) => {
    const buffer = new PointBuffer();
    buffer.append(
      Array.from({ length }, (_, i) => i),
      Array.from({ length }, () => 1),
    );
    return { buffer };
  };
  assert.equal(walk([], null, 1), null);
  assert.equal(walk([seriesOf(0)], null, 1), null);
  assert.equal(walk([seriesOf(5), seriesOf(10)], 3, 1), 4);
  assert.equal(walk([seriesOf(10)], null, -1), 8);
  assert.equal(walk([seriesOf(10)], 3, -Infinity), 0);
  assert.equal(walk([seriesOf(10)], 3, Infinity), 9);
  assert.equal(walk([seriesOf(10_000)], 0, 1), 100);
  const steps = { buffer: new PointBuffer() };
  steps.buffer.append([0, 1, 1, 2, 2, 3], [5, 5, 7, 7, 4, 4]);
  assert.deepEqual(
    [0, 1, 2, 3].map((x) => [walk([steps], x, -1), walk([steps], x, 1)]),
    [
      [0, 1],
      [0, 2],
      [1, 3],
      [2, 3],
    ],
    'over what has two points at one x',
  );
});

test('one legend entry a group', () => {
  const series = [
    { id: 'a/raw', group: 'a', legend: false },
    { id: 'a', group: 'a', legend: true },
    { id: 'b', group: 'b', legend: true },
  ];
  assert.deepEqual(
    legendEntries(series).map(({ series: { id } }) => id),
    ['a', 'b'],
  );
});

test('what a click in the legend does', () => {
  const all = ['a', 'b', 'c'];
  const visibility = new Visibility();
  const shown = () => all.filter((group) => visibility.shows(group)).join('');
  visibility.toggle('a', all);
  assert.equal(shown(), 'bc');
  visibility.toggle('a', all);
  assert.equal(shown(), 'abc');
  visibility.hide('c', true);
  visibility.isolate('a');
  assert.equal(shown(), 'a');
  visibility.toggle('b', all);
  assert.equal(shown(), 'ab', 'one more beside the one that was alone');
  visibility.isolate('c');
  assert.equal(shown(), 'c');
  visibility.toggle('c', all);
  assert.equal(shown(), 'abc', 'a click on the one that is alone brings all back');
});

test('files', () => {
  assert.equal(
    toCSV(
      ['step', 'a "b", c'],
      [
        [1, 0.5],
        [2, NaN],
        [3, null],
      ],
    ),
    'step,"a ""b"", c"\r\n1,0.5\r\n2,\r\n3,\r\n',
  );
  assert.equal(fileName('Pérdida por paso (log)'), 'perdida-por-paso-log');
  assert.equal(fileName('‖∇‖'), 'descenso');
});

test('the legend of a picture breaks into rows', () => {
  assert.deepEqual(layOut([60, 60, 60], 130), [
    [
      { index: 0, left: 0 },
      { index: 1, left: 60 },
    ],
    [{ index: 2, left: 0 }],
  ]);
  assert.deepEqual(layOut([], 100), []);
});

test('a formula of several statements has a line for each', () => {
  assert.deepEqual(statementsOf('a = b,\\qquad c = d'), ['a = b', 'c = d']);
  assert.deepEqual(statementsOf('a \\quad\\text{for}\\quad b'), ['a \\quad\\text{for}\\quad b']);
});

test('a long statement may go on in the next line before a term, and nowhere within brackets', () => {
  assert.deepEqual(termsOf('f(x, y) = (1.5 - x + xy)^2 + (2.25 - x + xy^2)^2 + (2.625 - x + xy^3)^2'), [
    'f(x, y) = (1.5 - x + xy)^2',
    '{} + (2.25 - x + xy^2)^2',
    '{} + (2.625 - x + xy^3)^2',
  ]);
  assert.deepEqual(termsOf('x_{t+1} = x_t - \\eta\\, g_t'), ['x_{t+1} = x_t - \\eta\\, g_t']);
  const long = '\\left(a - \\frac{b - c}{d - e}\\right) = -1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9 + 10 + 11 + 12 + 13';
  assert.equal(termsOf(long)[0], '\\left(a - \\frac{b - c}{d - e}\\right) = -1');
  assert.equal(termsOf(long).join(' ').replaceAll('{} ', ''), long);
});

test('weights: the paper at 0, the ends at the ends', () => {
  const colors = { negative: [0, 0, 255], zero: [255, 255, 255], positive: [255, 128, 0] };
  assert.deepEqual(diverging(0, colors), colors.zero);
  assert.deepEqual(diverging(-1, colors), colors.negative);
  assert.deepEqual(diverging(2, colors), colors.positive);
});
