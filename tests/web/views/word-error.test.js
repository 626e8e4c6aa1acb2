// Refusals in both languages: every code that the sources give has words of its own, with the values that go with it.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { loadEngine } from '../../../wasm/index.js';
import en from '../../../web/i18n/en/errors.js';
import es from '../../../web/i18n/es/errors.js';
import { WorkerLostError } from '../../../web/engine/pool/handle.js';
import { Download } from '../../../web/engine/worker/download.js';
import { wordMessage } from '../../../web/views/notices.js';
import { wordError, wordFailure } from '../../../web/views/word-error.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const engine = await loadEngine();

/** Codes that tell of a wrong host, not of what a reader did: the message stands for itself. */
const OWN_MESSAGE = ['bytes'];

/** A page's t, which insists on the values that a string wants. */
const speaker =
  (/** @type {Record<string, string>} */ strings) =>
  (/** @type {string} */ key, values = {}) => {
    const text = strings[key.replace(/^errors\./, '')];
    assert.equal(typeof text, 'string', key);
    return text.replace(/\{([\w-]+)\}/g, (_, name) => {
      assert.ok(Object.hasOwn(values, name), `${key} wants {${name}}, and there are ${Object.keys(values)}`);
      return String(/** @type {Record<string, unknown>} */ (values)[name]);
    });
  };
const [inEnglish, inSpanish] = [en, es].map(speaker);

/** Every code that is given somewhere in the sources. */
function givenCodes() {
  const under = (/** @type {string} */ folder, /** @type {RegExp} */ ending) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => ending.test(name))
      .map((name) => readFileSync(join(root, folder, name), 'utf8'))
      .join('\n');
  const [c, js] = [under('src', /\.c$/), under('wasm', /^(engine\/.*|data|sizes)\.js$/)];
  const pool = under('web/engine', /^(pool.*|worker\/.*)\.js$/);
  const [store, runs] = [under('web/state', /^store\.js$/), under('web/runs', /\.js$/)];
  const found = [
    ...[...c.matchAll(/error_tell\(\s*\w+,([^,]*),/g)].flatMap(([, argument]) => argument.match(/"[\w-]+"/g) ?? []),
    ...[...c.matchAll(/(?:error_spec\(|refuse_as\(\w+,)\s*("[\w-]+")/g)].map(([, code]) => code),
    ...[...js.matchAll(/\brefuse\([^;]*?, ('[a-z-]+')(?:, \{[^}]*\})?\)/g)].map(([, code]) => code),
    ...[...(pool + store + runs).matchAll(/\b(?:code(?:: | = )|this\.#die\(.*, )('[a-z-]+')/g)].map(([, code]) => code),
    ...[...js.matchAll(/new SpecError\([^;]*?\s('[a-z-]+'),\s*\{ max/g)].map(([, code]) => code),
  ];
  return [...new Set(found.map((code) => code.slice(1, -1)))];
}

test('every code has words in both languages, and no other has', () => {
  const codes = givenCodes();
  assert.ok(codes.length > 25, `${codes}`);
  const worded = codes.filter((code) => !OWN_MESSAGE.includes(code)).sort();
  for (const strings of [en, es]) assert.deepEqual(Object.keys(strings).sort(), [...new Set(worded)].sort());
});

describe('a refusal is worded in the page’s language', () => {
  const last = { units: 10 };
  /** @type {[unknown, string][]} */
  const specs = [
    [{ batchSize: 0.5 }, '0.5'],
    [{ clipNorm: 1e7 }, '10000000'],
    [{ data: { scaling: 'x' } }, 'unit, standard'],
    [{ augmentation: { flip: 1 } }, 'augmentation.flip'],
    [{ schedule: { id: 'piecewise', rates: 3 } }, '3'],
    [{ optimizer: 'adam' }, 'adam'],
    [{ optimizer: { speed: 1 } }, 'learningRate'],
    [{ 'a b': 1 }, 'a b'],
    [{ model: { layers: [] } }, '32'],
    [{ model: { layers: Array(101).fill(last) } }, '101'],
    [{ model: { layers: [{ dropout: 0.5 }] } }, '0.5'],
    [{ model: { layers: [{ batchNorm: 'after' }] } }, 'after'],
    [{ model: { layers: [{ activation: 'elu' }] } }, 'elu'],
    [{ model: { layers: [{ activation: 'softmax' }, last] } }, 'softmax'],
    [{ schedule: { id: 'piecewise', rates: [1, 2] } }, '2'],
    [{ schedule: { id: 'piecewise', boundaries: [2, 1], rates: [1, 2, 3] } }, 'schedule.boundaries'],
    [{ schedule: { id: 'performance', per: 'step' } }, 'performance'],
    [3, ''],
    [{ optimizer: new Map() }, 'Map'],
    [{ seed: null }, 'null'],
  ];
  for (const [spec, shown] of specs)
    test(JSON.stringify(spec).slice(0, 60), () => {
      let error;
      try {
        engine.normalize(spec);
      } catch (refusal) {
        error = refusal;
      }
      const words = [wordError(inEnglish, error), wordError(inSpanish, error)];
      for (const text of words) assert.ok(text.includes(shown), `${text} should show ${shown}`);
      assert.notEqual(words[0], words[1]);
      assert.ok(!words[1].includes(error.message), words[1]);
    });

  test('numbers as the language writes them, memory in megabytes', () => {
    const comma = (/** @type {number} */ x) => String(x).replace('.', ',');
    const range = { message: '', path: 'clipNorm', code: 'range', values: { min: 0, max: 0.5, given: 0.75 } };
    assert.match(wordError(inSpanish, range, comma), /entre 0 y 0,5; se dio 0,75/);
    const memory = {
      message: 'not enough memory for the model: 3000000 bytes',
      code: 'memory',
      values: { bytes: 3e6 },
    };
    assert.match(wordError(inSpanish, memory), / 3 MB/);
  });

  test('what has no words of its own keeps its message', () => {
    for (const code of ['other', 'bytes', 'constructor', undefined])
      assert.ok(wordError(inSpanish, { message: 'indices must name one', code }).includes('indices must name one'));
  });

  test('a lost worker and a file that did not come', async () => {
    const app = { t: inSpanish, format: { plain: String } };
    assert.equal(wordFailure(app, new WorkerLostError('it is gone')), 'El proceso de entrenamiento se interrumpió.');
    const missing = await new Download(() => {}).read('starter', 'a.gz').catch((error) => error);
    assert.match(wordFailure(app, missing), /^No se pudo cargar "starter\/a\.gz": /);
  });

  test('a file of the page that did not come, as browsers and Descenso say it; and no error of a program', () => {
    const app = { t: (/** @type {string} */ key) => key, format: { plain: String } };
    const messages = [
      // Chromium
      'Failed to fetch',
      'Failed to fetch dynamically imported module: http://localhost/web/runs/record.js',
      // Firefox
      'NetworkError when attempting to fetch resource.',
      'error loading dynamically imported module: http://localhost/web/runs/record.js',
      // WebKit
      'Load failed',
      'Importing a module script failed.',
    ];
    for (const message of messages) assert.equal(wordFailure(app, new TypeError(message)), 'page.unreached', message);
    // What asks for a file names it, where there are the words for that.
    const file = 'descenso.wasm';
    const missing = Object.assign(new Error('503 Service Unavailable'), { code: 'download', values: { file } });
    assert.match(wordMessage({ t: inSpanish, has: () => true }, missing), /^No se pudo cargar "descenso\.wasm": /);
    assert.equal(wordMessage({ ...app, has: () => false }, missing), 'page.unreached');
    for (const message of ['fetchLab is not a function', 'this run has been freed'])
      assert.equal(wordFailure(app, new TypeError(message)), message);
  });

  test('what no code is of is told as it is', () => {
    const app = { t: inSpanish, format: { plain: String } };
    assert.equal(wordFailure(app, new Error('this run has been freed')), 'this run has been freed');
    const refused = {
      message: 'epochs must be 1..10000, got 0',
      path: 'epochs',
      code: 'range',
      values: { min: 1, max: 10000, given: 0 },
    };
    assert.match(wordFailure(app, refused), /entre 1 y 10000; se dio 0/);
  });
});
