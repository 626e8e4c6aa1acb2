"""Writes depth.json: deep networks' losses and gradients, Hessian-vector products and eigenvalues, by PyTorch in float64.

A product is PyTorch's double backward; eigenvalues are those of the whole Hessian, product by product. Every activation,
with batch normalization of the minibatch, residual layers, smoothed labels, L2, centred images; and dropout, with masks
drawn here, where no product is asked for.
"""

import numpy as np
import torch

import golden
import network
from problem import CLASSES, dense_parameters

EPSILON = 1e-3  # of batch normalization
OUTERMOST = 2  # eigenvalues from each end
UNITS = [6, 6, 5]  # the second layer may be residual
DEEP = [5] * 8


def case(title, activation, units=None, layer=None, model=None, **spec):
    units = units or UNITS
    layers = [{"units": n, "activation": activation, **(layer or {})} for n in units]
    return {"title": title, "spec": {**spec, "model": {**(model or {}), "layers": [*layers, {"units": CLASSES}]}}}


CENTERED = {"data": {"scaling": "centered"}}
CASES = [case(activation, activation) for activation in network.ACTIVATIONS] + [
    case(f"{activation}, normalized before, residual, labels smoothed, L2, centred", activation,
         layer={"batchNorm": "before", "l2": 0.01}, model={"residual": True}, labelSmoothing=0.1, **CENTERED)
    for activation in network.ACTIVATIONS] + [
    case(f"{activation}, normalized after, residual", activation, layer={"batchNorm": "after"}, model={"residual": True})
    for activation in ("tanh", "gelu", "selu")] + [
    case("labels smoothed", "tanh", labelSmoothing=0.2),
    case("L2, of which half counts, and L1, which is straight", "tanh", layer={"l1": 0.01, "l2": 0.1}, model={"l2Half": True}),
    case("images centred", "relu", **CENTERED),
    case("eight layers", "tanh", DEEP),
    case("eight layers, residual", "silu", DEEP, model={"residual": True}),
    case("eight layers, residual, dropout in the branch alone", "tanh", DEEP, layer={"dropout": 0.2},
         model={"residual": True, "inputDropout": 0.1}),
    case("eight layers, residual, dropout, normalized before", "elu", DEEP, layer={"dropout": 0.2, "batchNorm": "before"},
         model={"residual": True}),
]


def scaled(problem, spec):
    images = network.images_of(problem) / 255
    return images - images.mean(0) if spec.get("data", {}).get("scaling") == "centered" else images


def named_parameters(dense, layers, random):
    """The dense layers' parameters, with a gamma and a beta where a layer is normalized, all of float32."""
    listed = []
    for n, layer in enumerate(layers, 1):
        listed += dense[2 * n - 2:2 * n]
        if "batchNorm" in layer:
            for name, middle in (("gamma", 1), ("beta", 0)):
                values = np.float32(middle + random.uniform(-0.5, 0.5, layer["units"]))
                listed.append({"name": f"batchnorm{n}/{name}", "shape": [layer["units"]], "values": values.tolist()})
    return listed


def normalize(z, gamma, beta):
    return gamma * (z - z.mean(0)) / torch.sqrt(z.var(0, unbiased=False) + EPSILON) + beta


def logits(spec, parameters, x, masks):
    """x + f(x), with f: dropout, weights, normalization before, activation, normalization after."""
    parameters, layers = iter(parameters), spec["model"]["layers"]
    residual, p = spec["model"].get("residual"), spec["model"].get("inputDropout", 0)
    for n, layer in enumerate(layers, 1):
        seen, kernel, bias = x, next(parameters), next(parameters)
        if masks and p > 0:
            x = x * torch.tensor(masks["input" if n == 1 else f"dense{n - 1}"], dtype=x.dtype) / (1 - p)
        x = x @ kernel + bias
        affine = (next(parameters), next(parameters)) if "batchNorm" in layer else None
        if layer.get("batchNorm") == "before":
            x = normalize(x, *affine)
        if layer is layers[-1]:
            return x
        x = network.ACTIVATIONS[layer["activation"]](x)
        if layer.get("batchNorm") == "after":
            x = normalize(x, *affine)
        if residual and n > 1 and layer["units"] == layers[n - 2]["units"]:
            x = seen + x
        p = layer.get("dropout", 0)


def draw_masks(spec, count, random):
    layers = spec["model"]["layers"]
    places = [("input", spec["model"].get("inputDropout", 0), network.PIXELS)]
    places += [(f"dense{n}", layer.get("dropout", 0), layer["units"]) for n, layer in enumerate(layers, 1)]
    return {name: (random.random((count, units)) >= p).astype(int) for name, p, units in places if p > 0}


def penalty(spec, parameters):
    total, n = 0, 0
    for layer in spec["model"]["layers"]:
        half = 0.5 if spec["model"].get("l2Half") else 1
        w = parameters[n]
        total = total + layer.get("l1", 0) * w.abs().sum() + half * layer.get("l2", 0) * (w * w).sum()
        n += 4 if "batchNorm" in layer else 2
    return total


def direction_of(size):
    """Whole numbers over 50: the same in every language."""
    return torch.tensor([((i * 37) % 101) / 50 - 1 for i in range(size)])


def answer(problem, question, dense, random):
    spec = question["spec"]
    layers = spec["model"]["layers"]
    parameters = named_parameters(dense, layers, random)
    leaves = [t.requires_grad_() for t in network.tensors_of(parameters)]
    x, labels = scaled(problem, spec), torch.tensor(problem["labels"])
    masks = draw_masks(spec, len(labels), random)
    loss = torch.nn.functional.cross_entropy(logits(spec, leaves, x, masks), labels,
                                             label_smoothing=spec.get("labelSmoothing", 0))
    gradient = torch.autograd.grad(loss + penalty(spec, leaves), leaves, create_graph=True)
    flat = torch.cat([g.reshape(-1) for g in gradient])
    result = {**question, "extra": [p for p in parameters if p["name"].startswith("batchnorm")], "loss": loss.item(),
              "gradients": [golden.digits(g) for g in gradient]}
    if masks:
        return {**result, "masks": {name: "".join(map(str, mask.reshape(-1))) for name, mask in masks.items()}}

    def product(v):
        parts = torch.autograd.grad(flat @ v, leaves, retain_graph=True, allow_unused=True)
        return torch.cat([(torch.zeros_like(t) if p is None else p).reshape(-1) for p, t in zip(parts, leaves)])

    hessian = torch.stack([product(row) for row in torch.eye(len(flat))])
    assert torch.allclose(hessian, hessian.T, atol=1e-10)
    values = torch.linalg.eigvalsh(hessian)
    return {**result, "product": golden.digits(product(direction_of(len(flat)))),
            "least": golden.digits(values[:OUTERMOST]), "largest": golden.digits(values[-OUTERMOST:].flip(0))}


def main():
    problem = golden.read("problem.json")
    random = np.random.default_rng(23)
    networks = {str(units): dense_parameters(random, [network.PIXELS, *units, CLASSES]) for units in (UNITS, DEEP)}
    cases = []
    for question in CASES:
        units = [layer["units"] for layer in question["spec"]["model"]["layers"][:-1]]
        cases.append({"units": str(units), **answer(problem, question, networks[str(units)], random)})
    golden.write("depth.json", {"source": f"PyTorch {torch.__version__}", "networks": networks}, {"cases": cases})


if __name__ == "__main__":
    main()
