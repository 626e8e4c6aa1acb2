"""Writes regularization.json: thirty steps with every regularizer, by PyTorch in float64.

A case is a spec as the engine takes it; this file reads it once more, with PyTorch's autograd and optimizers.
Penalties, max-norm and PyTorch's own batch normalization are the library's; masks are drawn here and written
down, so that both train with the same. Keras' optimizers are the rules that optimizers.py holds against Keras.

Two lists: cases that each have something of their own, and each of SETTINGS by each of STEPPERS, of which only
the last parameters are written.
"""

import numpy as np
import torch

import golden
import network
import optimizers

STEPS_KEPT = (1, 10, 30)  # the parameters after these steps are written
UNITS = [7, 5]


def case(title, layers, optimizer=None, activation="relu", kept=STEPS_KEPT, **fields):
    """`layers`: what each layer has beside units and activation; the last one's too."""
    listed = [{"units": units, "activation": activation, **extra} for units, extra in zip(UNITS, layers)]
    listed.append({"units": network.CLASSES, "activation": "softmax", **(layers[2] if len(layers) > 2 else {})})
    optimizer = optimizer or {"id": "momentum", "learningRate": 0.05}
    model = {"layers": listed, **fields.pop("model", {})}
    return {"title": title, "kept": kept, "spec": {"model": model, "optimizer": optimizer, **fields}}


PYTORCH = {"id": "momentum", "convention": "pytorch", "learningRate": 0.05}
PROXIMAL = {"l1Step": "proximal"}
ADAM = {"id": "adam", "learningRate": 0.01}
CASES = [
    case("L1 in every layer", [{"l1": 0.01}] * 3),
    case("L1 in the first layer, Adam", [{"l1": 0.003}, {}], ADAM),
    case("L1 by proximal steps", [{"l1": 0.05}] * 3, model=PROXIMAL),
    case("L1 by proximal steps and L2, the gradient clipped, max-norm",
         [{"l1": 0.02, "l2": 0.02}, {"l1": 0.05, "maxNorm": 0.8}, {"l2": 0.02}], model=PROXIMAL, clipNorm=0.5),
    case("L1 by proximal steps, a rate that changes", [{"l1": 0.05}, {"l1": 0.02}],
         {"id": "sgd", "learningRate": 0.1}, model=PROXIMAL, epochs=100,
         schedule={"id": "exponential", "decaySteps": 10}),
    case("L2 in every layer", [{"l2": 0.02}] * 3),
    case("L2, other strengths in each layer", [{"l2": 0.1}, {"l2": 0.001}, {"l2": 0.03}], activation="tanh"),
    case("L2 and Adam", [{"l2": 0.05}] * 3, ADAM),
    case("L2 in PyTorch's convention: weight_decay", [{"l2": 0.1}] * 3, PYTORCH),
    case("L1 and L2", [{"l1": 0.004, "l2": 0.02}] * 3),
    case("L1 and L2, the gradient clipped", [{"l1": 0.004, "l2": 0.02}] * 3, clipNorm=0.5),
    case("max-norm", [{"maxNorm": 1}, {"maxNorm": 0.8}, {"maxNorm": 0.6}]),
    case("inverted dropout", [{"dropout": 0.4}, {"dropout": 0.2}], model={"inputDropout": 0.2}),
    case("classic dropout", [{"dropout": 0.4}, {"dropout": 0.2}],
         model={"inputDropout": 0.2, "dropoutMode": "classic"}),
    case("dropout after one layer, and L2", [{"dropout": 0.5, "l2": 0.01}, {"maxNorm": 0.9}], ADAM, "elu"),
    case("alpha dropout", [{"dropout": 0.3}, {"dropout": 0.1}], activation="selu"),
    case("batch normalization before the activation", [{"batchNorm": "before"}] * 3),
    case("batch normalization after the activation", [{"batchNorm": "after"}] * 2, activation="elu"),
    case("batch normalization after the activation, Adam", [{"batchNorm": "after"}] * 2, ADAM, "sigmoid"),
    case("batch normalization in PyTorch's convention", [{"batchNorm": "before"}, {"batchNorm": "after"}], PYTORCH,
         "tanh"),
    case("everything", [{"batchNorm": "before", "dropout": 0.2, "l1": 0.001, "l2": 0.01},
                        {"batchNorm": "after", "dropout": 0.3, "maxNorm": 1}, {"l2": 0.01}], activation="tanh",
         model={"inputDropout": 0.1}, clipNorm=2),
    case("max-norm and L2", [{"maxNorm": 0.7, "l2": 0.01}, {"l2": 0.01}], ADAM, "tanh"),
]

# Of the names that case() takes: layers, activation, model.
SETTINGS = {
    "L1": {"layers": [{"l1": 0.01}, {"l1": 0.002}, {"l1": 0.005}], "activation": "tanh"},
    "proximal L1": {"layers": [{"l1": 0.05}, {"l1": 0.01}, {"l1": 0.02}], "activation": "tanh", "model": PROXIMAL},
    "L2": {"layers": [{"l2": 0.1}, {"l2": 0.001}, {"l2": 0.03}]},
    "L1 and L2": {"layers": [{"l1": 0.004, "l2": 0.02}, {"l2": 0.01}, {"l1": 0.001}], "activation": "elu"},
    "max-norm": {"layers": [{"maxNorm": 1}, {"maxNorm": 0.8}, {"maxNorm": 0.6}]},
    "input dropout": {"layers": [{}, {}], "model": {"inputDropout": 0.3}},
    "inverted dropout": {"layers": [{"dropout": 0.4}, {"dropout": 0.2}], "model": {"inputDropout": 0.2}},
    "classic dropout": {"layers": [{"dropout": 0.4}, {"dropout": 0.2}],
                        "model": {"inputDropout": 0.2, "dropoutMode": "classic"}},
    "alpha dropout": {"layers": [{"dropout": 0.3}, {"dropout": 0.1}], "activation": "selu"},
    "batch normalization before": {"layers": [{"batchNorm": "before"}, {"batchNorm": "before"}], "activation": "tanh"},
    "batch normalization after": {"layers": [{"batchNorm": "after"}, {"batchNorm": "after"}], "activation": "elu"},
    "dropout, batch normalization, L2 and max-norm": {
        "layers": [{"batchNorm": "before", "dropout": 0.3, "l2": 0.02},
                   {"batchNorm": "after", "dropout": 0.2, "maxNorm": 0.9}, {"l2": 0.01, "maxNorm": 1.2}],
        "activation": "tanh", "model": {"inputDropout": 0.1}},
}
STEPPERS = [{**stepper, "convention": convention}
            for stepper in ({"id": "sgd", "learningRate": 0.05}, {"id": "momentum", "learningRate": 0.05},
                            {"id": "adam", "learningRate": 0.01},
                            {"id": "adamw", "learningRate": 0.01, "weightDecay": 0.2})
            for convention in ("keras", "pytorch")]


def stepper_for(setting, stepper):
    """Batch normalization takes a bias before it away, whose gradient is then rounding alone: Adam, which divides
    by the gradient's own size, would make steps of it, if the small constant did not stand above it."""
    normalized = any("batchNorm" in layer for layer in setting["layers"])
    return {**stepper, "epsilon": 1e-2} if normalized and stepper["id"].startswith("adam") else stepper


CASES += [case(f"{name}: {stepper['id']}, {stepper['convention']}", optimizer=stepper_for(setting, stepper),
               kept=STEPS_KEPT[-1:], **setting)
          for name, setting in SETTINGS.items() for stepper in STEPPERS]


def alpha_dropout(y, mask, p):
    """Klambauer et al., 2017: kept units and the limit of selu in the place of the others, brought back to
    mean 0 and deviation 1."""
    q, limit = 1 - p, -1.0507009873554805 * 1.6732632423543772
    a = (q + limit ** 2 * q * (1 - q)) ** -0.5
    return a * (y * mask + limit * (1 - mask)) - a * (1 - q) * limit


class BatchNorm:
    """Keras' rule is written out, PyTorch's is its own but for single images, which it does not take."""

    def __init__(self, units, pytorch):
        self.gamma = torch.ones(units, requires_grad=True)
        self.beta = torch.zeros(units, requires_grad=True)
        self.mean, self.variance = torch.zeros(units), torch.ones(units)
        self.pytorch = pytorch
        self.momentum, self.epsilon = (0.9, 1e-5) if pytorch else (0.99, 1e-3)

    def __call__(self, z, training):
        if self.pytorch and len(z) > 1:
            return torch.nn.functional.batch_norm(z, self.mean, self.variance, self.gamma, self.beta, training,
                                                  1 - self.momentum, self.epsilon)
        mean, variance = self.mean, self.variance
        if training:
            mean, variance = z.mean(0), z.var(0, unbiased=False)
            for moving, value in ((self.mean, mean), (self.variance, variance)):
                moving.mul_(self.momentum).add_((1 - self.momentum) * value.detach())
        return self.gamma * (z - mean) / torch.sqrt(variance + self.epsilon) + self.beta


class Network:
    def __init__(self, problem, spec):
        pytorch = spec["optimizer"].get("convention") == "pytorch"
        self.norms = [BatchNorm(layer["units"], pytorch) if "batchNorm" in layer else None
                      for layer in spec["model"]["layers"]]
        self.layers, self.model = spec["model"]["layers"], spec["model"]
        tensors = network.tensors_of(problem["parameters"])
        self.kernels = [t.requires_grad_() for t in tensors[0::2]]
        self.biases = [t.requires_grad_() for t in tensors[1::2]]

    def draw_masks(self, random, count):
        """0 and 1 for every place with dropout, by name."""
        places = [("input", self.model.get("inputDropout", 0), network.PIXELS)]
        places += [(f"dense{n}", layer.get("dropout", 0), layer["units"]) for n, layer in enumerate(self.layers, 1)]
        return {name: (random.random((count, units)) >= p).astype(int) for name, p, units in places if p > 0}

    def drop(self, x, name, p, masks, alpha=False):
        classic = self.model.get("dropoutMode") == "classic"
        if p == 0:
            return x
        if masks is None:  # predictions
            return x * (1 - p) if classic and not alpha else x
        mask = torch.tensor(masks[name], dtype=x.dtype)
        if alpha:
            return alpha_dropout(x, mask, p)
        return x * mask if classic else x * mask / (1 - p)

    def logits(self, x, masks=None):
        x = self.drop(x, "input", self.model.get("inputDropout", 0), masks)
        triples = zip(self.layers, self.kernels, self.biases)
        for n, (layer, kernel, bias) in enumerate(triples, 1):
            norm, place = self.norms[n - 1], layer.get("batchNorm")
            x = x @ kernel + bias
            if place == "before":
                x = norm(x, masks is not None)
            if layer is not self.layers[-1]:
                x = network.ACTIVATIONS[layer["activation"]](x)
                if place == "after":
                    x = norm(x, masks is not None)
                x = self.drop(x, f"dense{n}", layer.get("dropout", 0), masks, layer["activation"] == "selu")
        return x

    def penalty(self, kind):
        return sum(layer.get(kind, 0) * (w.abs() if kind == "l1" else w * w).sum()
                   for layer, w in zip(self.layers, self.kernels))

    def proximal(self):
        return self.model.get("l1Step") == "proximal"

    def shrink(self, rate):
        """FOBOS, Duchi and Singer, 2009, section 5.1: the soft threshold is that of the rate, whatever the rule."""
        with torch.no_grad():
            for layer, w in zip(self.layers, self.kernels):
                if self.proximal() and "l1" in layer:
                    w.copy_(torch.nn.functional.softshrink(w, rate * layer["l1"]))

    def limit_norms(self):
        with torch.no_grad():
            for layer, w in zip(self.layers, self.kernels):
                if "maxNorm" in layer:
                    w.copy_(torch.renorm(w, 2, 1, layer["maxNorm"]))

    def others(self):
        """What is trained and no kernel."""
        return self.biases + [t for norm in self.norms if norm for t in (norm.gamma, norm.beta)]

    def tensors(self):
        """In the engine's order."""
        listed = []
        for kernel, bias, norm in zip(self.kernels, self.biases, self.norms):
            listed += [kernel, bias] + ([norm.gamma, norm.beta, norm.mean, norm.variance] if norm else [])
        return [t.detach() for t in listed]


class ByRule:
    """Keras' optimizers, by the rule and presets of optimizers.py."""

    def __init__(self, parameters, optimizer):
        row = optimizers.OPTIMIZERS[optimizer["id"]]
        self.rule, self.parameters, self.t = row["rule"], parameters, 0
        given = {key: value for key, value in optimizer.items() if key not in ("id", "convention")}
        self.h = {**row["presets"]["keras"], **given}
        self.states = [{} for _ in parameters]

    def zero_grad(self):
        for p in self.parameters:
            p.grad = None

    def step(self):
        self.t += 1
        with torch.no_grad():
            for p, state in zip(self.parameters, self.states):
                state["x"] = p.clone()
                p += self.rule(p.grad, state, self.h, self.h["learningRate"], self.t)


def decays(optimizer):
    """Whether L2 is PyTorch's own, the weight_decay of its optimizers; AdamW's is another thing."""
    return optimizer.get("convention") == "pytorch" and optimizer["id"] != "adamw"


def stepper_of(net, optimizer):
    if optimizer.get("convention") == "keras":
        return ByRule(net.kernels + net.others(), optimizer)
    rate, epsilon = optimizer["learningRate"], optimizer.get("epsilon", 1e-8)
    if optimizer["id"] == "adamw":
        return torch.optim.AdamW(net.kernels + net.others(), rate, eps=epsilon, weight_decay=optimizer["weightDecay"])
    groups = [{"params": [w], "weight_decay": layer.get("l2", 0) if decays(optimizer) else 0}
              for layer, w in zip(net.layers, net.kernels)]
    groups.append({"params": net.others()})
    if optimizer["id"] == "adam":
        return torch.optim.Adam(groups, rate, eps=epsilon)
    return torch.optim.SGD(groups, rate, 0 if optimizer["id"] == "sgd" else 0.9)


def run(problem, question, masks_written):
    """Masks are written once: cases with the same dropout have them in common, and their number."""
    spec = question["spec"]
    net = Network(problem, spec)
    pytorch = spec["optimizer"].get("convention") == "pytorch"
    stepper = stepper_of(net, spec["optimizer"])
    inputs = network.unit_scaling(network.images_of(problem), None)
    labels = torch.tensor(problem["labels"])
    random = np.random.default_rng(11)
    losses, penalties, parameters, written = [], [], {}, []
    for t, batch in enumerate(problem["batches"], 1):
        stepper.zero_grad()
        masks = net.draw_masks(random, len(batch))
        written.append({name: "".join(map(str, mask.reshape(-1))) for name, mask in masks.items()})
        loss = torch.nn.functional.cross_entropy(net.logits(inputs[batch], masks), labels[batch])
        l1, l2 = net.penalty("l1"), net.penalty("l2")
        losses.append(loss.item())
        l2 = l2 * 0.5 if pytorch else l2
        penalties.append(float(l1 + l2))
        (loss + (0 if net.proximal() else l1) + (0 if decays(spec["optimizer"]) else l2)).backward()
        if "clipNorm" in spec:
            torch.nn.utils.clip_grad_norm_(net.kernels + net.others(), spec["clipNorm"])
        rate = spec["optimizer"]["learningRate"]
        if "schedule" in spec:  # the exponential one
            rate *= 0.1 ** ((t - 1) / spec["schedule"]["decaySteps"])
            for group in stepper.param_groups:
                group["lr"] = rate
        stepper.step()
        net.shrink(rate)
        net.limit_norms()
        if t in question["kept"]:
            parameters[t] = [golden.digits(p) for p in net.tensors()]
    others = network.unit_scaling(network.images_of(problem, "otherImages"), None)
    with torch.no_grad():
        probabilities = torch.softmax(net.logits(others), 1)
    answer = {"title": question["title"], "spec": spec}
    if any(written):
        if written not in masks_written:
            masks_written.append(written)
        answer["masks"] = masks_written.index(written)
    return {**answer, "losses": golden.digits(np.array(losses)), "penalties": golden.digits(np.array(penalties)),
            "parameters": parameters, "probabilities": golden.digits(probabilities)}


def main():
    problem = golden.read("problem.json")
    masks = []
    cases = [run(problem, question, masks) for question in CASES]
    golden.write("regularization.json", {"source": f"PyTorch {torch.__version__}"}, {"masks": masks, "cases": cases})


if __name__ == "__main__":
    main()
