import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFormat, parseNumber } from '../../../web/views/format.js';

const format = createFormat('es');
const english = createFormat('en');

/** Spaces that do not break, as plain ones. */
const spaces = (text) => text.replace(/[\u00a0\u202f]/g, ' ');

test('three significant digits in the language of the page', () => {
  assert.equal(format.number(0.8934), '0,893');
  assert.equal(format.number(12.3456), '12,3');
  assert.equal(format.number(0.1), '0,100');
  assert.equal(format.number(-0.5), '−0,500');
  assert.equal(format.number(4.5678e-7), '4,57 × 10⁻⁷');
  assert.equal(format.number(2.5e30), '2,50 × 10³⁰');
  assert.equal(format.number(0), '0,00');
  assert.equal(english.number(0.8934), '0.893');
  assert.equal(english.number(0.8934, { digits: 2 }), '0.89');
  assert.equal(english.number(0.8934, { digits: 4 }), '0.8934');
});

test('a number that is not there is a dash everywhere', () => {
  for (const name of ['number', 'percent', 'seconds', 'integer', 'plain'])
    for (const value of [null, undefined, NaN]) assert.equal(format[name](value), '–', name);
  assert.equal(format.number(Infinity), '∞');
  assert.equal(format.number(-Infinity), '−∞');
});

test('shares, times and whole numbers', () => {
  assert.equal(spaces(format.percent(0.8934)), '89,3 %');
  assert.equal(spaces(format.percent(0.0123)), '1,23 %');
  assert.equal(spaces(format.percent(1)), '100 %');
  assert.deepEqual(
    [0.994, 0.995, 0.9996, 0.99996, 1 - 2 ** -24, 1 - 2 ** -53].map((x) => english.percent(x, { digits: 2 })),
    ['99%', '99.5%', '99.96%', '99.99%', '99.99%', '100%'],
    'less than all is not said to be all; what only float64 tells is',
  );
  assert.deepEqual(
    [0.9994, 0.9996, 1.2].map((x) => english.percent(x)),
    ['99.9%', '99.96%', '120.0%'],
  );
  assert.equal(format.seconds(12.34), '12,3 s');
  assert.equal(format.seconds(125), '2 min 5 s');
  assert.equal(format.seconds(3720), '1 h 2 min');
  assert.deepEqual([0.0198, 12.34, 59.5, 125].map(format.secondsLeft), ['1 s', '13 s', '1 min 0 s', '2 min 5 s']);
  assert.equal(format.integer(15700), '15.700');
  assert.equal(format.integer(1000), '1.000');
  assert.equal(english.percent(0.8934), '89.3%');
  assert.equal(english.integer(15700), '15,700');
});

test('names in a sentence', () => {
  assert.equal(format.list(['SGD']), 'SGD');
  assert.equal(format.list(['SGD', 'Momentum']), 'SGD y Momentum');
  assert.equal(format.list(['SGD', 'Momentum', 'Adam']), 'SGD, Momentum y Adam');
  assert.equal(english.list(['SGD', 'Momentum', 'Adam']), 'SGD, Momentum, and Adam');
});

test('settings have no digit more than needed', () => {
  assert.equal(format.plain(0.001), '0,001');
  assert.equal(format.plain(32), '32');
  assert.equal(format.plain(60000), '60000');
  assert.equal(format.plain(1e-8), '1e-8');
  assert.equal(format.plain(0.30000000000000004), '0,3');
});

test('ticks have as many decimals as their step', () => {
  assert.equal(format.tick(0.5, { step: 0.25 }), '0,5');
  assert.equal(format.tick(0.5, { step: 0.05 }), '0,50');
  assert.equal(format.tick(0.001, { log: true }), '0,001');
  assert.equal(format.tick(0.0001, { log: true }), '10⁻⁴');
  assert.equal(format.tick(2e-5, { log: true }), '2·10⁻⁵');
  assert.equal(format.tick(0), '0');
});

test('what is typed is read with a comma and with a point', () => {
  for (const text of ['0,001', '0.001', ' 1e-3 ', '1E-3']) assert.equal(parseNumber(text), 0.001, text);
  assert.equal(parseNumber('−5'), -5);
  for (const text of ['', 'abc', '1,2,3', '0x10', '1e', 'Infinity', '--1'])
    assert.ok(Number.isNaN(parseNumber(text)), text);
  assert.equal(parseNumber('10.000', { whole: true }), 10000);
  assert.equal(parseNumber('10,000', { whole: true }), 10000);
  assert.equal(parseNumber('1.5', { whole: true }), 1.5);
});

test('settings are read as they are written', () => {
  for (const value of [0.001, 1e-8, 1e-10, 123456, 0.9, 2.5e-5, 1e9, 3e12])
    for (const language of ['es', 'en']) {
      assert.equal(parseNumber(createFormat(language).plain(value)), value);
    }
});
