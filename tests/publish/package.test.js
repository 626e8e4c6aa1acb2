// The package as npm packs it: what it brings, and that it trains in Node, in TypeScript, and behind two bundlers.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build as esbuild } from 'esbuild';
import ts from 'typescript';
import { build as vite } from 'vite';
import { browsersOf, missingBrowser, openPage } from '../helpers/browser.js';
import { startHost } from '../helpers/host.js';
import { useBrowser } from '../helpers/page.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), 'descenso package-'));
const inside = path.join(folder, 'node_modules/descenso');
after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }));

const run = (/** @type {string} */ command, /** @type {string[]} */ ...args) =>
  execFileSync(command, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
const write = (/** @type {string} */ name, /** @type {string} */ text) => writeFileSync(path.join(folder, name), text);

before(() => {
  // Not into the tree: another test may pack at the same time.
  const from = mkdtempSync(path.join(tmpdir(), 'descenso packed-'));
  try {
    const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], {
      cwd: root,
      encoding: 'utf8',
    });
    for (const file of listed.split('\0').filter((name) => /^(wasm|web|publish)\/|^[^/]+$/.test(name)))
      cpSync(path.join(root, file), path.join(from, file));
    mkdirSync(path.join(from, 'web/data/full'), { recursive: true });
    writeFileSync(path.join(from, 'web/data/full/t10k-labels-idx1-ubyte.gz'), 'is not for the package');
    symlinkSync(path.join(root, 'node_modules'), path.join(from, 'node_modules'));
    execFileSync('npm', ['pack', '--pack-destination', folder], { cwd: from, stdio: ['ignore', 'pipe', 'pipe'] });
  } finally {
    rmSync(from, { recursive: true, force: true });
  }
  const [tarball] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  mkdirSync(inside, { recursive: true });
  run('tar', '-xzf', tarball, '-C', inside, '--strip-components=1');
  rmSync(path.join(folder, tarball));
  write('package.json', '{ "type": "module" }');
});

/** Trains in ten lines at most, wherever it is: of the epoch that each line is about, the same bits. */
const PROGRAM = `
const engine = await loadEngine(LOAD);
const spec = { data: { trainSize: 640, validationSize: 0 }, model: { layers: [{ units: 10 }] }, epochs: 1 };
const images = Uint8Array.from({ length: 640 * 784 }, (_, i) => (i * 2654435761) >>> 24);
const train = engine.createDataset({ images, labels: images.map((x) => x % 10).subarray(0, 640), rows: 28, columns: 28, classes: 10 });
const experiment = engine.createExperiment(spec, { train });
experiment.runSteps(20);
`;
const HASH = `experiment.weightsHash() + ' ' + experiment.runSteps(1).status`;
/** What Node makes of it. */
let expected = '';

describe('package', () => {
  test('has the engine, the page, the types and what a reader wants, and no other file', () => {
    const files = readdirSync(inside, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(inside, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'));
    const tracked = execFileSync('git', ['ls-files', '-co', '--exclude-standard', 'wasm', 'web'], {
      cwd: root,
      encoding: 'utf8',
    });
    const types = files.filter((name) => name.startsWith('types/'));
    assert.ok(types.includes('types/wasm/index.d.ts') && types.every((name) => name.endsWith('.d.ts')), types.join());
    assert.deepEqual(
      files.filter((name) => !types.includes(name)).sort(),
      ['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json', ...tracked.trim().split('\n')].sort(),
    );
    const { exports } = JSON.parse(readFileSync(path.join(inside, 'package.json'), 'utf8'));
    const named = Object.values(exports).flatMap((one) => (typeof one === 'string' ? one : Object.values(one)));
    for (const file of named) assert.ok(files.includes(file.replace('./', '')), `${file} is exported and not there`);
  });

  test('trains in Node in five lines, in a folder with nothing else', () => {
    const [first, second] = [1, 2].map(() =>
      run(
        process.execPath,
        '--input-type=module',
        '--eval',
        `
        import { loadEngine } from 'descenso'; import { loadDatasets } from 'descenso/data'; import { nodeReader } from 'descenso/data-node';
        const engine = await loadEngine(), spec = engine.normalize({ data: { trainSize: 640 }, epochs: 1 });
        const data = await loadDatasets(engine, spec, nodeReader());
        const experiment = engine.createExperiment(spec, data);
        console.log(experiment.runSteps(20).status, experiment.evaluate(data.test).accuracy, experiment.weightsHash());`,
      ),
    );
    const [, accuracy] = /^done (0\.\d+) [0-9a-f]{64}\n$/.exec(first) ?? [];
    assert.ok(Number(accuracy) > 0.5, first);
    assert.equal(first, second);
  });

  test('gives pages that are made on a server the element without a document, where it does nothing', () => {
    const program = `import { DescensoLab } from 'descenso/embed'; console.log(DescensoLab.name);`;
    assert.equal(run(process.execPath, '--input-type=module', '--eval', program), 'DescensoLab\n');
  });

  test('gives the command', () => {
    const { bin } = JSON.parse(readFileSync(path.join(inside, 'package.json'), 'utf8'));
    const said = run(process.execPath, path.join(inside, bin.descenso), '--version');
    assert.equal(said, `${JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')).version}\n`);
  });

  for (const [name, options] of /** @type {[string, ts.CompilerOptions][]} */ ([
    ['a bundler', { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler }],
    ['Node', { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext }],
  ]))
    test(`gives TypeScript its types, for ${name}`, () => {
      write(
        'typed.ts',
        `import { loadEngine, Engine, SpecError, type PartialSpec } from 'descenso';
        import { loadDatasets } from 'descenso/data';
        import { nodeReader } from 'descenso/data-node';
        import { DescensoLab } from 'descenso/embed';
        const share: Promise<number | null> = new DescensoLab().state().then((state) => state.share);
        const spec: PartialSpec = { optimizer: { id: 'momentum', learningRate: 0.1 } };
        const engine: Engine = await loadEngine({ wasm: new Uint8Array(8) });
        const { train } = await loadDatasets(engine, engine.normalize(spec), nodeReader());
        const losses: Float32Array = engine.createExperiment(spec, { train }).runSteps(3).losses;
        const path: string = new SpecError('path', 'message').path;
        // @ts-expect-error
        const wrong: PartialSpec = { optimizer: { id: 'momentun' } };
        // @ts-expect-error
        engine.createExperiment(spec, { train }).runStep(3);
        export { losses, path, share, wrong };`,
      );
      // What is left out may as well be undefined.
      write(
        'left-out.ts',
        `import type { Engine, Dataset, PartialSpec } from 'descenso';
        const none = undefined;
        export const spec: PartialSpec = { seed: none, data: { set: none }, schedule: none, optimizer: { id: 'sgd', learningRate: none },
          model: { l2Half: none, layers: [{ units: none }] } };
        export function useAll(engine: Engine, train: Dataset, validation: Dataset | undefined) {
          const datasets = { train, validation, test: none };
          engine.restore(engine.createExperiment(spec, datasets, { member: none }).save({ weightsOnly: none }), { ...datasets, epochs: none });
          const run = engine.createExperiment(spec, datasets);
          run.stepOn([0], { masks: none });
          run.predict(train, { first: none, count: none });
          run.predictMonteCarlo(train, { passes: none, seed: none });
          engine.scheduleRates(spec, { epochs: none });
          engine.createSurfaceRun({ surface: none, start: none });
        }`,
      );
      // Everything that the API gives has a name.
      write(
        'named.ts',
        `import type { Engine, Experiment, Ensemble, Dataset, SurfaceRun, RunReport, RunState, RunStatus, EpochRecord, Evaluation, Prediction,
          Tensor, Mask, GivenMask, MonteCarloOptions, MonteCarloPrediction, LayerStatistics, Curvature, Sharpness, PredictionScore, CalibrationBin,
          McNemarTest, SurfaceReport, SurfaceRunSpec, PartialSurfaceRunSpec, SurfaceChoice, SurfaceGrid, Datasets, RunOptions, StartOptions } from 'descenso';
        export function ask(engine: Engine, run: Experiment, data: Dataset, datasets: Datasets, surface: PartialSurfaceRunSpec) {
          const report: RunReport = run.runSteps(1), state: RunState = run.state(), status: RunStatus = report.status;
          const epochs: EpochRecord[] = report.epochs, tensors: Tensor[] = run.parameters(), masks: Mask[] = run.masks();
          const evaluation: Evaluation = run.evaluate(data), prediction: Prediction = run.predict(data);
          const passes: MonteCarloPrediction = run.predictMonteCarlo(data, { passes: 2 } satisfies MonteCarloOptions);
          const layers: LayerStatistics[] = run.layerStatistics().layers, bend: Curvature = run.curvature(), sharp: Sharpness = run.sharpness();
          const score: PredictionScore = engine.scorePredictions({ probabilities: passes.mean, labels: data.labels });
          const way: SurfaceRun = engine.createSurfaceRun(surface), moved: SurfaceReport = way.step(3), full: SurfaceRunSpec = way.spec;
          return { state, status, epochs, tensors, masks, evaluation, prediction, layers, bend, sharp, score, moved, full };
        }
        export type Others = [Ensemble, GivenMask, CalibrationBin, McNemarTest, SurfaceChoice, SurfaceGrid, RunOptions, StartOptions];`,
      );
      // The element by its name, in a file that asks for no other type of it.
      write(
        'element.ts',
        `import 'descenso/embed';
        import type { LabRecord, LabState, LabStatus } from 'descenso/embed';
        const lab = document.querySelector('descenso-lab');
        lab?.train();
        lab?.addEventListener('end', ({ detail }) => {
          const record: LabRecord = detail.record;
          const accuracy: number | undefined = record.runs?.[0]?.test?.accuracy;
          console.log(detail.link, accuracy);
        });
        lab?.addEventListener('progress', function ({ detail: { share } }) { share.toFixed(); this.pause(); });
        lab?.addEventListener('click', (event) => event.clientX);
        lab?.addEventListener('own', () => {});
        const state: LabState | undefined = await lab?.state();
        const status: LabStatus | undefined = state?.status;
        // @ts-expect-error
        lab?.addEventListener('end', ({ detail }) => detail.share);
        // @ts-expect-error
        lab?.begin();
        const element: HTMLElement = document.createElement('descenso-lab');
        export { element, status };`,
      );
      // The README's program, as it stands there.
      const [, shown] = readFileSync(path.join(inside, 'README.md'), 'utf8').split('## The engine in a program\n');
      write('readme.ts', shown.slice(0, shown.search(/^\S/m)));
      const files = ['typed.ts', 'left-out.ts', 'named.ts', 'element.ts', 'readme.ts'].map((file) =>
        path.join(folder, file),
      );
      const program = ts.createProgram(files, {
        ...options,
        exactOptionalPropertyTypes: true,
        target: ts.ScriptTarget.ES2022,
        lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
        strict: true,
        noEmit: true,
        types: [],
        // The declarations themselves have to stand, with nothing of ours around them.
        skipLibCheck: false,
      });
      const said = ts
        .getPreEmitDiagnostics(program)
        .map((one) => ts.flattenDiagnosticMessageText(one.messageText, '\n'));
      assert.deepEqual(said, []);
    });

  test('is refused for browsers where only Node can serve: the reader of files', async () => {
    write('files.js', `import 'descenso/data-node';`);
    const options = { absWorkingDir: folder, entryPoints: ['files.js'], bundle: true, write: false };
    await assert.rejects(esbuild({ ...options, platform: 'browser', logLevel: 'silent' }), /descenso\/data-node/);
    await esbuild({ ...options, platform: 'node', format: 'esm', logLevel: 'error' });
  });

  test('trains behind a bundler for Node', async () => {
    write(
      'node.js',
      `import { loadEngine } from 'descenso';${PROGRAM.replace('LOAD', '{ wasm: process.argv[2] }')}console.log(${HASH});`,
    );
    await esbuild({
      absWorkingDir: folder,
      entryPoints: ['node.js'],
      outfile: 'out/node.mjs',
      bundle: true,
      platform: 'node',
      format: 'esm',
      logLevel: 'error',
    });
    expected = run(process.execPath, 'out/node.mjs', path.join(inside, 'wasm/descenso.wasm')).trim();
    assert.match(expected, /^[0-9a-f]{64} done$/);
  });
});

/** @type {Record<string, () => Promise<string>>} what builds a page with the package, and into which folder */
const BUNDLERS = {
  async esbuild() {
    write(
      'browser.js',
      `import wasm from 'descenso/descenso.wasm'; import { loadEngine } from 'descenso';${PROGRAM.replace('LOAD', '{ wasm }')}document.title = ${HASH};`,
    );
    const { warnings } = await esbuild({
      absWorkingDir: folder,
      entryPoints: ['browser.js'],
      outdir: 'by-esbuild',
      bundle: true,
      format: 'esm',
      loader: { '.wasm': 'file' },
      logLevel: 'error',
    });
    assert.deepEqual(warnings, []);
    write(
      'by-esbuild/index.html',
      '<!doctype html><link rel="icon" href="data:,"><script type="module" src="browser.js"></script>',
    );
    return 'by-esbuild';
  },
  async vite() {
    mkdirSync(path.join(folder, 'page'), { recursive: true });
    write(
      'page/index.html',
      '<!doctype html><link rel="icon" href="data:,"><script type="module" src="main.js"></script>',
    );
    write(
      'page/main.js',
      `import { loadEngine } from 'descenso';${PROGRAM.replace('LOAD', '')}document.title = ${HASH};`,
    );
    await vite({
      root: path.join(folder, 'page'),
      base: './',
      logLevel: 'error',
      build: { outDir: path.join(folder, 'by-vite'), target: 'es2022' },
    });
    return 'by-vite';
  },
};

for (const [bundler, build] of Object.entries(BUNDLERS)) {
  describe(bundler, () => {
    /** @type {Awaited<ReturnType<typeof startHost>>} */
    let host;
    before(async () => {
      host = await startHost(path.join(folder, await build()), '/a/course/');
    });
    after(() => host?.close());
    for (const name of browsersOf(bundler))
      describe(name, { skip: missingBrowser(name) }, () => {
        const browser = useBrowser(name, { network: true });
        test('trains in a page, to the bits of Node', async () => {
          const page = await openPage(browser(), host.url);
          await page.waitForFunction(() => document.title !== '');
          assert.equal(await page.title(), expected);
          await page.assertQuiet();
          await page.close();
        });
      });
  });
}
