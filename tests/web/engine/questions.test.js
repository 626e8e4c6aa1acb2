// What can be asked of a run: confusion, mistakes, weights, the noise of its gradients.

import assert from 'node:assert/strict';
import { readStarter } from '../../helpers/datasets.js';
import { SMALL, inBrowsers, inNode } from './harness.js';

const CLASSES = 10;
const PIXELS = 784;

const spec = { ...SMALL, epochs: 1 };
const test10k = await readStarter('test');
const labels = test10k.labels.subarray(8);
const images = test10k.images.subarray(16);

inBrowsers((harness, test) => {
  for (const atEnd of ['keep', 'save'])
    test(`confusion, mistakes and weights are those of the engine in Node (${atEnd})`, async () => {
      const answers = await harness.page((page) =>
        page.evaluate(
          async ([spec, atEnd]) => {
            const pool = createPool({ size: 1 });
            const { run, ended } = train(pool, spec, { atEnd });
            const { network: _, ...end } = (await ended).end;
            const [{ runs }] = pool.status();
            const confusion = await run.confusion();
            const { counts, classes } = confusion;
            const cells = [...counts.keys()].filter((k) => Math.floor(k / classes) !== k % classes);
            const worst = cells.reduce((best, k) => (counts[k] > counts[best] ? k : best));
            const [trueClass, predictedClass] = [Math.floor(worst / classes), worst % classes];
            const plain = (answer) =>
              Object.fromEntries(
                Object.entries(answer).map(([key, value]) => [key, ArrayBuffer.isView(value) ? [...value] : value]),
              );
            const again = await run.confusion();
            return {
              end,
              runs,
              confusion: plain(confusion),
              again: plain(again),
              trueClass,
              predictedClass,
              mistakes: plain(await run.misclassified(trueClass, predictedClass, 3)),
              all: plain(await run.misclassified(trueClass, predictedClass, 1e6)),
              layer: plain(await run.firstLayer(2)),
              whole: (await run.firstLayer(1e6)).outputs,
            };
          },
          [spec, atEnd],
        ),
      );
      const expected = await inNode(spec, (experiment, { test: data }) => {
        experiment.runSteps(1e6);
        const { confusion, accuracy } = experiment.evaluate(data);
        return { confusion, accuracy, prediction: experiment.predict(data), parameters: experiment.parameters() };
      });
      const { end, confusion, again, mistakes, all, layer, trueClass, predictedClass } = answers;
      assert.equal(answers.runs, atEnd === 'keep' ? 1 : 0, 'what its memory is kept for');
      assert.equal(end.test.accuracy, expected.accuracy);
      assert.deepEqual([confusion.classes, confusion.step], [CLASSES, end.step]);
      assert.deepEqual(confusion.counts, [...expected.confusion]);
      assert.deepEqual(again, confusion);

      const count = confusion.counts[trueClass * CLASSES + predictedClass];
      assert.ok(count > 3 && all.total === count && mistakes.total === count);
      assert.equal(all.indices.length, count);
      assert.deepEqual(mistakes.indices, all.indices.slice(0, 3));
      for (const [at, n] of all.indices.entries()) {
        assert.equal(labels[n], trueClass);
        assert.equal(expected.prediction.classes[n], predictedClass);
        assert.deepEqual(all.probabilities.slice(at * CLASSES, (at + 1) * CLASSES), [
          ...expected.prediction.probabilities.subarray(n * CLASSES, (n + 1) * CLASSES),
        ]);
      }
      const sureness = all.indices.map((_, at) => all.probabilities[at * CLASSES + predictedClass]);
      assert.deepEqual(
        sureness,
        sureness.toSorted((a, b) => b - a),
      );
      const [first] = mistakes.indices;
      assert.deepEqual(mistakes.images.slice(0, PIXELS), [...images.subarray(first * PIXELS, (first + 1) * PIXELS)]);
      assert.deepEqual([mistakes.rows, mistakes.columns, mistakes.images.length], [28, 28, 3 * PIXELS]);

      const [
        {
          shape: [inputs, units],
          values,
        },
      ] = expected.parameters;
      assert.deepEqual(
        [layer.inputs, layer.outputs, layer.values.length, answers.whole],
        [inputs, 2, 2 * inputs, units],
      );
      for (const i of [0, 100, 783]) {
        assert.equal(layer.values[i], values[i * units]);
        assert.equal(layer.values[inputs + i], values[i * units + 1]);
      }
    });

  test("the noise of a minibatch's gradient falls as 1/n, and other runs go on meanwhile", async () => {
    const { noise, fresh, twice, other, wrong } = await harness.page((page) =>
      page.evaluate(async (spec) => {
        const pool = createPool({ size: 1 });
        const { run } = train(pool, spec, { paused: true });
        const fresh = await run.gradientNoise([64], 5);
        await run.step(20);
        const { run: beside, log } = train(pool, { ...spec, epochs: 10000 });
        await beside.pause();
        const before = log.losses.length;
        beside.resume();
        const measured = run.gradientNoise([8, 32, 128, 1000], 60);
        const twice = await failure(run.gradientNoise([8], 1));
        const wrong = await failure(run.gradientNoise([0], 1));
        const { noise, standardError, ...rest } = await measured;
        beside.stop();
        return {
          noise: { ...rest, noise: [...noise], standardError: [...standardError] },
          fresh: fresh.step,
          twice,
          wrong,
          other: log.losses.length - before,
        };
      }, spec),
    );
    assert.equal(fresh, 0);
    assert.deepEqual([noise.step, noise.samples, noise.sizes], [20, 60, [8, 32, 128, 1000]]);
    const scaled = noise.noise.map((value, k) => value * noise.sizes[k]);
    for (const [k, value] of scaled.entries()) {
      const error = (noise.standardError[k] * noise.sizes[k]) / value;
      assert.ok(error > 0 && error < 0.3, `standard error ${error}`);
      assert.ok(Math.abs(value / scaled[1] - 1) < 0.4, `n · noise: ${scaled}`);
    }
    const full = await inNode(spec, (experiment) => {
      experiment.runSteps(20);
      const loss = experiment.lossAndGradient(Array.from({ length: experiment.trainCount }, (_, n) => n));
      const squares = experiment
        .gradients()
        .flatMap(({ values }) => [...values])
        .map((g) => g * g);
      return { loss, squares: squares.reduce((a, b) => a + b, 0) };
    });
    assert.ok(Math.abs(noise.loss / full.loss - 1) < 1e-6);
    assert.ok(Math.abs(noise.gradientNormSquared / full.squares - 1) < 1e-4);
    assert.ok(other > 0, 'the run beside trained meanwhile');
    assert.match(twice.message, /measured already/);
    assert.match(wrong.message, /sizes\[0\] must be/);
  });
});
