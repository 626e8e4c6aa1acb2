// Text is read at 4.5:1 and curves are seen at 3:1, in both themes; curves are told apart by every kind of eye.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { loadEngine } from '../../../wasm/index.js';
import { KINDS as DEPTHS } from '../../../web/labs/depth/settings.js';
import { KINDS as REGULARIZERS } from '../../../web/labs/regularization/settings.js';
import { mixHex, sampleOf, seriesStyle, styleOf } from '../../../web/views/palette.js';

const css = readFileSync(new URL('../../../web/style/tokens.css', import.meta.url), 'utf8').replace(
  /\/\*[\s\S]*?\*\//g,
  '',
);

/** The custom properties of the block after a selector. */
function tokensOf(selector) {
  const at = css.indexOf(selector);
  assert.ok(at >= 0, selector);
  const block = css.slice(css.indexOf('{', at) + 1, css.indexOf('}', at));
  return Object.fromEntries(
    [...block.matchAll(/(--[\w-]+):\s*([^;]+);/g)].map(([, name, value]) => [name, value.trim()]),
  );
}

const tokens = tokensOf('.descenso-page) {');
/** Of two colours the first is the light theme's. */
const themed = (n) =>
  Object.fromEntries(
    Object.entries(tokens).map(([name, value]) => [name, /^light-dark\((.*), (.*)\)$/.exec(value)?.[n] ?? value]),
  );
const themes = { light: themed(1), dark: themed(2) };

const channels = (hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16) / 255);
const linear = (hex) => channels(hex).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
const luminance = (hex) => linear(hex).reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
function contrast(a, b) {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

test('every colour has one for each theme', () => {
  const plain = Object.entries(tokens).filter(([, value]) => /^(#|rgb)/.test(value));
  assert.deepEqual(plain, []);
  assert.doesNotMatch(css, /prefers-color-scheme/, 'the browser chooses, by what color-scheme says');
});

for (const [theme, tokens] of Object.entries(themes)) {
  const value = (name) => {
    const found = tokens[name];
    assert.ok(found, name);
    return found.startsWith('var(') ? value(found.slice(4, -1)) : found;
  };
  const atLeast = (ratio, a, b, why) => {
    const is = contrast(a, b);
    assert.ok(is >= ratio, `${theme}: ${why} ${a} on ${b} is ${is.toFixed(2)}:1`);
  };

  test(`${theme}: text has 4.5:1 on every ground`, () => {
    for (const ground of ['--paper', '--panel'])
      for (const ink of ['--ink', '--muted', '--accent', '--bad', '--good'])
        atLeast(4.5, value(ink), value(ground), ink);
    atLeast(4.5, value('--on-accent'), value('--accent'), 'the primary button');
  });

  test(`${theme}: figures in the confusion matrix have 4.5:1 on the strongest cell`, () => {
    for (const cell of ['--cell-hit', '--cell-miss'])
      atLeast(4.5, value('--ink'), mixHex(value('--panel'), value(cell), 0.42), cell);
  });

  test(`${theme}: controls' edges and the focus ring have 3:1`, () => {
    for (const name of ['--edge', '--focus']) atLeast(3, value(name), value('--paper'), name);
  });

  test(`${theme}: curves have 3:1 on both grounds`, () => {
    const names = Object.keys(tokens).filter((name) => name.startsWith('--c-'));
    assert.ok(names.length >= 17);
    for (const name of names) for (const ground of ['--paper', '--panel']) atLeast(3, value(name), value(ground), name);
  });

  test(`${theme}: curves are told apart with common vision and with each dichromacy`, () => {
    const optimizers = Object.keys(tokens).filter((name) => /^--c-[a-z]/.test(name));
    assert.ok(optimizers.length >= 10);
    const colors = optimizers.map((name) => [name, value(name)]);
    for (const [kind, matrix] of Object.entries(VISIONS))
      for (const [i, [a, hexA]] of colors.entries())
        for (const [b, hexB] of colors.slice(0, i)) {
          const distance = Math.hypot(...oklab(see(hexA, matrix)).map((x, k) => x - oklab(see(hexB, matrix))[k]));
          assert.ok(distance > 0.08, `${theme}, ${kind}: ${a} and ${b} are ${distance.toFixed(3)} apart`);
        }
  });
}

/** Machado, Oliveira and Fernandes (2009), full severity, in linear RGB. */
const VISIONS = {
  common: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritanopia: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
};

function see(hex, m) {
  const v = linear(hex);
  return [0, 1, 2].map((row) =>
    Math.min(
      1,
      Math.max(
        0,
        v.reduce((sum, c, i) => sum + c * m[3 * row + i], 0),
      ),
    ),
  );
}

function oklab([r, g, b]) {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

test('every optimizer of the catalog has a colour and a dash of its own', async () => {
  const { catalog } = await loadEngine();
  const styles = catalog.optimizers.map(({ key }) => styleOf(key));
  assert.equal(new Set(styles.map(({ color }) => color)).size, styles.length);
  assert.equal(new Set(styles.map(({ dash }) => dash.join())).size, styles.length);
  for (const { color } of styles) for (const tokens of Object.values(themes)) assert.ok(tokens[color], color);
});

test('further entrants of an optimizer keep its hue and differ in dash', () => {
  const styles = ['adam', 'adam-2', 'adam-3', 'adam-4'].map(styleOf);
  assert.deepEqual(
    styles.map(({ color }) => color),
    ['--c-adam', '--c-adam/2', '--c-adam/3', '--c-adam/4'],
  );
  assert.equal(new Set(styles.map(({ dash }) => dash.join())).size, 4);
});

test('no two contestants of a lab that can be chosen have one style, nor one hue one dash', () => {
  for (const kinds of [DEPTHS, REGULARIZERS]) {
    /** @type {Map<string, string>} */
    const seen = new Map();
    for (const kind of kinds)
      for (const id of [kind, ...[2, 3, 4].map((n) => `${kind}-${n}`)]) {
        const { color, dash } = styleOf(id);
        assert.match(color, /^--c-[a-z]/, id);
        const look = `${color.split('/')[0]} ${dash}`;
        assert.equal(seen.get(look), undefined, id);
        seen.set(look, id);
      }
  }
});

test('schedules and unknown things have a style that stays', () => {
  const keys = ['constant', 'power', 'exponential', 'piecewise', 'performance', '1cycle', 'cosine'];
  assert.equal(new Set(keys.map((key) => styleOf(key).color)).size, keys.length);
  assert.deepEqual(styleOf('whatever'), styleOf('whatever'));
  assert.notEqual(seriesStyle(0).color, seriesStyle(1).color);
});

test('a sample of 24 pixels shows of every dash a gap of 2, and a stroke on each side of it', async () => {
  const { catalog } = await loadEngine();
  const keys = catalog.optimizers.flatMap(({ key }) => [1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => `${key}-${n}`));
  for (const { dash } of [...keys.map(styleOf), ...[0, 1, 2, 3, 4, 5, 6, 7].map(seriesStyle)]) {
    const shown = sampleOf(dash, 24);
    assert.equal(shown.length, dash.length);
    if (dash.length === 0) continue;
    const [stroke, gap] = shown;
    assert.ok(stroke > 0 && gap >= 2 && stroke + gap <= 22, `${dash} is shown as ${shown}`);
    if (dash.reduce((sum, part) => sum + part, dash[0] / 4) <= 24) assert.deepEqual(shown, dash);
  }
});
