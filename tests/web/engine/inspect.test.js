// What a run can show of its regularization: weights, masks and augmented images are those of the engine in Node.

import assert from 'node:assert/strict';
import { readStarter } from '../../helpers/datasets.js';
import { SMALL, inBrowsers, inNode } from './harness.js';

const PIXELS = 784;
const STEPS = 37;
const spec = {
  ...SMALL,
  model: {
    inputDropout: 0.2,
    layers: [
      { units: 24, dropout: 0.5, maxNorm: 1, l1: 1e-4 },
      { units: 10, l2: 1e-3 },
    ],
  },
  augmentation: { flip: true, shift: 2, noise: 0.05 },
  epochs: 3,
};
const train = (await readStarter('train')).images.subarray(16);

inBrowsers((harness, test) => {
  test('weights, masks, images and penalties', async () => {
    const found = await harness.page((page) =>
      page.evaluate(
        async ({ spec, steps }) => {
          const pool = createPool({ size: 1 });
          const penalties = [];
          const run = pool.run(spec, { slice: (slice) => penalties.push(...slice.penalties) }, { paused: true });
          const early = await failure(run.masks());
          const wrong = await failure(run.images(0, [1]));
          await run.step(steps);
          const masks = await run.masks();
          const weights = await run.weights();
          const images = await run.images(3, [5, 900]);
          const far = await failure(run.images(1, [1000]));
          return {
            early,
            wrong,
            far,
            penalties,
            step: [masks.step, weights.step],
            weights: weights.layers.map((layer) => ({ ...layer, counts: [...layer.counts], norms: [...layer.norms] })),
            zeroBelow: weights.zeroBelow,
            masks: {
              ...masks,
              images: [...masks.images],
              sites: masks.sites.map((site) => ({ ...site, values: [...site.values] })),
            },
            images: { ...images, images: [...images.images], originals: [...images.originals] },
          };
        },
        { spec, steps: STEPS },
      ),
    );
    const expected = await inNode(spec, (experiment) => {
      const { penalties } = experiment.runSteps(STEPS);
      return {
        penalties,
        kernels: experiment.parameters().filter(({ shape }) => shape.length === 2),
        masks: experiment.masks(),
        seen: experiment.images(1, experiment.order(1).subarray((STEPS - 32 - 1) * 32, (STEPS - 32) * 32)),
        epochs: [0, 1, 2].map((epoch) => experiment.images(epoch, [5, 900])),
      };
    });
    assert.match(found.early.message, /no minibatch/);
    assert.match(found.wrong.message, /epochs must be/);
    assert.match(found.far.message, /indices\[0\]/);
    assert.deepEqual(found.step, [STEPS, STEPS]);
    assert.deepEqual(found.penalties, [...expected.penalties]);
    assert.ok(found.penalties.every((penalty) => penalty > 0));

    assert.deepEqual(
      found.weights.map(({ name, inputs, units }) => [name, inputs, units]),
      [
        ['dense1', PIXELS, 24],
        ['dense2', 24, 10],
      ],
    );
    for (const [k, { units, norms, counts, firstBin, binWidth, zeros, exact }] of found.weights.entries()) {
      const { values } = expected.kernels[k];
      assert.equal(zeros, values.filter((w) => Math.abs(w) < found.zeroBelow).length);
      assert.equal(exact, values.filter((w) => w === 0).length);
      assert.equal(
        counts.reduce((a, b) => a + b),
        values.length,
      );
      for (const bin of [-3, 0, 2]) {
        const inside = values.filter((w) => w >= (bin - 0.5) * binWidth && w < (bin + 0.5) * binWidth).length;
        assert.ok(Math.abs(counts[bin - firstBin] - inside) <= 1, `bin ${bin}: ${counts[bin - firstBin]}, ${inside}`);
      }
      for (let o = 0; o < units; o++) {
        const norm = Math.hypot(...values.filter((_, i) => i % units === o));
        assert.ok(Math.abs(norms[o] / norm - 1) < 1e-6);
      }
    }
    assert.ok(
      found.weights[0].norms.every((norm) => norm <= 1 + 1e-6) && found.weights[1].norms.some((norm) => norm > 1),
    );

    assert.deepEqual([found.masks.samples, found.masks.rows, found.masks.columns], [32, 28, 28]);
    assert.deepEqual(
      found.masks.sites.map(({ name, units }) => [name, units]),
      [
        ['input', PIXELS],
        ['dense1', 24],
      ],
    );
    found.masks.sites.forEach(({ values }, k) => assert.deepEqual(values, [...expected.masks[k].values]));
    assert.deepEqual(found.masks.images, [...expected.seen]);

    const original = [5, 900].flatMap((n) => [...train.subarray(n * PIXELS, (n + 1) * PIXELS)]);
    assert.deepEqual(found.images.originals, original);
    assert.deepEqual(
      found.images.images,
      expected.epochs.flatMap((images) => [...images]),
    );
    assert.notDeepEqual(expected.epochs[0], expected.epochs[1]);
  });
});
