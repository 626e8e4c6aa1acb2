// pytorch.js: an experiment as a PyTorch script (1.13 and 2). Its parts, each a function of the spec.

import { augmentImports, augmentSection } from './augment.js';
import { averages, pytorchAverage, pytorchAveraging } from './average.js';
import { augments, constants, dataSection, measures } from './data.js';
import { lastSections, optionsOf } from './main.js';
import { mixes, mixupSection } from './mixup.js';
import {
  dropsAlpha,
  dropsClassic,
  hasLoneImage,
  isBagged,
  isResidual,
  layersOf,
  limitsNorms,
  needsProbabilities,
  penalizes,
  shrinks,
  stopsEarly,
} from './network.js';
import { blocks, indent, lines, number, real } from './python.js';
import { networkSection } from './pytorch-network.js';
import { optimizerCode } from './pytorch-optimizer.js';
import { isPerformance, isScheduled, rateConstant, rateModules } from './schedule.js';

/** @typedef {import('../spec.d.ts').Spec} Spec */
/** @typedef {import('./python.js').Section} Section */

const LOADER = `    from torchvision.datasets import FashionMNIST

    files = [FashionMNIST("data", train=train, download=True) for train in (True, False)]
    return [(file.data.numpy(), file.targets.numpy()) for file in files]`;

const DEVICE = 'DEVICE = "cuda" if torch.cuda.is_available() else "cpu"';

// -- training -----------------------------------------------------------------------------------------------------

/** @param {Spec} spec @param {boolean} ahead whether the optimizer asks for the gradient itself */
function trainStep(spec, ahead) {
  const backward = penalizes(spec) ? '(loss + penalty(model)).backward()' : 'loss.backward()';
  const clip = spec.clipNorm > 0 && `nn.utils.clip_grad_norm_(model.parameters(), ${real(spec.clipNorm)})`;
  const after = [
    shrinks(spec) && 'shrink(model, optimizer.param_groups[0]["lr"])',
    limitsNorms(spec) && 'limit_norms(model)',
  ];
  const smoothing = spec.labelSmoothing > 0 ? `, label_smoothing=${number(spec.labelSmoothing)}` : '';
  const loss = `loss = nn.functional.cross_entropy(model(x), y${smoothing})`;
  const gradient = lines('optimizer.zero_grad()', loss, backward, clip);
  const body = ahead
    ? lines(
        `def gradient():\n${indent(lines(gradient, 'return loss'), 4)}\n`,
        'loss = optimizer.step(gradient)',
        ...after,
      )
    : lines(gradient, 'optimizer.step()', ...after);
  return `
def train_step(model, optimizer, x, y):
    """One step on a minibatch; returns its mean loss${penalizes(spec) ? ', the penalty apart' : ''}."""
${indent(body, 4)}
    return loss.item()
`;
}

const PROBABILITIES = `
@torch.no_grad()
def probabilities(model, x):
    """Of the classes, [n, 10]."""
    model.eval()
    return torch.cat([model(part).softmax(1) for part in torch.as_tensor(x, device=DEVICE).split(1000)]).cpu().numpy()
`;

const EVALUATE = `
@torch.no_grad()
def evaluate(model, x, y):
    """Mean loss and accuracy."""
    model.eval()
    logits = torch.cat([model(part) for part in torch.as_tensor(x, device=DEVICE).split(1000)])
    y = torch.as_tensor(y, device=DEVICE)
    return nn.functional.cross_entropy(logits, y).item(), (logits.argmax(1) == y).float().mean().item()
`;

/** @param {Spec} spec the lines after each epoch that stop early @param {string} given the network that would be given */
function stopping({ earlyStopping: { patience, minDelta, restoreBest } }, given) {
  const better = minDelta > 0 ? `best_loss - ${number(minDelta)}` : 'best_loss';
  return `if validation_loss < ${better}:
    best_loss, waited = validation_loss, 0
${restoreBest ? `    best = copy.deepcopy(${given}.state_dict())\n` : ''}else:
    waited += 1
if waited >= ${patience}:
    print(f"stopped early: {waited} epochs without a lower validation loss")
    break`;
}

/** Whether training asks NumPy. @param {Spec} spec */
const draws = (spec) => augments(spec) || mixes(spec);

/** Networks of a bag draw from seeds of their own. @param {Spec} spec */
const isToldSeed = (spec) => draws(spec) && isBagged(spec);

/** @param {Spec} spec */
function train(spec) {
  const validates = spec.data.validationSize > 0;
  const restores = stopsEarly(spec) && spec.earlyStopping.restoreBest;
  const perEpoch = spec.schedule.per === 'epoch';
  const scheduled = isScheduled(spec);
  const end = perEpoch ? 'epochs' : 'epochs * -(-len(x) // BATCH_SIZE)';
  const scale = measures(spec) ? 'data["scale"]' : 'scale';
  const batch = hasLoneImage(spec) ? 'batch.numpy()' : 'batch'; // NumPy takes a tensor of one place for that place
  const image = augments(spec) ? `torch.as_tensor(${scale}(augment(x[${batch}], rng)), device=DEVICE)` : 'x[batch]';
  const average = pytorchAveraging(spec, augments(spec) ? `torch.as_tensor(${scale}(x), device=DEVICE)` : 'x');
  const given = averages(spec) ? 'given' : 'model';
  const result = validates
    ? `validation_loss, accuracy = evaluate(${given}, *data["validation"])
print(f"epoch {epoch}: loss {total / len(x):.4f}, validation loss {validation_loss:.4f}, accuracy {accuracy:.4f}")`
    : `accuracy = evaluate(${given}, ${augments(spec) ? `${scale}(x)` : 'x'}, y)[1]
print(f"epoch {epoch}: loss {total / len(x):.4f}, accuracy {accuracy:.4f}")`;
  const loop = lines(
    `model.train()
total = 0.0
for batch in torch.randperm(len(x)).split(BATCH_SIZE):${mixes(spec) ? `\n    mixed = mixup(${image}, targets[batch], rng)` : ''}
    loss = train_step(model, optimizer, ${mixes(spec) ? '*mixed' : `${image}, y[batch]`})
    if not math.isfinite(loss):
        raise SystemExit(f"diverged: the loss is not finite in epoch {epoch}")
    total += loss * len(batch)`,
    scheduled && !perEpoch && '    scheduler.step()',
    average.step && `    ${average.step}`,
    average.epoch,
    result,
    scheduled && perEpoch && 'scheduler.step()',
    isPerformance(spec) && 'scheduler.step(validation_loss)',
    stopsEarly(spec) && stopping(spec, given),
  );
  const start = lines(
    augments(spec)
      ? 'x, y = data["train"][0], torch.as_tensor(data["train"][1], device=DEVICE)'
      : 'x, y = (torch.as_tensor(part, device=DEVICE) for part in data["train"])',
    'optimizer = make_optimizer(model)',
    scheduled && `scheduler = make_scheduler(optimizer, ${end})`,
    isPerformance(spec) && 'scheduler = make_scheduler(optimizer)',
    mixes(spec) && 'targets = nn.functional.one_hot(y, 10).float()',
    draws(spec) && `rng = np.random.default_rng(${isBagged(spec) ? 'seed' : 'SEED'})`,
    averages(spec) && 'average = make_average(model)',
    stopsEarly(spec) &&
      `best_loss, waited${restores ? ', best' : ''} = math.inf, 0${restores ? ', copy.deepcopy(model.state_dict())' : ''}`,
    `for epoch in range(1, epochs + 1):\n${indent(loop, 4)}`,
    restores ? 'model.load_state_dict(best)' : averages(spec) && 'model.load_state_dict(given.state_dict())',
  );
  return `
def train(model, data, epochs${isToldSeed(spec) ? ', seed' : ''}):
    """Trains the model, and prints what every epoch came to."""
${indent(start, 4)}
`;
}

/** @param {Spec} spec @returns {string} */
function monteCarlo(spec) {
  const kinds = [
    ...(dropsClassic(spec) ? ['ClassicDropout'] : []),
    ...(spec.model.inputDropout > 0 || layersOf(spec).some((l) => l.dropout > 0 && !dropsAlpha(l))
      ? spec.model.dropoutMode === 'classic'
        ? []
        : ['nn.Dropout']
      : []),
    ...(layersOf(spec).some((l) => l.dropout > 0 && dropsAlpha(l)) ? ['nn.AlphaDropout'] : []),
  ];
  const kind = kinds.length > 1 ? `(${kinds.join(', ')})` : kinds[0];
  return `
@torch.no_grad()
def predict_monte_carlo(model, x, passes):
    """Mean and deviation over the passes, [n, 10] each; only dropout is as in training."""
    model.eval()
    for layer in model.children():
        if isinstance(layer, ${kind}):
            layer.train()
    parts = []
    for part in torch.as_tensor(x, device=DEVICE).split(1000):
        parts.append(torch.stack([model(part).softmax(1) for _ in range(passes)]))
    samples = torch.cat(parts, 1)
    return samples.mean(0).cpu().numpy(), samples.std(0, unbiased=False).cpu().numpy()
`;
}

/** @param {Spec} spec @returns {import('./main.js').Words} */
const words = (spec) => ({
  network: 'model',
  begin: (seed) => `torch.manual_seed(${seed})
model = build_model()
if weights:
    load_weights(model, weights)`,
  train: (data) => `train(model, ${data}, epochs${isToldSeed(spec) ? ', SEED + member' : ''})`,
  draw: 'torch.randint(len(x), (len(x),)).numpy()',
  save: 'save_weights(model, save)',
  predict: 'predict_monte_carlo(model, x, passes)',
  definition: () => monteCarlo(spec),
});

// -- the script ---------------------------------------------------------------------------------------------------

/** @param {Spec} spec */
function imports(spec) {
  const standard = ['argparse', 'gzip', 'math', ...rateModules(spec)];
  if (stopsEarly(spec) && spec.earlyStopping.restoreBest) standard.push('copy');
  return lines(
    ...[...new Set(standard)].sort().map((name) => `import ${name}`),
    !isResidual(spec) && 'from collections import OrderedDict',
    'from pathlib import Path',
    '',
    'import numpy as np',
    'import torch',
    ...augmentImports(spec),
    'from torch import nn',
    averages(spec) && 'from torch.optim.swa_utils import AveragedModel',
  );
}

/**
 * @param {Spec} spec normalized
 * @param {import('../spec.d.ts').Catalog} catalog
 * @returns {{ sections: Section[], notes: import('./notes.js').Note[], options: string[] }}
 */
export function pytorchParts(spec, catalog) {
  const optimizer = optimizerCode(spec, catalog);
  return {
    notes: optimizer.notes,
    options: optionsOf(spec),
    sections: [
      { title: '', text: '', code: lines(imports(spec), '', constants(spec), rateConstant(spec), DEVICE) },
      dataSection(spec, LOADER),
      ...(augments(spec) ? [augmentSection(spec)] : []),
      ...(mixes(spec) ? [mixupSection(spec)] : []),
      networkSection(spec),
      { title: 'Optimizer', text: optimizer.text, code: optimizer.code },
      ...(averages(spec) ? [pytorchAverage(spec)] : []),
      {
        title: 'Training',
        text: 'Prints the loss and the accuracy of every epoch.',
        code: blocks(
          trainStep(spec, optimizer.ahead),
          needsProbabilities(spec) && PROBABILITIES,
          EVALUATE,
          train(spec),
        ),
      },
      ...lastSections(spec, words(spec)),
    ],
  };
}
