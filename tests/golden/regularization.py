"""Writes regularization.json: thirty steps with every regularizer, by PyTorch in float64.

A case is a spec as the engine takes it; this file reads it once more, with PyTorch's autograd and optimizers.
Penalties, max-norm and PyTorch's own batch normalization are the library's; masks are drawn here and written
down, so that both train with the same.
"""

import numpy as np
import torch

import golden
import network

STEPS_KEPT = (1, 10, 30)  # the parameters after these steps are written
UNITS = [7, 5]


def case(title, layers, optimizer=None, activation="relu", **fields):
    """`layers`: what each layer has beside units and activation; the last one's too."""
    listed = [{"units": units, "activation": activation, **extra} for units, extra in zip(UNITS, layers)]
    listed.append({"units": network.CLASSES, "activation": "softmax", **(layers[2] if len(layers) > 2 else {})})
    optimizer = optimizer or {"id": "momentum", "learningRate": 0.05}
    model = {"layers": listed, **fields.pop("model", {})}
    return {"title": title, "spec": {"model": model, "optimizer": optimizer, **fields}}


PYTORCH = {"id": "momentum", "convention": "pytorch", "learningRate": 0.05}
ADAM = {"id": "adam", "learningRate": 0.01}
CASES = [
    case("L1 in every layer", [{"l1": 0.01}] * 3),
    case("L1 in the first layer, Adam", [{"l1": 0.003}, {}], ADAM),
    case("L2 in every layer", [{"l2": 0.02}] * 3),
    case("L2, other strengths in each layer", [{"l2": 0.1}, {"l2": 0.001}, {"l2": 0.03}], activation="tanh"),
    case("L2 and Adam", [{"l2": 0.05}] * 3, ADAM),
    case("L2 in PyTorch's convention: weight_decay", [{"l2": 0.1}] * 3, PYTORCH),
    case("L1 and L2", [{"l1": 0.004, "l2": 0.02}] * 3),
    case("L1 and L2, the gradient clipped", [{"l1": 0.004, "l2": 0.02}] * 3, clipNorm=0.5),
    case("max-norm", [{"maxNorm": 1}, {"maxNorm": 0.8}, {"maxNorm": 0.6}]),
    case("max-norm and L2", [{"maxNorm": 0.7, "l2": 0.01}, {"l2": 0.01}], ADAM, "tanh"),
]


class Network:
    def __init__(self, problem, spec):
        self.layers, self.model = spec["model"]["layers"], spec["model"]
        tensors = network.tensors_of(problem["parameters"])
        self.kernels = [t.requires_grad_() for t in tensors[0::2]]
        self.biases = [t.requires_grad_() for t in tensors[1::2]]

    def logits(self, x):
        for layer, kernel, bias in zip(self.layers, self.kernels, self.biases):
            x = x @ kernel + bias
            if layer is not self.layers[-1]:
                x = network.ACTIVATIONS[layer["activation"]](x)
        return x

    def penalty(self, kind):
        return sum(layer.get(kind, 0) * (w.abs() if kind == "l1" else w * w).sum()
                   for layer, w in zip(self.layers, self.kernels))

    def limit_norms(self):
        with torch.no_grad():
            for layer, w in zip(self.layers, self.kernels):
                if "maxNorm" in layer:
                    w.copy_(torch.renorm(w, 2, 1, layer["maxNorm"]))

    def tensors(self):
        return [t.detach() for pair in zip(self.kernels, self.biases) for t in pair]


def stepper_of(net, optimizer):
    """PyTorch's own L2, for its convention: weight_decay, for the kernels."""
    pytorch = optimizer.get("convention") == "pytorch"
    groups = [{"params": [w], "weight_decay": layer.get("l2", 0) if pytorch else 0}
              for layer, w in zip(net.layers, net.kernels)]
    groups.append({"params": net.biases})
    rate = optimizer["learningRate"]
    return torch.optim.Adam(groups, rate) if optimizer["id"] == "adam" else torch.optim.SGD(groups, rate, 0.9)


def run(problem, question):
    spec = question["spec"]
    net = Network(problem, spec)
    pytorch = spec["optimizer"].get("convention") == "pytorch"
    stepper = stepper_of(net, spec["optimizer"])
    inputs = network.unit_scaling(network.images_of(problem), None)
    labels = torch.tensor(problem["labels"])
    losses, penalties, parameters = [], [], {}
    for t, batch in enumerate(problem["batches"], 1):
        stepper.zero_grad()
        loss = torch.nn.functional.cross_entropy(net.logits(inputs[batch]), labels[batch])
        l1, l2 = net.penalty("l1"), net.penalty("l2")
        losses.append(loss.item())
        penalties.append(float(l1 + l2 * (0.5 if pytorch else 1)))
        (loss + l1 + (0 if pytorch else l2)).backward()
        if "clipNorm" in spec:
            torch.nn.utils.clip_grad_norm_(net.kernels + net.biases, spec["clipNorm"])
        stepper.step()
        net.limit_norms()
        if t in STEPS_KEPT:
            parameters[t] = [golden.digits(p) for p in net.tensors()]
    others = network.unit_scaling(network.images_of(problem, "otherImages"), None)
    with torch.no_grad():
        probabilities = torch.softmax(net.logits(others), 1)
    return {**question, "losses": losses, "penalties": penalties, "parameters": parameters,
            "probabilities": golden.digits(probabilities)}


def main():
    problem = golden.read("problem.json")
    golden.write("regularization.json", {"source": f"PyTorch {torch.__version__}"},
                 {"cases": [run(problem, question) for question in CASES]})


if __name__ == "__main__":
    main()
