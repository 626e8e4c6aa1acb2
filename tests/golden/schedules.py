"""Writes schedules.json: learning rates over a training, with all the digits that float64 has.

    schedules.py keras            with Keras: the cases that its schedules and callbacks can compute
    schedules.py formula pytorch  with PyTorch: those of its schedulers, and closed forms where no library has
                                  the rule

A run replaces the cases of its sources and keeps the others.
"""

import math
import sys

import golden

# --- One function a source and schedule: (schedule, initial rate η₀, steps or epochs T) → rates -------------


def constant_formula(h, eta0, total):
    return [eta0] * total


def power_formula(h, eta0, total):
    return [eta0 / (1 + t / h["decaySteps"]) ** h["exponent"] for t in range(total)]


def power_keras(h, eta0, total):
    from keras64 import keras
    assert h["exponent"] == 1
    schedule = keras.optimizers.schedules.InverseTimeDecay(eta0, h["decaySteps"], decay_rate=1.0)
    return [float(schedule(t)) for t in range(total)]


def exponential_keras(h, eta0, total):
    from keras64 import keras
    schedule = keras.optimizers.schedules.ExponentialDecay(eta0, h["decaySteps"], decay_rate=0.1)
    return [float(schedule(t)) for t in range(total)]


def piecewise_keras(h, eta0, total):
    """Keras keeps a rate up to its boundary and there too; ours, as the slides', changes at the boundary."""
    from keras64 import keras
    schedule = keras.optimizers.schedules.PiecewiseConstantDecay([b - 1 for b in h["boundaries"]], h["rates"])
    return [float(schedule(t)) for t in range(total)]


def cosine_keras(h, eta0, total):
    from keras64 import keras
    warmup = h.get("warmup", 0)
    start = {"initial_learning_rate": 0.0, "warmup_target": eta0, "warmup_steps": warmup} if warmup else {
        "initial_learning_rate": eta0}
    schedule = keras.optimizers.schedules.CosineDecay(
        decay_steps=total - warmup, alpha=h.get("minimumRate", 0) / eta0, **start)
    return [float(schedule(t)) for t in range(total)]


def one_cycle_formula(h, eta0, total):
    """Up and down in two equal parts, then far down in the last tenth (Géron, 2019, chapter 11)."""
    start = eta0 / h["startDivisor"]
    final = start / h["finalDivisor"]
    half = (total - (total // 10 + 1)) // 2
    corners = [(0, start), (half, eta0), (2 * half, start), (total, final)]

    def rate(t):
        for (t1, rate1), (t2, rate2) in zip(corners, corners[1:]):
            if t < t2:
                return rate1 + (rate2 - rate1) * (t - t1) / (t2 - t1)

    return [rate(t) for t in range(total)]


def one_cycle_pytorch(h, eta0, total):
    import torch
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=eta0)
    scheduler = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, eta0, total_steps=total, pct_start=h["warmup"], anneal_strategy="cos",
        cycle_momentum=False, div_factor=h["startDivisor"], final_div_factor=h["finalDivisor"])
    rates = []
    for _ in range(total):
        rates.append(scheduler.get_last_lr()[0])
        optimizer.step()
        if len(rates) < total:
            scheduler.step()
    return rates


# Plateaus, rises, and two slow descents: near 20 enough for an absolute least improvement of 1e-4 and not for
# a relative one, near 0.05 the other way round.
VALIDATION_LOSSES = (
    [22, 20] + [20 - 1.5e-4 * i for i in range(1, 13)] + [2.3, 2.1, 2.0] + [2.1, 2.0] * 3 + [1.9, 1.5, 0.05]
    + [0.05 - 7e-6 * i for i in range(1, 13)] + [0.06] * 12 + [0.049] + [0.05, 0.0495] * 8)


def performance_keras(h, eta0, total):
    from keras64 import keras
    names = {"factor": "factor", "patience": "patience", "minDelta": "min_delta", "cooldown": "cooldown",
             "minimumRate": "min_lr"}
    arguments = {names[key]: value for key, value in h.items() if key in names}
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(eta0), "mse")
    callback = keras.callbacks.ReduceLROnPlateau(**arguments)
    callback.set_model(model)
    callback.on_train_begin()
    rates = []
    for epoch, loss in enumerate(VALIDATION_LOSSES):
        callback.on_epoch_end(epoch, {"val_loss": loss})
        rates.append(float(model.optimizer.learning_rate))
    return rates


def performance_slides(h, eta0, total):
    """The slides call Keras with these two arguments; they know of no least improvement."""
    return performance_keras({"factor": 0.5, "patience": 5, "minDelta": 0, **h}, eta0, total)


def performance_pytorch(h, eta0, total):
    import torch
    names = {"factor": "factor", "patience": "patience", "minDelta": "threshold", "cooldown": "cooldown",
             "minimumRate": "min_lr"}
    arguments = {names[key]: value for key, value in h.items() if key in names}
    if "relativeDelta" in h:
        arguments["threshold_mode"] = "rel" if h["relativeDelta"] else "abs"
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=eta0)
    scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, **arguments)
    rates = []
    for loss in VALIDATION_LOSSES:
        scheduler.step(loss)
        rates.append(optimizer.param_groups[0]["lr"])
    return rates


# source, function, convention, η₀, steps an epoch, epochs, schedule
EPOCHS = len(VALIDATION_LOSSES)
CASES = [
    ("formula", constant_formula, "slides", 0.02, 7, 3, {"id": "constant", "per": "step"}),
    ("keras", power_keras, "slides", 0.01, 20, 6,
     {"id": "power", "per": "step", "decaySteps": 50, "exponent": 1}),
    ("formula", power_formula, "slides", 0.1, 9, 5,
     {"id": "power", "per": "step", "decaySteps": 8, "exponent": 0.5}),
    ("formula", power_formula, "slides", 0.1, 3, 25,
     {"id": "power", "per": "epoch", "decaySteps": 4, "exponent": 2}),
    ("keras", exponential_keras, "slides", 0.01, 3, 45,
     {"id": "exponential", "per": "epoch", "decaySteps": 20}),
    ("keras", exponential_keras, "slides", 0.01, 32, 3,
     {"id": "exponential", "per": "step", "decaySteps": 37.5}),
    ("keras", piecewise_keras, "slides", 0.01, 2, 20,
     {"id": "piecewise", "per": "epoch", "boundaries": [5, 15], "rates": [0.01, 0.005, 0.001]}),
    ("keras", piecewise_keras, "slides", 0.01, 10, 4,
     {"id": "piecewise", "per": "step", "boundaries": [1, 2, 30], "rates": [0.3, 0.1, 0.2, 0.05]}),
    ("formula", one_cycle_formula, "slides", 0.05, 20, 5,
     {"id": "1cycle", "per": "step", "shape": "linear", "startDivisor": 10, "finalDivisor": 1000}),
    ("formula", one_cycle_formula, "slides", 0.05, 37, 1,
     {"id": "1cycle", "per": "step", "shape": "linear", "startDivisor": 10, "finalDivisor": 1000}),
    ("formula", one_cycle_formula, "slides", 0.4, 4, 28,
     {"id": "1cycle", "per": "epoch", "shape": "linear", "startDivisor": 20, "finalDivisor": 50}),
    ("pytorch", one_cycle_pytorch, "pytorch", 0.05, 20, 5,
     {"id": "1cycle", "per": "step", "shape": "cosine", "warmup": 0.3, "startDivisor": 25,
      "finalDivisor": 10000}),
    ("pytorch", one_cycle_pytorch, "pytorch", 0.1, 37, 1,
     {"id": "1cycle", "per": "step", "shape": "cosine", "warmup": 0.45, "startDivisor": 5,
      "finalDivisor": 100}),
    # So short that the warm-up is over before the first step.
    *[("pytorch", one_cycle_pytorch, "pytorch", 0.1, 1, total,
       {"id": "1cycle", "per": "step", "shape": "cosine", "warmup": 0.3, "startDivisor": 25,
        "finalDivisor": 10000}) for total in (1, 2, 3)],
    ("keras", cosine_keras, "keras", 0.02, 15, 4,
     {"id": "cosine", "per": "step", "warmup": 12, "minimumRate": 0.0005}),
    ("keras", cosine_keras, "keras", 0.02, 3, 21,
     {"id": "cosine", "per": "epoch", "warmup": 0, "minimumRate": 0}),
    # Without keys: the presets of the conventions.
    ("keras", performance_slides, "slides", 0.02, 1, EPOCHS, {"id": "performance", "per": "epoch"}),
    ("keras", performance_keras, "keras", 0.02, 1, EPOCHS, {"id": "performance", "per": "epoch"}),
    ("pytorch", performance_pytorch, "pytorch", 0.02, 1, EPOCHS, {"id": "performance", "per": "epoch"}),
    ("keras", performance_keras, "keras", 0.02, 1, EPOCHS,
     {"id": "performance", "per": "epoch", "factor": 0.3, "patience": 2, "minDelta": 0.01, "cooldown": 3,
      "minimumRate": 0.001}),
    ("pytorch", performance_pytorch, "pytorch", 0.02, 1, EPOCHS,
     {"id": "performance", "per": "epoch", "factor": 0.3, "patience": 2, "minDelta": 0.01,
      "relativeDelta": False, "cooldown": 3, "minimumRate": 0.001}),
]


def question_of(row):
    _, _, convention, rate, steps_per_epoch, epochs, schedule = row
    return {"optimizer": {"id": "sgd", "convention": convention, "learningRate": rate}, "schedule": schedule,
            "stepsPerEpoch": steps_per_epoch, "epochs": epochs}


def main(sources):
    try:
        old = golden.read("schedules.json")
    except FileNotFoundError:
        old = {"cases": []}
    cases = []
    for row in CASES:
        source, function, _, rate, steps_per_epoch, epochs, schedule = row
        question = question_of(row)
        if source in sources:
            total = epochs if schedule["per"] == "epoch" else steps_per_epoch * epochs
            rates = function(schedule, rate, total)
            assert len(rates) == total and all(map(math.isfinite, rates))
            # A plateau is seen after an epoch, so those rates hold from the next epoch on.
            cases.append({**question, "source": source,
                          "ratesAfter" if schedule["id"] == "performance" else "rates": rates})
        else:
            cases += [case for case in old["cases"] if {key: case.get(key) for key in question} == question]
    golden.write("schedules.json", {"validationLosses": VALIDATION_LOSSES}, {"cases": cases})


if __name__ == "__main__":
    main(sys.argv[1:])
