"""Writes network.json: losses, gradients and predictions of dense networks, by PyTorch's autograd in float64.

`mean_loss` and the rest of the first half is also what the optimizers' trajectories are computed with.
"""

import numpy as np
import torch

import golden
from problem import CLASSES, COLUMNS, ROWS, dense_parameters

torch.set_default_dtype(torch.float64)
PIXELS = ROWS * COLUMNS

ACTIVATIONS = {
    "linear": lambda z: z,
    "relu": torch.relu,
    "leaky_relu": lambda z: torch.nn.functional.leaky_relu(z, 0.01),
    "elu": torch.nn.functional.elu,
    "selu": torch.selu,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "silu": torch.nn.functional.silu,
    "gelu": torch.nn.functional.gelu,
}


def images_of(problem, key="images"):
    return torch.tensor(problem[key], dtype=torch.float64).reshape(-1, PIXELS)


def unit_scaling(images, _training_images):
    return images / 255


def standard_scaling(images, training_images):
    """Mean 0, population deviation 1 per pixel over the training images; 0 for a pixel that never varies."""
    mean, deviation = training_images.mean(0), training_images.std(0, unbiased=False)
    return torch.where(deviation > 0, (images - mean) / torch.where(deviation > 0, deviation, torch.ones(())),
                       torch.zeros(()))


def tensors_of(parameters):
    return [torch.tensor(p["values"], dtype=torch.float64).reshape(p["shape"]) for p in parameters]


def logits(parameters, inputs, layers):
    """Kernels and biases alternate in `parameters`; the last layer's softmax is left to the caller."""
    x = inputs
    for layer, kernel, bias in zip(layers, parameters[0::2], parameters[1::2]):
        x = x @ kernel + bias
        if layer is not layers[-1]:
            x = ACTIVATIONS[layer["activation"]](x)
    return x


def loss_and_gradients(parameters, inputs, labels, layers):
    """Mean cross-entropy over the minibatch, and its gradient for every parameter."""
    leaves = [p.detach().clone().requires_grad_() for p in parameters]
    loss = torch.nn.functional.cross_entropy(logits(leaves, inputs, layers), labels)
    return loss.item(), torch.autograd.grad(loss, leaves)


def layers_of(hidden_units, activation):
    return [{"units": units, "activation": activation} for units in hidden_units] + [
        {"units": CLASSES, "activation": "softmax"}]


# title, units of the hidden layers, their activation, scaling, indices of the minibatch (None: all)
CASES = [(activation, [7, 5], activation, "unit", None) for activation in ACTIVATIONS] + [
    ("one image", [7, 5], "relu", "unit", [13]),
    ("five images, one of them twice", [7, 5], "tanh", "unit", [20, 3, 3, 17, 8]),
    ("standard scaling", [7, 5], "relu", "standard", None),
    ("no hidden layer", [], "linear", "unit", None),
    ("widths just over a multiple of eight", [17, 9], "relu", "unit", [4, 22, 9, 1, 0, 16, 11, 10, 6]),
    ("widths that are multiples of eight", [16, 8], "elu", "unit", None),
]


def main():
    problem = golden.read("problem.json")
    training_images, other_images = images_of(problem), images_of(problem, "otherImages")
    labels = torch.tensor(problem["labels"])
    random = np.random.default_rng(7)
    cases = []
    for title, hidden_units, activation, scaling, indices in CASES:
        scale = {"unit": unit_scaling, "standard": standard_scaling}[scaling]
        layers = layers_of(hidden_units, activation)
        shared = hidden_units == [layer["units"] for layer in problem["layers"][:-1]]
        widths = [PIXELS, *hidden_units, CLASSES]
        parameters = problem["parameters"] if shared else dense_parameters(random, widths)
        tensors = tensors_of(parameters)
        indices = list(range(len(labels))) if indices is None else indices
        loss, gradients = loss_and_gradients(tensors, scale(training_images, training_images)[indices],
                                             labels[indices], layers)
        # Predicted are images that the scaling was not measured on.
        probabilities = torch.softmax(logits(tensors, scale(other_images, training_images), layers), 1)
        case = {"title": title, "layers": layers, "scaling": scaling, "indices": indices, "loss": loss,
                "gradients": [golden.digits(g) for g in gradients],
                "probabilities": golden.digits(probabilities)}
        cases.append(case if shared else {**case, "parameters": parameters})
    golden.write("network.json", {"source": f"PyTorch {torch.__version__}"}, {"cases": cases})


if __name__ == "__main__":
    main()
