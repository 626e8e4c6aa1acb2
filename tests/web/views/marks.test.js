// Words over a plot: of marks, and of curves that go on above it. None lies over another, or is cut off.

import assert from 'node:assert/strict';
import test from 'node:test';
import { drawBeyond, drawMarks, placeBeyond } from '../../../web/views/chart-marks.js';

/** Before it are the numbers of the axis. */
const LEFT = 30;

/** Letters of 6 pixels in a plot so wide; what is written where. @param {number} right */
function paint(right) {
  /** @type {{ text: string, left: number, right: number, y: number }[]} */
  const written = [];
  const fillText = (/** @type {string} */ text, /** @type {number} */ x, /** @type {number} */ y) =>
    written.push({ text, left: x, right: x + 6 * text.length, y });
  const measureText = (/** @type {string} */ text) => ({ width: 6 * text.length });
  const context = new Proxy(
    { fillText, measureText },
    { get: (own, key) => Reflect.get(own, key) ?? (() => {}), set: () => true },
  );
  const area = { left: LEFT, right, top: 24, bottom: 140 };
  const axes = { x: { scale: 'linear', min: 0, max: 4 }, y: { scale: 'linear', min: 0, max: 2 } };
  const drawing = { area, ...axes, font: '', ink: '', muted: '', paper: '', color: String };
  const app = {
    t: (/** @type {string} */ _, /** @type {{ label: string, y: string }} */ { label, y }) => `${label} up to ${y}`,
    format: { number: String },
  };
  const [a, c, d] = /** @type {[never, never, never]} */ ([app, context, drawing]);
  const words = placeBeyond(a, c, d, [{ label: 'As it was trained on', color: '', x: 1, y: 2.4 }]);
  drawMarks(
    c,
    d,
    [
      { x: 1, label: 'best: 1' },
      { x: 3, label: 'best: 3' },
    ],
    words,
  );
  drawBeyond(c, d, words);
  return written;
}

test('the words for what is beyond the top and the labels of marks lie apart, and within the plot, narrow or wide', () => {
  for (const right of [180, 210, 320, 900]) {
    const written = paint(right);
    assert.equal(written.length, 3);
    assert.match(written[2].text, right < 210 ? /^up to 2.4$/ : /on up to 2.4$/, 'the value is said in any case');
    for (const one of written) {
      assert.ok(one.left >= LEFT && one.right <= right + 4, `${right}: ${JSON.stringify(one)}`);
      for (const other of written)
        assert.ok(
          one === other || one.right <= other.left || other.right <= one.left || Math.abs(one.y - other.y) >= 12,
          `${right}: ${JSON.stringify([one, other])}`,
        );
    }
  }
});
