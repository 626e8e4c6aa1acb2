"""Writes averages.json: averages of weights by torch.optim.swa_utils, in float64.

Thirty steps of momentum on the small problem, two an epoch. After each epoch the loss on other images of the weights, and of their
average: exponential, with the moving statistics of batch normalization averaged along (use_buffers), or stochastic, with
statistics measured anew on the training set (update_bn). The average's parameters at the end are written too.
"""

import numpy as np
import torch
from torch.optim.swa_utils import AveragedModel, update_bn

import golden

EPOCHS, BATCH, RATE = 15, 12, 0.05
CASES = [
    {"title": "exponential", "average": {"kind": "ema", "decay": 0.8}},
    {"title": "exponential, batch normalization", "average": {"kind": "ema", "decay": 0.9}, "batchNorm": "before"},
    {"title": "stochastic, of all epochs", "average": {"kind": "swa", "from": 0}},
    {"title": "stochastic, of the last third", "average": {"kind": "swa", "from": 0.66}},
    {"title": "stochastic, batch normalization", "average": {"kind": "swa", "from": 0.4}, "batchNorm": "before"},
]
problem = golden.read("problem.json")
random = np.random.default_rng(7)
BATCHES = [part.tolist() for _ in range(EPOCHS) for part in random.permutation(2 * BATCH).reshape(2, BATCH)]
ACTIVATIONS = {"relu": torch.nn.ReLU, "tanh": torch.nn.Tanh}


def scaled(name):
    pixels = problem["rows"] * problem["columns"]
    return torch.tensor(problem[name], dtype=torch.float64).reshape(-1, pixels) / 255


def network(norm):
    parameters = {p["name"]: torch.tensor(p["values"], dtype=torch.float64).reshape(p["shape"]) for p in problem["parameters"]}
    parts = []
    for n, layer in enumerate(problem["layers"], 1):
        kernel = parameters[f"dense{n}/kernel"]
        linear = torch.nn.Linear(*kernel.shape, dtype=torch.float64)
        with torch.no_grad():
            linear.weight.copy_(kernel.T)
            linear.bias.copy_(parameters[f"dense{n}/bias"])
        parts.append(linear)
        if layer["activation"] == "softmax":
            break
        if norm:
            parts.append(torch.nn.BatchNorm1d(kernel.shape[1], dtype=torch.float64))
        parts.append(ACTIVATIONS[layer["activation"]]())
    return torch.nn.Sequential(*parts)


def judge(model, x, labels):
    model.eval()
    with torch.no_grad():
        out = model(x)
    model.train()
    return [golden.digits(torch.nn.functional.cross_entropy(out, labels))[0], (out.argmax(1) == labels).double().mean().item()]


def tensors(model):
    """In the engine's order, kernels [inputs, outputs]."""
    found, layer = [], 0
    for part in model:
        if isinstance(part, torch.nn.Linear):
            layer += 1
            found += [(f"dense{layer}/kernel", part.weight.T), (f"dense{layer}/bias", part.bias)]
        if isinstance(part, torch.nn.BatchNorm1d):
            names = ("gamma", "beta", "movingMean", "movingVariance")
            values = (part.weight, part.bias, part.running_mean, part.running_var)
            found += [(f"batchnorm{layer}/{name}", value) for name, value in zip(names, values)]
    return {name: golden.digits(value.detach()) for name, value in found}


def run(case):
    x, labels = scaled("images"), torch.tensor(problem["labels"])
    other, other_labels = scaled("otherImages"), torch.tensor(problem["otherLabels"])
    norm, average = "batchNorm" in case, case["average"]
    model = network(norm)
    optimizer = torch.optim.SGD(model.parameters(), lr=RATE, momentum=0.9)
    exponential = average["kind"] == "ema"
    rule = (lambda a, p, n: average["decay"] * a + (1 - average["decay"]) * p) if exponential else None
    averaged = AveragedModel(model, avg_fn=rule, use_buffers=exponential)
    whole = [(x[n:n + BATCH], labels[n:n + BATCH]) for n in range(0, len(x), BATCH)]
    epochs = []
    for step, batch in enumerate(BATCHES, 1):
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(model(x[batch]), labels[batch]).backward()
        optimizer.step()
        epoch, ends = divmod(step, 2)
        counts = exponential or (ends == 0 and epoch > average["from"] * EPOCHS)
        if counts:
            averaged.update_parameters(model)
        if ends > 0:
            continue
        raw = judge(model, other, other_labels)
        if averaged.n_averaged == 0:
            epochs.append({"raw": None, "average": raw})
            continue
        if norm and not exponential:
            update_bn(whole, averaged)
        epochs.append({"raw": raw, "average": judge(averaged, other, other_labels)})
    return {**case, "epochs": epochs, "parameters": tensors(averaged.module)}


def main():
    torch.set_num_threads(1)
    head = {"source": f"PyTorch {torch.__version__}", "epochs": EPOCHS, "batchSize": BATCH, "learningRate": RATE, "batches": BATCHES}
    golden.write("averages.json", head, {"cases": [run(case) for case in CASES]})


if __name__ == "__main__":
    main()
