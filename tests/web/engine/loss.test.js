// What goes wrong: missing data, wrong specs, workers that die or never live. Others go on.

import assert from 'node:assert/strict';
import { pretendFull, servedCopy } from '../../helpers/served.js';
import { SMALL, hashInNode, inBrowsers } from './harness.js';

/** @param {string[]} without paths */
const treeWithout = (...without) => servedCopy(['wasm', 'web/asset.js', 'web/engine', 'web/data'], without);

const starterOnly = treeWithout('web/data/full');
const dataless = treeWithout('web/data/full', 'web/data/starter');
const both = treeWithout('web/data/full');
pretendFull(both);
const workerless = treeWithout('web/data/full', 'web/engine/worker.js');

inBrowsers((harness, test) => {
  test('without the full set, runs go on with the starter set and say so', async () => {
    const specs = [
      { ...SMALL, data: { set: 'full' }, epochs: 1 },
      { ...SMALL, data: { ...SMALL.data, set: 'full' }, epochs: 1 },
    ];
    const logs = await harness.page(
      (page) =>
        page.evaluate(async (specs) => {
          const pool = createPool({ size: 1 });
          const logs = [];
          for (const spec of [...specs, specs[0]]) logs.push(await train(pool, spec).ended);
          return logs;
        }, specs),
      { root: starterOnly },
    );
    const sizes = logs.map(({ ready }) => [ready.dataSet, ready.trainCount, ready.validationCount]);
    const [own, adapted] = [
      ['starter', 1000, 200],
      ['starter', 5000, 1000],
    ];
    assert.deepEqual(sizes, [adapted, own, adapted], 'sizes that fit are kept');
    for (const {
      notices: [notice, ...more],
      ready,
    } of logs) {
      assert.deepEqual([notice.kind, notice.from, notice.to, more.length], ['fallback', 'full', 'starter', 0]);
      assert.deepEqual(notice.spec, ready.spec);
    }
    assert.equal(logs[1].end.weightsHash, await hashInNode({ ...SMALL, epochs: 1 }));
  });

  test('where the full set is, it is used', async () => {
    const spec = { ...SMALL, data: { ...SMALL.data, set: 'full' }, epochs: 1 };
    const log = await harness.page(
      (page) => page.evaluate((spec) => train(createPool({ size: 1 }), spec).ended, spec),
      {
        root: both,
      },
    );
    assert.deepEqual([log.ready.dataSet, log.ready.trainCount, log.notices], ['full', 1000, []]);
    assert.equal(log.end.weightsHash, await hashInNode({ ...SMALL, epochs: 1 }), 'its files have the same images here');
  });

  test('without any data a run fails with a reason, and another one may be tried', async () => {
    const { log, status, answer, stopped, runs, asked } = await harness.page(
      async (page) => {
        const seen = await page.evaluate(async (spec) => {
          const pool = createPool({ size: 1 });
          const { run, ended } = train(pool, spec);
          const log = await ended;
          const stopped = await failure(run.stop());
          await train(pool, spec).ended;
          const [{ runs }] = pool.status();
          return { log, status: run.status, answer: await failure(run.confusion()), stopped, runs };
        }, SMALL);
        return { ...seen, asked: page.requests.filter((url) => /train-images/.test(url)).length };
      },
      { root: dataless, except: [/404/] },
    );
    assert.match(log.error.message, /starter.* not on this server/);
    assert.deepEqual([log.error.lost, status], [false, 'failed']);
    assert.match(answer.message, /has failed/);
    assert.match(stopped.message, /has failed/);
    assert.equal(runs, 0, 'nothing is kept of a run that failed');
    assert.equal(asked, 2, 'the second run asked the server again');
  });

  test('a wrong spec is refused with its path; the worker goes on', async () => {
    const { logs, refused } = await harness.page((page) =>
      page.evaluate(
        async (specs) => {
          const pool = createPool({ size: 1 });
          const refused = await failure(pool.warm({ nonsense: 1 }));
          return { logs: await Promise.all(specs.map((spec) => train(pool, spec).ended)), refused };
        },
        [
          { batchSize: -1 },
          { data: { trainSize: 6000, validationSize: 1000 } },
          { ...SMALL, model: { layers: [{ units: 3 }] } },
          { ...SMALL, epochs: 1 },
        ],
      ),
    );
    const paths = logs.map(({ error }) => error?.path);
    assert.deepEqual(paths, ['batchSize', 'data.trainSize', 'model.layers[0].units', undefined]);
    assert.ok(logs.slice(0, 3).every(({ error }) => error.lost === false && /must be/.test(error.message)));
    assert.equal(logs[3].end.status, 'done');
    assert.match(refused.message, /nonsense/);
  });

  test('a worker that dies takes its runs with it, comes back, and the others go on', async () => {
    const spec = { ...SMALL, epochs: 10 };
    const result = await harness.page((page) =>
      page.evaluate(async (spec) => {
        const { pool, kill } = watchedPool({ size: 2 });
        const losses = [];
        pool.onWorkerLost((loss) => losses.push(loss));
        const endless = { ...spec, epochs: 10000 };
        const done = train(pool, spec);
        const ended = await done.ended; // on worker 0
        const [one, two, three] = [train(pool, endless), train(pool, endless), train(pool, endless)];
        const goOn = async () => {
          const before = [one, three].map(({ log }) => log.losses.length);
          while ([one, three].some(({ log }, n) => log.losses.length === before[n])) await sleep(10);
        };
        await goOn();
        await two.run.pause();
        const before = pool.status();
        const question = failure(two.run.step(1e6));
        await kill(0);
        const [asked, log] = [await question, await two.ended];
        const answers = [await failure(two.run.resume()), await failure(done.run.confusion())];
        const others = [one.run.status, three.run.status];
        await goOn();
        const between = pool.status();
        const anew = await train(pool, spec).ended;
        one.run.stop();
        three.run.stop();
        const rest = [await one.ended, await three.ended];
        return {
          losses,
          before,
          between,
          asked,
          log,
          answers,
          others,
          ended,
          anew,
          rest,
          ids: [one, two, three].map(({ run }) => run.id),
          statuses: [done, one, two, three].map(({ run }) => run.status),
        };
      }, spec),
    );
    const hash = await hashInNode(spec);
    assert.deepEqual(
      result.before.map(({ runs, active }) => [runs, active]),
      [
        [2, 1],
        [2, 2],
      ],
    );
    assert.equal(result.log.error.lost, true);
    assert.match(result.log.error.message, /stopped answering/);
    assert.equal(result.log.end, null);
    for (const error of [result.asked, ...result.answers]) assert.equal(error.lost, true);
    assert.deepEqual(result.others, ['running', 'running']);
    assert.deepEqual(
      result.between.map(({ runs, alive }) => [runs, alive]),
      [
        [0, true],
        [2, true],
      ],
    );
    assert.deepEqual(result.losses, [{ worker: 0, runs: [result.ids[1]] }]);
    assert.deepEqual(result.statuses, ['done', 'stopped', 'lost', 'stopped'], 'what had ended stays so');
    assert.ok(result.rest.every(({ end }) => end.test.accuracy > 0));
    assert.deepEqual([result.ended.end.weightsHash, result.anew.end.weightsHash], [hash, hash]);
  });

  test('a worker says how long a step may last, and is not taken for dead meanwhile', async () => {
    const large = {
      model: { layers: [{ units: 600 }, { units: 10 }] },
      data: { trainSize: 2000, validationSize: 100 },
      batchSize: 2000,
      epochs: 1,
    };
    const { end, error } = await harness.page((page) =>
      page.evaluate(async (spec) => {
        const { pool, ping, said } = watchedPool({ size: 1, heartbeat: 100, patience: 2500 });
        await pool.warm(spec);
        const { ended } = train(pool, spec, { evaluateTest: false });
        await said('busy');
        // All at once: however short the step is, none of them is answered before the last.
        for (let n = 0; n < 60; n++) ping();
        return ended;
      }, large),
    );
    assert.equal(error, null);
    assert.equal(end.step, 1);
  });

  test('a worker that cannot start is not tried for ever, and its runs are told', async () => {
    const { logs, losses, status, tried, requests } = await harness.page(
      async (page) => {
        const seen = await page.evaluate(async (spec) => {
          const pool = createPool({ size: 1 });
          const losses = [];
          pool.onWorkerLost((loss) => losses.push(loss));
          const logs = [await train(pool, spec).ended];
          while (pool.status()[0].alive) await sleep(10);
          const [tried, status] = [losses.length, pool.status()];
          logs.push(await train(pool, spec).ended);
          return { logs, losses: losses.length, status, tried };
        }, SMALL);
        return { ...seen, requests: page.requests.filter((url) => url.endsWith('worker.js')).length };
      },
      { root: workerless, except: [/worker\.js/, /404/] },
    );
    assert.deepEqual(
      logs.map(({ error }) => error.lost),
      [true, true],
    );
    // Of three workers in a row that never said a word only the last is told: nothing had begun.
    assert.deepEqual([tried, losses], [1, 2]);
    assert.equal(status[0].alive, false);
    assert.equal(requests, 4);
  });
});
