// What the race says of a contestant that is not the plain one of its kind.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { differences } from '../../../web/labs/race/differences.js';
import { engine, openLesson } from '../../helpers/lessons.js';
import { wordsOf } from '../../helpers/words.js';

const app = await wordsOf('en');

/** What stands under each contestant's name. @param {string} id of the lesson */
function notes(id) {
  const store = openLesson(id);
  const { optimizers } = store.state.values;
  return optimizers.map((one) => differences(app, engine.catalog, store.entrantSpec(one), store.spec()).join(' · '));
}

test('a contestant that differs says in what, of its rule, its network, its schedule and its minibatches', () => {
  assert.deepEqual(notes('race'), ['', '', '', '', '', '']);
  assert.deepEqual(notes('gd'), ['', 'Minibatch size: 5,000']);
  assert.deepEqual(notes('slips'), ['', 'Number of the first step: 0']);
  assert.deepEqual(notes('slips-adagrad'), ['', 'Minus sign: no']);
  assert.deepEqual(notes('slips-dropout'), ['Dropout: 0.2', 'Dropout: 0.8']);
  assert.deepEqual(notes('slips-decay'), ['', 'Time scale: 0.002']);
});

test('another schedule is named; one with another value of a list shows it', () => {
  const base = engine.normalize({});
  const said = (schedule, of = {}) =>
    differences(app, engine.catalog, engine.normalize({ schedule }), engine.normalize(of));
  assert.deepEqual(said({ id: 'exponential' }, base), ['Exponential']);
  const pieces = { id: 'piecewise', boundaries: [100], rates: [0.1, 0.01] };
  const others = { schedule: { ...pieces, rates: [0.1, 0.05] } };
  assert.deepEqual(said(pieces, others), ['Rates: 0.1; 0.01']);
});
