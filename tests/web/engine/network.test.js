// Networks that only predict, in the pool's workers: Node's bits for any number of workers, progress, cancelling, and a
// worker that dies on the way.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { readStarter } from '../../helpers/datasets.js';
import { loadEngine } from '../../../wasm/index.js';
import { calibrationSpread, fitTemperature, tempered } from '../../../wasm/statistics/calibration.js';
import { transform } from '../../../web/engine/transform.js';
import { noiseSet } from '../../../web/engine/worker/montecarlo.js';
import { SMALL, inBrowsers, inNode } from './harness.js';

const CHECKPOINT = 'web/data/checkpoint/dropout.bin';
const PIXELS = 784;
const engine = await loadEngine();
const bytes = new Uint8Array(readFileSync(new URL(`../../../${CHECKPOINT}`, import.meta.url)));
const { images, labels } = await readStarter('test').then((files) => ({
  images: files.images.subarray(16),
  labels: files.labels.subarray(8),
}));

/** Files beside the checkpoint. @param {string[]} names */
const gunzipped = (...names) =>
  names.map((name) =>
    gunzipSync(readFileSync(new URL(`../../../${CHECKPOINT.replace('dropout.bin', name)}`, import.meta.url))),
  );

/** FNV-1a over the bits of floats: what a page can send back of a million numbers. @param {ArrayLike<number>} values */
function bitsOf(values) {
  let hash = 0x811c9dc5;
  for (const word of new Uint32Array(Float32Array.from(values).buffer)) hash = Math.imul(hash ^ word, 0x01000193);
  return hash >>> 0;
}
const FIGURES = ['probabilities', 'mean', 'std', 'entropy', 'expectedEntropy', 'mutualInformation'];

/** What Node says of a whole set. */
function whole(set, options) {
  const dataset = engine.createDataset({ ...set, rows: 28, columns: 28, classes: 10 });
  const network = engine.restore(bytes);
  const { probabilities } = network.predict(dataset);
  const stochastic = network.predictMonteCarlo(dataset, options);
  network.free();
  dataset.free();
  return { probabilities, ...stochastic };
}

inBrowsers((harness, test) => {
  test('a whole set has the same bits for one worker and for three, with progress to the last image', async () => {
    const answers = await harness.page((page) =>
      page.evaluate(
        async ([path, figures, hash]) => {
          const bitsOf = new Function(`return ${hash}`)();
          const bytes = new Uint8Array(await (await fetch(`/${path}`)).arrayBuffer());
          const answers = [];
          for (const size of [1, 3]) {
            const pool = createPool({ size });
            const network = pool.network(bytes);
            const progress = [];
            const found = await network.predict('starter', {
              passes: 7,
              seed: 5,
              keepSamples: true,
              onProgress: ({ done, total }) => progress.push([done, total]),
            });
            const noise = await network.predict('noise', { passes: 3, seed: 5 });
            answers.push({
              source: found.source,
              count: found.count,
              bits: Object.fromEntries(figures.map((key) => [key, bitsOf(found[key])])),
              samples: found.samples.map(bitsOf),
              noise: bitsOf(noise.mean),
              progress,
              info: (await network.info()).weightsHash,
            });
            pool.close();
          }
          return answers;
        },
        [CHECKPOINT, FIGURES, bitsOf.toString()],
      ),
    );
    const expected = whole({ images, labels }, { passes: 7, seed: 5, keepSamples: true });
    const noise = whole(noiseSet(1000), { passes: 3, seed: 5 });
    for (const { source, count, bits, samples, progress, info, noise: noiseBits } of answers) {
      assert.deepEqual([source, count], ['starter', 1000]);
      assert.deepEqual(bits, Object.fromEntries(FIGURES.map((key) => [key, bitsOf(expected[key])])));
      const size = count * 10;
      assert.deepEqual(
        samples,
        Array.from({ length: 7 }, (_, t) => bitsOf(expected.samples.subarray(t * size, (t + 1) * size))),
      );
      assert.equal(noiseBits, bitsOf(noise.mean));
      assert.ok(
        progress.every(([done], n) => n === 0 || done > progress[n - 1][0]),
        'it only grows',
      );
      assert.deepEqual(progress.at(-1), [1000, 1000]);
      assert.equal(info, engine.restore(bytes).weightsHash());
    }
  });

  test('changed images, temperatures and what a calibration error may be are those of Node', async () => {
    const change = { angle: 30, noise: 0.1 };
    const answers = await harness.page((page) =>
      page.evaluate(
        async ([path, change, hash]) => {
          const bitsOf = new Function(`return ${hash}`)();
          const pool = createPool({ size: 2 });
          const network = pool.network(new Uint8Array(await (await fetch(`/${path}`)).arrayBuffer()));
          const { probabilities } = await network.predict('starter', {});
          const changed = await network.predict('starter', { change });
          const validation = await network.predict('validation:ready', {});
          const own = await network.predict('validation:starter:300', {});
          const { temperature, others } = await pool.temper(validation.source, validation.probabilities, [
            probabilities,
          ]);
          const spread = await pool.spread('starter', probabilities);
          pool.close();
          return {
            changed: bitsOf(changed.probabilities),
            counts: [validation.count, own.count],
            own: [...own.probabilities.subarray(0, 10)],
            temperature,
            tempered: [...others[0]],
            spread,
          };
        },
        [CHECKPOINT, change, bitsOf.toString()],
      ),
    );
    const set = await readStarter('train');
    const validation = gunzipped('validation-images-idx3-ubyte.gz', 'validation-labels-idx1-ubyte.gz');
    const of = (/** @type {Uint8Array} */ pixels) =>
      whole({ images: pixels, labels: new Uint8Array(pixels.length / PIXELS) }, { passes: 1 }).probabilities;
    const turned = new Uint8Array(images.length);
    for (let which = 0; which < labels.length; which++)
      turned.set(
        transform(images.subarray(which * PIXELS, (which + 1) * PIXELS), { ...change, which }),
        which * PIXELS,
      );
    assert.equal(answers.changed, bitsOf(of(turned)));
    assert.deepEqual(answers.counts, [1000, 300]);
    assert.deepEqual(answers.own, [...of(set.images.subarray(16).slice(-300 * PIXELS)).subarray(0, 10)]);
    const temperature = fitTemperature(of(validation[0].subarray(16)), validation[1].subarray(8));
    assert.ok(Math.abs(answers.temperature - temperature) < 1e-9, `${answers.temperature}, ${temperature}`);
    const probabilities = of(images);
    tempered(probabilities, 10, temperature).forEach((p, n) => assert.ok(Math.abs(answers.tempered[n] - p) < 1e-6));
    const spread = calibrationSpread(probabilities, labels);
    for (const [key, value] of Object.entries(spread)) assert.ok(Math.abs(answers.spread[key] - value) < 1e-12, key);
  });

  test('images by themselves, what a run has learnt, and judgements are those of Node', async () => {
    const model = { inputDropout: 0.2, layers: [{ units: 16, dropout: 0.5 }, { units: 10 }] };
    const spec = { ...SMALL, model, epochs: 1 };
    const answers = await harness.page((page) =>
      page.evaluate(async (spec) => {
        const pool = createPool({ size: 2 });
        const { run, ended } = train(pool, spec);
        await ended;
        const network = pool.network(await run.save());
        const { images, indices, labels, total } = await pool.testImages('starter', [3, 999, 1000, 4]);
        const seen = await network.classify(images, { passes: 6, seed: 9 });
        const { probabilities, mean } = await network.predict('starter', { passes: 4, seed: 9 });
        const judged = await pool.judge('starter', [probabilities, mean]);
        const separated = await pool.separate(Float32Array.of(3, 2), Float32Array.of(1, 2, 2));
        const members = [];
        for (const member of [0, 1]) {
          const one = train(pool, { ...spec, bagging: { models: 2 } }, { member });
          await one.ended;
          const own = pool.network(await one.run.save());
          members.push([one.log.end.weightsHash, (await own.info()).weightsHash]);
        }
        const gone = await failure(pool.network(new Uint8Array(12)).info());
        network.free();
        const freed = await failure(network.classify(images, { passes: 1 }));
        pool.close();
        return {
          indices: [...indices],
          labels: [...labels],
          total,
          images: [...images],
          plain: [...seen.probabilities],
          samples: [...seen.samples],
          classes: seen.classes,
          scores: judged.scores.map(({ accuracy, brier }) => [accuracy, brier]),
          pairs: judged.pairs,
          correct: judged.correct.map((one) => one.reduce((a, b) => a + b, 0)),
          separated,
          members,
          gone: gone.message,
          freed: freed.message,
        };
      }, spec),
    );
    assert.deepEqual(answers.indices, [3, 999, 4], 'those that the set has');
    assert.deepEqual(
      answers.labels,
      [3, 999, 4].map((n) => labels[n]),
    );
    assert.deepEqual([answers.total, answers.classes], [1000, 10]);
    const pixels = [3, 999, 4].map((n) => images.subarray(n * PIXELS, (n + 1) * PIXELS));
    assert.deepEqual(
      answers.images,
      pixels.flatMap((one) => [...one]),
    );

    await inNode(spec, (experiment, { test: data }) => {
      experiment.runSteps(1e6);
      answers.indices.forEach((first, i) => {
        const { probabilities } = experiment.predict(data, { first, count: 1 });
        assert.deepEqual(answers.plain.slice(i * 10, (i + 1) * 10), [...probabilities]);
      });
      const { probabilities } = experiment.predict(data);
      const { mean } = experiment.predictMonteCarlo(data, { passes: 4, seed: 9 });
      const expected = [probabilities, mean].map((one) => engine.scorePredictions({ probabilities: one, labels }));
      assert.deepEqual(
        answers.scores,
        expected.map(({ accuracy, brier }) => [accuracy, brier]),
      );
      answers.correct.forEach((hits, n) => assert.equal(hits / 1000, expected[n].accuracy));
      const [{ a, b, onlyA, onlyB }] = answers.pairs;
      assert.deepEqual([answers.pairs.length, a, b], [1, 0, 1]);
      assert.equal(onlyA - onlyB, answers.correct[0] - answers.correct[1]);
    });
    assert.equal(answers.samples.length, 3 * 6 * 10);
    assert.equal(answers.separated, (1 + 1 + 1 + 1 + 0.5 + 0.5) / 6);
    for (const [trained, restored] of answers.members) assert.equal(trained, restored);
    assert.notEqual(answers.members[0][0], answers.members[1][0]);
    assert.match(answers.gone, /checkpoint/);
    assert.match(answers.freed, /freed/);
  });

  test('the same image is seen by the same sub-networks, wherever it stands', async () => {
    const { samples } = await harness.page((page) =>
      page.evaluate(async (path) => {
        const pool = createPool({ size: 1 });
        const network = pool.network(new Uint8Array(await (await fetch(`/${path}`)).arrayBuffer()));
        const { images } = await pool.testImages('starter', [5, 7, 5]);
        const { samples } = await network.classify(images, { passes: 8, seed: 3 });
        pool.close();
        return { samples: [...samples] };
      }, CHECKPOINT),
    );
    const of = (/** @type {number} */ i) => samples.slice(i * 80, (i + 1) * 80);
    assert.deepEqual(of(0), of(2));
    assert.notDeepEqual(of(0), of(1));
  });

  test('it can be cancelled, and a worker that dies on the way loses nothing', async () => {
    const { cancelled, doneThen, bits } = await harness.page((page) =>
      page.evaluate(
        async ([path, hash]) => {
          const bitsOf = new Function(`return ${hash}`)();
          const { pool, kill } = watchedPool({ size: 2 });
          const network = pool.network(new Uint8Array(await (await fetch(`/${path}`)).arrayBuffer()));
          const stop = new AbortController();
          let doneThen = 0;
          const cancelled = await network
            .predict('starter', {
              passes: 200,
              signal: stop.signal,
              onProgress: ({ done }) => {
                doneThen = done;
                stop.abort();
              },
            })
            .then(
              () => null,
              ({ name }) => name,
            );
          let killed = null;
          const { mean } = await network.predict('starter', {
            passes: 20,
            seed: 5,
            onProgress({ done }) {
              if (done >= 50) killed ??= kill(0);
            },
          });
          await killed;
          pool.close();
          return { cancelled, doneThen, bits: bitsOf(mean) };
        },
        [CHECKPOINT, bitsOf.toString()],
      ),
    );
    assert.equal(cancelled, 'AbortError');
    assert.ok(doneThen < 1000, `${doneThen} images`);
    assert.equal(bits, bitsOf(whole({ images, labels }, { passes: 20, seed: 5 }).mean));
  });
});
