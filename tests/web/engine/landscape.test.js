// The loss on a plane, spread over the pool: the same bits for one worker as for three of which one dies on the way.

import assert from 'node:assert/strict';
import { Heights, nodeAt, pathPlane, specOfImages } from '../../../wasm/landscape/index.js';
import { loadDatasets } from '../../../wasm/data.js';
import { nodeReader } from '../../../wasm/data-node.js';
import { loadEngine } from '../../../wasm/index.js';
import { SMALL, inBrowsers } from './harness.js';

const engine = await loadEngine();
const spec = engine.normalize(SMALL);
const IMAGES = 60;
const PARAMETERS = 785 * 24 + 25 * 10;

/** Weights that no run had. */
const ways = [0, 1, 2, 3, 4].map((t) =>
  Float32Array.from({ length: PARAMETERS }, (_, k) => (((k * 7919 + t * t * 31) % 401) - 200) / 4000),
);

inBrowsers((harness, test) => {
  test('one worker, three of which one dies on the way, and Node find the same losses', async () => {
    const found = await harness.page((page) =>
      page.evaluate(
        async (spec, images, weights) => {
          const { Landscape } = await import('/web/runs/landscape.js');
          const checkpoints = weights.map((list, step) => ({ step, weights: Float32Array.from(list) }));
          const asked = { ways: [{ id: 'a', spec, checkpoints }], whose: 'a', directions: null, zoom: 1, images };
          const answers = [];
          for (const size of [1, 3]) {
            const { pool, kill } = watchedPool({ size });
            let killed = null;
            const landscape = new Landscape(pool, () => {
              if (size > 1 && landscape.share > 0.1) killed ??= kill(1);
            });
            await landscape.start(asked);
            await killed;
            const { box, values, level } = landscape.found;
            const [{ own, projected }] = landscape.found.ways;
            const losses = [values, own, projected].map((list) => [...list]);
            answers.push({
              status: landscape.status,
              share: landscape.share,
              level,
              box,
              losses,
              killed: killed !== null,
            });
            pool.close();
          }
          return answers;
        },
        spec,
        IMAGES,
        ways.map((list) => [...list]),
      ),
    );
    const [one, three] = found;
    assert.deepEqual(
      found.map(({ status, share, level, killed }) => ({ status, share, level, killed })),
      [
        { status: 'over', share: 1, level: 4, killed: false },
        { status: 'over', share: 1, level: 4, killed: true },
      ],
    );
    assert.deepEqual(three.losses, one.losses);

    const work = pathPlane(ways, 4, 0);
    let next = work.next();
    while (!next.done) next = work.next();
    const { plane } = next.value;
    const sets = await loadDatasets(engine, specOfImages(spec, IMAGES), nodeReader());
    const heights = new Heights(engine, spec, sets, IMAGES);
    const values = Array.from({ length: 65 * 49 }, (_, node) => heights.on(plane, ...nodeAt(one.box, node)));
    assert.deepEqual([values, ways.map((weights) => heights.at(weights))], one.losses.slice(0, 2));
    heights.free();
  });
});
