// The uncertainty lab's pure parts: transforms, drawings, what passes amount to, verdicts.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { loadEngine } from '../../../wasm/index.js';
import { dab, decodeDrawing, encodeDrawing, stroke } from '../../../web/labs/uncertainty/drawing.js';
import { Comparison, METHODS, pairsOf } from '../../../web/labs/uncertainty/comparison.js';
import { Explorer, latest } from '../../../web/labs/uncertainty/explorer.js';
import { createPool } from '../../../web/engine/pool.js';
import { Networks, wordReason } from '../../../web/labs/uncertainty/networks.js';
import {
  convergence,
  entropyOf,
  histogram,
  leading,
  runningMeans,
  summarize,
  topOf,
} from '../../../web/labs/uncertainty/passes.js';
import { contest, planOf, settingsFor, withDropout } from '../../../web/labs/uncertainty/settings.js';
import { extremes, TestRun } from '../../../web/labs/uncertainty/testrun.js';
import { shuffle, SIDE, STOPS, transform } from '../../../web/engine/transform.js';
import { correctedPairs, outcomeOf, sharesOf } from '../../../web/labs/uncertainty/verdict.js';
import { withPaths } from '../../../web/state/paths.js';
import { createRandom } from '../../helpers/random.js';
import { readStarter } from '../../helpers/datasets.js';
import { FakeTimers, FakeWorkers, settled } from '../../helpers/workers.js';
import { wordsOf } from '../../helpers/words.js';

const engine = await loadEngine();
const SIZE = SIDE ** 2;
const files = await readStarter('test');
const image = files.images.subarray(16, 16 + SIZE);
const at = (pixels, row, column) => pixels[row * SIDE + column];
const sum = (pixels) => pixels.reduce((a, b) => a + b, 0);

describe('an image that is changed', () => {
  test('not at all stays as it is', () => assert.deepEqual(transform(image, {}), Uint8Array.from(image)));

  test('by whole pixels moves, and background comes in', () => {
    const moved = transform(image, { right: 3, down: -5 });
    for (let row = 0; row < SIDE; row++)
      for (let column = 0; column < SIDE; column++) {
        const [r, c] = [row + 5, column - 3];
        const before = r < SIDE && c >= 0 ? at(image, r, c) : 0;
        assert.equal(at(moved, row, column), before, `${row}, ${column}`);
      }
  });

  test('by quarters is turned clockwise, exactly, and four of them are none', () => {
    const turned = transform(image, { angle: 90 });
    for (let row = 0; row < SIDE; row++)
      for (let column = 0; column < SIDE; column++)
        assert.equal(at(turned, row, column), at(image, SIDE - 1 - column, row));
    assert.deepEqual(transform(transform(image, { angle: -90 }), { angle: 90 }), Uint8Array.from(image));
    assert.deepEqual(transform(image, { angle: 180 }), transform(image, { angle: -180 }));
  });

  test('by other angles keeps its ink, where it does not leave the image, and a disc stays a disc', () => {
    const disc = Uint8Array.from({ length: SIZE }, (_, i) =>
      Math.hypot((i % SIDE) - 13.5, Math.floor(i / SIDE) - 13.5) < 9 ? 200 : 0,
    );
    for (const angle of [10, 37, -120]) {
      const turned = transform(disc, { angle });
      assert.ok(Math.abs(sum(turned) / sum(disc) - 1) < 0.01, `${angle}°: ${sum(turned)} of ${sum(disc)}`);
      for (let i = 0; i < SIZE; i++)
        if (Math.hypot((i % SIDE) - 13.5, Math.floor(i / SIDE) - 13.5) < 7) assert.equal(turned[i], 200);
    }
  });

  test('noise has the deviation that it is given, no bias, and grows without changing its pattern', () => {
    const grey = new Uint8Array(SIZE).fill(128);
    const differences = (noise) => Array.from(transform(grey, { noise }), (x) => (x - 128) / 255);
    const weak = differences(0.05);
    const [mean, square] = [sum(weak) / SIZE, sum(weak.map((x) => x * x)) / SIZE];
    assert.ok(Math.abs(mean) < 0.05 * (4 / SIDE), `mean ${mean}`);
    assert.ok(Math.abs(Math.sqrt(square) / 0.05 - 1) < 0.1, `deviation ${Math.sqrt(square)}`);
    const strong = differences(0.1);
    strong.forEach((x, i) => assert.ok(Math.abs(x - 2 * weak[i]) < 0.01));
    assert.deepEqual(differences(0.05), weak);
  });

  test('shuffled, has the same greys elsewhere', () => {
    const mixed = shuffle(image);
    assert.deepEqual([...mixed].sort(), [...image].sort());
    assert.notDeepEqual(mixed, Uint8Array.from(image));
  });

  test('charts go from end to end of the settings', () => {
    const named = Object.fromEntries(settingsFor(engine.catalog).map((setting) => [setting.key, setting]));
    for (const [sweep, key] of [
      ['angle', 'angle'],
      ['noise', 'noise'],
      ['shift', 'right'],
    ]) {
      const { min, max, default: start } = named[key];
      assert.deepEqual([STOPS[sweep][0], STOPS[sweep].at(-1)], [min, max]);
      assert.ok(STOPS[sweep].includes(start), 'the image as it is stands among them');
    }
  });
});

describe('a drawing', () => {
  test('comes back from its text, to the nearest of sixteen greys', () => {
    const pixels = new Uint8Array(SIZE);
    stroke(pixels, [4, 5], [20, 24]);
    dab(pixels, 14, 3, { radius: 3 });
    const text = encodeDrawing(pixels);
    assert.match(text, /^[\w-]+$/, 'fit for a link');
    const back = decodeDrawing(text);
    pixels.forEach((grey, i) => assert.ok(Math.abs(back[i] - grey) <= 8.5));
    assert.equal(encodeDrawing(back), text);
    assert.ok(text.length < 500, `${text.length} letters`);
  });

  test('an empty one has no text; what is no drawing is an empty one; a full one fits too', () => {
    assert.equal(encodeDrawing(new Uint8Array(SIZE)), '');
    for (const text of ['', '!', 'A', 'ñandú']) assert.deepEqual(decodeDrawing(text), new Uint8Array(SIZE));
    const full = new Uint8Array(SIZE).fill(255);
    assert.deepEqual(decodeDrawing(encodeDrawing(full)), full);
    const random = createRandom(7);
    const worst = Uint8Array.from({ length: SIZE }, () => 17 * Math.floor(16 * random()));
    assert.deepEqual(decodeDrawing(encodeDrawing(worst)), worst);
  });

  test('strokes have no gaps, and the eraser takes away', () => {
    const pixels = new Uint8Array(SIZE);
    stroke(pixels, [2, 14], [26, 14]);
    for (let column = 2; column < 26; column++) assert.equal(at(pixels, 13, column), 255);
    assert.equal(at(pixels, 5, 14), 0);
    stroke(pixels, [2, 14], [26, 14], { erase: true, radius: 4 });
    assert.equal(sum(pixels), 0);
  });
});

describe('passes', () => {
  const [K, T] = [3, 4];
  const samples = Float32Array.from([0.5, 0.25, 0.25, 1, 0, 0, 0.25, 0.75, 0, 0.75, 0.25, 0]);

  test('mean, population deviation and entropies by hand', () => {
    const { mean, std, entropy, expectedEntropy, mutualInformation, top } = summarize(samples, K, T);
    assert.deepEqual([...mean], [0.625, 0.3125, 0.0625]);
    // Deviations of the first class: −1/8, 3/8, −3/8, 1/8.
    assert.ok(Math.abs(std[0] - Math.sqrt((2 * 0.125 ** 2 + 2 * 0.375 ** 2) / 4)) < 1e-12);
    const ln = Math.log;
    assert.ok(Math.abs(entropy + 0.625 * ln(0.625) + 0.3125 * ln(0.3125) + 0.0625 * ln(0.0625)) < 1e-12);
    const each = [0.5 * ln(2) + 0.5 * ln(4), 0, 0.25 * ln(4) + 0.75 * ln(4 / 3), 0.25 * ln(4) + 0.75 * ln(4 / 3)];
    assert.ok(Math.abs(expectedEntropy - sum(each) / 4) < 1e-12);
    assert.ok(Math.abs(mutualInformation - (entropy - expectedEntropy)) < 1e-12 && mutualInformation > 0);
    assert.equal(top, 0);
    assert.deepEqual([...summarize(samples, K, 1).mean], [0.5, 0.25, 0.25], 'the first of them alone');
  });

  test('what the engine says of as many passes', () => {
    const bytes = readFileSync(new URL('../../../web/data/checkpoint/dropout.bin', import.meta.url));
    const network = engine.restore(new Uint8Array(bytes));
    const labels = new Uint8Array(1);
    const dataset = engine.createDataset({ images: image, labels, rows: SIDE, columns: SIDE, classes: 10 });
    const all = network.predictMonteCarlo(dataset, { passes: 60, seed: 4, keepSamples: true });
    for (const passes of [1, 25, 60]) {
      const found = summarize(all.samples, 10, passes);
      const expected = network.predictMonteCarlo(dataset, { passes, seed: 4 });
      for (const key of ['mean', 'std'])
        for (let k = 0; k < 10; k++) assert.ok(Math.abs(found[key][k] - expected[key][k]) < 1e-6, `${key} ${passes}`);
      for (const key of ['entropy', 'expectedEntropy', 'mutualInformation'])
        assert.ok(Math.abs(found[key] - expected[key][0]) < 1e-5, `${key} ${passes}`);
    }
  });

  test('the running mean ends at the mean, and its standard error falls as 1/√T', () => {
    const { mean, low, high } = convergence(samples, K, 0);
    assert.deepEqual(
      [...mean].map((x) => Number(x.toFixed(6))),
      [0.5, 0.75, 0.583333, 0.625],
    );
    assert.deepEqual([low[0], high[0]], [NaN, NaN], 'of one pass nobody knows it');
    assert.ok(high[1] > low[1]);
    const values = [0.5, 1, 0.25, 0.75];
    const variance = sum(values.map((x) => (x - 0.625) ** 2)) / 3;
    assert.ok(Math.abs(high[3] - low[3] - 2 * Math.sqrt(variance / 4)) < 1e-12);
    const random = createRandom(3);
    const many = Float32Array.from({ length: 4000 }, () => random());
    const band = convergence(many, 1, 0);
    const width = (n) => band.high[n - 1] - band.low[n - 1];
    assert.ok(Math.abs(width(1000) / width(4000) - 2) < 0.1);
  });

  test('means of the first one, two, … predictions', () => {
    const list = [Float32Array.of(1, 0), Float32Array.of(0, 1), Float32Array.of(0.5, 0.5)];
    assert.deepEqual(
      [...runningMeans(list)].map((one) => [...one]),
      [
        [1, 0],
        [0.5, 0.5],
        [0.5, 0.5],
      ],
    );
  });

  test('entropy, order, bins, extremes', () => {
    assert.equal(entropyOf([0, 1, 0]), 0);
    assert.ok(Math.abs(entropyOf(new Float64Array(10).fill(0.1)) - Math.log(10)) < 1e-12);
    assert.equal(topOf([0.2, 0.4, 0.4]), 1);
    assert.deepEqual(leading([0.2, 0.5, 0.1, 0.2], 3), [1, 0, 3]);
    assert.deepEqual(
      [...histogram([0, 0.4, 0.5, 1, 1.2], { high: 1, bins: 2 })].map((x) => Math.round(5 * x)),
      [2, 3],
    );
    assert.deepEqual([...histogram([], { high: 1, bins: 2 })], [0, 0]);
    assert.deepEqual(extremes([3, 1, 2, 1], 2, 'least'), [1, 3]);
    assert.deepEqual(extremes([3, 1, 2, 1], 2, 'most'), [0, 2]);
  });
});

test('a difference that chance explains is not called one', () => {
  assert.equal(outcomeOf({ onlyA: 0, onlyB: 0, p: 1 }), 'none');
  const pair = (onlyA, onlyB) => {
    const first = new Uint8Array(onlyA + onlyB);
    first.fill(1, 0, onlyA);
    return engine.mcnemar(
      first,
      first.map((x) => 1 - x),
    );
  };
  assert.equal(outcomeOf(pair(9, 6)), 'equal');
  assert.equal(outcomeOf(pair(30, 40)), 'equal');
  assert.equal(outcomeOf(pair(30, 60)), 'second');
  assert.equal(outcomeOf(pair(60, 30)), 'first');
});

test('one network twice is beside bagging once, and Holm allows for five tests', () => {
  const judged = (/** @type {number} */ apart) => ({
    pairs: METHODS.flatMap((_, b) =>
      METHODS.slice(0, b).map((__, a) => ({ a, b, onlyA: a === 0 && b === 2 ? apart : 30, onlyB: 0, p: 0.009 })),
    ),
  });
  assert.equal(pairsOf(judged(1)).length, 6);
  const asked = pairsOf(judged(0));
  assert.deepEqual(
    asked.map(({ names }) => names.join(' ')),
    ['one bagging', 'one ensemble', 'bagging ensemble', 'equal bagging', 'equal ensemble'],
  );
  for (const { p } of correctedPairs(asked)) assert.ok(Math.abs(p - 5 * 0.009) < 1e-12);
});

test('of six tests one p of 0.02 is no difference, and two that hold alone hold together', () => {
  const pairs = [0.02, 0.3, 0.5, 0.001, 0.9, 1].map((p) => ({ onlyA: 60, onlyB: 40, p }));
  assert.deepEqual(correctedPairs(pairs).map(outcomeOf), ['equal', 'equal', 'equal', 'first', 'equal', 'equal']);
  assert.deepEqual(correctedPairs(pairs.slice(0, 1)), pairs.slice(0, 1));
});

test('an accuracy has the interval of its share of images', () => {
  // Wilson's formula, worked out apart: 0.87769 to 0.91526.
  const format = { percent: (/** @type {number} */ x) => `${(100 * x).toFixed(1)}%` };
  const app = /** @type {import('../../../web/context.js').App} */ (/** @type {unknown} */ ({ format }));
  assert.deepEqual(sharesOf(app, Math.fround(0.898), 1000), { share: '89.8%', low: '87.8%', high: '91.5%' });
});

test('dropout of one rate stands before every layer, and not before the output', () => {
  const { model } = withDropout(engine.normalize(withPaths({}, contest.spec)), 0.35);
  assert.equal(model.inputDropout, 0.35);
  assert.deepEqual(
    model.layers.map(({ units, dropout }) => [units, dropout]),
    [
      [100, 0.35],
      [50, 0.35],
      [10, 0],
    ],
  );
  engine.normalize({ model });
});

test('of orders that come while one is worked on, only the last counts', async () => {
  const done = [];
  /** @type {(() => void)[]} */
  const finish = [];
  const ask = latest(
    (order) =>
      new Promise((resolve) => {
        done.push(order);
        finish.push(resolve);
      }),
  );
  for (const order of [1, 2, 3]) void ask(order);
  assert.deepEqual(done, [1]);
  finish[0]();
  await new Promise((resolve) => {
    setTimeout(resolve);
  });
  assert.deepEqual(done, [1, 3]);
  finish[1]();
  await new Promise((resolve) => {
    setTimeout(resolve);
  });
  void ask(4);
  assert.deepEqual(done, [1, 3, 4]);
});

/** A pool whose runs end when a test says so, and whose networks say the same of one image. */
function handPool() {
  const handles =
    /** @type {{ ended: boolean, freed: boolean, end: () => void, fail: (why: object) => void }[]} */ ([]);
  const ten = () => new Float32Array(10).fill(0.1);
  const network = {
    info: async () => ({ spec: engine.normalize({ data: { validationSize: 0 } }) }),
    predict: async (/** @type {string} */ source, { passes = 0, onProgress = (/** @type {object} */ _of) => {} }) => {
      onProgress({ done: 1, total: 1 });
      const samples = Array.from({ length: passes }, ten);
      return { source, count: 1, probabilities: ten(), mean: ten(), samples };
    },
    free: () => {},
  };
  const pool = {
    now: () => 0,
    run(
      /** @type {unknown} */ _spec,
      /** @type {import('../../../web/engine/pool/handle.js').RunCallbacks} */ { end, error },
    ) {
      const handle = {
        ended: false,
        freed: false,
        free: () => void (handle.freed = true),
        save: async () => new Uint8Array(1),
        end() {
          handle.ended = true;
          end?.(/** @type {never} */ ({ status: 'done', seconds: 1 }));
        },
        fail: (/** @type {object} */ why) => error?.(/** @type {never} */ (why)),
      };
      handles.push(handle);
      return handle;
    },
    network: () => network,
    judge: async (/** @type {string} */ _source, /** @type {unknown[]} */ candidates) => ({
      scores: candidates.map(() => ({ accuracy: 0.1, negativeLogLikelihood: 1 })),
    }),
    spread: async () => ({}),
  };
  return { handles, network, pool: /** @type {never} */ (pool) };
}

describe('a comparison', () => {
  const values = { dropout: 0.2, members: 2, membersDropout: true, passes: 3 };

  test('keeps the networks of two trainings at most, and those of none in the end', async () => {
    const { handles, pool } = handPool();
    const comparison = new Comparison(pool, () => {});
    const spec = engine.normalize({ seed: 4 });
    void comparison.start(planOf(spec, { ...values, trainings: 4 }));
    const shares = [comparison.share];
    let most = 0;
    while (comparison.status === 'running') {
      for (const handle of handles) if (!handle.ended) handle.end();
      most = Math.max(most, handles.filter(({ freed }) => !freed).length);
      shares.push(comparison.share);
      await settled();
    }
    assert.equal(comparison.error, null);
    assert.deepEqual([comparison.outcome?.rounds.length, handles.length, most], [4, 20, 10]);
    assert.ok(handles.every(({ freed }) => freed));
    assert.deepEqual(
      shares,
      [...shares].sort((a, b) => a - b),
    );
    assert.ok(shares[0] === 0 && Math.abs(comparison.share - 1) < 1e-12, `${shares} ${comparison.share}`);
    assert.deepEqual(
      comparison.runs.map(({ seed }) => seed),
      [4, 5, 6, 7].flatMap((seed) => Array(5).fill(seed)),
    );
  });

  test('that is cancelled keeps no network, of those that had come to their end either', async () => {
    const { handles, pool } = handPool();
    const comparison = new Comparison(pool, () => {});
    void comparison.start(planOf(engine.normalize({}), { ...values, trainings: 2 }));
    handles.slice(0, 7).forEach((handle) => handle.end());
    await settled();
    comparison.cancel();
    assert.deepEqual([handles.length, handles.every(({ freed }) => freed)], [10, true]);
  });

  test('tells at once what its second training failed of, while the first one is asked', async () => {
    const { handles, network, pool } = handPool();
    network.predict = () => new Promise(() => {});
    const comparison = new Comparison(pool, () => {});
    void comparison.start(planOf(engine.normalize({}), { ...values, trainings: 2 }));
    handles.slice(0, 5).forEach((handle) => handle.end());
    await settled();
    assert.equal(comparison.status, 'running');
    handles[7].fail({ message: 'lost', lost: true, code: 'worker-lost' });
    await settled();
    assert.equal(comparison.status, 'failed');
    assert.match(wordReason(/** @type {never} */ (await wordsOf('es')), comparison.error), /se interrumpió/);
  });

  test('of networks that no page can keep is refused, with what they would take', async () => {
    const { handles, pool } = handPool();
    const comparison = new Comparison(pool, () => {});
    const layers = [2000, 2000, 10].map((units) => ({ units }));
    await comparison.start(planOf(engine.normalize({ model: { layers } }), { ...values, members: 50, trainings: 1 }));
    assert.deepEqual([comparison.status, handles.length], ['failed', 0]);
    assert.match(wordReason(/** @type {never} */ (await wordsOf('es')), comparison.error), /2[.\s]?1\d\d MB.* 512 MB/);
  });
});

test('a test of all images goes on to its end where the next network frees the one that it asks', async () => {
  const workers = new FakeWorkers();
  const pool = createPool({ size: 1, timers: new FakeTimers(), startWorker: workers.start });
  const handle = pool.network(Uint8Array.of(1));
  const types = /** @type {string[]} */ ([]);
  workers.answer = (message) => {
    types.push(message.type);
    if (message.type === 'predict') {
      const { first, count, source } = message;
      const figures = {
        probabilities: new Float32Array(count * 2).fill(0.5),
        mean: new Float32Array(count * 2).fill(0.5),
      };
      if (first > 0) handle.free();
      return { first, count, source, total: 10, milliseconds: 1, ...figures };
    }
    return { correct: [new Uint8Array(10), new Uint8Array(10)] };
  };
  const run = new TestRun(pool, () => {});
  await run.start(
    /** @type {never} */ ({ network: { validation: null, handle, info: {} }, set: 'starter', values: { passes: 1 } }),
  );
  assert.deepEqual([run.error, run.status], [null, 'over']);
  assert.deepEqual([types[0], types.at(-1)], ['restore', 'release'], 'and it is given back then');
  await assert.rejects(handle.info(), /has been freed/);
  pool.close();
});

describe('what is refused is worded in the language of the moment', () => {
  const refusal = Object.assign(new Error('not enough memory for the samples: 400000000 bytes'), {
    code: 'memory',
    values: { bytes: 4e8 },
  });
  const refuse = () => Promise.reject(refusal);
  const keep = (/** @type {() => unknown} */ ask) => ask();
  const values = { passes: 5, source: 'test', image: 0, angle: 0, right: 0, down: 0, noise: 0, sweep: 'angle' };
  const question = /** @type {never} */ ({
    network: { validation: null, handle: { id: 1, keep, predict: refuse, classify: refuse }, info: {} },
    set: 'starter',
    values,
    seed: 1,
  });
  const [inSpanish, inEnglish] = [
    /No hay memoria suficiente: hacen falta 382 MB/,
    /not enough memory: this takes 382 MB/,
  ];

  /** @param {(app: never) => string} word */
  async function assertBoth(word) {
    for (const [language, words] of /** @type {const} */ ([
      ['es', inSpanish],
      ['en', inEnglish],
    ]))
      assert.match(word(/** @type {never} */ (await wordsOf(language))), words);
  }

  test('of a test of all images', async () => {
    const run = new TestRun(/** @type {never} */ ({ now: () => 0 }), () => {});
    await run.start(question);
    await assertBoth((app) => wordReason(app, run.error));
  });

  test('of a question about one image, and about its changes', async () => {
    const pixels = { images: new Uint8Array(SIZE), labels: [0], indices: [0], total: 1 };
    const told = /** @type {string[]} */ ([]);
    const explorer = new Explorer(/** @type {never} */ ({ testImages: async () => pixels }), (kind) => told.push(kind));
    explorer.ask(question);
    while (told.length < 2) await settled();
    await assertBoth((app) => wordReason(app, explorer.error));
  });

  test('of one’s own network, whose words follow the language; one that diverged is told as that', async () => {
    const app = await wordsOf('es');
    /** @type {import('../../../web/engine/pool/handle.js').RunCallbacks[]} */
    const runs = [];
    const run = (/** @type {unknown} */ _spec, /** @type {(typeof runs)[number]} */ on) => {
      runs.push(on);
      return { status: 'running', free: () => {} };
    };
    const networks = new Networks(/** @type {never} */ (app), /** @type {never} */ ({ now: () => 0, run }), () => {});
    networks.train(engine.normalize({}));
    runs[0].error({ message: refusal.message, code: 'memory', values: { bytes: 4e8 }, lost: false });
    await settled();
    assert.match(networks.failure, inSpanish);
    Object.assign(app, await wordsOf('en'));
    assert.match(networks.failure, inEnglish);
    networks.train(engine.normalize({}));
    assert.equal(networks.failure, '');
    runs[1].end(/** @type {never} */ ({ status: 'diverged', seconds: 1 }));
    await settled();
    assert.match(networks.failure, /diverged/);
    const layers = [...Array.from({ length: 9 }, () => ({ units: 4096 })), { units: 10 }];
    networks.train(engine.normalize({ model: { layers } }));
    assert.deepEqual([runs.length, networks.failure.includes('512 MB')], [2, true], networks.failure);
  });
});
