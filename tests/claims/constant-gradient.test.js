// What the update rules claim where the gradient is constant. A network can have one: two classes, and logits
// so far apart on the wrong side that the probabilities are exactly 1 and 0, so that ∂loss/∂z = (1, −1)
// whatever the weights. The kernel's gradient is that times the pixel.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { loadEngine } from '../../wasm/index.js';

const FAR = 1000; // of the logits
const engine = await loadEngine();

// Three images of three pixels: x = (1, 1, 0.2), (1, 0, 0) and (0.2, 0, 0). In the first, the third pixel is
// a flatter direction than the second.
const train = engine.createDataset({
  images: Uint8Array.of(255, 255, 51, 255, 0, 0, 51, 0, 0),
  labels: Uint8Array.of(1, 1, 1),
  rows: 1,
  columns: 3,
  classes: 2,
});
after(() => train.free());

/**
 * Steps on one image, and how far the weight from `pixel` to class 0 goes down in each. Before every step the
 * weights are put back to where they were, near 0, where float32 is finest; what the rule remembers stays.
 */
function stepsOf(optimizer, { steps, pixel = 1, images = () => 0 }) {
  const spec = { model: { layers: [{ units: 2 }] }, optimizer, batchSize: 1 };
  const experiment = engine.createExperiment(spec, { train });
  const start = [
    { name: 'dense1/kernel', values: new Float32Array(6) },
    { name: 'dense1/bias', values: [FAR, -FAR] },
  ];
  const moves = [];
  for (let t = 1; t <= steps; t++) {
    experiment.setParameters(start);
    experiment.stepOn([images(t)]);
    const [kernel, gradient] = [experiment.parameters()[0], experiment.gradients()[0]];
    moves.push({ move: -kernel.values[2 * pixel], gradient: gradient.values[2 * pixel] });
  }
  experiment.free();
  return moves;
}

const movesOf = (optimizer, options) => stepsOf(optimizer, options).map(({ move }) => move);
const close = (x, expected, relative, what) =>
  assert.ok(Math.abs(x - expected) <= relative * Math.abs(expected), `${what}: ${x} instead of ${expected}`);

test('the gradient is constant indeed', () => {
  for (const { gradient } of stepsOf({ id: 'sgd', learningRate: 1 }, { steps: 20 })) assert.equal(gradient, 1);
  for (const { gradient } of stepsOf({ id: 'sgd', learningRate: 1 }, { steps: 20, pixel: 2 }))
    close(gradient, 0.2, 1e-7, 'a flatter direction');
});

describe('adam-bias', () => {
  const eta = 0.5;
  const adam = { id: 'adam', learningRate: eta, beta1: 0.9, beta2: 0.999 };

  test('the first step is η with the correction, √10 η without', () => {
    close(movesOf({ ...adam, biasCorrection: true }, { steps: 1 })[0], eta, 1e-6, 'with');
    close(movesOf({ ...adam, biasCorrection: false }, { steps: 1 })[0], Math.sqrt(10) * eta, 1e-6, 'without');
  });

  test('with the correction every step is η', () => {
    for (const [t, move] of movesOf(adam, { steps: 50 }).entries()) close(move, eta, 1e-5, `step ${t + 1}`);
  });

  test('without, the largest step is 6.57 η, at t = 12', () => {
    const moves = movesOf({ ...adam, biasCorrection: false }, { steps: 60 });
    const largest = Math.max(...moves);
    assert.equal(moves.indexOf(largest) + 1, 12);
    close(largest, 6.57 * eta, 1e-3, 'the largest step');
    moves.forEach((move, n) => {
      const t = n + 1;
      close(move, (eta * (1 - 0.9 ** t)) / Math.sqrt(1 - 0.999 ** t), 1e-5, `step ${t}`);
    });
  });
});

describe('slips', () => {
  const adam = { id: 'adam', learningRate: 0.01 };
  const create = (firstStep) => {
    const spec = {
      model: { layers: [{ units: 2 }] },
      optimizer: { ...adam, firstStep },
      batchSize: 3,
      epochs: 100,
    };
    return engine.createExperiment(spec, { train });
  };

  test('adam that counts its steps from 0 divides by 0: diverged after its first step', () => {
    const experiment = create(0);
    const { status, step, losses, epochs } = experiment.runSteps(100);
    assert.deepEqual([status, step, losses.length], ['diverged', 1, 1]);
    assert.ok(Number.isFinite(losses[0]), 'the loss before the step');
    assert.ok(epochs.every(({ trainLoss }) => Number.isFinite(trainLoss)));
    assert.ok(experiment.parameters().some(({ values }) => values.some(Number.isNaN)));
    experiment.free();
  });

  test('counted from 1, it trains', () => {
    const experiment = create(1);
    const { status, losses } = experiment.runSteps(100);
    assert.equal(status, 'done');
    assert.ok(losses[99] < 0.8 * losses[0]);
    experiment.free();
  });
});

describe('momentum', () => {
  for (const convention of engine.catalog.conventions)
    for (const rho of [0.5, 0.9])
      test(`${convention}, ρ = ${rho}: the step grows to η‖g‖/(1 − ρ)`, () => {
        const eta = 0.25;
        const moves = movesOf({ id: 'momentum', convention, learningRate: eta, momentum: rho }, { steps: 200 });
        moves
          .slice(0, 20)
          .forEach((move, n) => close(move, (eta * (1 - rho ** (n + 1))) / (1 - rho), 1e-5, `step ${n + 1}`));
        close(moves.at(-1), eta / (1 - rho), 1e-5, 'the terminal step');
      });
});

describe('adagrad', () => {
  test('the step shrinks as η/√t', () => {
    const moves = movesOf({ id: 'adagrad', learningRate: 1 }, { steps: 100 });
    moves.forEach((move, n) => close(move, 1 / Math.sqrt(n + 1), 1e-5, `step ${n + 1}`));
  });

  test('the steeper of two directions has the smaller rate', () => {
    const optimizer = { id: 'adagrad', learningRate: 1 };
    const [steep, flat] = [1, 2].map((pixel) => stepsOf(optimizer, { steps: 10, pixel }));
    steep.forEach((step, n) => {
      const ratio = flat[n].move / flat[n].gradient / (step.move / step.gradient);
      close(ratio, 5, 1e-5, `rates of step ${n + 1}`);
    });
  });
});

test("when the gradient falls, rmsprop's rate recovers in about 1/(1 − ρ) steps, adagrad's does not", () => {
  // 100 steps on the second image, whose first pixel is 1, then on the third, where it is 0.2.
  const options = { steps: 140, pixel: 0, images: (t) => (t <= 100 ? 1 : 2) };
  const rates = (optimizer) => stepsOf(optimizer, options).map(({ move, gradient }) => move / gradient);
  const rho = 0.9;
  const forgetting = rates({ id: 'rmsprop', learningRate: 0.1, rho });
  const remembering = rates({ id: 'adagrad', learningRate: 0.1 });
  const recovered = 0.1 / 0.2; // η/|g|
  close(forgetting[99], 0.1, 1e-4, 'before');
  assert.ok(forgetting[100] < 0.25 * recovered, 'at first, the old gradients rule');
  // After k steps r = 0.04 + 0.96 ρᵏ: in 1/(1 − ρ) = 10 steps a third is left, in 40 a hundredth.
  assert.ok(forgetting[110] > 1.5 * forgetting[99]);
  close(forgetting[139], recovered, 0.2, 'after four times 1/(1 − ρ)');
  assert.ok(remembering[139] < remembering[99], 'adagrad only slows down');
});
