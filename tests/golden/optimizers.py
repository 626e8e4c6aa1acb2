"""Writes optimizers/<id>.json: thirty steps of every optimizer in every convention, in float64.

    optimizers.py keras [id …]            with Keras: the cases of that convention, by keras.optimizers
    optimizers.py slides pytorch [id …]   with PyTorch: by torch.optim, and by the slides' formulas
    optimizers.py check [id …]            with PyTorch: every case again, by our reading of the rules

A run replaces the cases of its conventions and keeps the others. An optimizer is one row of OPTIMIZERS: its
rule and, in the decorator, everything else. The rule gives the numbers of the slides and, in `check`, proves
that the defaults and details that the row states for each library are what the library does.
"""

import sys

import golden

STEPS_KEPT = (1, 10, 30)  # the parameters after these steps are written
ANSWER = ("losses", "parameters")  # what a library adds to a case
CHANGE = 15  # the step before which a case with a changing rate changes it
OPTIMIZERS = {}


def optimizer(id, keras, pytorch, presets, cases):
    """Makes the decorated rule a row.

    rule      (g, state, h, rate, t) → what to add to the parameter. g: gradient; state: dict, at first with
              nothing but x, the parameter; h: hyper-parameters; t counts steps from 1
    keras     class in keras.optimizers, and what it is always given
    pytorch   the same for torch.optim
    presets   hyper-parameters of the rule: slides, keras, pytorch
    cases     beyond the presets: (convention, hyper-parameters that are not the preset's, other fields)
    """
    def add(rule):
        OPTIMIZERS[id] = {
            "rule": rule, "keras": keras, "pytorch": pytorch,
            "presets": dict(zip(("slides", "keras", "pytorch"), presets)),
            "cases": [(convention, {}, {}) for convention in ("slides", "keras", "pytorch")] + cases,
        }
        return rule
    return add


def every(hyperparameters=None, **fields):
    """The same case in all three conventions."""
    return [(convention, hyperparameters or {}, fields) for convention in ("slides", "keras", "pytorch")]


def sqrt(x):
    return x ** 0.5


# --- The rules, in the slides' letters ----------------------------------------------------------------------


@optimizer(
    "sgd", ("SGD", {}), ("SGD", {"lr": 0.01}),
    [{"learningRate": 0.01}] * 3,
    [("slides", {"learningRate": 0.5}, {})] + every({"learningRate": 0.2}, clipNorm=0.5))
def sgd(g, state, h, rate, t):
    return -rate * g


@optimizer(
    "momentum", ("SGD", {"momentum": 0.9}), ("SGD", {"lr": 0.01, "momentum": 0.9}),
    [{"learningRate": 0.01, "momentum": 0.9, "rateInVelocity": True},
     {"learningRate": 0.01, "momentum": 0.9, "rateInVelocity": True},
     {"learningRate": 0.01, "momentum": 0.9, "rateInVelocity": False}],
    # Only a rate that changes tells the two places of the rate apart.
    every({"learningRate": 0.05}, changedRate=0.005) + [
        ("slides", {"learningRate": 0.05, "rateInVelocity": False}, {"changedRate": 0.005}),
        ("keras", {"learningRate": 0.02, "momentum": 0.5}, {}),
    ])
def momentum(g, state, h, rate, t):
    if h["rateInVelocity"]:
        state["v"] = h["momentum"] * state.get("v", 0) - rate * g
        return state["v"]
    state["v"] = h["momentum"] * state.get("v", 0) + g
    return -rate * state["v"]


@optimizer(
    "nesterov", ("SGD", {"momentum": 0.9, "nesterov": True}),
    ("SGD", {"lr": 0.01, "momentum": 0.9, "nesterov": True}),
    [{"learningRate": 0.01, "momentum": 0.9, "rateInVelocity": True, "form": "look-ahead"},
     {"learningRate": 0.01, "momentum": 0.9, "rateInVelocity": True, "form": "rewritten"},
     {"learningRate": 0.01, "momentum": 0.9, "rateInVelocity": False, "form": "rewritten"}],
    every({"learningRate": 0.05}, changedRate=0.005) + [
        ("slides", {"form": "rewritten"}, {}),
        ("slides", {"learningRate": 0.05, "form": "rewritten"}, {"changedRate": 0.005}),
        ("slides", {"learningRate": 0.02, "momentum": 0.5}, {}),
    ])
def nesterov(g, state, h, rate, t):
    rho, v = h["momentum"], state.get("v", 0)
    if not h["rateInVelocity"]:
        state["v"] = rho * v + g
        return -rate * (g + rho * state["v"])
    state["v"] = rho * v - rate * g
    if h["form"] == "rewritten":
        return state["v"] + rho * (state["v"] - v)
    return state["v"]  # g was taken at x + ρv, see trajectory_by_rule


def root(r, h):
    return sqrt(r + h["epsilon"]) if h["epsilonInsideRoot"] else sqrt(r) + h["epsilon"]


# A small constant that is not small shows where it stands.
@optimizer(
    "adagrad", ("Adagrad", {}), ("Adagrad", {}),
    [{"learningRate": 0.01, "initialAccumulator": 0, "epsilon": 1e-7, "epsilonInsideRoot": False,
      "minusSign": True},
     {"learningRate": 0.001, "initialAccumulator": 0.1, "epsilon": 1e-7, "epsilonInsideRoot": True,
      "minusSign": True},
     {"learningRate": 0.01, "initialAccumulator": 0, "epsilon": 1e-10, "epsilonInsideRoot": False,
      "minusSign": True}],
    every({"learningRate": 0.05, "epsilon": 0.02, "initialAccumulator": 0.01}) + [
        ("slides", {"epsilon": 0.02, "epsilonInsideRoot": True}, {}),
        ("pytorch", {"minusSign": False}, {}),
    ])
def adagrad(g, state, h, rate, t):
    state["r"] = state.get("r", h["initialAccumulator"]) + g * g
    return (-1 if h["minusSign"] else 1) * rate * g / root(state["r"], h)


@optimizer(
    "rmsprop", ("RMSprop", {}), ("RMSprop", {}),
    [{"learningRate": 0.001, "rho": 0.9, "epsilon": 1e-6, "epsilonInsideRoot": True},
     {"learningRate": 0.001, "rho": 0.9, "epsilon": 1e-7, "epsilonInsideRoot": True},
     {"learningRate": 0.01, "rho": 0.99, "epsilon": 1e-8, "epsilonInsideRoot": False}],
    every({"learningRate": 0.02, "rho": 0.8, "epsilon": 0.02}) + [
        ("slides", {"epsilon": 0.02, "epsilonInsideRoot": False}, {}),
    ])
def rmsprop(g, state, h, rate, t):
    state["r"] = h["rho"] * state.get("r", 0) + (1 - h["rho"]) * g * g
    return -rate * g / root(state["r"], h)


ADAM = {"learningRate": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "epsilonHat": False}
ADAM_KERAS = {**ADAM, "epsilon": 1e-7, "epsilonHat": True}


@optimizer(
    "adam", ("Adam", {}), ("Adam", {}),
    [{**defaults, "biasCorrection": True} for defaults in (ADAM, ADAM_KERAS, ADAM)],
    every({"learningRate": 0.01}, clipNorm=0.5) + [
        ("slides", {"biasCorrection": False}, {}),
        ("slides", {"learningRate": 0.01, "epsilon": 0.02, "epsilonHat": True}, {}),
        ("keras", {"learningRate": 0.01, "beta1": 0.8, "beta2": 0.95, "epsilon": 0.02}, {}),
        ("pytorch", {"learningRate": 0.01, "beta1": 0.8, "beta2": 0.95, "epsilon": 0.02}, {}),
    ])
def adam(g, state, h, rate, t):
    b1, b2 = h["beta1"], h["beta2"]
    state["s"] = b1 * state.get("s", 0) + (1 - b1) * g
    state["r"] = b2 * state.get("r", 0) + (1 - b2) * g * g
    if not h.get("biasCorrection", True):
        return -rate * state["s"] / (sqrt(state["r"]) + h["epsilon"])
    if h["epsilonHat"]:
        return -rate * sqrt(1 - b2 ** t) / (1 - b1 ** t) * state["s"] / (sqrt(state["r"]) + h["epsilon"])
    return -rate * (state["s"] / (1 - b1 ** t)) / (sqrt(state["r"] / (1 - b2 ** t)) + h["epsilon"])


# --- Adam's relatives ---------------------------------------------------------------------------------------


@optimizer(
    "adamw", ("AdamW", {}), ("AdamW", {}),
    [{**ADAM, "weightDecay": 0.01}, {**ADAM_KERAS, "weightDecay": 0.004}, {**ADAM, "weightDecay": 0.01}],
    # The decay follows the rate that is in force.
    every({"learningRate": 0.02, "weightDecay": 0.5, "epsilon": 0.02}, changedRate=0.002) + [
        ("keras", {"learningRate": 0.01, "weightDecay": 0.2}, {"clipNorm": 0.5}),
    ])
def adamw(g, state, h, rate, t):
    """Biases decay as kernels do, as in both libraries."""
    return adam(g, state, h, rate, t) - rate * h["weightDecay"] * state["x"]


NADAM = {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "momentumDecay": 0.004}


@optimizer(
    # Until PyTorch 2.0 the path for one tensor at a time counted μ_t twice in a denominator (its pull request
    # 92699); the path for all tensors at once has always kept to the documented rule.
    "nadam", ("Nadam", {}), ("NAdam", {"foreach": True}),
    [{**NADAM, "learningRate": 0.001}, {**NADAM, "learningRate": 0.001, "epsilon": 1e-7, "momentumDecay": 1},
     {**NADAM, "learningRate": 0.002}],
    every({"learningRate": 0.01, "beta1": 0.8, "beta2": 0.95, "epsilon": 0.02}) + [
        ("pytorch", {"momentumDecay": 0.25}, {}),
    ])
def nadam(g, state, h, rate, t):
    b1, b2 = h["beta1"], h["beta2"]
    mu = lambda step: b1 * (1 - 0.5 * 0.96 ** (step * h["momentumDecay"]))
    state["mu_product"] = state.get("mu_product", 1) * mu(t)
    state["m"] = b1 * state.get("m", 0) + (1 - b1) * g
    state["v"] = b2 * state.get("v", 0) + (1 - b2) * g * g
    m_hat = (mu(t + 1) * state["m"] / (1 - state["mu_product"] * mu(t + 1))
             + (1 - mu(t)) * g / (1 - state["mu_product"]))
    return -rate * m_hat / (sqrt(state["v"] / (1 - b2 ** t)) + h["epsilon"])


ADAMAX = {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "epsilonInsideMax": True}


@optimizer(
    "adamax", ("Adamax", {}), ("Adamax", {}),
    [{**ADAMAX, "learningRate": 0.001},
     {**ADAMAX, "learningRate": 0.001, "epsilon": 1e-7, "epsilonInsideMax": False},
     {**ADAMAX, "learningRate": 0.002}],
    every({"learningRate": 0.01, "beta1": 0.8, "beta2": 0.95, "epsilon": 0.02}) + [
        ("slides", {"learningRate": 0.01, "epsilon": 0.02, "epsilonInsideMax": False}, {}),
    ])
def adamax(g, state, h, rate, t):
    state["m"] = h["beta1"] * state.get("m", 0) + (1 - h["beta1"]) * g
    inside, outside = (h["epsilon"], 0) if h["epsilonInsideMax"] else (0, h["epsilon"])
    decayed, size = h["beta2"] * state.get("u", 0 * g), abs(g) + inside
    state["u"] = decayed * (decayed > size) + size * (decayed <= size)
    return -rate / (1 - h["beta1"] ** t) * state["m"] / (state["u"] + outside)


LION = {"beta1": 0.9, "beta2": 0.99, "weightDecay": 0}


@optimizer(
    # torch.optim has none: what is called so after PyTorch's convention is the paper's, as in the slides'.
    "lion", ("Lion", {}), None,
    [{**LION, "learningRate": 0.0001}, {**LION, "learningRate": 0.001}, {**LION, "learningRate": 0.0001}],
    every({"learningRate": 0.01, "beta1": 0.8, "beta2": 0.95, "weightDecay": 0.5}, changedRate=0.002) + [
        ("keras", {"learningRate": 0.0007, "weightDecay": 1}, {"clipNorm": 0.5}),
    ])
def lion(g, state, h, rate, t):
    m = state.get("m", 0 * g)
    mixed = h["beta1"] * m + (1 - h["beta1"]) * g
    state["m"] = h["beta2"] * m + (1 - h["beta2"]) * g
    return -rate * ((mixed > 0) * 1.0 - (mixed < 0) * 1.0 + h["weightDecay"] * state["x"])


# --- Trajectories -------------------------------------------------------------------------------------------


def question_of(id, case):
    """What a test gives to the engine; of the optimizer only what its preset does not say."""
    convention, hyperparameters, fields = case
    question = {"optimizer": {"id": id, "convention": convention, **hyperparameters}}
    if "clipNorm" in fields:
        question["clipNorm"] = fields["clipNorm"]
    if "changedRate" in fields:
        question["change"] = {"beforeStep": CHANGE, "learningRate": fields["changedRate"]}
    return question


def record(steps):
    """`steps` yields (loss, parameters after the step); the loss is that where the gradient is taken."""
    losses, kept = [], {}
    for t, (loss, parameters) in enumerate(steps, 1):
        losses.append(float(loss))
        if t in STEPS_KEPT:
            kept[str(t)] = [golden.digits(p) for p in parameters]
    return {"losses": losses, "parameters": kept}


def trajectory_by_rule(problem, id, case):
    import torch
    import network

    convention, hyperparameters, fields = case
    row = OPTIMIZERS[id]
    h = {**row["presets"][convention], **hyperparameters}
    inputs, labels = network.unit_scaling(network.images_of(problem), None), torch.tensor(problem["labels"])
    parameters = network.tensors_of(problem["parameters"])
    states = [{} for _ in parameters]
    rate = h["learningRate"]
    for t, batch in enumerate(problem["batches"], 1):
        if t == CHANGE:
            rate = fields.get("changedRate", rate)
        points = parameters
        if h.get("form") == "look-ahead":
            points = [p + h["momentum"] * state.get("v", 0) for p, state in zip(parameters, states)]
        loss, gradients = network.loss_and_gradients(points, inputs[batch], labels[batch], problem["layers"])
        if "clipNorm" in fields:
            norm = sqrt(sum((g * g).sum().item() for g in gradients))
            guard = 1e-6 if convention == "pytorch" else 0
            gradients = [g * min(1, fields["clipNorm"] / (norm + guard)) for g in gradients]
        for p, state in zip(parameters, states):
            state["x"] = p
        changes = [row["rule"](g, state, h, rate, t) for g, state in zip(gradients, states)]
        parameters = [p + change for p, change in zip(parameters, changes)]
        yield loss, parameters


PYTORCH_NAMES = {"learningRate": "lr", "momentum": "momentum", "rho": "alpha", "epsilon": "eps",
                 "initialAccumulator": "initial_accumulator_value", "weightDecay": "weight_decay",
                 "momentumDecay": "momentum_decay"}


def trajectory_by_pytorch(problem, id, case):
    import torch
    import network

    _, hyperparameters, fields = case
    name, arguments = OPTIMIZERS[id]["pytorch"]
    given = dict(hyperparameters)
    if "beta1" in given:
        arguments = {**arguments, "betas": (given.pop("beta1"), given.pop("beta2"))}
    if "minusSign" in given:
        arguments = {**arguments, "maximize": not given.pop("minusSign")}
    arguments = {**arguments, **{PYTORCH_NAMES[key]: value for key, value in given.items()}}
    inputs, labels = network.unit_scaling(network.images_of(problem), None), torch.tensor(problem["labels"])
    parameters = [p.requires_grad_() for p in network.tensors_of(problem["parameters"])]
    stepper = getattr(torch.optim, name)(parameters, **arguments)
    for t, batch in enumerate(problem["batches"], 1):
        if t == CHANGE and "changedRate" in fields:
            stepper.param_groups[0]["lr"] = fields["changedRate"]
        stepper.zero_grad()
        outputs = network.logits(parameters, inputs[batch], problem["layers"])
        loss = torch.nn.functional.cross_entropy(outputs, labels[batch])
        loss.backward()
        if "clipNorm" in fields:
            torch.nn.utils.clip_grad_norm_(parameters, fields["clipNorm"])
        stepper.step()
        yield loss, [p.detach() for p in parameters]


KERAS_NAMES = {"learningRate": "learning_rate", "momentum": "momentum", "rho": "rho", "epsilon": "epsilon",
               "initialAccumulator": "initial_accumulator_value", "beta1": "beta_1", "beta2": "beta_2",
               "weightDecay": "weight_decay"}


def trajectory_by_keras(problem, id, case):
    import numpy as np
    from keras64 import jax, keras

    _, hyperparameters, fields = case
    name, arguments = OPTIMIZERS[id]["keras"]
    arguments = {**arguments, **{KERAS_NAMES[k]: v for k, v in hyperparameters.items()}}
    if "clipNorm" in fields:
        arguments["global_clipnorm"] = fields["clipNorm"]
    stepper = getattr(keras.optimizers, name)(**arguments)

    pixels = problem["rows"] * problem["columns"]
    inputs = np.array(problem["images"], float).reshape(-1, pixels) / 255
    labels = np.array(problem["labels"])
    # The loss takes logits: it would clip probabilities, which are not what is compared here.
    model = keras.Sequential([keras.Input((pixels,))] + [
        keras.layers.Dense(layer["units"], layer["activation"].replace("softmax", "linear"))
        for layer in problem["layers"]])
    for variable, p in zip(model.trainable_variables, problem["parameters"]):
        variable.assign(np.array(p["values"]).reshape(p["shape"]))
    cross_entropy = keras.losses.SparseCategoricalCrossentropy(from_logits=True)

    def mean_loss(values, x, y):
        outputs, _ = model.stateless_call(values, [], x)
        return cross_entropy(y, outputs)

    loss_and_gradients = jax.value_and_grad(mean_loss)
    for t, batch in enumerate(problem["batches"], 1):
        if t == CHANGE and "changedRate" in fields:
            stepper.learning_rate = fields["changedRate"]
        values = [v.value for v in model.trainable_variables]
        loss, gradients = loss_and_gradients(values, inputs[batch], labels[batch])
        stepper.apply(gradients, model.trainable_variables)
        yield loss, [np.asarray(v.value) for v in model.trainable_variables]


TRAJECTORIES = {"slides": trajectory_by_rule, "keras": trajectory_by_keras, "pytorch": trajectory_by_pytorch}


def source_of(convention):
    if convention == "slides":
        return "the slides' formulas"
    if convention == "pytorch":
        import torch
        return f"torch.optim {torch.__version__}"
    from keras64 import jax, keras
    return f"keras.optimizers {keras.__version__}, JAX {jax.__version__}"


def write(problem, id, conventions):
    try:
        old = golden.read(f"optimizers/{id}.json")
    except FileNotFoundError:
        old = {"source": {}, "cases": []}
    cases = []
    for case in OPTIMIZERS[id]["cases"]:
        question = question_of(id, case)
        if case[0] in conventions:
            library = TRAJECTORIES[case[0]] if OPTIMIZERS[id].get(case[0], True) else trajectory_by_rule
            cases.append({**question, **record(library(problem, id, case))})
        else:
            cases += [kept for kept in old["cases"] if {key: kept.get(key) for key in question} == question
                      and len(kept) == len(question) + len(ANSWER)]
    source = {**old["source"], **{convention: source_of(convention if OPTIMIZERS[id].get(convention, True) else "slides")
                                  for convention in conventions}}
    golden.write(f"optimizers/{id}.json", {"source": source}, {"cases": cases})


def check(problem, id):
    """Computes every case by its rule; no loss and no parameter may differ from what is written."""
    worst = 0
    written = golden.read(f"optimizers/{id}.json")["cases"]
    assert len(written) == len(OPTIMIZERS[id]["cases"]), f"{id}: a convention is still to be computed"
    for case, theirs in zip(OPTIMIZERS[id]["cases"], written):
        ours = record(trajectory_by_rule(problem, id, case))
        pairs = list(zip(ours["losses"], theirs["losses"]))
        for t, tensors in ours["parameters"].items():
            for a, b in zip(tensors, theirs["parameters"][t]):
                pairs += zip(a, b)
        difference = max(abs(a - b) / (abs(b) + 1e-3) for a, b in pairs)
        assert difference < 1e-9, f"{question_of(id, case)}: the rule differs by {difference}"
        worst = max(worst, difference)
    print(f"{id:10} {len(written)} cases, rule and library differ by at most {worst:.1e}")


def main(arguments):
    modes = [a for a in arguments if a in (*TRAJECTORIES, "check")]
    ids = [a for a in arguments if a not in modes] or OPTIMIZERS
    problem = golden.read("problem.json")
    for id in ids:
        if "check" in modes:
            check(problem, id)
        else:
            write(problem, id, modes)


if __name__ == "__main__":
    main(sys.argv[1:])
