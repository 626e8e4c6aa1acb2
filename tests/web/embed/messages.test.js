// What an embed takes for an order: messages of these shapes, and nothing else.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isMeant, readOrder } from '../../../web/embed/messages.js';
import { createRandom } from '../../helpers/random.js';

describe('orders', () => {
  test('are those of the contract', () => {
    for (const type of ['train', 'pause', 'reset', 'state?'])
      assert.deepEqual(readOrder({ descenso: 1, type }), { type });
    const values = { 'spec.epochs': 3, seeds: '5', 'adam.optimizer.biasCorrection': false };
    assert.deepEqual(readOrder({ descenso: 1, type: 'set', values }), { type: 'set', values });
  });

  test('are refused with what is wrong', () => {
    /** @type {[unknown, RegExp][]} */
    const cases = [
      [{ descenso: 2, type: 'train' }, /^descenso must be 1$/],
      [{ descenso: '1', type: 'train' }, /^descenso must be 1$/],
      [{ descenso: 1 }, /^type must be set, train, pause, reset, state\?$/],
      [{ descenso: 1, type: 'constructor' }, /^type must be/],
      [{ descenso: 1, type: ['train'] }, /^type must be/],
      [{ descenso: 1, type: 'train', values: {} }, /^a train has no values$/],
      [{ descenso: 1, type: 'set' }, /^values must be an object$/],
      [{ descenso: 1, type: 'set', values: [1] }, /^values must be an object$/],
      [{ descenso: 1, type: 'set', values: new Map() }, /^values must be an object$/],
      [{ descenso: 1, type: 'set', values: { hosts: 'https://evil.example' } }, /^values\.hosts cannot be set$/],
      [{ descenso: 1, type: 'set', values: { hide: '' } }, /^values\.hide cannot be set$/],
      [{ descenso: 1, type: 'set', values: { seeds: {} } }, /^values\.seeds cannot be set$/],
      [{ descenso: 1, type: 'set', values: { seeds: 'x'.repeat(3001) } }, /^values\.seeds cannot be set$/],
      // Half of a character, which no link can have.
      [{ descenso: 1, type: 'set', values: { seeds: 'a\ud800' } }, /^values\.seeds cannot be set$/],
      [{ descenso: 1, type: 'set', values: { 'spec.\udc00': 1 } }, /^values\.spec\.\udc00 cannot be set$/],
      [{ descenso: 1, type: 'set', values: Object.fromEntries(Array.from({ length: 51 }, (_, n) => [n, n])) }, /50/],
    ];
    for (const [data, reason] of cases) {
      const order = readOrder(data);
      assert.equal(order.type, 'refused', JSON.stringify(data));
      assert.match(/** @type {{ reason: string }} */ (order).reason, reason);
    }
  });

  test('are not seen in whatever else pages send', () => {
    const others = [
      null,
      undefined,
      1,
      'slide:start',
      [],
      { height: 3 },
      { context: 'h5p' },
      new Date(),
      /x/,
      { type: 'train' },
    ];
    for (const data of others) assert.equal(isMeant(data), false);
  });

  test('ten thousand random ones are an order of the contract or a refusal, and nothing throws', () => {
    const random = createRandom(7);
    const pick = (/** @type {unknown[]} */ list) => list[Math.floor(random() * list.length)];
    /** @param {number} depth @returns {unknown} */
    const anything = (depth) =>
      pick(
        [
          () =>
            pick([
              null,
              undefined,
              NaN,
              0,
              -1,
              1,
              2 ** 53,
              '',
              'set',
              'train',
              '__proto__',
              true,
              10n,
              new Uint8Array(3),
            ]),
          () => Array.from({ length: 3 }, () => (depth > 0 ? anything(depth - 1) : 0)),
          () =>
            Object.fromEntries(
              KEYS.filter(() => random() < 0.4).map((key) => [key, depth > 0 ? anything(depth - 1) : 1]),
            ),
        ].map((make) => /** @type {() => unknown} */ (make)),
      )
      // @ts-ignore: it is one of these functions
      ();
    const KEYS = ['descenso', 'type', 'values', '__proto__x', 'constructor', 'hosts', 'seeds'];
    const seen = new Set();
    for (let n = 0; n < 10_000; n++) {
      const data =
        random() < 0.5
          ? anything(3)
          : { .../** @type {object} */ (anything(2)), descenso: 1, type: pick(['set', 'train', 'evil']) };
      const order = readOrder(data);
      seen.add(order.type);
      assert.ok(['set', 'train', 'pause', 'reset', 'state?', 'refused'].includes(order.type));
      if (order.type === 'set')
        for (const value of Object.values(order.values))
          assert.ok(['string', 'number', 'boolean'].includes(typeof value));
    }
    assert.ok(seen.has('train') && seen.has('refused'));
  });
});
