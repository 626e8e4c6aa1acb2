// Where the letters of an arrow stand in the surfaces' picture: beside its head, and whole, however near that is to an edge.

import assert from 'node:assert/strict';
import test from 'node:test';
import { paintArrows } from '../../../web/labs/surfaces/paint.js';

/**
 * Letters of 6 pixels in a picture of 282 × 226, a telephone's of 320; what is written where.
 * @param {[number, number]} at where the arrow begins, in pixels @param {[number, number]} to and leads
 */
function paint(at, to) {
  /** @type {{ text: string, left: number, right: number, y: number }[]} */
  const written = [];
  const context = {
    textAlign: 'left',
    measureText: (/** @type {string} */ text) => ({ width: 6 * text.length }),
    fillText(/** @type {string} */ text, /** @type {number} */ x, /** @type {number} */ y) {
      const wide = 6 * text.length;
      const left = x - { left: 0, center: wide / 2, right: wide }[this.textAlign];
      written.push({ text, left, right: left + wide, y });
    },
  };
  const silent = new Proxy(context, { get: (own, key) => Reflect.get(own, key) ?? (() => {}) });
  const projection = { scale: 1, toX: (/** @type {number} */ x) => x, toY: (/** @type {number} */ y) => 226 - y };
  const area = { width: 282, height: 226, projection };
  const [app, canvas, picture] = /** @type {[never, never, never]} */ ([{ palette: { color: String } }, silent, area]);
  paintArrows(app, canvas, picture, [{ kind: 'both', at, to }], { times: 1, past: 'ρv' });
  return written[0];
}

test('the letters of an arrow are whole wherever it points to', () => {
  for (let turn = 0; turn < 2 * Math.PI; turn += Math.PI / 12)
    for (const [x, y] of [
      [141, 113],
      [270, 113],
      [12, 113],
      [141, 8],
      [141, 218],
      [275, 5],
      [5, 221],
    ]) {
      const { left, right, y: middle } = paint([x, y], [60 * Math.cos(turn), 60 * Math.sin(turn)]);
      const said = `${[x, y]}, ${turn}: ${[left, right, middle]}`;
      assert.ok(left >= 0 && right <= 282 && middle >= 6 && middle <= 220, said);
    }
});

test('they stand beside the head, and off the shaft where they had to be moved', () => {
  const free = paint([100, 113], [60, 0]);
  assert.deepEqual([free.left, free.y], [168, 113]);
  const moved = paint([200, 113], [60, 0]);
  assert.ok(moved.right <= 282 && Math.abs(moved.y - 113) >= 12, JSON.stringify(moved));
});
